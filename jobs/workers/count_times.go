package workers

import (
	"context"

	"motcua/jobs/args"
)

// countTimes counts one province's real times of its procedures.
func (d Deps) countTimes(ctx context.Context, a args.CountTimes) error {
	return d.ran(ctx, a.Kind(), a.TenantID, d.Times.CountTimes(ctx))
}
