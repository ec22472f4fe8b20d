package documents

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"golang.org/x/image/tiff"

	"motcua/app/fault"
)

// picture is a gradient whose left edge is red and whose top edge is blue.
func picture(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{uint8(x), uint8(y), uint8(x ^ y), 255}
			if x < w/8 {
				c = color.RGBA{255, 0, 0, 255}
			} else if y < h/8 {
				c = color.RGBA{0, 0, 255, 255}
			}
			m.Set(x, y, c)
		}
	}
	return m
}

func jpegFile(t testing.TB, w, h int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(w, h), &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngFile(t testing.TB, w, h int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, picture(w, h)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tiffFile(t testing.TB) []byte {
	var b bytes.Buffer
	if err := tiff.Encode(&b, picture(60, 40), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exif puts an EXIF segment with the orientation, and a place, into a JPEG.
func withEXIF(file []byte, orient byte) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orient) + "\x00\x00\x00\x00\x00\x00GPS 20.8171 105.3376")
	seg := append([]byte("Exif\x00\x00"), tiff...)
	n := len(seg) + 2
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1, byte(n >> 8), byte(n)}, seg...)
	return append(out, file[2:]...)
}

func pdfFile(t testing.TB, pages ...string) []byte {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetFont("Helvetica", "", 14)
	for _, text := range pages {
		f.AddPage()
		f.Cell(40, 10, text)
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// special is a PDF of one page with something in it that a paper has no need of.
func special(t testing.TB, with func(*fpdf.Fpdf)) []byte {
	t.Helper()
	f := fpdf.New("P", "mm", "A4", "")
	f.AddPage()
	with(f)
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encrypted(t testing.TB, file []byte, user, owner string) []byte {
	var b bytes.Buffer
	conf := model.NewAESConfiguration(user, owner, 256)
	if err := api.Encrypt(bytes.NewReader(file), &b, conf); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var webpFile, _ = base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")

func zipFile(t testing.TB) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("giay.txt")
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("xin chào"))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pages(n int) []string { return make([]string, n) }

func inspect(b []byte, name string) (Info, error) {
	return Inspect(bytes.NewReader(b), int64(len(b)), name)
}

func TestInspectTakes(t *testing.T) {
	t.Parallel()
	photo := jpegFile(t, 400, 300)
	for name, c := range map[string]struct {
		file []byte
		name string
		want Info
	}{
		"photo":                 {photo, "IMG_0001.JPG", Info{JPEG, 1, 400, 300}},
		"photo on its side":     {withEXIF(photo, 6), "a.jpg", Info{JPEG, 1, 300, 400}},
		"photo with EXIF":       {withEXIF(photo, 1), "a.jpg", Info{JPEG, 1, 400, 300}},
		"senseless orientation": {withEXIF(photo, 99), "a.jpg", Info{JPEG, 1, 400, 300}},
		"png":                   {pngFile(t, 20, 10), "a.png", Info{PNG, 1, 20, 10}},
		"webp":                  {webpFile, "a.webp", Info{WebP, 1, 1, 1}},
		"pdf":                   {pdfFile(t, "x", "y", "z"), "a.pdf", Info{PDF, 3, 0, 0}},
		"scan":                  {tiffFile(t), "a.tif", Info{TIFF, 1, 0, 0}},
		"most pages":            {pdfFile(t, pages(200)...), "a.pdf", Info{PDF, 200, 0, 0}},
		"photo called pdf":      {photo, "giấy tờ.pdf", Info{JPEG, 1, 400, 300}},
		"photo called exe":      {photo, "a.exe", Info{JPEG, 1, 400, 300}},
		"no name":               {photo, "", Info{JPEG, 1, 400, 300}},
		"climbing name":         {photo, "../../etc/passwd", Info{JPEG, 1, 400, 300}},
		"bytes after the end":   {append(bytes.Clone(photo), make([]byte, 5000)...), "a.jpg", Info{JPEG, 1, 400, 300}},
	} {
		got, err := inspect(c.file, c.name)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.want)
		}
	}
}

func TestInspectRefuses(t *testing.T) {
	t.Parallel()
	photo, doc := jpegFile(t, 400, 300), pdfFile(t, "Don xin xac nhan", "trang hai")
	bigPNG := pngFile(t, 10, 10)
	copy(bigPNG[16:], "\x00\x01\x00\x00\x00\x01\x00\x00") // says 65536×65536
	binary.BigEndian.PutUint32(bigPNG[29:], crc32.ChecksumIEEE(bigPNG[12:29]))
	for name, c := range map[string]struct {
		file []byte
		name string
		key  string
	}{
		"nothing":                      {nil, "a.jpg", KeyEmpty},
		"a byte too many":              {make([]byte, 20<<20+1), "a.jpg", KeyTooBig},
		"program":                      {append([]byte("MZ\x90\x00"), make([]byte, 500)...), "a.exe", KeyProgram},
		"program called jpg":           {append([]byte("MZ\x90\x00"), make([]byte, 500)...), "a.jpg", KeyProgram},
		"program with a PDF in it":     {append([]byte("MZ\x90\x00\n%PDF-1.7\n"), doc...), "a.pdf", KeyProgram},
		"script":                       {[]byte("#!/bin/sh\necho %PDF-1.4\n"), "a.pdf", KeyProgram},
		"page":                         {[]byte("<html><script>alert(1)</script>"), "a.pdf", KeyProgram},
		"drawing that runs":            {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), "a.svg", KeyProgram},
		"text called jpg":              {[]byte("xin chào các bạn"), "ảnh.jpg", KeyRenamed},
		"archive called pdf":           {zipFile(t), "a.PDF", KeyRenamed},
		"text before a PDF":            {append([]byte("hello "), doc...), "a.pdf", KeyRenamed},
		"office document":              {zipFile(t), "đơn.docx", KeyType},
		"text":                         {[]byte("xin chào"), "a.txt", KeyType},
		"gif":                          {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "a.gif", KeyType},
		"half a scan":                  {tiffFile(t)[:2000], "a.tif", KeyBroken},
		"a scan whose pages go round":  {append([]byte("II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00"), make([]byte, 600)...), "a.tif", KeyBroken},
		"half a photo":                 {photo[:len(photo)/2], "a.jpg", KeyBroken},
		"head of a photo":              {photo[:100], "a.jpg", KeyBroken},
		"half a png":                   {pngFile(t, 200, 200)[:600], "a.png", KeyBroken},
		"half a webp":                  {webpFile[:30], "a.webp", KeyBroken},
		"bomb":                         {bigPNG, "a.png", KeyPixels},
		"head of a pdf":                {doc[:200], "a.pdf", KeyBroken},
		"half a pdf":                   {doc[:len(doc)/2], "a.pdf", KeyBroken},
		"pdf in name only":             {[]byte("%PDF-1.7\n%%EOF\n"), "a.pdf", KeyBroken},
		"pdf with a password":          {encrypted(t, doc, "mo", "chu"), "a.pdf", KeyEncrypted},
		"pdf with an owner's lock":     {encrypted(t, doc, "", "chu"), "a.pdf", KeyEncrypted},
		"pdf with a script":            {special(t, func(f *fpdf.Fpdf) { f.SetJavascript("app.alert(1)") }), "a.pdf", KeyScript},
		"pdf with a file in it":        {special(t, func(f *fpdf.Fpdf) { f.SetAttachments([]fpdf.Attachment{{Content: []byte("MZ"), Filename: "a.exe"}}) }), "a.pdf", KeyAttached},
		"pdf and archive in one":       {append(bytes.Clone(doc), zipFile(t)...), "a.pdf", KeyTwofold},
		"photo and archive in one":     {append(bytes.Clone(photo), zipFile(t)...), "a.jpg", KeyTwofold},
		"one page more than allowed":   {pdfFile(t, pages(201)...), "a.pdf", KeyPages},
		"name of ten thousand letters": {[]byte("xin chào"), strings.Repeat("ă", 10000), KeyType},
	} {
		info, err := inspect(c.file, c.name)
		if !fault.Is(err, fault.Invalid) || !fault.HasKey(err, c.key) {
			t.Errorf("%s: %+v, %v; want %s", name, info, err, c.key)
			continue
		}
		text := fault.As(err).Text
		if !strings.HasSuffix(text, ".") || strings.Contains(text, "Vui lòng") || len([]rune(text)) > 160 {
			t.Errorf("%s: not a sentence that says what to do: %q", name, text)
		}
	}
}

