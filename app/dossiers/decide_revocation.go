package dossiers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// DecideRevocation revokes the result, or lets it stand and says why. Never by
// the person who asked for it. What was revoked is kept and marked; its file
// stays locked, and the resident is told. Scope: the competent tenant.
// Faults: Invalid without an answer to a refusal; Forbidden; Conflict.
func (s *Service) DecideRevocation(ctx context.Context, r Ref, agree bool, answer string) error {
	if !agree {
		if err := required("answer", note(answer), "Ghi vì sao không thu hồi"); err != nil {
			return err
		}
	}
	return s.after(ctx, r.ID, func(ctx context.Context, c *change) (event, error) {
		res, err := c.result(ctx, "issued")
		if err != nil {
			return event{}, err
		}
		rows, err := c.tx.Query(ctx, `SELECT `+revocationColumns+` FROM app.result_revocation WHERE result_id = $1 AND state = 'asked' FOR UPDATE`, res.ID)
		if err != nil {
			return event{}, err
		}
		v, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Revocation])
		if err == pgx.ErrNoRows {
			return event{}, movedOn()
		}
		if err != nil {
			return event{}, err
		}
		if v.AskedBy == c.actor.ID {
			return event{}, notHers()
		}
		state := "refused"
		if agree {
			state = "agreed"
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.result_revocation SET state = $2, decided_by = $3, decided_name = $4, decided_at = $5, answer = $6 WHERE id = $1`,
			v.ID, state, c.actor.ID, c.actor.Name, c.now, note(answer)); err != nil {
			return event{}, err
		}
		if !agree {
			return event{kind: "dossier.revocation_refused", quiet: true, data: map[string]any{"reason": note(answer), "number": res.Number}}, nil
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.result SET state = 'revoked', ended_at = $2, revoke_reason = $3, revoke_basis = $4, revoked_name = $5 WHERE id = $1 OR dossier_id = $6 AND entry_id IS NOT NULL AND state = 'issued'`, // the copies of several originals with it
			res.ID, c.now, v.Reason, v.Basis, c.actor.Name, c.d.ID); err != nil {
			return event{}, err
		}
		if err := c.dropCorrection(ctx, res.ID); err != nil {
			return event{}, err
		}
		return event{kind: "dossier.result_revoked", data: map[string]any{"code": c.d.CodeText(), "reason": v.Reason, "basis": v.Basis, "number": res.Number}}, nil
	})
}

// dropCorrection ends the correction of a result that was revoked: nothing is
// left to correct. One that has a number keeps it until văn thư makes it void.
func (c *change) dropCorrection(ctx context.Context, of uuid.UUID) error {
	_, err := c.tx.Exec(ctx, `UPDATE app.result n SET state = 'sent_back', sent_back_reason = 'Kết quả đã bị thu hồi' FROM app.result r
		WHERE r.id = $2 AND r.state = 'revoked' AND n.dossier_id = $1 AND n.replaces = r.id AND n.state IN ('drafted', 'initialled', 'approved')`, c.d.ID, of)
	return err
}
