package reading

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // decoders
	_ "image/png"
	"os"
	"os/exec"
	"runtime"
	"time"

	"golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"motcua/app/exif"
	"motcua/app/fault"
)

// Bounds on what is opened.
const (
	maxBytes  = 200 << 20  // of a file: a 300-page batch from a feeder
	maxPixels = 64_000_000 // of a picture, before it is decoded
	maxPages  = 1000       //
	dpi       = 200        // PDFs are drawn at
	longest   = 3508       // pixels of the long side after scaling: A4 at 300 dpi
	maxSlots  = 8          // pages at once
	shortest  = 1700       // below that a page is enlarged: print of 10 points gets too small to read
)

// Keys of the refusals; all are Invalid and carry a sentence that says what to do.
const (
	KeyType      = "reading.type"
	KeyEmpty     = "reading.empty"
	KeyBroken    = "reading.broken"
	KeyPixels    = "reading.too_large_image"
	KeyTooBig    = "reading.too_big"
	KeyPages     = "reading.too_many_pages"
	KeyEncrypted = "reading.encrypted"
	KeyScript    = "reading.script"
	KeyAttached  = "reading.attached"
	KeyTwofold   = "reading.twofold"  // an archive as well
	KeyTooHard   = "reading.too_hard" // took too long or too much memory
	KeyTools     = "reading.tools"    // Unavailable: a program is not installed
)

func refuse(key, text string) *fault.Error { return fault.New(fault.Invalid, key, text) }

// Reader reads files. The zero value is not usable; see New.
type Reader struct {
	Tesseract, Pdftoppm, Pdftotext, Pdfinfo, Qpdf string // paths; empty: not installed
	Heif                                          string // the same; without it pictures of iPhones are refused

	TempDir string        // default os.TempDir()
	PerPage time.Duration // for one run of a tool on one page

	slots chan struct{} // pages under way at the same moment in all that this Reader does
}

// New finds the tools on this machine.
func New() *Reader {
	r := &Reader{PerPage: 90 * time.Second, slots: make(chan struct{}, min(runtime.NumCPU(), maxSlots))}
	for tool, path := range map[string]*string{"tesseract": &r.Tesseract, "pdftoppm": &r.Pdftoppm, "pdftotext": &r.Pdftotext, "pdfinfo": &r.Pdfinfo, "qpdf": &r.Qpdf, "heif-convert": &r.Heif} {
		*path, _ = exec.LookPath(tool)
	}
	return r
}

// Missing names the programs that are not there, for the log and `motcua doctor`.
func (r *Reader) Missing() []string {
	var out []string
	for _, t := range []struct{ name, path string }{{"tesseract", r.Tesseract}, {"pdftoppm", r.Pdftoppm}, {"pdftotext", r.Pdftotext}, {"pdfinfo", r.Pdfinfo}, {"qpdf", r.Qpdf}} {
		if t.path == "" {
			out = append(out, t.name)
		}
	}
	return out
}

// File is an opened file: what it is and how many pages it has.
type File struct {
	path  string
	kind  string
	Pages int
	sizes []pdfSize // of a PDF's pages, points
	order binary.ByteOrder
	at    []uint32 // where each page of a TIFF is described
}

// Open looks into the file at path without decoding it.
//
// Faults: Invalid with one of the keys above, Unavailable (reading.tools).
func (r *Reader) Open(ctx context.Context, path string) (*File, error) {
	return r.open(ctx, path, true)
}

// OpenAgain is Open for a file that Open has taken before: what may hide in it
// is not looked for once more.
func (r *Reader) OpenAgain(ctx context.Context, path string) (*File, error) {
	return r.open(ctx, path, false)
}

func (r *Reader) open(ctx context.Context, path string, strict bool) (*File, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	switch {
	case st.IsDir() || st.Size() == 0:
		return nil, refuse(KeyEmpty, "Tệp trống, chưa có nội dung. Chụp lại hoặc chọn tệp khác.")
	case st.Size() > maxBytes:
		return nil, refuse(KeyTooBig, fmt.Sprintf("Tệp lớn hơn %d MB. Chia thành nhiều tệp rồi đọc từng tệp.", maxBytes>>20))
	}
	head := make([]byte, min(st.Size(), 4096))
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	two := false
	if _, err = in.ReadAt(head, 0); err == nil && strict {
		two, err = AlsoArchive(in, st.Size())
	}
	in.Close()
	if err != nil {
		return nil, err
	}
	f := &File{path: path, kind: detect(head)}
	if two && f.kind != "" {
		return nil, refuse(KeyTwofold, "Tệp này vừa mở được như giấy tờ vừa mở được như gói nén nên không nhận được. In ra tệp PDF mới, hoặc chụp ảnh giấy tờ rồi gửi.")
	}
	switch f.kind {
	case "pdf":
		err = r.lookPDF(ctx, f, strict)
	case "tiff":
		err = lookTIFF(f)
	case "jpeg", "png", "webp":
		err = lookImage(f)
	case "heic":
		var done func()
		if f.path, done, err = r.fromHEIC(ctx, path); err == nil {
			err = lookImage(f)
			done()
		}
		f.path = path
	default:
		err = refuse(KeyType, "Chưa đọc được loại tệp này. Gửi ảnh chụp giấy tờ (JPEG, PNG, WebP, TIFF) hoặc tệp PDF.")
	}
	if err != nil {
		return nil, err
	}
	if f.Pages > maxPages {
		return nil, refuse(KeyPages, fmt.Sprintf("Tệp có hơn %d trang. Chia thành nhiều tệp rồi đọc từng tệp.", maxPages))
	}
	return f, nil
}

