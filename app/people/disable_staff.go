package people

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/authz"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// DisableStaff closes an account in the name of the context's admin: it signs
// in nowhere any more, and its sessions and permissions end at once. What it
// did stays under its name.
// Faults: NotFound outside the wall; Conflict for one's own account.
func (s *Service) DisableStaff(ctx context.Context, staff uuid.UUID) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if sc.Actor.ID == staff {
		return fault.New(fault.Conflict, "account.own", "Ông/Bà không tự khóa tài khoản của mình được. Đề nghị người quản trị khác thực hiện.")
	}
	if err := s.setDisabled(ctx, staff, true); err != nil {
		return err
	}
	return s.db.Tx(identity(ctx, sc.Actor), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE app.session SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL`, staff, s.now())
		return err
	})
}

// EnableStaff opens a closed account again, with the password it had.
// Fault: NotFound outside the wall.
func (s *Service) EnableStaff(ctx context.Context, staff uuid.UUID) error {
	return s.setDisabled(ctx, staff, false)
}

func (s *Service) setDisabled(ctx context.Context, staff uuid.UUID, disabled bool) error {
	return s.db.Tx(ctx, func(tx pgx.Tx) error {
		kind := "account.enabled"
		if disabled {
			kind = "account.disabled"
		}
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.staff SET disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, $3) END WHERE id = $1`, staff, disabled, s.now())); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{Subject: "account", SubjectID: staff, Kind: kind, At: s.now()}); err != nil {
			return err
		}
		return authz.Announce(ctx, tx, uuid.Nil) // the account may have roles in offices this admin does not see
	})
}
