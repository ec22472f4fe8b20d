package people

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"motcua/app/audit"
	"motcua/app/fault"
)

// step is the length of one TOTP step in seconds (RFC 6238).
const step = 30

var (
	errCode = fault.Fields(map[string]string{"code": "Mã chưa đúng hoặc đã qua. Nhập mã 6 số đang hiện trên ứng dụng xác thực."})
	errUsed = fault.Fields(map[string]string{"code": "Mã này đã dùng. Chờ ứng dụng hiện mã mới rồi nhập lại."})
)

// GiveCode completes an officer's sign-in with the code of the authenticator.
// The session changes its token. A code works once: the last step used is kept.
// Faults: Invalid beside the field; Unauthenticated without a half-finished
// sign-in, also when wrong codes locked the account; TooMany.
func (s *Service) GiveCode(ctx context.Context, token, code string) (SignedIn, error) {
	x, err := s.Current(ctx, token)
	if err != nil {
		return SignedIn{}, err
	}
	if x.Kind != KindStaff || !x.NeedsCode {
		return SignedIn{}, fault.New(fault.Conflict, "second_factor.not_due", "Tài khoản đã đăng nhập xong, không cần nhập mã nữa.")
	}
	if err := s.useCode(ctx, x, code, false); err != nil {
		return SignedIn{}, err
	}
	return s.enter(ctx, x.StaffID, x.Name, x.Device, token, false, true)
}

// useCode checks a code against the stored secret and spends its step.
func (s *Service) useCode(ctx context.Context, x Session, code string, enrolling bool) error {
	if err := s.Take(ctx, LimitSignInUser, x.Username); err != nil {
		return err
	}
	ctx = identity(ctx, x.Actor())
	var outcome error // returned after the commit, since a wrong answer must be counted
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		var sealed string
		var confirmed bool
		var last int64
		var locked *time.Time
		if err := tx.QueryRow(ctx, `SELECT totp_secret, totp_confirmed, totp_last_step, locked_until FROM app.staff_credential WHERE staff_id = $1 FOR UPDATE`,
			x.StaffID).Scan(&sealed, &confirmed, &last, &locked); err != nil {
			return err
		}
		if locked != nil && locked.After(s.now()) {
			outcome = errRefused
			return nil
		}
		if confirmed == enrolling || sealed == "" {
			outcome = fault.New(fault.Conflict, "second_factor.moved_on", "Thiết lập xác thực đã thay đổi. Ông/Bà tải lại trang.")
			return nil
		}
		secret, err := s.unseal(sealed, x.StaffID)
		if err != nil {
			return err
		}
		at, ok := matchStep(secret, code, s.now())
		switch {
		case !ok:
			outcome = errCode
			return countFailure(ctx, tx, x.StaffID, s.now())
		case at <= last:
			outcome = errUsed
			return nil
		}
		_, err = tx.Exec(ctx, `UPDATE app.staff_credential SET totp_last_step = $2, totp_confirmed = true, changed_at = CASE WHEN totp_confirmed THEN changed_at ELSE $3 END WHERE staff_id = $1`, x.StaffID, at, s.now())
		if err == nil && enrolling {
			err = audit.Write(ctx, tx, audit.Entry{Subject: "account", SubjectID: x.StaffID, Kind: "account.second_factor_set", At: s.now()})
		}
		return err
	})
	if err != nil {
		return err
	}
	return outcome
}

// matchStep finds the step a code belongs to, one step early or late.
func matchStep(secret, code string, now time.Time) (int64, bool) {
	code = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, code)
	if len(code) != 6 {
		return 0, false
	}
	cur := now.Unix() / step
	for _, at := range []int64{cur, cur - 1, cur + 1} {
		want, err := hotp.GenerateCodeCustom(secret, uint64(at), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return at, true
		}
	}
	return 0, false
}
