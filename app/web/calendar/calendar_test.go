package calendar_test

import (
	"maps"
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

func text(p *apptest.Page) string { return strings.Join(strings.Fields(p.Find("main").Text()), " ") }

func want(t *testing.T, p *apptest.Page, status int, says ...string) *apptest.Page {
	t.Helper()
	if p.Status != status {
		t.Fatalf("%s answers %d, want %d: %.1500s", p.URL, p.Status, status, text(p))
	}
	for _, s := range says {
		if !strings.Contains(text(p), s) {
			t.Errorf("%s does not say %q: %.2500s", p.URL, s, text(p))
		}
	}
	return p
}

func onDay(d deadlines.Day, v url.Values) url.Values {
	y, m, n := d.Date()
	v.Set("from_day", strconv.Itoa(n))
	v.Set("from_month", strconv.Itoa(int(m)))
	v.Set("from_year", strconv.Itoa(y))
	return v
}

type due struct {
	ID      uuid.UUID
	Due     time.Time
	Version int
}

// running are Kim Bôi's dossiers whose promise stands.
func running(t *testing.T, w *apptest.World) map[uuid.UUID]due {
	t.Helper()
	rows, err := pgtest.Conn(t, w.DB.SuperURL).Query(t.Context(), `SELECT id, due_at, version FROM app.dossier WHERE competent_tenant = $1 AND holder_tenant = $1 AND is_open AND promised_first IS NOT NULL AND due_at IS NOT NULL`, apptest.KimBoi)
	if err != nil {
		t.Fatal(err)
	}
	out := map[uuid.UUID]due{}
	for rows.Next() {
		var d due
		if err := rows.Scan(&d.ID, &d.Due, &d.Version); err != nil {
			t.Fatal(err)
		}
		out[d.ID] = d
	}
	return out
}

// smaller are the times of Kim Bôi's open steps, windows of residents and intake clocks.
func smaller(t *testing.T, w *apptest.World) map[string]time.Time {
	t.Helper()
	rows, err := pgtest.Conn(t, w.DB.SuperURL).Query(t.Context(), `SELECT 'step ' || k.id, k.due_at FROM app.task k JOIN app.dossier d ON d.id = k.dossier_id AND d.is_open WHERE k.tenant_id = $1 AND d.holder_tenant = $1 AND k.done_at IS NULL AND k.due_at IS NOT NULL
		UNION ALL SELECT 'window ' || s.dossier_id, s.closes_at FROM app.supplement s JOIN app.dossier d ON d.id = s.dossier_id AND d.holder_tenant = $1 AND d.supplement_closes_at = s.closes_at WHERE s.state = 'open'
		UNION ALL SELECT 'intake ' || id, due_at FROM app.dossier WHERE holder_tenant = $1 AND state = 'submitted' AND due_at IS NOT NULL`, apptest.KimBoi)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]time.Time{}
	for rows.Next() {
		var k string
		var at time.Time
		if err := rows.Scan(&k, &at); err != nil {
			t.Fatal(err)
		}
		out[k] = at
	}
	return out
}

