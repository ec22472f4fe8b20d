package console

import (
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/web"
	view "motcua/views/console"
)

// SignIn shows the officers' door; who is signed in already goes on.
func (p *Pages) SignIn(c *web.Ctx) error {
	if s, err := p.session(c); err == nil && s.Ready() == nil {
		return p.goOn(c, s)
	}
	return p.signInPage(c, http.StatusOK, nil)
}

// GiveName checks name and password (people.SignInStaff).
func (p *Pages) GiveName(c *web.Ctx) error {
	in, err := p.People.SignInStaff(c.IdentityContext(), people.StaffSignIn{
		Username: c.Form("username"), Password: c.Form("password"),
		IP: c.IP(), Device: c.Device(), OldToken: c.Token(web.Staff),
	})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Unauthenticated) {
		return p.signInPage(c, http.StatusUnprocessableEntity, err)
	}
	if fault.Is(err, fault.TooMany) {
		return p.signInPage(c, http.StatusTooManyRequests, err)
	}
	if err != nil {
		return err
	}
	c.SetSession(web.Staff, in.Token)
	return p.next(c, in)
}

// next is the page after a step of signing in.
func (p *Pages) next(c *web.Ctx, in people.SignedIn) error {
	switch {
	case in.NeedsCode:
		return c.Go("/cb/ma-xac-thuc" + then(c))
	case in.NeedsEnrolment:
		return c.Go("/cb/thiet-lap-ma" + then(c))
	}
	s, err := p.People.Current(c.IdentityContext(), in.Token)
	if err != nil {
		return err
	}
	return p.goOn(c, s)
}

// goOn leads to the page that was asked for, or to the home of the workplace.
func (p *Pages) goOn(c *web.Ctx, s people.Session) error {
	if s.Tenant == uuid.Nil {
		return c.Go("/cb/noi-lam-viec" + then(c))
	}
	first := home(s.TenantKind)
	if s.TenantKind == "province" { // who works on dossiers there begins with them
		works, err := p.Authz.Allow(c.IdentityContext(), s.StaffID, s.Tenant, "dossier", "list")
		if err != nil {
			return err
		}
		if works {
			first = "/cb"
		}
	}
	return c.Go(web.LocalPath(c.Form("tiep"), first))
}

// home is the first page of a kind of workplace.
func home(kind string) string {
	switch kind {
	case "province":
		return "/tinh"
	case "platform":
		return "/nen-tang"
	}
	return "/cb"
}

// then carries the page that was asked for along.
func then(c *web.Ctx) string {
	if to := web.LocalPath(c.Form("tiep"), ""); to != "" {
		return "?tiep=" + url.QueryEscape(to)
	}
	return ""
}

func (p *Pages) signInPage(c *web.Ctx, status int, err error) error {
	v := view.SignIn{Frame: p.frame(c, "Đăng nhập cán bộ"), Username: c.Form("username"), Then: web.LocalPath(c.Form("tiep"), "")}
	v.Frame.SignIn, v.Frame.Person, v.Frame.Nav = "", nil, nil
	if err != nil {
		v.Errors, v.Frame.Problems = problems(err, "username", "password")
	}
	return c.Page(status, view.SignInPage(v))
}

// SignOut ends the session of this browser.
func (p *Pages) SignOut(c *web.Ctx) error {
	if err := p.People.End(c.IdentityContext(), c.Token(web.Staff)); err != nil {
		return err
	}
	c.DropSession(web.Staff)
	return c.Go("/cb/dang-nhap")
}
