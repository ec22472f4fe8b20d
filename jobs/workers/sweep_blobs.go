package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) sweepBlobs(ctx context.Context, a args.SweepBlobs) error {
	_, err := d.Documents.Sweep(ctx)
	return d.ran(ctx, a.Kind(), a.TenantID, err)
}
