package reports

import (
	"context"
	"time"

	"motcua/storage/pg"
)

// PauseShare is the waiting of one kind in the dossiers decided in a period,
// measured by the clock on the wall.
type PauseShare struct {
	Kind     string `db:"kind"`     // deadlines.PauseKind, "other", or "" for the whole time from start to decision
	Lawful   bool   `db:"lawful"`   // with a legal basis: what is not does not move the measure of "on time"
	Dossiers int64  `db:"dossiers"` // that waited so, or of Kind "" all
	Pauses   int64  `db:"pauses"`
	Minutes  int64  `db:"minutes"`
}

// Pauses adds up the waiting of the dossiers decided in a period, in every
// office the scope covers: the whole first, then each kind, the longest first.
// Scope: province or tenant.
func (s *Service) Pauses(ctx context.Context, from, to time.Time) ([]PauseShare, error) {
	return pg.Rows[PauseShare](ctx, s.DB, `SELECT kind, lawful, sum(dossiers)::bigint AS dossiers, sum(pauses)::bigint AS pauses, sum(minutes)::bigint AS minutes
		FROM app.rollup_pause WHERE month >= $1 AND month <= $2 GROUP BY kind, lawful ORDER BY kind <> '', sum(minutes) DESC, kind`, month(from), month(to))
}
