// Package apptest starts the whole product for a test: a database of its own
// that carries a small demo world (four communes of two provinces, one person
// per role, some dossiers), the real object store, and HTTP on loopback.
package apptest

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/argon2"

	"motcua/app/boot"
	"motcua/app/config"
	"motcua/app/demo"
	"motcua/migrations"
	"motcua/storage/pgtest"
)

// Communes of the world.
var (
	KimBoi  = migrations.TenantID("04978") // xã Kim Bôi, Phú Thọ
	HoaBinh = migrations.TenantID("04795") // phường Hòa Bình, Phú Thọ
	DaoXa   = migrations.TenantID("08662") // xã Đào Xá, Phú Thọ
	GoVap   = migrations.TenantID("26884") // phường Gò Vấp, TP Hồ Chí Minh
)

// PortalSecret is what the simulated national portal signs with.
const PortalSecret = "mo-phong-mo-phong-mo-phong-mo-phong"

// World is a running product.
type World struct {
	*boot.App
	T   testing.TB
	DB  *pgtest.DB
	URL string
	Log *syncBuffer // everything the product logged
}

// Dossiers in the small world.
const worldDossiers = 60

// prepared carries the small world, built once for all packages of a test run.
var prepared = pgtest.Prepared(fmt.Sprintf("small world %d", worldDossiers)+demo.Password+demo.Version+" cheap", func(ctx context.Context, d *pgtest.DB) error {
	cfg, err := Config(d, "http://localhost")
	if err != nil {
		return err
	}
	a, err := boot.Build(ctx, cfg, slog.New(slog.NewTextHandler(io.Discard, nil)), boot.Options{Unread: true})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.BuildWorld(ctx, boot.WorldSize{Dossiers: worldDossiers, Only: map[string]bool{"04978": true, "04795": true, "08662": true, "26884": true}}, func(string, ...any) {}); err != nil {
		return err
	}
	return cheapPasswords(ctx, d)
})

// cheapPasswords hashes the people's password anew with the least cost that
// argon2id has: hundreds of sign-ins are no part of what tests are about.
func cheapPasswords(ctx context.Context, d *pgtest.DB) error {
	c, err := pgx.Connect(ctx, d.SuperURL)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	salt, b := []byte("small world salt"), base64.RawStdEncoding
	phc := fmt.Sprintf("$argon2id$v=%d$m=64,t=1,p=1$%s$%s", argon2.Version, b.EncodeToString(salt), b.EncodeToString(argon2.IDKey([]byte(demo.Password), salt, 1, 64, 1, 32)))
	_, err = c.Exec(ctx, `UPDATE app.staff_credential SET password_phc = $1 WHERE password_phc <> ''`, phc)
	return err
}

// Config is demo configuration for a test database.
func Config(d *pgtest.DB, base string) (config.Config, error) {
	c := config.Config{
		Demo: true, BaseURL: base, DatabaseURL: d.AppURL, MigrateDatabaseURL: d.MigrateURL, S3Endpoint: os.Getenv("S3_ENDPOINT"), S3AccessKey: os.Getenv("S3_ACCESS_KEY"), S3SecretKey: os.Getenv("S3_SECRET_KEY"),
		S3Bucket: "apptest-documents", S3ResultBucket: "apptest-results", ResultLockDays: 1, MasterKeyFile: os.Getenv("MASTER_KEY_FILE"), RefusalWindow: 120, StaffIdle: time.Hour, ResidentIdle: time.Hour, Workers: 4,
		OIDCIssuer: base + "/mo-phong/vneid", OIDCClientID: "motcua", OIDCClientSecret: "mo-phong", SectorSystems: config.Simulator, NationalPortal: config.Simulator, NationalPortalSecret: PortalSecret, Registers: config.Simulator,
		Signing: config.Signing{TSA: config.Simulator, Remote: config.Simulator, Authority: config.Simulator},
	}
	b, err := os.ReadFile(c.MasterKeyFile)
	c.Secret = b
	return c, err
}

// Option changes how a world is started.
type Option func(*config.Config, *boot.Options)

// At fixes the clock.
func At(now func() time.Time) Option {
	return func(_ *config.Config, o *boot.Options) { o.Now = now }
}

// Read lets papers be recognised for real.
func Read(_ *config.Config, o *boot.Options) { o.Unread = false }

// With changes the configuration.
func With(f func(*config.Config)) Option { return func(c *config.Config, _ *boot.Options) { f(c) } }

// Start runs the product until the test ends. Jobs are not worked; see Work.
func Start(t testing.TB, opts ...Option) *World {
	t.Helper()
	return StartOn(t, prepared(t), opts...)
}

// StartOn runs the product, or a second replica of it, on a database.
func StartOn(t testing.TB, d *pgtest.DB, opts ...Option) *World {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + l.Addr().String()
	cfg, err := Config(d, base)
	if err != nil {
		t.Fatal("apptest: run `make test`: ", err)
	}
	bo := boot.Options{Unread: true} // recognising each fixture would take the morning; see Read
	for _, o := range opts {
		o(&cfg, &bo)
	}
	w := &World{T: t, DB: d, URL: base, Log: &syncBuffer{}}
	w.App, err = boot.Build(t.Context(), cfg, slog.New(slog.NewJSONHandler(w.Log, nil)), bo)
	if err != nil {
		t.Fatal(err)
	}
	h, err := w.Handler()
	if err != nil {
		t.Fatal(err)
	}
	srv := &httptest.Server{Listener: l, Config: &http.Server{Handler: h}}
	srv.Start()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = w.Authz.Listen(ctx) })
	t.Cleanup(func() {
		cancel()
		wg.Wait()
		srv.CloseClientConnections()
		srv.Close()
		w.Close()
	})
	return w
}

// Work works jobs in the background until the test ends.
func (w *World) Work() {
	w.T.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := w.App.Work(ctx); err != nil && ctx.Err() == nil {
			w.T.Errorf("jobs: %v", err)
		}
	})
	w.T.Cleanup(func() { cancel(); wg.Wait() })
}

// Eventually waits until ok, at most twenty seconds.
func (w *World) Eventually(what string, ok func() bool) {
	w.T.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	w.T.Fatalf("never happened: %s", what)
}

// Missing is an id that nobody has.
func Missing() uuid.UUID { return uuid.New() }

type syncBuffer struct {
	mu sync.Mutex
	b  []byte
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.b = append(s.b, p...)
	return len(p), nil
}

func (s *syncBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return string(s.b) }
