// Package jobs is River: inserting inside the transaction of a change, and
// the client that works the queues.
package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// Inserter puts jobs into the transaction of the change that asks for them;
// they exist when it commits and never existed when it does not.
type Inserter struct{ c *river.Client[pgx.Tx] }

// NewInserter makes an insert-only client.
func NewInserter() (*Inserter, error) {
	c, err := river.NewClient(riverpgxv5.New(nil), &river.Config{})
	if err != nil {
		return nil, fmt.Errorf("job inserter: %w", err)
	}
	return &Inserter{c}, nil
}

// Insert adds a job to be worked now.
func (i *Inserter) Insert(ctx context.Context, tx pgx.Tx, a river.JobArgs) error {
	if _, err := i.c.InsertTx(ctx, tx, a, nil); err != nil {
		return fmt.Errorf("insert job %s: %w", a.Kind(), err)
	}
	return nil
}

// InsertMany adds jobs to be worked now, in one statement.
func (i *Inserter) InsertMany(ctx context.Context, tx pgx.Tx, as []river.JobArgs) error {
	if len(as) == 0 {
		return nil
	}
	in := make([]river.InsertManyParams, len(as))
	for n, a := range as {
		in[n].Args = a
	}
	if _, err := i.c.InsertManyTx(ctx, tx, in); err != nil {
		return fmt.Errorf("insert %d jobs: %w", len(as), err)
	}
	return nil
}

// InsertAt adds a job to be worked at a moment.
func (i *Inserter) InsertAt(ctx context.Context, tx pgx.Tx, a river.JobArgs, at time.Time) error {
	if _, err := i.c.InsertTx(ctx, tx, a, &river.InsertOpts{ScheduledAt: at}); err != nil {
		return fmt.Errorf("insert job %s: %w", a.Kind(), err)
	}
	return nil
}
