package dev

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/deploy"
)

const (
	database  = "motcua"
	superuser = "postgres"
)

// dsn returns a connection URL over the cluster's Unix socket; pgx and the
// PostgreSQL tools read it alike.
func (s *Stack) dsn(user, password, db string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(user, password), Path: "/" + db,
		RawQuery: url.Values{"host": {s.socketDir()}, "port": {"5432"}, "sslmode": {"disable"}}.Encode(),
	}
	return u.String()
}

func (s *Stack) socketDir() string { return filepath.Join(s.pgDir, "s") }

// binDir finds PostgreSQL's programs: PG_BINDIR, Debian's newest, or PATH.
func binDir() (string, error) {
	if d := os.Getenv("PG_BINDIR"); d != "" {
		return d, nil
	}
	m, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	major := func(p string) int { n, _ := strconv.Atoi(strings.Split(p, "/")[4]); return n }
	sort.Slice(m, func(i, j int) bool { return major(m[i]) > major(m[j]) })
	if len(m) > 0 && major(m[0]) >= 15 {
		return filepath.Dir(m[0]), nil
	}
	if p, err := exec.LookPath("postgres"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil {
			return filepath.Dir(p), nil
		}
	}
	return "", errors.New("no PostgreSQL 15 or newer found: apt-get install -y postgresql-15, or set PG_BINDIR")
}

// placePostgres decides where the cluster lives: below Dir, unless root's
// server user cannot get there (a checkout under /root) or the socket's path
// would be too long for the kernel (108 bytes).
func (s *Stack) placePostgres() error {
	s.pgDir = filepath.Join(s.o.Dir, "pg")
	id := fmt.Sprintf("motcua-%x", sha256.Sum256([]byte(s.o.Dir)))[:23]
	switch {
	case s.cred != nil && !traversable(s.o.Dir):
		s.pgDir = filepath.Join("/var/lib", id)
		s.o.Logf("%s is closed to the server's user: the database lives in %s", s.o.Dir, s.pgDir)
	case len(s.socketDir()) > 85:
		s.pgDir = filepath.Join("/var/tmp", id)
		s.o.Logf("%s is too long a path for a socket: the database lives in %s", s.o.Dir, s.pgDir)
	}
	for _, d := range []string{s.pgDir, s.socketDir()} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return err
		}
		if err := s.give(d); err != nil {
			return err
		}
	}
	return nil
}

// give hands a file or folder to the server's user.
func (s *Stack) give(path string) error {
	if s.cred == nil {
		return nil
	}
	return os.Chown(path, int(s.cred.Uid), int(s.cred.Gid))
}

func (s *Stack) startPostgres(ctx context.Context) error {
	bin, err := binDir()
	if err != nil {
		return err
	}
	if err := s.placePostgres(); err != nil {
		return err
	}
	log := filepath.Join(s.o.Dir, "postgres.log")
	if err := s.initCluster(ctx, bin, log); err != nil {
		return err
	}
	set := []string{
		"listen_addresses=", "unix_socket_directories=" + s.socketDir(), "unix_socket_permissions=0700", "port=5432",
		"max_connections=300", "shared_buffers=" + s.o.SharedBuffers, "jit=off", "timezone=UTC",
		"log_line_prefix=%m [%p] %d ", "log_timezone=UTC",
	}
	if s.o.Ephemeral && !s.o.Durable {
		// little WAL and no parallel workers: the data and their segments share /dev/shm, which may be small
		set = append(set, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal",
			"max_wal_senders=0", "max_wal_size=1GB", "checkpoint_timeout=1h", "autovacuum=off",
			"max_parallel_workers_per_gather=0")
	} else {
		// terse: a violated constraint would log the row's values, which are personal data
		set = append(set, "log_error_verbosity=terse", "max_wal_size=2GB")
	}
	args := []string{"-D", s.dataDir()}
	for _, v := range set {
		args = append(args, "-c", v)
	}
	s.pg = &child{command: command{
		name: "postgres", path: filepath.Join(bin, "postgres"), args: args, log: log,
		cred: s.cred, stop: syscall.SIGINT /* fast shutdown */, lock: s.lock,
		ready: func(ctx context.Context) error {
			return s.withConn(ctx, "postgres", func(context.Context, *pgx.Conn) error { return nil })
		},
	}}
	if err := s.pg.start(ctx); err != nil {
		return err
	}
	go s.supervise(s.pg)
	return s.bootstrap(ctx)
}

