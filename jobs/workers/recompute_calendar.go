package workers

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/jobs/args"
)

// secondLook is how long after dates were moved they are looked at once more:
// longer than any act takes that read the calendar before.
const secondLook = 30 * time.Second

// recomputeCalendar works one turn; what is left goes to the end of the lane.
// After dates were moved it comes back once.
func (d Deps) recomputeCalendar(ctx context.Context, a args.RecomputeCalendar) error {
	more, err := d.Calendars.Recompute(ctx, a)
	if err != nil || !more && (!a.Hold || a.Again) {
		return err
	}
	return d.DB.Tx(ctx, func(tx pgx.Tx) error {
		if more {
			return d.Jobs.Insert(ctx, tx, a)
		}
		a.Again = true
		return d.Jobs.InsertAt(ctx, tx, a, d.Now().Add(secondLook))
	})
}
