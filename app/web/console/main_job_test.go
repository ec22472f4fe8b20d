package console_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"motcua/app/apptest"
)

// The texts that a scanner types from the square codes of two cards.
const (
	cardSen  = "017184000123|113456789|Bùi Thị Sen|12031984|Nữ|Khu 3, xã Kim Bôi, tỉnh Phú Thọ|01012022"
	cardQuan = "017097004821||Nguyễn Văn Quân|05061997|Nam|Tổ 2, phường Hòa Bình, tỉnh Phú Thọ|02022023"
)

var (
	jpeg = apptest.Photo
	pdf  = apptest.SignedPDF
)

// intake goes through the counter's screen as an officer without scripts does:
// Enter after the scan, Enter after the search, then the button.
func intake(t *testing.T, c *apptest.Client, card, search, office string, files bool) *apptest.Page {
	t.Helper()
	p := see(t, c.Get("/cb/tiep-nhan"), 200)
	p = see(t, c.Submit(p, "#tiep-nhan", url.Values{"scan": {card}}), 200)
	if v, _ := p.Find("[name=full_name]").Attr("value"); v == "" {
		t.Fatalf("the card was not read: %s", strings.TrimSpace(p.Find("main").Text()))
	}
	p = see(t, c.Submit(p, "#tiep-nhan", url.Values{"q": {search}, "noi": {office}, "phone": {"0912 345 678"}}), 200)
	if p.Find("[name=nhan_ho_so]").Length() == 0 {
		return p
	}
	var up []apptest.Upload
	if files {
		p.Find("#tiep-nhan input[type=file][name^=file_]").Each(func(i int, s *goquery.Selection) {
			if i < 2 {
				up = append(up, apptest.Upload{Field: s.AttrOr("name", ""), Name: "quet.jpg", Data: jpeg(t)})
			}
		})
	}
	return c.Submit(p, "#tiep-nhan", url.Values{"nhan_ho_so": {"1"}}, up...)
}

// act presses the button of an act on a dossier's page, or follows its link and
// sends the form that is there.
func act(t *testing.T, c *apptest.Client, dossier, slug string, v url.Values, files ...apptest.Upload) *apptest.Page {
	t.Helper()
	p := see(t, c.Get(dossier), 200)
	if p.Find(`a[href^="`+dossier+"/"+slug+`"]`).Length() > 0 {
		p = see(t, c.Get(dossier+"/"+slug), 200)
		return c.Submit(p, `form[action="`+dossier+"/"+slug+`"]`, v, files...)
	}
	if p.Find(`form[action="`+dossier+"/"+slug+`"]`).Length() > 0 {
		return c.Submit(p, `form[action="`+dossier+"/"+slug+`"]`, v)
	}
	b := p.Find(`button[formaction="` + dossier + "/" + slug + `"]`)
	if b.Length() == 0 {
		t.Fatalf("%s offers no %s: %s", dossier, slug, strings.Join(strings.Fields(p.Find(".btns").First().Text()), " "))
	}
	f := p.Find("form#" + b.AttrOr("form", ""))
	w := apptest.FormValues(f)
	for k, x := range v {
		w[k] = x
	}
	return c.PostForm(dossier+"/"+slug, w)
}

func offers(t *testing.T, c *apptest.Client, dossier string, want ...string) {
	t.Helper()
	p := see(t, c.Get(dossier), 200)
	got := strings.Join(strings.Fields(p.Find(`[role=group]`).Text()), " ")
	for _, x := range want {
		if !strings.Contains(got, x) {
			t.Errorf("%s does not offer %q: %s", dossier, x, got)
		}
	}
	if len(want) == 0 && got != "" {
		t.Errorf("%s offers %s", dossier, got)
	}
}

