package people

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

var errInvite = fault.New(fault.NotFound, "invite.gone", "Đường dẫn mời đã dùng hoặc đã hết hạn. Đề nghị người quản trị của đơn vị gửi lời mời mới.")

// Invitation is what the page of a link shows.
type Invitation struct {
	StaffID  uuid.UUID `db:"id"`
	Username string    `db:"username"`
	FullName string    `db:"full_name"`
	Office   string    `db:"office"`
	Expires  time.Time `db:"expires_at"`
}

const invitationSQL = `SELECT s.id, s.username, s.full_name, t.full_name AS office, i.expires_at
	FROM app.staff_invite i JOIN app.staff s ON s.id = i.staff_id JOIN app.tenant t ON t.id = i.tenant_id
	WHERE i.token_hash = $1 AND i.used_at IS NULL AND i.expires_at > $2 AND s.disabled_at IS NULL`

// Invitation looks a link up. Fault: NotFound when it was used or has lapsed.
func (s *Service) Invitation(ctx context.Context, token string) (Invitation, error) {
	i, err := pg.One[Invitation](tenants.With(ctx, tenants.Identity()), s.db, invitationSQL, hashToken(token), s.now())
	if fault.Is(err, fault.NotFound) {
		return i, errInvite
	}
	return i, err
}

// AcceptInvite sets the password of the invited account, once. An earlier
// password and second factor go, and every session ends.
// Faults: Invalid beside the password; NotFound when the link was used or has lapsed.
func (s *Service) AcceptInvite(ctx context.Context, token, password string) (Invitation, error) {
	i, err := s.Invitation(ctx, token)
	if err != nil {
		return i, err
	}
	if msg := weakPassword(password, i.Username, i.FullName); msg != "" {
		return i, fault.Fields(map[string]string{"password": msg})
	}
	phc, err := hashPassword(ctx, password)
	if err != nil {
		return i, err
	}
	ctx = identity(ctx, tenants.Actor{Kind: "staff", ID: i.StaffID, Name: i.FullName})
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		now := s.now()
		tag, err := tx.Exec(ctx, `UPDATE app.staff_invite SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2`, hashToken(token), now)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 { // somebody was faster
			return errInvite
		}
		if _, err := tx.Exec(ctx, `UPDATE app.staff_invite SET used_at = $2 WHERE staff_id = $1 AND used_at IS NULL`, i.StaffID, now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO app.staff_credential (staff_id, password_phc, changed_at) VALUES ($1, $2, $3)
			ON CONFLICT (staff_id) DO UPDATE SET password_phc = EXCLUDED.password_phc, changed_at = EXCLUDED.changed_at,
			  totp_secret = '', totp_confirmed = false, totp_last_step = 0, failed = 0, locked_until = NULL`, i.StaffID, phc, now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE app.staff SET activated_at = coalesce(activated_at, $2) WHERE id = $1`, i.StaffID, now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE app.session SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL`, i.StaffID, now); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "account", SubjectID: i.StaffID, Kind: "account.password_set", At: now})
	})
	return i, err
}
