package governing

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/audit"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// Hold says why a change holds from now on.
type Hold struct {
	Edit       int // of the draft whose effect the person saw
	Reason     string
	LegalBasis string
	Move       bool // move the promises that the law lets it move; else all stay
}

// Hold makes the draft the office's next version. Promises given before stay,
// but for the days that the law lets move them: those dossiers get their new
// dates in a job, and their people are told. Faults: Invalid beside a field;
// Conflict while the effect is not counted yet, or when the draft or a calendar
// above it changed since. Scope: tenant or province.
func (s *Calendars) Hold(ctx context.Context, in Hold) error {
	in.Reason, in.LegalBasis = strings.TrimSpace(in.Reason), strings.TrimSpace(in.LegalBasis)
	bad := map[string]string{}
	if in.Reason == "" || len([]rune(in.Reason)) > 300 {
		bad["reason"] = "Viết lý do thay đổi, không quá 300 ký tự"
	}
	if in.LegalBasis == "" || len([]rune(in.LegalBasis)) > 300 {
		bad["basis"] = "Ghi văn bản làm căn cứ, không quá 300 ký tự"
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
	d, err := s.draft(ctx)
	if err != nil {
		return err
	}
	if d.Edit != in.Edit || !d.Asked() {
		return fault.New(fault.Conflict, "calendar.edited", "Thay đổi này vừa được sửa. Xem lại hồ sơ bị ảnh hưởng rồi áp dụng.")
	}
	parts, err := s.Parts(ctx, d.ID, "try", d.Edit)
	if err != nil {
		return err
	}
	done := 0
	for _, p := range parts {
		if p.Done != nil {
			done++
		}
	}
	if done < d.Parts {
		return fault.New(fault.Conflict, "calendar.counting", "Đang xem hồ sơ bị ảnh hưởng. Đợi xem xong rồi áp dụng.")
	}
	was, err := s.Current(ctx)
	if err != nil {
		return err
	}
	moves := []registry.SaidDay{}
	if in.Move {
		moves = d.Moved
	}
	var offices []uuid.UUID
	if len(moves) > 0 {
		if offices, err = s.concerned(ctx, o); err != nil {
			return err
		}
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := s.same(ctx, tx, o, d); err != nil {
			return err
		}
		no, err := insertVersion(ctx, tx, version{id: d.ID, office: o, said: d.Said, moves: moves, hold: in, at: s})
		if err != nil {
			return err
		}
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.calendar_change SET state = 'held', made_by = $2, made_name = $3, parts = $4 WHERE id = $1 AND state = 'draft'`, d.ID, actorID(sc), sc.Actor.Name, len(offices))); err != nil {
			return err
		}
		jobs := make([]river.JobArgs, len(offices))
		for i, t := range offices {
			jobs[i] = args.RecomputeCalendar{Ref: args.Ref{TenantID: t}, ChangeID: d.ID, Edit: d.Edit, Hold: true}
		}
		if err := s.Jobs.InsertMany(ctx, tx, jobs); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "tenant", SubjectID: o.ID, Kind: "tenant.calendar_changed", At: s.Now(), Data: map[string]any{
			"office": o.FullName, "no": no, "reason": in.Reason, "legal_basis": in.LegalBasis, "lines": len(Diff(was.Said, d.Said)), "moves": len(moves) > 0,
		}})
	})
	if err == nil {
		s.Offices.InvalidateCalendars()
	}
	return err
}

// same refuses when a calendar moved on since the effect was counted. It holds
// the lock under which versions are written.
func (s *Calendars) same(ctx context.Context, tx pgx.Tx, o registry.Unit, d *Change) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(7240040)`); err != nil {
		return err
	}
	chain, err := s.Offices.Chain(tenants.With(ctx, tenants.Public()), o.ID)
	if err != nil {
		return err
	}
	var own, all int64
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(seq) FILTER (WHERE tenant_id = $1), 0), coalesce(max(seq), 0) FROM app.calendar_version WHERE tenant_id = ANY ($2) OR tenant_id IS NULL`, o.ID, chain).Scan(&own, &all); err != nil {
		return err
	}
	if own != d.Base {
		return fault.New(fault.Conflict, "calendar.newer", "Lịch đã có phiên bản mới hơn bản mà thay đổi này bắt đầu từ đó. Bỏ thay đổi này rồi sửa trên lịch mới.")
	}
	if all > d.AskedSeq {
		return fault.New(fault.Conflict, "calendar.above", "Lịch của cấp trên vừa thay đổi. Xem lại hồ sơ bị ảnh hưởng rồi áp dụng.")
	}
	return nil
}

type version struct {
	id     uuid.UUID
	office registry.Unit
	said   registry.Said
	moves  []registry.SaidDay
	hold   Hold
	at     *Calendars
}

func insertVersion(ctx context.Context, tx pgx.Tx, v version) (no int, err error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return 0, err
	}
	data, err := json.Marshal(v.said)
	if err != nil {
		return 0, err
	}
	moves, err := json.Marshal(v.moves)
	if err != nil {
		return 0, err
	}
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(no), 0) + 1 FROM app.calendar_version WHERE tenant_id = $1`, v.office.ID).Scan(&no); err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO app.calendar_version (id, tenant_id, province_code, no, data, moves, at, made_by, made_name, reason, legal_basis) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		v.id, v.office.ID, v.office.Province, no, data, moves, v.at.Now(), actorID(sc), sc.Actor.Name, v.hold.Reason, v.hold.LegalBasis)
	return no, pg.Translate(err)
}

