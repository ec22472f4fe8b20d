package console_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
	"motcua/app/dossiers"
)

// TestLookAtWork opens the pages that nobody is led to by the main job, which
// the browser package looks at whole: the counter half way, and what goes wrong.
func TestLookAtWork(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Work()
	desk, handler := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.thuly")
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
