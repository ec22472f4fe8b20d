package dossiers

import (
	"context"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
)

// SkipConsultation ends a step that asks others without their answer, with the
// reason: the place asked is none that can be asked here, or it did not answer
// in time and the law lets the work go on. What is open is closed and its
// office told; the clock runs on. Scope: the holder.
// Faults: Invalid without a reason; Conflict while somebody still has time to answer.
func (s *Service) SkipConsultation(ctx context.Context, r Ref, step, reason string) error {
	if err := required("reason", note(reason), "Ghi lý do không chờ trả lời và căn cứ"); err != nil {
		return err
	}
	return s.change(ctx, r, ActConsult, func(ctx context.Context, c *change) (event, error) {
		st, _, err := c.standing(ctx, step)
		if err != nil {
			return event{}, err
		}
		if st.Kind != revision.AskOthers || st.Request == nil || st.Request.To == revision.AskApplicant {
			return event{}, movedOn()
		}
		var inTime int
		if err := c.tx.QueryRow(ctx, `SELECT count(*) FROM app.consultation WHERE dossier_id = $1 AND step = $2 AND (state = 'open' AND due_at > $3 OR state = 'answered' AND taken_at IS NULL)`, c.d.ID, st.Key, c.now).Scan(&inTime); err != nil {
			return event{}, err
		}
		if inTime > 0 {
			return event{}, fault.New(fault.Conflict, "consultation.in_time", "Nơi được hỏi còn trong hạn trả lời. Chờ hết hạn, hoặc thu hồi câu hỏi trước.")
		}
		if err := c.cancelConsultation(ctx, st.Key, ClosedRecalled); err != nil {
			return event{}, err
		}
		if c.d.State == Accepted {
			c.d.State = Processing
		}
		if err := c.pass(ctx, st.Key, note(reason)); err != nil {
			return event{}, err
		}
		return event{kind: "dossier.consultation_skipped", quiet: true, data: map[string]any{"step": st.Title, "reason": note(reason)}}, nil
	})
}
