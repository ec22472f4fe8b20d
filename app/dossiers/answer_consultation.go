package dossiers

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// AnswerConsultation is the answer of the office that was asked; the asker's
// job goes on with it. Scope: the tenant that was asked. Faults: Invalid,
// NotFound, Conflict with the reason when it was answered, taken back or lapsed,
// or when its dossier has ended.
func (s *Service) AnswerConsultation(ctx context.Context, id uuid.UUID, verdict, answer string) error {
	f := map[string]string{}
	if !slices.Contains([]string{VerdictAgree, VerdictDisagree, VerdictInformation}, verdict) {
		f["verdict"] = "Chọn đồng ý, không đồng ý hoặc chỉ cung cấp thông tin"
	}
	if note(answer) == "" && verdict != VerdictAgree {
		f["answer"] = "Ghi nội dung trả lời"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var asker uuid.UUID
		if err := tx.QueryRow(ctx, `SELECT app.answer_consultation($1, $2, $3, $4, $5, $6)`, id, verdict, note(answer), nilID(sc.Actor.ID), sc.Actor.Name, s.Now()).Scan(&asker); err != nil {
			return pg.Translate(err)
		}
		return s.Jobs.Insert(ctx, tx, args.PassAnswer{Ref: args.For(ctx, sc.Tenant), ConsultationID: id, AskerID: asker})
	})
	if !fault.HasKey(err, "consultation.closed") {
		return err
	}
	q, rerr := s.Consultation(ctx, id)
	if rerr != nil {
		return err
	}
	return fault.New(fault.Conflict, "consultation.closed", q.WhyClosed())
}

// WhyClosed says why no answer is taken any more; "" while one is.
func (q Consultation) WhyClosed() string {
	switch q.State {
	case "answered":
		return "Câu hỏi này đã có người trả lời."
	case "lapsed":
		return "Đã hết hạn trả lời và coi như đồng ý."
	case "open":
		return ""
	}
	switch q.ClosedReason {
	case "withdrawn":
		return "Không cần trả lời nữa: người dân đã rút hồ sơ."
	case "supplement_lapsed":
		return "Không cần trả lời nữa: hồ sơ đã dừng vì hết hạn bổ sung giấy tờ."
	case "stopped_by_office":
		return "Không cần trả lời nữa: nơi hỏi đã dừng giải quyết hồ sơ."
	case "declined":
		return "Không cần trả lời nữa: hồ sơ không được tiếp nhận."
	case ClosedDecided:
		return "Không cần trả lời nữa: hồ sơ đã có kết quả."
	case ClosedSentBack:
		return "Không cần trả lời nữa: hồ sơ đã được trả lại bước trước."
	}
	return "Không cần trả lời nữa: nơi hỏi đã thu hồi câu hỏi."
}

// PassAnswer asks for the asker's own job: nobody else inserts one in the name
// of a tenant. Scope: worker of the tenant that was asked.
func (s *Service) PassAnswer(ctx context.Context, id, asker uuid.UUID) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		return s.Jobs.Insert(ctx, tx, args.TakeAnswer{Ref: args.Ref{TenantID: asker}, ConsultationID: id})
	})
}

// TakeAnswer goes on with a dossier whose question was answered, or was not
// answered in time where silence is consent: the clock runs on from that
// moment, the step is over. Scope: worker of the asker. Precondition: answered
// or lapsed, and not taken; else it does nothing.
func (s *Service) TakeAnswer(ctx context.Context, id uuid.UUID) error {
	q, err := s.Consultation(ctx, id)
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
	case q.State == "answered":
		at = *q.AnsweredAt
	case q.State == "open" && q.Silence == revision.SilenceConsent && q.DueAt != nil && !at.Before(*q.DueAt):
		state, at = "lapsed", *q.DueAt
	default:
		return nil
	}
	return s.change(ctx, Ref{ID: q.Dossier}, ActTakeAnswer, func(ctx context.Context, c *change) (event, error) {
		tag, err := c.tx.Exec(ctx, `UPDATE app.consultation SET state = $2, taken_at = $3 WHERE id = $1 AND taken_at IS NULL AND state = $4`, id, state, c.now, q.State)
		if err != nil {
			return event{}, err
		}
		if tag.RowsAffected() == 0 {
			return event{}, movedOn()
		}
		if q.Pauses {
			if err := c.resume(ctx, id, at); err != nil {
				return event{}, err
			}
		}
		e := event{kind: "dossier.consultation_answered", silent: true, data: map[string]any{"to": q.To, "unit": q.ToUnit, "title": q.Title, "by": q.AnsweredName, "at": at.UTC(), "silent": state == "lapsed", "verdict": q.Verdict}}
		var waits int // for others who were asked the same
		if err := c.tx.QueryRow(ctx, `SELECT count(*) FROM app.consultation WHERE dossier_id = $1 AND step = $2 AND taken_at IS NULL`, c.d.ID, q.Step).Scan(&waits); err != nil {
			return event{}, err
		}
		if waits > 0 {
			return e, nil
		}
		if err := c.pass(ctx, q.Step, ""); err != nil {
			return event{}, err
		}
		return e, nil
	})
}
