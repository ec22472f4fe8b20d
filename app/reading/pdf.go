package reading

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"motcua/app/fault"
)

// pdfSize is the size of a page in points (1/72 inch).
type pdfSize struct{ w, h float64 }

var errBrokenPDF = refuse(KeyBroken, "Tệp PDF bị hỏng hoặc chưa tải đủ nên không mở được. Tải lại tệp gốc, hoặc chụp ảnh từng trang.")

// lookPDF asks poppler what a PDF holds: the file is parsed in a child.
func (r *Reader) lookPDF(ctx context.Context, f *File) error {
	if r.Pdfinfo == "" || r.Pdftoppm == "" || r.Pdfdetach == "" {
		return fault.New(fault.Unavailable, KeyTools, "Máy chủ chưa cài công cụ đọc PDF (poppler-utils). Báo cho người vận hành.")
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
	scripts := false
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		key, value, _ := strings.Cut(s.Text(), ":")
		value = strings.TrimSpace(value)
		switch words := strings.Fields(key); {
		case key == "Pages":
			f.Pages, _ = strconv.Atoi(value)
		case key == "JavaScript":
			scripts = scripts || value == "yes"
		case key == "Encrypted" && strings.HasPrefix(value, "yes"):
			return encrypted()
		case len(words) == 3 && words[0] == "Page" && words[2] == "size":
			var z pdfSize
			if n, _ := fmt.Sscanf(value, "%g x %g pts", &z.w, &z.h); n == 2 {
				f.sizes = append(f.sizes, z)
			}
		}
	}
	switch {
	case scripts:
		return refuse(KeyScript, "Tệp PDF có chứa chương trình (JavaScript) nên không nhận được. In tệp ra PDF mới rồi gửi, hoặc chụp ảnh từng trang.")
	case f.Pages <= 0:
		return refuse(KeyEmpty, "Tệp PDF chưa có trang nào. Chọn tệp khác, hoặc chụp ảnh từng trang.")
	}
	out, err = run(ctx, r.PerPage, dir, nil, r.Pdfdetach, "-list", path)
	if err != nil {
		return r.pdfFault(ctx, err)
	}
	if n, _, _ := strings.Cut(string(out), " "); n != "0" {
		return refuse(KeyAttached, "Tệp PDF có đính kèm tệp khác bên trong nên không nhận được. In tệp ra PDF mới rồi gửi, hoặc gửi từng tệp riêng.")
	}
	return nil
}

func encrypted() error {
	return refuse(KeyEncrypted, "Tệp PDF đang đặt mật khẩu hoặc khóa. Mở tệp, bỏ mật khẩu rồi lưu lại, hoặc chụp ảnh từng trang.")
}

func (r *Reader) pdfFault(ctx context.Context, err error) error {
	var t *toolError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return tooHard(err)
	case errors.As(err, &t) && strings.Contains(t.said, "ncorrect password"):
		return encrypted()
	}
	return errBrokenPDF.Wrap(err)
}

func tooHard(err error) error {
	return refuse(KeyTooHard, "Trang này quá nặng nên không đọc được trong thời gian cho phép. Chụp hoặc quét lại ở 200 dpi rồi gửi.").Wrap(err)
}

// pdfSheets draws pages one after another.
func (r *Reader) pdfSheets(ctx context.Context, f *File, from, to int, each func(n int, m *image.Gray) error) error {
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
		args := []string{"-q", "-gray", "-singlefile", "-f", strconv.Itoa(n), "-l", strconv.Itoa(n)}
		if z := f.size(n); max(z.w, z.h)*dpi/72 > longest || z.w*z.h == 0 {
			args = append(args, "-scale-to", strconv.Itoa(longest)) // a poster, or a size nobody believes
		} else {
			args = append(args, "-r", strconv.Itoa(dpi))
		}
		_, err := run(ctx, r.PerPage, dir, nil, r.Pdftoppm, append(args, path, "page")...)
		if err != nil {
			return r.pdfFault(ctx, err)
		}
		name := filepath.Join(dir, "page.pgm")
		b, err := os.ReadFile(name)
		if err != nil {
			return errBrokenPDF.Wrap(err)
		}
		os.Remove(name)
		m, err := readPGM(b)
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