func actorID(sc tenants.Scope) *uuid.UUID {
	if sc.Actor.ID == uuid.Nil {
		return nil
	}
	return &sc.Actor.ID
}

// held is the version that a change became.
func (s *Calendars) held(ctx context.Context, c *Change) (dossiers.Move, error) {
	type row struct {
		Seq        int64  `db:"seq"`
		No         int    `db:"no"`
		Reason     string `db:"reason"`
		LegalBasis string `db:"legal_basis"`
	}
	v, err := pg.One[row](ctx, s.DB, `SELECT seq, no, reason, legal_basis FROM app.calendar_version WHERE id = $1`, c.ID)
	if err != nil {
		return dossiers.Move{}, err
	}
	o, err := s.Offices.ByID(tenants.With(ctx, tenants.Public()), c.Tenant)
	return dossiers.Move{Seq: v.Seq, No: v.No, Office: o.Office(), Reason: v.Reason, LegalBasis: v.LegalBasis}, err
}

// CalendarVersion is one version as its office reads it.
type CalendarVersion struct {
	registry.Version
	MadeName string `db:"made_name"`
}

// Versions are all of an office's, newest first; uuid.Nil is the nation. Scope: tenant or province.
func (s *Calendars) Versions(ctx context.Context, office uuid.UUID) ([]CalendarVersion, error) {
	list, err := pg.Rows[CalendarVersion](ctx, s.DB, `SELECT id, seq, tenant_id, no, data, moves, at, reason, legal_basis, made_name FROM app.calendar_version
		WHERE tenant_id IS NOT DISTINCT FROM nullif($1, '00000000-0000-0000-0000-000000000000'::uuid) ORDER BY seq DESC`, office)
	for i := range list {
		if err := list[i].Read(); err != nil {
			return nil, err
		}
	}
	return list, err
}

// HeldChange is the change that became a version; nil when it came otherwise
// (settings, the nation's list). Scope: tenant or province.
func (s *Calendars) HeldChange(ctx context.Context, id uuid.UUID) (*Change, error) {
	list, err := pg.Rows[Change](ctx, s.DB, `SELECT `+changeColumns+` FROM app.calendar_change WHERE id = $1`, id)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], list[0].read()
}
