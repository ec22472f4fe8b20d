// Package migrations brings a database to the present: numbered SQL under an
// advisory lock, then River's own tables behind our policies, then reference
// data from the embedded CSV files. It runs as the migration login, which is
// no superuser and works as the owner's role.
package migrations

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed *.sql data
var files embed.FS

// Data is the embedded reference data (see data/SOURCES.md).
func Data() fs.FS {
	d, err := fs.Sub(files, "data")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return d
}

// Hash names the state of schema and reference data; equal hashes, equal databases.
func Hash() string {
	h := sha256.New()
	_ = fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := files.ReadFile(p)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s %d\n", p, len(b))
		h.Write(b)
		return nil
	})
	procedures, err := proceduresSum()
	fmt.Fprint(h, loaderVersion, procedures, err)
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// ownerConfig makes each connection work as the owner.
func ownerConfig(url string) (*pgx.ConnConfig, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("MIGRATE_DATABASE_URL: %w", err)
	}
	cfg.RuntimeParams["search_path"] = "app, public"
	return cfg, nil
}

// Up applies everything that is missing. Two replicas that start together
// wait for each other. Safe to run any number of times.
func Up(ctx context.Context, url string, logf func(string, ...any)) error {
	cfg, err := ownerConfig(url)
	if err != nil {
		return err
	}
	own := func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET ROLE app_owner")
		return err
	}
	db := stdlib.OpenDB(*cfg, stdlib.OptionAfterConnect(own))
	defer db.Close()
	if err := ensureSchema(ctx, db); err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	store, err := database.NewStore(database.DialectPostgres, "app.schema_version")
	if err != nil {
		return err
	}
	sqlOnly, err := fs.Sub(files, ".")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectCustom, db, numbered{sqlOnly}, goose.WithSessionLocker(locker), goose.WithStore(store))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	res, err := p.Up(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	for _, r := range res {
		logf("migrated %s in %s", r.Source.Path, r.Duration.Round(time.Millisecond))
	}
	pcfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return err
	}
	pcfg.MaxConns, pcfg.AfterConnect = 2, own
	pcfg.ConnConfig.RuntimeParams["search_path"] = "app, public"
	pool, err := pgxpool.NewWithConfig(ctx, pcfg)
	if err != nil {
		return err
	}
	defer pool.Close()
	return withLock(ctx, pool, func() error {
		m, err := rivermigrate.New(riverpgxv5.New(pool), nil)
		if err != nil {
			return err
		}
		if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return fmt.Errorf("river tables: %w", err)
		}
		walls, err := files.ReadFile("river_walls.sql")
		if err != nil {
			return err
		}
		if err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, string(walls))
			return err
		}); err != nil {
			return fmt.Errorf("river walls: %w", err)
		}
		return loadReference(ctx, pool, logf)
	})
}

// Pending tells which numbered migrations are not applied; serving refuses to start on any.
func Pending(ctx context.Context, url string) (bool, error) {
	cfg, err := ownerConfig(url)
	if err != nil {
		return false, err
	}
	c, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return false, err
	}
	defer c.Close(ctx)
	// first: the login inherits nothing, so by itself it may not even ask what the schema holds
	if _, err := c.Exec(ctx, "SET ROLE app_owner"); err != nil {
		return false, err
	}
	var exists bool
	if err := c.QueryRow(ctx, `SELECT to_regclass('app.schema_version') IS NOT NULL`).Scan(&exists); err != nil || !exists {
		return true, err
	}
	names, err := fs.Glob(files, "[0-9]*.sql")
	if err != nil {
		return false, err
	}
	var n int
	if err := c.QueryRow(ctx, `SELECT count(*) FROM app.schema_version WHERE is_applied AND version_id > 0`).Scan(&n); err != nil {
		return false, err
	}
	return n < len(names), nil
}

func ensureSchema(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, `CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION app_owner`); err != nil {
		return fmt.Errorf("create schema app (was deploy/bootstrap.sql run?): %w", err)
	}
	return nil
}

func withLock(ctx context.Context, pool *pgxpool.Pool, fn func() error) error {
	c, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	if _, err := c.Exec(ctx, `SELECT pg_advisory_lock(7407001)`); err != nil {
		return err
	}
	defer func() { _, _ = c.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(7407001)`) }()
	return fn()
}

// numbered shows goose only NNNN_name.sql; river_walls.sql is ours to run.
type numbered struct{ fs.FS }

func (n numbered) Glob(pattern string) ([]string, error) {
	names, err := fs.Glob(n.FS, pattern)
	out := names[:0]
	for _, s := range names {
		if s[0] >= '0' && s[0] <= '9' {
			out = append(out, s)
		}
	}
	return out, err
}
