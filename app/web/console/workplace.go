package console

import (
	"net/http"

	"github.com/google/uuid"

	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
)

// Workplaces lists where this officer holds a role.
func (p *Pages) Workplaces(c *web.Ctx) error {
	ws, err := p.Authz.Workplaces(c.Context(), c.Visitor.Staff)
	if err != nil {
		return err
	}
	v := view.Workplaces{Frame: p.frame(c, "Chọn nơi làm việc"), Then: web.LocalPath(c.Form("tiep"), "")}
	for _, w := range ws {
		x := view.Workplace{ID: w.Tenant.String(), Name: w.Name, Current: w.Tenant == c.Visitor.Tenant}
		for _, r := range w.Roles {
			x.Roles = append(x.Roles, i18n.RoleLabel(r))
		}
		v.Places = append(v.Places, x)
	}
	return c.Page(http.StatusOK, view.WorkplacesPage(v))
}

// ChooseWorkplace moves this session to another office.
func (p *Pages) ChooseWorkplace(c *web.Ctx) error {
	s, err := p.session(c)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Form("noi"))
	if err != nil {
		return c.Go("/cb/noi-lam-viec")
	}
	if err := p.People.SwitchWorkplace(c.IdentityContext(), s, id); err != nil {
		return err
	}
	if s, err = p.session(c); err != nil {
		return err
	}
	return p.goOn(c, s)
}
