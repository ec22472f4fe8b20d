package procedures

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
)

// RetireProcedure withdraws a whole procedure from a moment on: a province its
// own, the platform a national one. From then on nobody starts or files a
// dossier under it; dossiers under way are worked to their end, drafts can no
// longer be filed and are swept like all drafts. A province that only stops
// offering a national procedure turns it off instead (SetOffer).
// Faults: Invalid for a moment that is past or no reason; Conflict when it is
// withdrawn already; NotFound, also for a national one in a province.
func (s *Revisions) RetireProcedure(ctx context.Context, in Retirement) error {
	sc, _, err := author(ctx)
	if err != nil {
		return err
	}
	now := s.Now()
	if in.Note, err = reasonText("note", in.Note); err != nil {
		return err
	}
	if in.From, err = notPast(in.From, now); err != nil {
		return err
	}
	return s.done(s.DB.Tx(ctx, func(tx pgx.Tx) error {
		p, err := subjectOf(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		if p.Province != sc.Province {
			return fault.New(fault.NotFound, "procedure.not_found", "Thủ tục này không phải của đơn vị. Muốn thôi tiếp nhận, hãy tắt thủ tục.")
		}
		if p.Retired != nil && !p.Retired.After(now) {
			return fault.New(fault.Conflict, "procedure.retired", "Thủ tục này đã bị bãi bỏ rồi.")
		}
		t, err := tx.Exec(ctx, `UPDATE app.procedure SET retired_from = $2, retired_note = $3 WHERE id = $1`, in.ID, in.From, in.Note)
		if err := pg.MustAffect(t, err); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{
			Subject: "procedure", SubjectID: AuditSubject(p.ID, sc.Province), Kind: "procedure.retired", At: now,
			Data: map[string]any{"procedure": p.Code, "name": p.Name, "from": in.From.UTC(), "reason": in.Note},
		}); err != nil {
			return err
		}
		return announce(ctx, tx)
	}))
}
