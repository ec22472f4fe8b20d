package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// ReusedMark begins the note on a paper that is an earlier result.
const ReusedMark = "Dùng lại kết quả số "

// EarlierResult is an issued result of one of the resident's own dossiers.
type EarlierResult struct {
	ID       uuid.UUID `db:"id"`
	Kind     string    `db:"kind_code"` // the nation's code of the result
	Title    string    `db:"title"`
	Number   string    `db:"number"`
	IssuedAt time.Time `db:"issued_at"`
	Document uuid.UUID `db:"document_id"`
}

// EarlierResults gives what was granted to the resident under one of these
// codes in her own other dossiers, newest first. Scope: resident; a helper's
// scope reaches one draft only, so it finds none.
func (s *Service) EarlierResults(ctx context.Context, codes []string, except uuid.UUID) ([]EarlierResult, error) {
	return pg.Rows[EarlierResult](ctx, s.DB, `SELECT r.id, r.kind_code, r.title, r.number, r.issued_at, r.document_id
		FROM app.dossier d JOIN app.result r ON r.dossier_id = d.id
		WHERE d.resident_id = $1 AND d.id <> $2 AND r.state = 'issued' AND r.outcome = 'granted' AND r.kind_code <> '' AND r.kind_code = ANY ($3) AND r.document_id IS NOT NULL AND r.number <> ''
		ORDER BY r.issued_at DESC, r.id DESC LIMIT 10`, scope(ctx).Resident, except, codes)
}

// ReuseResult hands in an earlier result as a paper of a draft; the paper says
// so to the officer and the history keeps it. attach writes the row of the
// copy. Scope: resident. Faults: NotFound; Conflict when it is no draft.
func (s *Service) ReuseResult(ctx context.Context, dossier uuid.UUID, component string, r EarlierResult, attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)) error {
	d, err := s.ByID(ctx, dossier)
	if err != nil {
		return err
	}
	if scope(ctx).Resident == uuid.Nil || d.State != Draft {
		return movedOn()
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	c, ok := t.Component(component)
	if !ok {
		return fault.New(fault.NotFound, "component.not_found", "Thủ tục này không cần giấy tờ đó.")
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		doc, err := attach(ctx, tx, dossier)
		if err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, `INSERT INTO app.paper (id, dossier_id, component, title, required, form, document_id, note) VALUES ($1, $2, $3, $4, $5, 'electronic', $6, $7)`,
			newID(), dossier, c.Key, c.Title, c.Required, doc, ReusedMark+r.Number); err != nil {
			return pg.Translate(err)
		}
		return s.record(ctx, tx, &d, event{kind: "dossier.result_reused", quiet: true, data: map[string]any{"paper": c.Title, "result": r.ID, "number": r.Number}})
	})
}
