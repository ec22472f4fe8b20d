package province_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"motcua/app/apptest"
	"motcua/app/dossiers"
	"motcua/app/web"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

const (
	admin   = "phutho.quantri"
	kimBoi  = "/tinh/xa/04978"
	daBac   = "/tinh/xa/04831" // not live in the small world
	goVap   = "/tinh/xa/26884" // another province's
	married = "/tinh/thu-tuc/1.004873"
)

func text(p *apptest.Page, selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).First().Text()), " ")
}

func want(t *testing.T, p *apptest.Page, status int, says ...string) {
	t.Helper()
	if p.Status != status {
		t.Fatalf("%s answers %d, want %d: %.2000s", p.URL, p.Status, status, text(p, "main"))
	}
	all := strings.Join(strings.Fields(p.Text()), " ")
	for _, s := range says {
		if !strings.Contains(all, s) {
			t.Errorf("%s does not say %q: %.2000s", p.URL, s, text(p, "main"))
		}
	}
}

func TestDashboard(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer(admin)
	p := c.Get("/tinh")
	want(t, p, 200, "số liệu đến", "3/148 đơn vị đang hoạt động", "Chưa đủ 30 hồ sơ")
	communes := func(p *apptest.Page) *goquery.Selection { return p.Find("main table").First().Find("tbody tr") } // the table of pauses follows
	if n := communes(p).Length(); n != 148 {
		t.Fatalf("%d communes", n)
	}
	r, err := http.NewRequest(http.MethodGet, w.URL+"/tinh", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip") // then the client leaves it packed
	if packed := c.Do(r); packed.Header.Get("Content-Encoding") != "gzip" || len(packed.Body) > 20<<10 {
		t.Errorf("the dashboard travels as %d bytes, %v", len(packed.Body), packed.Header)
	}
	sum, linked := 0, 0
	communes(p).Each(func(_ int, r *goquery.Selection) {
		name := r.Find("th a").AttrOr("href", "")
		r.Find("td").Each(func(i int, d *goquery.Selection) {
			n := strings.TrimSpace(d.Text())
			if i == 3 {
				sum += number(t, n)
			}
			if n == "0" || n == "–" {
				return
			}
			linked++
			if href := d.Find("a").AttrOr("href", ""); href != name || !strings.HasPrefix(href, "/tinh/xa/") {
				t.Errorf("a figure leads to %q", href)
			}
		})
	})
	if total := number(t, text(p, ".tile b")); total != sum || sum == 0 || linked == 0 {
		t.Errorf("received %d in all, %d by commune; %d linked", total, sum, linked)
	}
	// the month, the peer group and the order stay together
	p = c.Get("/tinh?tu=2026-10&den=2026-11&nhom=phuong&sap=ten")
	want(t, p, 200, "tháng 10/2026 đến tháng 11/2026")
	first := text(p, "tbody th")
	if !strings.HasPrefix(first, "Phường Âu Cơ") || communes(p).Length() != 15 {
		t.Errorf("phường by name begin with %q, %d of them", first, communes(p).Length())
	}
	if s := p.Find("thead th[aria-sort=ascending]").Length(); s != 1 {
		t.Errorf("%d sorted columns", s)
	}
	// the same as a table for spreadsheets
	href, _ := p.Find("a[href^='/tinh/xuat.csv']").Attr("href")
	e := c.Get(href)
	if e.Status != 200 || e.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.HasPrefix(e.Body, "\ufeff") {
		t.Fatalf("export: %d %v", e.Status, e.Header)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(e.Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 16 || rows[1][1] != "Phường Âu Cơ" || rows[1][3] != "2026-10" {
		t.Errorf("export: %d rows, %v", len(rows), err)
	}
	for _, q := range []string{"?tu=%00&den=abc&nhom=zz&sap='", "?tu=9999-99"} {
		want(t, c.Get("/tinh"+q), 200)
	}
}

func TestProvinceWall(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	phuTho, hcm := w.Officer(admin), w.Officer("hcm.quantri")
	for _, below := range []string{"", "/thiet-lap", "/mo", "/lich-su", "/nhan-su", "/nhan-su/moi"} {
		want(t, hcm.Get(goVap+below), 200)
		foreign, missing, own := hcm.Get(kimBoi+below), hcm.Get("/tinh/xa/99999"+below), phuTho.Get(kimBoi+below)
		if own.Status != 200 || foreign.Status != 404 || missing.Status != 404 || text(foreign, "main h1") != text(missing, "main h1") || strings.Contains(foreign.Body, "Kim Bôi") {
			t.Errorf("%s: own %d, foreign %d, missing %d", below, own.Status, foreign.Status, missing.Status)
		}
		if back := foreign.Find("main a.btn").AttrOr("href", ""); back != "/tinh" {
			t.Errorf("%s: the way back is %q", below, back)
		}
		if p := hcm.Get("/tinh/xa/" + apptest.KimBoi.String() + below); p.Status != 404 {
			t.Errorf("%s by id: %d", below, p.Status)
		}
	}
	own := phuTho.PostForm(kimBoi+"/thiet-lap", settings("0218 111 2222"))
	foreign := hcm.PostForm(kimBoi+"/thiet-lap", settings("0218 999 9999"))
	if own.Status != 200 || foreign.Status != 404 {
		t.Errorf("settings: own %d, foreign %d", own.Status, foreign.Status)
	}
	if got := phuTho.Get(kimBoi+"/thiet-lap").Find("#f-phone").AttrOr("value", ""); got != "0218 111 2222" {
		t.Errorf("phone is %q", got)
	}
	for who, status := range map[string]int{"kimboi.quantri": 403, "kimboi.tiepnhan": 403, "vanhanh": 403} {
		if p := w.Officer(who).Get("/tinh"); p.Status != status {
			t.Errorf("%s: %d", who, p.Status)
		}
	}
	if p := w.Anybody().Get("/tinh"); p.URL.Path != "/cb/dang-nhap" {
		t.Errorf("nobody is led to %s", p.URL)
	}
}

func settings(phone string) url.Values {
	return url.Values{"phone": {phone}, "address": {"Khu Bo, xã Kim Bôi"}, "email": {""}}
}

func TestSettingsKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer(admin)
	v := settings("12")
	v.Set("address", "<script>alert(1)</script>")
	p := c.PostForm(kimBoi+"/thiet-lap", v)
	want(t, p, 422, "Nhập số điện thoại")
	if !strings.HasPrefix(text(p, "title"), "Lỗi: ") || p.Find("#f-phone").AttrOr("value", "") != "12" || p.Find("#f-address").AttrOr("value", "") != "<script>alert(1)</script>" || p.Find(".es a[href='#f-phone']").Length() != 1 {
		t.Error("typed words are lost: ", text(p, "main"))
	}
	// hours that a form of before sends along change nothing: they have their own pages
	v = settings("0218 111 2222")
	v.Set("g6_0", "8h")
	v.Set("g6_1", "11:00")
	want(t, c.PostForm(kimBoi+"/thiet-lap", v), 200, "Đã lưu", "theo giờ chung của tỉnh", "07:30–11:30, 13:30–17:00")
	if _, own, err := w.Units.HoursOf(tenants.With(t.Context(), tenants.Public()), apptest.KimBoi); own || err != nil {
		t.Errorf("hours changed without a look at open dossiers: %v", err)
	}
	want(t, c.Get(kimBoi+"/lich-su"), 200, "Trần Đức Khải", "Sửa liên hệ của xã Kim Bôi: điện thoại 0218 111 2222")
}

func TestBringingACommuneLive(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer(admin)
	want(t, c.PostForm(daBac+"/mo", url.Values{"x": {"1"}}), 422, "Chưa có số điện thoại", "Chưa có người quản trị")
	want(t, c.Get("/tinh/phu-xanh?den=red"), 200, "Xã Đà Bắc")
	want(t, c.PostForm(daBac+"/thiet-lap", settings("0218 333 4444")), 200, "Đã lưu", "theo giờ chung")
	p := c.Get(daBac + "/nhan-su/moi")
	want(t, p, 200)
	want(t, c.Submit(p, "form[action$='/moi']", url.Values{"full_name": {""}, "username": {"Đà Bắc"}}), 422, "Tên đăng nhập gồm")
	p = c.Submit(p, "form[action$='/moi']", url.Values{"full_name": {"Xa Văn Quyết"}, "username": {"dabac.quantri"}})
	want(t, p, 200, "Chỉ hiện một lần")
	link, err := url.Parse(text(p, "p.code"))
	if err != nil || !strings.HasPrefix(link.Path, "/cb/kich-hoat/") {
		t.Fatalf("link %v %v", link, err)
	}
	want(t, w.Anybody().Get(link.Path), 200, "Xa Văn Quyết")
	want(t, c.Get("/tinh/phu-xanh?den=yellow&q=da+bac"), 200, "Xã Đà Bắc", "đủ điều kiện, chưa mở")
	want(t, c.PostForm(daBac+"/mo", url.Values{"x": {"1"}}), 200, "Đang hoạt động trên hệ thống từ", "Xanh")
	want(t, c.PostForm(daBac+"/mo", url.Values{"x": {"1"}}), 200, "Đang hoạt động") // a second click
	u, err := w.Units.ByCode(tenants.With(t.Context(), tenants.Public()), "04831")
	if err != nil || !u.Live(w.Now()) {
		t.Errorf("%v %v", u.LiveFrom, err)
	}
	want(t, c.Get(daBac+"/lich-su"), 200, "Mở xã Đà Bắc trên hệ thống", "Mời Xa Văn Quyết tại xã Đà Bắc, vai trò Quản trị hệ thống cấp xã", "Giao vai trò “Quản trị hệ thống cấp xã” cho Xa Văn Quyết")
	want(t, c.Get("/tinh/lich-su"), 200, "Mở xã Đà Bắc trên hệ thống")
}

func TestGrantingAndRevoking(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer(admin)
	person := func(username string) string {
		p := c.Get(kimBoi + "/nhan-su")
		href := ""
		p.Find("main tbody tr").Each(func(_ int, r *goquery.Selection) {
			if strings.Contains(r.Text(), username) {
				href = r.Find("a").AttrOr("href", "")
			}
		})
		return href
	}
	href := person("kimboi.thuly2")
	want(t, c.Get(href), 200, "Quách Văn Toàn")
	want(t, c.PostForm(href+"/vai-tro", url.Values{"role": {"handler", "clerk", "platform_operator", "nonsense"}}), 200, "Đã lưu vai trò")
	list, err := w.People.ListStaff(tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.System)), apptest.KimBoi)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.Username == "kimboi.thuly2" && strings.Join(m.Roles, " ") != "clerk handler" {
			t.Errorf("roles %v", m.Roles)
		}
	}
	want(t, c.PostForm(href+"/vai-tro", url.Values{"role": {"handler"}}), 200)
	want(t, c.Get(kimBoi+"/lich-su"), 200, "Giao vai trò “Văn thư” cho Quách Văn Toàn tại xã Kim Bôi", "Thu vai trò “Văn thư” của Quách Văn Toàn")
	// closing ends the sessions at once
	clerk := w.Officer("kimboi.vanthu")
	want(t, clerk.Get("/cb"), 200)
	href = person("kimboi.vanthu")
	want(t, c.PostForm(href+"/tai-khoan", url.Values{"act": {"close"}}), 200, "Đã khóa tài khoản")
	if p := clerk.Get("/cb"); p.URL.Path != "/cb/dang-nhap" {
		t.Errorf("a closed account still opens %s", p.URL)
	}
	want(t, c.PostForm(href+"/tai-khoan", url.Values{"act": {"open"}}), 200, "Đã mở lại")
	want(t, c.PostForm(href+"/moi-lai", url.Values{"x": {"1"}}), 200, "Chỉ hiện một lần")
	// oneself, as the last admin
	self := c.Get("/tinh/nhan-su").Find("main tbody tr").FilterFunction(func(_ int, r *goquery.Selection) bool { return strings.Contains(r.Text(), "Trần Đức Khải") }).Find("a").AttrOr("href", "")
	want(t, c.PostForm(self+"/vai-tro", url.Values{"x": {"1"}}), 409, "người quản trị cuối cùng")
	want(t, c.PostForm(self+"/tai-khoan", url.Values{"act": {"close"}}), 409, "không tự khóa")
	// somebody else's person is a missing one
	if p := c.Get(kimBoi + "/nhan-su/" + apptest.Missing().String()); p.Status != 404 {
		t.Errorf("a missing person: %d", p.Status)
	}
	if p := c.Get("/tinh/xa/04795/nhan-su" + strings.TrimPrefix(href, kimBoi+"/nhan-su")); p.Status != 404 {
		t.Errorf("a person of another commune: %d", p.Status)
	}
}

