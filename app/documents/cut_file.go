package documents

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/child"
	"motcua/app/fault"
	"motcua/app/reading"
)

// Piece is some pages of a document as a file of its own.
type Piece struct {
	File        *os.File // gone when the call is over
	Size        int64
	ContentType string
}

// CutFile gives lists of pages of a document as files of their own, as they
// came, one after the other; of a PDF or a scan of several pages a part, any
// other whole. What is in memory does not grow with the file. It is no view of
// the document: the caller hands the files on to whom they belong.
// Faults: NotFound (document.not_found), Unavailable (storage.down,
// reading.KeyTools where qpdf is missing), Invalid (document.broken); those of each.
func (s *Service) CutFile(ctx context.Context, id uuid.UUID, lists [][]int32, each func(n int, p Piece) error) error {
	d, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(s.digitizer.Reader.TempDir, "motcua-pages-*") // 0700
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name, err := s.spool(ctx, d, dir)
	if err != nil {
		return err
	}
	for n, pages := range lists {
		out := name
		if len(pages) != d.Pages {
			if out, err = s.cutPages(ctx, d.ContentType, dir, name, pages); err != nil {
				return err
			}
		}
		if err := giveFile(out, func(f *os.File, size int64) error {
			return each(n, Piece{File: f, Size: size, ContentType: d.ContentType})
		}); err != nil {
			return err
		}
		if out != name {
			_ = os.Remove(out) // its folder goes as well
		}
	}
	return nil
}

// Pages is CutFile for one list of few pages.
func (s *Service) Pages(ctx context.Context, id uuid.UUID, pages []int32) (b []byte, err error) {
	err = s.CutFile(ctx, id, [][]int32{pages}, func(_ int, p Piece) error {
		b, err = io.ReadAll(p.File)
		return err
	})
	return b, err
}

func giveFile(name string, to func(*os.File, int64) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return to(f, info.Size())
}

// cutPages writes those pages of a spooled file beside it.
func (s *Service) cutPages(ctx context.Context, kind, dir, name string, pages []int32) (string, error) {
	broken := func(err error) error {
		return fault.New(fault.Invalid, KeyBroken, "Tệp quét bị lỗi nên không tách được các trang này. Quét lại rồi gửi tệp mới.").Wrap(err)
	}
	out := filepath.Join(dir, "out")
	switch kind {
	case PDF:
	case TIFF:
		in, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer in.Close()
		to, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return "", err
		}
		err = reading.CutTIFF(to, in, pages)
		if err := errors.Join(err, to.Close()); err != nil {
			return "", broken(err)
		}
		return out, nil
	default:
		return name, nil
	}
	tool := s.digitizer.Reader.Qpdf
	if tool == "" {
		return "", fault.New(fault.Unavailable, reading.KeyTools, "Máy chủ chưa cài công cụ tách tệp PDF (qpdf). Báo cho người vận hành.")
	}
	list := make([]string, len(pages))
	for i, n := range pages {
		list[i] = fmt.Sprint(n)
	}
	b := child.Bounds{Time: time.Minute, CPU: 60, Memory: 1 << 20, File: 400 << 11, Out: 1 << 10}
	if _, err := b.Run(ctx, dir, nil, tool, "--warning-exit-0", "--empty", "--pages", name, strings.Join(list, ","), "--", out); err != nil {
		return "", broken(err)
	}
	return out, nil
}
