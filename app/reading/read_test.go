package reading

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/tiff"

	"motcua/app/fault"
	"motcua/app/reading/meaning"
)

// tools skips, loudly, where the machine cannot read.
func tools(t testing.TB) *Reader {
	t.Helper()
	r := New()
	if m := r.Missing(); len(m) > 0 {
		t.Skipf("NOT TESTED: %s not installed; deploy/setup.sh test installs them", strings.Join(m, ", "))
	}
	r.TempDir = t.TempDir()
	return r
}

func write(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A poor scan that lies on its head, from the file to the fields, and nothing is
// left behind.
func TestReadsAPage(t *testing.T) {
	t.Parallel()
	r := tools(t)
	s := samples(t, "ocr_samples.json")[2]
	rnd := rand.New(rand.NewPCG(1, 1))
	m := quarter(sheet(t, strings.Join(strings.Split(s.Text, "\n")[3:10], "\n"), 13), 2) // a few lines are quicker
	pages, err := r.All(t.Context(), write(t, "scan.jpg", scanned(t, m, 1.2, rnd)))
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 1 || pages[0].Quarters != 2 || math.Abs(pages[0].Skew+1.2) > 0.15 {
		t.Fatalf("%d pages, turned by %d, skew %.2f", len(pages), pages[0].Quarters, pages[0].Skew)
	}
	p, err := r.Understand(t.Context(), pages, meaning.Knowledge{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Fields {
		if f.Name == "deceased_name" {
			// third line of the sheet: near the bottom of a page that lies on its head
			if f.Value != "Hà Đức Nghiệp" || f.Box[1] < 0.8 || f.Box[3] > 0.05 || f.Box[2] < 0.05 {
				t.Errorf("%+v", f)
			}
		}
	}
	if p.Kind != meaning.DeathProof || len(p.Fields) < 7 {
		t.Errorf("%s with %d fields", p.Kind, len(p.Fields))
	}
	if left, _ := os.ReadDir(r.TempDir); len(left) > 0 {
		t.Errorf("%d things left in the temporary folder", len(left))
	}
}

// An empty sheet is said to be empty, quickly, dust and all.
func TestEmptyPage(t *testing.T) {
	t.Parallel()
	r := tools(t)
	rnd := rand.New(rand.NewPCG(1, 1))
	m := sheet(t, "", 13)
	for range 60 {
		m.SetGray(rnd.IntN(sheetW), rnd.IntN(sheetH), color.Gray{90})
	}
	pages, err := r.All(t.Context(), write(t, "blank.jpg", scanned(t, m, 0, rnd)))
	if err != nil || len(pages) != 1 || !pages[0].Empty || pages[0].Text() != "" {
		t.Errorf("%v %+v", err, pages)
	}
}

// Pages of a TIFF come one by one, from any on.
func TestTIFFPages(t *testing.T) {
	t.Parallel()
	var first bytes.Buffer
	a, b := image.NewGray(image.Rect(0, 0, 40, 30)), image.NewGray(image.Rect(0, 0, 50, 20))
	draw.Draw(b, b.Bounds(), image.White, image.Point{}, draw.Src)
	if err := tiff.Encode(&first, a, nil); err != nil {
		t.Fatal(err)
	}
	file := chain(t, first.Bytes(), b)
	f, err := New().Open(t.Context(), write(t, "two.tif", file))
	if err != nil || f.Pages != 2 {
		t.Fatalf("%v %+v", err, f)
	}
	var seen []int
	err = New().sheets(t.Context(), f, 2, 9, func(n int, m scan) error {
		seen = append(seen, n, m.y.Bounds().Dx(), int(m.y.Pix[0]))
		return nil
	})
	if err != nil || len(seen) != 3 || seen[0] != 2 || seen[1] != 50 || seen[2] != 255 {
		t.Errorf("%v %v", err, seen)
	}
	// a part of it is a file of its own
	cut, err := os.Create(filepath.Join(t.TempDir(), "cut.tif"))
	if err != nil {
		t.Fatal(err)
	}
	defer cut.Close()
	if err := CutTIFF(cut, bytes.NewReader(file), []int32{2}); err != nil {
		t.Fatal(err)
	}
	if n, err := TIFFPages(cut, 1e6); err != nil || n != 1 {
		t.Errorf("cut: %d pages, %v", n, err)
	}
	if m, err := tiff.Decode(cut); err != nil || m.Bounds().Dx() != 50 {
		t.Errorf("the second page: %v", err)
	}
	for _, bad := range [][]int32{{3}, {0}} {
		if CutTIFF(cut, bytes.NewReader(file), bad) == nil {
			t.Errorf("page %d of two was cut out", bad[0])
		}
	}
	// a chain that bites its tail
	order, at, _ := tiffPages(bytes.NewReader(file))
	order.PutUint32(file[at[1]+2+12*uint32(order.Uint16(file[at[1]:])):], at[0])
	if _, err := New().Open(t.Context(), write(t, "ring.tif", file)); !fault.HasKey(err, KeyBroken) {
		t.Errorf("a ring of pages: %v", err)
	}
}

// chain appends a page to a TIFF: the page's own file behind it, its offsets moved.
func chain(t *testing.T, file []byte, m image.Image) []byte {
	t.Helper()
	var more bytes.Buffer
	if err := tiff.Encode(&more, m, nil); err != nil {
		t.Fatal(err)
	}
	le := binary.LittleEndian
	base, page := uint32(len(file)), more.Bytes()
	at := le.Uint32(page[4:])
	n := uint32(le.Uint16(page[at:]))
	for k := range n {
		e := page[at+2+12*k:]
		size := map[uint16]uint32{3: 2, 4: 4, 5: 8}[le.Uint16(e[2:])] * le.Uint32(e[4:])
		if tag := le.Uint16(e); size > 4 || tag == 273 { // a value elsewhere, or where the strip is
			le.PutUint32(e[8:], le.Uint32(e[8:])+base)
		}
	}
	out := append(bytes.Clone(file), page...)
	last := le.Uint32(out[4:])
	le.PutUint32(out[last+2+12*uint32(le.Uint16(out[last:])):], base+at)
	return out
}

// What cannot be read is refused with a sentence, before it is decoded.
func TestRefuses(t *testing.T) {
	t.Parallel()
	huge := pngHeader(50_000, 50_000)
	for name, x := range map[string]struct {
		file []byte
		key  string
	}{
		"nothing":        {nil, KeyEmpty},
		"a program":      {[]byte("MZ\x90\x00 something that runs"), KeyType},
		"text":           {[]byte("Họ và tên: Hà Văn An"), KeyType},
		"a huge picture": {huge, KeyPixels},
		"half a picture": {huge[:20], KeyBroken},
		"HEIC":           {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), KeyType},
		"a broken TIFF":  {[]byte("II*\x00\xff\xff\xff\x7f"), KeyBroken},
	} {
		r := New()
		r.Heif = "" // with it: TestHEIC
		_, err := r.Open(t.Context(), write(t, "x", x.file))
		if !fault.HasKey(err, x.key) || !fault.Is(err, fault.Invalid) || fault.As(err).Text == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func pngHeader(w, h uint32) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(err)
	}
	out := b.Bytes()
	binary.BigEndian.PutUint32(out[16:], w)
	binary.BigEndian.PutUint32(out[20:], h)
	binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
	return out
}

// PDFs that are locked, that run something or that carry other files are refused.
func TestRefusesPDF(t *testing.T) {
	t.Parallel()
	r := tools(t)
	plain := pdf("")
	path := write(t, "plain.pdf", plain)
	f, err := r.Open(t.Context(), path)
	if err != nil || f.Pages != 1 {
		t.Fatalf("a plain PDF: %v", err)
	}
	for name, x := range map[string]struct {
		file []byte
		key  string
	}{
		"script":     {pdf("/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>"), KeyScript},
		"attachment": {pdf("/Names <</EmbeddedFiles <</Names [(a.txt) 4 0 R]>>>>", "<</Type /Filespec /F (a.txt) /EF <</F 5 0 R>>>>", "<</Type /EmbeddedFile /Length 2>>\nstream\nhi\nendstream"), KeyAttached},
		"launch":     {pdf("/OpenAction <</S /L#61unch /F (a.exe)>>"), KeyScript}, // the name written another way
		"cut short":  {plain[:len(plain)/3], KeyBroken},
		"archive":    {append(slices.Clone(plain), "PK\x05\x06"+strings.Repeat("\x00", 18)...), KeyTwofold},
		"no pages":   {[]byte("%PDF-1.4\nnothing"), KeyBroken},
	} {
		if _, err := r.Open(t.Context(), write(t, "x.pdf", x.file)); !fault.HasKey(err, x.key) || fault.As(err).Text == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, user := range map[string]string{"password": "secret", "permissions": ""} {
		locked := filepath.Join(t.TempDir(), name+".pdf")
		if out, err := exec.CommandContext(t.Context(), r.Qpdf, "--encrypt", user, "owner", "256", "--", path, locked).CombinedOutput(); err != nil {
			t.Fatalf("qpdf: %v %s", err, out)
		}
		if _, err := r.Open(t.Context(), locked); !fault.HasKey(err, KeyEncrypted) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// and the plain one is drawn
	sizes := 0
	err = r.sheets(t.Context(), f, 1, 10, func(_ int, m scan) error {
		sizes += m.y.Bounds().Dx()
		return nil
	})
	if err != nil || sizes < 500 {
		t.Errorf("drawn: %v, %d across", err, sizes)
	}
}

// pdf is the smallest there is, with something in its catalogue and more objects.
func pdf(catalogue string, objects ...string) []byte {
	all := append([]string{
		"<</Type /Catalog /Pages 2 0 R " + catalogue + ">>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 300]>>",
	}, objects...)
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for n, o := range all {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(all)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(all)+1, xref)
	return b.Bytes()
}

// A tool that does not end is ended; it may not have all memory, and sees nothing
// of this process's secrets.
func TestBounds(t *testing.T) {
	t.Parallel()
	began := time.Now()
	_, err := run(t.Context(), 200*time.Millisecond, t.TempDir(), nil, "/bin/sleep", "30")
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 10*time.Second {
		t.Errorf("%v after %s", err, time.Since(began))
	}
	out, err := run(t.Context(), time.Minute, t.TempDir(), nil, "/bin/sh", "-c", "ulimit -v; ulimit -t")
	if err != nil || string(out) != "1572864\n120\n" {
		t.Errorf("bounds of a tool: %q %v", out, err)
	}
	out, err = run(t.Context(), time.Minute, t.TempDir(), nil, "/bin/sh", "-c", "env; echo secret >&2; exit 3")
	if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(string(out), "HOME") {
		t.Errorf("%v %s", err, out)
	}
}

// Corners of a page survive being turned and straightened, and come back.
func TestGeometry(t *testing.T) {
	t.Parallel()
	m := image.NewGray(image.Rect(0, 0, 30, 20))
	m.SetGray(3, 5, color.Gray{255})
	for q := range 4 {
		turned := quarter(m, q)
		for y := range turned.Bounds().Dy() {
			for x := range turned.Bounds().Dx() {
				if turned.GrayAt(x, y).Y != 255 {
					continue
				}
				b := asCame(found{x: x, y: y, w: 1, h: 1}, leaning(0, turned.Bounds().Dx(), turned.Bounds().Dy()), q, turned.Bounds().Dx(), turned.Bounds().Dy())
				if math.Abs(b[0]-0.1) > 1e-9 || math.Abs(b[1]-0.25) > 1e-9 {
					t.Errorf("%d quarters: %v", q, b)
				}
			}
		}
	}
}

// Two columns of a form are one line; lines over one another stay two.
func TestOrder(t *testing.T) {
	t.Parallel()
	got := order([]found{
		{text: "Nữ", x: 500, y: 103, w: 40, h: 20, row: [3]int{2, 1, 1}},
		{text: "Họ", x: 10, y: 100, w: 40, h: 20, row: [3]int{1, 1, 1}},
		{text: "tên:", x: 60, y: 100, w: 40, h: 20, row: [3]int{1, 1, 1}},
		{text: "Số", x: 10, y: 130, w: 40, h: 20, row: [3]int{1, 1, 2}},
	})
	var s []string
	for _, w := range got {
		s = append(s, w.text, string(rune('0'+w.line)))
	}
	if strings.Join(s, " ") != "Họ 0 tên: 0 Nữ 0 Số 1" || got[2].gap < 10 {
		t.Errorf("%v, gap %.1f", s, got[2].gap)
	}
}
