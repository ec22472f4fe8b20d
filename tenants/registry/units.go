// Package registry knows the offices: every commune and provincial centre with
// its names old and new, and when each of them works. What it reads is public
// and kept in memory.
package registry

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// The kinds of unit.
const (
	KindCommune  = "commune"
	KindProvince = "province" // the provincial centre
	KindPlatform = "platform"
)

// Unit is an office that holds dossiers.
type Unit struct {
	ID           tenants.ID `db:"id"`
	Code         string     `db:"code"` // five digits; of a provincial centre T and two
	Kind         string     `db:"kind"`
	Province     string     `db:"province_code"` // two digits
	ProvinceName string     `db:"province_name"` // "Phú Thọ"
	ProvinceFull string     `db:"province_full"` // "Tỉnh Phú Thọ"
	Name         string     `db:"name"`          // "Kim Bôi"
	FullName     string     `db:"full_name"`     // "Xã Kim Bôi"
	UnitKind     string     `db:"unit_kind"`     // xã, phường, đặc khu
	UnitCode     string     `db:"unit_code"`     // prefix of dossier codes
	Phone        string     `db:"phone"`
	Address      string     `db:"address"`
	Email        string     `db:"email"`
	AreaClass    string     `db:"area_class"` // ordinary, difficult
	LiveFrom     *time.Time `db:"live_from"`  // nil: not live as a tenant yet; of a provincial centre: when its province was opened
}

// Live tells whether the office works with this product at that moment.
func (u Unit) Live(now time.Time) bool { return u.LiveFrom != nil && !u.LiveFrom.After(now) }

// Office is the name for headers and papers: "UBND xã Kim Bôi".
func (u Unit) Office() string {
	if u.Kind != KindCommune {
		return u.FullName
	}
	return "UBND " + u.InText()
}

// InText is the name inside a sentence: "xã Kim Bôi".
func (u Unit) InText() string {
	if u.UnitKind == "" {
		return u.FullName
	}
	return u.UnitKind + " " + u.Name
}

// Long is the name with its province: "Xã Kim Bôi, tỉnh Phú Thọ".
func (u Unit) Long() string {
	if u.Kind != KindCommune {
		return u.FullName
	}
	return u.FullName + ", " + lowerFirst(u.ProvinceFull)
}

// Province is one of the 34.
type Province struct {
	Code         string     `db:"code"`
	Name         string     `db:"name"`
	FullName     string     `db:"full_name"`
	Kind         string     `db:"kind"`
	Region       string     `db:"region"`
	UnitPrefix   string     `db:"unit_prefix"`
	CodeTemplate string     `db:"code_template"`
	LiveFrom     *time.Time `db:"live_from"`
}

// Units is the directory of offices.
type Units struct {
	db    *pg.DB
	now   func() time.Time
	all   *pg.Cached[*directory]
	hours *pg.Cached[*calendars]
}

// directory is one reading of the offices, with everything that is looked up by.
type directory struct {
	list       []Unit
	byID       map[tenants.ID]int
	byCode     map[string]int
	byProvince map[string][]Unit
	provinces  []Province
	names      *index
}

// New makes the directory; it reads when first asked and again after half a minute.
func New(db *pg.DB, now func() time.Time) *Units {
	u := &Units{db: db, now: now}
	u.all = pg.NewCached(30*time.Second, now, u.read)
	u.hours = pg.NewCached(calendarAge, now, u.readCalendars)
	return u
}

// Invalidate makes the next question read names, places and calendars again.
func (u *Units) Invalidate() {
	u.all.Invalidate()
	u.hours.Invalidate()
}