func TestTurningAProcedureOff(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer(admin)
	public := tenants.With(t.Context(), tenants.Public())
	x, err := w.Catalogue.ByCode(public, "1.004873")
	if err != nil {
		t.Fatal(err)
	}
	offered := func(code string) bool {
		u, err := w.Units.ByCode(public, code)
		if err != nil {
			t.Fatal(err)
		}
		on, err := w.Catalogue.IsOffered(public, x.ID, u)
		if err != nil {
			t.Fatal(err)
		}
		return on
	}
	want(t, c.Get("/tinh/thu-tuc?q=doc+than"), 200, "Giấy xác nhận tình trạng hôn nhân")
	p := c.Get(married + "/xac-nhan?viec=tat&xa=04978")
	want(t, p, 200, "Tắt thủ tục cho xã Kim Bôi", "Ảnh hưởng 1 xã.")
	want(t, c.Submit(p, "main form", nil), 200, "Đã lưu", "Bật ở 147/148 xã", "Đang tắt ở: Xã Kim Bôi")
	if offered("04978") || !offered("04795") || !offered("26884") {
		t.Error("one commune was meant")
	}
	p = c.Get(married + "/xac-nhan?viec=tat")
	want(t, p, 200, "Ảnh hưởng 148 xã.", "Hồ sơ đã nộp vẫn được giải quyết")
	want(t, c.Submit(p, "main form", nil), 200, "Đang tắt")
	if offered("04978") || offered("04795") || !offered("26884") {
		t.Error("all communes of this province were meant")
	}
	want(t, c.Submit(c.Get(married+"/xac-nhan?viec=bat"), "main form", nil), 200, "Bật ở mọi xã")
	if !offered("04978") {
		t.Error("on for all leaves one out")
	}
	want(t, c.PostForm(married, url.Values{"viec": {"tat"}, "xa": {"26884"}}), 404)
	want(t, c.PostForm(married, url.Values{"viec": {"pham-vi"}, "pham-vi": {"nation"}}), 422, "hộ tịch không luân chuyển")
	want(t, c.PostForm(married, url.Values{"viec": {"xoa"}}), 422)
	want(t, c.Get("/tinh/thu-tuc/9.999999"), 404)
	const land = "/tinh/thu-tuc/1.013978"
	p = c.Get(land + "/xac-nhan?viec=pham-vi&pham-vi=nation")
	want(t, p, 200, "Phạm vi mới: cả nước")
	want(t, c.Submit(p, "main form", nil), 200, "Cả nước")
	want(t, c.Get("/tinh/lich-su"), 200, "Tắt thủ tục “Giấy xác nhận tình trạng hôn nhân” cho xã Kim Bôi", "Tắt thủ tục “Giấy xác nhận tình trạng hôn nhân” cho mọi xã trong tỉnh", "Đặt phạm vi tiếp nhận")
	want(t, w.Officer("hcm.quantri").Get(land), 200, "Trong tỉnh")
}

