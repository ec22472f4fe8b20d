package browser_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"motcua/app/apptest"
	"motcua/app/walk"
	"motcua/storage/pgtest"
)

// further sees a second request for papers: drawn on the picture, proposed,
// agreed to, and as its resident reads it.
func (b *eyes) further(t *testing.T, a *album) {
	handler, head := b.w.Officer("kimboi.thuly"), b.w.Officer("kimboi.lanhdaophong")
	see := func(who string, c *apptest.Client, p *walk.Page) *walk.Page { a.saw(who, c.Browser(), p); return p }
	at := b.w.Accepted(t, "1.001612")
	desk := b.w.Officer("kimboi.tiepnhan")
	su := pgtest.Conn(t, b.w.DB.SuperURL)
	var lam string
	if err := su.QueryRow(t.Context(), `SELECT id::text FROM app.staff WHERE username = 'kimboi.thuly'`).Scan(&lam); err != nil {
		t.Fatal(err)
	}
	head.Submit(head.Get(at+"/phan-cong"), "main form", url.Values{"assignee": {lam}})
	p := desk.Get(at + "/them-giay-to")
	key := p.Find("select[name=component] option[value!='']").Last().AttrOr("value", "") // the first is the declaration
	desk.Submit(p, "main form", url.Values{"component": {key}}, apptest.Upload{Field: "file", Name: "anh.jpg", Data: walk.Photo()})
	id := strings.TrimPrefix(at, "/cb/ho-so/")
	if _, err := su.Exec(t.Context(), `UPDATE app.dossier SET supplement_rounds = 1, version = version + 1 WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	p = see("kimboi.thuly", handler, handler.Get(at+"/bo-sung"))
	button := p.Find("button[name=khoanh]").First()
	p = see("kimboi.thuly", handler, handler.Submit(p, "main form", url.Values{"khoanh": {button.AttrOr("value", "")}, "items": {key}, "reason_" + key: {"blurred"}}))
	see("kimboi.thuly", handler, handler.Click(p, "Khoanh theo số đo", url.Values{"trai": {"x"}}))
	see("kimboi.thuly", handler, handler.Click(p, "Khoanh vùng này", url.Values{"vung": {"3"}}))
	p = handler.Get(at + "/bo-sung")
	p = see("kimboi.thuly", handler, handler.Submit(p, "main form", url.Values{"xem": {"1"}, "leader_reason": {"Vẫn chưa đọc được"}}))
	see("kimboi.thuly", handler, handler.Submit(p, "main form", nil))
	see("kimboi.lanhdaophong", head, head.Get("/cb/duyet-bo-sung"))
	p = see("kimboi.lanhdaophong", head, head.Get(at+"/duyet-bo-sung"))
	see("kimboi.lanhdaophong", head, head.Submit(p, "main form", nil))
	see("kimboi.lanhdaophong", head, head.Submit(p, "main form", url.Values{"leader_reason": {"Con dấu phải đọc được"}}))
	c := b.w.Resident("017184000987", "Bùi Thị Mận")
	p = see("resident", c, c.Get("/ho-so/"+id+"/bo-sung"))
	if n := p.Find("figure.mk rect").FilterFunction(func(_ int, s *goquery.Selection) bool { return !s.HasClass("o") }).Length(); n != 1 {
		t.Errorf("%d boxes on the resident's picture", n)
	}
}