func TestMainJobAtOneCommune(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	desk, head, handler, chair, clerk := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.lanhdaophong"), w.Officer("kimboi.thuly"), w.Officer("kimboi.chutich"), w.Officer("kimboi.vanthu")

	p := see(t, intake(t, desk, cardSen, "mo ho kinh doanh", "", true), 200)
	must(t, p, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Bùi Thị Sen", "Thời gian trả kết quả")
	if strings.Contains(p.Find("main").Text(), "dự kiến") {
		t.Error("a dossier decided here is promised, not expected")
	}
	d := strings.TrimSuffix(p.URL.Path, "/giay-hen")

	// the same person again: said, and nothing is received
	p = see(t, intake(t, desk, cardSen, "mo ho kinh doanh", "", false), 422)
	must(t, p, "đang có hồ sơ cùng thủ tục", "Vẫn tiếp nhận hồ sơ mới")

	offers(t, desk, d, "Phân công", "Yêu cầu bổ sung")
	offers(t, clerk, d)
	p = act(t, head, d, "phan-cong", url.Values{"assignee": {""}})
	see(t, p, 422)
	who := officer(t, w, head, d, "Bùi Quang Lâm")
	see(t, act(t, head, d, "phan-cong", url.Values{"assignee": {who}}), 200)

	p = see(t, handler.Get(d), 200)
	v := url.Values{}
	p.Find("#kiem-tra input[type=radio][value=ok]").Each(func(_ int, s *goquery.Selection) { v.Set(s.AttrOr("name", ""), "ok") })
	see(t, handler.Submit(p, "#kiem-tra", v), 200)

	// a refusal without a reason comes back with everything typed
	p = see(t, act(t, handler, d, "du-thao", url.Values{"outcome": {"refused"}, "content": {"Dự thảo của tôi"}, "reason": {""}}), 422)
	if x := p.Find("[name=content]").Text(); x != "Dự thảo của tôi" {
		t.Errorf("the draft is gone: %q", x)
	}
	p = see(t, handler.Get(d+"/du-thao"), 200)
	must(t, p, "Bùi Thị Sen", "017184000123", "In vào văn bản đúng như trong hồ sơ")
	if x := p.Find("[name=content]").Text(); !strings.Contains(x, "xác nhận") {
		t.Errorf("the draft is not filled in: %s", x)
	}
	// what differs from the dossier is shown; one slip away from it is refused, whatever is ticked
	p = see(t, act(t, handler, d, "du-thao", url.Values{"content": {"Bà Bùi Thị Sến, số 017184000132."}, "checked": {"1"}}), 422)
	must(t, p, "hồ sơ ghi Bùi Thị Sen", "hồ sơ ghi 017184000123")
	p = see(t, act(t, handler, d, "du-thao", url.Values{"content": {"Ông Trần Văn Lâm cùng đứng tên."}}), 422)
	must(t, p, "Tôi đã đối chiếu")
	if p.Find("mark").Text() != "Trần Văn Lâm" {
		t.Errorf("marked: %q", p.Find("mark").Text())
	}
	p = see(t, handler.Get(d+"/du-thao"), 200)
	if f := handler.Submit(p, "main form[action$='/du-thao']", url.Values{"xem": {"1"}}); f.Status != 200 || f.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the preview is %d %s", f.Status, f.Header.Get("Content-Type"))
	}
	see(t, handler.Submit(p, "main form[action$='/du-thao']", nil), 200)

	see(t, act(t, head, d, "tra-du-thao", url.Values{"reason": {"Ghi thêm ngành nghề"}}), 200)
	p = see(t, handler.Get(d+"/du-thao"), 200)
	must(t, p, "Ghi thêm ngành nghề")
	see(t, handler.Submit(p, "main form[action$='/du-thao']", url.Values{"content": {"Ngành nghề: bán lẻ."}}), 200)
	p = see(t, head.Get(d+"/ky-nhay"), 200)
	if x := p.Find("ins").Text(); !strings.Contains(x, "bán lẻ") {
		t.Errorf("what changed since the last version: %q", x)
	}
	if f := head.Get(d + "/van-ban"); f.Status != 200 || f.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the submitted document is %d", f.Status)
	}
	see(t, act(t, head, d, "ky-nhay", nil), 200)
	see(t, act(t, chair, d, "ky-duyet", url.Values{"title": {"KT. CHỦ TỊCH\r\nPHÓ CHỦ TỊCH"}}), 200)
	offers(t, clerk, d, "Cấp số")
	see(t, act(t, clerk, d, "cap-so", nil), 200)
	must(t, see(t, clerk.Get(d+"/phat-hanh"), 200), "UBND xã Kim Bôi (mô phỏng)")
	p = see(t, act(t, clerk, d, "phat-hanh", nil), 200)
	must(t, p, "Đã có kết quả", "Đã phát hành")
	if f := clerk.Get(p.Find("a[href^='/cb/tep/']").Last().AttrOr("href", "")); f.Status != 200 || f.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the result opens with %d %s", f.Status, f.Header.Get("Content-Type"))
	}
	see(t, act(t, desk, d, "tra-ket-qua", url.Values{"to_whom": {""}}), 422)
	p = see(t, act(t, desk, d, "tra-ket-qua", nil), 200)
	must(t, p, "Đã trả kết quả", "Cho: Bùi Thị Sen", "Phân công xử lý", "Ký nháy", "Cấp số")
	offers(t, desk, d, "Đề nghị thu hồi kết quả")
}

