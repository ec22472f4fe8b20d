package documents

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // decoders for Inspect
	_ "image/png"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	_ "golang.org/x/image/webp"

	"motcua/app/exif"
	"motcua/app/fault"
	"motcua/app/reading"
	"motcua/storage/blob"
)

// Content types the product can show, digitize and keep.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	WebP = "image/webp"
	TIFF = "image/tiff" // several pages in one, from a scanner
	HEIC = "image/heic" // from an iPhone; taken where there is a program that opens it
	PDF  = "application/pdf"
)

// Policy says which files are taken. The decision is made by what is in the file;
// the name a person gave it only helps to word the refusal.
type Policy struct {
	Accepted  []string // content types, out of those above
	MaxBytes  int64
	MaxPages  int // of a PDF
	MaxPixels int // of an image, width × height: bounds the memory one image can take
}

// pictures are the kinds that can be opened on this machine.
var pictures = func() []string {
	list := []string{JPEG, PNG, WebP, TIFF}
	if reading.New().Heif != "" {
		list = append(list, HEIC)
	}
	return list
}()

// Default is the policy where a procedure's component does not set its own.
var Default = Policy{
	Accepted:  append([]string{PDF}, pictures...),
	MaxBytes:  20 << 20,
	MaxPages:  200,
	MaxPixels: 52_000_000, // a phone in 50 megapixel mode still fits
}

// Info is what a look into an accepted file tells.
type Info struct {
	ContentType string
	Pages       int // 1 for an image, 0 not known (office files)
	Width       int // pixels, as shown upright; 0 for a PDF
	Height      int
}

// Keys of the refusals; all are Invalid and carry a sentence that says what to do.
const (
	KeyEmpty     = "document.empty"
	KeyTooBig    = blob.KeyTooBig
	KeyType      = "document.type"      // another kind of file
	KeyRenamed   = "document.renamed"   // another kind of file under an accepted ending
	KeyProgram   = "document.program"   // something that runs
	KeyEncrypted = "document.encrypted" // a PDF with a password or permissions
	KeyBroken    = "document.broken"
	KeyPages     = "document.too_many_pages"
	KeyPixels    = "document.too_large_image"
	KeyTwofold   = "document.twofold"  // two kinds of file in one
	KeyScript    = "document.script"   // a PDF with a program in it
	KeyAttached  = "document.attached" // a PDF with other files in it
)

func init() {
	api.DisableConfigDir() // else the library writes a folder into the home directory
}

// Inspect applies the default policy.
func Inspect(r io.ReaderAt, size int64, declaredName string) (Info, error) {
	return Default.Inspect(r, size, declaredName)
}

// Inspect decides whether a file may be taken and reads what it is. It decodes
// images and reads the structure of PDFs in full, so that a broken file is told
// to the person while the paper is still in their hand.
//
// Faults: Invalid with one of the keys above. An error of r comes back as it is.
func (p Policy) Inspect(r io.ReaderAt, size int64, declaredName string) (Info, error) {
	switch {
	case size <= 0:
		return Info{}, refuse(KeyEmpty, "Tệp trống, chưa có nội dung. Chụp lại hoặc chọn tệp khác.")
	case size > p.MaxBytes:
		return Info{}, refuse(KeyTooBig, blob.TooBigText(p.MaxBytes))
	}
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return Info{}, fmt.Errorf("inspect: %w", err)
	}
	kind := detect(head)
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) && slices.Contains(p.Accepted, DOCX) {
		var err error
		src := &watched{r: r}
		if kind, err = detectOffice(src, size); err != nil {
			return Info{}, err
		}
		if src.err != nil {
			return Info{}, fmt.Errorf("inspect: %w", src.err)
		}
	}
	if !slices.Contains(p.Accepted, kind) {
		return Info{}, p.refuseType(kind, head, declaredName)
	}
	if kind != DOCX && kind != ODT {
		if two, err := reading.AlsoArchive(r, size); err != nil {
			return Info{}, fmt.Errorf("inspect: %w", err)
		} else if two {
			return Info{}, refuse(KeyTwofold, "Tệp này vừa mở được như giấy tờ vừa mở được như gói nén nên không nhận được. In ra tệp PDF mới, hoặc chụp ảnh giấy tờ rồi gửi.")
		}
	}
	src := &watched{r: r}
	var info Info
	var err error
	switch kind {
	case PDF:
		info, err = p.inspectPDF(io.NewSectionReader(src, 0, size))
	case DOCX, ODT:
		info, err = p.inspectOffice(kind, src, size)
	case TIFF:
		info, err = p.inspectTIFF(io.NewSectionReader(src, 0, size))
	case HEIC: // opened by the job, with a program of its own
		info = Info{ContentType: HEIC, Pages: 1}
	default:
		info, err = p.inspectImage(kind, io.NewSectionReader(src, 0, size))
	}
	if src.err != nil { // the file did not refuse, reading it failed
		return Info{}, fmt.Errorf("inspect: %w", src.err)
	}
	return info, err
}

