// Package resident is the resident's portal: find a procedure, fill in a draft
// without an account, sign in only to file, follow the dossier to its end.
// One page per file; routes.go is the table.
//
// The pages on which a draft is filled in ([DraftPages]) are mounted twice: for
// residents under /hs, and by the console for an officer who helps somebody.
package resident

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/checking"
	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/issuing"
	"motcua/app/notices"
	"motcua/app/oldpapers"
	"motcua/app/people"
	"motcua/app/procedures"
	"motcua/app/reports"
	"motcua/app/slips"
	"motcua/app/web"
	"motcua/tenants"
	"motcua/tenants/registry"
	"motcua/views/i18n"
	"motcua/views/layout"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// Pages holds what the portal needs. The six above the line are required.
type Pages struct {
	Dossiers   *dossiers.Service
	Documents  *documents.Service
	Procedures *procedures.Catalogue
	Units      *registry.Units
	People     *people.Service
	Templates  *slips.Templates
	Issuing    *issuing.Service
	Notices    *notices.Service
	Reports    *reports.Service
	Checking   *checking.Service
	OldPapers  *oldpapers.Service
	Now        func() time.Time

	BaseURL   string // https://motcua.example, for QR pictures; "" takes the request's host
	VNeID     string // text of the sign-in button: "VNeID" or "VNeID mô phỏng"; "" hides it
	Simulated string // what is simulated here, for the banner
	Version   string
	Secure    bool // HTTPS in front: cookies are marked so
}

// placeCookie remembers the commune chosen on this device: its public code, nothing personal.
const placeCookie = "mc_xa"

// sharedCookie says that this is not the person's own device: nothing is kept in the browser.
const sharedCookie = "mc_chung"

func shared(c *web.Ctx) bool {
	k, err := c.Request().Cookie(sharedCookie)
	return err == nil && k.Value == "1"
}

// SharedDevice forgets, when the browser is closed, what this device would have kept.
func (p *Pages) SharedDevice(c *web.Ctx) error {
	http.SetCookie(c.Response(), &http.Cookie{Name: sharedCookie, Value: "1", Path: "/", HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
	http.SetCookie(c.Response(), &http.Cookie{Name: placeCookie, Path: "/", MaxAge: -1})
	if t := c.Token(web.Resident); t != "" {
		c.SetSession(web.Resident, t)
	}
	return c.Go(web.LocalPath(c.Form("tiep"), "/"))
}

// today is the civil day in Vietnam.
func (p *Pages) today() time.Time { return p.Now().In(deadlines.Zone) }

// known tells whether the visitor signed in (drafts alone make nobody known).
func known(c *web.Ctx) bool { return c.Visitor.Resident != uuid.Nil && c.Visitor.Level > 0 }

// mine is the context of the visitor's own things, also on public pages; ok is
// false for somebody who has none.
func (p *Pages) mine(c *web.Ctx) (context.Context, bool) {
	if c.Visitor.Resident == uuid.Nil {
		return nil, false
	}
	return c.In(tenants.Resident(c.Visitor.Resident, tenants.Actor{Kind: "resident", ID: c.Visitor.Resident, Name: c.Visitor.Name})), true
}

// frame fills what every page of the portal shows.
func (p *Pages) frame(c *web.Ctx, title string) view.Shell {
	path := c.Request().URL.Path
	d := layout.Data{
		Title: title, Shared: shared(c), Simulated: p.Simulated, Version: p.Version,
		Nav: []ui.Tab{
			{Text: "Làm việc mới", Href: "/", Current: path == "/" || path == "/tim" || strings.HasPrefix(path, "/thu-tuc")},
			{Text: "Tra cứu", Href: "/tra-cuu", Current: path == "/tra-cuu"},
			{Text: "Hồ sơ của tôi", Href: "/ho-so", Current: strings.HasPrefix(path, "/ho-so") || strings.HasPrefix(path, "/hs/")},
		},
		Foot: []ui.Tab{{Text: "Trợ giúp", Href: "/tro-giup"}, {Text: "Kiểm tra kết quả", Href: "/kiem-tra-ket-qua"}, {Text: "Danh mục thủ tục", Href: "/niem-yet"}, {Text: "Quyền riêng tư", Href: "/quyen-rieng-tu"}, {Text: "Dễ tiếp cận", Href: "/tiep-can"}},
	}
	if known(c) {
		name := c.Visitor.Name
		if name == "" {
			name = "Tài khoản"
		}
		d.Person = &layout.Person{Name: name, Href: "/tai-khoan"}
		d.Nav = append(d.Nav, ui.Tab{Text: "Giấy tờ của tôi", Href: vaultAt, Current: path == vaultAt})
	} else if path != "/dang-nhap" {
		back := "/"
		if c.Request().Method == http.MethodGet {
			back = c.Request().URL.RequestURI()
		}
		d.SignIn = "/dang-nhap?tiep=" + urlQuery(back)
	}
	if u, ok := p.chosen(c); ok {
		d.Office, d.HelpPhone = u.Office(), i18n.Phone(u.Phone)
	}
	return view.Shell{Data: d}
}

// private is the frame of a page with personal data.
func (p *Pages) private(c *web.Ctx, title string) view.Shell {
	s := p.frame(c, title)
	s.NoIndex = true
	return s
}

// office puts the office that a page is about into its frame.
func (p *Pages) office(s *view.Shell, u registry.Unit) {
	s.Office, s.HelpPhone = u.Office(), i18n.Phone(u.Phone)
}

// chosen is the commune remembered on this device.
func (p *Pages) chosen(c *web.Ctx) (registry.Unit, bool) {
	k, err := c.Request().Cookie(placeCookie)
	if err != nil || len(k.Value) != 5 {
		return registry.Unit{}, false
	}
	u, err := p.Units.ByCode(c.PublicContext(), k.Value)
	return u, err == nil && u.Kind == registry.KindCommune
}

// remember keeps a commune on this device for a year.
func (p *Pages) remember(c *web.Ctx, u registry.Unit) {
	if shared(c) {
		return
	}
	http.SetCookie(c.Response(), &http.Cookie{Name: placeCookie, Value: u.Code, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
}

// place is how to reach an office.
func (p *Pages) place(ctx context.Context, u registry.Unit) view.Place {
	v := view.Place{Name: u.Office(), Province: lowerFirst(u.ProvinceFull), Address: u.Address, Phone: i18n.Phone(u.Phone), Live: u.Live(p.Now())}
	if u.Kind == registry.KindCommune {
		v.Centre = "Trung tâm Phục vụ hành chính công " + u.InText()
	}
	if cal, err := p.Units.CalendarFor(ctx, u.ID); err == nil {
		v.Hours = hoursText(cal, deadlines.DayOf(p.Now()))
	}
	return v
}

// names are the offices' names by id, for pages that mention several.
func (p *Pages) officeName(ctx context.Context, id *uuid.UUID) string {
	if id == nil {
		return ""
	}
	u, err := p.Units.ByID(ctx, *id)
	if err != nil {
		return ""
	}
	return u.Office()
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}
