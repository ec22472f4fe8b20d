package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) fetchFiles(ctx context.Context, a args.FetchFiles) error {
	return unless(d.Exchange.FetchFiles(ctx, a.DossierID))
}
