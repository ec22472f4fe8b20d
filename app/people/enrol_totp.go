package people

import (
	"context"
	"encoding/base32"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"

	"motcua/app/fault"
)

// Enrolment is what an authenticator needs.
type Enrolment struct {
	Secret string // base32, to type in
	URI    string // otpauth://…, to show as a QR code
}

// EnrolTOTP gives the signed-in officer a secret for an authenticator; it counts once
// ConfirmTOTP has seen a code from it. Asking again before that shows the same secret.
// Faults: Unauthenticated; Conflict when there is a confirmed one (an admin
// invites the person anew when it is lost).
func (s *Service) EnrolTOTP(ctx context.Context, token string) (Enrolment, error) {
	x, err := s.mayEnrol(ctx, token)
	if err != nil {
		return Enrolment{}, err
	}
	var secret string
	ctx = identity(ctx, x.Actor())
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		var sealed string
		var confirmed bool
		if err := tx.QueryRow(ctx, `SELECT totp_secret, totp_confirmed FROM app.staff_credential WHERE staff_id = $1 FOR UPDATE`, x.StaffID).Scan(&sealed, &confirmed); err != nil {
			return err
		}
		if confirmed {
			return errEnrolled
		}
		if sealed != "" {
			if secret, err = s.unseal(sealed, x.StaffID); err == nil {
				return nil
			}
		}
		k, err := totp.Generate(totp.GenerateOpts{Issuer: "Mot Cua", AccountName: x.Username, SecretSize: 20})
		if err != nil {
			return err
		}
		secret = k.Secret()
		if sealed, err = s.seal(secret, x.StaffID); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE app.staff_credential SET totp_secret = $2, totp_last_step = 0 WHERE staff_id = $1`, x.StaffID, sealed)
		return err
	})
	if err != nil {
		return Enrolment{}, err
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return Enrolment{}, err
	}
	k, err := totp.Generate(totp.GenerateOpts{Issuer: "Mot Cua", AccountName: x.Username, Secret: raw})
	if err != nil {
		return Enrolment{}, err
	}
	return Enrolment{Secret: secret, URI: k.URL()}, nil
}

// ConfirmTOTP completes the enrolment with a first code; the session changes its token.
// Faults: as GiveCode.
func (s *Service) ConfirmTOTP(ctx context.Context, token, code string) (SignedIn, error) {
	x, err := s.mayEnrol(ctx, token)
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.useCode(ctx, x, code, true); err != nil {
		return SignedIn{}, err
	}
	return s.enter(ctx, x.StaffID, x.Name, x.Device, token, false, true)
}

var errEnrolled = fault.New(fault.Conflict, "second_factor.exists", "Tài khoản đã có ứng dụng xác thực. Nếu mất thiết bị, đề nghị người quản trị của đơn vị mời lại.")

func (s *Service) mayEnrol(ctx context.Context, token string) (Session, error) {
	x, err := s.Current(ctx, token)
	if err != nil {
		return x, err
	}
	if x.Kind != KindStaff {
		return x, x.Ready()
	}
	if x.HasTOTP {
		return x, errEnrolled
	}
	return x, nil
}
