package leak

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"motcua/storage/pg"
	"motcua/tenants"
)

// pool is what is asked of pg.DB here, so that a wrong one can stand in for it.
type pool interface {
	Tx(ctx context.Context, fn func(pgx.Tx) error) error
}

// checkConnection passes one connection from hand to hand: tenant work, then
// the same connection without a scope must see nothing; two tenants in turn;
// after errors of every kind. The work is a job's, because the worker's pool is
// the one that raw can hand out as it was left, without a scope.
func checkConnection(ctx context.Context, w *world, db pool, raw func(ctx context.Context, fn func(q querier) error) error) (failed []string, err error) {
	fail := func(format string, args ...any) { failed = append(failed, fmt.Sprintf(format, args...)) }
	as := func(t uuid.UUID) context.Context {
		return tenants.With(ctx, tenants.Worker(t))
	}
	const q = `SELECT count(*) FROM app.tenant_dossier`
	count := func(t uuid.UUID) (n int64) {
		if e := db.Tx(as(t), func(tx pgx.Tx) error { return tx.QueryRow(ctx, q).Scan(&n) }); e != nil && err == nil {
			err = e
		}
		return n
	}
	left := func(after string) {
		e := raw(ctx, func(c querier) error {
			ns, e := collect[int64](ctx, c, q)
			if e == nil && ns[0] != 0 {
				fail("LEAK: after %s the connection still sees %d rows", after, ns[0])
			}
			gs, e2 := collect[string](ctx, c, `SELECT concat(current_setting('app.tenant_id', true), current_setting('app.resident_id', true), current_setting('app.only_dossier', true), current_setting('app.province', true))`)
			if e2 == nil && gs[0] != "" {
				fail("LEAK: after %s the connection still carries %q", after, gs[0])
			}
			return errors.Join(e, e2)
		})
		if e != nil && err == nil {
			err = e
		}
	}
	a, b := count(w.A), count(w.B)
	if a == 0 || b == 0 || a == b {
		fail("the baseline is missing: A has %d rows, B %d", a, b)
	}
	left("a commit")
	for range 3 { // in turn
		if n := count(w.A); n != a {
			fail("LEAK: in turn A sees %d rows instead of %d", n, a)
		}
		if n := count(w.B); n != b {
			fail("LEAK: in turn B sees %d rows instead of %d", n, b)
		}
		if n := count(w.E); n != 0 {
			fail("LEAK: in turn E sees %d rows", n)
		}
	}
	for name, broken := range map[string]func(tx pgx.Tx) error{
		"an error of ours": func(pgx.Tx) error { return errors.New("no") },
		"an SQL error":     func(tx pgx.Tx) error { _, e := tx.Exec(ctx, `SELECT 1/0`); return e },
		"a swallowed SQL error": func(tx pgx.Tx) error {
			_, _ = tx.Exec(ctx, `SELECT 1/0`)
			return nil
		},
		"a broken-off read": func(tx pgx.Tx) error {
			rows, e := tx.Query(ctx, `SELECT id FROM app.dossier`)
			if e == nil {
				rows.Next()
			}
			return errors.New("left in the middle")
		},
	} {
		_ = db.Tx(as(w.A), broken)
		left(name)
		if n := count(w.B); n != b {
			fail("LEAK: after %s B sees %d rows instead of %d", name, n, b)
		}
	}
	func() {
		defer func() { _ = recover() }()
		_ = db.Tx(as(w.A), func(pgx.Tx) error { panic("in the middle") })
	}()
	left("a panic")
	gone, cancel := context.WithCancel(ctx)
	_ = db.Tx(tenants.With(gone, tenants.Worker(w.A)), func(tx pgx.Tx) error {
		cancel()
		_, e := tx.Exec(gone, `SELECT pg_sleep(1)`)
		return e
	})
	if n := count(w.B); n != b {
		fail("LEAK: after a cancelled request B sees %d rows instead of %d", n, b)
	}
	left("a cancelled request")
	return failed, err
}

// checkReads does the same for the one-round-trip reads of pg.
func checkReads(ctx context.Context, w *world, db *pg.DB, raw func(ctx context.Context, fn func(q querier) error) error) (failed []string, err error) {
	in := func(t uuid.UUID) context.Context { return tenants.With(ctx, tenants.Worker(t)) }
	type line struct {
		Tenant uuid.UUID `db:"tenant_id"`
	}
	for range 3 {
		for _, c := range w.communes() {
			rows, err := pg.Rows[line](in(c.id), db, `SELECT tenant_id FROM app.tenant_dossier`)
			if err != nil {
				return nil, err
			}
			for _, r := range rows {
				if r.Tenant != c.id {
					failed = append(failed, fmt.Sprintf("LEAK: a read of tenant %s returns a row of %s", c.name, r.Tenant))
				}
			}
			if _, err := pg.One[line](in(c.id), db, `SELECT tenant_id FROM app.tenant_dossier WHERE dossier_id = $1`, uuid.New()); err == nil {
				failed = append(failed, "a missing row was found")
			}
			_, _ = pg.Value[int](in(c.id), db, `SELECT 1/0`)
			err = raw(ctx, func(q querier) error {
				n, err := collect[int64](ctx, q, `SELECT count(*) FROM app.tenant_dossier`)
				if err == nil && n[0] != 0 {
					failed = append(failed, fmt.Sprintf("LEAK: after a read the connection still sees %d rows", n[0]))
				}
				return err
			})
			if err != nil {
				return nil, err
			}
		}
	}
	if _, err := pg.Rows[line](ctx, db, `SELECT tenant_id FROM app.tenant_dossier`); !errors.Is(err, tenants.ErrNoScope) {
		failed = append(failed, fmt.Sprintf("a read without a scope: %v", err))
	}
	for _, s := range []tenants.Scope{{}, {Kind: tenants.KindTenant}, {Kind: tenants.KindWorker}, {Kind: tenants.KindResident}, {Kind: tenants.KindProvince}, {Kind: "root"}} {
		if err := db.Tx(tenants.With(ctx, s), func(pgx.Tx) error { return nil }); !errors.Is(err, tenants.ErrNoScope) {
			failed = append(failed, fmt.Sprintf("half a scope %+v was let in: %v", s, err))
		}
	}
	return failed, nil
}

// forgetful is pg.DB with the mistake that DATABASE.md section 6 warns of: the
// scope is set for the session instead of the transaction.
type forgetful struct{ p *pgxpool.Pool }

func (f forgetful) Tx(ctx context.Context, fn func(pgx.Tx) error) error {
	s, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, f.p, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT set_config('app.tenant_id', $1, false)`, s.Tenant.String()); err != nil {
			return err
		}
		return fn(tx)
	})
}

// onePool is a pool of one connection in the worker's role.
func onePool(ctx context.Context, url string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = 1
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET ROLE app_worker")
		return err
	}
	return pgxpool.NewWithConfig(ctx, cfg)
}

// unscoped hands the one connection of a pool out as its last user left it.
func unscoped(p *pgxpool.Pool) func(ctx context.Context, fn func(q querier) error) error {
	return func(ctx context.Context, fn func(q querier) error) error { return fn(p) }
}