// detect names the content type; stricter than the library about PDF, which it
// finds anywhere in the first kilobyte, behind a program's header as well.
func detect(head []byte) string {
	kind := mimetype.Detect(head).String()
	kind, _, _ = strings.Cut(kind, ";")
	if kind == "image/heif" {
		kind = HEIC
	}
	if kind == PDF {
		start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), "\x00\t\r\n\f ")
		if !bytes.HasPrefix(start, []byte("%PDF-")) {
			return "application/octet-stream"
		}
	}
	return kind
}

func refuse(key, text string) error { return fault.New(fault.Invalid, key, text) }

func (p Policy) refuseType(kind string, head []byte, name string) error {
	if isProgram(kind, head) {
		return refuse(KeyProgram, "Tệp này là chương trình, không phải giấy tờ nên không nhận được. Chọn ảnh chụp hoặc bản PDF của giấy tờ.")
	}
	if kind == "image/heic" || kind == "image/heif" || kind == "image/heic-sequence" || kind == "image/avif" {
		return refuse(KeyType, "Ảnh dạng HEIC chưa mở được ở đây. Chụp lại ngay trên trang này, hoặc đổi ảnh sang JPEG rồi gửi.")
	}
	ext := strings.ToLower(path.Ext(strings.ReplaceAll(name, `\`, "/")))
	if want := byExtension[ext]; slices.Contains(p.Accepted, want) {
		return refuse(KeyRenamed, fmt.Sprintf("Tệp mang đuôi %s nhưng bên trong không phải %s. Chụp lại giấy tờ, hoặc mở tệp gốc và lưu sang %s.",
			ext, names[want], names[want]))
	}
	var list []string
	for _, t := range p.Accepted {
		list = append(list, names[t])
	}
	say := "Chưa nhận được loại tệp này. "
	switch {
	case slices.Contains(officeEndings, ext) && slices.Contains(p.Accepted, PDF):
		return refuse(KeyType, say+"Mở tệp, lưu sang PDF rồi gửi lại.")
	default:
		return refuse(KeyType, say+"Gửi ảnh chụp giấy tờ hoặc tệp dạng "+strings.Join(list, ", ")+".")
	}
}

var names = map[string]string{JPEG: "ảnh JPEG", PNG: "ảnh PNG", WebP: "ảnh WebP", TIFF: "TIFF", HEIC: "ảnh HEIC", PDF: "PDF", DOCX: "Word (docx)", ODT: "OpenDocument (odt)"}

var byExtension = map[string]string{".jpg": JPEG, ".jpeg": JPEG, ".jfif": JPEG, ".png": PNG, ".webp": WebP, ".tif": TIFF, ".tiff": TIFF, ".heic": HEIC, ".pdf": PDF, ".docx": DOCX, ".odt": ODT}

var officeEndings = []string{".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".rtf"}

func isProgram(kind string, head []byte) bool {
	switch kind {
	case "application/vnd.microsoft.portable-executable", "application/x-elf", "application/x-object",
		"application/x-executable", "application/x-sharedlib", "application/x-mach-binary", "application/java-archive",
		"application/jar", "application/vnd.android.package-archive", "application/x-msi", "application/x-ms-installer",
		"application/x-ms-shortcut", "application/wasm", "application/javascript", "text/javascript", "text/html",
		"image/svg+xml", "text/x-php", "text/x-python", "text/x-perl", "text/x-shellscript", "application/x-shockwave-flash":
		return true
	}
	return bytes.HasPrefix(head, []byte("MZ")) || bytes.HasPrefix(head, []byte("#!")) || bytes.HasPrefix(head, []byte("\x7fELF"))
}

func (p Policy) inspectImage(kind string, r *io.SectionReader) (Info, error) {
	broken := func(err error) error {
		return fault.New(fault.Invalid, KeyBroken, "Ảnh bị hỏng hoặc chưa tải đủ nên không mở được. Chụp lại hoặc chọn ảnh khác.").Wrap(err)
	}
	cfg, _, err := image.DecodeConfig(r)
	if err != nil {
		return Info{}, broken(err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 {
		return Info{}, broken(errors.New("no pixels"))
	}
	if cfg.Width > p.MaxPixels/cfg.Height {
		return Info{}, refuse(KeyPixels, fmt.Sprintf("Ảnh quá lớn, hơn %d triệu điểm ảnh. Chụp lại ở cỡ ảnh nhỏ hơn.", p.MaxPixels/1_000_000))
	}
	if _, err := decode(r, cfg); err != nil {
		return Info{}, broken(err)
	}
	info := Info{ContentType: kind, Pages: 1, Width: cfg.Width, Height: cfg.Height}
	if kind == JPEG && exif.Orientation(r) >= 5 { // lies on its side
		info.Width, info.Height = info.Height, info.Width
	}
	return info, nil
}

func (p Policy) inspectTIFF(r io.ReaderAt) (Info, error) {
	n, err := reading.TIFFPages(r, p.MaxPixels)
	switch {
	case fault.HasKey(err, reading.KeyPixels):
		return Info{}, refuse(KeyPixels, fmt.Sprintf("Ảnh quá lớn, hơn %d triệu điểm ảnh. Quét lại ở cỡ nhỏ hơn (200 dpi là đủ).", p.MaxPixels/1_000_000))
	case err != nil:
		return Info{}, fault.New(fault.Invalid, KeyBroken, "Tệp quét TIFF bị hỏng hoặc chưa tải đủ nên không mở được. Quét lại, hoặc lưu sang PDF rồi gửi.").Wrap(err)
	case n > p.MaxPages:
		return Info{}, tooManyPages(n, p.MaxPages)
	}
	return Info{ContentType: TIFF, Pages: n}, nil
}

func tooManyPages(n, most int) error {
	return refuse(KeyPages, fmt.Sprintf("Tệp có %d trang, nhiều hơn %d trang cho phép. Chia thành nhiều tệp rồi gửi.", n, most))
}

func (p Policy) inspectPDF(r io.ReadSeeker) (Info, error) {
	whole, err := hasEnd(r)
	if err != nil {
		return Info{}, err
	}
	n, err := pdfPages(r)
	if err == nil && !whole {
		err = errors.New("no end of file mark")
	}
	switch {
	case errors.Is(err, errEncrypted):
		return Info{}, fault.New(fault.Invalid, KeyEncrypted, "Tệp PDF đang đặt mật khẩu hoặc khóa. Mở tệp, bỏ mật khẩu rồi lưu lại, hoặc chụp ảnh từng trang.").Wrap(err)
	case errors.Is(err, errScript):
		return Info{}, refuse(KeyScript, "Tệp PDF có chứa chương trình (JavaScript) nên không nhận được. In tệp ra PDF mới rồi gửi, hoặc chụp ảnh từng trang.")
	case errors.Is(err, errAttached):
		return Info{}, refuse(KeyAttached, "Tệp PDF có đính kèm tệp khác bên trong nên không nhận được. In tệp ra PDF mới rồi gửi, hoặc gửi từng tệp riêng.")
	case err != nil:
		return Info{}, fault.New(fault.Invalid, KeyBroken, "Tệp PDF bị hỏng hoặc chưa tải đủ nên không mở được. Tải lại tệp gốc, hoặc chụp ảnh từng trang.").Wrap(err)
	case n == 0:
		return Info{}, refuse(KeyEmpty, "Tệp PDF chưa có trang nào. Chọn tệp khác, hoặc chụp ảnh từng trang.")
	case n > p.MaxPages:
		return Info{}, tooManyPages(n, p.MaxPages)
	}
	return Info{ContentType: PDF, Pages: n}, nil
}

// hasEnd tells whether a PDF has its end mark (ISO 32000-1, 7.5.5: in the last
// line; readers look further back). One that broke off on its way has not, but
// its first pages may still be readable, and the rest would be missed later.
func hasEnd(r io.ReadSeeker) (bool, error) {
	end, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return false, err
	}
	if _, err := r.Seek(max(end-8192, 0), io.SeekStart); err != nil {
		return false, err
	}
	tail, err := io.ReadAll(r)
	if err != nil {
		return false, err
	}
	_, err = r.Seek(0, io.SeekStart)
	return bytes.Contains(tail, []byte("%%EOF")), err
}

// parsing bounds the PDFs that are in memory as objects at the same moment.
var parsing = make(chan struct{}, 4)

var (
	errEncrypted = errors.New("encrypted PDF")
	errScript    = errors.New("PDF with a script")
	errAttached  = errors.New("PDF with files in it")
)

// pdfPages reads and checks the structure of a PDF, without rendering it, and
// counts its pages. The library turns its own panics into errors and bounds what
// a stream may unpack to.
func pdfPages(r io.ReadSeeker) (int, error) {
	conf := model.NewDefaultConfiguration()
	conf.Cmd = model.VALIDATE
	conf.ValidationMode = model.ValidationRelaxed
	conf.Offline = true // a file that is looked at asks nobody anything
	conf.Limits.MaxDecodeBytes, conf.Limits.MaxStreamBytes = 96<<20, 96<<20
	conf.Limits.MaxObjectCount, conf.Limits.MaxXRefEntries = 1_000_000, 1_000_000
	parsing <- struct{}{}
	defer func() { <-parsing }()
	ctx, err := api.ReadContext(r, conf)
	if ctx != nil && ctx.XRefTable != nil && ctx.Encrypt != nil || errors.Is(err, pdfcpu.ErrWrongPassword) {
		return 0, errEncrypted
	}
	if err != nil {
		return 0, err
	}
	if err := strangers(ctx); err != nil { // before it is validated: that takes some of them apart
		return 0, err
	}
	if err := api.ValidateContext(ctx); err != nil {
		return 0, err
	}
	if err := ctx.EnsurePageCount(); err != nil {
		return 0, err
	}
	return ctx.PageCount, nil
}

// strangers looks for what a paper has no need of: programs and files inside.
func strangers(ctx *model.Context) error {
	for _, e := range ctx.Table {
		if e == nil || e.Free {
			continue
		}
		if err := strange(ctx, e.Object, 0); err != nil {
			return err
		}
	}
	return nil
}

func strange(ctx *model.Context, o types.Object, depth int) error {
	if depth > 64 { // no file of good faith goes so deep
		return errors.New("PDF objects too deep")
	}
	var d types.Dict
	switch o := o.(type) {
	case types.Dict:
		d = o
	case types.StreamDict:
		d = o.Dict
	case types.ObjectStreamDict:
		d = o.Dict
	case types.Array:
		for _, x := range o {
			if err := strange(ctx, x, depth+1); err != nil {
				return err
			}
		}
	}
	for k, v := range d {
		switch k {
		case "JavaScript", "JS", "RichMedia":
			return errScript
		case "EmbeddedFiles", "EF":
			if !emptyNames(ctx, v) {
				return errAttached
			}
		}
		if n, ok := v.(types.Name); ok && k == "S" && (n == "JavaScript" || n == "Launch") {
			return errScript
		}
		if err := strange(ctx, v, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// emptyNames tells an empty list of attachments, which some writers always make.
func emptyNames(ctx *model.Context, o types.Object) bool {
	d, err := ctx.DereferenceDict(o)
	if err != nil {
		return false
	}
	names, err := ctx.DereferenceArray(d["Names"])
	return err == nil && len(names) == 0 && d["Kids"] == nil
}

// watched remembers an error of the storage beneath, which decoders turn into
// "this file is broken".
type watched struct {
	r   io.ReaderAt
	err error
}

func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	n, err := w.r.ReadAt(p, off)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}