// decide works an accepted dossier of Kim Bôi to its issued result.
func decide(t *testing.T, w *apptest.World, d string) {
	t.Helper()
	head, handler, clerk := w.Officer("kimboi.lanhdaophong"), w.Officer("kimboi.thuly"), w.Officer("kimboi.vanthu")
	see(t, act(t, head, d, "phan-cong", url.Values{"assignee": {officer(t, w, head, d, "Bùi Quang Lâm")}}), 200)
	p := see(t, handler.Get(d), 200)
	v := url.Values{}
	p.Find("#kiem-tra input[type=radio][value=ok]").Each(func(_ int, s *goquery.Selection) { v.Set(s.AttrOr("name", ""), "ok") })
	see(t, handler.Submit(p, "#kiem-tra", v), 200)
	see(t, act(t, handler, d, "du-thao", nil), 200)
	see(t, act(t, head, d, "ky-nhay", nil), 200)
	see(t, act(t, w.Officer("kimboi.chutich"), d, "ky-duyet", nil), 200)
	see(t, act(t, clerk, d, "cap-so", nil), 200)
	see(t, act(t, clerk, d, "phat-hanh", nil), 200)
}

// officer is the id of a colleague on the page where work is given out.
func officer(t *testing.T, w *apptest.World, c *apptest.Client, dossier, name string) string {
	t.Helper()
	id := ""
	c.Get(dossier + "/phan-cong").Find("[name=assignee]").Each(func(_ int, s *goquery.Selection) {
		if strings.Contains(s.Parent().Text(), name) {
			id = s.AttrOr("value", "")
		}
	})
	if id == "" {
		t.Fatalf("%s is not on the list", name)
	}
	return id
}

// TestForSomebodyElse: who stands at the counter need not be whose matter it is.
func TestForSomebodyElse(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer("kimboi.tiepnhan")
	p := see(t, c.Submit(see(t, c.Get("/cb/tiep-nhan"), 200), "#tiep-nhan", url.Values{"scan": {cardSen}, "q": {"mo ho kinh doanh"}}), 200)
	q := see(t, c.Submit(p, "#tiep-nhan", url.Values{"nhan_ho_so": {"1"}, "by_number": {"017097004821"}}), 422)
	must(t, q, "Nhập họ tên người nộp thay")
	q = see(t, c.Submit(p, "#tiep-nhan", url.Values{"nhan_ho_so": {"1"}, "by_name": {"Nguyễn Văn Quân"}, "by_number": {"017097004821"}, "by_phone": {"0987654321"}, "authority": {"authorised"}}), 200)
	must(t, q, "Nguyễn Văn Quân")
	d := strings.TrimSuffix(q.URL.Path, "/giay-hen")
	must(t, see(t, c.Get(d), 200), "Người nộp (được ủy quyền)", "Bùi Thị Sen", "0987 654 321")

	p = see(t, c.Submit(see(t, c.Get("/cb/tiep-nhan"), 200), "#tiep-nhan", url.Values{"scan": {cardQuan}, "q": {"mo ho kinh doanh"}}), 200)
	see(t, c.Submit(p, "#tiep-nhan", url.Values{"nhan_ho_so": {"1"}, "org": {"Hợp tác xã Mường Động"}}), 422)
	q = see(t, c.Submit(p, "#tiep-nhan", url.Values{"nhan_ho_so": {"1"}, "org": {"Hợp tác xã Mường Động"}, "tax": {"5400123456"}}), 200)
	d = strings.TrimSuffix(q.URL.Path, "/giay-hen")
	must(t, see(t, c.Get(d), 200), "Hợp tác xã Mường Động", "5400123456", "Người nộp (người đại diện)", "Nguyễn Văn Quân")
}
