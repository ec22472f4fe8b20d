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
}

// Jobs tells when each kind of job last succeeded. That a demo world was made
// is remembered in the same table and is no job. Scope: platform.
func (s *Service) Jobs(ctx context.Context) ([]JobHealth, error) {
	return pg.Rows[JobHealth](ctx, s.DB, `SELECT kind, count(*)::int AS tenants, max(last_success_at) AS last_success, min(last_success_at) AS oldest,
		(count(*) FILTER (WHERE last_failure_at > coalesce(last_success_at, '-infinity')))::int AS failing
		FROM app.job_run WHERE kind <> 'demo_world' GROUP BY kind ORDER BY kind`)
}
