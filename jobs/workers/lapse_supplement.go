package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) lapseSupplement(ctx context.Context, a args.LapseSupplement) error {
	return unless(d.Dossiers.LapseSupplement(ctx, a.DossierID))
}
