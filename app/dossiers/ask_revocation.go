package dossiers

import (
	"context"
)

// AskRevocation asks whoever may sign to revoke the result that holds. Scope:
// the competent tenant. Faults: Invalid without reason or legal ground; Conflict
// when there is no such result or it was asked for already.
func (s *Service) AskRevocation(ctx context.Context, r Ref, reason, basis string) error {
	if err := required2("reason", note(reason), "Ghi vì sao kết quả này phải thu hồi", "basis", note(basis), "Ghi căn cứ pháp lý, ví dụ: Điều 32 Nghị định 23/2015/NĐ-CP"); err != nil {
		return err
	}
	return s.after(ctx, r.ID, func(ctx context.Context, c *change) (event, error) {
		res, err := c.result(ctx, "issued")
		if err != nil {
			return event{}, err
		}
		tag, err := c.tx.Exec(ctx, `INSERT INTO app.result_revocation (id, tenant_id, dossier_id, result_id, reason, basis, asked_by, asked_name, asked_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (result_id) WHERE state = 'asked' DO NOTHING`,
			newID(), c.me, c.d.ID, res.ID, note(reason), note(basis), c.actor.ID, c.actor.Name, c.now)
		if err != nil {
			return event{}, err
		}
		if tag.RowsAffected() == 0 {
			return event{}, movedOn()
		}
		return event{kind: "dossier.revocation_asked", quiet: true, data: map[string]any{"reason": note(reason), "basis": note(basis), "number": res.Number}}, nil
	})
}
