package browser_test

import (
	"net/url"
	"testing"

	"motcua/app/apptest"
	"motcua/migrations"
)

// routed looks at what people see where an answer sends a dossier up to the
// province: the resident, an officer who helps her, the counter.
func (b *eyes) routed(t *testing.T, a *album) {
	b.w.Publish(apptest.RoutedCode, "Cấp phép công trình thử", apptest.Routed)
	line := url.Values{"size": {"line"}, "site_line": {"Khu 1"}, "site_place": {"xã Đào Xá, tỉnh Phú Thọ"}}
	c := b.w.Anybody()
	p := c.Get("/thu-tuc/" + apptest.RoutedCode + "/noi-nop?q=kim+boi+hoa+binh")
	base := c.Submit(p, `form:has(input[name=xa][value="`+apptest.KimBoi.String()+`"])`, nil).URL.Path
	p = c.Submit(c.Get(base+"/phan/2"), "#cau-hoi-don", line)
	a.saw("", c.Browser(), p)
	a.saw("", c.Browser(), c.Submit(p, `form:has(input[name=xa][value="`+migrations.TenantID("T25").String()+`"])`, nil))
	a.saw("", c.Browser(), c.Get(base+"/kiem-tra"))

	desk, who := b.w.Officer("kimboi.tiepnhan"), url.Values{"scan": {"017184000123|113456789|Bùi Thị Sen|12031984|Nữ|Khu 3, xã Kim Bôi, tỉnh Phú Thọ|01012022"}, "q": {"cap phep cong trinh thu"}, "phone": {"0912345678"}}
	p = desk.Submit(desk.Get("/cb/giup?"+who.Encode()), "main form", url.Values{"bat_dau": {"1"}, "cach": {"spoken_at_counter"}, "dong_y": {"1"}})
	helped := p.URL.Path
	p = desk.Submit(desk.Get(helped+"/phan/2"), "#cau-hoi-don", line)
	if p.URL.Path != helped+"/noi-nop" {
		t.Errorf("the helped draft is at %s", p.URL)
	}
	a.saw("kimboi.tiepnhan", desk.Browser(), p)
	a.saw("kimboi.tiepnhan", desk.Browser(), desk.Submit(p, "main form[action$='/noi-nop']", nil))
	for k, v := range line {
		who["tk_"+k] = v
	}
	a.saw("kimboi.tiepnhan", desk.Browser(), desk.Get("/cb/tiep-nhan?"+who.Encode()))
}
