package reading

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"motcua/app/child"
	"motcua/app/fault"
)

// pdfSize is the size of a page in points (1/72 inch).
type pdfSize struct{ w, h float64 }

var errBrokenPDF = refuse(KeyBroken, "Tệp PDF bị hỏng hoặc chưa tải đủ nên không mở được. Tải lại tệp gốc, hoặc chụp ảnh từng trang.")

// lookPDF asks poppler and qpdf what a PDF holds: the file is parsed in children.
func (r *Reader) lookPDF(ctx context.Context, f *File, strict bool) error {
	if r.Pdfinfo == "" || r.Pdftoppm == "" || r.Qpdf == "" {
		return fault.New(fault.Unavailable, KeyTools, "Máy chủ chưa cài công cụ đọc PDF (poppler-utils, qpdf). Báo cho người vận hành.")
	}
	dir, err := os.MkdirTemp(r.TempDir, "motcua-reading-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path, err := filepath.Abs(f.path)
	if err != nil {
		return err
	}
	out, err := run(ctx, r.PerPage, dir, nil, r.Pdfinfo, "-enc", "UTF-8", "-f", "1", "-l", strconv.Itoa(maxPages+1), path)
	if err != nil {
		return r.pdfFault(ctx, err)
	}
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		key, value, _ := strings.Cut(s.Text(), ":")
		value = strings.TrimSpace(value)
		switch words := strings.Fields(key); {
		case key == "Pages":
			f.Pages, _ = strconv.Atoi(value)
		case key == "Encrypted" && strings.HasPrefix(value, "yes"):
			return encrypted()
		case len(words) == 3 && words[0] == "Page" && words[2] == "size":
			var z pdfSize
			if n, _ := fmt.Sscanf(value, "%g x %g pts", &z.w, &z.h); n == 2 {
				f.sizes = append(f.sizes, z)
			}
		}
	}
	if f.Pages <= 0 {
		return refuse(KeyEmpty, "Tệp PDF chưa có trang nào. Chọn tệp khác, hoặc chụp ảnh từng trang.")
	}
	if !strict {
		return nil
	}
	// Scripts hide in many places (poppler looks into some of them); qpdf writes out
	// every object, also packed ones, with their names in plain letters.
	var seen names
	err = runInto(ctx, &seen, r.PerPage, dir, nil, r.Qpdf, "--qdf", "--stream-data=preserve", "--no-original-object-ids", "--warning-exit-0", path, "-")
	switch {
	case seen.script:
		return refuse(KeyScript, "Tệp PDF có chứa chương trình (JavaScript) nên không nhận được. In tệp ra PDF mới rồi gửi, hoặc chụp ảnh từng trang.")
	case seen.file:
		return refuse(KeyAttached, "Tệp PDF có đính kèm tệp khác bên trong nên không nhận được. In tệp ra PDF mới rồi gửi, hoặc gửi từng tệp riêng.")
	case err != nil:
		return r.pdfFault(ctx, err)
	}
	return nil
}

// names looks for names of what a paper has no need of, in what qpdf writes:
// outside streams, whose bytes may spell anything.
type names struct {
	script, file bool

	line     []byte // not yet ended
	inStream bool
}

// maxLine bounds what is kept of one line; a dictionary is written over several.
const maxLine = 1 << 20

func (n *names) Write(p []byte) (int, error) {
	all := len(p)
	for len(p) > 0 {
		at := bytes.IndexByte(p, '\n')
		if at < 0 {
			if len(n.line) < maxLine {
				n.line = append(n.line, p...)
			}
			break
		}
		n.look(append(n.line, p[:at]...))
		n.line, p = n.line[:0], p[at+1:]
	}
	return all, nil
}

func (n *names) look(line []byte) {
	switch {
	case n.inStream:
		n.inStream = !bytes.HasSuffix(line, []byte("endstream"))
		return
	case string(line) == "stream":
		n.inStream = true
		return
	}
	for _, name := range []string{"/JavaScript", "/JS", "/Launch", "/RichMedia"} {
		n.script = n.script || hasName(line, name)
	}
	// not /EmbeddedFiles: common programs write an empty list of them
	for _, name := range []string{"/EmbeddedFile", "/EF"} {
		n.file = n.file || hasName(line, name)
	}
}

// hasName finds a whole name, not the beginning of a longer one.
func hasName(line []byte, name string) bool {
	for {
		at := bytes.Index(line, []byte(name))
		if at < 0 {
			return false
		}
		line = line[at+len(name):]
		if len(line) == 0 || bytes.IndexByte([]byte(" \t\r/<>[]()"), line[0]) >= 0 {
			return true
		}
	}
}

func encrypted() error {
	return refuse(KeyEncrypted, "Tệp PDF đang đặt mật khẩu hoặc khóa. Mở tệp, bỏ mật khẩu rồi lưu lại, hoặc chụp ảnh từng trang.")
}

func (r *Reader) pdfFault(ctx context.Context, err error) error {
	var t *child.Error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return tooHard(err)
	case errors.As(err, &t) && strings.Contains(t.Said, "ncorrect password"):
		return encrypted()
	}
	return errBrokenPDF.Wrap(err)
}

func tooHard(err error) error {
	return refuse(KeyTooHard, "Trang này quá nặng nên không đọc được trong thời gian cho phép. Chụp hoặc quét lại ở 200 dpi rồi gửi.").Wrap(err)
}

// pdfSheets draws pages one after another.
func (r *Reader) pdfSheets(ctx context.Context, f *File, from, to int, each func(n int, s scan) error) error {
	dir, err := os.MkdirTemp(r.TempDir, "motcua-reading-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path, err := filepath.Abs(f.path)
	if err != nil {
		return err
	}
	for n := from; n <= min(to, f.Pages); n++ {
		args := []string{"-q", "-singlefile", "-f", strconv.Itoa(n), "-l", strconv.Itoa(n)}
		if z := f.size(n); max(z.w, z.h)*dpi/72 > longest || z.w*z.h == 0 {
			args = append(args, "-scale-to", strconv.Itoa(longest)) // a poster, or a size nobody believes
		} else {
			args = append(args, "-r", strconv.Itoa(dpi))
		}
		_, err := run(ctx, r.PerPage, dir, nil, r.Pdftoppm, append(args, path, "page")...)
		if err != nil {
			return r.pdfFault(ctx, err)
		}
		name := filepath.Join(dir, "page.ppm")
		b, err := os.ReadFile(name)
		if err != nil {
			return errBrokenPDF.Wrap(err)
		}
		os.Remove(name)
		m, err := readPNM(b)
		if err != nil {
			return errBrokenPDF.Wrap(err)
		}
		if err := each(n, m); err != nil {
			return err
		}
	}
	return nil
}

func (f *File) size(n int) pdfSize {
	if n < 1 || n > len(f.sizes) {
		return pdfSize{}
	}
	return f.sizes[n-1]
}

// drawn is how many pixels a point of page n gets.
func (f *File) drawn(n int) float64 {
	z := f.size(n)
	if long := max(z.w, z.h); long*dpi/72 > longest && z.w*z.h > 0 {
		return longest / long
	}
	return dpi / 72.0
}
