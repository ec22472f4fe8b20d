package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) tryRevision(ctx context.Context, a args.TryRevision) error {
	if a.After {
		return d.Trials.CheckAfter(ctx, a.TrialID)
	}
	return d.Trials.Run(ctx, a.TrialID)
}
