package console

import (
	"slices"

	"github.com/google/uuid"

	"motcua/app/authz"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskAssign lists who may work on the dossier.
func (p *Pages) AskAssign(c *web.Ctx) error { return p.assignPage(c, nil) }

// Assign gives the dossier to a colleague who holds the role of handler here.
func (p *Pages) Assign(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	who, err := p.People.Assignable(c.Context(), c.Scope().Tenant, authz.Handler)
	if err != nil {
		return err
	}
	for _, m := range who {
		if m.ID.String() == c.Form("assignee") {
			if err := p.Dossiers.AssignStep(c.Context(), r, c.Form("buoc"), m.ID, m.FullName); err != nil {
				return p.assignPage(c, err)
			}
			if c.Form("hang") == "assign" {
				return c.Go("/cb/ho-so?hang=assign")
			}
			return c.Go(path(r.ID.String(), ""))
		}
	}
	return p.assignPage(c, fault.Fields(map[string]string{"assignee": "Chọn người xử lý trong danh sách"}))
}

func (p *Pages) assignPage(c *web.Ctx, failed error) error {
	a, err := p.actPage(c, "phan-cong", "Phân công xử lý", "Giao hồ sơ", failed, []string{"assignee"})
	if err != nil {
		return err
	}
	who, err := p.People.Assignable(c.Context(), c.Scope().Tenant, authz.Handler)
	if err != nil {
		return err
	}
	pick := ui.ChoiceField{Field: ui.Field{Name: "assignee", Label: "Người xử lý", Value: c.Form("assignee"), Error: a.errs["assignee"]}}
	unit := ""
	if st, ok := a.dossier.Terms.StepByKey(a.step); ok {
		unit = st.Unit
	}
	who = ofUnit(who, unit)
	load, err := p.loads(c, who[:min(len(who), 12)]...)
	if err != nil {
		return err
	}
	for i, m := range who {
		o := ui.Option{Value: m.ID.String(), Text: m.FullName, Hint: m.Title}
		if i < len(load) {
			o.Hint = dotted(m.Title, load[i])
		}
		if a.dossier.Assignee != nil && *a.dossier.Assignee == m.ID {
			o.Hint = dotted(o.Hint, "đang xử lý hồ sơ này")
		}
		pick.Options = append(pick.Options, o)
	}
	if len(who) == 0 {
		pick.Hint = "Chưa ai trong đơn vị có vai trò công chức chuyên môn và đã kích hoạt tài khoản. Đề nghị người quản trị giao vai trò."
	}
	a.Tell = "Người được giao thấy hồ sơ trong “Việc của tôi”."
	return c.Page(a.status, view.TextActPage(view.TextAct{ActForm: a.ActForm, Radio: &pick}))
}

// Take is a handler's own choice of a dossier that nobody works on.
func (p *Pages) Take(c *web.Ctx) error {
	return p.do(c, func(r dossiers.Ref) error {
		return p.Dossiers.TakeStep(c.Context(), r, c.Form("buoc"), c.Visitor.Staff, c.Visitor.Name)
	})
}

// ofUnit puts the people of a step's unit before others, or leaves only them
// where the unit has any.
func ofUnit(who []people.Member, unit string) []people.Member {
	if unit == "" {
		return who
	}
	in := slices.DeleteFunc(slices.Clone(who), func(m people.Member) bool { return m.Unit != unit })
	if len(in) > 0 {
		return in
	}
	return who
}

// loads says how many open dossiers each colleague has, up to fifty.
func (p *Pages) loads(c *web.Ctx, who ...people.Member) ([]string, error) {
	out := make([]string, len(who))
	for i, m := range who {
		rows, err := p.Dossiers.Worklist(c.Context(), dossiers.List{Queue: dossiers.QueueMine, Staff: m.ID, After: dossiers.Cursor{ID: uuid.Nil}, Limit: 50})
		if err != nil {
			return nil, err
		}
		out[i] = countText(len(rows), 50)
	}
	return out, nil
}