func TestOverridingARole(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c, clerk := w.Officer(admin), w.Officer("kimboi.vanthu")
	want(t, clerk.Get("/cb/ho-so"), 200)
	p := c.Get("/tinh/vai-tro/clerk")
	want(t, p, 200, "148 xã, phường, đặc khu")
	want(t, c.Submit(p, "main form", url.Values{"p_dossier_list": {"deny"}, "p_report_read": {"allow"}, "p_province_onboard": {"allow"}}), 200, "Đã lưu", "Tỉnh bỏ", "Tỉnh thêm")
	if got := clerk.Get("/cb/ho-so"); got.Status != 403 {
		t.Errorf("without the permission: %d", got.Status)
	}
	want(t, c.Get("/tinh/vai-tro"), 200, "Tỉnh bỏ", "Tỉnh thêm")
	want(t, c.Submit(c.Get("/tinh/vai-tro/clerk"), "main form", url.Values{"p_dossier_list": {"national"}, "p_report_read": {"national"}}), 200)
	want(t, clerk.Get("/cb/ho-so"), 200)
	want(t, c.Get("/tinh/lich-su"), 200, "Bỏ quyền “Xem danh sách hồ sơ” của vai trò “Văn thư”", "Trả quyền “Xem danh sách hồ sơ” của vai trò “Văn thư” về mẫu quốc gia")
	want(t, c.Get("/tinh/vai-tro/provincial_admin"), 404)
	want(t, c.PostForm("/tinh/vai-tro/platform_operator", url.Values{"p_dossier_list": {"allow"}}), 404)
}

