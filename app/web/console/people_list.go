package console

import (
	"net/http"

	"motcua/app/people"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// People lists the officers of this office with their roles.
func (p *Pages) ListPeople(c *web.Ctx) error {
	ms, err := p.People.ListStaff(c.Context(), c.Scope().Tenant)
	if err != nil {
		return err
	}
	v := view.People{Frame: p.frame(c, "Nhân sự"), MayInvite: c.May("people", "manage")}
	for _, m := range ms {
		name := ui.L(m.FullName, "/cb/nhan-su/"+m.ID.String())
		if !v.MayInvite && !c.May("people", "grant") {
			name = ui.T(m.FullName)
		}
		tone, state := memberState(m)
		v.Rows = append(v.Rows, ui.Row{Off: m.DisabledAt != nil, Cells: []ui.Cell{name, ui.T(m.Username), ui.T(m.Title), ui.T(joined(roleNames(m.Roles))), ui.S(tone, state)}})
	}
	return c.Page(http.StatusOK, view.PeoplePage(v))
}

func memberState(m people.Member) (tone, text string) {
	switch {
	case m.DisabledAt != nil:
		return ui.Draft, "Đã khóa"
	case !m.Home:
		return ui.Done, "Từ đơn vị khác"
	case len(m.Roles) == 0:
		return ui.Soon, "Chưa có vai trò"
	}
	return ui.OK, "Đang làm việc"
}

func roleNames(roles []string) []string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = i18n.RoleLabel(r)
	}
	return out
}