func (s *Stack) dataDir() string { return filepath.Join(s.pgDir, "data") }

// initCluster makes the cluster under another name and renames it, so that an
// interrupted attempt leaves nothing that looks finished.
func (s *Stack) initCluster(ctx context.Context, bin, log string) error {
	want, err := majorOf(ctx, bin)
	if err != nil {
		return err
	}
	if b, err := os.ReadFile(filepath.Join(s.dataDir(), "PG_VERSION")); err == nil {
		if have := strings.TrimSpace(string(b)); have != want {
			return fmt.Errorf("the data in %s belongs to PostgreSQL %s, found is %s: install postgresql-%s and set PG_BINDIR=/usr/lib/postgresql/%s/bin, or remove %s to start empty",
				s.dataDir(), have, want, have, have, s.o.Dir)
		}
		return nil
	}
	fresh := s.dataDir() + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	pw := filepath.Join(s.pgDir, "pw")
	if err := os.WriteFile(pw, []byte(s.sec.SuperPassword), 0o600); err != nil {
		return err
	}
	defer os.Remove(pw)
	if err := s.give(pw); err != nil {
		return err
	}
	args := []string{
		"-D", fresh, "-U", superuser, "--auth=scram-sha-256", "--pwfile=" + pw, "-E", "UTF8",
		"--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=vi", "--data-checksums",
	}
	if s.o.Ephemeral {
		args = append(args, "--no-sync")
	}
	p, err := command{path: filepath.Join(bin, "initdb"), args: args, log: log, cred: s.cred, stop: syscall.SIGTERM, lock: s.lock}.launch()
	if err != nil {
		return err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		p.cmd.Process.Signal(syscall.SIGTERM)
		<-p.done
		return ctx.Err()
	}
	if p.err != nil {
		return fmt.Errorf("initdb: %w, see %s", p.err, log)
	}
	return os.Rename(fresh, s.dataDir())
}

func majorOf(ctx context.Context, bin string) (string, error) {
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return "", fmt.Errorf("%s/postgres --version: %w", bin, err)
	}
	f := strings.Fields(string(out)) // postgres (PostgreSQL) 15.18 (Debian …)
	if len(f) < 3 {
		return "", fmt.Errorf("unexpected version %q", out)
	}
	major, _, _ := strings.Cut(f[2], ".")
	return major, nil
}

func (s *Stack) withConn(ctx context.Context, db string, f func(context.Context, *pgx.Conn) error) error {
	dial, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	c, err := pgx.Connect(dial, s.dsn(superuser, s.sec.SuperPassword, db))
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	return f(ctx, c)
}

// bootstrap does what an operator does by hand with deploy/bootstrap.sql.
func (s *Stack) bootstrap(ctx context.Context) error {
	err := s.withConn(ctx, "postgres", func(ctx context.Context, c *pgx.Conn) error {
		var there bool
		if err := c.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, database).Scan(&there); err != nil || there {
			return err
		}
		_, err := c.Exec(ctx, `CREATE DATABASE `+database)
		return err
	})
	if err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return s.withConn(ctx, database, func(ctx context.Context, c *pgx.Conn) error {
		if _, err := c.Exec(ctx, deploy.BootstrapSQL); err != nil {
			return fmt.Errorf("deploy/bootstrap.sql: %w", err)
		}
		// hexadecimal by construction, so quoting is safe
		_, err := c.Exec(ctx, fmt.Sprintf(`ALTER ROLE motcua_app PASSWORD '%s'; ALTER ROLE motcua_migrate PASSWORD '%s'`,
			s.sec.AppPassword, s.sec.MigratePassword))
		return err
	})
}
