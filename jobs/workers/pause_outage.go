package workers

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/jobs/args"
)

// pauseOutage works one turn; what is left, or is not over yet, comes back.
func (d Deps) pauseOutage(ctx context.Context, a args.PauseOutage) error {
	more, err := d.Calendars.PauseOutage(ctx, a)
	if err != nil || !more {
		return err
	}
	return d.DB.Tx(ctx, func(tx pgx.Tx) error { return d.Jobs.InsertAt(ctx, tx, a, d.Now().Add(time.Second)) })
}
