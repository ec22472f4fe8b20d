package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) takeDraftAnswer(ctx context.Context, a args.TakeDraftAnswer) error {
	return unless(d.Dossiers.TakeDraftAnswer(ctx, a.ConfirmationID))
}
