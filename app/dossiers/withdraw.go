package dossiers

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/jobs/args"
	"motcua/storage/pg"
)

// Withdraw takes a dossier back: at once before acceptance or while the office
// waits for the resident, by request after it, until the result is approved.
// Scope: resident. Faults: NotFound; Conflict when it is signed or moved on.
func (s *Service) Withdraw(ctx context.Context, r Ref, reason string) error {
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if !d.State.Can(ActWithdraw) {
		return movedOn()
	}
	if r.Version == 0 {
		r.Version = d.Version
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	// the signatory's step is over: what is signed is not withdrawn
	if cur, ok := t.StepByKey(d.Step); ok && d.State == Processing && cur.Kind == revision.NumberIt {
		return fault.New(fault.Conflict, "dossier.signed", "Kết quả đã được ký nên không rút hồ sơ được nữa.")
	}
	cal, err := s.calendar(ctx, d.Competent, t.Field)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		to, due, by, kind := WithdrawalRequested, d.DueAt, "", "dossier.withdrawal_requested"
		if d.State == Submitted || d.State == AwaitingSupplement || d.State == AwaitingPayment {
			to, due, by, kind = Stopped, nil, "withdrawn", "dossier.withdrawn"
		}
		if _, err := tx.Exec(ctx, `SELECT app.resident_move($1, $2, $3, $4, NULL, $5)`, d.ID, r.Version, to, due, by); err != nil {
			return pg.Translate(err)
		}
		if to == Stopped {
			k, err := s.clockOf(ctx, tx, &d, t, cal)
			if err != nil {
				return err
			}
			if len(k.ledger) > 0 {
				if err := k.add(ctx, tx, &d, deadlines.Entry{Kind: deadlines.Stop, At: now}); err != nil {
					return err
				}
			}
		}
		if err := audit.Write(ctx, tx, audit.Entry{Subject: "dossier", SubjectID: d.ID, Kind: kind, Public: true, At: now, Data: map[string]any{"reason": strings.TrimSpace(reason)}}); err != nil {
			return err
		}
		return s.tell(ctx, tx, args.NotifyDossier{Ref: args.For(ctx, d.Competent), DossierID: d.ID, Event: kind, Version: r.Version + 1})
	})
}

// DecideWithdrawal grants or refuses a request to withdraw. The clock ran all
// the while (DESIGN.md section 5). Scope: the holder.
func (s *Service) DecideWithdrawal(ctx context.Context, r Ref, grant bool, reason string) error {
	if !grant {
		if err := required("reason", strings.TrimSpace(reason), "Ghi lý do chưa cho rút hồ sơ"); err != nil {
			return err
		}
	}
	return s.change(ctx, r, ActDecideWithdrawal, func(ctx context.Context, c *change) (event, error) {
		if grant {
			return c.stop(ctx, "withdrawn", map[string]any{"reason": "Người dân rút hồ sơ"})
		}
		c.d.State = Processing
		if c.d.Assignee == nil {
			c.d.State = Accepted
		}
		return event{kind: "dossier.withdrawal_refused", data: map[string]any{"reason": reason}}, nil
	})
}
