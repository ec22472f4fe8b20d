package documents

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"time"

	"motcua/storage/blob"
)

func pagesOf(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("So thu tu trang la %d. Cong hoa xa hoi chu nghia Viet Nam. Doc lap, tu do, hanh phuc.", i+1))
	}
	return out
}

// A file of 23 pages is read in three chunks and one run for the whole; a run
// that is broken off leaves nothing, and the next goes on where the last kept
// chunk ended, also in a process that knows nothing of the first.
func TestReadingGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	w := setup(t)
	d := w.receive(w.resident(w.hoa), w.draft(), pdfFile(t, pagesOf(23)...), "dài.pdf")
	run := func(s *Service, ctx context.Context) (bool, error) {
		t.Helper()
		_, more, err := s.DigitizeDocument(ctx, d.ID)
		return more, err
	}
	state := func(pages, objects int, what string) {
		t.Helper()
		if n := w.count(`SELECT count(*) FROM app.document_page WHERE document_id = $1`, d.ID); n != pages {
			t.Fatalf("%s: %d pages", what, n)
		}
		if n := w.count(`SELECT count(*) FROM app.document WHERE parent_id = $1`, d.ID); n != pages {
			t.Fatalf("%s: %d pictures", what, n)
		}
		if n := w.objects(w.a); n != objects {
			t.Fatalf("%s: %d objects", what, n)
		}
	}
	if more, err := run(w.Service, w.worker(w.a)); err != nil || !more {
		t.Fatal(more, err)
	}
	state(10, 11, "first chunk")

	// killed while it stores the pictures of the second: nothing of it is kept
	store, err := blob.Open(t.Context(), w.cfg, blob.PGKeys{DB: w.db})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	ctx, kill := context.WithCancel(w.worker(w.a))
	n := 0
	dying := *w.Service
	dying.now = func() time.Time { // asked for once a picture
		if n++; n == 4 {
			kill()
		}
		return w.clock
	}
	if _, err := run(&dying, ctx); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	state(10, 11, "killed")

	another := New(w.db, store, w.jobs, w.digitizer, w.now)
	if more, err := run(another, w.worker(w.a)); err != nil || !more {
		t.Fatal(more, err)
	}
	state(20, 21, "gone on")
	if more, err := run(another, w.worker(w.a)); err != nil || !more {
		t.Fatal(more, err)
	}
	for range 2 { // and once more than needed
		if more, err := run(another, w.worker(w.a)); err != nil || more {
			t.Fatal(more, err)
		}
	}
	state(23, 24, "whole")
	if n := w.count(`SELECT count(*) FROM app.document WHERE id = $1 AND state = 'digitized' AND pages = 23 AND body_text LIKE 'So thu tu trang la 1. %trang la 12.%trang la 23.%'`, d.ID); n != 1 {
		t.Fatal("not whole")
	}
	if n := w.count(`SELECT count(*) FROM app.document_page WHERE document_id = $1 AND born AND width > 1000 AND jsonb_array_length(words) > 10`, d.ID); n != 23 {
		t.Fatalf("%d pages with the file's own words", n)
	}
}

// A file that cannot be read says why and stays as it is; a page that cannot is
// kept with its fault, and the others are read.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	w := setup(t)
	good := pdfFile(t, pagesOf(3)...)
	dossier := w.draft()
	for name, c := range map[string]struct {
		file  []byte
		state string
		key   string
	}{
		"cut off": {good[:len(good)/2], Failed, "reading.broken"},
		"empty":   {nil, Failed, "reading.empty"},
		"noise":   {bytes.Repeat([]byte("ngu"), 500), Failed, "reading.type"},
		"bomb":    {hugePNG(), Failed, "reading.too_large_image"},
		"good":    {good, Digitized, ""},
	} {
		d := w.receive(w.resident(w.hoa), dossier, good, name+".pdf")
		o, err := w.blobs.Put(t.Context(), w.a, bytes.NewReader(c.file), int64(len(c.file))+1, PDF)
		if err != nil {
			t.Fatal(err)
		}
		w.exec(`UPDATE app.document SET object_key = $2, wrapped_key = $3, sha256 = $4, size = $5 WHERE id = $1`, d.ID, o.Key, o.WrappedKey, o.SHA256, o.Size)
		if _, more, err := w.DigitizeDocument(w.worker(w.a), d.ID); err != nil || more {
			t.Fatal(name, more, err)
		}
		got, err := w.Get(w.resident(w.hoa), d.ID)
		if err != nil || got.State != c.state || got.FailedKey != c.key {
			t.Errorf("%s: %s %s, %v", name, got.State, got.FailedKey, err)
		}
	}
}

// hugePNG is small and says that it is 50,000 points wide and high.
func hugePNG() []byte {
	head := []byte("IHDR\x00\x00\xc3\x50\x00\x00\xc3\x50\x08\x00\x00\x00\x00")
	return binary.BigEndian.AppendUint32(append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\r"), head...), crc32.ChecksumIEEE(head))
}

// Texts that tools give are made fit to be kept.
func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "a\x00b\n\n": "a b", "đơn\xff": "đơn", "một\nhai": "một\nhai"} {
		if got := clean(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	long := together([]string{strings.Repeat("ữ", maxText/4), "", strings.Repeat("ế", maxText)})
	if len(long) > maxText || !strings.HasSuffix(long, "ế") {
		t.Error(len(long))
	}
}
