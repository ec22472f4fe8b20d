package console_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"motcua/app/apptest"
)

// Papers go to the competent office in a list that both sides confirm, and a
// refused dossier is coordinated: sent back with a reason, refused again,
// decided by the province.
func TestPapersTravelAndRefusedDossiersAreCoordinated(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Work()
	far, desk, head, up := w.Officer("hoabinh.tiepnhan"), w.Officer("kimboi.tiepnhan"), w.Officer("hoabinh.giamdoc"), w.Officer("phutho.trungtam.giamdoc")
	p := see(t, intake(t, far, cardQuan, "mo ho kinh doanh", "vinh dong kim boi", true), 200)
	d := strings.TrimSuffix(p.URL.Path, "/giay-hen")
	must(t, see(t, far.Get(d), 200), "Giấy tờ bản giấy ở đâu", "Chờ lập danh sách", "UBND phường Hòa Bình")

	// a list, made, handed over and confirmed
	p = see(t, far.Get("/cb/ban-giao"), 200)
	must(t, p, "Chờ giao đến UBND xã Kim Bôi", "Nguyễn Văn Quân")
	must(t, see(t, far.Submit(p, "main form", nil), 422), "Chọn ít nhất một hồ sơ")
	row := p.Find("main form tr").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.Contains(s.Text(), "Nguyễn Văn Quân") })
	p = see(t, far.Submit(p, "main form", url.Values{"dong": {row.Find("[name=dong]").AttrOr("value", "")}}), 200)
	must(t, p, "Danh sách bàn giao", "/BG", "Chưa giao", "Nguyễn Văn Quân")
	at := p.URL.Path
	if x := desk.Get(at); x.Status != 404 {
		t.Errorf("the receiver opens what is not handed over: %d", x.Status)
	}
	if x := far.Get(at + "/phieu"); x.Status != 200 || !strings.HasPrefix(x.Body, "%PDF-") {
		t.Errorf("M06 of the list: %d", x.Status)
	}
	see(t, far.Submit(p, "form[action$='/giao']", nil), 200)
	p = see(t, desk.Get(at), 200)
	must(t, see(t, desk.Submit(p, "form[action$='/nhan']", url.Values{"nhan_1": {"khong"}, "ly_do_1": {""}}), 422), "Ghi lý do không nhận được hồ sơ")
	must(t, see(t, desk.Submit(p, "form[action$='/nhan']", nil), 200), "Đã nhận", "Lê Thị Hiền")
	if x := desk.PostForm(at+"/nhan", url.Values{"nhan_1": {"co"}}); x.Status != 409 {
		t.Errorf("confirmed twice: %d", x.Status)
	}
	must(t, see(t, far.Get(d), 200), "ở UBND xã Kim Bôi")

	// refused: its head coordinates, the receptionist does not
	w.Eventually("it arrives", func() bool { return strings.Contains(desk.Get(d).Find("[role=group]").Text(), "Nhận hồ sơ") })
	refuse := func() {
		t.Helper()
		q := see(t, desk.Get(d+"/tra-lai-noi-gui?q=dao+xa"), 200)
		see(t, desk.Submit(q, "main form[action$='/tra-lai-noi-gui']", url.Values{"reason": {"Cơ sở đặt ở Đào Xá"}, "right": {q.Find("[name=right]").First().AttrOr("value", "")}}), 200)
	}
	refuse()
	if x := far.Get(d).Find("[role=group]").Text(); strings.Contains(x, "Điều phối") {
		t.Errorf("a receptionist is offered %s", x)
	}
	if x := far.Get("/cb/dieu-phoi"); x.Status != 403 {
		t.Errorf("a receptionist sees the queue: %d", x.Status)
	}
	must(t, see(t, head.Get("/cb"), 200), "Điều phối hồ sơ")
	p = see(t, head.Get("/cb/dieu-phoi"), 200)
	must(t, p, "1 hồ sơ chờ đơn vị điều phối", "UBND xã Kim Bôi", "UBND xã Đào Xá")
	p = see(t, head.Get(p.Find("#bang tbody a, main tbody a").First().AttrOr("href", "")), 200)
	must(t, p, "Gửi đến UBND xã Đào Xá", "Gửi lại UBND xã Kim Bôi", "Cơ sở đặt ở Đào Xá")
	must(t, see(t, head.Submit(p, "form[action$='/gui-lai']", nil), 422), "Ghi vì sao hồ sơ thuộc thẩm quyền")
	see(t, head.Submit(p, "form[action$='/gui-lai']", url.Values{"gui_lai": {"Cơ sở ở thôn Vĩnh Đồng"}}), 200)
	w.Eventually("it arrives again", func() bool { return strings.Contains(desk.Get(d).Find("[role=group]").Text(), "Nhận hồ sơ") })
	must(t, see(t, desk.Get(d), 200), "Cơ sở ở thôn Vĩnh Đồng")
	refuse()
	must(t, see(t, head.Get("/cb/dieu-phoi"), 200), "Chờ cấp tỉnh quyết định")
	p = see(t, up.Get("/cb/dieu-phoi"), 200)
	must(t, p, "1 hồ sơ chờ đơn vị điều phối")
	p = see(t, up.Get(p.Find("main tbody a").First().AttrOr("href", "")), 200)
	must(t, p, "Hai cơ quan không thống nhất")
	if x := up.Get(d); x.Status != 404 {
		t.Errorf("the centre opens the dossier: %d", x.Status)
	}
	see(t, up.Submit(p, "form[action$='/quyet-dinh']", url.Values{"right": {apptest.KimBoi.String()}, "reason": {"Theo bản đồ địa giới"}}), 200)
	w.Eventually("it arrives by decision", func() bool { return strings.Contains(desk.Get(d).Find("[role=group]").Text(), "Nhận hồ sơ") })
	offers(t, desk, d, "Nhận hồ sơ") // and nothing else
	must(t, see(t, act(t, desk, d, "nhan", nil), 200), "Cấp tỉnh quyết định cơ quan giải quyết", "Theo bản đồ địa giới")
}
