package browser_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/walk"
	"motcua/tenants"
)

// sector sees the pages of a dossier that a sector system decides, as they are
// and as they answer an empty form, and the page that plays the system.
func (b *eyes) sector(t *testing.T, a *album) {
	at := b.w.Accepted(t, "1.001612")
	c, other := b.w.Officer("kimboi.thuly"), b.w.Anybody()
	see := func(p *walk.Page) *walk.Page { a.saw("kimboi.thuly", c.Browser(), p); return p }
	version := func() url.Values {
		return url.Values{"version": {c.Get(at).Find("input[name=version]").First().AttrOr("value", "")}}
	}
	c.PostForm(at+"/nhan-viec", version())
	p := see(c.Get(at + "/so-he-thong"))
	see(c.Submit(p, "main form", nil))
	c.PostForm(at+"/chuyen-he-thong", version())
	id := uuid.MustParse(at[strings.LastIndex(at, "/")+1:])
	if _, err := b.w.Sectors.Take(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), id); err != nil {
		t.Fatal(err)
	}
	see(c.Get(at))
	p = other.Get("/mo-phong/he-thong-chuyen-nganh")
	a.saw("", other.Browser(), p)
	form, tail := `form:has(input[value="`+id.String()+`"])`, "_"+id.String()[24:]
	a.saw("", other.Browser(), other.Submit(p, form, url.Values{"so" + tail: {"HKD-1"}, "ket_luan" + tail: {"refused"}}))
	other.Submit(p, form, url.Values{"so" + tail: {"HKD-1"}, "trang_thai" + tail: {"Đang kiểm tra"}})
	see(c.Get(at))
	see(c.Submit(see(c.Get(at+"/trang-thai-he-thong")), "main form", url.Values{"at_date": {"hôm nào"}}))
	p = see(c.Get(at + "/ket-qua-he-thong"))
	see(c.Submit(p, "main form", nil))
	see(c.Submit(p, "main form", url.Values{"outcome": {"granted"}, "number": {"01A8-1"}, "on": {c.Get(at+"/trang-thai-he-thong").Find("input[name=at_date]").AttrOr("value", "")}}))
}
