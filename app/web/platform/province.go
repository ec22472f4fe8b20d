package platform

import (
	"net/http"
	"strconv"

	"motcua/app/authz"
	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/people"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/platform"
	"motcua/views/ui"
)

// onboardForm opens a province.
type onboardForm struct{ prefix, template string }

// inviteForm is a province's first admin.
type inviteForm struct{ name, username, title, email, phone string }

// Province is one province: its state, opening it, inviting an admin, its history.
func (p *Pages) Province(c *web.Ctx) error {
	x, err := p.Governing.Province(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	return p.provincePage(c, http.StatusOK, x, onboardForm{x.UnitPrefix, x.CodeTemplate}, inviteForm{}, nil, nil)
}

// Onboard opens the province.
func (p *Pages) Onboard(c *web.Ctx) error {
	x, err := p.Governing.Province(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	f := onboardForm{cut(c.Form("prefix"), 40), cut(c.Form("template"), 120)}
	err = p.Governing.OnboardProvince(c.Context(), x.Code, f.prefix, f.template)
	if fault.Is(err, fault.Invalid) {
		return p.provincePage(c, http.StatusUnprocessableEntity, x, f, inviteForm{}, nil, err)
	}
	if err != nil && !fault.HasKey(err, "province.live") { // a second click: it is done
		return err
	}
	return c.Go("/nen-tang/tinh/" + x.Code)
}

// Invite makes an account for a provincial admin and shows its one-time link, once.
func (p *Pages) Invite(c *web.Ctx) error {
	x, err := p.Governing.Province(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	f := inviteForm{cut(c.Form("full_name"), 200), cut(c.Form("username"), 60), cut(c.Form("title"), 200), cut(c.Form("email"), 250), cut(c.Form("phone"), 40)}
	of := onboardForm{x.UnitPrefix, x.CodeTemplate}
	if x.LiveFrom == nil {
		return p.provincePage(c, http.StatusConflict, x, of, f, nil, fault.New(fault.Conflict, "province.not_live", "Mở tỉnh trên nền tảng trước, rồi mời quản trị của tỉnh."))
	}
	inv, err := p.People.InviteStaff(c.Context(), people.NewStaff{Username: f.username, FullName: f.name, Title: f.title, Email: f.email, Phone: f.phone, Home: x.Tenant, Roles: []string{authz.ProvincialAdmin}})
	if fault.Is(err, fault.Invalid) {
		return p.provincePage(c, http.StatusUnprocessableEntity, x, of, f, nil, err)
	}
	if err != nil {
		return err
	}
	return p.provincePage(c, http.StatusOK, x, of, f, &inv, nil)
}

func (p *Pages) provincePage(c *web.Ctx, status int, x governing.ProvinceRow, of onboardForm, f inviteForm, inv *people.Invited, err error) error {
	acts, herr := p.Governing.History(c.Context(), x.Tenant, governing.Before{}, 20)
	if herr != nil {
		return herr
	}
	path := "/nen-tang/tinh/" + x.Code
	v := view.Province{Frame: p.frame(c, x.FullName), Name: x.FullName, Live: x.LiveFrom != nil, MayOnboard: c.May("province", "onboard"), OnboardAction: path + "/mo", InviteAction: path + "/moi"}
	bad, probs := problems(err, "prefix", "template", "full_name", "username", "title", "email", "phone")
	v.Frame.Problems = probs
	v.Facts = []ui.Pair{{Key: "Mã tỉnh", Value: x.Code}, {Key: "Xã đang hoạt động", Value: strconv.Itoa(x.Live) + "/" + strconv.Itoa(x.Communes)}}
	if x.LiveFrom != nil {
		v.Facts = append(v.Facts, ui.Pair{Key: "Mở từ", Value: i18n.DateTime(*x.LiveFrom)}, ui.Pair{Key: "Mã đơn vị bắt đầu bằng", Value: x.UnitPrefix}, ui.Pair{Key: "Mẫu mã hồ sơ", Value: x.CodeTemplate})
	}
	v.Prefix = ui.Field{Name: "prefix", Label: "Mã đơn vị bắt đầu bằng", Hint: "Ví dụ H44. Đứng đầu mọi mã hồ sơ của tỉnh.", Value: of.prefix, Error: bad["prefix"], Width: "10"}
	v.Template = ui.Field{Name: "template", Label: "Mẫu mã hồ sơ", Hint: "Gồm {unit}, {yyMMdd} và {seq:4}.", Value: of.template, Error: bad["template"], Width: "20"}
	v.FullName = ui.Field{Name: "full_name", Label: "Họ và tên", Value: f.name, Error: bad["full_name"], Complete: "off"}
	v.Username = ui.Field{Name: "username", Label: "Tên đăng nhập", Hint: "Chữ thường không dấu, ví dụ phutho.hanh.", Value: f.username, Error: bad["username"], Width: "20"}
	v.Job = ui.Field{Name: "title", Label: "Chức danh", Value: f.title, Error: bad["title"], Optional: true}
	v.Email = ui.Field{Name: "email", Label: "Thư điện tử", Value: f.email, Error: bad["email"], Optional: true, Complete: "off"}
	v.Phone = ui.Field{Name: "phone", Label: "Số điện thoại", Value: f.phone, Error: bad["phone"], Optional: true, Width: "20", Complete: "off"}
	if inv != nil {
		v.Link = &view.Link{URL: p.link(c, "/cb/kich-hoat/"+inv.Token), Until: i18n.Promise(inv.Expires), Who: f.name}
	}
	v.History = p.historyRows(c, acts)
	return c.Page(status, view.ProvincePage(v))
}

func cut(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}
