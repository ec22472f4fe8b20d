package authz

import (
	"context"
	"slices"

	"motcua/storage/pg"
	"motcua/tenants"
)

// OfficeRoles are the roles of an office, in the order in which screens list
// them; these are the ones a province may change.
func OfficeRoles() []string { return slices.Clone(officeRoles) }

// MatrixCell says whether a role may do something, and by whose word.
type MatrixCell struct {
	National bool  // what the national template says
	Province *bool // what this province changed; nil: nothing
}

// Allowed is what holds.
func (c MatrixCell) Allowed() bool {
	if c.Province != nil {
		return *c.Province
	}
	return c.National
}

// Matrix is role × permission of the offices of one province.
type Matrix struct {
	Permissions []Permission // what the platform lets an office's role do at all
	cells       map[matrixKey]MatrixCell
}

type matrixKey struct {
	role string
	p    Permission
}

// Cell reads one cell.
func (m Matrix) Cell(role string, p Permission) MatrixCell { return m.cells[matrixKey{role, p}] }

// Changed counts the cells that the province changed for a role.
func (m Matrix) Changed(role string) (n int) {
	for k, c := range m.cells {
		if k.role == role && c.Province != nil && *c.Province != c.National {
			n++
		}
	}
	return n
}

// Matrix reads the template with the changes of the context's province. Scope: province.
func (a *Authz) Matrix(ctx context.Context) (Matrix, error) {
	m := Matrix{cells: map[matrixKey]MatrixCell{}}
	s, err := tenants.From(ctx)
	if err != nil {
		return m, err
	}
	type row struct {
		Role   string `db:"role"`
		Object string `db:"object"`
		Action string `db:"action"`
		Allow  *bool  `db:"allow"` // NULL: a line of the template
	}
	rows, err := pg.Rows[row](ctx, a.db, `SELECT role, object, action, NULL::boolean AS allow FROM app.role_permission WHERE role = ANY($1)
		UNION ALL SELECT role, object, action, allow FROM app.role_override WHERE province_code = $2 AND role = ANY($1) ORDER BY object, action, role`, officeRoles, s.Province)
	if err != nil {
		return m, err
	}
	for _, r := range rows {
		p := Permission{r.Object, r.Action}
		k := matrixKey{r.Role, p}
		c := m.cells[k]
		if r.Allow == nil {
			c.National = true
			if !slices.Contains(m.Permissions, p) {
				m.Permissions = append(m.Permissions, p)
			}
		} else {
			c.Province = r.Allow
		}
		m.cells[k] = c
	}
	return m, nil
}
