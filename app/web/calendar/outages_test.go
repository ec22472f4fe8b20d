package calendar_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/jobs/args"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// An announced outage stops the clocks that ran meanwhile, with its basis, once,
// and its people are told; what waited anyway is left alone.
func TestAnOutageStopsTheClock(t *testing.T) {
	t.Parallel()
	now := time.Now()
	w := apptest.Start(t, apptest.At(func() time.Time { return now }))
	cal, err := w.Units.CalendarFor(tenants.With(t.Context(), tenants.Public()), apptest.KimBoi)
	if err != nil {
		t.Fatal(err)
	}
	day := deadlines.DayOf(now) + 1 // three ordinary days in a row: in, down, up again
	for _, special := cal.Special(day); special || day.Weekday() == time.Friday || !cal.IsOpen(day) || !cal.IsOpen(day+1) || !cal.IsOpen(day+2); _, special = cal.Special(day) {
		day++
	}
	start := day.At(8 * 60)
	now = start
	office := tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Thử"}))
	var ids [2]uuid.UUID // one in work, one waiting for its resident
	for i := range ids {
		ids[i] = uuid.MustParse(strings.TrimPrefix(w.Accepted(t, "1.013978"), "/cb/ho-so/"))
		if err := w.Dossiers.Assign(office, dossiers.Ref{ID: ids[i]}, uuid.New(), "Thử"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Dossiers.AskSupplement(office, dossiers.Ref{ID: ids[1]}, dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "answers", Reason: "missing"}}}); err != nil {
		t.Fatal(err)
	}
	before, err := w.Dossiers.ByID(office, ids[0])
	if err != nil {
		t.Fatal(err)
	}
	now = start.Add(50 * time.Hour) // it was down the day before from 09:00 to 16:00
	prov := w.Officer("phutho.quantri")
	on := func(v url.Values, name, at string) url.Values {
		y, m, d := (day + 1).Date()
		v.Set(name+"_day", strconv.Itoa(d))
		v.Set(name+"_month", strconv.Itoa(int(m)))
		v.Set(name+"_year", strconv.Itoa(y))
		v.Set(name+"_time", at)
		return v
	}
	p := want(t, prov.Get("/tinh/lich/su-co"), 200, "Chưa ghi sự cố nào")
	want(t, prov.Submit(p, `form[action="/tinh/lich/su-co"]`, on(on(url.Values{}, "from", "16:00"), "till", "09:00")), 422, "phải sau lúc bắt đầu", "Viết điều gì đã hỏng", "Ghi thông báo sự cố")
	want(t, prov.Submit(p, `form[action="/tinh/lich/su-co"]`, on(on(url.Values{}, "from", "sáng"), "till", "09:00")), 422, "Nhập giờ dạng 09:30")
	said := on(on(url.Values{"reason": {"Hệ thống mất điện"}, "basis": {"Thông báo 12/TB; NĐ 301/2026/NĐ-CP Điều 4 khoản 7"}}, "from", "09:00"), "till", "16:00")
	want(t, prov.Submit(p, `form[action="/tinh/lich/su-co"]`, said), 200, "Hệ thống mất điện", "mọi đơn vị của tỉnh", "đang ghi, 0/")

	var outage uuid.UUID
	su := pgtest.Conn(t, w.DB.SuperURL)
	if err := su.QueryRow(t.Context(), `SELECT id FROM app.outage`).Scan(&outage); err != nil {
		t.Fatal(err)
	}
	work := func() {
		t.Helper()
		if more, err := w.Calendars.PauseOutage(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), args.PauseOutage{Ref: args.Ref{TenantID: apptest.KimBoi}, OutageID: outage}); more || err != nil {
			t.Fatal(more, err)
		}
	}
	work()
	f, err := w.Dossiers.Open(office, ids[0])
	if err != nil {
		t.Fatal(err)
	}
	n := len(f.Clock)
	pause, resume := f.Clock[n-2], f.Clock[n-1]
	if pause.Kind != "pause" || pause.PauseKind != "outage" || pause.LegalBasis == "" || !pause.At.Equal(start.Add(25*time.Hour)) || resume.Kind != "resume" || !resume.At.Equal(start.Add(32*time.Hour)) {
		t.Fatalf("the ledger ends with %+v, %+v", pause, resume)
	}
	lost := deadlines.WorkingMinutesBetween(cal, pause.At, resume.At)
	if got := deadlines.WorkingMinutesBetween(cal, *before.DueAt, *f.DueAt); lost != 5*60 || got != lost || !f.LawfulDue.Equal(*f.DueAt) || !f.PromisedFirst.Equal(*before.DueAt) {
		t.Errorf("%d working minutes were lost, the date moved by %d to %s, lawful %s", lost, got, f.DueAt, f.LawfulDue)
	}
	waiting, err := w.Dossiers.Open(office, ids[1])
	if err != nil || waiting.Clock[len(waiting.Clock)-1].PauseKind != "applicant" {
		t.Errorf("a dossier that waited for its resident got %+v (%v)", waiting.Clock, err)
	}
	e, err := w.Dossiers.Explain(office, f.Dossier)
	if err != nil || !strings.Contains(strings.Join(e.ForResident(), " "), "sự cố") || !strings.Contains(strings.Join(e.ForOfficer(), " "), "301/2026") {
		t.Errorf("the account does not say it: %s (%v)", e.ForOfficer(), err)
	}
	var told int
	if err := su.QueryRow(t.Context(), `SELECT count(*) FROM app.river_job WHERE kind = 'notify_dossier' AND args ->> 'dossier_id' = $1 AND args ->> 'event' = 'dossier.outage_paused'`, ids[0].String()).Scan(&told); err != nil || told != 1 {
		t.Errorf("told %d times (%v)", told, err)
	}
	// once more, also from the beginning: nothing is left
	if _, err := su.Exec(t.Context(), `UPDATE app.outage_part SET done_at = NULL, upto = NULL`); err != nil {
		t.Fatal(err)
	}
	work()
	if g, err := w.Dossiers.Open(office, ids[0]); err != nil || len(g.Clock) != n || g.Version != f.Version {
		t.Errorf("twice is %d entries, once %d (%v)", len(g.Clock), n, err)
	}
	// a second click announces nothing more
	want(t, prov.PostForm("/tinh/lich/su-co", func() url.Values { said.Set("id", outage.String()); return said }()), 200)
	if err := su.QueryRow(t.Context(), `SELECT count(*) FROM app.outage`).Scan(&told); err != nil || told != 1 {
		t.Errorf("%d outages (%v)", told, err)
	}
	want(t, w.Officer("kimboi.quantri").Get("/cb/lich/su-co"), 200, "Hệ thống mất điện", "đã ghi", "ngày hẹn đổi")
	if p := w.Officer("hcm.quantri").Get("/tinh/lich/su-co"); strings.Contains(text(p), "mất điện") {
		t.Error("another province reads it")
	}
}
