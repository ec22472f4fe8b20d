package dossiers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// HandBack sends the paper result of this dossier alone on its way to the
// tenant that received it: a list of one line, handed over at once. Scope: the
// competent tenant. Faults: NotFound; Conflict, also when it stands on a list
// that is not handed over yet.
func (s *Service) HandBack(ctx context.Context, r Ref) error {
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if !d.State.Can(ActHandBack) || !d.CrossBoundary() || d.Competent != sc.Tenant || d.ResultPlace != "competent" {
		return movedOn()
	}
	if r.Version != 0 && r.Version != d.Version {
		return changedSince()
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	due, err := s.pile(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := s.papersWait(ctx, tx, d.ID, TravelResult, t.Name, due); err != nil {
			return err
		}
		var line uuid.UUID
		err := tx.QueryRow(ctx, `SELECT id FROM app.handover_line WHERE dossier_id = $1 AND from_tenant = $2 AND kind = 'result' AND state = 'waiting'`, d.ID, sc.Tenant).Scan(&line)
		if err == pgx.ErrNoRows {
			return fault.New(fault.Conflict, "result.listed", "Kết quả này không gửi riêng được: đã có trong danh sách bàn giao, hoặc người dân không nhận bản giấy tại quầy.")
		}
		if err != nil {
			return err
		}
		n := NewHandoverList{ID: newID(), To: *d.Receiving, Lines: []uuid.UUID{line}}
		if err := s.makeList(ctx, tx, n); err != nil {
			return err
		}
		l := HandoverList{ID: n.ID, To: n.To}
		if err := tx.QueryRow(ctx, `SELECT no, year FROM app.handover_list WHERE id = $1`, n.ID).Scan(&l.No, &l.Year); err != nil {
			return err
		}
		return s.handOver(ctx, tx, l)
	})
}

// ConfirmHandBack says that the paper result of this dossier arrived. Scope:
// the receiving tenant. Faults: NotFound; Conflict.
func (s *Service) ConfirmHandBack(ctx context.Context, r Ref) error {
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if !d.State.Can(ActHandBack) || !d.CrossBoundary() || d.ResultPlace != "on_the_way" {
		return movedOn()
	}
	if r.Version != 0 && r.Version != d.Version {
		return changedSince()
	}
	lines, err := s.LinesOf(ctx, d.ID)
	if err != nil {
		return err
	}
	for _, x := range lines {
		if x.Kind == TravelResult && x.State == "listed" && x.List != nil {
			l, _, err := s.HandoverList(ctx, *x.List)
			if err != nil {
				return err
			}
			return s.DB.Tx(ctx, func(tx pgx.Tx) error {
				return s.answerLine(ctx, tx, l, x, LineAnswer{Line: x.ID, Came: true}, s.Now(), s.Now())
			})
		}
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error { // sent before there were lists
		if _, err := tx.Exec(ctx, `SELECT app.hand_back_result($1, $2, 'receiving')`, d.ID, d.Version); err != nil {
			return pg.Translate(err)
		}
		d.Version++
		return s.record(ctx, tx, &d, event{kind: "dossier.result_arrived", data: map[string]any{"code": d.CodeText()}})
	})
}

// Return hands the result out. A paper result is returned where it lies; an
// electronic one by whoever holds it. Scope: receiving or competent tenant.
// Faults: NotFound; Conflict when it moved on or the paper is elsewhere.
func (s *Service) Return(ctx context.Context, r Ref, toWhom string) error {
	if err := required("to_whom", note(toWhom), "Ghi họ tên người nhận kết quả"); err != nil {
		return err
	}
	return s.giveOut(ctx, r, func(d *Dossier, me uuid.UUID) (map[string]any, error) {
		if d.CrossBoundary() && d.ReturnMethod == "counter" {
			if me == *d.Receiving && d.ResultPlace != "receiving" || me == d.Competent && d.ResultPlace != "competent" {
				return nil, fault.New(fault.Conflict, "result.elsewhere", "Bản giấy của kết quả chưa về tới quầy này.")
			}
		}
		return map[string]any{"code": d.CodeText(), "to": toWhom}, nil
	})
}

// giveOut ends a decided dossier as returned; of says how it is given out, which
// the resident is told.
func (s *Service) giveOut(ctx context.Context, r Ref, of func(d *Dossier, me uuid.UUID) (map[string]any, error)) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if !d.State.Can(ActReturn) || d.Step == StepReturnNow { // there the fee is noted with it
		return movedOn()
	}
	data, err := of(&d, sc.Tenant)
	if err != nil {
		return err
	}
	if r.Version == 0 {
		r.Version = d.Version
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT app.return_result($1, $2, $3)`, d.ID, r.Version, s.Now()); err != nil {
			return pg.Translate(err)
		}
		d.Version, d.State = r.Version+1, Returned
		return s.record(ctx, tx, &d, event{kind: "dossier.returned", data: data})
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
