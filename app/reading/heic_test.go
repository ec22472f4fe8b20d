package reading

import (
	"bytes"
	"image"
	"image/png"
	"os/exec"
	"path/filepath"
	"testing"

	"motcua/app/fault"
)

// A picture of an iPhone is opened where libheif's programs are, and refused in
// words where they are not.
func TestHEIC(t *testing.T) {
	t.Parallel()
	enc, err := exec.LookPath("heif-enc")
	if err != nil {
		t.Skip("heif-enc is not installed (libheif-examples)")
	}
	file := filepath.Join(t.TempDir(), "a.heic")
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 320, 200))); err != nil {
		t.Fatal(err)
	}
	picture := write(t, "a.png", b.Bytes())
	if out, err := exec.CommandContext(t.Context(), enc, picture, "-o", file).CombinedOutput(); err != nil {
		t.Skipf("heif-enc has no codec: %v %s", err, out)
	}
	r := New()
	f, err := r.Open(t.Context(), file)
	if err != nil || f.Pages != 1 {
		t.Fatal(f, err)
	}
	n := 0
	if err := r.sheets(t.Context(), f, 1, 1, func(int, scan) error { n++; return nil }); err != nil || n != 1 {
		t.Error(n, err)
	}
	r.Heif = ""
	if _, err := r.Open(t.Context(), file); !fault.HasKey(err, KeyType) {
		t.Error("without the program:", err)
	}
	r.Heif = "/bin/false"
	if _, err := r.Open(t.Context(), file); !fault.HasKey(err, KeyBroken) {
		t.Error("a program that fails:", err)
	}
}
