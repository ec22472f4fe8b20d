package dossiers

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// How a fee was paid at the counter. Only noted: receipts and gateways are
// another matter.
const (
	PaidCash     = "cash"
	PaidTransfer = "transfer"
	PaidExempt   = "exempt"
)

// ReturnImmediate is "đã đóng dấu, trả": the counter sealed the papers, took
// the money and gave them back.
type ReturnImmediate struct {
	To     string // who took them; "" the applicant
	How    string // PaidCash, PaidTransfer, PaidExempt
	Amount int64  // đồng; only looked at for lines whose fee is not known here
	Note   string // why nothing was paid
}

// ReturnImmediate hands the signed papers out and notes the fee in the
// register and in the history. Scope: the tenant. Faults: Invalid beside the
// field; NotFound; Conflict.
func (s *Service) ReturnImmediate(ctx context.Context, r Ref, n ReturnImmediate) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	n.To, n.Note = note(n.To), note(n.Note)
	switch {
	case n.How != PaidCash && n.How != PaidTransfer && n.How != PaidExempt:
		return fault.Fields(map[string]string{"how": "Chọn tiền mặt, chuyển khoản hoặc không thu"})
	case n.How == PaidExempt && n.Note == "":
		return fault.Fields(map[string]string{"note": "Ghi lý do không thu phí"})
	case n.Amount < 0 || n.Amount > 1e9:
		return fault.Fields(map[string]string{"amount": "Nhập số tiền đã thu, bằng đồng"})
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		d, err := lock(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if d.State != Decided || d.Step != StepReturnNow {
			return movedOn()
		}
		if r.Version != 0 && d.Version != r.Version {
			return changedSince()
		}
		if n.To == "" {
			n.To = d.ApplicantName
		}
		sum, err := noteFees(ctx, tx, d, sc.Actor, n, s)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT app.return_result($1, $2, $3)`, d.ID, d.Version, s.Now()); err != nil {
			return pg.Translate(err)
		}
		d.Version, d.State = d.Version+1, Returned
		return s.record(ctx, tx, &d, event{kind: "dossier.returned", silent: true, data: map[string]any{"code": d.CodeText(), "to": n.To, "fee": sum, "how": n.How, "reason": n.Note}})
	})
}

// noteFees writes on each line what was collected and who gave it out; the
// typed amount stands on the first line whose fee was not known.
func noteFees(ctx context.Context, tx pgx.Tx, d Dossier, by tenants.Actor, n ReturnImmediate, s *Service) (sum int64, err error) {
	type line struct {
		Seq int
		Fee *int64
	}
	rows, err := tx.Query(ctx, `SELECT seq, fee FROM app.register_entry WHERE dossier_id = $1 AND signed_at IS NOT NULL AND returned_at IS NULL ORDER BY seq FOR UPDATE`, d.ID)
	if err != nil {
		return 0, err
	}
	lines, err := pgx.CollectRows(rows, pgx.RowToStructByPos[line])
	if err != nil {
		return 0, err
	}
	if len(lines) == 0 {
		return 0, movedOn() // not of this lane
	}
	typed := n.Amount
	for i, x := range lines {
		if x.Fee == nil {
			if n.How != PaidExempt && typed == n.Amount && n.Amount == 0 {
				return 0, fault.Fields(map[string]string{"amount": "Nhập số tiền đã thu, bằng đồng"})
			}
			v := typed
			lines[i].Fee, typed = &v, 0
		}
	}
	for _, x := range lines {
		got := *x.Fee
		if n.How == PaidExempt {
			got = 0
		}
		sum += got
		if _, err := tx.Exec(ctx, `UPDATE app.register_entry SET fee = $3, collected = $4, collected_how = $5, note = $6, returned_to = $7, returned_by = $8, returned_name = $9, returned_at = $10
			WHERE dossier_id = $1 AND seq = $2`, d.ID, x.Seq, *x.Fee, got, n.How, n.Note, n.To, by.ID, by.Name, s.Now()); err != nil {
			return 0, err
		}
	}
	return sum, nil
}
