package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Unit is a part of an office that people work in and that steps may be for.
type Unit struct {
	Key      string // that steps and people carry; for life
	Title    string // as the office calls it
	Usual    bool   // of those that every office of its kind has, see revision.OfficeUnits
	ClosedAt *time.Time
	People   int // accounts that are not closed
	Open     int // steps under way that are for its people; 0 outside a tenant's scope
}

// maxUnits is how many an office may have: more is a mistake, and every list shows them all.
const maxUnits = 60

// usual are the units of an office of a kind that has changed nothing.
func usual(kind string) []revision.OfficeUnit {
	if kind == "province" {
		return revision.CentreUnits
	}
	return revision.OfficeUnits
}

// Units are an office's units: the usual ones first, then its own by name,
// closed ones last. Scope: tenant, or the province of that office.
func (s *Service) Units(ctx context.Context, tenant uuid.UUID) (out []Unit, err error) {
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		out, err = unitsOf(ctx, tx, tenant)
		return err
	})
	return out, err
}

// UnitTitle is what an office calls one of its units; the usual name, or the
// key itself, where it does not say.
func UnitTitle(units []Unit, key string) string {
	for _, u := range units {
		if u.Key == key {
			return u.Title
		}
	}
	return revision.UnitTitle(key)
}

func unitsOf(ctx context.Context, tx pgx.Tx, tenant uuid.UUID) ([]Unit, error) {
	var kind string
	if err := tx.QueryRow(ctx, `SELECT kind FROM app.tenant WHERE id = $1`, tenant).Scan(&kind); err != nil {
		return nil, pg.Translate(err)
	}
	var out []Unit
	for _, u := range usual(kind) {
		out = append(out, Unit{Key: u.Key, Title: u.Title, Usual: true})
	}
	at := func(key string) *Unit {
		i := slices.IndexFunc(out, func(u Unit) bool { return u.Key == key })
		if i < 0 {
			out = append(out, Unit{Key: key, Title: revision.UnitTitle(key)})
			i = len(out) - 1
		}
		return &out[i]
	}
	rows, err := tx.Query(ctx, `SELECT key, title, closed_at FROM app.office_unit WHERE tenant_id = $1 ORDER BY title, key`, tenant)
	if err != nil {
		return nil, err
	}
	var key, title string
	var closed *time.Time
	if _, err := pgx.ForEachRow(rows, []any{&key, &title, &closed}, func() error {
		u := at(key)
		u.Title, u.ClosedAt = title, closed
		return nil
	}); err != nil {
		return nil, err
	}
	var n int
	if rows, err = tx.Query(ctx, `SELECT unit, count(*) FROM app.staff WHERE home_tenant = $1 AND disabled_at IS NULL AND unit <> '' GROUP BY unit ORDER BY unit`, tenant); err != nil {
		return nil, err
	}
	if _, err := pgx.ForEachRow(rows, []any{&key, &n}, func() error { at(key).People = n; return nil }); err != nil {
		return nil, err
	}
	if sc, err := tenants.From(ctx); err != nil || sc.Kind != tenants.KindTenant { // steps are the office's own to see
		return inOrder(out), err
	}
	if rows, err = tx.Query(ctx, `SELECT unit, count(*) FROM app.task WHERE tenant_id = $1 AND done_at IS NULL AND unit <> '' GROUP BY unit ORDER BY unit`, tenant); err != nil {
		return nil, err
	}
	_, err = pgx.ForEachRow(rows, []any{&key, &n}, func() error { at(key).Open = n; return nil })
	return inOrder(out), err
}

func inOrder(us []Unit) []Unit {
	slices.SortStableFunc(us, func(a, b Unit) int {
		switch {
		case (a.ClosedAt != nil) != (b.ClosedAt != nil):
			return map[bool]int{true: 1, false: -1}[a.ClosedAt != nil]
		case a.Usual != b.Usual:
			return map[bool]int{true: -1, false: 1}[a.Usual]
		}
		return 0
	})
	return us
}

// openUnit refuses a unit that the office does not have, or has closed.
// The lock keeps the unit from being closed meanwhile.
func openUnit(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, key string) (title string, err error) {
	if key == "" {
		return "", nil
	}
	if err := lockUnits(ctx, tx, tenant); err != nil {
		return "", err
	}
	us, err := unitsOf(ctx, tx, tenant)
	if err != nil {
		return "", err
	}
	for _, u := range us {
		if u.Key == key && u.ClosedAt == nil {
			return u.Title, nil
		}
	}
	return "", fault.Fields(map[string]string{"unit": "Chọn một đơn vị trong danh sách"})
}

func lockUnits(ctx context.Context, tx pgx.Tx, tenant uuid.UUID) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('office_unit ' || $1::text, 0))`, tenant)
	return err
}

// unitName reads what somebody typed as a unit's name.
func unitName(s string, us []Unit, but string) (string, error) {
	s = tidy(s)
	bad := func(say string) error { return fault.Fields(map[string]string{"title": say}) }
	switch n := len([]rune(s)); {
	case n < 2:
		return s, bad("Nhập tên đơn vị. Ví dụ: Phòng Kinh tế.")
	case n > 120:
		return s, bad("Tên dài quá 120 ký tự. Viết ngắn lại.")
	case !strings.ContainsFunc(squash(s), func(r rune) bool { return r >= 'a' && r <= 'z' }):
		return s, bad("Tên đơn vị cần có chữ cái. Ví dụ: Phòng Kinh tế.")
	}
	for _, u := range us {
		if u.Key != but && u.ClosedAt == nil && squash(u.Title) == squash(s) {
			return s, bad("Đã có đơn vị tên này.")
		}
	}
	return s, nil
}
