package console

import (
	"net/http"

	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
)

// Activate shows an invitation: whose account it is, and asks for a password.
func (p *Pages) Activate(c *web.Ctx) error { return p.activatePage(c, http.StatusOK, nil) }

// SetPassword accepts the invitation; the link works once.
func (p *Pages) SetPassword(c *web.Ctx) error {
	if c.Form("password") != c.Form("again") {
		return p.activatePage(c, http.StatusUnprocessableEntity, fault.Fields(map[string]string{"again": "Hai lần nhập mật khẩu chưa giống nhau. Nhập lại."}))
	}
	i, err := p.People.AcceptInvite(c.IdentityContext(), c.Param("token"), c.Form("password"))
	if fault.Is(err, fault.Invalid) {
		return p.activatePage(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	in, err := p.People.SignInStaff(c.IdentityContext(), people.StaffSignIn{Username: i.Username, Password: c.Form("password"), IP: c.IP(), Device: c.Device(), OldToken: c.Token(web.Staff)})
	if err != nil {
		return err
	}
	c.SetSession(web.Staff, in.Token)
	return p.next(c, in)
}

func (p *Pages) activatePage(c *web.Ctx, status int, err error) error {
	i, ierr := p.People.Invitation(c.IdentityContext(), c.Param("token"))
	if ierr != nil {
		return ierr
	}
	v := view.Activate{Frame: p.frame(c, "Kích hoạt tài khoản"), Action: "/cb/kich-hoat/" + c.Param("token"), Name: i.FullName, Username: i.Username, Office: i.Office, Until: i18n.DateTime(i.Expires)}
	v.Frame.SignIn, v.Frame.Person, v.Frame.Nav = "", nil, nil
	if err != nil {
		v.Errors, v.Frame.Problems = problems(err, "password", "again")
	}
	return c.Page(status, view.ActivatePage(v))
}
