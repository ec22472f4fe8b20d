package province

import (
	"net/http"
	"slices"
	"strconv"

	"motcua/app/authz"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/province"
	"motcua/views/ui"
)

// Roles is the matrix role × permission: the national template with what this
// province changed.
func (p *Pages) Roles(c *web.Ctx) error {
	m, err := p.Authz.Matrix(c.Context())
	if err != nil {
		return err
	}
	v := view.Roles{Frame: p.frame(c, "Vai trò và quyền")}
	v.Cols = []ui.Col{{Text: "Quyền"}}
	for _, r := range authz.OfficeRoles() {
		v.Cols = append(v.Cols, ui.Col{Text: authz.RoleName(r), Sort: "/tinh/vai-tro/" + r})
		if n := m.Changed(r); n > 0 {
			v.Changed = append(v.Changed, ui.Tab{Text: authz.RoleName(r), Href: "/tinh/vai-tro/" + r, Count: n, Counted: true})
		}
	}
	for _, x := range ordered(m.Permissions) {
		row := ui.Row{Cells: []ui.Cell{{Text: actText(x), Head: true}}}
		for _, r := range authz.OfficeRoles() {
			row.Cells = append(row.Cells, matrixCell(m.Cell(r, x)))
		}
		v.Rows = append(v.Rows, row)
	}
	return c.Page(http.StatusOK, view.RolesPage(v))
}

func matrixCell(x authz.MatrixCell) ui.Cell {
	switch {
	case x.Province != nil && *x.Province && !x.National:
		return ui.S(ui.OK, "Tỉnh thêm")
	case x.Province != nil && !*x.Province && x.National:
		return ui.S(ui.Late, "Tỉnh bỏ")
	case x.Allowed():
		return ui.T("Có")
	}
	return ui.T("–")
}

// Role is one role: each permission as the template has it, added or taken.
func (p *Pages) Role(c *web.Ctx) error { return p.rolePage(c, http.StatusOK, nil) }

// SetRole writes what was chosen differently from what holds now, one act in
// the history for each change.
func (p *Pages) SetRole(c *web.Ctx) error {
	role, m, err := p.roleOf(c)
	if err != nil {
		return err
	}
	for _, x := range m.Permissions {
		cell := m.Cell(role, x)
		var want *bool
		switch c.Form(permissionName(x)) {
		case "allow":
			want = ptr(true)
		case "deny":
			want = ptr(false)
		case "national":
		default: // not on the form that was sent
			continue
		}
		if (want == nil) == (cell.Province == nil) && (want == nil || *want == *cell.Province) {
			continue
		}
		err := p.Authz.SetOverride(c.Context(), role, x.Object, x.Action, want)
		if mendable(err) {
			return p.rolePage(c, web.Status(err), err)
		}
		if err != nil {
			return err
		}
	}
	return c.Go("/tinh/vai-tro/" + role + "?da=luu")
}

func (p *Pages) roleOf(c *web.Ctx) (string, authz.Matrix, error) {
	role := c.Param("role")
	if !slices.Contains(authz.OfficeRoles(), role) {
		return "", authz.Matrix{}, fault.New(fault.NotFound, "role.not_found", "Không có vai trò này.")
	}
	m, err := p.Authz.Matrix(c.Context())
	return role, m, err
}

func (p *Pages) rolePage(c *web.Ctx, status int, err error) error {
	role, m, rerr := p.roleOf(c)
	if rerr != nil {
		return rerr
	}
	communes, rerr := p.Offices.ByProvince(c.PublicContext(), c.Office.Province)
	if rerr != nil {
		return rerr
	}
	v := view.Role{
		Frame: p.frame(c, authz.RoleName(role)), Name: authz.RoleName(role), Action: "/tinh/vai-tro/" + role, MayEdit: c.May("role", "set"),
		Effect: "Áp dụng ngay cho mọi người giữ vai trò này ở " + strconv.Itoa(len(communes)) + " xã, phường, đặc khu và trung tâm cấp tỉnh.",
	}
	_, v.Frame.Problems = problems(err)
	if c.Query("da") == "luu" && err == nil {
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu quyền của vai trò này. Có hiệu lực ngay.", Alert: true}}
	}
	for _, x := range ordered(m.Permissions) {
		cell := m.Cell(role, x)
		line := view.RoleLine{Act: actText(x), National: "Không", Now: matrixCell(cell), Choice: ui.ChoiceField{
			Field:   ui.Field{Name: permissionName(x), Label: actText(x), HideLabel: true, Value: "national"},
			Options: []ui.Option{{Value: "national", Text: "Theo mẫu quốc gia"}, {Value: "allow", Text: "Tỉnh cho quyền này"}, {Value: "deny", Text: "Tỉnh bỏ quyền này"}},
		}}
		if cell.National {
			line.National = "Có"
		}
		if cell.Province != nil {
			line.Choice.Value = "deny"
			if *cell.Province {
				line.Choice.Value = "allow"
			}
		}
		v.Lines = append(v.Lines, line)
	}
	return c.Page(status, view.RolePage(v))
}

func permissionName(p authz.Permission) string { return "p_" + p.Object + "_" + p.Action }

func ptr[T any](v T) *T { return &v }
