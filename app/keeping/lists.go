package keeping

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// States of a list.
const (
	Proposed = "proposed"
	Refused  = "refused"
	Approved = "approved" // being destroyed
	Done     = "done"
)

// List is dossiers that somebody proposed to destroy together.
type List struct {
	ID           uuid.UUID  `db:"id"`
	Year         int        `db:"year"`
	No           int        `db:"no"`
	State        string     `db:"state"`
	Note         string     `db:"note"`
	ProposedBy   uuid.UUID  `db:"proposed_by"`
	ProposedName string     `db:"proposed_name"`
	ProposedAt   time.Time  `db:"proposed_at"`
	DecidedName  string     `db:"decided_name"`
	DecidedAt    *time.Time `db:"decided_at"`
	Decision     string     `db:"decision"`
	FinishedAt   *time.Time `db:"finished_at"`
	Items        int        `db:"items"`
	Destroyed    int        `db:"destroyed"`
	Kept         int        `db:"kept"`
	Files        int        `db:"files"` // of what was destroyed
}

// Number is how papers name the list: 3/2026.
func (l List) Number() string { return fmt.Sprintf("%d/%d", l.No, l.Year) }

// Item is one dossier of a list.
type Item struct {
	Dossier   uuid.UUID `db:"dossier_id"`
	Code      string    `db:"code"`
	Class     string    `db:"class_name"`
	KeptUntil time.Time `db:"kept_until"`
	State     string    `db:"state"` // proposed, kept, destroyed
	Reason    string    `db:"kept_reason"`
}

// Proof is what is left of a destroyed dossier.
type Proof struct {
	Code        string          `db:"code"`
	Procedure   string          `db:"procedure_code"`
	Class       string          `db:"class_name"`
	Basis       string          `db:"legal_basis"`
	EndedAt     time.Time       `db:"ended_at"`
	KeptUntil   time.Time       `db:"kept_until"`
	Documents   json.RawMessage `db:"documents"` // [{"purpose", "sha256", "size"}]
	Files       int             `db:"files"`
	Digest      []byte          `db:"digest"` // SHA-256 over documents
	DestroyedAt time.Time       `db:"destroyed_at"`
}

const listColumns = `l.id, l.year, l.no, l.state, l.note, l.proposed_by, l.proposed_name, l.proposed_at, l.decided_name, l.decided_at, l.decision, l.finished_at,
	(SELECT count(*)::int FROM app.destruction_item i WHERE i.list_id = l.id) AS items,
	(SELECT count(*)::int FROM app.destruction_item i WHERE i.list_id = l.id AND i.state = 'destroyed') AS destroyed,
	(SELECT count(*)::int FROM app.destruction_item i WHERE i.list_id = l.id AND i.state = 'kept') AS kept,
	(SELECT coalesce(sum(jsonb_array_length(p.documents)), 0)::int FROM app.destruction_proof p WHERE p.list_id = l.id) AS files`

// Lists are those of the context's office, newest first. Scope: tenant.
func (s *Service) Lists(ctx context.Context, limit int) ([]List, error) {
	return pg.Rows[List](ctx, s.DB, `SELECT `+listColumns+` FROM app.destruction_list l WHERE l.tenant_id = app.tenant_id() ORDER BY l.proposed_at DESC LIMIT $1`, limit)
}

// List is one with its dossiers and what is left of those that went.
// Fault: NotFound (destruction.not_found), also when it is another office's.
func (s *Service) List(ctx context.Context, id uuid.UUID) (l List, items []Item, proofs []Proof, err error) {
	l, err = pg.One[List](ctx, s.DB, `SELECT `+listColumns+` FROM app.destruction_list l WHERE l.id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return l, nil, nil, fault.New(fault.NotFound, "destruction.not_found", "Không tìm thấy danh mục tiêu hủy này.").Wrap(err)
	}
	if err != nil {
		return l, nil, nil, err
	}
	items, err = pg.Rows[Item](ctx, s.DB, `SELECT dossier_id, code, class_name, kept_until, state, kept_reason FROM app.destruction_item WHERE list_id = $1 ORDER BY code`, id)
	if err != nil {
		return l, nil, nil, err
	}
	proofs, err = pg.Rows[Proof](ctx, s.DB, `SELECT code, procedure_code, class_name, legal_basis, ended_at, kept_until, documents, jsonb_array_length(documents) AS files, digest, destroyed_at
		FROM app.destruction_proof WHERE list_id = $1 ORDER BY code`, id)
	return l, items, proofs, err
}
