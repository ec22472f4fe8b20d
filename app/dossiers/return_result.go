package dossiers

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// HandBack sends the paper result on its way to the tenant that received the
// dossier. Scope: the competent tenant.
func (s *Service) HandBack(ctx context.Context, r Ref) error {
	return s.place(ctx, r, "on_the_way", "dossier.result_handed_back")
}

// ConfirmHandBack says that the paper result arrived. Scope: the receiving tenant.
func (s *Service) ConfirmHandBack(ctx context.Context, r Ref) error {
	return s.place(ctx, r, "receiving", "dossier.result_arrived")
}

func (s *Service) place(ctx context.Context, r Ref, to, kind string) error {
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if !d.State.Can(ActHandBack) || !d.CrossBoundary() {
		return movedOn()
	}
	if r.Version == 0 {
		r.Version = d.Version
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT app.hand_back_result($1, $2, $3)`, d.ID, r.Version, to); err != nil {
			return pg.Translate(err)
		}
		d.Version = r.Version + 1
		// the resident is told when the paper lies where she fetches it, not while it travels
		return s.record(ctx, tx, &d, event{kind: kind, silent: to != "receiving", data: map[string]any{"code": d.CodeText()}})
	})
}

// Return hands the result out. A paper result is returned where it lies; an
// electronic one by whoever holds it. Scope: receiving or competent tenant.
// Faults: NotFound; Conflict when it moved on or the paper is elsewhere.
func (s *Service) Return(ctx context.Context, r Ref, toWhom string) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := required("to_whom", note(toWhom), "Ghi họ tên người nhận kết quả"); err != nil {
		return err
	}
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if !d.State.Can(ActReturn) || d.Step == StepReturnNow { // there the fee is noted with it
		return movedOn()
	}
	if d.CrossBoundary() && d.ReturnMethod == "counter" {
		if sc.Tenant == *d.Receiving && d.ResultPlace != "receiving" || sc.Tenant == d.Competent && d.ResultPlace != "competent" {
			return fault.New(fault.Conflict, "result.elsewhere", "Bản giấy của kết quả chưa về tới quầy này.")
		}
	}
	if r.Version == 0 {
		r.Version = d.Version
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT app.return_result($1, $2, $3)`, d.ID, r.Version, s.Now()); err != nil {
			return pg.Translate(err)
		}
		d.Version, d.State = r.Version+1, Returned
		return s.record(ctx, tx, &d, event{kind: "dossier.returned", data: map[string]any{"code": d.CodeText(), "to": toWhom}})
	})
}

// Rate is the resident's opinion, once, after the decision. Scope: resident.
func (s *Service) Rate(ctx context.Context, r Ref, stars int, comment string) error {
	if stars < 1 || stars > 5 {
		return fault.Fields(map[string]string{"stars": "Chọn từ 1 đến 5 sao"})
	}
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if !d.State.Can(ActRate) {
		return movedOn()
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.rating (dossier_id, tenant_id, stars, comment, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (dossier_id) DO NOTHING`,
			d.ID, d.Competent, stars, note(comment), s.Now())
		return err
	})
}
