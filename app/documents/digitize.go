package documents

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua/app/child"
	"motcua/app/exif"
)

// PagePreview is a page as a picture, with nothing in it but the picture.
type PagePreview struct {
	JPEG          []byte
	Width, Height int // pixels
}

// Digest is what the first digitization makes of a file. Recognition of text in
// images comes later; a scanned page has no Text.
type Digest struct {
	Pages    int
	Text     string // NFC, of PDFs that hold text; at most maxText bytes
	Previews []PagePreview
	Missing  []string // what could not be made and why, for the log: "preview: pdftoppm is not installed"
}

const maxText = 1 << 20

// Digitizer makes previews and text. The zero value is not usable; see NewDigitizer.
type Digitizer struct {
	Pdftoppm  string        // path of poppler's tool; empty: no previews of PDFs
	Pdftotext string        // path; empty: no text of PDFs
	TempDir   string        // where a PDF lies while it is read; default os.TempDir()
	Timeout   time.Duration // of one run of a tool
	Pages     int           // previews of the first so many pages
	Width     int           // of a preview, at most, pixels
}

// NewDigitizer finds poppler on this machine. Without it PDFs still get their
// page count, and Digest.Missing says what is not there.
func NewDigitizer() *Digitizer {
	d := &Digitizer{Timeout: 30 * time.Second, Pages: 5, Width: 1000}
	d.Pdftoppm, _ = exec.LookPath("pdftoppm")
	d.Pdftotext, _ = exec.LookPath("pdftotext")
	return d
}

// Digitize reads a file that Inspect has accepted. It has no effect outside and
// gives the same again. What a tool cannot do for one file is in Digest.Missing
// and no error: the file is kept and shown all the same.
//
// Errors: those of r, of the context, and of the local disk.
func (d *Digitizer) Digitize(ctx context.Context, info Info, r io.ReadSeeker) (Digest, error) {
	switch info.ContentType {
	case PDF:
		return d.pdf(ctx, info, r)
	case DOCX, ODT: // opened by who needs it, never here
		return Digest{Missing: []string{"preview: an office file"}}, nil
	}
	return d.image(info, r)
}

func (d *Digitizer) image(info Info, r io.ReadSeeker) (Digest, error) {
	out := Digest{Pages: 1}
	// Read whole first: an error of the storage is to be tried again, an error of
	// the picture is not.
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return out, fmt.Errorf("digitize: %w", err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return out, fmt.Errorf("digitize: %w", err)
	}
	m := bytes.NewReader(b)
	cfg, _, err := image.DecodeConfig(m)
	if err != nil {
		out.Missing = append(out.Missing, "preview: the image cannot be read")
		return out, nil
	}
	orient := 1
	if info.ContentType == JPEG {
		orient = exif.Orientation(m)
	}
	img, err := decode(m, cfg)
	if err != nil {
		out.Missing = append(out.Missing, "preview: the image cannot be read")
		return out, nil
	}
	p := PagePreview{}
	if p.JPEG, p.Width, p.Height, err = upright(img, orient, d.Width); err != nil {
		return out, fmt.Errorf("digitize: %w", err)
	}
	out.Previews = []PagePreview{p}
	return out, nil
}

func (d *Digitizer) pdf(ctx context.Context, info Info, r io.ReadSeeker) (Digest, error) {
	out := Digest{Pages: info.Pages}
	dir, err := os.MkdirTemp(d.TempDir, "motcua-digitize-*") // 0700
	if err != nil {
		return out, fmt.Errorf("digitize: %w", err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "in.pdf")
	if err := spool(file, r); err != nil {
		return out, fmt.Errorf("digitize: %w", err)
	}
	if f, err := os.Open(file); err == nil {
		if n, err := pdfPages(f); err == nil {
			out.Pages = n
		}
		f.Close()
	}

	miss := func(what string, err error) { out.Missing = append(out.Missing, what+": "+err.Error()) }
	if text, err := d.text(ctx, file); err != nil {
		miss("text", err)
	} else {
		out.Text = clean(text)
	}
	if out.Previews, err = d.pages(ctx, dir, file); err != nil {
		miss("preview", err)
	}
	return out, ctx.Err()
}

func spool(file string, r io.ReadSeeker) error {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

func (d *Digitizer) text(ctx context.Context, file string) ([]byte, error) {
	if d.Pdftotext == "" {
		return nil, errors.New("pdftotext is not installed")
	}
	return d.run(ctx, d.Pdftotext, "-q", "-enc", "UTF-8", file, "-")
}

func (d *Digitizer) pages(ctx context.Context, dir, file string) ([]PagePreview, error) {
	if d.Pdftoppm == "" {
		return nil, errors.New("pdftoppm is not installed")
	}
	_, err := d.run(ctx, d.Pdftoppm, "-q", "-jpeg", "-jpegopt", "quality=80", "-l", strconv.Itoa(d.Pages),
		"-scale-to-x", strconv.Itoa(d.Width), "-scale-to-y", "-1", file, filepath.Join(dir, "page"))
	// What was made before it failed is good.
	names, _ := filepath.Glob(filepath.Join(dir, "page-*.jpg"))
	slices.Sort(names) // zero-padded by the tool
	var out []PagePreview
	for _, name := range names {
		b, rerr := os.ReadFile(name)
		if rerr != nil {
			return out, rerr
		}
		cfg, _, rerr := image.DecodeConfig(bytes.NewReader(b))
		if rerr != nil { // half written
			break
		}
		out = append(out, PagePreview{JPEG: b, Width: cfg.Width, Height: cfg.Height})
	}
	if err == nil && len(out) == 0 {
		err = errors.New("pdftoppm made no page")
	}
	return out, err
}

func (d *Digitizer) run(ctx context.Context, tool string, args ...string) ([]byte, error) {
	return child.Bounds{Time: d.Timeout, CPU: 60, Memory: 1_048_576, File: 131_072, Out: 4 * maxText}.Run(ctx, "", nil, tool, args...)
}

// clean makes text that PostgreSQL takes and search finds: NFC, without control
// characters, blank space folded, a form feed between pages kept as a blank line.
func clean(b []byte) string {
	s := norm.NFC.String(strings.ToValidUTF8(string(b), ""))
	var out strings.Builder
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\f", "\n\n"), "\n") {
		line = strings.Join(strings.FieldsFunc(line, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
		if line == "" && (out.Len() == 0 || strings.HasSuffix(out.String(), "\n\n")) {
			continue
		}
		out.WriteString(line + "\n")
		if out.Len() > maxText {
			break
		}
	}
	s = out.String()
	if len(s) > maxText {
		cut := maxText
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut]
	}
	return strings.TrimSpace(s)
}
