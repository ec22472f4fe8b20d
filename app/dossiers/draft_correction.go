package dossiers

import (
	"context"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// DraftCorrection proposes a corrected result for the one that holds: of the
// same kind and outcome, signed and numbered anew. fixes says what is put right;
// the resident reads it. Scope: the competent tenant. Faults: Invalid; Conflict
// when there is nothing to correct, or a correction is on its way.
func (s *Service) DraftCorrection(ctx context.Context, r Ref, content, fixes string) error {
	if err := required2("content", note(content), "Soạn nội dung kết quả", "fixes", note(fixes), "Ghi chỗ sai và nội dung đúng; người dân đọc được"); err != nil {
		return err
	}
	return s.after(ctx, r.ID, func(ctx context.Context, c *change) (event, error) {
		if c.d.Step == StepReturnNow {
			return event{}, fault.New(fault.Conflict, "result.made_anew", "Kết quả làm ngay tại quầy không soạn lại được. Thu hồi, rồi lập hồ sơ mới.")
		}
		res, err := c.result(ctx, "issued")
		if err != nil {
			return event{}, err
		}
		if res.Sector != "" {
			return event{}, fault.New(fault.Conflict, "result.decided_there", "Kết quả do hệ thống chuyên ngành quyết định. Đính chính ở hệ thống đó.")
		}
		if _, err := c.tx.Exec(ctx, `INSERT INTO app.result (id, dossier_id, tenant_id, kind_code, title, outcome, content, reason, drafted_by, drafted_name, drafted_at, replaces, correction)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			newID(), c.d.ID, c.me, res.KindCode, res.Title, res.Outcome, content, res.Reason, c.actor.ID, c.actor.Name, c.now, res.ID, note(fixes)); err != nil {
			if err = pg.Translate(err); fault.Is(err, fault.Conflict) {
				return event{}, movedOn() // somebody else's correction is on its way
			}
			return event{}, err
		}
		return event{kind: "dossier.correction_drafted", quiet: true, data: map[string]any{"reason": note(fixes), "number": res.Number}}, nil
	})
}
