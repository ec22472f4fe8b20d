package oldpapers

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/app/people"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Confirm is what an officer read on a paper, with its picture beside.
type Confirm struct {
	Paper    uuid.UUID
	Number   string
	IssuedOn time.Time // the day on the paper; zero: not readable
	Owner    people.Seen
}

var birthForm = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$`)

// Confirm writes down what the paper says. With its owner's identity number it
// is placed among her papers; without, it waits with her name. Scope: tenant.
//
// Faults: Invalid by field, also for a number that another paper of the same
// book and year has; NotFound (old_paper.not_found), Conflict (old_paper.done)
// once it was placed or dropped, Unavailable (storage.down).
func (s *Service) Confirm(ctx context.Context, in Confirm) (placed bool, err error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return false, err
	}
	p, err := s.Paper(ctx, in.Paper)
	if err != nil {
		return false, err
	}
	if p.State != "parted" && p.State != "confirmed" {
		return false, done()
	}
	x, err := s.Session(ctx, p.Session)
	if err != nil {
		return false, err
	}
	if err := s.check(ctx, &in, x); err != nil {
		return false, err
	}
	year := in.IssuedOn.Year()
	if in.Owner.IDNumber == "" {
		return false, s.keepWaiting(ctx, in, x, year)
	}
	file, err := s.Documents.Pages(ctx, p.Scan, p.Pages)
	if err != nil {
		return false, err
	}
	d, err := s.Documents.Store(ctx, sc.Tenant, documents.Incoming{Purpose: documents.Result, Name: x.ResultTitle + " số " + in.Number + ".pdf", File: bytes.NewReader(file), Size: int64(len(file)), Policy: &documents.Feeder})
	if err != nil {
		return false, err
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		resident, err := people.ResidentFor(ctx, tx, in.Owner)
		if err != nil {
			return err
		}
		dossier, err := uuid.NewV7()
		if err != nil {
			return err
		}
		at := time.Date(in.IssuedOn.Year(), in.IssuedOn.Month(), in.IssuedOn.Day(), 12, 0, 0, 0, deadlines.Zone)
		var code string
		if err := tx.QueryRow(ctx, `SELECT app.open_old_dossier($1, $2, $3, $4, $5)`, in.Paper, dossier, resident, in.Owner.FullName, at).Scan(&code); err != nil {
			return pg.Translate(err)
		}
		if err := s.Documents.Record(ctx, tx, dossier, &d); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT app.issue_old_result($1, $2, $3, $4, $5, $6, $7, $8, $9)`, in.Paper, dossier, d.ID, in.Number, year, at, sc.Actor.ID, sc.Actor.Name, s.Now()); err != nil {
			return pg.Translate(err)
		}
		if err := s.write(ctx, tx, sc, in, x, year, "placed", "", "", &dossier); err != nil {
			return err
		}
		if err := s.endClaims(ctx, tx, sc, in.Paper, in.Owner.IDNumber); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "dossier", SubjectID: dossier, Kind: "dossier.old_paper_placed", Public: true, At: s.Now(), Data: map[string]any{"register": x.Register, "number": in.Number, "year": year}})
	})
	if err != nil {
		s.Documents.Discard(ctx, d)
		return false, taken(err)
	}
	return true, nil
}

// check looks at what was typed, and whether the number is free, before any file is made.
func (s *Service) check(ctx context.Context, in *Confirm, x Session) error {
	in.Number, in.Owner.IDNumber = strings.TrimSpace(in.Number), strings.ReplaceAll(in.Owner.IDNumber, " ", "")
	in.Owner.FullName, in.Owner.Birth = strings.Join(strings.Fields(in.Owner.FullName), " "), strings.TrimSpace(in.Owner.Birth)
	bad := map[string]string{}
	if in.Number == "" || len(in.Number) > 60 {
		bad["number"] = "Nhập số của giấy tờ như trong sổ."
	}
	if y := in.IssuedOn.Year(); in.IssuedOn.IsZero() || y < x.From || y > x.To {
		bad["issued_on"] = "Nhập ngày cấp ghi trên giấy; năm phải thuộc các năm của đợt số hóa."
	}
	if in.Owner.FullName == "" {
		bad["full_name"] = "Nhập họ tên người được cấp giấy."
	}
	if in.Owner.Birth != "" && !birthForm.MatchString(in.Owner.Birth) {
		bad["birth_date"] = "Nhập ngày sinh, hoặc chỉ năm sinh."
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	// in this session's way, and as any result of the office
	n, err := pg.Value[int](ctx, s.DB, `SELECT (SELECT count(*) FROM app.old_paper WHERE tenant_id = app.tenant_id() AND register = $1 AND year = $2 AND number = $3 AND state IN ('confirmed', 'placed') AND id <> $4)::int`,
		x.Register, in.IssuedOn.Year(), in.Number, in.Paper)
	if err == nil && n > 0 {
		return duplicate()
	}
	return err
}

func duplicate() error {
	return fault.Fields(map[string]string{"number": "Số này trong sổ của năm đó đã có một giấy tờ khác. Xem lại số, hoặc bỏ qua nếu là bản quét trùng."})
}

func done() error {
	return fault.New(fault.Conflict, "old_paper.done", "Giấy tờ này đã được xử lý xong. Mở giấy tờ tiếp theo.")
}

// taken says what a number that somebody else gave at this moment means.
func taken(err error) error {
	switch {
	case fault.HasKey(err, "row.exists"):
		return duplicate()
	case fault.HasKey(err, "old_paper.not_found"), fault.HasKey(err, "row.not_found"):
		return done()
	}
	return err
}

func (s *Service) keepWaiting(ctx context.Context, in Confirm, x Session, year int) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return taken(s.DB.Tx(ctx, func(tx pgx.Tx) error {
		return s.write(ctx, tx, sc, in, x, year, "confirmed", in.Owner.FullName, in.Owner.Birth, nil)
	}))
}

func (s *Service) write(ctx context.Context, tx pgx.Tx, sc tenants.Scope, in Confirm, x Session, year int, state, name, birth string, dossier *uuid.UUID) error {
	return pg.MustAffect(tx.Exec(ctx, `UPDATE app.old_paper SET state = $2, register = $3, year = $4, number = $5, issued_on = $6, full_name = $7, birth_date = $8, dossier_id = $9, confirmed_by = $10, confirmed_name = $11, confirmed_at = $12
		WHERE id = $1 AND state IN ('parted', 'confirmed')`, in.Paper, state, x.Register, year, in.Number, in.IssuedOn, name, birth, dossier, sc.Actor.ID, sc.Actor.Name, s.Now()))
}

// Drop leaves a paper out, with the reason: a cover, a double scan. Scope: tenant.
// Faults: Invalid (note), NotFound, Conflict (old_paper.done).
func (s *Service) Drop(ctx context.Context, paper uuid.UUID, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return fault.Fields(map[string]string{"note": "Ghi lý do bỏ qua, ví dụ: trang bìa, quét trùng."})
	}
	if _, err := s.Paper(ctx, paper); err != nil {
		return err
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return taken(s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.old_paper SET state = 'dropped', note = $2, number = '', register = '', full_name = '', birth_date = '', confirmed_by = $3, confirmed_name = $4, confirmed_at = $5
			WHERE id = $1 AND state IN ('parted', 'confirmed')`, paper, why, sc.Actor.ID, sc.Actor.Name, s.Now())); err != nil {
			return err
		}
		return s.endClaims(ctx, tx, sc, paper, "")
	}))
}
