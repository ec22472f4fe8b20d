package dossiers

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/fault"
)

// PaymentReceipt is the component key of the papers that prove a financial obligation.
const PaymentReceipt = "financial_obligation"

// RecordPayment is how an open financial obligation ended.
type RecordPayment struct {
	Waived bool      // it is owed no more (exempted, notice taken back); else it was paid
	Number string    // of the receipt, or of the paper that waives it
	Date   time.Time // of that; a date
	Note   string
	// Attach writes the stored scan's row; nil when there is none.
	Attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)
}

func (a RecordPayment) check(now time.Time) error {
	f := map[string]string{}
	switch {
	case note(a.Number) == "":
		f["receipt_number"] = "Nhập số của chứng từ"
	case utf8.RuneCountInString(a.Number) > 100:
		f["receipt_number"] = "Viết ngắn hơn"
	}
	switch today := deadlines.DayOf(now); {
	case a.Date.IsZero():
		f["receipt_date"] = "Nhập ngày của chứng từ, ví dụ 07/09/2026"
	case deadlines.DayOf(a.Date) > today:
		f["receipt_date"] = "Ngày của chứng từ không được sau hôm nay"
	case deadlines.DayOf(a.Date) < today-5*366:
		f["receipt_date"] = "Ngày của chứng từ đã quá cũ. Kiểm tra lại năm"
	}
	if a.Waived && note(a.Note) == "" {
		f["note"] = "Ghi vì sao không phải nộp nữa"
	}
	if utf8.RuneCountInString(a.Note) > 2000 {
		f["note"] = "Viết ngắn hơn"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	return nil
}

// RecordPayment records that the open financial obligation was fulfilled, or
// is owed no more: the clock goes on from this moment, and the dossier where
// it stood. Scope: the holder, or the office that received the dossier
// (collect_payment.go). Faults: Invalid, NotFound, Conflict.
func (s *Service) RecordPayment(ctx context.Context, r Ref, a RecordPayment) error {
	if err := a.check(s.Now()); err != nil {
		return err
	}
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if me := scope(ctx).Tenant; d.Receiving != nil && *d.Receiving == me && (d.Holder == nil || *d.Holder != me) {
		return s.collectPayment(ctx, d, r, a)
	}
	return s.change(ctx, r, ActRecordPayment, func(ctx context.Context, c *change) (event, error) {
		state := "fulfilled"
		if a.Waived {
			state = "waived"
		}
		var amount int64
		var basis string
		err := c.tx.QueryRow(ctx, `UPDATE app.financial_obligation SET state = $2, receipt_number = $3, receipt_date = $4, note = $5, recorded_by = $6, recorded_name = $7, recorded_at = $8
			WHERE dossier_id = $1 AND state = 'open' RETURNING amount, legal_basis`, c.d.ID, state, note(a.Number), a.Date, note(a.Note), c.actor.ID, c.actor.Name, c.now).Scan(&amount, &basis)
		if err == pgx.ErrNoRows {
			return event{}, movedOn()
		}
		if err != nil {
			return event{}, err
		}
		if a.Attach != nil {
			if err := c.addReceipt(ctx, a); err != nil {
				return event{}, err
			}
		}
		k, err := c.clock(ctx)
		if err != nil {
			return event{}, err
		}
		if err := k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Resume, At: c.now, LegalBasis: basis}); err != nil {
			return event{}, err
		}
		c.d.State = Processing
		if c.d.Assignee == nil {
			c.d.State = Accepted // nobody works on it yet
		}
		return event{kind: "dossier.payment_recorded", data: map[string]any{
			"code": c.d.CodeText(), "amount": amount, "waived": a.Waived, "receipt": note(a.Number), "receipt_date": a.Date, "note": note(a.Note), "promise": c.d.DueAt,
		}}, nil
	})
}

// addReceipt keeps the scan among the papers, as the officer who saw it confirms.
func (c *change) addReceipt(ctx context.Context, a RecordPayment) error {
	doc, err := a.Attach(ctx, c.tx, c.d.ID)
	if err != nil {
		return err
	}
	title := "Chứng từ nộp nghĩa vụ tài chính số " + note(a.Number)
	if a.Waived {
		title = "Văn bản về nghĩa vụ tài chính số " + note(a.Number)
	}
	_, err = c.tx.Exec(ctx, `INSERT INTO app.paper (id, dossier_id, tenant_id, component, title, required, form, document_id, state, checked_by, checked_name, checked_at)
		VALUES ($1, $2, $3, $4, $5, false, 'copy', $6, 'confirmed', $7, $8, $9)`, newID(), c.d.ID, c.me, PaymentReceipt, title, doc, c.actor.ID, c.actor.Name, c.now)
	return err
}
