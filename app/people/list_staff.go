package people

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// Member is an officer as the people of the same office see them.
type Member struct {
	ID         uuid.UUID  `db:"id"`
	Username   string     `db:"username"`
	FullName   string     `db:"full_name"`
	Title      string     `db:"title"`
	Email      string     `db:"email"`
	Phone      string     `db:"phone"`
	Unit       string     `db:"unit"`   // key of the unit they work in, see revision.OfficeUnits; "" not said
	Home       bool       `db:"home"`   // belongs to this office, not lent by another
	Active     bool       `db:"active"` // has set a password; until then only invited
	DisabledAt *time.Time `db:"disabled_at"`
	Roles      []string   `db:"roles"` // held in this office, sorted
}

const membersSQL = `SELECT s.id, s.username, s.full_name, s.title, s.email, s.phone, s.unit, s.home_tenant = $1 AS home, s.activated_at IS NOT NULL AS active, s.disabled_at,
	coalesce(array_agg(g.role ORDER BY g.role) FILTER (WHERE g.role IS NOT NULL), '{}') AS roles
	FROM app.staff s LEFT JOIN app.role_grant g ON g.staff_id = s.id AND g.tenant_id = $1 AND (g.expires_at IS NULL OR g.expires_at > now())
	WHERE ($2::uuid IS NULL OR s.id = $2) AND (s.home_tenant = $1 OR g.id IS NOT NULL)
	GROUP BY s.id, s.username, s.full_name, s.title, s.email, s.phone, s.unit, s.home_tenant, s.activated_at, s.disabled_at ORDER BY s.disabled_at IS NOT NULL, s.full_name, s.id`

// ListStaff lists the officers of an office, in a tenant's or a province's scope.
func (s *Service) ListStaff(ctx context.Context, tenant uuid.UUID) ([]Member, error) {
	return pg.Rows[Member](ctx, s.db, membersSQL, tenant, nil)
}

// Member is one officer of an office. Fault: NotFound, also for somebody else's.
func (s *Service) Member(ctx context.Context, tenant, staff uuid.UUID) (Member, error) {
	m, err := pg.Rows[Member](ctx, s.db, membersSQL, tenant, staff)
	if err != nil {
		return Member{}, err
	}
	if len(m) == 0 {
		return Member{}, fault.New(fault.NotFound, "row.not_found")
	}
	return m[0], nil
}

// Assignable lists whom of an office a step can be given to: Holders that have
// set a password. Who was only invited would not see it.
func (s *Service) Assignable(ctx context.Context, tenant uuid.UUID, roles ...string) ([]Member, error) {
	all, err := s.Holders(ctx, tenant, roles...)
	return slices.DeleteFunc(all, func(m Member) bool { return !m.Active }), err
}

// Holders lists the officers of an office that hold any of the roles, also
// those who were invited and have not come yet; not whose account is closed.
func (s *Service) Holders(ctx context.Context, tenant uuid.UUID, roles ...string) ([]Member, error) {
	all, err := s.ListStaff(ctx, tenant)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(m Member) bool {
		return m.DisabledAt != nil || !slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(m.Roles, r) })
	}), nil
}
