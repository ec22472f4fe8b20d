package console_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
	"motcua/app/dossiers"
)

// TestLook opens the console's pages as the people who use them: pictures in
// .shots/, axe without findings, nothing wider than the window, no messages.
func TestLook(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	browser := look.Browser(t)
	show := func(user string, pages ...look.Address) {
		c := w.Anybody()
		if user != "" {
			c = w.Officer(user)
		}
		look.Visit(t, browser, w.URL, c.Cookies(), pages, look.Desk)
	}
	show("", look.Address{Name: "cb-dang-nhap", Path: "/cb/dang-nhap"})
	show("kimboi.quantri", look.Address{Name: "cb-hom-nay-quantri", Path: "/cb"}, look.Address{Name: "cb-nhan-su", Path: "/cb/nhan-su"}, look.Address{Name: "cb-moi", Path: "/cb/nhan-su/moi"},
		look.Address{Name: "cb-can-bo", Path: first(w, "kimboi.quantri", "/cb/nhan-su", "main table a")}, look.Address{Name: "cb-lich-su", Path: "/cb/lich-su"}, look.Address{Name: "cb-don-vi", Path: "/cb/don-vi"})
	show("kimboi.thuly", look.Address{Name: "cb-noi-lam-viec", Path: "/cb/noi-lam-viec"}, look.Address{Name: "cb-tai-khoan", Path: "/cb/tai-khoan"}, look.Address{Name: "cb-thiet-lap-ma", Path: "/cb/thiet-lap-ma"},
		look.Address{Name: "cb-hom-nay", Path: "/cb"}, look.Address{Name: "cb-ho-so-tim", Path: "/cb/tim?q=thi"}, look.Address{Name: "cb-ho-so-moi-nhat", Path: "/cb/ho-so?hang=recent"})
}

// TestLookAtWork opens a dossier and the pages of its acts in each state, the
// slips, and the counter half way.
func TestLookAtWork(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Work()
	desk, head, handler, chair, clerk := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.lanhdaophong"), w.Officer("kimboi.thuly"), w.Officer("kimboi.chutich"), w.Officer("kimboi.vanthu")
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	browser := look.Browser(t)
	show := func(c *apptest.Client, pages ...look.Address) {
		t.Helper()
		look.Visit(t, browser, w.URL, c.Cookies(), pages, look.Desk)
	}
	at := func(name, path string) look.Address { return look.Address{Name: "cb-" + name, Path: path} }

	d, _ := filed(t, w, apptest.KimBoi, "1.001612")
	w.Eventually("the photo is digitized", func() bool {
		return strings.Contains(desk.Get(d).Body, "/trang/1")
	})
	show(desk, at("ho-so-cho", d+"?hang=intake"), at("viec-tu-choi", d+"/tu-choi"), at("viec-bo-sung", d+"/bo-sung"), at("viec-them-giay-to", d+"/them-giay-to"),
		at("tiep-nhan-day-du", "/cb/tiep-nhan?"+url.Values{"scan": {cardSen}, "q": {"mo ho kinh doanh"}, "phone": {"0912345678"}}.Encode()),
		at("tiep-nhan-noi-khac", "/cb/tiep-nhan?"+url.Values{"scan": {cardSen}, "q": {"mo ho kinh doanh"}, "noi": {"hoa binh"}}.Encode()),
		at("tiep-nhan-giup", "/cb/tiep-nhan?"+url.Values{"scan": {cardSen}, "q": {"xac nhan doc than"}, "noi": {"hoa binh"}}.Encode()),
		at("tiep-nhan-tu-choi", "/cb/tiep-nhan?"+url.Values{"scan": {cardSen}, "q": {"giay phep xay dung"}, "noi": {"go vap"}}.Encode()),
		at("tiep-nhan-loi", "/cb/tiep-nhan?"+url.Values{"scan": {"12345"}, "q": {"zzzz"}}.Encode()),
		at("giup", "/cb/giup?"+url.Values{"scan": {cardSen}, "q": {"xac nhan doc than"}, "noi": {"hoa binh"}}.Encode()))
	see(t, act(t, desk, d, "tiep-nhan", nil), 200)
	show(desk, at("viec-phan-cong", d+"/phan-cong"))
	see(t, act(t, desk, d, "phan-cong", url.Values{"assignee": {officer(t, w, desk, d, "Bùi Quang Lâm")}}), 200)
	p := see(t, handler.Get(d), 200)
	v := url.Values{}
	p.Find("#kiem-tra input[type=radio][value=ok]").Each(func(_ int, s *goquery.Selection) { v.Set(s.AttrOr("name", ""), "ok") })
	see(t, handler.Submit(p, "#kiem-tra", v), 200)
	show(handler, at("viec-du-thao", d+"/du-thao"))
	see(t, act(t, handler, d, "du-thao", nil), 200)
	see(t, act(t, head, d, "ky-nhay", nil), 200)
	show(chair, at("viec-ky-duyet", d+"/ky-duyet"), at("hom-nay-chutich", "/cb"))
	see(t, act(t, chair, d, "ky-duyet", nil), 200)
	see(t, act(t, clerk, d, "cap-so", nil), 200)
	show(clerk, at("viec-phat-hanh", d+"/phat-hanh"))
	see(t, act(t, clerk, d, "phat-hanh", nil, apptest.Upload{Field: "file", Name: "ket-qua.pdf", Data: pdf(t)}), 200)
	show(desk, at("ho-so-co-ket-qua", d), at("viec-tra-ket-qua", d+"/tra-ket-qua"))

	var me context.Context
	d, me = filed(t, w, apptest.KimBoi, "1.001612")
	see(t, act(t, desk, d, "tiep-nhan", nil), 200)
	if err := w.Dossiers.Withdraw(me, dossiers.Ref{ID: idOf(d)}, "Tôi không cần nữa"); err != nil {
		t.Fatal(err)
	}
	show(handler, at("viec-rut", d+"/rut"))
	see(t, act(t, handler, d, "rut", url.Values{"grant": {"yes"}}), 200)
	show(handler, at("phieu-m05", d+"/phieu/m05"))

	see(t, intake(t, w.Officer("hoabinh.tiepnhan"), cardQuan, "mo ho kinh doanh", "vinh dong kim boi", true), 200)
	w.Eventually("the handover arrives", func() bool { return desk.Get("/cb/ho-so?hang=incoming").Find("#bang tbody tr").Length() > 0 })
	far := strings.SplitN(first(w, "kimboi.tiepnhan", "/cb/ho-so?hang=incoming", "#bang a"), "?", 2)[0]
	w.Eventually("it is delivered", func() bool { return strings.Contains(desk.Get(far).Body, "tra-lai-noi-gui") })
	show(desk, at("ho-so-den", far), at("viec-tra-lai", far+"/tra-lai-noi-gui?q=dao+xa"))
	show(w.Officer("hoabinh.tiepnhan"), at("giay-hen-du-kien", far+"/giay-hen?moi=1"))
}

// first is the first link on a page.
func first(w *apptest.World, user, path, selector string) string {
	h, _ := w.Officer(user).Get(path).Find(selector).First().Attr("href")
	return strings.TrimSpace(h)
}
