package exchange

import (
	"bytes"
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/tenants"
)

// mostTries is how often a file is asked for before the officer is told to ask
// the resident; maxFile its largest size, in bytes.
const (
	mostTries = 8
	maxFile   = 25 << 20
)

// FetchFiles brings the files of a filing into the dossier, each by itself: one
// that is not to be had, or is no file we keep, does not stop the others. Twice
// is harmless. Scope: the worker of the tenant where it landed.
func (l *Link) FetchFiles(ctx context.Context, dossier uuid.UUID) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	list, err := l.Dossiers.PortalFiles(ctx, dossier)
	if err != nil {
		return err
	}
	var later time.Duration
	for _, f := range list {
		if f.State != "waiting" {
			continue
		}
		key, final := "no_portal", false
		if l.Portal != nil {
			key, final, err = l.fetch(ctx, sc.Tenant, dossier, f)
			if err != nil {
				return err
			}
		}
		if key == "" {
			continue
		}
		final = final || f.Attempts+1 >= mostTries
		if err := l.Dossiers.MissFile(ctx, f, key, final); err != nil {
			return err
		}
		if !final {
			later = max(later, backoff(f.Attempts+1))
		}
	}
	if later > 0 {
		return notices.Later{After: later}
	}
	return nil
}

// fetch brings one file; key says why it could not be had, final that it never will.
func (l *Link) fetch(ctx context.Context, tenant, dossier uuid.UUID, f dossiers.PortalFile) (key string, final bool, err error) {
	b, err := l.file(ctx, f.Path)
	if k, no := refused(err); no {
		return k, true, nil
	} else if err != nil {
		return reasonOf(err), false, nil
	}
	d, err := l.Documents.Store(ctx, tenant, documents.Incoming{ID: f.ID, Purpose: documents.Paper, Name: f.Name, File: bytes.NewReader(b), Size: int64(len(b))})
	if fault.Is(err, fault.Invalid) {
		return "not_a_document", true, nil
	} else if err != nil {
		return "store", false, nil
	}
	err = l.Dossiers.TakeFile(ctx, dossier, f, func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		return d.ID, l.Documents.Record(ctx, tx, dossier, &d)
	})
	switch {
	case err == nil:
		return "", false, nil
	case fault.Is(err, fault.NotFound), fault.HasKey(err, "row.exists"): // another run was faster
		l.Documents.Discard(ctx, d)
		return "", false, nil
	case fault.Is(err, fault.Conflict): // decided meanwhile, or passed on
		l.Documents.Discard(ctx, d)
		return "not_now", true, nil
	}
	l.Documents.Discard(ctx, d)
	return "", false, err
}

func (l *Link) file(ctx context.Context, path string) ([]byte, error) {
	ctx, cancel := l.within(ctx)
	defer cancel()
	return l.Portal.File(ctx, path, maxFile)
}

func day(t time.Time) time.Time { return t.In(deadlines.Zone) }
