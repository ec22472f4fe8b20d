package dossiers

import (
	"context"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// DraftCorrection proposes a corrected result for the one that holds: of the
// same kind and outcome, signed and numbered anew. n.Fixes says what is put
// right; the resident reads it. Scope: the competent tenant. Faults: Invalid;
// Conflict when there is nothing to correct, or a correction is on its way.
func (s *Service) DraftCorrection(ctx context.Context, r Ref, n DraftResult) error {
	if err := required2("content", note(n.Content), "Soạn nội dung kết quả", "fixes", note(n.Fixes), "Ghi chỗ sai và nội dung đúng; người dân đọc được"); err != nil {
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
		if res.Outcome == Granted {
			n.Reason = res.Reason
		}
		if err := c.propose(ctx, n, Result{KindCode: res.KindCode, Title: res.Title, Outcome: res.Outcome, EndedResult: EndedResult{Replaces: &res.ID}}); err != nil {
			if err = pg.Translate(err); fault.Is(err, fault.Conflict) {
				return event{}, movedOn() // somebody else's correction is on its way
			}
			return event{}, err
		}
		return event{kind: "dossier.correction_drafted", quiet: true, data: map[string]any{"reason": note(n.Fixes), "number": res.Number}}, nil
	})
}
