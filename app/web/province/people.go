package province

import (
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"motcua/app/authz"
	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/web"
	"motcua/tenants"
	"motcua/views/i18n"
	"motcua/views/layout"
	view "motcua/views/province"
	"motcua/views/ui"
)

// workplace is an office whose people the province manages: a commune, or its own centre.
type workplace struct {
	tenant uuid.UUID
	kind   string // commune, province
	name   string // "xã Kim Bôi"
	path   string // of its list of people
	admin  string // the role of its administrator
	head   *view.CommuneHead
}

// at finds the workplace of the path.
func (p *Pages) at(c *web.Ctx) (workplace, error) {
	if c.Param("id") == "" {
		return workplace{tenant: c.Office.ID, kind: "province", name: "trung tâm cấp tỉnh", path: "/tinh/nhan-su", admin: authz.ProvincialAdmin}, nil
	}
	o, err := p.commune(c)
	if err != nil {
		return workplace{}, err
	}
	h := p.head(c, o, "/nhan-su")
	return workplace{tenant: o.ID, kind: "commune", name: inText(o), path: communePath(o.Code, "/nhan-su"), admin: authz.CommuneAdmin, head: &h}, nil
}

// frameOf is the frame of a workplace's page.
func (p *Pages) frameOf(c *web.Ctx, w workplace, title string) layout.Data {
	if w.head != nil {
		title += ", " + w.name
	}
	return p.frame(c, title)
}

// Staff lists the officers of a workplace with what they may do there.
func (p *Pages) Staff(c *web.Ctx) error {
	w, err := p.at(c)
	if err != nil {
		return err
	}
	list, err := p.People.ListStaff(c.Context(), w.tenant)
	if err != nil {
		return err
	}
	v := view.People{Frame: p.frameOf(c, w, "Nhân sự"), Head: w.head, Name: w.name}
	if c.May("people", "manage") {
		v.Invite = w.path + "/moi"
	}
	admins := 0
	for _, m := range list {
		names := make([]string, len(m.Roles))
		for i, r := range m.Roles {
			names[i] = authz.RoleName(r)
		}
		roles := strings.Join(names, ", ")
		if roles == "" {
			roles = "Chưa có vai trò"
		}
		state := ui.S(ui.OK, "Đang dùng")
		if m.DisabledAt != nil {
			state = ui.S(ui.Draft, "Đã khóa từ "+i18n.Date(*m.DisabledAt))
		} else if slices.Contains(m.Roles, w.admin) {
			admins++
		}
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{{Text: m.FullName, Href: w.path + "/" + m.ID.String(), Head: true, Hint: m.Title}, ui.T(m.Username), ui.T(roles), state}, Off: m.DisabledAt != nil})
	}
	v.NoAdmin = admins == 0
	return c.Page(http.StatusOK, view.PeoplePage(v))
}

// Person is one officer: roles here, account.
func (p *Pages) Person(c *web.Ctx) error {
	w, m, err := p.member(c)
	if err != nil {
		return err
	}
	return p.personPage(c, http.StatusOK, w, m, nil, nil)
}

func (p *Pages) member(c *web.Ctx) (workplace, people.Member, error) {
	w, err := p.at(c)
	if err != nil {
		return w, people.Member{}, err
	}
	id, err := c.ID("staff")
	if err != nil {
		return w, people.Member{}, err
	}
	m, err := p.People.Member(c.Context(), w.tenant, id)
	return w, m, err
}

func (p *Pages) personPage(c *web.Ctx, status int, w workplace, m people.Member, inv *people.Invited, err error) error {
	path := w.path + "/" + m.ID.String()
	us, uerr := p.People.Units(c.Context(), w.tenant)
	if uerr != nil {
		return uerr
	}
	v := view.Person{
		Frame: p.frameOf(c, w, m.FullName), Back: w.path, BackText: "Nhân sự của " + w.name, Name: m.FullName, Title: m.Title, Action: path,
		Facts:    []ui.Pair{{Key: "Tên đăng nhập", Value: m.Username}, {Key: "Thư điện tử", Value: dash(m.Email)}, {Key: "Điện thoại", Value: dash(i18n.Phone(m.Phone))}},
		MayGrant: c.May("people", "grant"), MayManage: c.May("people", "manage") && m.Home, Disabled: m.DisabledAt != nil, Self: m.ID == c.Visitor.Staff,
	}
	bad, probs := problems(err)
	v.Frame.Problems = probs
	v.Unit = unitChoice(us, m.Unit, bad["unit"])
	v.Roles = p.roleBoxes(w, m.Roles)
	v.Roles.Label = "Vai trò tại " + w.name
	if !m.Home {
		v.Note = "Tài khoản thuộc đơn vị khác, được giao vai trò tại đây. Đơn vị quản lý tài khoản khóa hoặc mời lại."
	}
	if inv != nil {
		v.Link = &view.Link{URL: p.link(c, "/cb/kich-hoat/"+inv.Token), Until: i18n.Promise(inv.Expires), Who: m.FullName}
	}
	switch c.Query("da") {
	case "vai-tro":
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu vai trò. Có hiệu lực ngay.", Alert: true}}
	case "don-vi":
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu phòng, đơn vị.", Alert: true}}
	case "khoa":
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã khóa tài khoản. Mọi phiên đăng nhập đã kết thúc.", Alert: true}}
	case "mo":
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã mở lại tài khoản.", Alert: true}}
	}
	return c.Page(status, view.PersonPage(v))
}

