// Package dev runs the two servers that Một Cửa needs as supervised children
// of one process: a private PostgreSQL cluster that listens on a Unix socket
// only, and a real S3 server (MinIO) on 127.0.0.1 with random keys. No Docker
// and no system service; it works as root and as an ordinary user.
//
// It serves `make run` (durable, under .data/) and `make test` (ephemeral, in
// memory where there is enough of it). Production points DATABASE_URL and
// S3_ENDPOINT to real services and never comes here.
package dev

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// Options say where and how to run the servers. The zero value needs only
// MinioBin and either Dir or Ephemeral.
type Options struct {
	Dir           string // where the data lives; empty with Ephemeral: a folder of its own that Stop removes
	Ephemeral     bool   // for tests: nothing survives a crash of the machine
	Durable       bool   // with Ephemeral: PostgreSQL as in production nevertheless, on disk (benchmarks)
	MinioBin      string // path to the S3 server's program
	Versity       bool   // MinioBin is versitygw, not MinIO (same S3 calls, other vendor)
	S3Port        int    // preferred port on 127.0.0.1; a free one when taken. 0 means any
	SharedBuffers string // PostgreSQL's unit syntax; default 256MB
	Restart       bool   // start a server again when it dies instead of reporting it at once
	Logf          func(format string, args ...any)
}

// Stack is the running pair of servers. Its methods may be called from
// several goroutines.
type Stack struct {
	o        Options
	sec      secrets
	lock     *os.File
	cred     *credential
	pgDir    string // holds the cluster and its socket; may be outside Dir
	s3Addr   string // host:port
	pg, s3   *child
	died     chan string
	stopping atomic.Bool
	once     sync.Once
	stopErr  error
	timings  sync.Map // name → time.Duration
}

// Start brings both servers up, prepares roles, database and extensions, and
// returns when they answer. It refuses a Dir that another running stack uses,
// and recovers one whose supervisor was killed. The caller must call Stop.
func Start(ctx context.Context, o Options) (_ *Stack, err error) {
	if o.Logf == nil {
		o.Logf = func(string, ...any) {}
	}
	if o.SharedBuffers == "" {
		o.SharedBuffers = "256MB"
	}
	if o.Dir == "" {
		if !o.Ephemeral {
			return nil, errors.New("dev: a data folder is needed")
		}
		if o.Dir, err = ephemeralDir(o.Durable); err != nil {
			return nil, err
		}
	}
	if o.Dir, err = filepath.Abs(o.Dir); err != nil {
		return nil, err
	}
	if o.MinioBin, err = filepath.Abs(o.MinioBin); err != nil {
		return nil, err
	}
	s := &Stack{o: o, died: make(chan string, 2)}
	// 0711: the postgres user passes through, nobody lists
	if err = os.MkdirAll(o.Dir, 0o711); err != nil {
		return nil, err
	}
	if s.lock, err = acquire(ctx, filepath.Join(o.Dir, "lock"), o.Logf); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Stop()
		}
	}()
	if err = s.loadSecrets(); err != nil {
		return nil, err
	}
	if s.cred, err = serverUser(); err != nil {
		return nil, err
	}

	both, cancel := context.WithCancel(ctx)
	defer cancel()
	errc := make(chan error, 2)
	run := func(name string, f func(context.Context) error) {
		t := time.Now()
		e := f(both)
		s.timings.Store(name, time.Since(t))
		if e != nil {
			e = fmt.Errorf("%s: %w", name, e)
			cancel() // no use in waiting for the other one
		}
		errc <- e
	}
	go run("postgres", s.startPostgres)
	go run("s3", s.startS3)
	err = errors.Join(<-errc, <-errc)
	return s, err
}

// Env returns NAME=value pairs for a process that is to use the servers:
// DATABASE_URL (login motcua_app), MIGRATE_DATABASE_URL (motcua_migrate),
// SUPER_DATABASE_URL (superuser, for tests and benchmarks only), S3_ENDPOINT
// (a URL, plain HTTP on loopback), S3_ACCESS_KEY, S3_SECRET_KEY and MASTER_KEY_FILE.
func (s *Stack) Env() []string {
	return []string{
		"DATABASE_URL=" + s.dsn("motcua_app", s.sec.AppPassword, database),
		"MIGRATE_DATABASE_URL=" + s.dsn("motcua_migrate", s.sec.MigratePassword, database),
		"SUPER_DATABASE_URL=" + s.dsn(superuser, s.sec.SuperPassword, database),
		"S3_ENDPOINT=http://" + s.s3Addr,
		"S3_ACCESS_KEY=" + s.sec.S3Access,
		"S3_SECRET_KEY=" + s.sec.S3Secret,
		"MASTER_KEY_FILE=" + s.masterKeyFile(),
	}
}

// Dir is the folder that holds the data.
func (s *Stack) Dir() string { return s.o.Dir }

// Timings tells how long each server took until it was ready.
func (s *Stack) Timings() map[string]time.Duration {
	m := map[string]time.Duration{}
	s.timings.Range(func(k, v any) bool { m[k.(string)] = v.(time.Duration); return true })
	return m
}

// PIDs returns the process ids of the servers by name ("postgres", "s3"), for
// tests that kill them.
func (s *Stack) PIDs() map[string]int {
	return map[string]int{"postgres": s.pg.pid(), "s3": s.s3.pid()}
}

// Died yields the name of a server that ended although nobody called Stop
// (with Options.Restart: that could not be started again).
func (s *Stack) Died() <-chan string { return s.died }

// Stop ends both servers in good order (PostgreSQL by a fast shutdown with a
// checkpoint) and lets the folder go; an ephemeral folder of its own is
// removed. Stop the application first. Calling it again returns the same.
func (s *Stack) Stop() error {
	s.once.Do(func() {
		s.stopping.Store(true)
		errs := make(chan error, 2)
		go func() { errs <- s.pg.stop(30 * time.Second) }()
		go func() { errs <- s.s3.stop(10 * time.Second) }()
		s.stopErr = errors.Join(<-errs, <-errs)
		if s.o.Ephemeral {
			if s.pgDir != "" {
				os.RemoveAll(s.pgDir)
			}
			os.RemoveAll(s.o.Dir)
		}
		if s.lock != nil {
			s.lock.Close()
		}
	})
	return s.stopErr
}
