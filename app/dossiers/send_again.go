package dossiers

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
)

// SendAgain returns a refused dossier to the office that refused it, once, with
// the reason why it is that office's after all. A second refusal goes to the
// province. Scope: the receiving tenant. Faults: Invalid without a reason;
// NotFound; Conflict.
func (s *Service) SendAgain(ctx context.Context, r Ref, reason string) error {
	if reason = note(reason); reason == "" {
		return required("reason", reason, "Ghi vì sao hồ sơ thuộc thẩm quyền của cơ quan đã từ chối")
	}
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	open, err := s.openCoordination(ctx, d.ID)
	if err != nil {
		return err
	}
	if open == nil || !open.MayReturn() || !d.State.Can(ActCoordinate) {
		return movedOn()
	}
	if r.Version != 0 && d.Version != r.Version {
		return changedSince()
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	d.Competent = open.Refuser()
	expected, err := s.Expected(ctx, t, d.Channel, d.Competent, s.Now())
	if err != nil {
		return err
	}
	papersDue, err := s.pile(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		h, by := newID(), scope(ctx).Actor
		if _, err := tx.Exec(ctx, `SELECT app.send_handover_again($1, $2, $3, $4, $5, $6, $7, $8)`, h, d.ID, d.Version, d.Competent, reason, s.Now(), nilID(by.ID), by.Name); err != nil {
			return coordinationMoved(pg.Translate(err))
		}
		return s.sent(ctx, tx, &d, t, h, reason, expected, papersDue)
	})
}
