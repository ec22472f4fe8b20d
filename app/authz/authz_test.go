package authz

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

var (
	kimBoi  = migrations.TenantID("04978") // xã Kim Bôi, Phú Thọ
	hoaBinh = migrations.TenantID("04795") // another commune of Phú Thọ
	phuTho  = migrations.TenantID(migrations.ProvinceTenantCode("25"))
	hcm     = migrations.TenantID(migrations.ProvinceTenantCode("79"))
)

type world struct {
	t  *testing.T
	db *pg.DB
	u  *pgtest.DB
}

func setup(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	u := pgtest.New(t)
	db, err := pg.Open(t.Context(), u.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return &world{t: t, db: db, u: u}
}

// staff makes an account without any role.
func (w *world) staff(home uuid.UUID) uuid.UUID {
	w.t.Helper()
	id := uuid.Must(uuid.NewV7())
	err := w.db.Tx(tenants.With(w.t.Context(), tenants.Identity()), func(tx pgx.Tx) error {
		_, err := tx.Exec(w.t.Context(), `INSERT INTO app.staff (id, username, full_name, home_tenant, province_code)
			SELECT $1::uuid, 'u' || $1::text, 'Nguyễn Văn Thử', id, province_code FROM app.tenant WHERE id = $2`, id, home)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func actor(id uuid.UUID) tenants.Actor {
	return tenants.Actor{Kind: "staff", ID: id, Name: "Quản trị"}
}

func (w *world) tenant(t, by uuid.UUID) context.Context {
	return tenants.With(w.t.Context(), tenants.Tenant(t, actor(by)))
}

func (w *world) province(code string, by uuid.UUID) context.Context {
	return tenants.With(w.t.Context(), tenants.Province(code, actor(by)))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) allowed(a *Authz, staff, tenant uuid.UUID, object, action string) bool {
	w.t.Helper()
	ok, err := a.Allow(w.t.Context(), staff, tenant, object, action)
	w.must(err)
	return ok
}

func wantKey(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	if !fault.Is(err, kind) || !fault.HasKey(err, key) {
		t.Fatalf("got %v, want %s %s", err, kind, key)
	}
}

// The whole table, role × act, as Casbin answers from the database.
func TestMatrix(t *testing.T) {
	w := setup(t)
	a := New(w.db)
	f, err := os.Open("testdata/matrix.txt")
	w.must(err)
	defer f.Close()
	var roles []string
	listed := map[Permission]bool{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		l := sc.Text()
		if strings.HasPrefix(l, "#") {
			continue
		}
		cells := strings.Split(l, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if roles == nil {
			roles = cells[1:]
			continue
		}
		o, act, _ := strings.Cut(cells[0], ".")
		listed[Permission{o, act}] = true
		for i, r := range roles {
			got, err := a.AllowRole(t.Context(), r, o, act)
			w.must(err)
			if want := cells[i+1] == "x"; got != want {
				t.Errorf("%s %s.%s: got %v, the table says %v", r, o, act, got, want)
			}
		}
	}
	if len(roles) != len(roleNames) {
		t.Errorf("the table has %d roles, the code %d", len(roles), len(roleNames))
	}
	e, err := a.enforcer(t.Context(), uuid.Nil)
	w.must(err)
	if len(e.all) < 40 {
		t.Fatalf("only %d permissions loaded", len(e.all))
	}
	for _, p := range e.all {
		if !listed[p] {
			t.Errorf("%v is granted but not in the table", p)
		}
	}
	if ok, _ := a.AllowRole(t.Context(), "nobody", "dossier", "read"); ok {
		t.Error("an unknown role may read")
	}
}

// What must hold however the table is edited.
func TestTemplatesKeepTheLaw(t *testing.T) {
	w := setup(t)
	a := New(w.db)
	e, err := a.enforcer(t.Context(), uuid.Nil)
	w.must(err)
	for role := range roleNames {
		s, err := e.set(role)
		w.must(err)
		if s.Can("dossier", "draft_result") && s.Can("dossier", "approve") {
			t.Errorf("%s drafts and signs", role)
		}
		if s.Can("dossier", "approve") && s.Can("dossier", "number") {
			t.Errorf("%s signs and numbers", role)
		}
		if role == PlatformOperator {
			for p := range s {
				if p.Object == "dossier" || p.Object == "people" || p.Object == "charge" {
					t.Errorf("the operator may %v", p)
				}
			}
		}
	}
}

func TestGrantIsPerTenant(t *testing.T) {
	w := setup(t)
	a := New(w.db)
	admin, officer := w.staff(kimBoi), w.staff(kimBoi)
	w.must(a.Grant(w.province("25", w.staff(phuTho)), admin, kimBoi, CommuneAdmin))
	if w.allowed(a, officer, kimBoi, "dossier", "accept") {
		t.Fatal("allowed before any grant")
	}
	w.must(a.Grant(w.tenant(kimBoi, admin), officer, kimBoi, Receptionist))
	w.must(a.Grant(w.tenant(kimBoi, admin), officer, kimBoi, Receptionist)) // twice is once
	w.must(a.Grant(w.tenant(kimBoi, admin), officer, kimBoi, Clerk))
	for _, c := range []struct {
		tenant  uuid.UUID
		obj, do string
		want    bool
	}{
		{kimBoi, "dossier", "accept", true},
		{kimBoi, "dossier", "number", true},
		{kimBoi, "dossier", "approve", false},
		{hoaBinh, "dossier", "accept", false},
		{uuid.New(), "dossier", "accept", false},
		{uuid.Nil, "dossier", "accept", false},
		{kimBoi, "dossier", "nonsense", false},
		{kimBoi, "", "", false},
	} {
		if got := w.allowed(a, officer, c.tenant, c.obj, c.do); got != c.want {
			t.Errorf("%v %s.%s: got %v", c.tenant, c.obj, c.do, got)
		}
	}
	e, err := a.enforcer(t.Context(), hoaBinh)
	w.must(err)
	if g, err := e.enf.GetGroupingPolicy(); err != nil || len(g) != 0 {
		t.Errorf("another tenant's enforcer holds %v (%v): it would grow with the nation", g, err)
	}
	roles, err := a.Roles(t.Context(), officer, kimBoi)
	w.must(err)
	if fmt.Sprint(roles) != "[clerk receptionist]" {
		t.Errorf("roles %v", roles)
	}
	places, err := a.Workplaces(t.Context(), officer)
	w.must(err)
	if len(places) != 1 || places[0].Tenant != kimBoi || places[0].Province != "25" || len(places[0].Roles) != 2 {
		t.Errorf("workplaces %+v", places)
	}
	w.must(a.Revoke(w.tenant(kimBoi, admin), officer, kimBoi, Receptionist))
	if w.allowed(a, officer, kimBoi, "dossier", "accept") {
		t.Error("still allowed after revoking")
	}
	// each change is in the history
	c := pgtest.Conn(t, w.u.SuperURL)
	var n int
	w.must(c.QueryRow(t.Context(), `SELECT count(*) FROM app.audit_entry WHERE subject = 'account' AND subject_id = $1 AND tenant_id = $2 AND actor_id = $3`, officer, kimBoi, admin).Scan(&n))
	if n != 3 {
		t.Errorf("%d entries in the history, want 3 (two grants, one revoking)", n)
	}
}

func TestNobodyGrantsBeyondTheirWall(t *testing.T) {
	w := setup(t)
	a := New(w.db)
	admin, foreign, mine := w.staff(kimBoi), w.staff(hoaBinh), w.staff(kimBoi)
	prov := w.province("25", w.staff(phuTho))
	w.must(a.Grant(prov, admin, kimBoi, CommuneAdmin))
	in := w.tenant(kimBoi, admin)

	wantKey(t, a.Grant(in, mine, hoaBinh, Receptionist), fault.NotFound, "row.not_found")      // another tenant
	wantKey(t, a.Grant(in, mine, uuid.New(), Receptionist), fault.NotFound, "row.not_found")   // a tenant that does not exist: the same answer
	wantKey(t, a.Grant(in, foreign, kimBoi, Receptionist), fault.NotFound, "row.not_found")    // somebody else's officer
	wantKey(t, a.Grant(in, uuid.New(), kimBoi, Receptionist), fault.NotFound, "row.not_found") // nobody: the same answer
	wantKey(t, a.Revoke(in, foreign, hoaBinh, Receptionist), fault.NotFound, "row.not_found")  // another tenant's grant
	wantKey(t, a.Grant(in, mine, kimBoi, CommuneAdmin), fault.Forbidden, "role.not_grantable") // the province's to give
	wantKey(t, a.Grant(in, mine, kimBoi, ProvincialAdmin), fault.Forbidden, "role.not_grantable")
	wantKey(t, a.Grant(prov, mine, kimBoi, ProvincialAdmin), fault.Forbidden, "role.not_grantable") // only at the province's own centre
	wantKey(t, a.Grant(prov, mine, kimBoi, PlatformOperator), fault.Forbidden, "role.not_grantable")
	wantKey(t, a.Grant(prov, mine, hcm, Receptionist), fault.NotFound, "row.not_found")
	wantKey(t, a.Grant(in, mine, kimBoi, Resident), fault.Invalid, "form.invalid")
	wantKey(t, a.Grant(in, mine, kimBoi, "root"), fault.Invalid, "form.invalid")
	if err := a.Grant(t.Context(), mine, kimBoi, Receptionist); err == nil {
		t.Error("granted without a scope")
	}

	// and the wall itself, with our own checks left out: the database refuses
	for name, sql := range map[string]string{
		"another tenant":  `INSERT INTO app.role_grant (id, tenant_id, province_code, staff_id, role) VALUES (gen_random_uuid(), '` + hoaBinh.String() + `', '25', '` + mine.String() + `', 'receptionist')`,
		"foreign officer": `INSERT INTO app.role_grant (id, tenant_id, province_code, staff_id, role) VALUES (gen_random_uuid(), '` + kimBoi.String() + `', '25', '` + foreign.String() + `', 'receptionist')`,
		"province's role": `INSERT INTO app.role_grant (id, tenant_id, province_code, staff_id, role) VALUES (gen_random_uuid(), '` + kimBoi.String() + `', '25', '` + mine.String() + `', 'provincial_admin')`,
	} {
		if err := w.db.Tx(in, func(tx pgx.Tx) error { _, err := tx.Exec(in, sql); return err }); err == nil || !strings.Contains(err.Error(), "row-level security") {
			t.Errorf("%s: the wall let it through: %v", name, err)
		}
	}
	w.must(w.db.Tx(in, func(tx pgx.Tx) error { // baseline: the same statement within the wall works
		_, err := tx.Exec(in, `INSERT INTO app.role_grant (id, tenant_id, province_code, staff_id, role) VALUES (gen_random_uuid(), $1, '25', $2, 'receptionist')`, kimBoi, mine)
		return err
	}))
}

func TestOperatorNamesAProvincesAdmin(t *testing.T) {
	w := setup(t)
	a := New(w.db)
	boss := w.staff(hcm)
	op := tenants.With(t.Context(), tenants.Platform(actor(uuid.New())))
	w.must(a.Grant(op, boss, hcm, ProvincialAdmin))
	if !w.allowed(a, boss, hcm, "tenant", "golive") {
		t.Error("the new admin may not bring communes live")
	}
	wantKey(t, a.Grant(op, boss, hcm, Receptionist), fault.Forbidden, "role.not_grantable")
	wantKey(t, a.Grant(op, boss, kimBoi, CommuneAdmin), fault.Forbidden, "role.not_grantable")
	wantKey(t, a.Revoke(op, boss, hcm, ProvincialAdmin), fault.Forbidden, "role.not_grantable")
}

func TestLastAdminStays(t *testing.T) {
	w := setup(t)
	a := New(w.db)
	one, two := w.staff(kimBoi), w.staff(kimBoi)
	prov := w.province("25", w.staff(phuTho))
	w.must(a.Grant(prov, one, kimBoi, CommuneAdmin))
	wantKey(t, a.Revoke(w.tenant(kimBoi, one), one, kimBoi, CommuneAdmin), fault.Conflict, "role.last_admin")
	w.must(a.Grant(prov, two, kimBoi, CommuneAdmin))
	wantKey(t, a.Revoke(w.tenant(kimBoi, one), two, kimBoi, CommuneAdmin), fault.Forbidden, "role.not_grantable")
	w.must(a.Revoke(w.tenant(kimBoi, one), one, kimBoi, CommuneAdmin))
	wantKey(t, a.Revoke(w.tenant(kimBoi, two), two, kimBoi, CommuneAdmin), fault.Conflict, "role.last_admin")
	w.must(a.Revoke(prov, two, kimBoi, CommuneAdmin)) // the province may, and can grant anew
}

func TestProvinceChangesARole(t *testing.T) {
	w := setup(t)
	a := New(w.db)
	officer, boss := w.staff(kimBoi), w.staff(phuTho)
	prov := w.province("25", boss)
	w.must(a.Grant(prov, officer, kimBoi, Handler))
	yes, no := true, false

	w.must(a.SetOverride(prov, Handler, "dossier", "extend", &yes))
	if !w.allowed(a, officer, kimBoi, "dossier", "extend") {
		t.Error("what the province allowed is refused")
	}
	w.must(a.SetOverride(prov, Handler, "dossier", "verify", &no))
	if w.allowed(a, officer, kimBoi, "dossier", "verify") {
		t.Error("what the province denied is allowed")
	}
	w.must(a.Grant(prov, officer, kimBoi, UnitHead)) // the second role still may
	if !w.allowed(a, officer, kimBoi, "dossier", "verify") {
		t.Error("denying one role took it from another")
	}
	w.must(a.SetOverride(prov, Handler, "dossier", "verify", nil))
	w.must(a.Revoke(prov, officer, kimBoi, UnitHead))
	if !w.allowed(a, officer, kimBoi, "dossier", "verify") {
		t.Error("the national template did not come back")
	}

	wantKey(t, a.SetOverride(prov, Handler, "province", "onboard", &yes), fault.Forbidden, "permission.beyond_platform")
	wantKey(t, a.SetOverride(prov, Handler, "dossier", "read_with_reason", &yes), fault.Forbidden, "permission.beyond_platform")
	wantKey(t, a.SetOverride(prov, ProvincialAdmin, "dossier", "read", &yes), fault.Invalid, "form.invalid")
	wantKey(t, a.SetOverride(w.tenant(kimBoi, officer), Handler, "dossier", "extend", &yes), fault.Forbidden, "role.not_province")

	// a line that came in some other way does not count either
	c := pgtest.Conn(t, w.u.SuperURL)
	_, err := c.Exec(t.Context(), `INSERT INTO app.role_override VALUES ('25', 'handler', 'province', 'onboard', true), ('25', 'provincial_admin', 'dossier', 'read', true)`)
	w.must(err)
	w.must(a.Grant(prov, boss, phuTho, ProvincialAdmin))
	a.drop(uuid.Nil)
	if w.allowed(a, officer, kimBoi, "province", "onboard") || w.allowed(a, boss, phuTho, "dossier", "read") {
		t.Error("an override went beyond the platform")
	}
}

func TestExpiredAndDisabled(t *testing.T) {
	w := setup(t)
	a := New(w.db)
	officer := w.staff(kimBoi)
	c := pgtest.Conn(t, w.u.SuperURL)
	_, err := c.Exec(t.Context(), `INSERT INTO app.role_grant (id, tenant_id, province_code, staff_id, role, expires_at) VALUES (gen_random_uuid(), $1, '25', $2, 'handler', now() + interval '300 milliseconds')`, kimBoi, officer)
	w.must(err)
	if !w.allowed(a, officer, kimBoi, "dossier", "verify") {
		t.Fatal("not allowed while the grant holds")
	}
	eventually(t, time.Second, func() bool { return !w.allowed(a, officer, kimBoi, "dossier", "verify") })
	w.must(a.Grant(w.province("25", uuid.New()), officer, kimBoi, Handler)) // anew, over the expired line
	if !w.allowed(a, officer, kimBoi, "dossier", "verify") {
		t.Fatal("not allowed after granting anew")
	}
	_, err = c.Exec(t.Context(), `UPDATE app.staff SET disabled_at = now() WHERE id = $1`, officer)
	w.must(err)
	a.drop(kimBoi)
	if w.allowed(a, officer, kimBoi, "dossier", "verify") {
		t.Error("a closed account is allowed")
	}
}

// Two replicas on one database: what one grants the other knows within a second.
func TestSecondReplicaHears(t *testing.T) {
	w := setup(t)
	one, two := New(w.db), New(w.db)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- two.Listen(ctx) }()
	defer func() { stop(); <-done }()
	eventually(t, 5*time.Second, two.hears.Load)

	officer := w.staff(kimBoi)
	if w.allowed(two, officer, kimBoi, "dossier", "verify") {
		t.Fatal("allowed before")
	}
	prov := w.province("25", uuid.New())
	w.must(one.Grant(prov, officer, kimBoi, Handler))
	took := eventually(t, time.Second, func() bool { return w.allowed(two, officer, kimBoi, "dossier", "verify") })
	t.Logf("granted after %s", took)
	w.must(one.Revoke(prov, officer, kimBoi, Handler))
	eventually(t, time.Second, func() bool { return !w.allowed(two, officer, kimBoi, "dossier", "verify") })

	// A change while the connection is lost is not missed either.
	c := pgtest.Conn(t, w.u.SuperURL)
	_, err := c.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'listen %'`)
	w.must(err)
	w.must(one.Grant(prov, officer, kimBoi, Handler))
	eventually(t, 2*time.Second, func() bool { return w.allowed(two, officer, kimBoi, "dossier", "verify") })
	eventually(t, 5*time.Second, two.hears.Load)
}

func eventually(t *testing.T, within time.Duration, ok func() bool) time.Duration {
	t.Helper()
	begun := time.Now()
	for !ok() {
		if time.Since(begun) > within {
			t.Fatalf("not within %s", within)
		}
		time.Sleep(5 * time.Millisecond)
	}
	return time.Since(begun)
}

func BenchmarkAllow(b *testing.B) {
	u := pgtest.New(b)
	db, err := pg.Open(b.Context(), u.AppURL)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	a := New(db)
	a.hears.Store(true)
	who := uuid.New()
	for b.Loop() {
		if _, err := a.Allow(b.Context(), who, kimBoi, "dossier", "read"); err != nil {
			b.Fatal(err)
		}
	}
}
