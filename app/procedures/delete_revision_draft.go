package procedures

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// DeleteDraft throws a draft away; what was published stays. Its history stays
// too. A procedure of the scope's own that was never published goes with it.
// Faults: NotFound; Conflict when it is no draft any more or somebody changed it.
func (s *Revisions) DeleteDraft(ctx context.Context, id uuid.UUID, seen int) error {
	sc, _, err := author(ctx)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.done(s.DB.Tx(ctx, func(tx pgx.Tx) error {
		e, err := lock(ctx, tx, id, seen)
		if err != nil {
			return err
		}
		if e.State != Draft {
			return fault.New(fault.Conflict, "revision.state", "Chỉ xóa được bản nháp. Bản đang duyệt cần được trả lại trước.")
		}
		if err := s.unlocked(ctx, tx, id); err != nil {
			return err
		}
		p, err := subjectOf(ctx, tx, e.Procedure)
		if err != nil {
			return err
		}
		t, err := tx.Exec(ctx, `DELETE FROM app.revision WHERE id = $1`, id)
		if err := pg.MustAffect(t, err); err != nil {
			return err
		}
		if p.Province == sc.Province {
			if _, err := tx.Exec(ctx, `DELETE FROM app.procedure p WHERE id = $1 AND published_at IS NULL AND NOT EXISTS (SELECT 1 FROM app.revision r WHERE r.procedure_id = p.id)`, p.ID); err != nil {
				return err
			}
		}
		return record(ctx, tx, id, "revision.draft_deleted", p, now, map[string]any{"version": e.Version.Version})
	}))
}
