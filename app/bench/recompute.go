package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// MaxRecompute is how many seconds 100,000 open dossiers may take after a
// change of the calendar.
const MaxRecompute = 30

const (
	recomputed      = 100_000
	recomputeSample = 10_000 // dossiers measured of each kind; the rest is extrapolated
	recomputeChunk  = 250    // as the job works them
)

// Recompute is what one worker of the bulk lane needs per dossier with a
// running clock, and for 100,000 of them.
type Recompute struct {
	Name     string  `json:"recompute"`
	Dossiers int     `json:"dossiers"` // measured
	Moved    int     `json:"moved"`    // of them, got another date
	Micros   float64 `json:"us_per_dossier"`
	Seconds  float64 `json:"seconds_for_100000"` // extrapolated
	Bar      float64 `json:"bar_seconds"`
}

var errMeasured = errors.New("measured")

// recompute works chunks of the hot office's dossiers as the job does: once to
// say what a change would mean, once moving the dates that it moves, with
// history and notices to be sent; that is rolled back, so the commit of each
// chunk is not in the figure.
func (b *bench) recompute(ctx context.Context) ([]Recompute, error) {
	office := b.world.officers[0].tenant
	// the generator starts a third of the clocks; here all of them run
	if _, err := b.super.Exec(ctx, `INSERT INTO app.clock_entry (id, dossier_id, tenant_id, seq, kind, at, actor_name, promise)
		SELECT gen_random_uuid(), d.id, d.competent_tenant, 1, 'start', d.accepted_at, 'Nguyễn Thị Hạnh', d.due_at FROM app.dossier d
		WHERE d.competent_tenant = $1 AND d.is_open AND d.accepted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM app.clock_entry c WHERE c.dossier_id = d.id)`, office); err != nil {
		return nil, err
	}
	ctx = tenants.With(ctx, tenants.Worker(office))
	svc := *b.app.Dossiers
	// closed on every Wednesday: all terms of more than a few days move
	said, err := b.app.Units.Said(ctx, office, 0)
	if err != nil {
		return nil, err
	}
	var days []registry.SaidDay
	today := deadlines.DayOf(time.Now())
	for d := today - 365; d < today+365; d++ {
		if d.Weekday() == time.Wednesday {
			days = append(days, registry.SaidDay{Day: d, Kind: registry.Closed, Name: "Đo"})
		}
	}
	said.Said.Days = append(said.Said.Days, days...)
	was, moved := map[registry.CalendarQuery]*deadlines.Calendar{}, map[registry.CalendarQuery]*deadlines.Calendar{}
	look := func(ctx context.Context, q registry.CalendarQuery) (a, c *deadlines.Calendar, err error) {
		q.Least, q.Below = 0, 0
		if was[q] == nil {
			if was[q], err = b.app.Units.CalendarAt(ctx, q); err != nil {
				return nil, nil, err
			}
			if moved[q], err = b.app.Units.CalendarWith(ctx, q, office, said.Said, days); err != nil {
				return nil, nil, err
			}
		}
		return was[q], moved[q], nil
	}
	try := func(after uuid.UUID) (dossiers.Recount, error) {
		return svc.TryCalendar(ctx, after, recomputeChunk, func(ctx context.Context, q registry.CalendarQuery) (*deadlines.Calendar, *deadlines.Calendar, *deadlines.Calendar, error) {
			a, c, err := look(ctx, q)
			return a, c, c, err
		})
	}
	mover := svc
	mover.CalendarAt = func(ctx context.Context, q registry.CalendarQuery) (*deadlines.Calendar, error) {
		a, c, err := look(ctx, q)
		if q.Below > 0 {
			return a, err
		}
		return c, err
	}
	move := func(after uuid.UUID) (r dossiers.Recount, err error) {
		_, err = mover.MoveDates(ctx, after, recomputeChunk, dossiers.Move{Seq: 1, No: 1, Office: "Đo", Reason: "Đo"}, func(_ context.Context, _ pgx.Tx, got dossiers.Recount) error {
			r = got
			return errMeasured
		})
		if errors.Is(err, errMeasured) {
			err = nil
		}
		return r, err
	}
	var out []Recompute
	for _, k := range []struct {
		name string
		do   func(uuid.UUID) (dossiers.Recount, error)
	}{{"a calendar change looked at", try}, {"a calendar change that moves dates", move}} {
		c := Recompute{Name: k.name, Bar: MaxRecompute}
		var took time.Duration
		if _, err := k.do(uuid.Nil); err != nil { // what is read once: revisions, plans
			return nil, fmt.Errorf("%s: %w", k.name, err)
		}
		for after := uuid.Nil; c.Dossiers < recomputeSample; {
			start := time.Now()
			r, err := k.do(after)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", k.name, err)
			}
			if r.Failed > 0 {
				return nil, fmt.Errorf("%s: %d failed, the first: %w", k.name, r.Failed, r.First)
			}
			took += time.Since(start)
			c.Dossiers += r.Seen
			c.Moved += len(r.Dates)
			if after = r.Last; after == uuid.Nil {
				break
			}
		}
		if c.Dossiers > 0 {
			c.Micros = float64(took.Microseconds()) / float64(c.Dossiers)
			c.Seconds = c.Micros * recomputed / 1e6
		}
		out = append(out, c)
	}
	return out, nil
}
