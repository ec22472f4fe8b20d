package console

import (
	"net/http"
	"slices"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Member shows one officer with what may be done about the account.
func (p *Pages) Member(c *web.Ctx) error { return p.memberPage(c, http.StatusOK, nil) }

func (p *Pages) memberPage(c *web.Ctx, status int, failed error) error {
	m, err := p.member(c)
	if err != nil {
		return err
	}
	us, err := p.People.Units(c.Context(), c.Scope().Tenant)
	if err != nil {
		return err
	}
	tone, state := memberState(m)
	v := view.Member{
		Frame: p.frame(c, m.FullName), ID: m.ID.String(), Name: m.FullName, State: state, Tone: tone, Disabled: m.DisabledAt != nil,
		MayManage: c.May("people", "manage") && m.Home, MayGrant: c.May("people", "grant"), Self: m.ID == c.Visitor.Staff,
		Facts: told(ui.Pair{Key: "Tên đăng nhập", Value: m.Username}, ui.Pair{Key: "Chức danh", Value: m.Title}, ui.Pair{Key: "Phòng, đơn vị", Value: unitName(us, m)}, ui.Pair{Key: "Thư điện tử", Value: m.Email}, ui.Pair{Key: "Điện thoại", Value: i18n.Phone(m.Phone)}),
	}
	errs := map[string]string{}
	if failed != nil {
		errs, v.Frame.Problems = problems(failed)
	}
	v.Unit = unitChoice(us, m.Unit, errs["unit"])
	for _, r := range m.Roles {
		v.Held = append(v.Held, view.Role{Key: r, Name: i18n.RoleLabel(r), Mine: slices.Contains(grantable(), r)})
	}
	for _, r := range grantable() {
		if !slices.Contains(m.Roles, r) {
			v.Free = append(v.Free, ui.Option{Value: r, Text: i18n.RoleLabel(r)})
		}
	}
	return c.Page(status, view.MemberPage(v))
}

// told leaves out what is not known.
func told(ps ...ui.Pair) []ui.Pair {
	return slices.DeleteFunc(ps, func(p ui.Pair) bool { return p.Value == "" })
}

// member is the officer of the path. Fault: NotFound, also for another office's.
func (p *Pages) member(c *web.Ctx) (people.Member, error) {
	id, err := c.ID("id")
	if err != nil {
		return people.Member{}, err
	}
	return p.People.Member(c.Context(), c.Scope().Tenant, id)
}

// about runs one act on an account and comes back to it.
func (p *Pages) about(c *web.Ctx, do func(uuid.UUID) error) error {
	m, err := p.member(c)
	if err != nil {
		return err
	}
	err = do(m.ID)
	switch {
	case err == nil:
		return c.Go("/cb/nhan-su/" + m.ID.String())
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.memberPage(c, http.StatusUnprocessableEntity, err)
	}
	return err
}

// Grant gives a role in this office.
func (p *Pages) Grant(c *web.Ctx) error {
	return p.about(c, func(id uuid.UUID) error {
		return p.Authz.Grant(c.Context(), id, c.Scope().Tenant, c.Form("role"))
	})
}

// Revoke takes a role in this office.
func (p *Pages) Revoke(c *web.Ctx) error {
	return p.about(c, func(id uuid.UUID) error {
		return p.Authz.Revoke(c.Context(), id, c.Scope().Tenant, c.Form("role"))
	})
}

// Disable closes an account; its sessions end at once.
func (p *Pages) Disable(c *web.Ctx) error {
	return p.about(c, func(id uuid.UUID) error { return p.People.DisableStaff(c.Context(), id) })
}

// Enable opens a closed account again.
func (p *Pages) Enable(c *web.Ctx) error {
	return p.about(c, func(id uuid.UUID) error { return p.People.EnableStaff(c.Context(), id) })
}

// Reinvite gives somebody who lost password or phone a new link, shown once.
func (p *Pages) Reinvite(c *web.Ctx) error {
	m, err := p.member(c)
	if err != nil {
		return err
	}
	in, err := p.People.Reinvite(c.Context(), m.ID)
	if err != nil {
		return err
	}
	return p.linkPage(c, m.FullName, in)
}
