package dossiers

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/jobs/args"
	"motcua/storage/pg"
)

// AnswerDraft is the resident's word on a draft that she was shown: it is
// right, or what has to be mended. The office's job goes on with it. Scope:
// resident. Faults: Invalid without a sentence on what to mend; NotFound when
// nothing is shown; Conflict when it was answered or its time is over.
func (s *Service) AnswerDraft(ctx context.Context, dossier, draft uuid.UUID, right bool, remark string) error {
	remark = note(remark)
	switch {
	case right:
		remark = ""
	case remark == "":
		return fault.Fields(map[string]string{"remark": "Ghi chỗ cần sửa và nội dung đúng"})
	}
	d, err := s.ByID(ctx, dossier)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var id, tenant uuid.UUID
		if err := tx.QueryRow(ctx, `SELECT id, tenant_id FROM app.answer_draft($1, $2, $3, $4, $5)`, dossier, draft, right, remark, s.Now()).Scan(&id, &tenant); err != nil {
			return pg.Translate(err)
		}
		e := event{kind: "dossier.draft_confirmed", silent: true}
		if !right {
			e = event{kind: "dossier.draft_change_asked", silent: true, data: map[string]any{"note": remark}}
		}
		if err := s.record(ctx, tx, &d, e); err != nil {
			return err
		}
		return s.Jobs.Insert(ctx, tx, args.TakeDraftAnswer{Ref: args.For(ctx, tenant), ConfirmationID: id})
	})
}

// TakeDraftAnswer goes on with a dossier whose resident answered, or did not in
// time, which is consent: to the next step, or back to who drafted with her
// remark. The clock runs on from that moment. Scope: worker of the office.
// Precondition: answered or lapsed, and not taken; else it does nothing.
func (s *Service) TakeDraftAnswer(ctx context.Context, id uuid.UUID) error {
	q, err := pg.One[ShownDraft](ctx, s.DB, `SELECT `+shownColumns+` FROM app.draft_confirmation WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	state, at := q.State, s.Now()
	switch {
	case q.TakenAt != nil:
		return nil
	case q.AnsweredAt != nil:
		at = *q.AnsweredAt
	case q.State == "open" && !at.Before(q.DueAt):
		state, at = "lapsed", q.DueAt
	default:
		return nil
	}
	return s.change(ctx, Ref{ID: q.Dossier}, ActTakeAnswer, func(ctx context.Context, c *change) (event, error) {
		tag, err := c.tx.Exec(ctx, `UPDATE app.draft_confirmation SET state = $2, taken_at = $3 WHERE id = $1 AND taken_at IS NULL AND state = $4`, id, state, c.now, q.State)
		if err != nil {
			return event{}, err
		}
		if tag.RowsAffected() == 0 {
			return event{}, movedOn()
		}
		if q.Pauses {
			if err := c.resumeDraft(ctx, at); err != nil {
				return event{}, err
			}
		}
		if state == "change_asked" {
			target, ok := c.drafter(q.Step)
			if !ok {
				return event{}, movedOn()
			}
			return c.sendBack(ctx, q.Step, target, "Người dân đề nghị sửa: "+strings.TrimSpace(q.Remark))
		}
		e := event{kind: "dossier.draft_settled", quiet: state != "lapsed", silent: true, data: map[string]any{"title": q.Title, "silent": state == "lapsed", "at": at.UTC()}}
		return e, c.pass(ctx, q.Step, "")
	})
}

// drafter is the step before that drafts the result.
func (c *change) drafter(step string) (Step, bool) {
	f := c.t.flow()
	for _, s := range f.Steps {
		if s.Kind == revision.Draft && s.Key != step && f.Leads(s.Key, step) {
			return c.t.StepByKey(s.Key)
		}
	}
	return Step{}, false
}
