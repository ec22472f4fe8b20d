package scanned

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"hash"
	"image"
	"image/color"
	_ "image/jpeg" // DecodeConfig
	"io"
	"strings"
	"time"

	"motcua/app/slips"
)

//go:embed glyphless.ttf
var glyphless []byte

// DPI is how many pixels of a picture make an inch of the page.
const DPI = 200

// Word is one recognised word; Box is x, y, width, height in fractions of the picture.
type Word struct {
	Text string
	Line int
	Box  [4]float64
}

// Page is one page: a JPEG, grey or in colour, and its words in reading order.
type Page struct {
	JPEG  []byte
	Words []Word
}

// Writer writes a file page by page.
type Writer struct {
	out   io.Writer
	sum   hash.Hash
	at    int64
	where []int64 // of each object, from 1
	pages []int   // their objects
	title string
	made  time.Time
}

// Objects that every file has.
const (
	catalog = 1 + iota
	tree
	font
	cidFont
	glyphs
	unicode
	descriptor
	fontFile
	profile
	metadata
	first // of the pages
)

// New begins a file. The same pages with the same title and moment give the same
// file, byte by byte.
func New(out io.Writer, title string, made time.Time) (*Writer, error) {
	w := &Writer{out: out, sum: sha256.New(), where: make([]int64, first-1), title: title, made: made}
	err := w.raw("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	return w, errors.Join(err,
		w.dict(font, "/Type /Font /Subtype /Type0 /BaseFont /GlyphLessFont /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R", cidFont, unicode),
		w.dict(cidFont, "/Type /Font /Subtype /CIDFontType2 /BaseFont /GlyphLessFont /CIDToGIDMap %d 0 R /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %d 0 R /DW 500", glyphs, descriptor),
		w.packed(glyphs, "", bytes.Repeat([]byte{0, 1}, 1<<16)), // every letter is the glyph without ink
		w.packed(unicode, "", []byte(toUnicode)),
		w.dict(descriptor, "/Type /FontDescriptor /FontName /GlyphLessFont /Flags 5 /FontBBox [0 0 500 1000] /Ascent 1000 /CapHeight 1000 /Descent -1 /ItalicAngle 0 /StemV 80 /FontFile2 %d 0 R", fontFile),
		w.packed(fontFile, fmt.Sprintf("/Length1 %d", len(glyphless)), glyphless),
		w.packed(profile, "/N 3", slips.Profile()),
		w.stream(metadata, "/Type /Metadata /Subtype /XML", slips.Metadata(title, made)), // readable without a PDF reader
	)
}

const toUnicode = `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identify-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
`

// Add writes the next page.
func (w *Writer) Add(p Page) error {
	cfg, kind, err := image.DecodeConfig(bytes.NewReader(p.JPEG))
	if err != nil || kind != "jpeg" || cfg.Width < 1 || cfg.Height < 1 {
		return fmt.Errorf("scanned: a page that is no JPEG: %w", err)
	}
	space := "/DeviceRGB"
	if cfg.ColorModel == color.GrayModel {
		space = "/DeviceGray"
	}
	page := len(w.where) + 1
	content, picture := page+1, page+2
	w.where = append(w.where, 0, 0, 0)
	w.pages = append(w.pages, page)
	width, height := float64(cfg.Width)*72/DPI, float64(cfg.Height)*72/DPI
	var c strings.Builder
	fmt.Fprintf(&c, "q %.2f 0 0 %.2f 0 0 cm /P Do Q\n", width, height)
	lay(&c, p.Words, width, height)
	return errors.Join(
		w.dict(page, "/Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R /Resources <</XObject <</P %d 0 R>> /Font <</F %d 0 R>>>>", tree, width, height, content, picture, font),
		w.packed(content, "", []byte(c.String())),
		w.stream(picture, fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Filter /DCTDecode", cfg.Width, cfg.Height, space), p.JPEG),
	)
}

// Close writes what stands at the end of a file.
func (w *Writer) Close() error {
	if len(w.pages) == 0 {
		return errors.New("scanned: no page")
	}
	var kids strings.Builder
	for _, p := range w.pages {
		fmt.Fprintf(&kids, "%d 0 R ", p)
	}
	err := errors.Join(
		w.dict(tree, "/Type /Pages /Count %d /Kids [%s]", len(w.pages), strings.TrimSpace(kids.String())),
		w.dict(catalog, "/Type /Catalog /Pages %d 0 R /Lang (vi-VN) /Metadata %d 0 R /OutputIntents [<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB) /DestOutputProfile %d 0 R>>]", tree, metadata, profile),
	)
	if err != nil {
		return err
	}
	xref := w.at
	var b strings.Builder
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(w.where)+1)
	for _, at := range w.where {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	id := w.sum.Sum(nil)[:16]
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %d 0 R /ID [<%x> <%x>]>>\nstartxref\n%d\n%%%%EOF\n", len(w.where)+1, catalog, id, id, xref)
	return w.raw(b.String())
}

func (w *Writer) raw(s string) error {
	n, err := io.WriteString(w.out, s)
	w.at += int64(n)
	w.sum.Write([]byte(s[:n]))
	return err
}

func (w *Writer) dict(n int, format string, args ...any) error {
	w.where[n-1] = w.at
	return w.raw(fmt.Sprintf("%d 0 obj\n<<", n) + fmt.Sprintf(format, args...) + ">>\nendobj\n")
}

func (w *Writer) stream(n int, keys string, data []byte) error {
	w.where[n-1] = w.at
	return errors.Join(w.raw(fmt.Sprintf("%d 0 obj\n<<%s /Length %d>>\nstream\n", n, keys, len(data))), w.raw(string(data)), w.raw("\nendstream\nendobj\n"))
}

func (w *Writer) packed(n int, keys string, data []byte) error {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, err := z.Write(data)
	return errors.Join(err, z.Close(), w.stream(n, keys+" /Filter /FlateDecode", b.Bytes()))
}
