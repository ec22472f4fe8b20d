package people

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"

	"motcua/app/authz"
	"motcua/app/fault"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

var (
	kimBoi  = migrations.TenantID("04978") // xã Kim Bôi, Phú Thọ
	hoaBinh = migrations.TenantID("04795") // phường Hòa Bình, Phú Thọ
	phuTho  = migrations.TenantID(migrations.ProvinceTenantCode("25"))
)

const goodPassword = "mùa lúa chín bên sông Bôi"

// clock is a clock that moves when told.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }
func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	c.t = c.t.Add(d)
	c.mu.Unlock()
}

type world struct {
	*testing.T
	db *pg.DB
	u  *pgtest.DB
	az *authz.Authz
	s  *Service
	*clock
}

func setup(t *testing.T, change ...func(*Config)) *world {
	t.Helper()
	t.Parallel()
	u := pgtest.New(t)
	db, err := pg.Open(t.Context(), u.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	w := &world{T: t, db: db, u: u, az: authz.New(db), clock: &clock{t: time.Now().UTC().Truncate(time.Microsecond)}}
	cfg := Config{Secret: []byte(strings.Repeat("s", 32)), Now: w.now}
	for _, f := range change {
		f(&cfg)
	}
	if w.s, err = New(db, cfg); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) want(err error, kind fault.Kind, key string) {
	w.Helper()
	if !fault.Is(err, kind) || !fault.HasKey(err, key) {
		w.Fatalf("got %v, want %s %s", err, kind, key)
	}
}

func (w *world) wantField(err error, field string) {
	w.Helper()
	if !fault.Is(err, fault.Invalid) || fault.As(err).Fields[field] == "" {
		w.Fatalf("got %v (%v), want a sentence beside %s", err, fault.As(err), field)
	}
}

func (w *world) tenant(t, by uuid.UUID) context.Context {
	return tenants.With(w.Context(), tenants.Tenant(t, tenants.Actor{Kind: "staff", ID: by, Name: "Quản trị xã"}))
}

func (w *world) province(code string) context.Context {
	return tenants.With(w.Context(), tenants.Province(code, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Quản trị tỉnh"}))
}

// officer makes an account with a password by the real use-cases.
func (w *world) officer(username string, home uuid.UUID, roles ...string) uuid.UUID {
	w.Helper()
	i, err := w.s.InviteStaff(w.province("25"), NewStaff{Username: username, FullName: "Nguyễn Thị Hạnh", Title: "Công chức", Home: home, Roles: roles})
	w.must(err)
	_, err = w.s.AcceptInvite(w.Context(), i.Token, goodPassword)
	w.must(err)
	return i.StaffID
}

func (w *world) signIn(username, password string) (SignedIn, error) {
	return w.s.SignInStaff(w.Context(), StaffSignIn{Username: username, Password: password, IP: "192.0.2.1", Device: "Chrome, Windows"})
}

func (w *world) session(token string) Session {
	w.Helper()
	x, err := w.s.Current(w.Context(), token)
	w.must(err)
	return x
}

func (w *world) ended(token string) {
	w.Helper()
	_, err := w.s.Current(w.Context(), token)
	w.want(err, fault.Unauthenticated, "session.expired")
}

// unlimited forgets the rate limits, which run on the database's own clock.
func (w *world) unlimited() {
	w.Helper()
	_, err := pgtest.Conn(w.T, w.u.SuperURL).Exec(w.Context(), `TRUNCATE app.rate_bucket`)
	w.must(err)
}

func TestSignInStaff(t *testing.T) {
	w := setup(t)
	id := w.officer("hanh", kimBoi, authz.Receptionist, authz.Clerk)
	in, err := w.signIn(" Hanh ", goodPassword)
	w.must(err)
	if in.NeedsCode || in.NeedsEnrolment || in.StaffID != id {
		t.Fatalf("%+v", in)
	}
	x := w.session(in.Token)
	if x.Kind != KindStaff || x.StaffID != id || x.Name != "Nguyễn Thị Hạnh" || x.Tenant != kimBoi || x.TenantKind != "commune" || x.Province != "25" || x.Ready() != nil {
		t.Fatalf("%+v", x)
	}
	sc, err := x.TenantScope()
	w.must(err)
	if sc.Tenant != kimBoi || sc.Actor.ID != id || sc.Actor.Name == "" {
		t.Fatalf("%+v", sc)
	}
	if _, err := x.ProvinceScope(); !fault.Is(err, fault.Forbidden) {
		t.Error("a commune's officer got a province's scope")
	}
	if _, err := x.ResidentScope(); !fault.Is(err, fault.Unauthenticated) {
		t.Error("an officer got a resident's scope")
	}
	// NFD typing is the same password
	_, err = w.s.SignInStaff(t.Context(), StaffSignIn{Username: "hanh", Password: "mu\u0300a lu\u0301a chi\u0301n be\u0302n so\u0302ng Bo\u0302i", IP: "192.0.2.1"})
	w.must(err)
	w.must(w.s.End(t.Context(), in.Token))
	w.ended(in.Token)
	_, err = w.s.Current(t.Context(), "nonsense")
	w.want(err, fault.Unauthenticated, "session.none")
	_, err = w.s.Current(t.Context(), "")
	w.want(err, fault.Unauthenticated, "session.none")
	_, err = w.signIn("", "")
	w.wantField(err, "username")
	w.wantField(err, "password")
}

// Nothing tells a wrong password from an unknown name, a locked, a closed or
// a never opened account.
func TestOneAnswerForAllRefusals(t *testing.T) {
	w := setup(t)
	w.officer("hanh", kimBoi)
	closed := w.officer("dong", kimBoi)
	w.must(w.s.DisableStaff(w.province("25"), closed))
	_, err := w.s.InviteStaff(w.province("25"), NewStaff{Username: "moi", FullName: "Lê Mới", Home: kimBoi})
	w.must(err)
	w.officer("khoa", kimBoi)
	for range freeTries {
		_, err := w.signIn("khoa", "sai hoàn toàn nhé")
		w.want(err, fault.Unauthenticated, "sign_in.refused")
	}
	var texts []string
	for _, c := range [][2]string{{"hanh", "sai mật khẩu rồi"}, {"khongco", goodPassword}, {"dong", goodPassword}, {"moi", goodPassword}, {"khoa", goodPassword}, {"'; drop table", goodPassword}, {strings.Repeat("a", 10000), goodPassword}, {"hanh", strings.Repeat("x", 100000)}} {
		_, err := w.signIn(c[0], c[1])
		w.want(err, fault.Unauthenticated, "sign_in.refused")
		texts = append(texts, err.Error()+fault.As(err).Text)
	}
	for _, x := range texts {
		if x != texts[0] {
			t.Errorf("answers differ: %q and %q", texts[0], x)
		}
	}
}

func TestLockoutGrows(t *testing.T) {
	w := setup(t)
	w.officer("hanh", kimBoi)
	c := pgtest.Conn(t, w.u.SuperURL)
	wait := func() time.Duration {
		var until *time.Time
		w.must(c.QueryRow(t.Context(), `SELECT locked_until FROM app.staff_credential`).Scan(&until))
		if until == nil {
			return 0
		}
		return until.Sub(w.now())
	}
	for range freeTries - 1 {
		_, _ = w.signIn("hanh", "sai hoàn toàn nhé")
	}
	if wait() != 0 {
		t.Fatalf("locked too early, %s", wait())
	}
	for _, want := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
		w.unlimited()
		_, err := w.signIn("hanh", "sai hoàn toàn nhé")
		w.want(err, fault.Unauthenticated, "sign_in.refused")
		if wait() != want {
			t.Errorf("waits %s, want %s", wait(), want)
		}
		_, err = w.signIn("hanh", goodPassword) // right, but too early; and it does not count
		w.want(err, fault.Unauthenticated, "sign_in.refused")
		w.add(want + time.Second)
	}
	w.unlimited()
	_, err := w.signIn("hanh", goodPassword)
	w.must(err)
	_, _ = w.signIn("hanh", "sai hoàn toàn nhé")
	if wait() > 0 {
		t.Error("a whole sign-in did not forget the wrong tries")
	}
}

func TestSignInIsLimited(t *testing.T) {
	w := setup(t)
	var err error
	n := 0
	for ; err == nil || fault.HasKey(err, "sign_in.refused"); n++ {
		_, err = w.signIn("khongai", "sai hoàn toàn nhé")
	}
	w.want(err, fault.TooMany, "limit.sign-in-user")
	if n < 10 || n > 20 {
		t.Errorf("limited after %d", n)
	}
	c := pgtest.Conn(t, w.u.SuperURL)
	var clear int
	w.must(c.QueryRow(t.Context(), `SELECT count(*) FROM app.rate_bucket WHERE key LIKE '%khongai%' OR key LIKE '%192.0.2%'`).Scan(&clear))
	if clear != 0 {
		t.Error("a name or an address reached the database")
	}
}

func (w *world) enrol(token string) (SignedIn, string) {
	w.Helper()
	e, err := w.s.EnrolTOTP(w.Context(), token)
	w.must(err)
	again, err := w.s.EnrolTOTP(w.Context(), token) // the page reloaded
	w.must(err)
	if again != e || !strings.HasPrefix(e.URI, "otpauth://totp/") || !strings.Contains(e.URI, e.Secret) {
		w.Fatalf("%+v and %+v", e, again)
	}
	_, err = w.s.ConfirmTOTP(w.Context(), token, "000000")
	w.wantField(err, "code")
	out, err := w.s.ConfirmTOTP(w.Context(), token, w.code(e.Secret))
	w.must(err)
	return out, e.Secret
}

func (w *world) code(secret string) string {
	c, err := totp.GenerateCode(secret, w.now())
	w.must(err)
	return c
}

func TestSecondFactor(t *testing.T) {
	w := setup(t, func(c *Config) { c.RequireSecondFactor = true })
	w.officer("hanh", kimBoi, authz.Receptionist)
	in, err := w.signIn("hanh", goodPassword)
	w.must(err)
	if !in.NeedsEnrolment || in.NeedsCode {
		t.Fatalf("%+v", in)
	}
	half := w.session(in.Token)
	w.want(half.Ready(), fault.Unauthenticated, "session.second_factor")
	if _, err := half.TenantScope(); err == nil {
		t.Fatal("a half-finished sign-in got a scope")
	}
	w.want(w.s.SwitchWorkplace(t.Context(), half, kimBoi), fault.Unauthenticated, "session.second_factor")

	full, secret := w.enrol(in.Token)
	w.ended(in.Token) // the token changed
	w.must(w.session(full.Token).Ready())
	_, err = w.s.EnrolTOTP(t.Context(), full.Token)
	w.want(err, fault.Conflict, "second_factor.exists")

	// the next sign-in asks for a code; the one just used is spent
	in, err = w.signIn("hanh", goodPassword)
	w.must(err)
	if !in.NeedsCode || in.NeedsEnrolment {
		t.Fatalf("%+v", in)
	}
	_, err = w.s.EnrolTOTP(t.Context(), in.Token) // a known password does not get round it
	w.want(err, fault.Conflict, "second_factor.exists")
	used := w.code(secret)
	_, err = w.s.GiveCode(t.Context(), in.Token, used)
	w.wantField(err, "code")
	w.add(step * time.Second)
	fresh := w.code(secret)
	full, err = w.s.GiveCode(t.Context(), in.Token, fresh[:3]+" "+fresh[3:])
	w.must(err)
	x := w.session(full.Token)
	w.must(x.Ready())
	if x.SecondFactorAt == nil || x.Expires.Sub(w.now()) != 8*time.Hour {
		t.Errorf("%+v", x)
	}
	// replay of that code in another browser
	in, err = w.signIn("hanh", goodPassword)
	w.must(err)
	_, err = w.s.GiveCode(t.Context(), in.Token, fresh)
	w.wantField(err, "code")
	_, err = w.s.GiveCode(t.Context(), full.Token, fresh)
	w.want(err, fault.Conflict, "second_factor.not_due")

	// guessing codes locks, and giving the password again in between does not help
	c := pgtest.Conn(t, w.u.SuperURL)
	for range freeTries {
		_, err = w.s.GiveCode(t.Context(), in.Token, "12345")
		w.wantField(err, "code")
		w.unlimited()
		if again, err := w.signIn("hanh", goodPassword); err == nil {
			in = again
		}
	}
	w.add(step*time.Second - 1) // the wait is half a minute
	_, err = w.s.GiveCode(t.Context(), in.Token, w.code(secret))
	w.want(err, fault.Unauthenticated, "sign_in.refused")
	w.add(pendingLife)
	w.ended(in.Token)

	var stored string
	w.must(c.QueryRow(t.Context(), `SELECT totp_secret FROM app.staff_credential WHERE totp_secret <> ''`).Scan(&stored))
	if strings.Contains(stored, secret) {
		t.Error("the secret is stored in the clear")
	}
}

func TestInviteWorksOnce(t *testing.T) {
	w := setup(t)
	admin := w.officer("quantri", kimBoi, authz.CommuneAdmin)
	in := w.tenant(kimBoi, admin)
	n := NewStaff{Username: "Lam.Tran", FullName: " Trần  Văn Lâm ", Title: "Chuyên viên", Phone: "+84 912 345 678", Roles: []string{authz.Handler}, Home: hoaBinh}
	i, err := w.s.InviteStaff(in, n)
	w.must(err)
	_, err = w.s.InviteStaff(in, n)
	w.wantField(err, "username")
	m, err := w.s.Member(in, kimBoi, i.StaffID) // the office is the admin's own, whatever the form said
	w.must(err)
	if m.Username != "lam.tran" || m.FullName != "Trần Văn Lâm" || m.Phone != "0912345678" || !m.Home || len(m.Roles) != 1 {
		t.Errorf("%+v", m)
	}
	p, err := w.s.Invitation(t.Context(), i.Token)
	w.must(err)
	if p.Username != "lam.tran" || p.Office != "Xã Kim Bôi" {
		t.Errorf("%+v", p)
	}
	for _, weak := range []string{"ngắn", "123456789012", "aaaaaaaaaaaaaaaaa", "matkhau12345", "Trần Văn Lâm 1", "password1234", strings.Repeat("dài quá ", 50)} {
		_, err = w.s.AcceptInvite(t.Context(), i.Token, weak)
		w.wantField(err, "password")
	}
	// twice at once: one wins
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for k := range errs {
		wg.Go(func() { _, errs[k] = w.s.AcceptInvite(t.Context(), i.Token, goodPassword) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		w.want(err, fault.NotFound, "invite.gone")
	}
	if won != 1 {
		t.Fatalf("%d of %d won", won, len(errs))
	}
	_, err = w.s.Invitation(t.Context(), i.Token)
	w.want(err, fault.NotFound, "invite.gone")
	_, err = w.signIn("lam.tran", goodPassword)
	w.must(err)

	lapsed, err := w.s.Reinvite(in, i.StaffID)
	w.must(err)
	w.add(inviteLife)
	_, err = w.s.AcceptInvite(t.Context(), lapsed.Token, goodPassword)
	w.want(err, fault.NotFound, "invite.gone")
	fresh, err := w.s.Reinvite(in, i.StaffID)
	w.must(err)
	_, err = w.s.AcceptInvite(t.Context(), fresh.Token, "một câu khác hẳn câu trước")
	w.must(err)
	_, err = w.signIn("lam.tran", goodPassword)
	w.want(err, fault.Unauthenticated, "sign_in.refused")
}

func TestAdminsStayBehindTheirWall(t *testing.T) {
	w := setup(t)
	admin, foreign := w.officer("quantri", kimBoi, authz.CommuneAdmin), w.officer("nguoikhac", hoaBinh, authz.Handler)
	in := w.tenant(kimBoi, admin)
	_, err := w.s.Reinvite(in, foreign)
	w.want(err, fault.NotFound, "row.not_found")
	_, err = w.s.Reinvite(in, uuid.New())
	w.want(err, fault.NotFound, "row.not_found")
	w.want(w.s.DisableStaff(in, foreign), fault.NotFound, "row.not_found")
	w.want(w.s.DisableStaff(in, admin), fault.Conflict, "account.own")
	_, err = w.s.Member(in, kimBoi, foreign)
	w.want(err, fault.NotFound, "row.not_found")
	list, err := w.s.ListStaff(in, hoaBinh)
	w.must(err)
	if len(list) != 0 {
		t.Errorf("saw %+v", list)
	}
	_, err = w.s.InviteStaff(in, NewStaff{Username: "tinh", FullName: "Lê Tỉnh", Roles: []string{authz.ProvincialAdmin}})
	w.want(err, fault.Forbidden, "role.not_grantable")
	_, err = w.s.InviteStaff(w.province("79"), NewStaff{Username: "tinh", FullName: "Lê Tỉnh", Home: kimBoi})
	w.want(err, fault.NotFound, "row.not_found")
	var n int
	w.must(pgtest.Conn(t, w.u.SuperURL).QueryRow(t.Context(), `SELECT count(*) FROM app.staff WHERE username = 'tinh'`).Scan(&n))
	if n != 0 {
		t.Error("a refused invitation left an account")
	}
	// lent to another office: seen there, invited at home only
	w.must(w.az.Grant(w.province("25"), foreign, phuTho, authz.Helper))
	_, err = w.s.InviteStaff(w.tenant(kimBoi, admin), NewStaff{Username: "x", FullName: "9"})
	w.wantField(err, "username")
	w.wantField(err, "full_name")
	if _, err := w.s.InviteStaff(t.Context(), NewStaff{}); err == nil {
		t.Error("invited without a scope")
	}
}

func TestDisablingEndsEverything(t *testing.T) {
	w := setup(t)
	id := w.officer("hanh", kimBoi, authz.Receptionist)
	in, err := w.signIn("hanh", goodPassword)
	w.must(err)
	w.must(w.s.DisableStaff(w.province("25"), id))
	w.ended(in.Token)
	places, err := w.az.Workplaces(t.Context(), id)
	w.must(err)
	if len(places) != 0 {
		t.Errorf("%+v", places)
	}
	w.must(w.s.EnableStaff(w.province("25"), id))
	w.ended(in.Token)
	in, err = w.signIn("hanh", goodPassword)
	w.must(err)
	// killed after closing the account and before ending its sessions
	_, err = pgtest.Conn(t, w.u.SuperURL).Exec(t.Context(), `UPDATE app.staff SET disabled_at = now() WHERE id = $1`, id)
	w.must(err)
	w.ended(in.Token)
}

func TestWorkplaces(t *testing.T) {
	w := setup(t)
	id := w.officer("hanh", kimBoi, authz.Receptionist)
	w.must(w.az.Grant(w.province("25"), id, hoaBinh, authz.Handler))
	in, err := w.signIn("hanh", goodPassword)
	w.must(err)
	if w.session(in.Token).Tenant != kimBoi {
		t.Fatal("does not begin at home")
	}
	w.must(w.s.SwitchWorkplace(t.Context(), w.session(in.Token), hoaBinh))
	if w.session(in.Token).Tenant != hoaBinh {
		t.Fatal("did not move")
	}
	w.want(w.s.SwitchWorkplace(t.Context(), w.session(in.Token), phuTho), fault.NotFound, "row.not_found")
	w.add(time.Second)
	in, err = w.signIn("hanh", goodPassword)
	w.must(err)
	if w.session(in.Token).Tenant != hoaBinh {
		t.Error("the last workplace is not remembered")
	}
	h, err := w.s.Holders(w.tenant(hoaBinh, id), hoaBinh, authz.Handler, authz.Signatory)
	w.must(err)
	if len(h) != 1 || h[0].ID != id || h[0].Home {
		t.Errorf("%+v", h)
	}
}

func TestSessionsLapse(t *testing.T) {
	w := setup(t)
	w.officer("hanh", kimBoi)
	in, err := w.signIn("hanh", goodPassword)
	w.must(err)
	for range 16 { // in use every 29 minutes: 7 h 44
		w.add(29 * time.Minute)
		w.session(in.Token)
	}
	w.add(17 * time.Minute) // 8 h 01 in all
	w.ended(in.Token)

	in, err = w.signIn("hanh", goodPassword)
	w.must(err)
	w.add(30 * time.Minute)
	w.ended(in.Token)

	// last_seen is written at most once a minute
	in, err = w.signIn("hanh", goodPassword)
	w.must(err)
	first := w.session(in.Token).LastSeen
	w.add(50 * time.Second)
	w.session(in.Token)
	if got := w.session(in.Token).LastSeen; !got.Equal(first) {
		t.Errorf("touched after 50 s: %s", got.Sub(first))
	}
	w.add(20 * time.Second)
	w.session(in.Token)
	if got := w.session(in.Token).LastSeen; !got.Equal(w.now()) {
		t.Error("not touched after 70 s")
	}
}

func TestDevices(t *testing.T) {
	w := setup(t)
	w.officer("hanh", kimBoi)
	w.officer("khac", kimBoi)
	a, err := w.signIn("hanh", goodPassword)
	w.must(err)
	b, err := w.signIn("hanh", goodPassword)
	w.must(err)
	c, err := w.signIn("hanh", goodPassword)
	w.must(err)
	other, err := w.signIn("khac", goodPassword)
	w.must(err)
	me := w.session(a.Token)
	d, err := w.s.Devices(t.Context(), me)
	w.must(err)
	if len(d) != 3 {
		t.Fatalf("%+v", d)
	}
	w.want(w.s.EndDevice(t.Context(), me, other.SessionID), fault.NotFound, "row.not_found")
	w.must(w.s.EndDevice(t.Context(), me, b.SessionID))
	w.ended(b.Token)
	n, err := w.s.EndAll(t.Context(), me, me.ID)
	w.must(err)
	if n != 1 {
		t.Errorf("ended %d", n)
	}
	w.ended(c.Token)
	w.session(a.Token)
	w.session(other.Token)
}

func TestAddOperator(t *testing.T) {
	w := setup(t)
	i, err := w.s.AddOperator(t.Context(), NewStaff{Username: "vanhanh", FullName: "Minh"})
	w.must(err)
	_, err = w.s.AddOperator(t.Context(), NewStaff{Username: "vanhanh", FullName: "Ngọc"})
	if f := fault.As(err); f == nil || f.Fields["username"] == "" {
		t.Errorf("a second operator under the same name: %v", err)
	}
	_, err = w.s.AddOperator(t.Context(), NewStaff{Username: "vanhanh2", FullName: "Ngọc"})
	w.must(err)
	_, err = w.s.AcceptInvite(t.Context(), i.Token, goodPassword)
	w.must(err)
	in, err := w.signIn("vanhanh", goodPassword)
	w.must(err)
	x := w.session(in.Token)
	sc, err := x.PlatformScope()
	w.must(err)
	if _, err := x.TenantScope(); !fault.Is(err, fault.Forbidden) {
		t.Error("the operator got a tenant's scope")
	}
	op := tenants.With(t.Context(), sc)
	boss, err := w.s.InviteStaff(op, NewStaff{Username: "tinh.phutho", FullName: "Lê Thị Khải", Home: phuTho, Roles: []string{authz.ProvincialAdmin}})
	w.must(err)
	_, err = w.s.InviteStaff(op, NewStaff{Username: "xa.kimboi", FullName: "Lê Thị Khải", Home: kimBoi})
	w.want(err, fault.NotFound, "row.not_found")
	_, err = w.s.AcceptInvite(t.Context(), boss.Token, goodPassword)
	w.must(err)
	in, err = w.signIn("tinh.phutho", goodPassword)
	w.must(err)
	if _, err := w.session(in.Token).ProvinceScope(); err != nil {
		t.Error(err)
	}
	// the operator reads no people
	if err := w.db.Tx(op, func(tx pgx.Tx) error {
		_, err := tx.Exec(op, `SELECT * FROM app.staff`)
		return err
	}); err == nil {
		t.Error("the operator reads staff")
	}
}

func BenchmarkCurrent(b *testing.B) {
	u := pgtest.New(b)
	db, err := pg.Open(b.Context(), u.AppURL)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	s, err := New(db, Config{Secret: []byte(strings.Repeat("s", 32))})
	if err != nil {
		b.Fatal(err)
	}
	in, err := s.StartAnonymous(b.Context(), "")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Current(b.Context(), in.Token); err != nil {
			b.Fatal(err)
		}
	}
}

func TestSweepKeepsWhatIsPromised(t *testing.T) {
	conf, _ := vneid(t)
	box := &outbox{}
	w := setup(t, conf, func(c *Config) { c.Codes = box })
	w.officer("hanh", kimBoi)
	in, err := w.signIn("hanh", goodPassword)
	w.must(err)
	w.must(w.s.End(t.Context(), in.Token))
	_, err = w.s.BeginSignIn(t.Context(), "/", uuid.Nil)
	w.must(err)
	_, err = w.s.RequestCode(t.Context(), "0912345678", "192.0.2.1")
	w.must(err)
	for _, c := range []struct {
		after time.Duration
		want  int64
	}{{0, 0}, {23 * time.Hour, 0}, {3 * time.Hour, 2}, {32 * 24 * time.Hour, 1}, {56 * 24 * time.Hour, 0}, {2 * 24 * time.Hour, 1}, {0, 0}} {
		w.add(c.after)
		n, err := w.s.Sweep(t.Context())
		w.must(err)
		if n != c.want {
			t.Errorf("after %s more: %d rows, want %d", c.after, n, c.want)
		}
	}
}
