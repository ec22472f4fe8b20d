package browser_test

import (
	"net/url"
	"testing"
)

// calendar sees the pages of days and hours at both doors: as they are, with
// what makes no sense, with a change and with what it would do.
func (b *eyes) calendar(t *testing.T, a *album) {
	for who, base := range map[string]string{"kimboi.quantri": "/cb/lich", "phutho.quantri": "/tinh/lich"} {
		c := b.w.Officer(who)
		a.saw(who, c.Browser(), c.PostForm(base+"/ngay", url.Values{"kind": {"special"}, "sang_mo": {"9"}, "sang_dong": {"8"}}))
		a.saw(who, c.Browser(), c.PostForm(base+"/gio", url.Values{"g1_0": {"11:30"}, "g1_1": {"07:30"}}))
		a.saw(who, c.Browser(), c.PostForm(base+"/linh-vuc", nil))
		a.saw(who, c.Browser(), c.PostForm(base+"/de-xuat", url.Values{"nam": {"2030"}}))
		a.saw(who, c.Browser(), c.PostForm(base+"/de-xuat", url.Values{"nam": {"2030"}, "proposed": {"2030-02-04"}}))
		a.saw(who, c.Browser(), c.PostForm(base+"/thay-doi", nil))
		b.crawl(t, a, who, base, base+"/ngay", base+"/gio", base+"/linh-vuc", base+"/de-xuat?nam=2030", base+"/thay-doi", base+"/phien-ban")
	}
}
