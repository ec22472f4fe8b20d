package leak

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
	"motcua/storage/pgtest"
)

func TestLeak(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	su := func(t *testing.T, fn func(tx pgx.Tx)) {
		t.Helper()
		tx, err := w.su.Begin(t.Context())
		must(t, err)
		defer tx.Rollback(t.Context())
		fn(tx)
	}
	report := func(t *testing.T, failed []string, err error) {
		t.Helper()
		must(t, err)
		for _, f := range failed {
			t.Error(f)
		}
	}
	t.Run("baseline", func(t *testing.T) {
		su(t, func(tx pgx.Tx) {
			f, err := checkBaseline(t.Context(), tx)
			report(t, f, err)
		})
	})
	t.Run("catalogue", func(t *testing.T) {
		su(t, func(tx pgx.Tx) {
			f, err := checkCatalogue(t.Context(), tx)
			report(t, f, err)
		})
	})
	t.Run("functions", func(t *testing.T) {
		su(t, func(tx pgx.Tx) {
			d := front{w, pgtest.Conn(t, w.url.AppURL)}
			f, err := checkFunctions(t.Context(), w, tx, d)
			report(t, f, err)
			f, err = checkSingle(t.Context(), w, tx, d)
			report(t, f, err)
		})
	})
	t.Run("acts", func(t *testing.T) {
		su(t, func(tx pgx.Tx) {
			f, err := checkActs(t.Context(), w, tx, front{w: w})
			report(t, f, err)
			f, err = checkProjection(t.Context(), w, tx)
			report(t, f, err)
		})
	})
	t.Run("one connection", func(t *testing.T) {
		db, err := pg.Open(t.Context(), w.url.AppURL, pg.Options{MaxConns: 1})
		must(t, err)
		defer db.Close()
		f, err := checkConnection(t.Context(), w, db, unscoped(db.WorkerPool()))
		report(t, f, err)
		f, err = checkReads(t.Context(), w, db, unscoped(db.WorkerPool()))
		report(t, f, err)
		p, err := onePool(t.Context(), w.url.AppURL)
		must(t, err)
		defer p.Close()
		if f, err := checkConnection(t.Context(), w, forgetful{p}, unscoped(p)); err != nil || len(f) == 0 {
			t.Errorf("a pool that sets its scope for the session goes unnoticed (%v)", err)
		}
	})
	t.Run("mutants", func(t *testing.T) { testMutants(t, w) })
	t.Run("matrix", func(t *testing.T) {
		su(t, func(tx pgx.Tx) {
			p, err := checkMatrix(t.Context(), w, tx, front{w, pgtest.Conn(t, w.url.AppURL)}, focus{})
			must(t, err)
			report(t, p.failed, nil)
			t.Log(p.did)
		})
	})
}