func TestOpeningOneDossierIsRecorded(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer(admin)
	kb := tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.System))
	rows, err := w.Dossiers.Worklist(kb, dossiers.List{Queue: dossiers.QueueRecent, Limit: 5})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%v %v", rows, err)
	}
	d := rows[0]
	count := func() (n int) {
		if err := pgtest.Conn(t, w.DB.SuperURL).QueryRow(t.Context(), `SELECT count(*) FROM app.audit_entry WHERE kind = 'dossier.read_by_province'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	p := c.PostForm("/tinh/ho-so", url.Values{"code": {d.Code}, "reason": {"xem"}})
	want(t, p, 422, "ít nhất 10 ký tự")
	if p.Find("#f-code").AttrOr("value", "") != d.Code || text(p, "#f-reason") != "xem" {
		t.Error("typed words are lost")
	}
	const reason = "Kiểm tra phản ánh quá hạn"
	want(t, c.PostForm("/tinh/ho-so", url.Values{"code": {"H44.00000-000000-0000"}, "reason": {reason}}), 422, "Không có hồ sơ mang mã này")
	want(t, w.Officer("hcm.quantri").PostForm("/tinh/ho-so", url.Values{"code": {d.Code}, "reason": {reason}}), 422, "Không có hồ sơ mang mã này")
	if n := count(); n != 0 {
		t.Fatalf("%d readings recorded of nothing", n)
	}
	p = c.PostForm("/tinh/ho-so", url.Values{"code": {strings.ToLower(" " + d.Code)}, "reason": {reason}})
	want(t, p, 200, "Xã Kim Bôi", "Đã ghi vào nhật ký của hồ sơ", reason)
	if strings.Contains(p.Body, d.ApplicantName) || d.ApplicantName == "" {
		t.Errorf("the page names the applicant %q", d.ApplicantName)
	}
	full, err := w.Dossiers.Open(kb, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	last := full.History[len(full.History)-1]
	if last.Kind != "dossier.read_by_province" || last.ActorName != "Trần Đức Khải" || !strings.Contains(string(last.Data), reason) || !last.Public || count() != 1 {
		t.Errorf("%+v", last)
	}
	if p := c.Get("/tinh/lich-su"); strings.Contains(p.Body, d.Code) {
		t.Error("the history of settings names a dossier")
	}
}

func TestHistoryPages(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer(admin)
	seen, pages := 0, 0
	for at := "/tinh/lich-su"; at != ""; pages++ {
		p := c.Get(at)
		want(t, p, 200)
		seen += p.Find("main tbody tr").Length()
		at = p.Find(".pager a[rel=next]").AttrOr("href", "")
	}
	var n int
	if err := pgtest.Conn(t, w.DB.SuperURL).QueryRow(t.Context(), `SELECT count(*) FROM app.audit_entry WHERE province_code = '25' AND subject <> 'dossier'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if seen != n || pages < 2 {
		t.Errorf("%d acts on %d pages, the database has %d", seen, pages, n)
	}
	want(t, c.Get("/tinh/lich-su?truoc=abc"), 200)
}

// What a commune did itself stands in its province's history, and in no other.
func TestCommunesActsStandInTheProvincesHistory(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	ctx := tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", Name: "Bùi Văn Thao"}))
	list, err := w.People.ListStaff(ctx, apptest.KimBoi)
	if err != nil || len(list) == 0 {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.Username == "kimboi.thuly" {
			if err := w.Authz.Grant(ctx, m.ID, apptest.KimBoi, "cashier"); err != nil {
				t.Fatal(err)
			}
		}
	}
	const act = "Giao vai trò “Thu phí, lệ phí” cho Bùi Quang Lâm tại xã Kim Bôi"
	c := w.Officer(admin)
	for _, path := range []string{"/tinh/lich-su", kimBoi + "/lich-su"} {
		want(t, c.Get(path), 200, act, "Bùi Văn Thao")
	}
	for _, x := range []struct{ who, path string }{{"hcm.quantri", "/tinh/lich-su"}, {admin, "/tinh/xa/04795/lich-su"}} {
		if p := w.Officer(x.who).Get(x.path); p.Status != 200 || strings.Contains(p.Body, "Bùi Quang Lâm") {
			t.Errorf("%s reads it at %s", x.who, x.path)
		}
	}
}

func TestRoutesHavePermissions(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	for _, bad := range web.Check(w.Routes()...) {
		t.Error(bad)
	}
}
