package people

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Kinds of session.
const (
	KindResident = "resident"
	KindStaff    = "staff"
)

// pendingLife is how long somebody may take over the second factor.
const pendingLife = 10 * time.Minute

// Session is somebody on one device. Only the hash of its token is stored.
type Session struct {
	ID       uuid.UUID `db:"id"`
	Kind     string    `db:"kind"`
	Name     string    `db:"name"` // empty until a resident is known
	Device   string    `db:"device"`
	Created  time.Time `db:"created_at"`
	LastSeen time.Time `db:"last_seen_at"`
	Expires  time.Time `db:"expires_at"`

	ResidentID uuid.UUID `db:"resident_id"` // zero for staff
	Level      int       `db:"level"`       // of the resident: 0 not signed in, 1 phone code, 2 proof at a counter, 3 VNeID

	StaffID        uuid.UUID  `db:"staff_id"` // zero for residents
	Username       string     `db:"username"`
	Title          string     `db:"title"`
	SecondFactorAt *time.Time `db:"second_factor_at"`
	HasTOTP        bool       `db:"has_totp"`
	NeedsCode      bool       `db:"-"` // must still give the second factor
	NeedsEnrolment bool       `db:"-"` // must first set one up

	Tenant     uuid.UUID `db:"tenant_id"` // the workplace chosen; zero when there is none
	TenantCode string    `db:"tenant_code"`
	TenantName string    `db:"tenant_name"`
	TenantKind string    `db:"tenant_kind"` // commune, department, province, platform
	Province   string    `db:"province"`    // of the workplace, two digits

	AssistDossier uuid.UUID `db:"assist_dossier"` // the draft this officer is helping with
}

type sessionRow struct {
	Session
	Alive bool `db:"alive"`
}

const currentSQL = `
WITH s AS (
  SELECT x.*, x.ended_at IS NULL AND x.expires_at > $2 AND (x.last_seen_at > $2::timestamptz - make_interval(secs => CASE x.kind WHEN 'staff' THEN $3::float8 ELSE $4::float8 END)
         OR EXISTS (SELECT 1 FROM app.resident z WHERE z.id = x.resident_id AND z.level = 0)) AS alive -- a draft waits for somebody whom nobody knows
    FROM app.session x WHERE x.token_hash = $1
), touch AS (
  UPDATE app.session SET last_seen_at = $2 WHERE id = (SELECT id FROM s WHERE alive) AND last_seen_at < $2::timestamptz - interval '1 minute'
)
SELECT s.id, s.kind, coalesce(st.full_name, r.full_name, '') AS name, s.device, s.created_at, s.last_seen_at, s.expires_at,
       coalesce(s.resident_id, '00000000-0000-0000-0000-000000000000') AS resident_id, coalesce(r.level, 0)::int AS level,
       coalesce(s.staff_id, '00000000-0000-0000-0000-000000000000') AS staff_id, coalesce(st.username, '') AS username, coalesce(st.title, '') AS title,
       s.second_factor_at, coalesce(c.totp_confirmed, false) AS has_totp,
       coalesce(s.tenant_id, '00000000-0000-0000-0000-000000000000') AS tenant_id, coalesce(t.code, '') AS tenant_code, coalesce(t.full_name, '') AS tenant_name,
       coalesce(t.kind, '') AS tenant_kind, coalesce(t.province_code, '') AS province,
       coalesce(s.assist_dossier, '00000000-0000-0000-0000-000000000000') AS assist_dossier,
       s.alive AND st.disabled_at IS NULL AS alive
  FROM s LEFT JOIN app.resident r ON r.id = s.resident_id LEFT JOIN app.staff st ON st.id = s.staff_id
  LEFT JOIN app.staff_credential c ON c.staff_id = s.staff_id LEFT JOIN app.tenant t ON t.id = s.tenant_id`

// Current returns the session behind a token in one round trip and notes, at
// most once a minute, that it is in use.
// Faults: Unauthenticated, with the key session.expired when there was one and
// session.none when there was not; Unavailable.
func (s *Service) Current(ctx context.Context, token string) (Session, error) {
	if token == "" || len(token) > 100 {
		return Session{}, fault.New(fault.Unauthenticated, "session.none", "Ông/Bà đăng nhập để tiếp tục.")
	}
	rows, err := pg.Rows[sessionRow](identity(ctx, tenants.System), s.db, currentSQL,
		hashToken(token), s.now(), s.cfg.StaffIdle.Seconds(), s.cfg.ResidentIdle.Seconds())
	if err != nil {
		return Session{}, err
	}
	if len(rows) == 0 {
		return Session{}, fault.New(fault.Unauthenticated, "session.none", "Ông/Bà đăng nhập để tiếp tục.")
	}
	if !rows[0].Alive {
		return Session{}, fault.New(fault.Unauthenticated, "session.expired", "Phiên làm việc đã hết. Ông/Bà đăng nhập lại để tiếp tục.")
	}
	x := rows[0].Session
	if x.Kind == KindStaff && x.SecondFactorAt == nil {
		x.NeedsCode = x.HasTOTP
		x.NeedsEnrolment = !x.HasTOTP && s.cfg.RequireSecondFactor
	}
	return x, nil
}