func (u *Units) read(ctx context.Context, old *directory) (*directory, error) {
	list, err := pg.Rows[Unit](ctx, u.db, `SELECT t.id, t.code, t.kind, coalesce(t.province_code, '') province_code, coalesce(p.name, '') province_name,
			coalesce(p.full_name, '') province_full, t.name, t.full_name, t.unit_kind, t.unit_code, t.phone, t.address, t.email, t.area_class,
			CASE WHEN t.kind = 'province' THEN coalesce(t.live_from, p.live_from) ELSE t.live_from END live_from
		FROM app.tenant t LEFT JOIN app.province p ON p.code = t.province_code ORDER BY t.code`)
	if err != nil {
		return nil, err
	}
	d := &directory{list: list, byID: make(map[tenants.ID]int, len(list)), byCode: make(map[string]int, len(list)), byProvince: map[string][]Unit{}}
	for i, x := range list {
		d.byID[x.ID], d.byCode[x.Code] = i, i
		if x.Kind == KindCommune {
			d.byProvince[x.Province] = append(d.byProvince[x.Province], x)
		}
	}
	d.provinces, err = pg.Rows[Province](ctx, u.db, `SELECT code, name, full_name, kind, region, unit_prefix, code_template, live_from FROM app.province ORDER BY code`)
	if err != nil {
		return nil, err
	}
	if old == nil {
		old = newest.Load()
	}
	if old != nil && sameNames(old.list, list) {
		d.names = old.names
		return d, nil
	}
	former, err := pg.Rows[OldUnit](ctx, u.db, `SELECT old_code, old_name, old_kind, old_district, old_province, tenant_id, coverage FROM app.old_unit ORDER BY old_code, tenant_id`)
	if err != nil {
		return nil, err
	}
	d.names = newIndex(list, former)
	newest.Store(d)
	return d, nil
}

// newest is what this process indexed last: another directory of the same names
// need not fold thirteen thousand of them again.
var newest atomic.Pointer[directory]

func sameNames(a, b []Unit) bool {
	return slices.EqualFunc(a, b, func(x, y Unit) bool {
		return x.ID == y.ID && x.FullName == y.FullName && x.ProvinceFull == y.ProvinceFull
	})
}

// ByID gives an office. Fault: NotFound.
func (u *Units) ByID(ctx context.Context, id tenants.ID) (Unit, error) {
	d, err := u.all.Get(ctx)
	if err != nil {
		return Unit{}, err
	}
	if i, ok := d.byID[id]; ok {
		return d.list[i], nil
	}
	return Unit{}, fault.New(fault.NotFound, "unit.not_found")
}

// ByCode gives the commune with a five-digit code, or a provincial centre (T25). Fault: NotFound.
func (u *Units) ByCode(ctx context.Context, code string) (Unit, error) {
	d, err := u.all.Get(ctx)
	if err != nil {
		return Unit{}, err
	}
	if i, ok := d.byCode[code]; ok {
		return d.list[i], nil
	}
	return Unit{}, fault.New(fault.NotFound, "unit.not_found")
}

// Former gives the units of before July 2025 that an office was made of. Fault: NotFound.
func (u *Units) Former(ctx context.Context, id tenants.ID) ([]OldUnit, error) {
	d, err := u.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	if _, ok := d.byID[id]; !ok {
		return nil, fault.New(fault.NotFound, "unit.not_found")
	}
	var out []OldUnit
	for _, o := range d.names.former {
		if o.Tenant == id {
			out = append(out, o)
		}
	}
	return out, nil
}

// ByProvince gives a province's communes by code; none for an unknown province. Do not change the result.
func (u *Units) ByProvince(ctx context.Context, province string) ([]Unit, error) {
	d, err := u.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	return d.byProvince[province], nil
}

// Provinces gives all 34 by code. Do not change the result.
func (u *Units) Provinces(ctx context.Context) ([]Province, error) {
	d, err := u.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	return d.provinces, nil
}

// Province gives one by its two digits. Fault: NotFound.
func (u *Units) Province(ctx context.Context, code string) (Province, error) {
	d, err := u.all.Get(ctx)
	if err != nil {
		return Province{}, err
	}
	for _, p := range d.provinces {
		if p.Code == code {
			return p, nil
		}
	}
	return Province{}, fault.New(fault.NotFound, "province.not_found")
}

// Centre gives a province's own office. Fault: NotFound.
func (u *Units) Centre(ctx context.Context, province string) (Unit, error) {
	return u.ByCode(ctx, "T"+province)
}
