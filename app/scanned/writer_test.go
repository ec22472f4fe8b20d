package scanned

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func page(t *testing.T, m draw.Image, words ...Word) Page {
	t.Helper()
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(200, 300, 500, 340), image.NewUniform(color.RGBA{200, 30, 30, 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return Page{JPEG: b.Bytes(), Words: words}
}

// Two pages, grey and in colour: every tool opens the file, finds the Vietnamese
// words line by line, draws it, and calls it what it says it is.
func TestPDFA(t *testing.T) {
	t.Parallel()
	size := image.Rect(0, 0, 1654, 2339)
	pages := []Page{
		page(t, image.NewGray(size), Word{"Giấy", 0, [4]float64{0.1, 0.1, 0.08, 0.015}}, Word{"khai", 0, [4]float64{0.186, 0.101, 0.06, 0.014}}, Word{"sinh", 0, [4]float64{0.252, 0.1, 0.06, 0.012}},
			Word{"Nguyễn", 1, [4]float64{0.1, 0.13, 0.1, 0.016}}, Word{"Đức", 1, [4]float64{0.206, 0.13, 0.05, 0.015}}),
		page(t, image.NewRGBA(size)),
	}
	var out, again bytes.Buffer
	for _, b := range []*bytes.Buffer{&out, &again} {
		w, err := New(b, "Bản số hóa", time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pages {
			if err := w.Add(p); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Error("twice is not the same")
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	tool := func(name string, args ...string) string {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Logf("%s is not installed", name)
			return ""
		}
		b, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v %s", name, err, b)
		}
		return string(b)
	}
	if s := tool("qpdf", "--check", file); strings.Contains(s, "WARNING") {
		t.Error(s)
	}
	if s := tool("pdftotext", file, "-"); s != "" && !strings.HasPrefix(s, "Giấy khai sinh\n\nNguyễn Đức\n") {
		t.Errorf("%q", s)
	}
	tool("pdftoppm", "-r", "30", "-png", file, filepath.Join(filepath.Dir(file), "p"))
	if drawn, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "p*.png")); len(drawn) != 2 {
		t.Errorf("%d pages drawn", len(drawn))
	}
	preflight(t, file)
}

// preflight asks Apache Preflight, a validator of PDF/A-1b, where Debian's
// libpdfbox2-java, libactivation-java and libjaxb-api-java are installed.
func preflight(t *testing.T, file string) {
	t.Helper()
	java, err := exec.LookPath("java")
	if err != nil {
		t.Log("no java, no validator")
		return
	}
	var path []string
	for _, j := range []string{"preflight", "xmpbox", "pdfbox2", "fontbox2", "commons-logging", "commons-io", "javax.activation", "jaxb-api"} {
		path = append(path, "/usr/share/java/"+j+".jar")
		if _, err := os.Stat(path[len(path)-1]); err != nil {
			t.Log("the validator is not installed")
			return
		}
	}
	out, _ := exec.CommandContext(t.Context(), java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", strings.Join(path, ":"), "org.apache.pdfbox.preflight.Validator_A1b", "xml", file).CombinedOutput()
	if !strings.Contains(string(out), ">true</isValid>") {
		t.Errorf("not valid: %s", out)
	}
}

// What is no JPEG is refused, and so is a file without a page.
func TestRefused(t *testing.T) {
	t.Parallel()
	w, err := New(&bytes.Buffer{}, "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if w.Add(Page{JPEG: []byte("x")}) == nil || w.Close() == nil {
		t.Error("taken")
	}
}
