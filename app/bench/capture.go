package bench

import (
	"context"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// statement is one SQL statement with the values the application sent.
type statement struct {
	sql  string
	args []any
}

// trip is one round trip: a statement, or several in one pipeline.
type trip struct {
	role  string
	batch bool
	list  []statement
}

// recorder is a pgx tracer that keeps what goes to PostgreSQL while it is on.
type recorder struct {
	mu    sync.Mutex
	on    bool
	trips []trip
}

func newRecorder() *recorder { return &recorder{} }

// record runs f and returns the trips made meanwhile.
func (r *recorder) record(f func() error) ([]trip, error) {
	r.mu.Lock()
	r.on, r.trips = true, nil
	r.mu.Unlock()
	err := f()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on = false
	return r.trips, err
}

func (r *recorder) add(c *pgx.Conn, batch bool, list ...statement) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.on {
		return
	}
	role := "app_" + strings.TrimPrefix(c.Config().RuntimeParams["application_name"], "motcua_")
	r.trips = append(r.trips, trip{role, batch, list})
}

// TraceQueryStart implements pgx.QueryTracer.
func (r *recorder) TraceQueryStart(ctx context.Context, c *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	r.add(c, false, statement{d.SQL, d.Args})
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (r *recorder) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart implements pgx.BatchTracer.
func (r *recorder) TraceBatchStart(ctx context.Context, c *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	var list []statement
	for _, q := range d.Batch.QueuedQueries {
		list = append(list, statement{q.SQL, q.Arguments})
	}
	r.add(c, true, list...)
	return ctx
}

// TraceBatchQuery implements pgx.BatchTracer.
func (r *recorder) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements pgx.BatchTracer.
func (r *recorder) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}
