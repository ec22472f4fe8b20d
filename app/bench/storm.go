package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/notices"
	"motcua/jobs"
	"motcua/jobs/args"
	"motcua/jobs/workers"
	"motcua/storage/pg"
	"motcua/tenants"
)

// The storm of the fourth issue: so many reminders of one commune, and by how
// much they may delay another's notice at the median.
const (
	StormSize  = 20_000
	MaxDelay   = 1000 // ms
	stormProbe = 25
	stormTakes = 20 * time.Millisecond // what the partner needs for one message
	// MaxDrain is how long such a storm may last, in minutes; it is reckoned from
	// what is sent in stormWatch.
	MaxDrain   = 10
	stormWatch = 10 * time.Second
)

// Storm is what one commune's reminders did to another's single notices.
type Storm struct {
	Size     int     `json:"storm_notices"`
	Sent     int64   `json:"storm_sent_meanwhile"`
	Left     int64   `json:"storm_left"`
	QuietP50 float64 `json:"notice_p50_ms_quiet"`
	StormP50 float64 `json:"notice_p50_ms_storm"`
	StormMax float64 `json:"notice_max_ms_storm"`
	Delay    float64 `json:"delay_p50_ms"`
	Limit    float64 `json:"delay_limit_ms"`
	Rate     float64 `json:"storm_sent_per_second"`
	Drain    float64 `json:"storm_minutes"` // until all would be sent
	MaxDrain float64 `json:"storm_minutes_limit"`
}

// slowPhone is a partner that takes its time and delivers to nobody.
type slowPhone struct{}

func (slowPhone) Send(ctx context.Context, _ uuid.UUID, _, _ string) error {
	select {
	case <-time.After(stormTakes):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// storm measures how long single notices of one commune take from their
// transaction to the partner, alone and while another commune's storm is worked.
func (b *bench) storm(ctx context.Context) (s Storm, err error) {
	s.Size, s.Limit, s.MaxDrain = StormSize, MaxDelay, MaxDrain
	var ids []uuid.UUID
	rows, err := b.super.Query(ctx, `SELECT id FROM app.tenant WHERE kind = 'commune' ORDER BY code LIMIT 2`)
	if err != nil {
		return s, err
	}
	if ids, err = pgx.CollectRows(rows, pgx.RowTo[uuid.UUID]); err != nil || len(ids) < 2 {
		return s, fmt.Errorf("two communes: %w", err)
	}
	clean := func() error {
		_, err := b.super.Exec(context.WithoutCancel(ctx), `WITH n AS (DELETE FROM app.notice WHERE dedupe LIKE 'storm:%' RETURNING id) DELETE FROM app.river_job WHERE kind = 'send_notice' AND args ->> 'notice_id' IN (SELECT id::text FROM n)`)
		return err
	}
	if err := clean(); err != nil {
		return s, err
	}
	n := *b.app.Notices
	n.SMS, n.Quiet, n.Hold = slowPhone{}, notices.Quiet{}, 0
	ws := river.NewWorkers()
	river.AddWorker(ws, workers.For(0, func(ctx context.Context, a args.SendNotice) error { return n.SendNotice(ctx, a.NoticeID) }))
	c, err := jobs.NewClient(b.app.DB, ws, jobs.Options{})
	if err != nil {
		return s, err
	}
	if err := c.Start(ctx); err != nil {
		return s, err
	}
	stopped := false
	stop := func() error { stopped = true; return c.Stop(context.WithoutCancel(ctx)) }
	defer func() {
		if !stopped {
			_ = stop()
		}
		_ = clean()
	}()
	put := func(tenant uuid.UUID, count int) (last uuid.UUID, err error) {
		w := tenants.With(ctx, tenants.Worker(tenant))
		err = b.app.DB.Tx(w, func(tx pgx.Tx) error {
			for i := range count {
				last = uuid.New()
				if _, err := tx.Exec(w, `INSERT INTO app.notice (id, tenant_id, channel, template, address, body, dedupe, created_at, send_at) VALUES ($1, $2, 'sms', 'resident.unclaimed', '0900000000', 'x', $3, now(), now())`, last, tenant, "storm:"+last.String()); err != nil {
					return pg.Translate(err)
				}
				if err := b.app.Jobs.Insert(w, tx, args.SendNotice{Ref: args.Ref{TenantID: tenant}, NoticeID: last, Ahead: i}); err != nil {
					return err
				}
			}
			return nil
		})
		return last, err
	}
	single := func() ([]float64, error) {
		var took []float64
		for range stormProbe {
			begun := time.Now()
			id, err := put(ids[1], 1)
			if err != nil {
				return nil, err
			}
			for sent := false; !sent; {
				if time.Since(begun) > time.Minute {
					return nil, fmt.Errorf("a notice was not sent within a minute")
				}
				time.Sleep(2 * time.Millisecond)
				if err := b.super.QueryRow(ctx, `SELECT state = 'sent' FROM app.notice WHERE id = $1`, id).Scan(&sent); err != nil {
					return nil, err
				}
			}
			took = append(took, float64(time.Since(begun).Microseconds())/1000)
		}
		slices.Sort(took)
		return took, nil
	}
	quiet, err := single()
	if err != nil {
		return s, err
	}
	if _, err := put(ids[0], StormSize); err != nil {
		return s, err
	}
	inStorm, err := single()
	if err != nil {
		return s, err
	}
	count := func() error {
		return b.super.QueryRow(ctx, `SELECT count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state = 'queued') FROM app.notice WHERE tenant_id = $1 AND dedupe LIKE 'storm:%'`, ids[0]).Scan(&s.Sent, &s.Left)
	}
	if err := count(); err != nil {
		return s, err
	}
	if s.Left == 0 {
		return s, fmt.Errorf("the storm was over before it was measured")
	}
	before, begun := s.Sent, time.Now()
	select {
	case <-time.After(stormWatch):
	case <-ctx.Done():
		return s, ctx.Err()
	}
	if err := count(); err != nil {
		return s, err
	}
	s.Rate = float64(s.Sent-before) / time.Since(begun).Seconds()
	if s.Rate > 0 {
		s.Drain = StormSize / s.Rate / 60
	}
	s.QuietP50, s.StormP50, s.StormMax = quiet[len(quiet)/2], inStorm[len(inStorm)/2], inStorm[len(inStorm)-1]
	s.Delay = s.StormP50 - s.QuietP50
	return s, stop()
}
