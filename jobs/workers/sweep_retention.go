package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) sweepRetention(ctx context.Context, a args.SweepRetention) error {
	return d.ran(ctx, a.Kind(), d.Platform, d.Retention.Run(ctx))
}
