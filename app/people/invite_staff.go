package people

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/authz"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// inviteLife is how long the link of an invitation works.
const inviteLife = 72 * time.Hour

// NewStaff is an account to be made.
type NewStaff struct {
	Username string // 3–40 of a–z 0–9 . _ -
	FullName string
	Title    string // "Công chức Tư pháp – Hộ tịch"
	Email    string
	Phone    string
	Home     uuid.UUID // the office it belongs to; in a tenant's scope always that tenant
	Unit     string    // key of the unit of Home they will work in, see Units; "" not said
	Roles    []string  // granted in Home at once
}

// Invited is a new account's one-time link.
type Invited struct {
	StaffID uuid.UUID
	Token   string // shown once; part of the link
	Expires time.Time
}

// InviteStaff makes an account without a password, grants its first roles and
// returns a link with which its owner sets a password. A commune's admin does
// this for the commune, a provincial admin for the province's offices, the
// operator for a province's admins.
// Faults: Invalid beside a field; NotFound for an office outside the wall;
// Forbidden for a role this actor does not grant.
func (s *Service) InviteStaff(ctx context.Context, n NewStaff) (Invited, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return Invited{}, err
	}
	if sc.Kind == tenants.KindTenant {
		n.Home = sc.Tenant
	}
	if err := n.tidy(); err != nil {
		return Invited{}, err
	}
	var out Invited
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		var err error
		if out.StaffID, err = insertStaff(ctx, tx, n, sc); err != nil {
			return err
		}
		if out.Token, out.Expires, err = s.insertInvite(ctx, tx, out.StaffID, n.Home); err != nil {
			return err
		}
		e := audit.Entry{Subject: "account", SubjectID: out.StaffID, Kind: "account.invited", Data: map[string]any{"tenant": n.Home, "roles": n.Roles, "unit": n.Unit}, At: s.now()}
		if sc.Kind == tenants.KindPlatform { // it writes the history of provinces only
			e.Subject, e.SubjectID = "province", n.Home
		}
		if err := audit.Write(ctx, tx, e); err != nil {
			return err
		}
		for _, r := range n.Roles {
			if err := authz.GrantTx(ctx, tx, out.StaffID, n.Home, r); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// Reinvite gives an existing account a new link. Used, it replaces password
// and second factor and ends every session: the way back for somebody who lost
// their phone. Faults: NotFound outside the wall.
func (s *Service) Reinvite(ctx context.Context, staff uuid.UUID) (Invited, error) {
	out := Invited{StaffID: staff}
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		var home uuid.UUID
		sc, err := tenants.From(ctx)
		if err != nil {
			return err
		}
		// a colleague from elsewhere is invited by their own office
		err = tx.QueryRow(ctx, `SELECT home_tenant FROM app.staff WHERE id = $1 AND disabled_at IS NULL AND ($2 <> 'tenant' OR home_tenant = $3)`,
			staff, string(sc.Kind), sc.Tenant).Scan(&home)
		if err != nil {
			return pg.Translate(err)
		}
		if out.Token, out.Expires, err = s.insertInvite(ctx, tx, staff, home); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "account", SubjectID: staff, Kind: "account.reinvited", At: s.now()})
	})
	return out, err
}

// AddOperator makes an account of the platform operator, for the command line
// of an installation: no page makes one. National procedures want two, since
// nobody publishes what they wrote. Fault: Invalid beside a field.
func (s *Service) AddOperator(ctx context.Context, n NewStaff) (Invited, error) {
	ctx = tenants.With(ctx, tenants.Identity())
	if err := n.tidy(); err != nil {
		return Invited{}, err
	}
	var out Invited
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT id FROM app.tenant WHERE kind = 'platform'`).Scan(&n.Home); err != nil {
			return err
		}
		sc, err := tenants.From(ctx)
		if err != nil {
			return err
		}
		if out.StaffID, err = insertStaff(ctx, tx, n, sc); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO app.role_grant (id, tenant_id, staff_id, role) VALUES ($1, $2, $3, $4)`, uuid.Must(uuid.NewV7()), n.Home, out.StaffID, authz.PlatformOperator); err != nil {
			return err
		}
		if out.Token, out.Expires, err = s.insertInvite(ctx, tx, out.StaffID, n.Home); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{Subject: "account", SubjectID: out.StaffID, Kind: "account.invited", Data: map[string]any{"roles": []string{authz.PlatformOperator}}, At: s.now()}); err != nil {
			return err
		}
		return authz.Announce(ctx, tx, n.Home)
	})
	return out, err
}

func (n *NewStaff) tidy() error {
	bad := map[string]string{}
	n.Username = strings.ToLower(strings.TrimSpace(n.Username))
	if !usernameForm.MatchString(n.Username) {
		bad["username"] = "Tên đăng nhập gồm 3 đến 40 chữ thường không dấu, số, dấu chấm, gạch ngang. Ví dụ: hanh.nguyen."
	}
	var msg string
	if n.FullName, msg = fullName(n.FullName); msg != "" {
		bad["full_name"] = msg
	}
	n.Title = tidy(n.Title)
	if len([]rune(n.Title)) > 120 {
		bad["title"] = "Chức danh dài quá 120 ký tự. Viết ngắn lại."
	}
	n.Email = tidy(n.Email)
	if n.Email != "" && (len(n.Email) > 200 || !emailForm.MatchString(n.Email)) {
		bad["email"] = "Địa chỉ thư điện tử chưa đúng. Ví dụ: hanh@phutho.gov.vn."
	}
	if n.Phone = tidy(n.Phone); n.Phone != "" {
		p, ok := NormalPhone(n.Phone)
		if !ok {
			bad["phone"] = "Số điện thoại chưa đúng. Ví dụ: 0912 345 678."
		}
		n.Phone = p
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	return nil
}

// insertStaff writes the account where the scope reaches.
func insertStaff(ctx context.Context, tx pgx.Tx, n NewStaff, sc tenants.Scope) (uuid.UUID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return id, err
	}
	var kind string
	var province *string
	if err := tx.QueryRow(ctx, `SELECT kind, province_code FROM app.tenant WHERE id = $1`, n.Home).Scan(&kind, &province); err != nil {
		return id, pg.Translate(err)
	}
	inside := false
	switch sc.Kind {
	case tenants.KindTenant:
		inside = n.Home == sc.Tenant
	case tenants.KindProvince:
		inside = province != nil && *province == sc.Province
	case tenants.KindPlatform:
		inside = kind == "province"
	case tenants.KindIdentity:
		inside = kind == "platform"
	}
	if !inside {
		return id, fault.New(fault.NotFound, "row.not_found")
	}
	if _, err := openUnit(ctx, tx, n.Home, n.Unit); err != nil {
		return id, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO app.staff (id, username, full_name, title, email, phone, home_tenant, province_code, unit) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, n.Username, n.FullName, n.Title, n.Email, n.Phone, n.Home, province, n.Unit)
	if err = pg.Translate(err); fault.HasKey(err, "row.exists") {
		return id, fault.Fields(map[string]string{"username": "Tên đăng nhập này đã có người dùng. Chọn tên khác, ví dụ thêm tên đơn vị."})
	}
	return id, err
}

func (s *Service) insertInvite(ctx context.Context, tx pgx.Tx, staff, tenant uuid.UUID) (string, time.Time, error) {
	token, hash := newToken()
	until := s.now().Add(inviteLife)
	_, err := tx.Exec(ctx, `INSERT INTO app.staff_invite (token_hash, staff_id, tenant_id, expires_at, created_at) VALUES ($1, $2, $3, $4, $5)`, hash, staff, tenant, until, s.now())
	return token, until, err
}
