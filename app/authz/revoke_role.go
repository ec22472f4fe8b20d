package authz

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Revoke takes a role in tenant from staffID, in the name of the context's
// actor. An admin may step down, but not as the last one, or nobody could
// grant again.
// Faults: NotFound when the role is not held or outside the wall; Forbidden;
// Conflict for the last admin.
func (a *Authz) Revoke(ctx context.Context, staffID, tenant uuid.UUID, role string) error {
	err := a.db.Tx(ctx, func(tx pgx.Tx) error {
		s, place, err := within(ctx, tx, tenant)
		if err != nil {
			return err
		}
		self := staffID == s.Actor.ID
		stepsDown := self && s.Kind == tenants.KindTenant && role == CommuneAdmin
		if !stepsDown {
			if err := mayGrant(s.Kind, place.Kind, role); err != nil {
				return err
			}
		}
		if s.Kind == tenants.KindPlatform { // it sees no grants, so it can take none
			return fault.New(fault.Forbidden, "role.not_grantable", "Vai trò này do quản trị cấp tỉnh thu hồi.")
		}
		if self && (role == CommuneAdmin || role == ProvincialAdmin) {
			if err := refuseLast(ctx, tx, staffID, tenant, role); err != nil {
				return err
			}
		}
		if err := pg.MustAffect(tx.Exec(ctx, `DELETE FROM app.role_grant WHERE tenant_id = $1 AND staff_id = $2 AND role = $3`,
			tenant, staffID, role)); err != nil {
			return err
		}
		return recordGrant(ctx, tx, s, "role.revoked", staffID, tenant, role)
	})
	if err == nil {
		a.drop(tenant)
	}
	return err
}

// refuseLast locks the tenant's grants, so that two admins who step down
// together do not both see the other one staying.
func refuseLast(ctx context.Context, tx pgx.Tx, staffID, tenant uuid.UUID, role string) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('role_grant:' || $1::text, 0))`, tenant); err != nil {
		return err
	}
	var others bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM app.role_grant g JOIN app.staff s ON s.id = g.staff_id
		WHERE g.tenant_id = $1 AND g.role = $2 AND g.staff_id <> $3 AND s.disabled_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now()))`,
		tenant, role, staffID).Scan(&others)
	if err != nil {
		return err
	}
	if !others {
		return fault.New(fault.Conflict, "role.last_admin", "Đây là người quản trị cuối cùng của đơn vị. Giao vai trò quản trị cho người khác trước khi thôi.")
	}
	return nil
}

// RefuseLastAdmin tells whether staffID may stop being active in tenant:
// the last admin of an office may not. Fault: Conflict.
func RefuseLastAdmin(ctx context.Context, tx pgx.Tx, staffID, tenant uuid.UUID) error {
	rows, err := tx.Query(ctx, `SELECT role FROM app.role_grant WHERE tenant_id = $1 AND staff_id = $2 AND role IN ($3, $4)`,
		tenant, staffID, CommuneAdmin, ProvincialAdmin)
	if err != nil {
		return err
	}
	roles, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, r := range roles {
		if err := refuseLast(ctx, tx, staffID, tenant, r); err != nil {
			return err
		}
	}
	return nil
}
