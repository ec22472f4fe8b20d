package workers

import (
	"context"

	"motcua/app/dossiers"
	"motcua/jobs/args"
)

func (d Deps) receiveHandover(ctx context.Context, a args.ReceiveHandover) error {
	return unless(d.Dossiers.ReceiveHandover(ctx, dossiers.Ref{ID: a.DossierID}))
}
