package people

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// ChangePassword sets another password for the officer of the session and ends
// that person's other sessions. A wrong current password counts like one at
// the sign-in, so that an open browser buys no guesses.
// Faults: Invalid beside current or password; TooMany.
func (s *Service) ChangePassword(ctx context.Context, of Session, current, password string) error {
	wrong := fault.Fields(map[string]string{"current": "Mật khẩu hiện tại chưa đúng, hoặc tài khoản đang tạm khóa do nhập sai nhiều lần."})
	if current == "" {
		return fault.Fields(map[string]string{"current": "Nhập mật khẩu hiện tại."})
	}
	if err := s.Take(ctx, LimitSignInUser, of.Username); err != nil {
		return err
	}
	if len(current) > 4*maxPassword {
		return wrong
	}
	found, err := pg.Rows[credential](tenants.With(ctx, tenants.Identity()), s.db, `
		SELECT s.id, s.full_name, s.home_tenant, s.disabled_at IS NOT NULL AS disabled, c.password_phc, c.totp_confirmed, c.locked_until
		FROM app.staff s JOIN app.staff_credential c ON c.staff_id = s.id WHERE s.id = $1`, of.StaffID)
	if err != nil {
		return err
	}
	var c credential
	if len(found) == 1 {
		c = found[0]
	}
	good, err := checkPassword(ctx, c.PHC, current)
	if err != nil {
		return err
	}
	if locked := c.Locked != nil && c.Locked.After(s.now()); !good || locked || c.Disabled {
		if !locked {
			if err := s.failed(ctx, c.ID); err != nil {
				return err
			}
		}
		return wrong
	}
	if password == current {
		return fault.Fields(map[string]string{"password": "Mật khẩu mới phải khác mật khẩu hiện tại."})
	}
	if msg := weakPassword(password, of.Username, c.Name); msg != "" {
		return fault.Fields(map[string]string{"password": msg})
	}
	phc, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	ctx = identity(ctx, of.Actor())
	return s.db.Tx(ctx, func(tx pgx.Tx) error {
		now := s.now()
		tag, err := tx.Exec(ctx, `UPDATE app.staff_credential SET password_phc = $3, changed_at = $4, failed = 0, locked_until = NULL WHERE staff_id = $1 AND password_phc = $2`, of.StaffID, c.PHC, phc, now)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 { // changed meanwhile, by an invitation or in another window
			return wrong
		}
		if _, err := tx.Exec(ctx, `UPDATE app.session SET ended_at = $3 WHERE staff_id = $1 AND id <> $2 AND ended_at IS NULL`, of.StaffID, of.ID, now); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "account", SubjectID: of.StaffID, Kind: "account.password_set", Data: map[string]any{"by": "self"}, At: now})
	})
}
