package province

import (
	"net/http"
	"slices"

	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
	"motcua/views/ui"
)

// inviteForm is a new account at a workplace.
type inviteForm struct {
	name, username, title, email, phone, unit string
	roles                                     []string
}

func readInvite(c *web.Ctx) inviteForm {
	return inviteForm{cut(c.Form("full_name"), 200), cut(c.Form("username"), 60), cut(c.Form("title"), 200), cut(c.Form("email"), 250), cut(c.Form("phone"), 40), cut(c.Form("unit"), 60), c.Posted()["role"]}
}

// Validate demands a role; people and authz check the rest.
func (f inviteForm) Validate() map[string]string {
	if len(f.roles) == 0 {
		return map[string]string{"role": "Chọn ít nhất một vai trò"}
	}
	return nil
}

// AskInvite is the form; the administrator's role is ticked while there is none.
func (p *Pages) AskInvite(c *web.Ctx) error {
	w, err := p.at(c)
	if err != nil {
		return err
	}
	holders, err := p.People.Holders(c.Context(), w.tenant, w.admin)
	if err != nil {
		return err
	}
	var f inviteForm
	if len(holders) == 0 {
		f.roles = []string{w.admin}
	}
	return p.invitePage(c, http.StatusOK, w, f, nil, nil)
}

// Invite makes the account and shows its one-time link, once.
func (p *Pages) Invite(c *web.Ctx) error {
	w, err := p.at(c)
	if err != nil {
		return err
	}
	f := readInvite(c)
	if bad := f.Validate(); bad != nil {
		return p.invitePage(c, http.StatusUnprocessableEntity, w, f, nil, fault.Fields(bad))
	}
	slices.Sort(f.roles)
	inv, err := p.People.InviteStaff(c.Context(), people.NewStaff{Username: f.username, FullName: f.name, Title: f.title, Email: f.email, Phone: f.phone, Home: w.tenant, Unit: f.unit, Roles: slices.Compact(f.roles)})
	if mendable(err) {
		return p.invitePage(c, web.Status(err), w, f, nil, err)
	}
	if err != nil {
		return err
	}
	return p.invitePage(c, http.StatusOK, w, f, &inv, nil)
}

func (p *Pages) invitePage(c *web.Ctx, status int, w workplace, f inviteForm, inv *people.Invited, err error) error {
	v := view.Invite{Frame: p.frameOf(c, w, "Mời cán bộ"), Title: "Mời cán bộ của " + w.name, Action: w.path + "/moi", Back: w.path}
	bad, probs := problems(err, "full_name", "username", "title", "email", "phone", "unit", "role")
	v.Frame.Problems = probs
	v.FullName = ui.Field{Name: "full_name", Label: "Họ và tên", Value: f.name, Error: bad["full_name"], Complete: "off"}
	v.Username = ui.Field{Name: "username", Label: "Tên đăng nhập", Hint: "Chữ thường không dấu, ví dụ hanh.nguyen.", Value: f.username, Error: bad["username"], Width: "20"}
	v.Job = ui.Field{Name: "title", Label: "Chức danh", Value: f.title, Error: bad["title"], Optional: true}
	v.Email = ui.Field{Name: "email", Label: "Thư điện tử", Value: f.email, Error: bad["email"], Optional: true, Complete: "off"}
	v.Phone = ui.Field{Name: "phone", Label: "Số điện thoại", Value: f.phone, Error: bad["phone"], Optional: true, Width: "20", Complete: "off"}
	us, uerr := p.People.Units(c.Context(), w.tenant)
	if uerr != nil {
		return uerr
	}
	v.Unit = unitChoice(us, f.unit, bad["unit"])
	v.Roles = p.roleBoxes(w, f.roles)
	v.Roles.Label, v.Roles.Error = "Vai trò tại "+w.name, bad["role"]
	if inv != nil {
		v.Link = &view.Link{URL: p.link(c, "/cb/kich-hoat/"+inv.Token), Until: i18n.Promise(inv.Expires), Who: f.name}
	}
	return c.Page(status, view.InvitePage(v))
}
