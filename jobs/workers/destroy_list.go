package workers

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/jobs/args"
)

// destroyList works one turn; what is left goes to the end of the lane.
func (d Deps) destroyList(ctx context.Context, a args.DestroyList) error {
	more, err := d.Keeping.Destroy(ctx, a.ListID)
	if err != nil || !more {
		return d.ran(ctx, a.Kind(), a.TenantID, err)
	}
	return d.DB.Tx(ctx, func(tx pgx.Tx) error { return d.Jobs.InsertAt(ctx, tx, a, d.Now().Add(time.Second)) })
}
