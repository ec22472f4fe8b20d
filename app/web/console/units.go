package console

import (
	"net/http"
	"slices"

	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

func unitPath(key string) string { return "/cb/phong-ban/" + key }

// Units lists the units of this office, with the form for a new one.
func (p *Pages) Units(c *web.Ctx) error { return p.unitsPage(c, http.StatusOK, nil) }

// CreateUnit adds one.
func (p *Pages) CreateUnit(c *web.Ctx) error {
	key, err := p.People.CreateUnit(c.Context(), short(c.Form("title"), 250))
	if fault.Is(err, fault.Invalid) {
		return p.unitsPage(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.Go(unitPath(key))
}

func (p *Pages) unitsPage(c *web.Ctx, status int, failed error) error {
	us, err := p.People.Units(c.Context(), c.Scope().Tenant)
	if err != nil {
		return err
	}
	v := view.Units{Frame: p.frame(c, "Phòng, đơn vị"), MayManage: c.May("unit", "manage")}
	errs, problems := problems(failed, "title")
	v.Frame.Problems = problems
	v.Title = ui.Field{Name: "title", Label: "Tên phòng, đơn vị mới", Hint: "Ví dụ: Phòng Giáo dục", Value: short(c.Form("title"), 250), Error: errs["title"], Width: "20", MaxLen: 250}
	for _, u := range us {
		tone, state := unitState(u)
		v.Rows = append(v.Rows, ui.Row{Off: u.ClosedAt != nil, Cells: []ui.Cell{ui.L(u.Title, unitPath(u.Key)), ui.T(i18n.Number(int64(u.People))), ui.T(i18n.Number(int64(u.Open))), ui.T(u.Key), ui.S(tone, state)}})
	}
	return c.Page(status, view.UnitsPage(v))
}

func unitState(u people.Unit) (tone, text string) {
	switch {
	case u.ClosedAt != nil:
		return ui.Draft, "Đã đóng"
	case u.People == 0:
		return ui.Soon, "Chưa có người"
	}
	return ui.OK, "Đang hoạt động"
}

// Unit shows one unit: who works there, its name, closing it.
func (p *Pages) Unit(c *web.Ctx) error { return p.unitPage(c, http.StatusOK, nil) }

// RenameUnit gives it another name.
func (p *Pages) RenameUnit(c *web.Ctx) error {
	return p.aboutUnit(c, func(key string) error {
		return p.People.RenameUnit(c.Context(), key, short(c.Form("title"), 250))
	})
}

// CloseUnit takes an empty one out of the lists.
func (p *Pages) CloseUnit(c *web.Ctx) error {
	return p.aboutUnit(c, func(key string) error { return p.People.CloseUnit(c.Context(), key) })
}

// ReopenUnit puts it back.
func (p *Pages) ReopenUnit(c *web.Ctx) error {
	return p.aboutUnit(c, func(key string) error { return p.People.ReopenUnit(c.Context(), key) })
}

func (p *Pages) aboutUnit(c *web.Ctx, do func(key string) error) error {
	err := do(c.Param("phong"))
	switch {
	case err == nil:
		return c.Go(unitPath(c.Param("phong")) + "?da_luu=1")
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.unitPage(c, web.Status(err), err)
	}
	return err
}

func (p *Pages) unitPage(c *web.Ctx, status int, failed error) error {
	us, err := p.People.Units(c.Context(), c.Scope().Tenant)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(us, func(u people.Unit) bool { return u.Key == c.Param("phong") })
	if i < 0 {
		return fault.New(fault.NotFound, "unit.not_found", "Không tìm thấy đơn vị này.")
	}
	u := us[i]
	ms, err := p.People.ListStaff(c.Context(), c.Scope().Tenant)
	if err != nil {
		return err
	}
	byName(ms)
	tone, state := unitState(u)
	v := view.Unit{Frame: p.frame(c, u.Title), Name: u.Title, Action: unitPath(u.Key), State: state, Tone: tone, Closed: u.ClosedAt != nil, MayManage: c.May("unit", "manage")}
	v.Facts = []ui.Pair{{Key: "Việc đang mở", Value: i18n.Number(int64(u.Open))}, {Key: "Mã trong quy trình", Value: u.Key}}
	if u.ClosedAt != nil {
		v.Facts = append(v.Facts, ui.Pair{Key: "Đóng từ", Value: i18n.DateTime(*u.ClosedAt)})
	}
	errs, problems := problems(failed, "title")
	v.Frame.Problems = problems
	if c.Query("da_luu") != "" && failed == nil {
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "ok", Text: "Đã lưu."})
	}
	typed := u.Title
	if failed != nil && errs["title"] != "" {
		typed = short(c.Form("title"), 250)
	}
	v.Title = ui.Field{Name: "title", Label: "Tên", Value: typed, Error: errs["title"], Width: "20", MaxLen: 250, ReadOnly: !v.MayManage}
	for _, m := range ms {
		if m.Unit == u.Key && m.Home && m.DisabledAt == nil {
			v.People = append(v.People, ui.Tab{Text: dotted(m.FullName, m.Title), Href: "/cb/nhan-su/" + m.ID.String()})
		}
	}
	v.Empty = u.People == 0 && u.Open == 0
	return c.Page(status, view.UnitPage(v))
}

// unitTitles names units as this office does; it asks for them when there is one to name.
func (p *Pages) unitTitles(c *web.Ctx) func(key string) string {
	var us []people.Unit
	asked := false
	return func(key string) string {
		if key == "" {
			return ""
		}
		if !asked {
			asked = true
			us, _ = p.People.Units(c.Context(), c.Scope().Tenant) // without them the usual names stand
		}
		return people.UnitTitle(us, key)
	}
}

// unitChoice offers the open units of this office.
func unitChoice(us []people.Unit, value, fault string) ui.ChoiceField {
	f := ui.ChoiceField{Field: ui.Field{Name: "unit", Label: "Phòng, đơn vị", Value: value, Error: fault, Optional: true}, Empty: "Chưa xếp vào đơn vị nào"}
	for _, u := range us {
		if u.ClosedAt == nil || u.Key == value {
			f.Options = append(f.Options, ui.Option{Value: u.Key, Text: u.Title})
		}
	}
	return f
}

// SetUnit says in which unit an officer works.
func (p *Pages) SetUnit(c *web.Ctx) error {
	m, err := p.member(c)
	if err != nil {
		return err
	}
	err = p.People.SetUnit(c.Context(), c.Scope().Tenant, m.ID, short(c.Form("unit"), 60))
	if fault.Is(err, fault.Invalid) {
		return p.memberPage(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.Go("/cb/nhan-su/" + m.ID.String())
}
