package governing

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Outage is an announced outage with how far its offices are.
type Outage struct {
	ID         uuid.UUID  `db:"id"`
	Tenant     *uuid.UUID `db:"tenant_id"` // nil: every office of the province
	From       time.Time  `db:"from_at"`
	Till       time.Time  `db:"till_at"`
	Reason     string     `db:"reason"`
	LegalBasis string     `db:"legal_basis"`
	Offices    int        `db:"offices"`
	MadeName   string     `db:"made_name"`
	MadeAt     time.Time  `db:"made_at"`
	Done       int        `db:"done"` // offices, as far as the scope sees them
	Paused     int        `db:"paused"`
	Moved      int        `db:"moved"`
	Failed     int        `db:"failed"`
}

// NewOutage is what a person announces.
type NewOutage struct {
	ID         uuid.UUID // made by the form, so that a second click announces nothing
	From, Till time.Time
	Reason     string
	LegalBasis string
}

const (
	longestOutage  = 7 * 24 * time.Hour
	outageBack     = 31 * 24 * time.Hour // how late it may be announced
	outageAhead    = 60 * 24 * time.Hour // planned ones
	outagesListed  = 50
	outageSentence = 300
)

// Outages lists the newest that concern the scope's office or province. Scope: tenant or province.
func (s *Calendars) Outages(ctx context.Context) ([]Outage, error) {
	return pg.Rows[Outage](ctx, s.DB, `SELECT o.id, o.tenant_id, o.from_at, o.till_at, o.reason, o.legal_basis, o.offices, o.made_name, o.made_at, p.done, p.paused, p.moved, p.failed FROM app.outage o CROSS JOIN LATERAL
		(SELECT count(*) FILTER (WHERE p.done_at IS NOT NULL)::int AS done, coalesce(sum(p.paused), 0)::int AS paused, coalesce(sum(p.moved), 0)::int AS moved, coalesce(sum(p.failed), 0)::int AS failed FROM app.outage_part p WHERE p.outage_id = o.id) p
		ORDER BY o.from_at DESC LIMIT $1`, outagesListed)
}

// Announce has the clocks stand still that run during an outage: of the scope's
// office, or of every office of the province. The pause is written when the
// outage is over. Faults: Invalid beside a field. Scope: tenant or province.
func (s *Calendars) Announce(ctx context.Context, in NewOutage) error {
	in.Reason, in.LegalBasis = strings.TrimSpace(in.Reason), strings.TrimSpace(in.LegalBasis)
	bad := map[string]string{}
	now := s.Now()
	if in.Reason == "" || len([]rune(in.Reason)) > outageSentence {
		bad["reason"] = "Viết điều gì đã hỏng, không quá 300 ký tự; người dân đọc được câu này"
	}
	if in.LegalBasis == "" || len([]rune(in.LegalBasis)) > outageSentence {
		bad["basis"] = "Ghi thông báo sự cố và căn cứ, không quá 300 ký tự"
	}
	switch {
	case !in.Till.After(in.From):
		bad["till"] = "Lúc hoạt động lại phải sau lúc bắt đầu"
	case in.Till.Sub(in.From) > longestOutage:
		bad["till"] = "Một sự cố không quá 7 ngày; dài hơn thì ghi thành nhiều lần"
	case in.From.Before(now.Add(-outageBack)):
		bad["from"] = "Sự cố đã quá 31 ngày, không ghi được nữa"
	case in.From.After(now.Add(outageAhead)):
		bad["from"] = "Chỉ báo trước trong 60 ngày"
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	o, err := s.Office(ctx)
	if err != nil {
		return err
	}
	offices, err := s.concerned(ctx, o)
	if err != nil {
		return err
	}
	var tenant *uuid.UUID
	if sc.Kind != tenants.KindProvince {
		tenant = &o.ID
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		err := pg.MustAffect(tx.Exec(ctx, `INSERT INTO app.outage (id, province_code, tenant_id, from_at, till_at, reason, legal_basis, offices, made_by, made_name, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING`,
			in.ID, o.Province, tenant, in.From, in.Till, in.Reason, in.LegalBasis, len(offices), actorID(sc), sc.Actor.Name, now))
		if err != nil {
			return err
		}
		for _, t := range offices {
			if err := s.Jobs.InsertAt(ctx, tx, args.PauseOutage{Ref: args.Ref{TenantID: t}, OutageID: in.ID}, later(now, in.Till)); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "tenant", SubjectID: o.ID, Kind: "tenant.outage_announced", At: now, Data: map[string]any{
			"office": o.FullName, "from": in.From.UTC(), "till": in.Till.UTC(), "reason": in.Reason, "legal_basis": in.LegalBasis,
		}})
	})
	if fault.Is(err, fault.NotFound) {
		return nil // a second click
	}
	return err
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// PauseOutage writes an outage into the ledgers of the scope's office, from
// where it stopped. more: it wants another turn. Precondition: it is over.
// Scope: worker.
func (s *Calendars) PauseOutage(ctx context.Context, a args.PauseOutage) (more bool, err error) {
	list, err := pg.Rows[Outage](ctx, s.DB, `SELECT id, tenant_id, from_at, till_at, reason, legal_basis, offices, made_name, made_at, 0 AS done, 0 AS paused, 0 AS moved, 0 AS failed FROM app.outage WHERE id = $1`, a.OutageID)
	if err != nil || len(list) == 0 {
		return false, err
	}
	o := list[0]
	if s.Now().Before(o.Till) {
		return true, nil
	}
	type part struct {
		Upto *uuid.UUID `db:"upto"`
		Done *time.Time `db:"done_at"`
	}
	if err := s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.outage_part (outage_id, tenant_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, o.ID, a.TenantID)
		return err
	}); err != nil {
		return false, err
	}
	p, err := pg.One[part](ctx, s.DB, `SELECT upto, done_at FROM app.outage_part WHERE outage_id = $1 AND tenant_id = $2`, o.ID, a.TenantID)
	if err != nil || p.Done != nil {
		return false, err
	}
	after := uuid.Nil
	if p.Upto != nil {
		after = *p.Upto
	}
	for until := time.Now().Add(turnTime); ; {
		r, err := s.Dossiers.PauseOutage(ctx, after, chunk, dossiers.Outage{From: o.From, Till: o.Till, Reason: o.Reason, LegalBasis: o.LegalBasis}, func(ctx context.Context, tx pgx.Tx, r dossiers.Paused) error {
			var upto *uuid.UUID
			var done *time.Time
			if now := s.Now(); r.Last == uuid.Nil {
				done = &now
			} else {
				upto = &r.Last
			}
			_, err := tx.Exec(ctx, `UPDATE app.outage_part SET paused = paused + $3, moved = moved + $4, failed = failed + $5, upto = $6, done_at = $7 WHERE outage_id = $1 AND tenant_id = $2`, o.ID, a.TenantID, r.Paused, r.Moved, r.Failed, upto, done)
			return err
		})
		if err != nil || r.Last == uuid.Nil {
			return false, err
		}
		if after = r.Last; time.Now().After(until) {
			return true, nil
		}
	}
}
