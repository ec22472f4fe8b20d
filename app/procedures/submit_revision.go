package procedures

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
)

// Submit gives a draft to somebody else to review; from now on its content
// stands still. Faults: Invalid (*Refused) with the list of problems, NotFound,
// Conflict. Scope: province, platform.
func (s *Revisions) Submit(ctx context.Context, id uuid.UUID, seen int) error {
	sc, _, err := author(ctx)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		e, err := lock(ctx, tx, id, seen)
		if err != nil {
			return err
		}
		if e.State != Draft {
			return fault.New(fault.Conflict, "revision.state", "Bản này không còn là bản nháp, không cần gửi duyệt lần nữa.")
		}
		if err := s.unlocked(ctx, tx, id); err != nil {
			return err
		}
		if err := give(ctx, tx, id); err != nil {
			return err
		}
		if err := s.check(ctx, tx, e); err != nil {
			return err
		}
		p, err := subjectOf(ctx, tx, e.Procedure)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE app.revision SET state = 'in_review', version = version + 1, submitted_at = $2, submitted_by = $3, submitted_name = $4, review_note = '' WHERE id = $1`,
			id, now, actorID(sc), sc.Actor.Name); err != nil {
			return err
		}
		return record(ctx, tx, id, "revision.submitted", p, now, map[string]any{"version": e.Version.Version})
	})
}
