package leak

import (
	"testing"

	"github.com/jackc/pgx/v5"

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
	t.Run("matrix", func(t *testing.T) {
		su(t, func(tx pgx.Tx) {
			p, err := checkMatrix(t.Context(), w, tx, front{w, pgtest.Conn(t, w.url.AppURL)})
			must(t, err)
			report(t, p.failed, nil)
			t.Log(p.did)
		})
	})
}