func TestAStormMovesPromisesAndHoursDoNot(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Work()
	office := tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Thử"}))
	for i := range 2 { // one in a handler's work, one waiting for its resident
		id := uuid.MustParse(strings.TrimPrefix(w.Accepted(t, "1.013978"), "/cb/ho-so/"))
		err := w.Dossiers.Assign(office, dossiers.Ref{ID: id}, uuid.New(), "Thử")
		if i == 1 && err == nil {
			err = w.Dossiers.AskSupplement(office, dossiers.Ref{ID: id}, dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "answers", Reason: "missing"}}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	before, terms := running(t, w), smaller(t, w)
	cal, err := w.Units.CalendarFor(tenants.With(t.Context(), tenants.Public()), apptest.KimBoi)
	if err != nil {
		t.Fatal(err)
	}
	day := deadlines.DayOf(time.Now()) + 1
	for !cal.IsOpen(day) {
		day++
	}
	later := 0
	for _, d := range before {
		if deadlines.DayOf(d.Due) >= day {
			later++
		}
	}
	if later == 0 {
		t.Fatal("the world has no promise after tomorrow")
	}

	// the commune changes its hours: what was promised stays
	commune := w.Officer("kimboi.quantri")
	p := want(t, commune.Get("/cb/lich/gio"), 200)
	p = want(t, commune.Submit(p, "main form", url.Values{"g5_2": {"13:00"}, "g5_3": {"15:30"}}), 200, "13:30–17:00", "13:00–15:30")
	want(t, commune.Submit(p, `form[action="/cb/lich/thay-doi"]`, nil), 200)
	w.Eventually("the commune's dossiers are counted", func() bool {
		p = commune.Get("/cb/lich/thay-doi")
		return p.Find(`form[action="/cb/lich/thay-doi/ap-dung"]`).Length() == 1
	})
	want(t, p, 200, "giữ nguyên", "Mọi ngày đã hẹn giữ nguyên")
	want(t, commune.Submit(p, `form[action="/cb/lich/thay-doi/ap-dung"]`, nil), 422, "Viết lý do", "văn bản làm căn cứ")
	p = want(t, commune.Submit(p, `form[action="/cb/lich/thay-doi/ap-dung"]`, url.Values{"reason": {"Giờ mùa đông"}, "basis": {"QĐ 12/QĐ-UBND"}}), 200, "Phiên bản 1", "Giờ mùa đông", "giữ nguyên mọi ngày đã hẹn")
	if after := running(t, w); !equal(before, after) || !maps.EqualFunc(terms, smaller(t, w), time.Time.Equal) {
		t.Error("hours moved a promise, a step or a window")
	}

	// the province closes a day by the State's word
	prov := w.Officer("phutho.quantri")
	storm := onDay(day, url.Values{"kind": {"closure"}, "half": {"day"}, "name": {"Bão số 15"}, "basis": {"Công điện 99/CĐ-TTg"}})
	p = want(t, prov.Submit(want(t, prov.Get("/tinh/lich/ngay"), 200), "main form", storm), 200, "Bão số 15", "đóng cửa đột xuất")
	want(t, prov.Submit(p, `form[action="/tinh/lich/thay-doi"]`, nil), 200)
	w.Eventually("every commune has counted", func() bool {
		p = prov.Get("/tinh/lich/thay-doi")
		return p.Find(`form[action="/tinh/lich/thay-doi/ap-dung"]`).Length() == 1
	})
	want(t, p, 200, "Xã Kim Bôi", "4/4 đơn vị")
	if strings.Contains(p.Body, "H44.04978-") {
		t.Error("a province reads codes of dossiers")
	}
	p = want(t, prov.Submit(p, `form[action="/tinh/lich/thay-doi/ap-dung"]`, url.Values{"reason": {"Bão số 15"}, "basis": {"Công điện 99/CĐ-TTg"}, "move": {"1"}}), 200, "Chuyển ngày hẹn", "Bão số 15")
	w.Eventually("dates have moved", func() bool {
		return strings.Contains(text(prov.Get("/tinh/lich/phien-ban/xem")), "4/4 đơn vị")
	})
	after := running(t, w)
	moved := 0
	for id, d := range before {
		if after[id].Due.After(d.Due) {
			moved++
		} else if deadlines.DayOf(d.Due) >= day {
			t.Errorf("%s was promised for %s and did not move", id, d.Due)
		}
		ctx := tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.System))
		x, err := w.Dossiers.ByID(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		e, err := w.Dossiers.Explain(ctx, x)
		if err != nil {
			t.Fatal(err)
		}
		if !e.Promise.Due.Equal(after[id].Due) {
			t.Errorf("%s: the ledger says %s, the dossier %s", id, e.Promise.Due, after[id].Due)
		}
	}
	if moved != later {
		t.Errorf("%d moved, %d were promised after the storm", moved, later)
	}
	movedTerms, of := smaller(t, w), map[string]int{}
	for k, at := range terms {
		what, _, _ := strings.Cut(k, " ")
		if to := movedTerms[k]; to.After(at) {
			of[what]++
		} else if d := deadlines.DayOf(at); d >= day && d < day+60 {
			t.Errorf("%s was due %s and did not move", k, at)
		}
	}
	if of["step"] == 0 || of["window"] == 0 {
		t.Errorf("of steps, windows and intake clocks moved %v", of)
	}
	su := pgtest.Conn(t, w.DB.SuperURL)
	var told int
	w.Eventually("people are told", func() bool {
		if err := su.QueryRow(t.Context(), `SELECT count(DISTINCT dossier_id) FROM app.notice WHERE template = 'dossier.date_moved' AND tenant_id = $1`, apptest.KimBoi).Scan(&told); err != nil {
			t.Fatal(err)
		}
		return told == moved
	})
	// the job once more: nothing left to do
	var id uuid.UUID
	var edit int
	if err := su.QueryRow(t.Context(), `SELECT id, edit FROM app.calendar_change WHERE state = 'held' ORDER BY id DESC LIMIT 1`).Scan(&id, &edit); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Calendars.Recompute(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), args.RecomputeCalendar{Ref: args.Ref{TenantID: apptest.KimBoi}, ChangeID: id, Edit: edit, Hold: true, Again: true}); err != nil {
		t.Fatal(err)
	}
	if !equal(after, running(t, w)) || !maps.EqualFunc(movedTerms, smaller(t, w), time.Time.Equal) {
		t.Error("a second look moved something again")
	}
	want(t, commune.Get("/cb/lich/phien-ban"), 200, "Bão số 15", "chuyển theo luật", "Ngày nghỉ cả nước")
	want(t, prov.Get("/tinh/lich"), 200, "Bão số 15")
	want(t, prov.Get("/tinh/lich/phien-ban"), 200, "Phiên bản 1")
}

