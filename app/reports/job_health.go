package reports

import (
	"context"
	"time"

	"motcua/storage/pg"
)

// JobHealth is one kind of job over all tenants.
type JobHealth struct {
	Kind        string     `db:"kind"`
	Tenants     int        `db:"tenants"`      // for which it ran at all
	LastSuccess *time.Time `db:"last_success"` // of any tenant; nil: none was ever recorded
	Oldest      *time.Time `db:"oldest"`       // the tenant that has waited longest
	Failing     int        `db:"failing"`      // tenants whose last run failed
	Silent      int        `db:"silent"`       // live tenants without a success for too long, or ever
}

// Jobs tells when each kind of job last succeeded. That a demo world was made
// is remembered in the same table and is no job. Scope: platform.
func (s *Service) Jobs(ctx context.Context) ([]JobHealth, error) {
	return pg.Rows[JobHealth](ctx, s.DB, `SELECT kind, count(*)::int AS tenants, max(last_success_at) AS last_success, min(last_success_at) AS oldest,
		(count(*) FILTER (WHERE last_failure_at > coalesce(last_success_at, '-infinity')))::int AS failing, 0 AS silent
		FROM app.job_run WHERE kind <> 'demo_world' GROUP BY kind ORDER BY kind`)
}

// Silent counts, for each kind that runs by itself for every live tenant, the
// tenants in which it did not succeed since a moment, or never did: one office
// that nobody sweeps is not hidden by the others. A tenant that went live
// after that moment is given its time. Scope: platform.
func (s *Service) Silent(ctx context.Context, since map[string]time.Time) (map[string]int, error) {
	type row struct {
		Kind string `db:"kind"`
		N    int    `db:"n"`
	}
	var kinds []string
	var moments []time.Time
	for k, t := range since {
		kinds, moments = append(kinds, k), append(moments, t)
	}
	rows, err := pg.Rows[row](ctx, s.DB, `SELECT k.kind, count(*)::int AS n FROM unnest($1::text[], $2::timestamptz[]) k(kind, since) JOIN app.tenant t ON t.kind <> 'platform' AND t.live_from <= k.since
		LEFT JOIN app.job_run r ON r.kind = k.kind AND r.tenant_id = t.id WHERE r.last_success_at IS NULL OR r.last_success_at < k.since GROUP BY k.kind`, kinds, moments)
	out := make(map[string]int, len(rows))
	for _, r := range rows {
		out[r.Kind] = r.N
	}
	return out, err
}
