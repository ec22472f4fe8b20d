package console

import (
	"net/http"

	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Account shows who is signed in, where, and with which second factor.
func (p *Pages) Account(c *web.Ctx) error {
	s, err := p.session(c)
	if err != nil {
		return err
	}
	ds, err := p.People.Devices(c.IdentityContext(), s)
	if err != nil {
		return err
	}
	v := view.Account{Frame: p.frame(c, "Tài khoản của tôi"), HasCode: s.HasTOTP, Facts: told(ui.Pair{Key: "Họ tên", Value: s.Name}, ui.Pair{Key: "Tên đăng nhập", Value: s.Username}, ui.Pair{Key: "Chức danh", Value: s.Title}, ui.Pair{Key: "Nơi làm việc", Value: s.TenantName})}
	if c.May("dossier", "approve") {
		v.Keys = keysAt
	}
	if c.Query("luu") == "mat-khau" {
		v.Saved = "Đã đổi mật khẩu"
	}
	for _, d := range ds {
		v.Devices = append(v.Devices, view.Device{ID: d.ID.String(), Name: browser(d.Device), Since: i18n.DateTime(d.Created), Seen: i18n.DateTime(d.LastSeen), Current: d.Current})
	}
	return c.Page(http.StatusOK, view.AccountPage(v))
}

// EndDevice signs one other device out.
func (p *Pages) EndDevice(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	s, err := p.session(c)
	if err != nil {
		return err
	}
	if err := p.People.EndDevice(c.IdentityContext(), s, id); err != nil {
		return err
	}
	return c.Go("/cb/tai-khoan")
}

// EndOthers signs all other devices out.
func (p *Pages) EndOthers(c *web.Ctx) error {
	s, err := p.session(c)
	if err != nil {
		return err
	}
	if _, err := p.People.EndAll(c.IdentityContext(), s, s.ID); err != nil {
		return err
	}
	return c.Go("/cb/tai-khoan")
}
