package workers

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/jobs/args"
)

// sweepTenant sweeps one slice; what is left goes to the end of the lane, so a
// tenant with much to do takes turns with the others. It has succeeded when its
// last slice has.
func (d Deps) sweepTenant(ctx context.Context, a args.SweepTenant) error {
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