func TestInspectOtherPolicies(t *testing.T) {
	t.Parallel()
	p := Policy{Accepted: []string{PDF}, MaxBytes: 1000, MaxPages: 1, MaxPixels: 100}
	heic := []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
	if _, err := p.Inspect(bytes.NewReader(heic), int64(len(heic)), "IMG.HEIC"); !fault.HasKey(err, KeyType) || !strings.Contains(fault.As(err).Text, "HEIC") {
		t.Error("heic where it cannot be opened:", err)
	}
	photo := jpegFile(t, 8, 8)
	if _, err := p.Inspect(bytes.NewReader(photo), int64(len(photo)), "a.jpg"); !fault.HasKey(err, KeyType) {
		t.Fatal(err)
	}
	p.Accepted = []string{JPEG}
	if _, err := p.Inspect(bytes.NewReader(photo), int64(len(photo)), "a.jpg"); err != nil {
		t.Fatal(err)
	}
	p.MaxBytes = int64(len(photo))
	if _, err := p.Inspect(bytes.NewReader(photo), int64(len(photo)), "a.jpg"); err != nil {
		t.Fatalf("at the limit: %v", err)
	}
	p.MaxBytes--
	if _, err := p.Inspect(bytes.NewReader(photo), int64(len(photo)), "a.jpg"); !fault.HasKey(err, KeyTooBig) {
		t.Fatalf("over the limit: %v", err)
	}
}

type flaky struct {
	*bytes.Reader
	after int64
}

var errDisk = errors.New("disk went away")

func (f flaky) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.after {
		return 0, errDisk
	}
	return f.Reader.ReadAt(p, off)
}

// TestInspectDoesNotBlameTheFile: an error of the disk is not "your file is broken".
func TestInspectDoesNotBlameTheFile(t *testing.T) {
	t.Parallel()
	for _, b := range [][]byte{jpegFile(t, 800, 800), pdfFile(t, pages(50)...)} {
		for _, after := range []int64{0, 5000} {
			_, err := Inspect(flaky{bytes.NewReader(b), after}, int64(len(b)), "a")
			if !errors.Is(err, errDisk) || fault.Is(err, fault.Invalid) {
				t.Fatalf("after %d of %d: %v", after, len(b), err)
			}
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(jpegFile(f, 16, 16))
	f.Add(withEXIF(jpegFile(f, 16, 16), 6))
	f.Add(pngFile(f, 16, 16))
	f.Add(webpFile)
	f.Add(pdfFile(f, "x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p := Default
		p.MaxPixels = 1 << 20
		if _, err := p.Inspect(bytes.NewReader(b), int64(len(b)), "a"); err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	})
}
