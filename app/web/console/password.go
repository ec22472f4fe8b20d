package console

import (
	"net/http"

	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
)

// AskPassword asks for the current password and another one, twice.
func (p *Pages) AskPassword(c *web.Ctx) error { return p.passwordPage(c, http.StatusOK, nil) }

// ChangePassword sets it; every other place where this person is signed in is signed out.
func (p *Pages) ChangePassword(c *web.Ctx) error {
	if c.Form("password") != c.Form("again") {
		return p.passwordPage(c, http.StatusUnprocessableEntity, fault.Fields(map[string]string{"again": "Hai lần nhập mật khẩu chưa giống nhau. Nhập lại."}))
	}
	s, err := p.session(c)
	if err != nil {
		return err
	}
	switch err := p.People.ChangePassword(c.IdentityContext(), s, c.Form("current"), c.Form("password")); {
	case fault.Is(err, fault.Invalid):
		return p.passwordPage(c, http.StatusUnprocessableEntity, err)
	case err != nil:
		return err
	}
	return c.Go("/cb/tai-khoan?luu=mat-khau")
}

func (p *Pages) passwordPage(c *web.Ctx, status int, err error) error {
	s, serr := p.session(c)
	if serr != nil {
		return serr
	}
	v := view.Password{Frame: p.frame(c, "Đổi mật khẩu"), Username: s.Username}
	if err != nil {
		v.Errors, v.Frame.Problems = problems(err, "current", "password", "again")
	}
	return c.Page(status, view.PasswordPage(v))
}
