package console_test

import (
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
	"motcua/app/dossiers"
	"motcua/migrations"
	"motcua/storage/pgtest"
)

const centre = "Trung tâm Phục vụ hành chính công tỉnh Phú Thọ"

// atCounter asks for the routed procedure with answers, as an officer without scripts does.
func atCounter(t *testing.T, c *apptest.Client, size, site string) *apptest.Page {
	t.Helper()
	p := see(t, c.Submit(see(t, c.Get("/cb/tiep-nhan"), 200), "#tiep-nhan", url.Values{"scan": {cardSen}}), 200)
	p = see(t, c.Submit(p, "#tiep-nhan", url.Values{"q": {"cap phep cong trinh thu"}, "phone": {"0912 345 678"}}), 200)
	return see(t, c.Click(p, "Cập nhật câu hỏi, giấy tờ", url.Values{"tk_size": {size}, "tk_site_line": {"Khu 1"}, "tk_site_place": {site}}), 200)
}

// What the province decides a commune's counter receives and hands up, with the
// centre's date; the centre takes it and its own counter receives at once; another
// province's counter names the right place.
func TestTheProvinceDecidesAtTheCounter(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Work()
	w.Publish(apptest.RoutedCode, "Cấp phép công trình thử", apptest.Routed)
	desk := w.Officer("kimboi.tiepnhan")
	p := atCounter(t, desk, "large", "xã Đào Xá, tỉnh Phú Thọ")
	must(t, p, "Tiếp nhận tại đây, luân chuyển đến "+centre, "Công trình cấp II trở lên do tỉnh cấp phép", "Hẹn trả (dự kiến)")
	if !testing.Short() {
		look.PagesIn(t, look.Browser(t), []look.Page{{Name: "cb-tiep-nhan-cap-tinh", View: page(p.Body)}}, look.Desk)
	}
	done := desk.Submit(p, "#tiep-nhan", url.Values{"nhan_ho_so": {"1"}})
	if done.Status != 200 || !strings.HasSuffix(done.URL.Path, "/giay-hen") {
		t.Fatalf("%d at %s: %s", done.Status, done.URL, done.Read("main"))
	}
	must(t, done, centre, "dự kiến")
	at := strings.TrimSuffix(done.URL.Path, "/giay-hen")
	id := at[strings.LastIndex(at, "/")+1:]
	su := pgtest.Conn(t, w.DB.SuperURL)
	w.Eventually("it is delivered", func() bool {
		var n int
		return su.QueryRow(t.Context(), `SELECT count(*) FROM app.handover WHERE dossier_id = $1 AND to_tenant = $2 AND state = 'delivered'`, id, migrations.TenantID("T25")).Scan(&n) == nil && n == 1
	})
	up := w.Officer("phutho.trungtam.tiepnhan")
	must(t, see(t, act(t, up, at, "nhan", nil), 200), "Cấp phép công trình thử", "Đã tiếp nhận")
	must(t, see(t, desk.Get(at), 200), centre) // the commune keeps reading, it received it

	// at the centre's own counter
	p = atCounter(t, up, "large", "xã Đào Xá, tỉnh Phú Thọ")
	must(t, p, "Tiếp nhận và giải quyết tại "+centre)
	if done := up.Submit(p, "#tiep-nhan", url.Values{"nhan_ho_so": {"1"}, "van_nhan": {"1"}}); done.Status != 200 || !strings.HasSuffix(done.URL.Path, "/giay-hen") || strings.Contains(done.Read("main"), "dự kiến") {
		t.Fatalf("%d at %s: %s", done.Status, done.URL, done.Read("main"))
	}
	p = atCounter(t, up, "small", "xã Đào Xá, tỉnh Phú Thọ") // a commune's matter
	must(t, p, "UBND xã Đào Xá")
	// what may not be received is refused by the act too, whatever is posted
	p = atCounter(t, desk, "small", "xã Đào Xá, tỉnh Phú Thọ")
	must(t, p, "Hồ sơ này nộp tại UBND xã Đào Xá, tỉnh Phú Thọ")
	if p := desk.Submit(p, "#tiep-nhan", url.Values{"nhan_ho_so": {"1"}, "co_quan": {apptest.KimBoi.String()}, "van_nhan": {"1"}}); p.Status != 422 {
		t.Fatalf("received for the wrong office: %d at %s", p.Status, p.URL)
	}
	must(t, atCounter(t, w.Officer("govap.tiepnhan"), "large", "xã Đào Xá, tỉnh Phú Thọ"), "Hồ sơ này nộp tại "+centre)
}

// An officer who helps reads the resident a new statement when an answer sends
// her draft to another office than she agreed to.
func TestHelpedDraftGoesUpWithANewConsent(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Publish(apptest.RoutedCode, "Cấp phép công trình thử", apptest.Routed)
	c := w.Officer("kimboi.tiepnhan")
	p := see(t, c.Get("/cb/giup?"+url.Values{"scan": {cardSen}, "q": {"cap phep cong trinh thu"}, "phone": {"0912345678"}}.Encode()), 200)
	p = see(t, c.Submit(p, "main form", url.Values{"bat_dau": {"1"}, "cach": {"spoken_at_counter"}, "dong_y": {"1"}}), 200)
	base := p.URL.Path
	if !strings.HasPrefix(base, "/cb/giup/") {
		t.Fatal(p.Read("main"))
	}
	p = c.Submit(see(t, c.Get(base+"/phan/2"), 200), "#cau-hoi-don", url.Values{"size": {"line"}, "site_line": {"Khu 1"}, "site_place": {"xã Đào Xá, tỉnh Phú Thọ"}})
	if p.URL.Path != base+"/noi-nop" {
		t.Fatalf("at %s", p.URL)
	}
	must(t, p, "Chuyển nơi nộp sang "+centre, "Công trình theo tuyến do tỉnh cấp phép", "Tôi là Bùi Thị Sen", "đến "+centre)
	must(t, see(t, c.Submit(p, "main form[action$='/noi-nop']", nil), 422), "Chọn cách người dân đồng ý")
	if !testing.Short() {
		look.Visit(t, look.Browser(t), w.URL, c.Cookies(), []look.Address{{Name: "cb-giup-noi-nop", Path: base + "/noi-nop"}}, look.Desk)
	}
	p = c.Submit(p, "main form[action$='/noi-nop']", url.Values{"cach": {"signature"}, "dong_y": {"1"}})
	if p.URL.Path != base {
		t.Fatalf("%d at %s", p.Status, p.URL)
	}
	must(t, p, "Nộp đến "+centre)
	su := pgtest.Conn(t, w.DB.SuperURL)
	var n int
	if err := su.QueryRow(t.Context(), `SELECT count(*) FROM app.consent c JOIN app.dossier d ON d.id = c.dossier_id WHERE d.id = $1 AND d.competent_tenant = $2 AND c.statement LIKE '%' || $3 || '%' AND d.answers->>$4 = '04978'`,
		base[strings.LastIndex(base, "/")+1:], migrations.TenantID("T25"), centre, dossiers.AnswerCommune).Scan(&n); err != nil || n != 1 {
		t.Fatalf("%d consents to the centre: %v", n, err)
	}
	if p := c.PostForm(base+"/noi-nop", url.Values{"xa": {apptest.HoaBinh.String()}, "cach": {"signature"}, "dong_y": {"1"}}); p.Status != 404 {
		t.Fatalf("an office she did not agree to: %d", p.Status)
	}
}
