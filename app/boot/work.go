package boot

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"motcua/app/dossiers"
	"motcua/app/governing"
	"motcua/jobs"
	"motcua/jobs/workers"
	"motcua/migrations"
)

// Work works jobs until ctx ends. Any number of replicas may.
func (a *App) Work(ctx context.Context) error {
	w := river.NewWorkers()
	workers.Register(w, workers.Deps{
		DB: a.DB, Jobs: a.Jobs, Dossiers: a.Dossiers, Sweep: &dossiers.Sweep{Service: a.Dossiers, Notices: a.Notices}, Notices: a.Notices, Documents: a.Documents,
		Codes: a.People, Retention: &governing.Retention{DB: a.DB, People: a.People, Now: a.Now}, Trials: a.Trials, Calendars: a.Calendars, Times: a.Reports, Sectors: a.Sectors, Exchange: a.Exchange, Slips: a.issuing(), Signed: a.Checking, Keeping: a.Keeping, OldPapers: a.OldPapers, Platform: migrations.PlatformTenant, Now: a.Now,
	})
	c, err := jobs.NewClient(a.DB, w, jobs.Options{Interactive: a.Config.Workers, Bulk: max(a.Config.Workers/2, 2), Logger: a.Log, Periodic: true, Now: a.Now})
	if err != nil {
		return err
	}
	if err := c.Start(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	return c.Stop(stop)
}