// Actor is how the audit log names this person.
func (x Session) Actor() tenants.Actor {
	if x.Kind == KindStaff {
		return tenants.Actor{Kind: "staff", ID: x.StaffID, Name: x.Name}
	}
	return tenants.Actor{Kind: "resident", ID: x.ResidentID, Name: x.Name}
}

// Ready tells whether an officer's sign-in is complete.
// Fault: Unauthenticated, session.second_factor.
func (x Session) Ready() error {
	if x.Kind != KindStaff {
		return fault.New(fault.Unauthenticated, "session.none", "Ông/Bà đăng nhập bằng tài khoản cán bộ để tiếp tục.")
	}
	if x.NeedsCode || x.NeedsEnrolment {
		return fault.New(fault.Unauthenticated, "session.second_factor", "Ông/Bà nhập mã xác thực để hoàn tất đăng nhập.")
	}
	return nil
}

// TenantScope is the wall an officer works behind at the chosen workplace.
// Faults: Unauthenticated; Forbidden without a workplace that holds dossiers.
func (x Session) TenantScope() (tenants.Scope, error) {
	if err := x.Ready(); err != nil {
		return tenants.Scope{}, err
	}
	if x.Tenant == uuid.Nil || x.TenantKind == "platform" {
		return tenants.Scope{}, errNoWorkplace
	}
	return tenants.Tenant(x.Tenant, x.Actor()), nil
}

// ProvinceScope is the wall of a provincial admin. Whether this officer is one
// is for authz to say. Faults: as TenantScope.
func (x Session) ProvinceScope() (tenants.Scope, error) {
	if err := x.Ready(); err != nil {
		return tenants.Scope{}, err
	}
	if x.TenantKind != "province" || x.Province == "" {
		return tenants.Scope{}, errNoWorkplace
	}
	return tenants.Province(x.Province, x.Actor()), nil
}

// PlatformScope is the wall of the platform operator. Faults: as TenantScope.
func (x Session) PlatformScope() (tenants.Scope, error) {
	if err := x.Ready(); err != nil {
		return tenants.Scope{}, err
	}
	if x.TenantKind != "platform" {
		return tenants.Scope{}, errNoWorkplace
	}
	return tenants.Platform(x.Actor()), nil
}

// ResidentScope is the wall around a resident's own things.
// Fault: Unauthenticated for anybody else.
func (x Session) ResidentScope() (tenants.Scope, error) {
	if x.Kind != KindResident || x.ResidentID == uuid.Nil {
		return tenants.Scope{}, fault.New(fault.Unauthenticated, "session.none", "Ông/Bà đăng nhập để tiếp tục.")
	}
	return tenants.Resident(x.ResidentID, x.Actor()), nil
}

var errNoWorkplace = fault.New(fault.Forbidden, "session.no_workplace", "Tài khoản chưa được giao vai trò ở đơn vị này. Đề nghị liên hệ người quản trị của đơn vị.")

// SignedIn is a new session; the token is shown once, to be put in a cookie.
type SignedIn struct {
	Token          string
	Expires        time.Time
	SessionID      uuid.UUID
	StaffID        uuid.UUID
	ResidentID     uuid.UUID
	NeedsCode      bool // ask for the second factor next
	NeedsEnrolment bool // set one up next
}

type newSession struct {
	kind         string
	resident     *uuid.UUID
	staff        *uuid.UUID
	tenant       *uuid.UUID
	device       string
	secondFactor bool
	life         time.Duration
}

// open inserts a session inside tx.
func (s *Service) open(ctx context.Context, tx pgx.Tx, n newSession) (SignedIn, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return SignedIn{}, err
	}
	now := s.now()
	token, hash := newToken()
	out := SignedIn{Token: token, Expires: now.Add(n.life), SessionID: id}
	var second *time.Time
	if n.secondFactor {
		second = &now
	}
	if n.staff != nil {
		out.StaffID = *n.staff
	}
	if n.resident != nil {
		out.ResidentID = *n.resident
	}
	_, err = tx.Exec(ctx, `INSERT INTO app.session (id, token_hash, kind, resident_id, staff_id, tenant_id, device, second_factor_at, created_at, last_seen_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)`, id, hash, n.kind, n.resident, n.staff, n.tenant, clip(n.device, 200), second, now, out.Expires)
	return out, err
}

