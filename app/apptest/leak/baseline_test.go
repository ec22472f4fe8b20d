package leak

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// checkBaseline: the list names exactly the tables of the schema, and each has
// rows, so that a zero in the matrix is the wall's doing.
func checkBaseline(ctx context.Context, tx pgx.Tx) (failed []string, err error) {
	names, err := collect[string](ctx, tx, `SELECT relname::text FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p', 'f') ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if table(n) == nil {
			failed = append(failed, fmt.Sprintf("app.%s is not in the leak suite: each new table arrives with its line in tables_test.go", n))
		}
	}
	for _, t := range tables {
		if !slices.Contains(names, t.name) {
			failed = append(failed, fmt.Sprintf("tables_test.go lists %s, which does not exist", t.name))
			continue
		}
		var n, keys int
		if err := tx.QueryRow(ctx, fmt.Sprintf(`SELECT count(*), count(DISTINCT %s) FROM app.%s`, t.key, t.name)).Scan(&n, &keys); err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		if n == 0 && !t.inner {
			failed = append(failed, fmt.Sprintf("the world has no row of %s: every zero about it would be vacuous", t.name))
		}
		if n != keys {
			failed = append(failed, fmt.Sprintf("%s has %d rows and %d keys: the list's key does not tell rows apart", t.name, n, keys))
		}
	}
	return failed, nil
}
