package people

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/app/fold"
	"motcua/storage/pg"
	"motcua/tenants"
)

// CreateUnit adds a unit to the context's office and gives the key that steps
// name it by. Scope: tenant. Fault: Invalid beside the title.
func (s *Service) CreateUnit(ctx context.Context, title string) (key string, err error) {
	err = s.changeUnits(ctx, func(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, us []Unit) (audit.Entry, error) {
		title, err := unitName(title, us, "")
		if err != nil {
			return audit.Entry{}, err
		}
		if len(us) >= maxUnits {
			return audit.Entry{}, fault.Fields(map[string]string{"title": fmt.Sprintf("Đã có %d đơn vị, tối đa %d.", len(us), maxUnits)})
		}
		key = unitKey(title, us)
		_, err = tx.Exec(ctx, `INSERT INTO app.office_unit (tenant_id, key, title) VALUES ($1, $2, $3)`, tenant, key, title)
		return audit.Entry{Kind: "tenant.unit_created", Data: map[string]any{"unit": key, "unit_title": title}}, err
	})
	return key, err
}

// RenameUnit gives a unit of the context's office another name; steps and
// people stay with it. Scope: tenant. Faults: Invalid beside the title, NotFound.
func (s *Service) RenameUnit(ctx context.Context, key, title string) error {
	return s.changeUnit(ctx, key, func(u *Unit, us []Unit) (kind string, err error) {
		title, err := unitName(title, us, u.Key)
		u.Title = title
		return "tenant.unit_renamed", err
	})
}

// CloseUnit takes a unit out of every list. Only an empty one: nobody works in
// it, nothing under way is for its people. Scope: tenant.
// Faults: NotFound; Conflict with who or what is still there.
func (s *Service) CloseUnit(ctx context.Context, key string) error {
	return s.changeUnit(ctx, key, func(u *Unit, _ []Unit) (string, error) {
		switch {
		case u.ClosedAt != nil:
			return "", fault.New(fault.Conflict, "unit.closed", "Đơn vị này đã đóng.")
		case u.People > 0:
			return "", fault.New(fault.Conflict, "unit.people", fmt.Sprintf("Còn %d người trong “%s”. Chuyển họ sang đơn vị khác trước khi đóng.", u.People, u.Title))
		case u.Open > 0:
			return "", fault.New(fault.Conflict, "unit.work", fmt.Sprintf("Còn %d việc đang giao cho “%s”. Đóng khi các việc đó xong.", u.Open, u.Title))
		}
		now := s.now()
		u.ClosedAt = &now
		return "tenant.unit_closed", nil
	})
}

// ReopenUnit puts a closed unit back into the lists. Scope: tenant.
// Faults: NotFound; Conflict when it is open or its name was given away.
func (s *Service) ReopenUnit(ctx context.Context, key string) error {
	return s.changeUnit(ctx, key, func(u *Unit, us []Unit) (string, error) {
		if u.ClosedAt == nil {
			return "", fault.New(fault.Conflict, "unit.open", "Đơn vị này đang mở.")
		}
		if _, err := unitName(u.Title, us, u.Key); err != nil {
			return "", fault.New(fault.Conflict, "unit.name_taken", "Đã có đơn vị khác tên này. Đổi tên đơn vị kia trước.")
		}
		u.ClosedAt = nil
		return "tenant.unit_opened", nil
	})
}

// changeUnit changes one unit that the office has; the usual ones get their
// row only now.
func (s *Service) changeUnit(ctx context.Context, key string, fn func(u *Unit, us []Unit) (kind string, err error)) error {
	return s.changeUnits(ctx, func(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, us []Unit) (audit.Entry, error) {
		i := slices.IndexFunc(us, func(u Unit) bool { return u.Key == key })
		if i < 0 {
			return audit.Entry{}, fault.New(fault.NotFound, "unit.not_found", "Không tìm thấy đơn vị này.")
		}
		u := us[i]
		kind, err := fn(&u, us)
		if err != nil {
			return audit.Entry{}, err
		}
		_, err = tx.Exec(ctx, `INSERT INTO app.office_unit AS o (tenant_id, key, title, closed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, key) DO UPDATE SET title = EXCLUDED.title, closed_at = EXCLUDED.closed_at`,
			tenant, u.Key, u.Title, u.ClosedAt)
		changed := u.Title
		if us[i].Title != u.Title {
			changed = us[i].Title + " → " + u.Title
		}
		return audit.Entry{Kind: kind, Data: map[string]any{"unit": u.Key, "unit_title": changed}}, err
	})
}

func (s *Service) changeUnits(ctx context.Context, fn func(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, us []Unit) (audit.Entry, error)) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if sc.Kind != tenants.KindTenant {
		return fault.New(fault.Forbidden, "unit.scope", "Đơn vị do người quản trị của cơ quan đó đặt.")
	}
	return s.db.Tx(ctx, func(tx pgx.Tx) error {
		if err := lockUnits(ctx, tx, sc.Tenant); err != nil {
			return err
		}
		us, err := unitsOf(ctx, tx, sc.Tenant)
		if err != nil {
			return err
		}
		e, err := fn(ctx, tx, sc.Tenant, us)
		if err != nil {
			return pg.Translate(err)
		}
		e.Subject, e.SubjectID, e.At = "tenant", sc.Tenant, s.now()
		return audit.Write(ctx, tx, e)
	})
}

// unitKey makes a key of a title: "Phòng Giáo dục" gives phong_giao_duc, or
// phong_giao_duc_2 where that is taken.
func unitKey(title string, us []Unit) string {
	var words []string
	for _, w := range fold.Words(title) {
		w = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w)
		if w != "" {
			words = append(words, w)
		}
	}
	key := strings.Join(words, "_")
	if key == "" || key[0] < 'a' || key[0] > 'z' {
		key = "dv_" + key
	}
	key = strings.TrimRight(key[:min(len(key), 36)], "_")
	taken := func(k string) bool { return slices.ContainsFunc(us, func(u Unit) bool { return u.Key == k }) }
	out := key
	for n := 2; taken(out); n++ {
		out = key + "_" + strconv.Itoa(n)
	}
	return out
}

// SetUnit says in which unit of an office somebody of it works; "" none.
// Scope: that tenant, or its province. Faults: Invalid for a unit that the
// office does not have; NotFound for somebody of another office.
func (s *Service) SetUnit(ctx context.Context, tenant, staff uuid.UUID, unit string) error {
	return s.db.Tx(ctx, func(tx pgx.Tx) error {
		title, err := openUnit(ctx, tx, tenant, unit)
		if err != nil {
			return err
		}
		var was string
		if err := tx.QueryRow(ctx, `SELECT unit FROM app.staff WHERE id = $1 AND home_tenant = $2 FOR UPDATE`, staff, tenant).Scan(&was); err != nil {
			return pg.Translate(err)
		}
		if was == unit {
			return nil
		}
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.staff SET unit = $3 WHERE id = $1 AND home_tenant = $2`, staff, tenant, unit)); err != nil {
			return err
		}
		if title == "" {
			title = "không thuộc đơn vị nào"
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "account", SubjectID: staff, Kind: "account.unit_set", Data: map[string]any{"tenant": tenant, "from": was, "unit": unit, "unit_title": title}, At: s.now()})
	})
}
