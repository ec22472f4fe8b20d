package documents

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/blob"
	"motcua/storage/pg"
	"motcua/tenants"
)

// What a document is for.
const (
	Paper    = "paper"    // handed in
	Result   = "result"   // issued: locked in the store once its act has decided
	Preview  = "preview"  // a page of another document as a picture
	Slip     = "slip"     // printed form M01 to M07
	Evidence = "evidence" // what an act rests on: a consent, a letter
	Message  = "message"  // sent along with words to the counter; read as it is, not digitized

	Searchable = "searchable" // a PDF/A of a paper's pages with the recognised words, beside the paper
	Batch      = "batch"      // what a feeder scanned in one go, to be parted into papers
)

// States of a document.
const (
	Stored    = "stored"    // kept; not digitized yet, or of a kind that is not
	Digitized = "digitized" // pages, text and previews are there, as far as they can be
	Failed    = "failed"    // can never be digitized; FailedKey says why
)

// Document is one file held in storage.
type Document struct {
	ID                uuid.UUID  `db:"id"`
	TenantID          uuid.UUID  `db:"tenant_id"` // under whose key it is
	DossierID         *uuid.UUID `db:"dossier_id"`
	Purpose           string     `db:"purpose"`
	ParentID          *uuid.UUID `db:"parent_id"` // of a preview, a searchable copy
	Page              int16      `db:"page"`      // of a preview, from 1
	ObjectKey         string     `db:"object_key"`
	WrappedKey        []byte     `db:"wrapped_key"`
	SHA256            []byte     `db:"sha256"`
	Size              int64      `db:"size"` // bytes
	ContentType       string     `db:"content_type"`
	Name              string     `db:"name"` // as the person called it
	Pages             int        `db:"pages"`
	State             string     `db:"state"`
	FailedKey         string     `db:"failed_key"`
	MissingAt         *time.Time `db:"missing_at"` // since when the store has no file for it
	Scan              string     `db:"scan"`       // for malware: off, clean, waiting, infected
	VisibleToResident bool       `db:"visible_to_resident"`
	CreatedByKind     string     `db:"created_by_kind"`
	CreatedBy         *uuid.UUID `db:"created_by"`
	CreatedAt         time.Time  `db:"created_at"`
	BatchID           *uuid.UUID `db:"batch_id"`       // of a piece of a batch
	BatchPages        []int32    `db:"batch_pages"`    // which pages of it, from 1
	UnlockedSince     *time.Time `db:"unlocked_since"` // issued, and not under the store's lock yet
	Drawn             int        `db:"-"`              // pictures of its pages; only ForDossier and WithDrawn count them
}

const columns = `id, tenant_id, dossier_id, purpose, parent_id, page, object_key, wrapped_key, sha256, size, content_type,
	name, pages, state, failed_key, visible_to_resident, created_by_kind, created_by, created_at, batch_id, batch_pages, scan, unlocked_since`

// what is read beside what is written
const readColumns = columns + `, missing_at`

func (d Document) object() blob.Object {
	return blob.Object{Tenant: d.TenantID, Key: d.ObjectKey, WrappedKey: d.WrappedKey, SHA256: d.SHA256, Size: d.Size, ContentType: d.ContentType}
}

// describe fills in what a stored object says about itself.
func (d *Document) describe(o blob.Object) {
	d.TenantID, d.ObjectKey, d.WrappedKey, d.SHA256, d.Size, d.ContentType = o.Tenant, o.Key, o.WrappedKey, o.SHA256, o.Size, o.ContentType
}

func notFound(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "document.not_found").Wrap(err)
	}
	return err
}

// Get reads one document of the context's scope.
// Fault: NotFound, also when it is somebody else's.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (Document, error) {
	d, err := pg.One[Document](ctx, s.db, `SELECT `+readColumns+` FROM app.document WHERE id = $1`, id)
	return d, notFound(err)
}

// WithDrawn is Get with the pictures of its pages counted.
func (s *Service) WithDrawn(ctx context.Context, id uuid.UUID) (Document, error) {
	d, err := s.Get(ctx, id)
	if err != nil {
		return d, err
	}
	d.Drawn, err = pg.Value[int](ctx, s.db, `SELECT count(*) FROM app.document WHERE parent_id = $1 AND purpose = 'preview'`, id)
	return d, err
}

// ForDossier lists a dossier's documents as far as the scope sees them, oldest
// first; of the pictures of their pages only how many there are.
func (s *Service) ForDossier(ctx context.Context, dossier uuid.UUID) ([]Document, error) {
	list, err := pg.Rows[Document](ctx, s.db, `SELECT `+readColumns+` FROM app.document WHERE dossier_id = $1 AND purpose <> 'preview' ORDER BY created_at, page, id`, dossier)
	if err != nil {
		return nil, err
	}
	type count struct {
		Of uuid.UUID `db:"parent_id"`
		N  int       `db:"n"`
	}
	counts, err := pg.Rows[count](ctx, s.db, `SELECT parent_id, count(*) AS n FROM app.document WHERE dossier_id = $1 AND purpose = 'preview' AND parent_id IS NOT NULL GROUP BY parent_id`, dossier)
	for i := range list {
		for _, c := range counts {
			if c.Of == list[i].ID {
				list[i].Drawn = c.N
			}
		}
	}
	return list, err
}

// Access is one line of the access log.
type Access struct {
	DocumentID uuid.UUID  `db:"document_id"`
	Name       string     `db:"name"` // of the document; empty when it is gone
	TenantID   *uuid.UUID `db:"tenant_id"`
	ActorKind  string     `db:"actor_kind"`
	ActorName  string     `db:"actor_name"`
	Purpose    string     `db:"purpose"`
	At         time.Time  `db:"at"`
}

// Accesses lists who opened a dossier's documents, newest first: all of it to the
// resident, its own to a tenant.
func (s *Service) Accesses(ctx context.Context, dossier uuid.UUID, limit int) ([]Access, error) {
	return pg.Rows[Access](ctx, s.db, `SELECT a.document_id, coalesce(d.name, '') AS name, a.tenant_id, a.actor_kind, a.actor_name, a.purpose, a.at
		FROM app.document_access a LEFT JOIN app.document d ON d.id = a.document_id
		WHERE a.dossier_id = $1 ORDER BY a.at DESC, a.id DESC LIMIT $2`, dossier, limit)
}

func insert(ctx context.Context, tx pgx.Tx, d Document) error {
	_, err := tx.Exec(ctx, `INSERT INTO app.document (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, coalesce($21::int[], '{}'), $22, $23)`,
		d.ID, d.TenantID, d.DossierID, d.Purpose, d.ParentID, d.Page, d.ObjectKey, d.WrappedKey, d.SHA256, d.Size, d.ContentType,
		d.Name, d.Pages, d.State, d.FailedKey, d.VisibleToResident, d.CreatedByKind, d.CreatedBy, d.CreatedAt, d.BatchID, d.BatchPages, orOff(d.Scan), d.UnlockedSince)
	return err
}

// actor is who acts, as rows keep it.
func actor(s tenants.Scope) (kind string, id *uuid.UUID) {
	kind = s.Actor.Kind
	if kind == "" {
		kind = "system"
	}
	if s.Actor.ID != uuid.Nil {
		id = &s.Actor.ID
	}
	return kind, id
}

func newID() (uuid.UUID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil, errors.New("no randomness for an id")
	}
	return id, nil
}
