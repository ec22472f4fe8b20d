package console

import (
	"net/http"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

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
	us, err := p.People.Units(c.Context(), c.Scope().Tenant)
	if err != nil {
		return err
	}
	byName(ms)
	v := view.People{Frame: p.frame(c, "Nhân sự"), MayInvite: c.May("people", "manage")}
	for _, m := range ms {
		name := ui.L(m.FullName, "/cb/nhan-su/"+m.ID.String())
		if !v.MayInvite && !c.May("people", "grant") {
			name = ui.T(m.FullName)
		}
		tone, state := memberState(m)
		v.Rows = append(v.Rows, ui.Row{Off: m.DisabledAt != nil, Cells: []ui.Cell{name, ui.T(m.Username), ui.T(m.Title), ui.T(unitName(us, m)), ui.T(joined(roleNames(m.Roles))), ui.S(tone, state)}})
	}
	return c.Page(http.StatusOK, view.PeoplePage(v))
}

// unitName is where a colleague works here; who was lent by another office is in none of the units here.
func unitName(us []people.Unit, m people.Member) string {
	if m.Unit == "" || !m.Home {
		return ""
	}
	return people.UnitTitle(us, m.Unit)
}

// byName sorts as Vietnamese lists do: by tên, then họ and chữ đệm, with the
// tones in their order; closed accounts last.
func byName(ms []people.Member) {
	co := collate.New(language.Vietnamese)
	key := func(m people.Member) string {
		w := strings.Fields(m.FullName)
		if len(w) == 0 {
			return ""
		}
		return w[len(w)-1] + " " + strings.Join(w[:len(w)-1], " ")
	}
	slices.SortStableFunc(ms, func(a, b people.Member) int {
		if (a.DisabledAt != nil) != (b.DisabledAt != nil) {
			return map[bool]int{true: 1, false: -1}[a.DisabledAt != nil]
		}
		return co.CompareString(key(a), key(b))
	})
}

func memberState(m people.Member) (tone, text string) {
	switch {
	case m.DisabledAt != nil:
		return ui.Draft, "Đã khóa"
	case !m.Home:
		return ui.Done, "Từ đơn vị khác"
	case !m.Active:
		return ui.Soon, "Chờ kích hoạt"
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
