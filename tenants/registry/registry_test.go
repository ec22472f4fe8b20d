package registry_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants/registry"
)

func open(t *testing.T) (*registry.Units, *pgtest.DB) {
	t.Helper()
	d := pgtest.New(t)
	db, err := pg.Open(t.Context(), d.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return registry.New(db, time.Now), d
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	u, d := open(t)
	ctx := t.Context()
	list, err := u.ByProvince(ctx, "25")
	if err != nil || len(list) != 148 {
		t.Fatalf("%d communes of Phú Thọ (%v)", len(list), err)
	}
	if p, err := u.Provinces(ctx); err != nil || len(p) != 34 {
		t.Fatal(len(p), err)
	}
	centre, err := u.Centre(ctx, "25")
	if err != nil || centre.Kind != registry.KindProvince || centre.ID != migrations.TenantID("T25") {
		t.Fatal(centre, err)
	}
	hits, err := u.Search(ctx, "xa vinh dong kim boi", 3)
	if err != nil || hits[0].Note != "Xã Vĩnh Đồng cũ nay thuộc xã Kim Bôi" || hits[0].Ask {
		t.Fatal(hits, err)
	}
	kb := hits[0].Unit
	if kb.Office() != "UBND xã Kim Bôi" || kb.Long() != "Xã Kim Bôi, tỉnh Phú Thọ" || kb.Live(time.Now()) {
		t.Error(kb.Office(), kb.Long(), kb.LiveFrom)
	}
	if hits, err := u.Search(ctx, "phuong ngoc ha ba dinh", 5); err != nil || !anyAsk(hits) {
		t.Errorf("a split ward does not ask: %v %v", hits, err)
	}
	for _, id := range []uuid.UUID{{}, uuid.New()} {
		if _, err := u.ByID(ctx, id); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	}
	c := pgtest.Conn(t, d.SuperURL)
	if _, err := c.Exec(ctx, `UPDATE app.tenant SET live_from = now() - interval '1 day' WHERE id = $1`, kb.ID); err != nil {
		t.Fatal(err)
	}
	u.Invalidate()
	if kb, err = u.ByID(ctx, kb.ID); err != nil || !kb.Live(time.Now()) {
		t.Error("not live after Invalidate", err)
	}
}

func anyAsk(hits []registry.Hit) bool {
	for _, h := range hits {
		if h.Old != nil && h.Ask {
			return true
		}
	}
	return false
}

func TestCalendarsLieOverEachOther(t *testing.T) {
	t.Parallel()
	u, d := open(t)
	ctx := t.Context()
	commune, centre := migrations.TenantID("00004"), migrations.TenantID("T01")
	other, err := u.ByProvince(ctx, "25")
	if err != nil {
		t.Fatal(err)
	}
	day := func(s string) deadlines.Day {
		v, err := deadlines.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	before, err := u.CalendarFor(ctx, commune)
	if err != nil || before.IsOpen(day("2026-11-24")) || !before.IsOpen(day("2026-11-25")) || before.DayMinutes() != 450 {
		t.Fatal("the nation's days", err)
	}
	c := pgtest.Conn(t, d.SuperURL)
	for _, q := range []string{
		`INSERT INTO app.calendar_day (tenant_id, day, name, kind, is_working, province_code) VALUES ('` + centre.String() + `', '2026-11-26', 'Ngày của tỉnh', 'closure', false, '01')`,
		`INSERT INTO app.calendar_day (tenant_id, day, name, kind, is_working, province_code) VALUES ('` + centre.String() + `', '2026-11-28', 'Làm bù', 'swap_work', true, '01')`,
		`INSERT INTO app.calendar_day (tenant_id, day, name, kind, is_working, province_code) VALUES ('` + commune.String() + `', '2026-11-26', 'Vẫn làm việc', 'swap_work', true, '01')`,
		`INSERT INTO app.calendar_day (tenant_id, day, name, kind, is_working, half, province_code) VALUES ('` + commune.String() + `', '2026-11-27', 'Họp dân', 'closure', false, 'afternoon', '01')`,
		`INSERT INTO app.office_hours (tenant_id, weekday, opens, closes, province_code) SELECT '` + commune.String() + `', d, o, o + 240, '01' FROM generate_series(1, 6) d, (VALUES (420), (780)) x(o)`,
	} {
		if _, err := c.Exec(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	u.Invalidate()
	got, err := u.CalendarFor(ctx, commune)
	if err != nil {
		t.Fatal(err)
	}
	if !got.IsOpen(day("2026-11-26")) || !got.IsOpen(day("2026-11-28")) || got.IsOpen(day("2026-11-24")) || got.DayMinutes() != 480 {
		t.Error("the nearer day wins, hours are its own")
	}
	if h := got.Hours(day("2026-11-27")); len(h) != 1 || h[0].From != 420 {
		t.Errorf("half day closed in the afternoon: %v", h)
	}
	centreCal, err := u.CalendarFor(ctx, centre)
	if err != nil || centreCal.IsOpen(day("2026-11-26")) || centreCal.DayMinutes() != 450 {
		t.Error("the province's own", err)
	}
	far, err := u.CalendarFor(ctx, other[0].ID)
	if err != nil || !far.IsOpen(day("2026-11-26")) || far.IsOpen(day("2026-11-28")) {
		t.Error("another province sees nothing of it", err)
	}
	if got.Version() < before.Version() {
		t.Error("version goes back")
	}
}
