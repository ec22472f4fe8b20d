package workers

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/jobs/args"
)

// sweepTenant sweeps one slice; what is left goes to the end of the lane, so a
// tenant with much to do takes turns with the others. It has succeeded when its
// last slice has.
func (d Deps) sweepTenant(ctx context.Context, a args.SweepTenant) error {
	if a.Cursor == "" { // statuses whose own job was lost with a process
		if _, err := d.Exchange.CatchUp(ctx, 10*time.Minute); err != nil {
			return d.ran(ctx, a.Kind(), a.TenantID, err)
		}
		if err := d.Documents.LockLeft(ctx); err != nil {
			return d.ran(ctx, a.Kind(), a.TenantID, err)
		}
	}
	next, err := d.Sweep.Run(ctx, a.Cursor)
	if next != "" {
		if e := d.DB.Tx(ctx, func(tx pgx.Tx) error {
			return d.Jobs.Insert(ctx, tx, args.SweepTenant{Ref: a.Ref, Cursor: next})
		}); e != nil {
			return e
		}
		if err == nil {
			return nil
		}
	}
	return d.ran(ctx, a.Kind(), a.TenantID, err)
}
