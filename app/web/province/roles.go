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
	for _, o := range objects {
		var rows []ui.Row
		for _, x := range m.Permissions {
			if x.Object != o.key {
				continue
			}
			row := ui.Row{Cells: []ui.Cell{{Text: actText(x), Head: true}}}
			for _, r := range authz.OfficeRoles() {
				row.Cells = append(row.Cells, matrixCell(m.Cell(r, x)))
			}
			rows = append(rows, row)
		}
		v.Rows = append(v.Rows, rows...)
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
	v := view.Role{Frame: p.frame(c, authz.RoleName(role)), Name: authz.RoleName(role), Action: "/tinh/vai-tro/" + role, MayEdit: c.May("role", "set"),
		Effect: "Áp dụng ngay cho mọi người giữ vai trò này ở " + strconv.Itoa(len(communes)) + " xã, phường, đặc khu và trung tâm cấp tỉnh."}
	_, v.Frame.Problems = problems(err)
	if c.Query("da") == "luu" && err == nil {
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu quyền của vai trò này. Có hiệu lực ngay.", Alert: true}}
	}
	for _, o := range objects {
		g := view.RoleGroup{Name: o.text}
		for _, x := range m.Permissions {
			if x.Object != o.key {
				continue
			}
			cell := m.Cell(role, x)
			national := "Theo mẫu quốc gia: không"
			if cell.National {
				national = "Theo mẫu quốc gia: có"
			}
			f := ui.ChoiceField{Inline: true, Field: ui.Field{Name: permissionName(x), Label: actText(x), Value: "national"}, Options: []ui.Option{{Value: "national", Text: national}}}
			if cell.National || cell.Province != nil && !*cell.Province {
				f.Options = append(f.Options, ui.Option{Value: "deny", Text: "Tỉnh bỏ quyền này"})
			}
			if !cell.National || cell.Province != nil && *cell.Province {
				f.Options = append(f.Options, ui.Option{Value: "allow", Text: "Tỉnh cho quyền này"})
			}
			if cell.Province != nil {
				f.Value = "deny"
				if *cell.Province {
					f.Value = "allow"
				}
			}
			g.Fields = append(g.Fields, f)
		}
		if len(g.Fields) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return c.Page(status, view.RolePage(v))
}

func permissionName(p authz.Permission) string { return "p_" + p.Object + "_" + p.Action }

func ptr[T any](v T) *T { return &v }
