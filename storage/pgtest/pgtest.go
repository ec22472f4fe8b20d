// Package pgtest gives each test a migrated database of its own.
//
// The first caller in a test run builds a template with all migrations, under
// an advisory lock because packages are tested by separate processes; every
// test then clones it (about 30 ms). The servers come from `make test`.
package pgtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/deploy"
	"motcua/migrations"
)

// DB is one database, dropped when its test ends. The URLs differ in the login
// only.
type DB struct {
	Name       string
	AppURL     string // motcua_app: what the application uses; SET ROLE to a scope
	MigrateURL string // motcua_migrate: may SET ROLE app_owner
	SuperURL   string // superuser, sees through row-level security: for baselines only
}

// New returns a database with all migrations applied. It may be called from
// parallel tests, also several times by one.
func New(t testing.TB) *DB {
	t.Helper()
	return clone(t, migrated)
}

// Empty returns a database that is bootstrapped but has no migrations, for
// tests of the migrations themselves.
func Empty(t testing.TB) *DB {
	t.Helper()
	return clone(t, bootstrapped)
}

// Prepared returns a maker of databases that carry all migrations and what
// build added; key names what build does, so that packages share the template.
func Prepared(key string, build func(ctx context.Context, d *DB) error) func(testing.TB) *DB {
	tpl := sync.OnceValues(func() (string, error) {
		return template(migrations.Hash()+key, func(ctx context.Context, d *DB) error {
			if err := migrations.Up(ctx, d.MigrateURL, func(string, ...any) {}); err != nil {
				return err
			}
			return build(ctx, d)
		})
	})
	return func(t testing.TB) *DB {
		t.Helper()
		return clone(t, tpl)
	}
}

// Conn opens a connection that closes with the test.
func Conn(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

var (
	bootstrapped = sync.OnceValues(func() (string, error) { return template("", nil) })
	migrated     = sync.OnceValues(func() (string, error) {
		return template(migrations.Hash(), func(ctx context.Context, d *DB) error {
			return migrations.Up(ctx, d.MigrateURL, func(string, ...any) {})
		})
	})
)

// server returns the URL that pgtest administers with.
func server() (string, error) {
	for _, k := range []string{"SUPER_DATABASE_URL", "DATABASE_URL", "MIGRATE_DATABASE_URL"} {
		if os.Getenv(k) == "" {
			return "", fmt.Errorf("%s is not set: run `make test` (it starts the servers)", k)
		}
	}
	return os.Getenv("SUPER_DATABASE_URL"), nil
}

// named returns the environment's three URLs, pointing to another database.
func named(name string) (*DB, error) {
	d := &DB{Name: name}
	for k, to := range map[string]*string{"DATABASE_URL": &d.AppURL, "MIGRATE_DATABASE_URL": &d.MigrateURL, "SUPER_DATABASE_URL": &d.SuperURL} {
		u, err := url.Parse(os.Getenv(k))
		if err != nil || u.Path == "" {
			return nil, fmt.Errorf("%s must be a postgres:// URL", k) // the parser's own words would show the password
		}
		u.Path = "/" + name
		*to = u.String()
	}
	return d, nil
}

// template returns the name of the database that tests clone, building it when
// no process of this run has done so. The name carries the hash of everything
// that goes in; a finished one refuses connections, which marks it as such.
func template(hash string, fill func(context.Context, *DB) error) (string, error) {
	su, err := server()
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("tpl_%.20x", sha256.Sum256([]byte(deploy.BootstrapSQL+hash)))
	ctx := context.Background()
	c, err := pgx.Connect(ctx, su)
	if err != nil {
		return "", err
	}
	defer c.Close(ctx) // lets the lock go as well
	if _, err := c.Exec(ctx, `SELECT pg_advisory_lock(hashtextextended('pgtest template', 0))`); err != nil {
		return "", err
	}
	var ready bool
	err = c.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND NOT datallowconn)`, name).Scan(&ready)
	if err != nil || ready {
		return name, err
	}
	if _, err := c.Exec(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`); err != nil { // a broken-off attempt
		return "", err
	}
	if _, err := c.Exec(ctx, `CREATE DATABASE `+name); err != nil {
		return "", err
	}
	d, err := named(name)
	if err != nil {
		return "", err
	}
	if err := bootstrap(ctx, d.SuperURL); err != nil {
		return "", fmt.Errorf("bootstrap: %w", err)
	}
	if fill != nil {
		if err := fill(ctx, d); err != nil {
			return "", fmt.Errorf("migrations: %w", err)
		}
	}
	_, err = c.Exec(ctx, `ALTER DATABASE `+name+` ALLOW_CONNECTIONS false`)
	return name, err
}

func bootstrap(ctx context.Context, url string) error {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, deploy.BootstrapSQL)
	return err
}

func clone(t testing.TB, tpl func() (string, error)) *DB {
	t.Helper()
	from, err := tpl()
	if err != nil {
		t.Fatal("pgtest: ", err)
	}
	name := "t_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	d, err := named(name)
	if err != nil {
		t.Fatal("pgtest: ", err)
	}
	ctx := context.Background() // the clean-up outlives the test's context
	c, err := pgx.Connect(ctx, os.Getenv("SUPER_DATABASE_URL"))
	if err != nil {
		t.Fatal("pgtest: ", err)
	}
	defer c.Close(ctx)
	// file_copy is much the faster way in a cluster without fsync
	if _, err := c.Exec(ctx, `CREATE DATABASE `+name+` TEMPLATE `+from+` STRATEGY file_copy OWNER app_owner`); err != nil {
		t.Fatal("pgtest: ", err)
	}
	t.Cleanup(func() { drop(t, name) })
	// a clone has its template's content, but not its rights: see deploy/bootstrap.sql
	if _, err := c.Exec(ctx, `REVOKE ALL ON DATABASE `+name+` FROM PUBLIC;
		GRANT CONNECT ON DATABASE `+name+` TO motcua_app;
		GRANT CONNECT, CREATE, TEMPORARY ON DATABASE `+name+` TO motcua_migrate`); err != nil {
		t.Fatal("pgtest: ", err)
	}
	return d
}

func drop(t testing.TB, name string) {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, os.Getenv("SUPER_DATABASE_URL"))
	if err == nil {
		defer c.Close(ctx)
		_, err = c.Exec(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
	}
	if err != nil {
		t.Errorf("pgtest: %v", err)
	}
}
