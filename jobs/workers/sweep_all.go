package workers

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// slice is how many tenants are enqueued at once.
const slice = 200

// sweepAll asks for the sweeps of the next slice of live tenants (a centre is
// live with the first commune of its province) and for itself again while there
// are more. Each sweep is unique in its period, so asking twice is harmless.
func (d Deps) sweepAll(ctx context.Context, a args.SweepAll) error {
	return d.ran(ctx, a.Kind(), d.Platform, d.enqueueSweeps(ctx, a))
}

func (d Deps) enqueueSweeps(ctx context.Context, a args.SweepAll) error {
	type live struct {
		ID   uuid.UUID `db:"id"`
		Code string    `db:"code"`
		Kind string    `db:"kind"`
	}
	ts, err := pg.Rows[live](tenants.With(ctx, tenants.Public()), d.DB, `SELECT t.id, t.code, t.kind FROM app.tenant t WHERE t.kind <> 'platform' AND t.code > $2
		AND (t.live_from <= $1 OR t.kind = 'province' AND EXISTS (SELECT 1 FROM app.tenant c WHERE c.province_code = t.province_code AND c.live_from <= $1)) ORDER BY t.code LIMIT $3`, d.Now(), a.After, slice)
	if err != nil || len(ts) == 0 {
		return err
	}
	in := make([]river.InsertManyParams, 0, 2*len(ts)+1)
	for _, t := range ts {
		in = append(in, river.InsertManyParams{Args: args.SweepTenant{Ref: args.Ref{TenantID: t.ID}}})
	}
	for _, t := range ts { // once a day; behind the sweeps that people wait for
		in = append(in, river.InsertManyParams{Args: args.SweepBlobs{Ref: args.Ref{TenantID: t.ID}}})
		if t.Kind == "province" {
			in = append(in, river.InsertManyParams{Args: args.CountTimes{Ref: args.Ref{TenantID: t.ID}}})
		}
	}
	if len(ts) == slice {
		// after this slice's sweeps in the lane, not beside them
		in = append(in, river.InsertManyParams{Args: args.SweepAll{After: ts[len(ts)-1].Code}, InsertOpts: &river.InsertOpts{ScheduledAt: time.Now().Add(2 * time.Second)}})
	}
	c, err := river.ClientFromContextSafely[pgx.Tx](ctx)
	if err != nil {
		return err
	}
	if _, err := c.InsertMany(ctx, in); err != nil {
		return fmt.Errorf("enqueue sweeps: %w", err)
	}
	return nil
}
