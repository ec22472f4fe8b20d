package authz

import (
	"context"

	"github.com/google/uuid"

	"motcua/storage/pg"
	"motcua/tenants"
)

// Workplace is an office where somebody holds at least one role.
type Workplace struct {
	Tenant   uuid.UUID `db:"id"`
	Code     string    `db:"code"`
	Name     string    `db:"full_name"`
	Kind     string    `db:"kind"`     // commune, department, province, platform
	Province string    `db:"province"` // two digits; empty for the platform
	Roles    []string  `db:"roles"`    // sorted
}

// Workplaces lists where staffID holds a role now, in the order of names.
// It is read in the identity scope: sign-in asks before any tenant is chosen.
func (a *Authz) Workplaces(ctx context.Context, staffID uuid.UUID) ([]Workplace, error) {
	return pg.Rows[Workplace](tenants.With(ctx, tenants.Identity()), a.db, `
		SELECT t.id, t.code, t.full_name, t.kind, coalesce(t.province_code, '') AS province, array_agg(g.role ORDER BY g.role) AS roles
		FROM app.role_grant g JOIN app.tenant t ON t.id = g.tenant_id JOIN app.staff s ON s.id = g.staff_id
		WHERE g.staff_id = $1 AND s.disabled_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now())
		GROUP BY t.id ORDER BY t.full_name`, staffID)
}
