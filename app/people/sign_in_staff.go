package people

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// After freeTries wrong answers an account waits, twice as long each time.
const (
	freeTries = 5
	firstWait = 30 * time.Second
	longWait  = 15 * time.Minute
)

// errRefused is the one answer to a wrong password, an unknown name, a locked
// and a closed account: nothing tells them apart.
var errRefused = fault.New(fault.Unauthenticated, "sign_in.refused",
	"Tên đăng nhập hoặc mật khẩu chưa đúng, hoặc tài khoản đang tạm khóa do nhập sai nhiều lần. Kiểm tra rồi thử lại sau ít phút.")

// StaffSignIn is what an officer typed, and where.
type StaffSignIn struct {
	Username, Password string
	IP                 string // for limits only; stored as a keyed hash
	Device             string // shown in "my devices"
	OldToken           string // of the session in this browser, which ends
}

type credential struct {
	ID       uuid.UUID  `db:"id"`
	Name     string     `db:"full_name"`
	Home     uuid.UUID  `db:"home_tenant"`
	Disabled bool       `db:"disabled"`
	PHC      string     `db:"password_phc"`
	TOTP     bool       `db:"totp_confirmed"`
	Locked   *time.Time `db:"locked_until"`
}

// SignInStaff checks name and password. When a second factor is due the session
// is good for that alone (SignedIn.NeedsCode, NeedsEnrolment) and for ten minutes.
// Faults: Invalid beside an empty field; Unauthenticated, the same whatever was
// wrong; TooMany; Unavailable.
func (s *Service) SignInStaff(ctx context.Context, in StaffSignIn) (SignedIn, error) {
	user := strings.ToLower(tidy(in.Username))
	missing := map[string]string{}
	if user == "" {
		missing["username"] = "Nhập tên đăng nhập."
	}
	if in.Password == "" {
		missing["password"] = "Nhập mật khẩu."
	}
	if len(missing) > 0 {
		return SignedIn{}, fault.Fields(missing)
	}
	if err := s.Take(ctx, LimitSignInIP, in.IP); err != nil {
		return SignedIn{}, err
	}
	if err := s.Take(ctx, LimitSignInUser, clip(user, 100)); err != nil {
		return SignedIn{}, err
	}
	if len(user) > 100 || len(in.Password) > 4*maxPassword {
		return SignedIn{}, errRefused
	}
	found, err := pg.Rows[credential](tenants.With(ctx, tenants.Identity()), s.db, `
		SELECT s.id, s.full_name, s.home_tenant, s.disabled_at IS NOT NULL AS disabled, coalesce(c.password_phc, '') AS password_phc,
		       coalesce(c.totp_confirmed, false) AS totp_confirmed, c.locked_until
		FROM app.staff s LEFT JOIN app.staff_credential c ON c.staff_id = s.id WHERE s.username = $1`, user)
	if err != nil {
		return SignedIn{}, err
	}
	var c credential
	if len(found) == 1 {
		c = found[0]
	}
	good, err := checkPassword(ctx, c.PHC, in.Password)
	if err != nil {
		return SignedIn{}, err
	}
	locked := c.Locked != nil && c.Locked.After(s.now())
	if !good || locked || c.Disabled {
		if !locked { // trying on does not keep somebody else's account locked for ever
			if err := s.failed(ctx, c.ID); err != nil {
				return SignedIn{}, err
			}
		}
		return SignedIn{}, errRefused
	}
	pending := c.TOTP || s.cfg.RequireSecondFactor
	out, err := s.enter(ctx, c.ID, c.Name, in.Device, in.OldToken, pending, false)
	out.NeedsCode, out.NeedsEnrolment = c.TOTP, pending && !c.TOTP
	return out, err
}

// enter opens an officer's session in a transaction of its own. A pending one
// waits for the second factor; wrong tries are forgotten only with a whole
// sign-in, or a known password would buy endless guesses at the code.
func (s *Service) enter(ctx context.Context, staff uuid.UUID, name, device, oldToken string, pending, secondFactor bool) (out SignedIn, err error) {
	ctx = identity(ctx, tenants.Actor{Kind: "staff", ID: staff, Name: name})
	life := s.cfg.StaffLife
	if pending {
		life = pendingLife
	}
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		if err := s.endToken(ctx, tx, oldToken); err != nil {
			return err
		}
		var tenant *uuid.UUID
		err := tx.QueryRow(ctx, `SELECT g.tenant_id FROM app.role_grant g JOIN app.staff s ON s.id = g.staff_id
			WHERE g.staff_id = $1 AND (g.expires_at IS NULL OR g.expires_at > $2)
			ORDER BY g.tenant_id = (SELECT x.tenant_id FROM app.session x WHERE x.staff_id = $1 AND x.tenant_id IS NOT NULL ORDER BY x.created_at DESC LIMIT 1) DESC NULLS LAST,
			         g.tenant_id = s.home_tenant DESC, g.granted_at LIMIT 1`, staff, s.now()).Scan(&tenant)
		if err != nil && err != pgx.ErrNoRows {
			return err
		}
		if out, err = s.open(ctx, tx, newSession{kind: KindStaff, staff: &staff, tenant: tenant, device: device, secondFactor: secondFactor, life: life}); err != nil || pending {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE app.staff_credential SET failed = 0, locked_until = NULL WHERE staff_id = $1 AND (failed > 0 OR locked_until IS NOT NULL)`, staff); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			Subject: "account", SubjectID: staff, Kind: "account.signed_in",
			Data: map[string]any{"second_factor": secondFactor, "session": out.SessionID}, At: s.now(),
		})
	})
	return out, err
}

// failed counts a wrong answer and locks the account for a while from the
// fifth on. It does the same work when there is no such account, and waits for
// no disk, so that the two cannot be told apart by time.
func (s *Service) failed(ctx context.Context, staff uuid.UUID) error {
	return s.db.Tx(identity(ctx, tenants.System), func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL synchronous_commit = off`); err != nil {
			return err
		}
		return countFailure(ctx, tx, staff, s.now())
	})
}

func countFailure(ctx context.Context, tx pgx.Tx, staff uuid.UUID, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE app.staff_credential SET failed = failed + 1,
		locked_until = CASE WHEN failed + 1 >= $3 THEN $2::timestamptz + least(make_interval(secs => $5), make_interval(secs => $4 * power(2, least(failed + 1 - $3, 20)))) ELSE locked_until END
		WHERE staff_id = $1`, staff, now, freeTries, firstWait.Seconds(), longWait.Seconds())
	return err
}
