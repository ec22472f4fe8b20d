package documents

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"testing"

	"motcua/app/fault"
)

// TestMain lets the test's own program be the child that looks into files.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "inspect" {
		if err := AnswerInspect(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// A child answers as this process would; one that dies refuses the file and
// nothing else.
func TestInspectInAChild(t *testing.T) {
	t.Parallel()
	s := &Service{}
	s.Guard(os.Args[0], nil)
	look := func(b []byte, name string) (Info, error) {
		return s.inspect(t.Context(), Default, bytes.NewReader(b), int64(len(b)), name)
	}
	photo := jpegFile(t, 40, 30)
	for name, b := range map[string][]byte{"ảnh.jpg": photo, "đơn.pdf": pdfFile(t, "một"), "đơn.docx": zipFile(t), "nửa.jpg": photo[:200]} {
		got, err := look(b, name)
		want, wanted := inspect(b, name)
		if got != want || (err == nil) != (wanted == nil) || err != nil && (fault.As(err).Key != fault.As(wanted).Key || fault.As(err).Text != fault.As(wanted).Text) {
			t.Errorf("%s: %+v %v; in this process %+v %v", name, got, err, want, wanted)
		}
	}
	s.Guard("/bin/false", nil)
	if _, err := look(photo, "a.jpg"); !fault.HasKey(err, KeyTooHard) {
		t.Errorf("a child that died: %v", err)
	}
	s.Guard("/khong/co", nil)
	if _, err := look(photo, "a.jpg"); err == nil || fault.Is(err, fault.Invalid) && !fault.HasKey(err, KeyTooHard) {
		t.Errorf("no child: %v", err)
	}
}

// seer finds what it is told to find.
type seer struct {
	found string
	err   error
}

func (s *seer) Scan(_ context.Context, r io.Reader) (string, error) {
	_, err := io.Copy(io.Discard, r)
	return s.found, errors.Join(err, s.err)
}

// What carries malware is refused; while the scanner is away people file all the
// same, and what is found later is given out no more.
func TestScanForMalware(t *testing.T) {
	t.Parallel()
	w := setup(t)
	d := w.draft()
	if got := w.receive(w.resident(w.hoa), d, jpegFile(t, 40, 30), "a.jpg"); got.Scan != ScanOff {
		t.Errorf("without a scanner: %q", got.Scan)
	}
	x := &seer{}
	w.Guard("", x)
	if got := w.receive(w.resident(w.hoa), d, jpegFile(t, 41, 30), "a.jpg"); got.Scan != ScanClean {
		t.Errorf("a clean file: %q", got.Scan)
	}
	before := w.objects(w.a)
	x.found = "Eicar"
	if _, err := w.Receive(w.resident(w.hoa), d, incoming(jpegFile(t, 42, 30), "a.jpg")); !fault.HasKey(err, KeyInfected) || w.objects(w.a) != before {
		t.Errorf("an infected file: %v, %d objects, were %d", err, w.objects(w.a), before)
	}
	x.err = errors.New("away")
	late := w.receive(w.resident(w.hoa), d, jpegFile(t, 43, 30), "a.jpg")
	if late.Scan != ScanWaiting || w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'scan_document'`) != 1 {
		t.Errorf("while the scanner is away: %q", late.Scan)
	}
	if err := w.ScanDocument(w.worker(w.a), late.ID); !fault.Is(err, fault.Unavailable) {
		t.Errorf("still away: %v", err)
	}
	x.err = nil
	for range 2 {
		if err := w.ScanDocument(w.worker(w.a), late.ID); err != nil {
			t.Error(err)
		}
	}
	if _, err := w.Open(w.resident(w.hoa), late.ID, View); !fault.HasKey(err, KeyInfected) {
		t.Errorf("found later, and still given out: %v", err)
	}
}
