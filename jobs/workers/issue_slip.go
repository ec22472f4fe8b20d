package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) issueSlip(ctx context.Context, a args.IssueSlip) error {
	return unless(d.Slips.Draw(ctx, a.SlipID))
}
