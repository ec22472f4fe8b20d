package workers

import (
	"context"

	"motcua/app/audit"
	"motcua/jobs/args"
	"motcua/tenants"
)

func (d Deps) anchorAudit(ctx context.Context, a args.AnchorAudit) error {
	return d.ran(ctx, a.Kind(), d.Platform, audit.Anchor(tenants.With(ctx, tenants.Worker(d.Platform)), d.DB, a.Day))
}
