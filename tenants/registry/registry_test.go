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
	say := func(office uuid.UUID, no int, data, moves string) int64 {
		t.Helper()
		var seq int64
		if err := c.QueryRow(ctx, `INSERT INTO app.calendar_version (id, tenant_id, province_code, no, data, moves, at) VALUES (gen_random_uuid(), $1, '01', $2, $3, $4, now()) RETURNING seq`, office, no, data, moves).Scan(&seq); err != nil {
			t.Fatal(err)
		}
		return seq
	}
	say(centre, 1, `{"week": {}, "days": [{"date": "2026-11-26", "kind": "closure", "name": "Ngày của tỉnh"}, {"date": "2026-11-28", "kind": "swap_work", "name": "Làm bù"}]}`, `[]`)
	week := `{"week": {"mon": [["07:00", "11:00"], ["13:00", "17:00"]], "tue": [["07:00", "11:00"], ["13:00", "17:00"]], "wed": [["07:00", "11:00"], ["13:00", "17:00"]], "thu": [["07:00", "11:00"], ["13:00", "17:00"]], "fri": [["07:00", "11:00"], ["13:00", "17:00"]]},
		"fields": {"Cư trú": {"sat": [["07:30", "11:30"]]}},
		"days": [{"date": "2026-11-26", "kind": "swap_work", "name": "Vẫn làm việc"}, {"date": "2026-11-27", "kind": "closure", "name": "Họp dân", "half": "afternoon"}]}`
	given := say(commune, 1, week, `[]`)
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
	if got.Version() <= before.Version() {
		t.Error("version goes back")
	}
	sat := day("2026-12-05")
	if homes, err := u.CalendarAt(ctx, registry.CalendarQuery{Tenant: commune, Field: "Cư trú"}); err != nil || !homes.IsOpen(sat) || got.IsOpen(sat) || homes.DayMinutes() != 480 {
		t.Error("a field's own Saturday session", err)
	}

	// a later version: its lawful day moves what was promised before, its hours do not
	storm := `{"date": "2026-12-01", "kind": "closure", "name": "Bão"}`
	say(centre, 2, `{"week": {}, "days": [`+storm+`, {"date": "2026-12-02", "kind": "special", "name": "Họp", "hours": [["07:30", "08:30"]]}]}`, `[`+storm+`, {"date": "2026-11-28", "kind": "swap_work", "gone": true}]`)
	newest, err := u.NewestCalendar(ctx)
	if err != nil || newest >= given+1 {
		t.Fatal("read before it was asked for", err)
	}
	old, err := u.CalendarAt(ctx, registry.CalendarQuery{Tenant: commune, Pinned: true, Given: given, Least: given + 1})
	if err != nil || old.IsOpen(day("2026-12-01")) || old.IsOpen(day("2026-11-28")) || len(old.Hours(day("2026-12-02"))) != 2 || int64(old.Version()) != given+1 {
		t.Error("a promise given before", err)
	}
	if was, err := u.CalendarAt(ctx, registry.CalendarQuery{Tenant: commune, Pinned: true, Given: given, Below: given + 1}); err != nil || !was.IsOpen(day("2026-12-01")) {
		t.Error("without the version", err)
	}
	if now, err := u.CalendarFor(ctx, commune); err != nil || len(now.Hours(day("2026-12-02"))) != 1 {
		t.Error("what is promised from now on", err)
	}
	first, err := u.CalendarAt(ctx, registry.CalendarQuery{Tenant: commune, Pinned: true, Given: 1})
	if err != nil || first.DayMinutes() != 450 || first.IsOpen(day("2026-12-01")) || !first.IsOpen(day("2026-11-26")) {
		t.Error("a promise from before the office said anything", err)
	}
}
