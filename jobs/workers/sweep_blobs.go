package workers

import (
	"context"
	"errors"

	"motcua/jobs/args"
)

func (d Deps) sweepBlobs(ctx context.Context, a args.SweepBlobs) error {
	_, err := d.Documents.Sweep(ctx)
	_, old := d.OldPapers.Sweep(ctx) // whole scans whose papers were all placed; their files follow by jobs of their own
	return d.ran(ctx, a.Kind(), a.TenantID, errors.Join(err, old))
}
