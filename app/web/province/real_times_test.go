package province_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/reports"
	"motcua/migrations"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// What a page says a procedure takes is what the ledgers say, and is said
// nowhere where it rests on too few.
func TestRealTimes(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	su := pgtest.Conn(t, w.DB.SuperURL)
	public := tenants.With(t.Context(), tenants.Public())
	at := tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.System))

	rows, err := su.Query(t.Context(), `SELECT id, coalesce(worked_minutes, -1) FROM app.dossier WHERE competent_tenant = $1 AND decided_at IS NOT NULL`, apptest.KimBoi)
	if err != nil {
		t.Fatal(err)
	}
	stored := map[uuid.UUID]int{}
	for rows.Next() {
		var id uuid.UUID
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			t.Fatal(err)
		}
		stored[id] = n
	}
	by := map[uuid.UUID]int64{}
	for id, n := range stored {
		f, err := w.Dossiers.Open(at, id)
		if err != nil {
			t.Fatal(err)
		}
		cal, err := w.Units.CalendarFor(public, apptest.KimBoi)
		if err != nil {
			t.Fatal(err)
		}
		if want, err := deadlines.WorkedMinutes(cal, f.Terms.Policy(f.Channel), dossiers.Ledger(f.Clock), *f.DecidedAt); err != nil || want != n {
			t.Errorf("%s: %d minutes are stored, the ledger says %d (%v)", f.CodeText(), n, want, err)
		}
		by[f.Procedure]++
	}
	if len(by) < 3 {
		t.Fatalf("only %d procedures were decided at Kim Bôi", len(by))
	}

	var most uuid.UUID
	for p, n := range by {
		if n > by[most] {
			most = p
		}
	}
	x, err := w.Catalogue.ByID(public, most)
	if err != nil {
		t.Fatal(err)
	}
	resident := w.Anybody()
	resident.Cookie("mc_xa", "04978")
	here := "/thu-tuc/" + x.Code
	if p := resident.Get(here); p.Find("#thuc-te").Length() != 0 {
		t.Error("a time is said before any was counted")
	}
	count := func(least int) {
		t.Helper()
		r := reports.Service{DB: w.App.DB, Now: w.Now, LeastTimes: least}
		if err := r.CountTimes(tenants.With(t.Context(), tenants.Worker(migrations.TenantID(migrations.ProvinceTenantCode("25"))))); err != nil {
			t.Fatal(err)
		}
	}
	count(int(by[most]) + 1000)
	if p := resident.Get(here); p.Find("#thuc-te").Length() != 0 {
		t.Error("a time is said that rests on too few")
	}
	count(1)
	list, err := w.Reports.Times(public, reports.TimesQuery{Province: "25", Office: apptest.KimBoi})
	if err != nil {
		t.Fatal(err)
	}
	var f reports.TimeFigure
	for _, l := range list {
		if l.Procedure == most {
			f = l
		}
		if l.N != by[l.Procedure] {
			t.Errorf("%d dossiers of a procedure are counted, %d were decided", l.N, by[l.Procedure])
		}
	}
	var median, ninety int
	if err := su.QueryRow(t.Context(), `SELECT app.time_step(percentile_disc(0.5) WITHIN GROUP (ORDER BY worked_minutes)), app.time_step(percentile_disc(0.9) WITHIN GROUP (ORDER BY worked_minutes))
		FROM app.dossier WHERE competent_tenant = $1 AND procedure_id = $2 AND decided_at IS NOT NULL`, apptest.KimBoi, most).Scan(&median, &ninety); err != nil {
		t.Fatal(err)
	}
	if f.Median != median || f.Ninety != ninety {
		t.Errorf("median %d and 90th percentile %d, want %d and %d", f.Median, f.Ninety, median, ninety)
	}
	half := "một nửa số hồ sơ xong trong " + deadlines.FormatTook(f.Median, 450)
	want(t, resident.Get(here), 200, "Thực tế mất bao lâu", "Xã Kim Bôi: "+half, "Cả tỉnh Phú Thọ:")
	want(t, w.Officer("kimboi.thuly").Get("/cb/thoi-gian"), 200, x.PlainName, deadlines.FormatTook(f.Ninety, 450))
	c := w.Officer(admin)
	want(t, c.Get("/tinh"), 200, "Thời gian giải quyết thực tế", x.PlainName)
	want(t, c.Get("/tinh/thoi-gian"), 200, x.PlainName)
	want(t, c.Get("/tinh/thoi-gian?thu-tuc="+x.Code), 200, x.PlainName, "Xã Kim Bôi", deadlines.FormatTook(f.Ninety, 450))
	want(t, c.Get(kimBoi), 200, "Thời gian giải quyết thực tế", x.PlainName)
	if p := w.Officer("hcm.quantri").Get("/tinh/thoi-gian?thu-tuc=" + x.Code); strings.Contains(p.Text(), "Kim Bôi") {
		t.Error("another province's commune is listed")
	}
	// a worker of a commune counts nothing
	r := reports.Service{DB: w.App.DB, Now: w.Now, LeastTimes: 1000}
	if err := r.CountTimes(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi))); err != nil {
		t.Fatal(err)
	}
	if again, err := w.Reports.Times(public, reports.TimesQuery{Province: "25", Office: apptest.KimBoi}); err != nil || len(again) != len(list) {
		t.Errorf("%d figures after a commune's worker counted, %d before (%v)", len(again), len(list), err)
	}
}