func detect(head []byte) string {
	for _, k := range []struct{ kind, magic string }{
		{"pdf", "%PDF-"}, {"jpeg", "\xff\xd8\xff"}, {"png", "\x89PNG\r\n\x1a\n"}, {"tiff", "II*\x00"}, {"tiff", "MM\x00*"},
	} {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return k.kind
		}
	}
	if len(head) >= 12 {
		switch box := string(head[8:12]); {
		case string(head[:4]) == "RIFF" && box == "WEBP":
			return "webp"
		case string(head[4:8]) == "ftyp" && (box == "heic" || box == "heix" || box == "mif1" || box == "hevc" || box == "avif"):
			return "heic"
		}
	}
	return ""
}

var errBrokenImage = refuse(KeyBroken, "Ảnh bị hỏng hoặc chưa tải đủ nên không mở được. Chụp lại hoặc chọn ảnh khác.")

func fits(cfg image.Config, err error) error {
	switch {
	case err != nil || cfg.Width <= 0 || cfg.Height <= 0:
		return errBrokenImage.Wrap(errors.Join(err, errors.New("no pixels")))
	case cfg.Width > maxPixels/cfg.Height:
		return refuse(KeyPixels, fmt.Sprintf("Ảnh quá lớn, hơn %d triệu điểm ảnh. Chụp hoặc quét lại ở cỡ nhỏ hơn (200 dpi là đủ).", maxPixels/1_000_000))
	}
	return nil
}

func lookImage(f *File) error {
	in, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer in.Close()
	f.Pages = 1
	cfg, _, err := image.DecodeConfig(in)
	return fits(cfg, err)
}

func lookTIFF(f *File) error {
	in, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer in.Close()
	if f.order, f.at, err = tiffPages(in); err != nil {
		return errBrokenImage.Wrap(err)
	}
	for _, a := range f.at {
		if err := fits(tiff.DecodeConfig(tiffPage{in, f.order, a}.reader())); err != nil {
			return err
		}
	}
	f.Pages = len(f.at)
	return nil
}

// sheets opens the pages from..to of a file one after another, upright as far as
// the file says how it was held.
func (r *Reader) sheets(ctx context.Context, f *File, from, to int, each func(n int, s scan) error) error {
	switch f.kind {
	case "pdf":
		return r.pdfSheets(ctx, f, from, to, each)
	case "tiff":
		in, err := os.Open(f.path)
		if err != nil {
			return err
		}
		defer in.Close()
		for n := from; n <= min(to, len(f.at)); n++ {
			m, err := tiff.Decode(tiffPage{in, f.order, f.at[n-1]}.reader())
			if err != nil {
				return refuse(KeyBroken, "Một trang của tệp TIFF không mở được (bị hỏng, hoặc nén theo kiểu chưa đọc được). Lưu tệp sang PDF hoặc JPEG rồi gửi lại.").Wrap(err)
			}
			if err := each(n, scanOf(m)); err != nil {
				return err
			}
		}
		return nil
	}
	path := f.path
	if f.kind == "heic" {
		jpeg, done, err := r.fromHEIC(ctx, path)
		if err != nil {
			return err
		}
		defer done()
		path = jpeg
	}
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	turn := 1
	if f.kind == "jpeg" {
		turn = exif.Orientation(in)
		if _, err := in.Seek(0, 0); err != nil {
			return err
		}
	}
	m, _, err := image.Decode(in)
	if err != nil {
		return errBrokenImage.Wrap(err)
	}
	return each(1, held(scanOf(m), turn))
}

// held turns a picture as its camera was held. Mirrored pictures (2, 4, 5, 7) do
// not come out of cameras; they are turned and stay mirrored.
func held(s scan, orientation int) scan {
	switch orientation {
	case 3, 4:
		return s.quarter(2)
	case 6, 7:
		return s.quarter(1)
	case 8, 5:
		return s.quarter(3)
	}
	return s
}
