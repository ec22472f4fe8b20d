package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) notifyDossier(ctx context.Context, a args.NotifyDossier) error {
	return d.Notices.NotifyDossier(ctx, a.DossierID, a.Event, a.Version)
}
