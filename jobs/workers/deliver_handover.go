package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) deliverHandover(ctx context.Context, a args.DeliverHandover) error {
	return unless(d.Dossiers.DeliverHandover(ctx, a.HandoverID))
}
