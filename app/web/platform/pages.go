// Package platform is the operator's side of the web: which provinces work
// here, opening one, inviting its first admin, the nation's catalogue of
// procedures, and whether the jobs run.
//
// It runs in the platform scope, which reads no dossier and no person.
package platform

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"motcua/app/exchange"
	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/keeping"
	"motcua/app/people"
	"motcua/app/procedures"
	"motcua/app/procedures/national"
	"motcua/app/reports"
	"motcua/app/web"
	"motcua/app/web/deadletters"
	"motcua/tenants/registry"
	"motcua/views/layout"
	"motcua/views/ui"
)

// Pages holds what the operator's pages need. All fields are required but
// Base, Simulated and Version.
type Pages struct {
	Governing *governing.Service
	Reports   *reports.Service
	Keeping   *keeping.Service
	People    *people.Service
	Catalogue *procedures.Catalogue
	Revisions *procedures.Revisions
	Trials    *governing.Trials
	Shipped   func() (*national.Shipped, error) // the catalogue in the binary; read when first asked
	Offices   *registry.Units
	Exchange  *exchange.Link
	Now       func() time.Time

	Base      string // https://motcua.example.vn, for links that are sent on; "" is the address of the request
	Simulated string // as web.Deps
	Version   string
}

// Routes is the table of the operator's pages with the permission of each.
func (p *Pages) Routes() []web.Route {
	line := func(method, path, object, action string, do web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Door: web.Platform, Object: object, Action: action, Do: do}
	}
	return append(append(p.builder().Routes(), p.deadLetters().Routes()...), []web.Route{
		line(http.MethodGet, "/nen-tang", "province", "list", p.Overview),
		line(http.MethodGet, "/nen-tang/viec-nen", "province", "list", p.Jobs),
		line(http.MethodGet, "/nen-tang/lich-su", "history", "read", p.History),
		line(http.MethodGet, "/nen-tang/tinh/:code", "province", "list", p.Province),
		line(http.MethodPost, "/nen-tang/tinh/:code/mo", "province", "onboard", p.Onboard),
		line(http.MethodPost, "/nen-tang/tinh/:code/moi", "province", "onboard", p.Invite),
		line(http.MethodGet, storagePath, "province", "list", p.Storage),
		line(http.MethodPost, storagePath, "province", "onboard", p.SetQuota),
		line(http.MethodGet, proceduresPath, "procedure", "list", p.Procedures),
		line(http.MethodGet, proceduresPath+"/:code", "procedure", "list", p.Procedure),
	}...)
}

const deadPath = "/nen-tang/lien-thong"

// deadLetters is the page of what the national portal was not told.
func (p *Pages) deadLetters() *deadletters.Pages {
	return &deadletters.Pages{Path: deadPath, Door: web.Platform, Frame: p.frame, Exchange: p.Exchange, Offices: p.Offices, Now: p.Now}
}

func (p *Pages) frame(c *web.Ctx, title string) layout.Data {
	d := layout.Data{
		Title: title, Office: "Vận hành nền tảng", Home: "/nen-tang", SignOut: "/cb/dang-xuat", SignIn: "/cb/dang-nhap", Simulated: p.Simulated, Version: p.Version, NoIndex: true,
		Person: &layout.Person{Name: c.Visitor.Name, Role: c.Visitor.Title, Href: "/cb/tai-khoan"},
	}
	at := c.Request().URL.Path
	for _, x := range [][4]string{{"Các tỉnh", "/nen-tang", "province", "list"}, {"Thủ tục quốc gia", proceduresPath, "procedure", "list"}, {"Dung lượng", storagePath, "province", "list"}, {"Việc chạy nền", "/nen-tang/viec-nen", "province", "list"}, {"Liên thông", deadPath, "exchange", "read"}, {"Nhật ký", "/nen-tang/lich-su", "history", "read"}} {
		if c.May(x[2], x[3]) {
			d.Nav = append(d.Nav, ui.Tab{Text: x[0], Href: x[1], Current: at == x[1] || x[1] == "/nen-tang" && strings.HasPrefix(at, "/nen-tang/tinh/") || x[1] != "/nen-tang" && strings.HasPrefix(at, x[1]+"/")})
		}
	}
	return d
}

// problems lists what a fault says, in the order of the page.
func problems(err error, order ...string) (map[string]string, []ui.Problem) {
	var f *fault.Error
	if !errors.As(err, &f) {
		return nil, nil
	}
	if len(f.Fields) == 0 {
		return nil, []ui.Problem{{Text: f.Text}}
	}
	return f.Fields, ui.Problems(f.Fields, order...)
}

// link makes an address that somebody else can open.
func (p *Pages) link(c *web.Ctx, path string) string {
	if p.Base != "" {
		return strings.TrimRight(p.Base, "/") + path
	}
	scheme := "http"
	if c.Request().TLS != nil || c.Request().Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + c.Request().Host + path
}