// endToken ends the session behind a token inside tx; an unknown token is fine.
func (s *Service) endToken(ctx context.Context, tx pgx.Tx, token string) error {
	if token == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE app.session SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL`, hashToken(token), s.now())
	return err
}

// anonymousLife is how long a device keeps the way back to drafts that nobody
// signed in for: as long as the resident row of level 0 is kept.
const anonymousLife = 30 * 24 * time.Hour

// StartAnonymous gives somebody who has not signed in an identity for a draft:
// a resident of level 0 nobody knows, whose drafts follow whoever signs in on
// this device.
func (s *Service) StartAnonymous(ctx context.Context, device string) (SignedIn, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return SignedIn{}, err
	}
	var out SignedIn
	err = s.db.Tx(identity(ctx, tenants.System), func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO app.resident (id, level, created_at, last_seen_at) VALUES ($1, 0, $2, $2)`, id, s.now()); err != nil {
			return err
		}
		out, err = s.open(ctx, tx, newSession{kind: KindResident, resident: &id, device: device, life: anonymousLife})
		return err
	})
	return out, err
}

// End ends the session behind a token; an unknown one is already ended.
func (s *Service) End(ctx context.Context, token string) error {
	return s.db.Tx(identity(ctx, tenants.System), func(tx pgx.Tx) error { return s.endToken(ctx, tx, token) })
}

// EndAll ends every session of the same person, on all devices, but the one kept
// (uuid.Nil keeps none). It returns how many were ended.
func (s *Service) EndAll(ctx context.Context, of Session, keep uuid.UUID) (n int64, err error) {
	err = s.db.Tx(identity(ctx, of.Actor()), func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE app.session SET ended_at = $4 WHERE ended_at IS NULL AND id <> $3
			AND (staff_id = nullif($1, '00000000-0000-0000-0000-000000000000'::uuid) OR resident_id = nullif($2, '00000000-0000-0000-0000-000000000000'::uuid))`,
			of.StaffID, of.ResidentID, keep, s.now())
		n = tag.RowsAffected()
		return err
	})
	return n, err
}

// EndDevice ends one session of the same person. Fault: NotFound for anybody else's.
func (s *Service) EndDevice(ctx context.Context, of Session, id uuid.UUID) error {
	return s.db.Tx(identity(ctx, of.Actor()), func(tx pgx.Tx) error {
		return pg.MustAffect(tx.Exec(ctx, `UPDATE app.session SET ended_at = $4 WHERE id = $3 AND ended_at IS NULL
			AND (staff_id = nullif($1, '00000000-0000-0000-0000-000000000000'::uuid) OR resident_id = nullif($2, '00000000-0000-0000-0000-000000000000'::uuid))`,
			of.StaffID, of.ResidentID, id, s.now()))
	})
}

// Device is one place where somebody is signed in.
type Device struct {
	ID       uuid.UUID `db:"id"`
	Device   string    `db:"device"`
	Created  time.Time `db:"created_at"`
	LastSeen time.Time `db:"last_seen_at"`
	Current  bool      `db:"current"`
}

// Devices lists where the same person is signed in, the latest first.
func (s *Service) Devices(ctx context.Context, of Session) ([]Device, error) {
	return pg.Rows[Device](identity(ctx, of.Actor()), s.db, `SELECT id, device, created_at, last_seen_at, id = $3 AS current FROM app.session
		WHERE ended_at IS NULL AND expires_at > $4 AND last_seen_at > $4::timestamptz - make_interval(secs => CASE kind WHEN 'staff' THEN $5::float8 ELSE $6::float8 END)
		  AND (staff_id = nullif($1, '00000000-0000-0000-0000-000000000000'::uuid) OR resident_id = nullif($2, '00000000-0000-0000-0000-000000000000'::uuid))
		ORDER BY last_seen_at DESC`, of.StaffID, of.ResidentID, of.ID, s.now(), s.cfg.StaffIdle.Seconds(), s.cfg.ResidentIdle.Seconds())
}

// Assist notes which draft an officer is helping with; uuid.Nil: none. The
// right to it is asked anew at every use (app.helped_draft_owner).
func (s *Service) Assist(ctx context.Context, of Session, dossier uuid.UUID) error {
	var d *uuid.UUID
	if dossier != uuid.Nil {
		d = &dossier
	}
	return s.db.Tx(identity(ctx, of.Actor()), func(tx pgx.Tx) error {
		return pg.MustAffect(tx.Exec(ctx, `UPDATE app.session SET assist_dossier = $2 WHERE id = $1 AND kind = 'staff' AND ended_at IS NULL`, of.ID, d))
	})
}

// SwitchWorkplace moves an officer's session to another office where a role is
// held. Fault: NotFound anywhere else.
func (s *Service) SwitchWorkplace(ctx context.Context, of Session, tenant uuid.UUID) error {
	if err := of.Ready(); err != nil {
		return err
	}
	return s.db.Tx(identity(ctx, of.Actor()), func(tx pgx.Tx) error {
		return pg.MustAffect(tx.Exec(ctx, `UPDATE app.session SET tenant_id = $2, assist_dossier = NULL WHERE id = $1 AND ended_at IS NULL
			AND EXISTS (SELECT 1 FROM app.role_grant g WHERE g.staff_id = session.staff_id AND g.tenant_id = $2 AND (g.expires_at IS NULL OR g.expires_at > $3))`, of.ID, tenant, s.now()))
	})
}
