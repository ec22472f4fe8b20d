// Package bench measures the application against its own SQL.
//
// It fills a database with invented dossiers of the whole nation, starts the
// real application on it and drives whole HTTP requests through session,
// authorization and HTML. The floor is what PostgreSQL alone needs for the
// same work: the statements that one such request issued, captured by a
// tracer and replayed by pgbench (-M prepared) over the same socket, as the
// same roles, on the same data, in turns with the application. Figures are
// ratios to that floor; absolute times depend on the machine.
package bench

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/app/boot"
	"motcua/app/config"
	"motcua/storage/pg"
)

// The bars of the first issue, point 9.
const (
	MaxWorklist = 5.0 // app p50 ÷ floor p50 at one client
	MaxSubmit   = 3.0
	MaxForm     = 50  // ms at p95 on the server: a page of a form of 200 questions
	MaxBuffers  = 100 // one worklist query
	MaxBytes    = 60 << 10
	MaxRequests = 8
)

// Options of one run.
type Options struct {
	Rows     int
	AppURL   string // login motcua_app, over the server's socket
	SuperURL string // superuser: generates, prepares and explains
	PGBench  string // its program
	S3       S3
	Master   string // file with the master key
	Rounds   int    // turns of application and floor for each case
	Profile  string // write a CPU profile of the application's turns here
	Only     string // cases whose name contains it
	Say      func(format string, args ...any)
}

// S3 is the object store the application is started with.
type S3 struct{ Endpoint, AccessKey, SecretKey string }

// bench is one run.
type bench struct {
	Options
	super *pgx.Conn
	app   *boot.App // measured
	seen  *boot.App // same database, its statements are recorded
	trace *recorder
	base  string // of the measured application
	addr  string
	twin  string // of the recorded one
	world world
}

// Run measures everything on a database that Generate filled.
func Run(ctx context.Context, o Options) (*Report, error) {
	b := &bench{Options: o, trace: newRecorder()}
	cfg, err := pgx.ParseConfig(o.SuperURL)
	if err != nil {
		return nil, err
	}
	cfg.RuntimeParams["search_path"] = "app, public"
	if b.super, err = pgx.ConnectConfig(ctx, cfg); err != nil {
		return nil, err
	}
	defer b.super.Close(context.WithoutCancel(ctx))
	for _, start := range []struct {
		app    **boot.App
		base   *string
		tracer pgx.QueryTracer
	}{{&b.app, &b.base, nil}, {&b.seen, &b.twin, b.trace}} {
		a, base, stop, err := b.start(ctx, start.tracer)
		if err != nil {
			return nil, err
		}
		defer stop()
		*start.app, *start.base = a, base
	}
	b.addr = strings.TrimPrefix(b.base, "http://")
	b.Say("preparing people and drafts")
	if err := b.populate(ctx); err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	r := &Report{Rows: o.Rows, Dossiers: b.world.dossiers}
	if err := b.measure(ctx, r); err != nil {
		return nil, err
	}
	b.Say("buffers of each worklist query")
	if r.Buffers, err = b.buffers(ctx); err != nil {
		return nil, fmt.Errorf("buffers: %w", err)
	}
	if strings.Contains("storm", b.Only) {
		b.Say("a storm of %d notices", StormSize)
		s, err := b.storm(ctx)
		if err != nil {
			return nil, fmt.Errorf("storm: %w", err)
		}
		r.Storm = &s
	}
	b.Say("catalogue search")
	if r.Searches, err = searches(); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	b.Say("size of each resident page")
	if r.Pages, err = b.sizes(ctx); err != nil {
		return nil, fmt.Errorf("sizes: %w", err)
	}
	b.Say("running clocks after a calendar change")
	if r.Clocks, err = b.recompute(ctx); err != nil {
		return nil, fmt.Errorf("recompute: %w", err)
	}
	b.Say("%d results signed", signedAtOnce)
	if r.Signing, err = signForty(ctx); err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	b.Say("a file of 20 MB sent")
	if r.Upload, err = b.upload(ctx); err != nil {
		return nil, fmt.Errorf("upload: %w", err)
	}
	b.Say("a scan of %d pages read and looked at", longPages)
	if r.Long, err = b.longScan(ctx); err != nil {
		return nil, fmt.Errorf("long scan: %w", err)
	}
	b.Say("%d scanned pages read", readPages)
	if r.Reading, err = readScans(ctx); err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	r.judge()
	return r, nil
}

// start serves the whole product on loopback, logging as it does in production.
func (b *bench) start(ctx context.Context, tracer pgx.QueryTracer) (*boot.App, string, func(), error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", nil, err
	}
	base := "http://" + l.Addr().String()
	secret, err := os.ReadFile(b.Master)
	if err != nil {
		return nil, "", nil, err
	}
	cfg := config.Config{
		Demo: true, BaseURL: base, DatabaseURL: b.AppURL, S3Endpoint: b.S3.Endpoint, S3AccessKey: b.S3.AccessKey, S3SecretKey: b.S3.SecretKey, S3Bucket: "bench-documents", S3ResultBucket: "bench-results",
		ResultLockDays: 1, MasterKeyFile: b.Master, RefusalWindow: 120, StaffIdle: time.Hour, ResidentIdle: time.Hour, Workers: 1,
		OIDCIssuer: base + "/mo-phong/vneid", OIDCClientID: "motcua", OIDCClientSecret: "mo-phong", Secret: secret,
	}
	a, err := boot.Build(ctx, cfg, slog.New(slog.NewJSONHandler(errorsOnly{b.Say}, nil)), boot.Options{DB: pg.Options{Tracer: tracer}})
	if err != nil {
		return nil, "", nil, err
	}
	h, err := a.Handler()
	if err != nil {
		a.Close()
		return nil, "", nil, err
	}
	lctx, cancel := context.WithCancel(ctx)
	go func() { _ = a.Authz.Listen(lctx) }() // ends with the context
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = srv.Serve(l) }() // ends with Close
	return a, base, func() { cancel(); _ = srv.Close(); a.Close() }, nil
}

// errorsOnly takes the application's log, so that writing it is measured too,
// and passes on what must not happen in a bench.
type errorsOnly struct{ say func(string, ...any) }

// Write implements io.Writer.
func (e errorsOnly) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(`"level":"ERROR"`)) {
		e.say("application: %s", bytes.TrimSpace(p))
	}
	return len(p), nil
}

// pgEnv is a connection URL as the environment that PostgreSQL's own programs read.
func pgEnv(address, role string) ([]string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	pw, _ := u.User.Password()
	return []string{
		"PGHOST=" + u.Query().Get("host"), "PGPORT=" + u.Query().Get("port"), "PGUSER=" + u.User.Username(), "PGPASSWORD=" + pw,
		"PGDATABASE=" + strings.TrimPrefix(u.Path, "/"), "PGSSLMODE=disable", "PGOPTIONS=-c role=" + role + " -c search_path=app,public",
	}, nil
}
