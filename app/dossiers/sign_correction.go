package dossiers

import (
	"context"

	"motcua/app/fault"
)

// ApproveCorrection is the signatory's ký duyệt of a corrected result. Never by
// who drafted it. title is printed with the name. Scope: the competent tenant.
// Faults: Forbidden; Conflict.
func (s *Service) ApproveCorrection(ctx context.Context, r Ref, title string) error {
	return s.after(ctx, r.ID, func(ctx context.Context, c *change) (event, error) {
		res, err := c.correcting(ctx, "drafted", "initialled")
		if err != nil {
			return event{}, err
		}
		if res.DraftedBy == c.actor.ID {
			return event{}, fault.New(fault.Forbidden, "result.own_draft", "Ông/Bà đã soạn kết quả này nên không được ký duyệt. Người khác có thẩm quyền cần ký.")
		}
		_, err = c.tx.Exec(ctx, `UPDATE app.result SET state = 'approved', approved_by = $2, approved_name = $3, approved_title = $4, approved_at = $5 WHERE id = $1`, res.ID, c.actor.ID, c.actor.Name, title, c.now)
		return event{kind: "dossier.correction_approved", quiet: true}, err
	})
}

// SendBackCorrection returns a correction to its drafter, who may draft another.
// Scope: the competent tenant. Faults: Invalid without a reason; Conflict.
func (s *Service) SendBackCorrection(ctx context.Context, r Ref, reason string) error {
	if err := required("reason", note(reason), "Ghi lý do trả lại để người soạn sửa"); err != nil {
		return err
	}
	return s.after(ctx, r.ID, func(ctx context.Context, c *change) (event, error) {
		res, err := c.correcting(ctx, "drafted", "initialled")
		if err != nil {
			return event{}, err
		}
		_, err = c.tx.Exec(ctx, `UPDATE app.result SET state = 'sent_back', sent_back_reason = $2 WHERE id = $1`, res.ID, note(reason))
		return event{kind: "dossier.correction_sent_back", quiet: true, data: map[string]any{"reason": note(reason), "to": res.DraftedName}}, err
	})
}
