package procedures

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
)

// LockDraft keeps others from changing a draft until its owner lets go, is
// away for LockedFor, or an admin takes it over. Faults: NotFound; Conflict
// when a colleague has it, or it is no draft. Scope: province, platform.
func (s *Revisions) LockDraft(ctx context.Context, id uuid.UUID) error {
	return s.takeLock(ctx, id, "", false)
}

// TakeOverLock takes a colleague's lock, with the reason that everybody reads
// in the draft's history. Who may is the caller's to ask. Faults: Invalid
// beside reason; NotFound; Conflict when it is no draft.
func (s *Revisions) TakeOverLock(ctx context.Context, id uuid.UUID, reason string) error {
	reason, err := reasonText("reason", reason)
	if err != nil {
		return err
	}
	return s.takeLock(ctx, id, reason, true)
}

func (s *Revisions) takeLock(ctx context.Context, id uuid.UUID, reason string, over bool) error {
	sc, province, err := author(ctx)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		e, err := lock(ctx, tx, id, 0)
		if err != nil {
			return err
		}
		if e.State != Draft {
			return fault.New(fault.Conflict, "revision.state", "Bản này không còn là bản nháp nên không khóa được.")
		}
		present, err := colleagues(ctx, tx, id, now)
		if err != nil {
			return err
		}
		h := LockOf(present, now)
		switch {
		case h != nil && h.Staff == sc.Actor.ID:
			return nil // a second click
		case h != nil && !over:
			return lockedBy(h)
		}
		if err := give(ctx, tx, id); err != nil {
			return err
		}
		if err := arrive(ctx, tx, id, sc, province, Opens, now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE app.revision_presence SET locked_at = $3 WHERE revision_id = $1 AND staff_id = $2`, id, sc.Actor.ID, now); err != nil {
			return err
		}
		p, err := subjectOf(ctx, tx, e.Procedure)
		if err != nil {
			return err
		}
		if h == nil {
			return record(ctx, tx, id, "revision.locked", p, now, nil)
		}
		return record(ctx, tx, id, "revision.lock_taken_over", p, now, map[string]any{"reason": reason, "from": h.Name})
	})
}

// UnlockDraft lets others change the draft again. Nothing happens without a
// lock of one's own. Fault: NotFound. Scope: province, platform.
func (s *Revisions) UnlockDraft(ctx context.Context, id uuid.UUID) error {
	sc, _, err := author(ctx)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		e, err := lock(ctx, tx, id, 0)
		if err != nil {
			return err
		}
		t, err := tx.Exec(ctx, `UPDATE app.revision_presence SET locked_at = NULL WHERE revision_id = $1 AND staff_id = $2 AND locked_at IS NOT NULL`, id, sc.Actor.ID)
		if err != nil || t.RowsAffected() == 0 {
			return err
		}
		p, err := subjectOf(ctx, tx, e.Procedure)
		if err != nil {
			return err
		}
		return record(ctx, tx, id, "revision.unlocked", p, now, nil)
	})
}
