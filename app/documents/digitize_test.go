package documents

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func digitize(t *testing.T, d *Digitizer, b []byte) Digest {
	t.Helper()
	info, err := inspect(b, "a")
	if err != nil {
		t.Fatal(err)
	}
	out, err := d.Digitize(t.Context(), info, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func poppler(t *testing.T) *Digitizer {
	t.Helper()
	d := NewDigitizer()
	if d.Pdftoppm == "" || d.Pdftotext == "" {
		t.Skip("poppler-utils is not installed")
	}
	d.TempDir = t.TempDir()
	return d
}

func TestPreviewOfAPhoto(t *testing.T) {
	t.Parallel()
	d := NewDigitizer()
	photo := jpegFile(t, 1600, 1200)
	// Where red (left) and blue (top) are after the camera's turn is undone: that
	// is what the person saw.
	for orient, c := range map[byte]struct {
		w, h      int
		red, blue image.Point // in tenths
	}{
		1: {1000, 750, image.Pt(0, 5), image.Pt(5, 0)},
		2: {1000, 750, image.Pt(9, 5), image.Pt(4, 0)},
		3: {1000, 750, image.Pt(9, 5), image.Pt(4, 9)},
		4: {1000, 750, image.Pt(0, 5), image.Pt(5, 9)},
		5: {1000, 1333, image.Pt(5, 0), image.Pt(0, 5)},
		6: {1000, 1333, image.Pt(5, 0), image.Pt(9, 5)},
		7: {1000, 1333, image.Pt(5, 9), image.Pt(9, 4)},
		8: {1000, 1333, image.Pt(5, 9), image.Pt(0, 4)},
	} {
		out := digitize(t, d, withEXIF(photo, orient))
		if out.Pages != 1 || len(out.Previews) != 1 || out.Missing != nil || out.Text != "" {
			t.Fatalf("%+v", out)
		}
		p := out.Previews[0]
		m, err := jpeg.Decode(bytes.NewReader(p.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		if p.Width != c.w || p.Height != c.h || m.Bounds().Dx() != c.w || m.Bounds().Dy() != c.h {
			t.Errorf("orientation %d: %d×%d, want %d×%d", orient, p.Width, p.Height, c.w, c.h)
			continue
		}
		at := func(q image.Point) (r, b uint32) {
			r, _, b, _ = m.At(q.X*c.w/10+c.w/30, q.Y*c.h/10+c.h/30).RGBA()
			return r >> 8, b >> 8
		}
		if r, b := at(c.red); r < 200 || b > 60 {
			t.Errorf("orientation %d: no red at %v", orient, c.red)
		}
		if r, b := at(c.blue); b < 200 || r > 60 {
			t.Errorf("orientation %d: no blue at %v", orient, c.blue)
		}
		if bytes.Contains(p.JPEG, []byte("GPS")) || bytes.Contains(p.JPEG, []byte("Exif")) {
			t.Error("the preview tells where the photo was taken")
		}
	}
}

func TestSmallPicturesStaySmall(t *testing.T) {
	t.Parallel()
	for _, b := range [][]byte{pngFile(t, 30, 20), webpFile} {
		info, _ := inspect(b, "a")
		p := digitize(t, NewDigitizer(), b).Previews[0]
		if p.Width != info.Width || p.Height != info.Height {
			t.Errorf("%+v became %d×%d", info, p.Width, p.Height)
		}
	}
}

func TestDigitizePDF(t *testing.T) {
	t.Parallel()
	d := poppler(t)
	b := pdfFile(t, "Don xin xac nhan", "trang hai", "3", "4", "5", "6", "7", "8", "9", "10", "11")
	out := digitize(t, d, b)
	if out.Pages != 11 || len(out.Previews) != d.Pages || out.Missing != nil {
		t.Fatalf("%d pages, %d previews, missing %v", out.Pages, len(out.Previews), out.Missing)
	}
	if !strings.HasPrefix(out.Text, "Don xin xac nhan\n") || !strings.Contains(out.Text, "trang hai") {
		t.Fatalf("text %q", out.Text)
	}
	for _, p := range out.Previews {
		if p.Width != 1000 || p.Height < 1400 || p.Height > 1420 {
			t.Fatalf("%d×%d", p.Width, p.Height)
		}
	}
	again := digitize(t, d, b)
	if again.Text != out.Text || !bytes.Equal(again.Previews[0].JPEG, out.Previews[0].JPEG) {
		t.Fatal("twice is not the same")
	}
	if left, _ := os.ReadDir(d.TempDir); len(left) != 0 {
		t.Fatalf("left behind: %v", left)
	}
}

func TestDigitizeWithoutPoppler(t *testing.T) {
	t.Parallel()
	d := NewDigitizer()
	d.Pdftoppm, d.Pdftotext = "", ""
	out := digitize(t, d, pdfFile(t, "x", "y"))
	if out.Pages != 2 || out.Text != "" || out.Previews != nil || len(out.Missing) != 2 {
		t.Fatalf("%+v", out)
	}
}

// TestToolsAreBounded: one that hangs is ended with all it started, one that
// fails costs the preview and not the document.
func TestToolsAreBounded(t *testing.T) {
	t.Parallel()
	d := NewDigitizer()
	d.TempDir = t.TempDir()
	script := func(name, body string) string {
		p := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(p, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		return p
	}
	started := filepath.Join(t.TempDir(), "late")
	d.Timeout = 300 * time.Millisecond
	d.Pdftotext = script("pdftotext", `(sleep 2; touch `+started+`) & sleep 30`)
	d.Pdftoppm = script("pdftoppm", `echo "$SECRET_FOR_TEST" >&2; exit 3`)
	begin := time.Now()
	out := digitize(t, d, pdfFile(t, "x"))
	if out.Pages != 1 || len(out.Missing) != 2 || time.Since(begin) > 4*time.Second {
		t.Fatalf("%+v after %s", out, time.Since(begin))
	}
	if got := strings.Join(out.Missing, "|"); !strings.Contains(got, "took longer than") || !strings.Contains(got, "exit status 3") {
		t.Fatal(got)
	}
	time.Sleep(2500 * time.Millisecond)
	if _, err := os.Stat(started); err == nil {
		t.Fatal("a grandchild went on")
	}
}

func TestToolsSeeNoSecrets(t *testing.T) {
	t.Setenv("S3_SECRET_KEY_FOR_TEST", "bimat")
	d := NewDigitizer()
	b, err := d.run(t.Context(), "/usr/bin/env")
	if err != nil || strings.Contains(string(b), "bimat") {
		t.Fatal(string(b), err)
	}
	if b, err = d.run(t.Context(), "/bin/sh", "-c", "ulimit -v; ulimit -t"); err != nil || string(b) != "1048576\n60\n" {
		t.Fatalf("%q %v", b, err)
	}
}

type brokenSeeker struct{ io.ReadSeeker }

func (brokenSeeker) Read([]byte) (int, error) { return 0, errDisk }

// TestStorageErrorsAreTriedAgain: the job must fail, not finish with nothing.
func TestStorageErrorsAreTriedAgain(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{JPEG, PDF} {
		_, err := NewDigitizer().Digitize(t.Context(), Info{ContentType: kind, Pages: 1}, brokenSeeker{bytes.NewReader(nil)})
		if !errors.Is(err, errDisk) {
			t.Fatalf("%s: %v", kind, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewDigitizer().Digitize(ctx, Info{ContentType: PDF, Pages: 1}, bytes.NewReader(pdfFile(t, "x"))); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "",
		"Nguye\u0302\u0303n  Thi\u0323\tHạnh \n": "Nguyễn Thị Hạnh",
		"một\fhai":              "một\n\nhai",
		"a\n\n\n\n\nb":          "a\n\nb",
		"nul\x00l và \xff hỏng": "nul l và hỏng",
	} {
		if got := clean([]byte(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := clean(bytes.Repeat([]byte("ữ"), maxText)); len(got) > maxText || !strings.HasSuffix(got, "ữ") {
		t.Errorf("%d bytes", len(got))
	}
}
