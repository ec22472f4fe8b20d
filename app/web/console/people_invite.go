package console

import (
	"net/http"
	"slices"

	"motcua/app/authz"
	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/web"
	"motcua/tenants"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

type inviteForm struct {
	people.NewStaff
}

func readInvite(c *web.Ctx) inviteForm {
	f := inviteForm{people.NewStaff{Username: short(c.Form("username"), 60), FullName: short(c.Form("full_name"), 200), Title: short(c.Form("title"), 200), Email: short(c.Form("email"), 250), Phone: short(c.Form("phone"), 30), Unit: short(c.Form("unit"), 60)}}
	for _, r := range c.Posted()["roles"] {
		if slices.Contains(grantable(), r) {
			f.Roles = append(f.Roles, r)
		}
	}
	return f
}

// grantable are the roles that an office's own admin gives.
func grantable() []string { return authz.Grantable(tenants.KindTenant, "commune") }

// AskInvite is the form for a new account.
func (p *Pages) AskInvite(c *web.Ctx) error { return p.invitePage(c, http.StatusOK, inviteForm{}, nil) }

// Invite makes the account and shows its link, once: it is stored nowhere.
func (p *Pages) Invite(c *web.Ctx) error {
	f := readInvite(c)
	in, err := p.People.InviteStaff(c.Context(), f.NewStaff)
	if fault.Is(err, fault.Invalid) {
		return p.invitePage(c, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return p.linkPage(c, f.FullName, in)
}

func (p *Pages) linkPage(c *web.Ctx, name string, in people.Invited) error {
	return c.Page(http.StatusOK, view.InvitedPage(view.Invited{Frame: p.frame(c, "Lời mời đã tạo"), Name: name, Link: p.BaseURL + "/cb/kich-hoat/" + in.Token, Until: i18n.DateTime(in.Expires), Back: "/cb/nhan-su/" + in.StaffID.String()}))
}

func (p *Pages) invitePage(c *web.Ctx, status int, f inviteForm, failed error) error {
	v := view.Invite{Frame: p.frame(c, "Mời cán bộ mới")}
	errs := map[string]string{}
	if failed != nil {
		errs, v.Frame.Problems = problems(failed, "username", "full_name", "title", "email", "phone", "unit", "roles")
	}
	field := func(name, label, hint, value string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Value: value, Error: errs[name], Width: "20", MaxLen: 250}
	}
	v.FullName = field("full_name", "Họ, chữ đệm, tên", "", f.FullName)
	v.Username = field("username", "Tên đăng nhập", "Chữ thường không dấu, số, dấu chấm. Ví dụ: hanh.nguyen", f.Username)
	v.Title = field("title", "Chức danh", "Ví dụ: Công chức Tư pháp – Hộ tịch", f.Title)
	v.Email = field("email", "Thư điện tử", "", f.Email)
	v.Phone = field("phone", "Điện thoại", "", f.Phone)
	v.Title.Optional, v.Email.Optional, v.Phone.Optional = true, true, true
	us, err := p.People.Units(c.Context(), c.Scope().Tenant)
	if err != nil {
		return err
	}
	v.Unit = unitChoice(us, f.Unit, errs["unit"])
	v.Roles = ui.ChoiceField{Field: ui.Field{Name: "roles", Label: "Vai trò", Error: errs["roles"]}}
	for _, r := range grantable() {
		v.Roles.Options = append(v.Roles.Options, ui.Option{Value: r, Text: i18n.RoleLabel(r), Chosen: slices.Contains(f.Roles, r)})
	}
	return c.Page(status, view.InvitePage(v))
}
