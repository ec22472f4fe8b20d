package governing

import (
	"context"
	"time"

	"motcua/app/people"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Retention deletes what is past its time and belongs to no tenant. The times
// are those of the tables' comments.
type Retention struct {
	DB     *pg.DB
	People *people.Service
	Now    func() time.Time
}

const (
	draftDays  = 60 // after the last edit
	nobodyDays = 30 // after the last visit
	uploadDays = 2  // after a file began to be sent
	sweepSlice = 500
)

// Run sweeps everything once, a slice at a time; safe to run at any time and twice.
func (r *Retention) Run(ctx context.Context) error {
	ctx = tenants.With(ctx, tenants.Worker(migrations.PlatformTenant))
	for _, s := range []struct {
		sql    string
		before time.Time
	}{
		{`SELECT app.sweep_drafts($1, $2)`, r.Now().AddDate(0, 0, -draftDays)},
		{`SELECT app.sweep_nobody($1, $2)`, r.Now().AddDate(0, 0, -nobodyDays)},
	} {
		for {
			n, err := pg.Value[int](ctx, r.DB, s.sql, s.before, sweepSlice)
			if err != nil {
				return err
			}
			if n < sweepSlice {
				break
			}
		}
	}
	if _, err := pg.Value[int](ctx, r.DB, `SELECT app.sweep_transient($1)`, r.Now()); err != nil {
		return err
	}
	if _, err := pg.Value[int](ctx, r.DB, `SELECT app.sweep_uploads($1)`, r.Now().AddDate(0, 0, -uploadDays)); err != nil {
		return err
	}
	_, err := r.People.Sweep(ctx)
	return err
}
