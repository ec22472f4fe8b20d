package authz

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// SetOverride changes, for all offices of the context's province, whether a
// role may do something; with allow nil the national template holds again.
// A province cannot allow what the platform allows to no role of an office.
// Faults: Forbidden outside a province scope or beyond the platform's list,
// Invalid for a role that is not an office's.
func (a *Authz) SetOverride(ctx context.Context, role, object, action string, allow *bool) error {
	s, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if s.Kind != tenants.KindProvince {
		return fault.New(fault.Forbidden, "role.not_province", "Chỉ quản trị cấp tỉnh thay đổi được quyền của vai trò.")
	}
	if !slices.Contains(officeRoles, role) {
		return fault.Fields(map[string]string{"role": "Tỉnh chỉ thay đổi được quyền của các vai trò ở xã, phường, đặc khu và trung tâm."})
	}
	err = a.db.Tx(ctx, func(tx pgx.Tx) error {
		var known bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM app.role_permission WHERE role = ANY($1) AND object = $2 AND action = $3)`,
			officeRoles, object, action).Scan(&known); err != nil {
			return err
		}
		if !known {
			return fault.New(fault.Forbidden, "permission.beyond_platform", "Nền tảng không cho phép giao quyền này cho vai trò ở cơ sở.")
		}
		var err error
		if allow == nil {
			_, err = tx.Exec(ctx, `DELETE FROM app.role_override WHERE province_code = $1 AND role = $2 AND object = $3 AND action = $4`, s.Province, role, object, action)
		} else {
			_, err = tx.Exec(ctx, `INSERT INTO app.role_override (province_code, role, object, action, allow) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (province_code, role, object, action) DO UPDATE SET allow = EXCLUDED.allow`, s.Province, role, object, action, *allow)
		}
		if err != nil {
			return err
		}
		var centre uuid.UUID
		if err := tx.QueryRow(ctx, `SELECT id FROM app.tenant WHERE province_code = $1 AND kind = 'province'`, s.Province).Scan(&centre); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{
			Subject: "province", SubjectID: centre, Kind: "role.override_set",
			Data: map[string]any{"role": role, "object": object, "action": action, "allow": allow},
		}); err != nil {
			return err
		}
		return Announce(ctx, tx, uuid.Nil)
	})
	if err == nil {
		a.drop(uuid.Nil)
	}
	return pg.Translate(err)
}
