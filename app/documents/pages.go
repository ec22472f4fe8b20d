package documents

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/child"
	"motcua/app/fault"
	"motcua/app/reading"
	"motcua/jobs/args"
	"motcua/storage/pg"
)

// RecordLoose writes the row of a stored scan that belongs to no dossier, and its
// digitization job. Scope: tenant.
func (s *Service) RecordLoose(ctx context.Context, tx pgx.Tx, d *Document) error {
	d.DossierID = nil
	if err := insert(ctx, tx, *d); err != nil {
		return pg.Translate(err)
	}
	return s.jobs.Insert(ctx, tx, args.Digitize{Ref: args.For(ctx, d.TenantID), DocumentID: d.ID})
}

// Pages gives those pages of a document as a PDF of its own, as they came; a
// picture is given as it is. Cut in a child process. It is no view of the
// document: the caller hands the file on to whom it belongs.
// Faults: NotFound (document.not_found), Unavailable (storage.down,
// reading.KeyTools where qpdf is missing), Invalid (document.broken).
func (s *Service) Pages(ctx context.Context, id uuid.UUID, pages []int32) ([]byte, error) {
	d, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.ContentType != PDF || len(pages) == d.Pages {
		r, err := s.blobs.Reader(ctx, d.object())
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return io.ReadAll(r)
	}
	tool := s.digitizer.Reader.Qpdf
	if tool == "" {
		return nil, fault.New(fault.Unavailable, reading.KeyTools, "Máy chủ chưa cài công cụ tách tệp PDF (qpdf). Báo cho người vận hành.")
	}
	dir, err := os.MkdirTemp(s.digitizer.Reader.TempDir, "motcua-pages-*") // 0700
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name, err := s.spool(ctx, d, dir)
	if err != nil {
		return nil, err
	}
	list := make([]string, len(pages))
	for i, n := range pages {
		list[i] = fmt.Sprint(n)
	}
	out := filepath.Join(dir, "out")
	b := child.Bounds{Time: time.Minute, CPU: 60, Memory: 1 << 20, File: 400 << 11, Out: 1 << 10}
	if _, err := b.Run(ctx, dir, nil, tool, "--warning-exit-0", "--empty", "--pages", name, strings.Join(list, ","), "--", out); err != nil {
		return nil, fault.New(fault.Invalid, "document.broken", "Tệp quét bị lỗi nên không tách được các trang này. Quét lại rồi gửi tệp mới.").Wrap(err)
	}
	return os.ReadFile(out)
}
