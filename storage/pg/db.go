// Package pg is the only way to PostgreSQL.
//
// DB holds one pool per kind of scope; each connection has SET ROLE to that
// scope's role, and each transaction sets the scope's ids with
// set_config(…, true), so a value never outlives its transaction. Nobody gets
// a pool: Tx, Rows and One take the scope from the context and refuse without.
package pg

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"motcua/app/fault"
	"motcua/tenants"
)

// sizes are the most connections one replica opens for each kind of scope.
var sizes = map[tenants.Kind]struct {
	role    string
	max     int32
	timeout time.Duration // one statement
}{
	tenants.KindIdentity: {"app_identity", 8, 5 * time.Second},
	tenants.KindPublic:   {"app_public", 8, 3 * time.Second},
	tenants.KindResident: {"app_resident", 10, 5 * time.Second},
	tenants.KindTenant:   {"app_tenant", 16, 5 * time.Second},
	tenants.KindProvince: {"app_province", 4, 15 * time.Second},
	tenants.KindPlatform: {"app_platform", 2, 15 * time.Second},
	tenants.KindWorker:   {"app_worker", 16, 60 * time.Second},
}

// DB is the set of pools, one per kind of scope.
type DB struct {
	pools map[tenants.Kind]*pgxpool.Pool
	url   string
}

// Options change how pools are opened; the zero value is right for serving.
type Options struct {
	MaxConns int32           // 0: the package's own sizes; tests use 1 to provoke leaks
	Tracer   pgx.QueryTracer // sees every statement (bench captures the floor with it)
	Relaxed  bool            // commits do not wait for the disk: for building a demo world, which can be built again
}

// Open makes the pools. url is one login that may SET ROLE to each scope's role.
func Open(ctx context.Context, url string, o ...Options) (*DB, error) {
	var opt Options
	if len(o) > 0 {
		opt = o[0]
	}
	db := &DB{pools: map[tenants.Kind]*pgxpool.Pool{}, url: url}
	for kind, s := range sizes {
		cfg, err := pgxpool.ParseConfig(url)
		if err != nil {
			return nil, fmt.Errorf("DATABASE_URL: %w", err)
		}
		cfg.MaxConns, cfg.MinConns = s.max, 0
		if opt.MaxConns > 0 {
			cfg.MaxConns = opt.MaxConns
		}
		cfg.MaxConnIdleTime = 5 * time.Minute
		cfg.ConnConfig.Tracer = opt.Tracer
		cfg.ConnConfig.RuntimeParams["search_path"] = "app, public"
		cfg.ConnConfig.RuntimeParams["application_name"] = "motcua_" + string(kind)
		// ALTER ROLE … SET is ignored under SET ROLE, so limits ride on the connection.
		cfg.ConnConfig.RuntimeParams["statement_timeout"] = fmt.Sprint(s.timeout.Milliseconds())
		cfg.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "15000"
		cfg.ConnConfig.RuntimeParams["lock_timeout"] = "4000"
		if opt.Relaxed {
			cfg.ConnConfig.RuntimeParams["synchronous_commit"] = "off"
		}
		role := s.role
		cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
			_, err := c.Exec(ctx, "SET ROLE "+role)
			return err
		}
		p, err := pgxpool.NewWithConfig(ctx, cfg)
		if err != nil {
			return nil, err
		}
		db.pools[kind] = p
	}
	return db, nil
}

// Close closes every pool.
func (db *DB) Close() {
	for _, p := range db.pools {
		p.Close()
	}
}

// WorkerPool is the pool that River's client fetches and finishes jobs with.
// Only jobs.Client may use it; use-cases inside a job use Tx like everybody.
func (db *DB) WorkerPool() *pgxpool.Pool { return db.pools[tenants.KindWorker] }

// URL is the connection string, for the one LISTEN connection of authz.
func (db *DB) URL() string { return db.url }

// Ping tells whether PostgreSQL answers.
func (db *DB) Ping(ctx context.Context) error { return db.pools[tenants.KindPublic].Ping(ctx) }

