package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
)

// How long one job may take, unless its worker says otherwise, and how long
// after that a job of a client that was killed is taken up by another.
const (
	jobTimeout  = time.Minute
	rescueAfter = 90 * time.Second
	softStop    = 20 * time.Second
	// A lane fetches at most so often. River's own 100 ms would send forty
	// notices a second at best, and a storm of 20,000 would last the morning.
	fetchCooldown = 20 * time.Millisecond
)

// Options of the working client; the zero value is right for production.
type Options struct {
	Interactive int // workers kept for people who wait; default 6
	Bulk        int // workers for the rest; default 4
	Words       int // workers for notices; default 8
	Exchange    int // workers for the national portal; default 2
	Reading     int // workers that recognise pages; default 2
	Logger      *slog.Logger
	// Periodic makes this client, when it is the leader, insert the periodic
	// jobs. Every client of a deployment is started with the same value.
	Periodic bool
	// Rescue is the age at which a running job counts as abandoned; default
	// 90 s. It also caps how long a job may take, so only tests shorten it.
	Rescue time.Duration
	Now    func() time.Time
}

// Client works the queues as the worker role. River keeps its tables in the
// pool's search_path (app).
type Client struct {
	c *river.Client[pgx.Tx]
}

// NewClient makes a client that works all lanes with the given workers
// (jobs/workers.Register fills them).
func NewClient(db *pg.DB, workers *river.Workers, o Options) (*Client, error) {
	if o.Interactive <= 0 {
		o.Interactive = 6
	}
	if o.Bulk <= 0 {
		o.Bulk = 4
	}
	if o.Words <= 0 {
		o.Words = 8
	}
	if o.Exchange <= 0 {
		o.Exchange = 2
	}
	if o.Reading <= 0 {
		o.Reading = 2
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rescue <= 0 {
		o.Rescue = rescueAfter
	}
	cfg := &river.Config{
		Queues: map[string]river.QueueConfig{
			args.Interactive: {MaxWorkers: o.Interactive},
			args.Bulk:        {MaxWorkers: o.Bulk},
			args.Words:       {MaxWorkers: o.Words},
			args.Exchange:    {MaxWorkers: o.Exchange},
			args.Reading:     {MaxWorkers: o.Reading},
		},
		FetchCooldown:        fetchCooldown,
		Workers:              workers,
		ErrorHandler:         errorLog{o.Logger},
		Logger:               slog.New(atLeast{o.Logger.Handler(), slog.LevelWarn}),
		JobTimeout:           min(jobTimeout, o.Rescue),
		RescueStuckJobsAfter: o.Rescue,
		SoftStopTimeout:      softStop,
		// REINDEX needs the owner; the worker's role owns nothing.
		ReindexerSchedule: river.NeverSchedule(),
	}
	if o.Periodic {
		cfg.PeriodicJobs = periodic(o.Now)
	}
	c, err := river.NewClient(riverpgxv5.New(db.WorkerPool()), cfg)
	if err != nil {
		return nil, fmt.Errorf("job client: %w", err)
	}
	return &Client{c}, nil
}

// periodic is the whole list. River keeps it in the leader's memory and
// forgets when each last ran, so both start at once with every new leader and
// are unique in their period (DATABASE.md section 7).
func periodic(now func() time.Time) []*river.PeriodicJob {
	atOnce := &river.PeriodicJobOpts{RunOnStart: true}
	return []*river.PeriodicJob{
		river.NewPeriodicJob(river.PeriodicInterval(10*time.Minute), func() (river.JobArgs, *river.InsertOpts) { return args.SweepAll{}, nil }, atOnce),
		// asked for hourly, worked once a day: a day is anchored soon after it begins, whenever the leader started
		river.NewPeriodicJob(river.PeriodicInterval(time.Hour), func() (river.JobArgs, *river.InsertOpts) {
			return args.AnchorAudit{Day: now().In(deadlines.Zone).Format(time.DateOnly)}, nil
		}, atOnce),
		river.NewPeriodicJob(river.PeriodicInterval(time.Hour), func() (river.JobArgs, *river.InsertOpts) {
			return args.SweepRetention{Day: now().In(deadlines.Zone).Format(time.DateOnly)}, nil
		}, atOnce),
	}
}

// Start begins to fetch and work in the background until Stop.
func (c *Client) Start(ctx context.Context) error {
	// a cancelled context would abort jobs at once; Stop lets them end
	if err := c.c.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	return nil
}

// Stop fetches nothing more and waits until the jobs at work have ended; after
// 20 s their contexts are cancelled and they are retried later. ctx bounds the wait.
func (c *Client) Stop(ctx context.Context) error {
	if err := c.c.Stop(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}

// River is the client itself, for rivertest and subscriptions.
func (c *Client) River() *river.Client[pgx.Tx] { return c.c }

// errorLog says which job failed and why, never what it was about: no args.
type errorLog struct{ l *slog.Logger }

func (e errorLog) HandleError(ctx context.Context, j *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f := fault.As(err)
	lv := slog.LevelWarn
	if j.Attempt >= j.MaxAttempts {
		lv = slog.LevelError
	}
	e.l.Log(ctx, lv, "job failed", "job", j.ID, "kind", j.Kind, "attempt", j.Attempt, "of", j.MaxAttempts, "fault", string(f.Kind), "key", f.Key, "error", err.Error())
	return nil
}

func (e errorLog) HandlePanic(ctx context.Context, j *rivertype.JobRow, v any, trace string) *river.ErrorHandlerResult {
	e.l.ErrorContext(ctx, "job panicked", "job", j.ID, "kind", j.Kind, "attempt", j.Attempt, "panic", fmt.Sprintf("%T", v), "trace", trace)
	return nil
}

// atLeast keeps River's own chatter out of the log.
type atLeast struct {
	slog.Handler
	level slog.Level
}

func (a atLeast) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= a.level && a.Handler.Enabled(ctx, l)
}

func (a atLeast) WithAttrs(as []slog.Attr) slog.Handler {
	return atLeast{a.Handler.WithAttrs(as), a.level}
}

func (a atLeast) WithGroup(g string) slog.Handler { return atLeast{a.Handler.WithGroup(g), a.level} }
