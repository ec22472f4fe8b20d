package keys_test

import (
	"bytes"
	"context"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/keys"
	"motcua/app/signing"
	"motcua/migrations"
	"motcua/storage/blob"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

var noon = time.Date(2026, 11, 26, 5, 0, 0, 0, time.UTC)

var kimBoi, hoaBinh = migrations.TenantID("04978"), migrations.TenantID("04795")

type house struct {
	*keys.Service
	ca *signing.Simulated
}

func open(t *testing.T) house {
	t.Helper()
	d := pgtest.New(t)
	db, err := pg.Open(t.Context(), d.AppURL, pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	store, err := blob.Open(t.Context(), blob.Config{
		Endpoint: os.Getenv("S3_ENDPOINT"), AccessKey: os.Getenv("S3_ACCESS_KEY"), SecretKey: os.Getenv("S3_SECRET_KEY"), Bucket: "apptest-documents", ResultBucket: "apptest-results",
		MasterKeyFile: os.Getenv("MASTER_KEY_FILE"), RetentionMode: blob.Governance, RetentionDays: 1,
	}, blob.PGKeys{DB: db})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	now := func() time.Time { return noon }
	ca, err := keys.PretendAuthority(t.TempDir()+"/ca.pem", noon)
	if err != nil {
		t.Fatal(err)
	}
	return house{&keys.Service{
		DB: db, Sealer: store, Now: now, Stamps: ca.Stamps(now), Provider: keys.PretendProvider(ca, now),
		Office: func(context.Context, uuid.UUID) (string, error) { return "UBND xã Kim Bôi", nil },
	}, ca}
}

func as(t *testing.T, tenant uuid.UUID, id uuid.UUID, name string) context.Context {
	return tenants.With(t.Context(), tenants.Tenant(tenant, tenants.Actor{Kind: "staff", ID: id, Name: name}))
}

func TestOneSignsWithOnesOwnKeyOnly(t *testing.T) {
	t.Parallel()
	h := open(t)
	huong, other := uuid.New(), uuid.New()
	ctx := as(t, kimBoi, huong, "Nguyễn Thị Hương")
	if _, err := h.Mine(ctx); !keys.None(err) {
		t.Error("a key nobody registered:", err)
	}
	id, err := h.ca.Issue("NGUYEN THI HUONG", "UBND xã Kim Bôi", noon)
	if err != nil {
		t.Fatal(err)
	}
	p12, err := signing.P12(id, "mật khẩu")
	if err != nil {
		t.Fatal(err)
	}
	field := func(what, name string, err error) {
		t.Helper()
		if f := fault.As(err); f == nil || f.Fields[name] == "" {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err = h.Register(ctx, keys.NewKey{Source: keys.File, P12: p12, Secret: "sai"})
	field("a wrong password", "secret", err)
	_, err = h.Register(as(t, kimBoi, other, "Trần Văn Lâm"), keys.NewKey{Source: keys.File, P12: p12, Secret: "mật khẩu"})
	field("somebody else's certificate", "file", err)
	_, err = h.Register(ctx, keys.NewKey{Source: keys.File, P12: p12, Secret: "mật khẩu", Office: true})
	field("a person's certificate for the office", "file", err)
	k, err := h.Register(ctx, keys.NewKey{Source: keys.File, P12: p12, Secret: "mật khẩu", Asks: true})
	if err != nil {
		t.Fatal(err)
	}
	if !k.Simulated || k.Ending(noon) || !k.Ending(k.ValidUntil.AddDate(0, 0, -20)) {
		t.Errorf("%+v", k)
	}
	if soon, err := h.EndingSoon(ctx, true); err != nil || len(soon) != 0 {
		t.Error("a key of nine years ends soon:", err)
	}
	h.Now = func() time.Time { return k.ValidUntil.AddDate(0, 0, -29) }
	if soon, err := h.EndingSoon(ctx, false); err != nil || len(soon) != 1 {
		t.Error("nobody is warned:", err)
	}
	h.Now = func() time.Time { return k.ValidUntil.AddDate(0, 0, 1) }
	if _, err := h.Open(ctx, k, "mật khẩu"); !fault.HasKey(err, "keys.expired") {
		t.Error("with a certificate that ended:", err)
	}
	h.Now = func() time.Time { return noon }
	if k, err = h.Mine(ctx); err != nil {
		t.Fatal(err)
	}
	_, err = h.Open(ctx, k, "")
	field("nothing typed", "secret", err)
	_, err = h.Open(ctx, k, "sai")
	field("a wrong password at signing", "secret", err)
	if s, err := h.Open(ctx, k, "mật khẩu"); err != nil || !s.Identity.Certificate.Equal(id.Certificate) || s.Stamps == nil {
		t.Error("one's own key:", err)
	}
	if _, err := h.Open(as(t, kimBoi, other, "Trần Văn Lâm"), k, "mật khẩu"); !fault.HasKey(err, "keys.not_yours") {
		t.Error("a colleague's key:", err)
	}
	if _, err := h.Open(as(t, hoaBinh, huong, "Nguyễn Thị Hương"), k, "mật khẩu"); !fault.HasKey(err, "keys.not_yours") {
		t.Error("from another office:", err)
	}
	if _, err := h.Mine(as(t, hoaBinh, huong, "Nguyễn Thị Hương")); !keys.None(err) {
		t.Error("the same person in another office:", err)
	}
	sealed, err := pg.Value[[]byte](ctx, h.DB, `SELECT sealed FROM app.signing_key WHERE id = $1`, k.ID)
	if err != nil || bytes.Contains(sealed, p12[:64]) {
		t.Error("the file lies open in the database", err)
	}
	if _, err := h.Sealer.Unseal(ctx, kimBoi, uuid.NewString(), sealed); err == nil {
		t.Error("a sealed file opens for another row")
	}
	if err := h.Withdraw(ctx, false); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Open(ctx, k, "mật khẩu"); !keys.None(err) {
		t.Error("after it was withdrawn:", err)
	}
}

func TestRootsDecideWhoseCertificateIsTaken(t *testing.T) {
	t.Parallel()
	h := open(t)
	ctx := as(t, kimBoi, uuid.New(), "Nguyễn Thị Hương")
	stranger, err := signing.NewSimulated(noon)
	if err != nil {
		t.Fatal(err)
	}
	h.Roots = append(h.Roots, stranger.Root)
	n := keys.NewKey{Source: keys.Remote, Credential: "Nguyễn Thị Hương"}
	if _, err := h.Register(ctx, n); fault.As(err) == nil || fault.As(err).Fields["credential"] == "" {
		t.Error("a certificate of an authority nobody believes:", err)
	}
	h.Roots = append(h.Roots, h.ca.Root)
	k, err := h.Register(ctx, n)
	if err != nil {
		t.Fatal(err)
	}
	s, err := h.Open(ctx, k, "")
	if err != nil {
		t.Fatal(err)
	}
	if s.Identity.Certificate.Subject.CommonName != "Nguyễn Thị Hương (mô phỏng)" {
		t.Error(s.Identity.Certificate.Subject.CommonName)
	}
	// in a demo everybody has a key when it is first asked for, and whoever gave theirs back has none
	h.Pretend = h.ca
	lam := as(t, kimBoi, uuid.New(), "Trần Văn Lâm")
	first, err := h.Mine(lam)
	if err != nil || !first.Simulated {
		t.Fatal(err)
	}
	if second, err := h.Mine(lam); err != nil || second.ID != first.ID {
		t.Error("another key at the second look", err)
	}
	if err := h.Withdraw(lam, false); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Mine(lam); !keys.None(err) {
		t.Error("a withdrawn key came back:", err)
	}
}