// Stats gives open and busy connections per kind of scope, for metrics.
func (db *DB) Stats() map[string][2]int32 {
	m := map[string][2]int32{}
	for k, p := range db.pools {
		s := p.Stat()
		m[string(k)] = [2]int32{s.TotalConns(), s.AcquiredConns()}
	}
	return m
}

// enter is the statement that draws the wall, and its argument.
func enter(s tenants.Scope) (string, []any) {
	switch s.Kind {
	case tenants.KindTenant, tenants.KindWorker:
		return `SELECT set_config('app.tenant_id', $1, true)`, []any{s.Tenant.String()}
	case tenants.KindResident:
		only := ""
		if s.OnlyDossier != uuid.Nil {
			only = s.OnlyDossier.String()
		}
		return `SELECT set_config('app.resident_id', $1, true), set_config('app.only_dossier', $2, true)`,
			[]any{s.Resident.String(), only}
	case tenants.KindProvince:
		return `SELECT set_config('app.province', $1, true)`, []any{s.Province}
	}
	return "", nil
}

// Tx runs fn in one transaction of the context's scope and commits when fn
// returns nil. Nothing that waits on a network happens inside fn.
// Faults: tenants.ErrNoScope; those of fn; Unavailable when PostgreSQL is gone.
func (db *DB) Tx(ctx context.Context, fn func(pgx.Tx) error) error {
	s, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, db.pools[s.Kind], func(tx pgx.Tx) error {
		if sql, args := enter(s); sql != "" {
			if _, err := tx.Exec(ctx, sql, args...); err != nil {
				return fmt.Errorf("enter scope: %w", err)
			}
		}
		return fn(tx)
	})
	return Translate(err)
}

// Rows reads structs by column name in one round trip.
func Rows[T any](ctx context.Context, db *DB, sql string, args ...any) ([]T, error) {
	return read(ctx, db, sql, args, func(r pgx.Rows) ([]T, error) {
		return pgx.CollectRows(r, pgx.RowToStructByName[T])
	})
}

// RowsInOrder is Rows for one page of a list that an index gives in order. The
// planner may neither sort nor gather pages first, whatever its statistics say,
// so a page costs the same in every office and at every size of the table.
func RowsInOrder[T any](ctx context.Context, db *DB, sql string, args ...any) ([]T, error) {
	return readWith(ctx, db, inOrder, sql, args, func(r pgx.Rows) ([]T, error) {
		return pgx.CollectRows(r, pgx.RowToStructByName[T])
	})
}

const inOrder = `set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)`

// One reads one struct by column name in one round trip.
// Fault: NotFound when there is no row, also when it is another scope's.
func One[T any](ctx context.Context, db *DB, sql string, args ...any) (T, error) {
	return read(ctx, db, sql, args, func(r pgx.Rows) (T, error) {
		return pgx.CollectExactlyOneRow(r, pgx.RowToStructByName[T])
	})
}

// Values reads one column in one round trip.
func Values[T any](ctx context.Context, db *DB, sql string, args ...any) ([]T, error) {
	return read(ctx, db, sql, args, func(r pgx.Rows) ([]T, error) {
		return pgx.CollectRows(r, pgx.RowTo[T])
	})
}

// Value reads one value in one round trip. Fault: NotFound when there is no row.
func Value[T any](ctx context.Context, db *DB, sql string, args ...any) (T, error) {
	return read(ctx, db, sql, args, func(r pgx.Rows) (T, error) {
		return pgx.CollectExactlyOneRow(r, pgx.RowTo[T])
	})
}

func read[T any](ctx context.Context, db *DB, sql string, args []any, collect func(pgx.Rows) (T, error)) (T, error) {
	return readWith(ctx, db, "", sql, args, collect)
}

