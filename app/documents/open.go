package documents

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/storage/blob"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Why a document is opened.
const (
	View     = "view"
	Download = "download"
	Print    = "print"
	Listed   = "listed" // named at a counter after its owner agreed; not opened
)

// sameView is how long one person's looking at one document counts as one line:
// a page with ten previews, or a PDF that a browser fetches in ranges, would
// otherwise bury the log it writes.
const sameView = 10 * time.Minute

// Opened is a document to be read. Close it.
type Opened struct {
	Document
	Content io.ReadSeekCloser
}

// Open finds a document in the context's scope, writes the line in the access
// log, and only then gives its bytes: no line, no bytes.
//
// Faults: NotFound (document.not_found, also when it is somebody else's),
// Conflict (document.infected),
// Unavailable (storage.down; document.missing once the sweep found that the file
// is gone), Internal (storage.damaged).
func (s *Service) Open(ctx context.Context, id uuid.UUID, why string) (Opened, error) {
	return s.open(ctx, why, `SELECT `+readColumns+` FROM app.document WHERE id = $1`, id)
}

// OpenPreview opens one page's picture, from 1. It counts as a view of the
// document itself.
// Faults: as Open; NotFound as long as there is no picture.
func (s *Service) OpenPreview(ctx context.Context, document uuid.UUID, page int) (Opened, error) {
	return s.open(ctx, View, `SELECT `+readColumns+` FROM app.document WHERE parent_id = $1 AND page = $2 AND purpose = 'preview'`, document, page)
}

func (s *Service) open(ctx context.Context, why, sql string, find ...any) (Opened, error) {
	scope, err := tenants.From(ctx)
	if err != nil {
		return Opened{}, err
	}
	var d Document
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, find...)
		if err != nil {
			return err
		}
		if d, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Document]); err != nil {
			return notFound(pg.Translate(err))
		}
		return s.log(ctx, tx, scope, d, why)
	})
	if err != nil {
		return Opened{}, err
	}
	return s.read(ctx, d)
}

// read gives the bytes of a document whose row the scope was given.
func (s *Service) read(ctx context.Context, d Document) (Opened, error) {
	if d.Scan == ScanInfected {
		return Opened{}, fault.New(fault.Conflict, KeyInfected, "Tệp này có mã độc nên không mở được. Đề nghị người nộp gửi lại giấy tờ này.")
	}
	r, err := s.blobs.Reader(ctx, d.object())
	if fault.HasKey(err, blob.KeyDamaged) && d.MissingAt != nil {
		return Opened{}, Missing(*d.MissingAt).Wrap(err)
	}
	if err != nil {
		return Opened{}, err
	}
	return Opened{d, r}, nil
}

// Missing is what is said of a document whose file the store lost.
func Missing(since time.Time) *fault.Error {
	return fault.New(fault.Unavailable, "document.missing", "Tệp này bị hỏng hoặc mất trong kho lưu trữ từ ngày "+since.In(deadlines.Zone).Format("02/01/2006")+", đang được khôi phục. Các giấy tờ khác của hồ sơ không bị ảnh hưởng.")
}

func (s *Service) log(ctx context.Context, tx pgx.Tx, scope tenants.Scope, d Document, why string) error {
	id, err := newID()
	if err != nil {
		return err
	}
	about := d.ID
	if d.ParentID != nil {
		about = *d.ParentID
	}
	var tenant *uuid.UUID
	if scope.Kind != tenants.KindResident {
		tenant = &scope.Tenant
	}
	kind, who := actor(scope)
	now := s.now().UTC()
	_, err = tx.Exec(ctx, `INSERT INTO app.document_access (id, document_id, dossier_id, tenant_id, actor_kind, actor_id, actor_name, purpose, at)
		SELECT $1, $2, $3, $4, $5, $6::uuid, $7, $8, $9 WHERE NOT EXISTS (
			SELECT 1 FROM app.document_access a WHERE a.dossier_id = $3 AND a.document_id = $2 AND a.actor_id = $6::uuid
			AND a.tenant_id IS NOT DISTINCT FROM $4 AND a.purpose = $8 AND a.at > $10)`,
		id, about, d.DossierID, tenant, kind, who, scope.Actor.Name, why, now, now.Add(-sameView))
	return err
}