// roleBoxes offers the roles that a province grants at a workplace.
func (p *Pages) roleBoxes(w workplace, has []string) ui.ChoiceField {
	f := ui.ChoiceField{Field: ui.Field{Name: "role", Label: "Vai trò"}}
	for _, r := range authz.Grantable(tenants.KindProvince, w.kind) {
		f.Options = append(f.Options, ui.Option{Value: r, Text: authz.RoleName(r), Chosen: slices.Contains(has, r)})
	}
	return f
}

// SetRoles grants what was ticked and takes what was not. Each change is an
// act of its own in the history.
func (p *Pages) SetRoles(c *web.Ctx) error {
	w, m, err := p.member(c)
	if err != nil {
		return err
	}
	want := c.Posted()["role"]
	for _, r := range authz.Grantable(tenants.KindProvince, w.kind) {
		has, wants := slices.Contains(m.Roles, r), slices.Contains(want, r)
		switch {
		case wants && !has:
			err = p.Authz.Grant(c.Context(), m.ID, w.tenant, r)
		case has && !wants:
			if err = p.Authz.Revoke(c.Context(), m.ID, w.tenant, r); fault.Is(err, fault.NotFound) {
				err = nil // a colleague took it at the same moment
			}
		}
		if mendable(err) {
			if _, m, merr := p.member(c); merr == nil {
				return p.personPage(c, web.Status(err), w, m, nil, err)
			}
		}
		if err != nil {
			return err
		}
	}
	return c.Go(w.path + "/" + m.ID.String() + "?da=vai-tro")
}

// SetUnit says in which unit of the workplace somebody works.
func (p *Pages) SetUnit(c *web.Ctx) error {
	w, m, err := p.member(c)
	if err != nil {
		return err
	}
	err = p.People.SetUnit(c.Context(), w.tenant, m.ID, cut(c.Form("unit"), 60))
	if mendable(err) {
		return p.personPage(c, web.Status(err), w, m, nil, err)
	}
	if err != nil {
		return err
	}
	return c.Go(w.path + "/" + m.ID.String() + "?da=don-vi")
}

// unitChoice offers the open units of a workplace; its own admin keeps the list.
func unitChoice(us []people.Unit, value, fault string) ui.ChoiceField {
	f := ui.ChoiceField{Field: ui.Field{Name: "unit", Label: "Phòng, đơn vị", Value: value, Error: fault, Optional: true}, Empty: "Chưa xếp vào đơn vị nào"}
	for _, u := range us {
		if u.ClosedAt == nil || u.Key == value {
			f.Options = append(f.Options, ui.Option{Value: u.Key, Text: u.Title})
		}
	}
	return f
}

// SetAccount closes an account or opens it again.
func (p *Pages) SetAccount(c *web.Ctx) error {
	w, m, err := p.member(c)
	if err != nil {
		return err
	}
	done := "mo"
	if c.Form("act") == "close" {
		done = "khoa"
		err = p.People.DisableStaff(c.Context(), m.ID)
	} else {
		err = p.People.EnableStaff(c.Context(), m.ID)
	}
	if mendable(err) {
		return p.personPage(c, web.Status(err), w, m, nil, err)
	}
	if err != nil {
		return err
	}
	return c.Go(w.path + "/" + m.ID.String() + "?da=" + done)
}

// Reinvite shows a new one-time link for somebody who lost the way in.
func (p *Pages) Reinvite(c *web.Ctx) error {
	w, m, err := p.member(c)
	if err != nil {
		return err
	}
	inv, err := p.People.Reinvite(c.Context(), m.ID)
	if err != nil {
		return err
	}
	return p.personPage(c, http.StatusOK, w, m, &inv, nil)
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
