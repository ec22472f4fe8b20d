package documents

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"motcua/app/fault"
	"motcua/app/reading"
	"motcua/app/reading/meaning"
	"motcua/storage/blob"
)

// Digitizer is what documents are read with. Without Tesseract the pages are
// drawn and keep the text that their file has; without poppler and qpdf a PDF is
// kept and shown as it is.
type Digitizer struct {
	Reader    *reading.Reader
	Know      meaning.Knowledge
	Recognise bool // false: pages are pictures, and keep the text that their file has
}

// NewDigitizer finds the tools on this machine.
func NewDigitizer(know meaning.Knowledge) *Digitizer {
	return &Digitizer{Reader: reading.New(), Know: know, Recognise: true}
}

// Unread is a Digitizer that recognises nothing: pages are pictures.
func Unread() *Digitizer {
	d := &Digitizer{Reader: reading.New()}
	d.Reader.Tesseract = ""
	return d
}

const maxText = 1 << 20 // bytes of a document's whole text

// Keys of what may be said of a page beside what package reading says.
const (
	KeyUnclear = "page.unclear" // hardly a word is sure: blurred, dark, a photo of a screen
	KeyNoWords = "page.no_words"
)

// unclear is the mean confidence below which a page is said to be read badly.
const unclear = 0.55

// pageText is a line of app.document_page, without its picture.
type pageText struct {
	Page     int     `db:"page"`
	Text     string  `db:"body_text"`
	Words    []byte  `db:"words"`
	Width    int     `db:"width"`
	Height   int     `db:"height"`
	Quarters int16   `db:"quarters"`
	Skew     float32 `db:"skew"`
	Blank    bool    `db:"blank"`
	Born     bool    `db:"born"`
	Fault    string  `db:"fault"`
	Sheet    string  `db:"separator"`
	Kind     string  `db:"kind"` // of the paper that begins there; only of a batch
}

// PageWord is one recognised word of a page; Box is in fractions of the page's picture.
type PageWord struct {
	Text string     `json:"t"`
	Conf float64    `json:"c"`
	Line int        `json:"l"`
	Gap  float64    `json:"g"` // blank before it in its line, in heights of the line
	Box  [4]float64 `json:"b"` // x, y, width, height
}

// textOf is what is kept of a page that was read, or could not be.
func (d *Digitizer) textOf(p *reading.Page, failed error) (pageText, error) {
	out := pageText{Page: p.Number, Quarters: int16(p.Quarters), Skew: float32(p.Skew), Blank: p.Blank, Born: p.Born, Text: clean(p.Text()), Words: []byte("[]")}
	switch {
	case failed != nil:
		out.Fault = fault.As(failed).Key
	case p.Blank || p.Born || d.Reader.Tesseract == "":
	case len(p.Words) == 0:
		out.Fault = KeyNoWords
	case p.Sure < unclear:
		out.Fault = KeyUnclear
	}
	if len(p.Words) == 0 {
		return out, nil
	}
	words := make([]PageWord, len(p.Words))
	short := func(v float64) float64 { return math.Round(v*1e4) / 1e4 }
	for i, b := range p.Boxes() {
		w := p.Words[i]
		words[i] = PageWord{Text: strings.ReplaceAll(w.Text, "\x00", ""), Conf: math.Round(w.Conf*100) / 100, Line: w.Line, Gap: math.Round(w.Gap*100) / 100, Box: [4]float64{short(b[0]), short(b[1]), short(b[2]), short(b[3])}}
	}
	var err error
	out.Words, err = json.Marshal(words)
	return out, err
}

// spool writes a stored file to the disk, where the tools find it.
func (s *Service) spool(ctx context.Context, d Document, dir string) (string, error) {
	r, err := s.blobs.Reader(ctx, d.object())
	if err != nil {
		return "", err
	}
	defer r.Close()
	name := filepath.Join(dir, "in")
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, r)
	return name, errors.Join(err, f.Close())
}

// never tells that a fault will be the same however often it is tried, and its key.
func never(err error) (string, bool) {
	if err == nil {
		return "", false
	}
	f := fault.As(err)
	return f.Key, f.Kind == fault.Invalid || f.Key == blob.KeyDamaged || f.Key == blob.KeyShredded
}

// clean makes text that PostgreSQL takes and search finds: without control
// characters, line by line.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == utf8.RuneError {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(s)
}

// together joins the texts of pages to the text of the document.
func together(texts []string) string {
	var b bytes.Buffer
	for _, t := range texts {
		if t == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(t)
		if b.Len() > maxText {
			cut := maxText
			for !utf8.RuneStart(b.Bytes()[cut]) {
				cut--
			}
			b.Truncate(cut)
			break
		}
	}
	return b.String()
}
