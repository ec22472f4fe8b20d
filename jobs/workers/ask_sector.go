package workers

import (
	"context"

	"motcua/app/notices"
	"motcua/jobs/args"
)

// askSector asks until there is a result; waiting is no failure.
func (d Deps) askSector(ctx context.Context, a args.AskSector) error {
	again, err := d.Sectors.Take(ctx, a.DossierID)
	if err != nil || !again {
		return unless(err)
	}
	return notices.Later{After: d.Sectors.Every()}
}
