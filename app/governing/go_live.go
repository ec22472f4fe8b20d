// Package governing is what reaches across many offices: onboarding a
// province, bringing a commune live, and whether it is ready to.
package governing

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Service is the use-cases of this package. All fields are required.
type Service struct {
	DB  *pg.DB
	Now func() time.Time
	// Changed tells this replica's directory that an office changed; others
	// follow within the directory's own time to live.
	Changed   func()
	Calendars *Calendars
}

// Office is a commune as its province manages it.
type Office struct {
	ID       uuid.UUID  `db:"id"`
	Code     string     `db:"code"`
	Name     string     `db:"name"`
	FullName string     `db:"full_name"`
	UnitKind string     `db:"unit_kind"`
	UnitCode string     `db:"unit_code"`
	Phone    string     `db:"phone"`
	Address  string     `db:"address"`
	Email    string     `db:"email"`
	LiveFrom *time.Time `db:"live_from"`
	Admins   int        `db:"admins"`
	Staff    int        `db:"staff"`
	OwnHours bool       `db:"own_hours"`
}

// Missing says what a commune lacks to go live, as sentences; empty is ready.
func (o Office) Missing() []string {
	var m []string
	if strings.TrimSpace(o.Address) == "" {
		m = append(m, "Chưa có địa chỉ trụ sở")
	}
	if strings.TrimSpace(o.Phone) == "" {
		m = append(m, "Chưa có số điện thoại hỗ trợ người dân")
	}
	if o.Admins == 0 {
		m = append(m, "Chưa có người quản trị của xã")
	}
	if o.UnitCode == "" {
		m = append(m, "Chưa có mã đơn vị để cấp mã hồ sơ")
	}
	return m
}

// Colour is the traffic light that officials read: xanh, vàng, đỏ.
func (o Office) Colour() string {
	switch {
	case o.LiveFrom != nil && len(o.Missing()) == 0:
		return "green"
	case o.LiveFrom != nil || len(o.Missing()) == 0:
		return "yellow"
	}
	return "red"
}

const officeSQL = `SELECT t.id, t.code, t.name, t.full_name, t.unit_kind, t.unit_code, t.phone, t.address, t.email, t.live_from,
	(SELECT count(*) FROM app.role_grant g WHERE g.tenant_id = t.id AND g.role = 'commune_admin')::int AS admins,
	(SELECT count(DISTINCT staff_id) FROM app.role_grant g WHERE g.tenant_id = t.id)::int AS staff,
	coalesce((SELECT v.data -> 'week' <> '{}' FROM app.calendar_version v WHERE v.tenant_id = t.id ORDER BY v.seq DESC LIMIT 1), false) AS own_hours
	FROM app.tenant t WHERE t.kind = 'commune' AND t.province_code = $1`

// Offices lists the communes of the context's province. Scope: province.
func (s *Service) Offices(ctx context.Context) ([]Office, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return pg.Rows[Office](ctx, s.DB, officeSQL+` ORDER BY t.unit_kind DESC, t.name COLLATE "vi-x-icu"`, sc.Province)
}

// Office reads one. Scope: province. Fault: NotFound, also for another province's.
func (s *Service) Office(ctx context.Context, id uuid.UUID) (Office, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return Office{}, err
	}
	o, err := pg.One[Office](ctx, s.DB, officeSQL+` AND t.id = $2`, sc.Province, id)
	if fault.Is(err, fault.NotFound) {
		return o, fault.New(fault.NotFound, "office.not_found", "Không tìm thấy đơn vị này.")
	}
	return o, err
}

// Contact is how residents reach an office. When it is open stands in its
// calendar (Calendars), whose changes are looked at before they hold.
type Contact struct{ Phone, Address, Email string }

var (
	telForm  = regexp.MustCompile(`^[0-9 .()+-]{8,20}$`)
	mailForm = regexp.MustCompile(`^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]{2,}$`)
)

// tidy drops the spaces around what was typed.
func (c Contact) tidy() Contact {
	c.Phone, c.Address, c.Email = strings.TrimSpace(c.Phone), strings.TrimSpace(c.Address), strings.TrimSpace(c.Email)
	return c
}

// Check says what is wrong with phone, address and email, by field; empty is right.
func (c Contact) Check() map[string]string {
	c = c.tidy()
	bad := map[string]string{}
	if !telForm.MatchString(c.Phone) {
		bad["phone"] = "Nhập số điện thoại người dân gọi được, ví dụ 0218 3871 234"
	}
	if c.Address == "" || len([]rune(c.Address)) > 300 {
		bad["address"] = "Nhập địa chỉ trụ sở, không quá 300 ký tự"
	}
	if c.Email != "" && (len(c.Email) > 200 || !mailForm.MatchString(c.Email)) {
		bad["email"] = "Địa chỉ thư điện tử chưa đúng, ví dụ kimboi@phutho.gov.vn"
	}
	return bad
}

// SetContact changes an office's contact. Scope: province.
// Faults: Invalid beside a field; NotFound.
func (s *Service) SetContact(ctx context.Context, tenant uuid.UUID, c Contact) error {
	c = c.tidy()
	f := c.Check()
	if len(f) > 0 {
		return fault.Fields(f)
	}
	before, err := s.Office(ctx, tenant)
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.tenant SET phone = $2, address = $3, email = $4 WHERE id = $1`, tenant, c.Phone, c.Address, c.Email)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			Subject: "tenant", SubjectID: tenant, Kind: "tenant.contact_set", At: s.Now(),
			Data: map[string]any{"office": before.FullName, "phone": c.Phone, "address": c.Address},
		})
	})
	if err == nil {
		s.Changed()
	}
	return err
}

// GoLive opens a commune to residents. Scope: province.
// Faults: Invalid while something is missing, naming it; NotFound; Conflict when it is live already.
func (s *Service) GoLive(ctx context.Context, tenant uuid.UUID) error {
	o, err := s.Office(ctx, tenant)
	if err != nil {
		return err
	}
	if o.LiveFrom != nil {
		return fault.New(fault.Conflict, "office.live", "Đơn vị này đã hoạt động trên hệ thống.")
	}
	if m := o.Missing(); len(m) > 0 {
		return fault.New(fault.Invalid, "office.not_ready", strings.Join(m, ". ")+".")
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.tenant SET live_from = $2 WHERE id = $1 AND live_from IS NULL`, tenant, s.Now())); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "tenant", SubjectID: tenant, Kind: "tenant.went_live", At: s.Now(), Data: map[string]any{"office": o.FullName}})
	})
	if err == nil {
		s.Changed()
	}
	return err
}