// readWith reads in one round trip; settings are further set_config calls of the transaction.
func readWith[T any](ctx context.Context, db *DB, settings, sql string, args []any, collect func(pgx.Rows) (T, error)) (out T, err error) {
	s, err := tenants.From(ctx)
	if err != nil {
		return out, err
	}
	b := &pgx.Batch{}
	into := queueEnter(b, s, settings)
	b.Queue(sql, args...)
	br := db.pools[s.Kind].SendBatch(ctx, b)
	defer func() {
		if cerr := br.Close(); err == nil && cerr != nil {
			err = Translate(cerr)
		}
	}()
	if into {
		if _, err := br.Exec(); err != nil {
			return out, Translate(fmt.Errorf("enter scope: %w", err))
		}
	}
	rows, err := br.Query()
	if err != nil {
		return out, Translate(err)
	}
	out, err = collect(rows)
	return out, Translate(err)
}

// queueEnter puts the wall, and further settings of the transaction, first in a batch.
func queueEnter(b *pgx.Batch, s tenants.Scope, settings string) bool {
	into, args := enter(s)
	switch {
	case into == "" && settings != "":
		into = `SELECT ` + settings
	case settings != "":
		into += `, ` + settings
	}
	if into == "" {
		return false
	}
	b.Queue(into, args...)
	return true
}

// Query is a statement with its values.
type Query struct {
	SQL  string
	Args []any
}

// InOrderWith is RowsInOrder for page, and beside in the same round trip.
func InOrderWith[A, B any](ctx context.Context, db *DB, page, beside Query) (a []A, b []B, err error) {
	s, err := tenants.From(ctx)
	if err != nil {
		return nil, nil, err
	}
	batch := &pgx.Batch{}
	into := queueEnter(batch, s, inOrder)
	batch.Queue(page.SQL, page.Args...)
	batch.Queue(beside.SQL, beside.Args...)
	br := db.pools[s.Kind].SendBatch(ctx, batch)
	defer func() {
		if cerr := br.Close(); err == nil && cerr != nil {
			err = Translate(cerr)
		}
	}()
	if into {
		if _, err := br.Exec(); err != nil {
			return nil, nil, Translate(fmt.Errorf("enter scope: %w", err))
		}
	}
	rows, err := br.Query()
	if err == nil {
		a, err = pgx.CollectRows(rows, pgx.RowToStructByName[A])
	}
	if err == nil {
		rows, err = br.Query()
	}
	if err == nil {
		b, err = pgx.CollectRows(rows, pgx.RowToStructByName[B])
	}
	return a, b, Translate(err)
}

// MustAffect turns "zero rows" into NotFound: a scoped write that touches
// nothing met a row that is missing or somebody else's.
func MustAffect(tag pgconn.CommandTag, err error) error {
	if err != nil {
		return Translate(err)
	}
	if tag.RowsAffected() == 0 {
		return fault.New(fault.NotFound, "row.not_found")
	}
	return nil
}

// Violates tells whether err is a breach of that unique index or constraint.
func Violates(err error, constraint string) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && pe.ConstraintName == constraint
}

// Translate turns a driver error into a fault; faults pass unchanged.
func Translate(err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.New(fault.NotFound, "row.not_found").Wrap(err)
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		switch pe.Code {
		case "MC001": // raised by our own functions: the row moved on
			return fault.New(fault.Conflict, pe.Message).Wrap(err)
		case "MC002": // raised by our own functions: not this actor's to do
			return fault.New(fault.NotFound, pe.Message).Wrap(err)
		case "40001", "40P01", "55P03": // serialization, deadlock, lock timeout
			return fault.New(fault.Conflict, "row.busy").Wrap(err)
		case "23505":
			return fault.New(fault.Conflict, "row.exists").Wrap(err)
		case "57014": // statement timeout
			return fault.New(fault.Unavailable, "database.slow").Wrap(err)
		}
		if pe.Code[:2] == "08" || pe.Code[:2] == "57" || pe.Code[:2] == "53" {
			return fault.New(fault.Unavailable, "database.down").Wrap(err)
		}
		return err
	}
	var ce *pgconn.ConnectError
	if errors.As(err, &ce) {
		return fault.New(fault.Unavailable, "database.down").Wrap(err)
	}
	return err
}
