package reports

import (
	"context"
	"time"

	"motcua/storage/pg"
)

// SupplementCount is how often papers were asked for in a period: Kind "round"
// with the round's number (9: ninth and more), or "reason", one for each fault
// told, with the reason of the library.
type SupplementCount struct {
	Kind string `db:"kind"`
	Key  string `db:"key"`
	N    int64  `db:"n"`
}

// Supplements counts the requests for papers sent in a period, in every office
// the scope covers: by round, then by reason, the most frequent first. Scope:
// province or tenant.
func (s *Service) Supplements(ctx context.Context, from, to time.Time) ([]SupplementCount, error) {
	return pg.Rows[SupplementCount](ctx, s.DB, `SELECT kind, key, sum(n)::bigint AS n FROM app.rollup_supplement WHERE month >= $1 AND month <= $2
		GROUP BY kind, key ORDER BY kind DESC, CASE WHEN kind = 'round' THEN key END, sum(n) DESC, key`, month(from), month(to))
}