func equal(a, b map[uuid.UUID]due) bool {
	if len(a) != len(b) {
		return false
	}
	for id, d := range a {
		if e := b[id]; !e.Due.Equal(d.Due) || e.Version != d.Version {
			return false
		}
	}
	return true
}

func TestACalendarThatMakesNoSenseIsRefusedBesideTheField(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer("kimboi.quantri")
	hours := want(t, c.Get("/cb/lich/gio"), 200)
	want(t, c.Submit(hours, "main form", url.Values{"g1_0": {"11:30"}, "g1_1": {"07:30"}}), 422, "Thứ Hai, sáng: giờ đóng cửa phải sau giờ mở cửa")
	want(t, c.Submit(hours, "main form", url.Values{"g2_1": {"14:00"}}), 422, "Thứ Ba, chiều: chồng lên buổi sáng")
	want(t, c.Submit(hours, "main form", url.Values{"g3_0": {"sớm"}}), 422, "dạng 07:30")
	form := want(t, c.Get("/cb/lich/ngay"), 200)
	want(t, c.Submit(form, "main form", nil), 422, "Chọn loại ngày", "Nhập ngày, tháng, năm")
	y, _, _ := deadlines.DayOf(time.Now()).Date()
	feast := onDay(deadlines.MakeDay(y+1, 9, 2), url.Values{"kind": {"closure"}, "name": {"Nghỉ"}, "basis": {"x"}})
	want(t, c.Submit(form, "main form", feast), 422, "vốn đã nghỉ")
	sunday := deadlines.MakeDay(y+1, 3, 1)
	for sunday.Weekday() != time.Sunday {
		sunday++
	}
	want(t, c.Submit(form, "main form", onDay(sunday, url.Values{"kind": {"swap_work"}, "name": {"Làm bù"}, "basis": {"CV 1"}})), 200, "Làm bù")
	want(t, c.Submit(form, "main form", onDay(sunday, url.Values{"kind": {"closure"}, "name": {"Đóng"}, "basis": {"CV 2"}})), 422, "không thể vừa nghỉ vừa làm")
	want(t, c.Submit(form, "main form", onDay(sunday+1, url.Values{"kind": {"swap_work"}, "name": {"Làm bù"}, "basis": {"CV 1"}})), 422, "vốn là ngày làm việc")
	want(t, c.Submit(form, "main form", onDay(sunday+2, url.Values{"kind": {"special"}, "name": {"Mở sớm"}, "sang_mo": {"09:00"}, "sang_dong": {"08:00"}})), 422, "giờ đóng cửa phải sau")
	want(t, c.PostForm("/cb/lich/ngay", url.Values{"kind": {"closure"}, "name": {"x"}, "basis": {"x"}, "from_day": {"31"}, "from_month": {"2"}, "from_year": {"2027"}}), 422, "Không có ngày này")

	// a year without holidays is said, and lunar ones are proposed
	prov := w.Officer("phutho.quantri")
	far := strconv.Itoa(2030)
	p := want(t, prov.Get("/tinh/lich/de-xuat?nam="+far), 200, "02/02/2030", "Giỗ Tổ Hùng Vương")
	p = want(t, prov.Submit(p, "main form", url.Values{"proposed": {"2030-02-04"}}), 200, "04/02/2030")
	want(t, p, 200, "nghỉ lễ")
	want(t, prov.PostForm("/tinh/lich/de-xuat", url.Values{"nam": {far}}), 422, "Chọn ít nhất một ngày")
	want(t, prov.PostForm("/tinh/lich/thay-doi/bo", nil), 200, "Lịch làm việc")
	// only those who keep the office's settings
	if p := w.Officer("kimboi.thuly").Get("/cb/lich/ngay"); p.Status != 403 {
		t.Errorf("a handler's calendar form answers %d", p.Status)
	}
}
