package procedures

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
)

// Return gives a revision under review back to be worked on, with the reason
// that its author reads. Faults: Invalid without a reason, NotFound, Conflict.
// Scope: province, platform.
func (s *Revisions) Return(ctx context.Context, id uuid.UUID, seen int, reason string) error {
	if _, _, err := author(ctx); err != nil {
		return err
	}
	reason, err := reasonText("reason", reason)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		e, err := lock(ctx, tx, id, seen)
		if err != nil {
			return err
		}
		if e.State != InReview {
			return fault.New(fault.Conflict, "revision.state", "Bản này không đang chờ duyệt nên không trả lại được.")
		}
		p, err := subjectOf(ctx, tx, e.Procedure)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE app.revision SET state = 'draft', version = version + 1, review_note = $2 WHERE id = $1`, id, reason); err != nil {
			return err
		}
		// whoever goes on from here is merged against what came back
		var province *string
		if e.Province != "" {
			province = &e.Province
		}
		if err := snapshot(ctx, tx, id, e.Version.Version+1, province, e.JSON, now); err != nil {
			return err
		}
		return record(ctx, tx, id, "revision.returned", p, now, map[string]any{"reason": reason})
	})
}
