package console_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/storage/pgtest"
)

// A household business is registered in the registration system: by the link
// to the simulated one, and by hand; its result comes back as if decided here.
func TestSectorSystemOverHTTP(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	desk, handler, other := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.thuly"), w.Officer("daoxa.thuly")
	working := func() string {
		t.Helper()
		at, _ := filed(t, w, apptest.KimBoi, "1.001612")
		pressed(t, desk, at, "tiep-nhan")
		pressed(t, handler, at, "nhan-viec")
		return at
	}
	const played = "/mo-phong/he-thong-chuyen-nganh"

	// by the link
	at := working()
	id := uuid.MustParse(at[strings.LastIndex(at, "/")+1:])
	p := see(t, handler.Get(at), 200)
	must(t, p, "Hệ thống thông tin đăng ký hộ kinh doanh, chưa nhập", "Chuyển sang hệ thống chuyên ngành", "Ghi số ở hệ thống chuyên ngành")
	see(t, other.PostForm(at+"/chuyen-he-thong", nil), 404)
	p = pressed(t, handler, at, "chuyen-he-thong")
	must(t, p, "đang chờ, chuyển")
	w.Work()
	play := w.Anybody()
	w.Eventually("handed over", func() bool { return strings.Contains(play.Get(played).Body, id.String()) })
	p = see(t, play.Get(played), 200)
	must(t, p, "Hệ thống thông tin đăng ký hộ kinh doanh", "chỉ có trong bản chạy thử")
	if strings.Contains(p.Body, "Bùi Thị Sen") {
		t.Error("the simulated partner shows a name")
	}
	field := func(name string) string { return name + "_" + id.String()[24:] }
	form := `form:has(input[value="` + id.String() + `"])`
	see(t, play.Submit(p, form, url.Values{field("ket_luan"): {"granted"}}), 422)
	see(t, play.Submit(see(t, play.Get(played), 200), form, url.Values{field("so"): {"HKD-001"}, field("trang_thai"): {"Đang kiểm tra hồ sơ"}}), 200)
	must(t, see(t, handler.Get(at), 200), "HKD-001", "Đang kiểm tra hồ sơ", "Ghi kết quả từ hệ thống chuyên ngành", "Hỏi lại hệ thống chuyên ngành")
	// the resident sees it; whoever tracks sees where, not what
	sen := w.Resident("017184000123", "Bùi Thị Sen")
	page := see(t, sen.Get("/ho-so/"+id.String()), 200)
	must(t, page, "số HKD-001", "đang kiểm tra hồ sơ")
	code := regexp.MustCompile(`H44\.\d{5}-\d{6}-\d{4}`).FindString(page.Read("main"))
	track := w.Anybody()
	found := see(t, track.Submit(track.Get("/tra-cuu"), "main form", url.Values{"ma": {code}, "so": {"0123"}}), 200)
	must(t, found, "Đang giải quyết trên", "Hệ thống thông tin đăng ký hộ kinh doanh")
	if strings.Contains(found.Body, "HKD-001") || strings.Contains(found.Body, "Đang kiểm tra") {
		t.Error("tracking tells what the sector system says")
	}
	p = see(t, play.Get(played), 200)
	see(t, play.Submit(p, form, url.Values{field("ket_luan"): {"granted"}, field("so_ket_qua"): {"22A8.0001"}}, apptest.Upload{Field: field("tep"), Name: "gcn.pdf", Data: apptest.SignedPDF(t)}), 200)
	see(t, play.Submit(p, form, url.Values{field("ket_luan"): {"granted"}, field("so_ket_qua"): {"22A8.0001"}}), 200) // played twice
	must(t, see(t, handler.Get(at), 200), "22A8.0001", "Quyết định trên", "Đã phát hành")
	page = see(t, sen.Get("/ho-so/"+id.String()), 200)
	must(t, page, "Đã có kết quả", "22A8.0001")
	if page.Find(`a[href^="/tep/"]`).Length() == 0 {
		t.Error("the resident cannot open the result")
	}
	see(t, w.Officer("kimboi.tiepnhan").Get(at+"/tra-ket-qua"), 200)
	var n int
	if err := pgtest.Conn(t, w.DB.SuperURL).QueryRow(t.Context(), `SELECT count(*) FROM app.result WHERE dossier_id = $1`, id).Scan(&n); err != nil || n != 1 {
		t.Errorf("results: %d, %v", n, err)
	}

	// by hand, refused, without a file
	at = working()
	see(t, other.Get(at+"/so-he-thong"), 404)
	p = see(t, handler.Get(at+"/so-he-thong"), 200)
	p = see(t, handler.Submit(p, "main form", url.Values{"number": {"không có"}}), 422)
	must(t, p, "Số hồ sơ có chữ số")
	p = see(t, handler.Submit(p, "main form", url.Values{"number": {"HKD-001"}}), 422)
	must(t, p, "Số này đã ghi cho hồ sơ khác")
	see(t, handler.Submit(p, "main form", url.Values{"number": {"HKD-002"}}), 200)
	p = see(t, handler.Submit(see(t, handler.Get(at+"/trang-thai-he-thong"), 200), "main form", url.Values{"status": {""}}), 422)
	must(t, p, "Ghi trạng thái ở hệ thống chuyên ngành")
	must(t, see(t, handler.Submit(p, "main form", url.Values{"status": {"Chờ lãnh đạo ký"}}), 200), "Chờ lãnh đạo ký")
	p = see(t, handler.Submit(see(t, handler.Get(at+"/ket-qua-he-thong"), 200), "main form", url.Values{"outcome": {"refused"}, "number": {"15/TB"}, "on": {"31/02/2026"}}), 422)
	must(t, p, "Nhập ngày của kết quả", "Ghi lý do từ chối")
	must(t, see(t, handler.Submit(p, "main form", url.Values{"on": {"25/11/2020"}, "reason": {"Trùng tên"}}), 422), "trước ngày nộp")
}

// pressed presses an act's button, wherever it stands on the dossier's page.
func pressed(t *testing.T, c *apptest.Client, at, slug string) *apptest.Page {
	t.Helper()
	p := see(t, c.Get(at), 200)
	if p.Find(`[action*="/`+slug+`"], [formaction*="/`+slug+`"]`).Length() == 0 {
		t.Fatalf("no button for %s: %s", slug, p.Read("main"))
	}
	return see(t, c.PostForm(at+"/"+slug, url.Values{"version": {p.Find("input[name=version]").First().AttrOr("value", "")}}), 200)
}
