package dossiers

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/storage/pg"
)

// collectPayment is RecordPayment at the counter that received the dossier for
// another office: the clock of that office goes on at this moment, the dossier
// stays in its hands, the credit is this counter's. That nothing is owed any
// more is for the competent office to say.
func (s *Service) collectPayment(ctx context.Context, d Dossier, r Ref, a RecordPayment) error {
	if a.Waived {
		return fault.Fields(map[string]string{"how": "Việc không phải nộp nữa do cơ quan giải quyết ghi nhận"})
	}
	if !d.State.Can(ActRecordPayment) {
		return movedOn()
	}
	if r.Version != 0 && d.Version != r.Version {
		return changedSince()
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	cal, err := s.calendar(ctx, d.Competent, t.Field)
	if err != nil {
		return err
	}
	by, now := scope(ctx), s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		k, err := s.clockOf(ctx, tx, &d, t, cal)
		if err != nil {
			return err
		}
		if _, _, err := k.count(ctx, &d, deadlines.Entry{Kind: deadlines.Resume, At: now}); err != nil {
			return err
		}
		var amount int64
		if err := tx.QueryRow(ctx, `SELECT app.collect_payment($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, d.ID, d.Version, note(a.Number), a.Date, note(a.Note), now, nilID(by.Actor.ID), by.Actor.Name,
			newID(), d.DueAt, d.LawfulDue, k.cal.Version()).Scan(&amount); err != nil {
			return pg.Translate(err)
		}
		d.Version++
		if a.Attach != nil {
			c := &change{tx: tx, d: &d, t: t, cal: cal, now: now, actor: by.Actor, me: by.Tenant, s: s}
			if err := c.addReceipt(ctx, a); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, &d, event{kind: "dossier.payment_recorded", data: map[string]any{
			"code": d.CodeText(), "amount": amount, "receipt": note(a.Number), "receipt_date": a.Date, "note": note(a.Note), "promise": d.DueAt,
		}})
	})
}
