package dossiers

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Sweep looks after time for one tenant: what nobody did by its moment, and
// what somebody should be told before it. It computes from the data and the
// last sweep that succeeded, so missed nights are caught up, and every part of
// it does nothing the second time.
type Sweep struct {
	*Service
	Notices   *notices.Service
	Closing   int // days before a request for papers closes; default 2
	Unclaimed int // days after which a result waits too long; default 7
}

const (
	slice    = 200                 // rows per page, and pages' worth of work per job
	slack    = 24 * time.Hour      // a sweep looks this far behind the one before
	farthest = 30 * 24 * time.Hour // what is older was said
)

// place is where a sweep stands.
type place struct {
	since time.Time // moments after this are looked at
	stage int
	at    time.Time // the last row's key
	id    uuid.UUID
}

func (p place) String() string {
	return fmt.Sprintf("%d.%d.%d.%s", p.since.UnixMicro(), p.stage, p.at.UnixMicro(), p.id)
}

func placeOf(s string) (p place, err error) {
	f := strings.SplitN(s, ".", 4)
	if len(f) != 4 {
		return p, fault.New(fault.Internal, "sweep.cursor")
	}
	since, e1 := strconv.ParseInt(f[0], 10, 64)
	stage, e2 := strconv.Atoi(f[1])
	at, e3 := strconv.ParseInt(f[2], 10, 64)
	id, e4 := uuid.Parse(f[3])
	if err := errors.Join(e1, e2, e3, e4); err != nil {
		return p, fault.New(fault.Internal, "sweep.cursor").Wrap(err)
	}
	return place{time.UnixMicro(since).UTC(), stage, time.UnixMicro(at).UTC(), id}, nil
}

var beginning = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)

// pass is one stage of a sweep over one tenant.
type pass struct {
	*Sweep
	tenant uuid.UUID
	cal    *deadlines.Calendar
	now    time.Time
	place
	rules  ReminderRules
	roles  map[string][]uuid.UUID // who holds them here; read when first asked
	there  map[uuid.UUID]bool
	failed int
	first  error
}

// stages run in this order; each reads one page after (at, id), moves them on
// and returns how many rows it read.
var stages = []func(*pass, context.Context) (int, error){
	(*pass).lapse, (*pass).receive, (*pass).deliver, (*pass).answers, (*pass).drafts,
	(*pass).takeBack, (*pass).apologies, (*pass).due, (*pass).closing, (*pass).questions, (*pass).untouched, (*pass).waiting, (*pass).unclaimed, (*pass).papersEnd, (*pass).resultsEnd, (*pass).slips, (*pass).mail, (*pass).tellProvince, (*pass).forget,
}

// Run sweeps a slice of the context's tenant and returns where to go on;
// empty: it is done. One dossier that fails does not stop the others; the
// fault then says how many failed and why the first one did. Scope: worker.
func (w *Sweep) Run(ctx context.Context, cursor string) (next string, err error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return "", err
	}
	p := &pass{Sweep: w, tenant: sc.Tenant, now: w.Now()}
	if p.cal, err = w.Calendar(ctx, sc.Tenant); err != nil {
		return "", fmt.Errorf("calendar: %w", err)
	}
	if p.rules, err = w.ReminderRules(ctx); err != nil {
		return "", fmt.Errorf("rules: %w", err)
	}
	if cursor != "" {
		if p.place, err = placeOf(cursor); err != nil {
			return "", err
		}
	} else if p.place, err = w.begin(ctx, p.now); err != nil {
		return "", err
	}
	for total := 0; p.stage < len(stages); {
		n, err := stages[p.stage](p, ctx)
		if err != nil {
			p.fail(fmt.Errorf("stage %d: %w", p.stage, err))
		}
		if total += n; n < slice {
			p.stage, p.at, p.id = p.stage+1, beginning, uuid.Nil
		}
		if total >= slice && p.stage < len(stages) {
			return p.String(), p.err()
		}
	}
	return "", p.err()
}

func (p *pass) fail(err error) {
	if p.failed++; p.first == nil {
		p.first = err
	}
}

func (p *pass) err() error {
	if p.failed == 0 {
		return nil
	}
	return fmt.Errorf("sweep: %d failed, the first: %w", p.failed, p.first)
}

func (w *Sweep) begin(ctx context.Context, now time.Time) (place, error) {
	p := place{since: now.Add(-farthest), at: beginning}
	last, err := pg.Values[*time.Time](ctx, w.DB, `SELECT last_success_at FROM app.job_run WHERE kind = 'sweep_tenant' AND tenant_id = app.tenant_id()`)
	if err == nil && len(last) == 1 && last[0] != nil {
		if t := last[0].Add(-slack); t.After(p.since) {
			p.since = t
		}
	}
	return p, err
}

// key is what every page is ordered by.
type key struct {
	ID uuid.UUID `db:"id"`
	At time.Time `db:"at"`
}

// each reads a page of keys and acts on each row.
func (p *pass) each(ctx context.Context, sql string, until time.Time, act func(key) error) (int, error) {
	rows, err := pg.Rows[key](ctx, p.DB, sql, p.tenant, until, p.at, p.id, slice)
	for _, r := range rows {
		p.at, p.id = r.At, r.ID
		if err := act(r); err != nil && !Settled(err) {
			p.fail(err)
		}
	}
	return len(rows), err
}

// lapse stops dossiers whose request for papers closed unanswered.
func (p *pass) lapse(ctx context.Context) (int, error) {
	return p.each(ctx, `SELECT id, supplement_closes_at AS at FROM app.dossier WHERE holder_tenant = $1 AND state = 'awaiting_supplement' AND supplement_closes_at <= $2
		AND (supplement_closes_at, id) > ($3, $4) ORDER BY supplement_closes_at, id LIMIT $5`, p.now, func(k key) error { return p.LapseSupplement(ctx, k.ID) })
}

// receive takes over what nobody refused in time.
func (p *pass) receive(ctx context.Context) (int, error) {
	return p.each(ctx, `SELECT dossier_id AS id, answer_by AS at FROM app.handover WHERE to_tenant = $1 AND state = 'delivered' AND answer_by <= $2
		AND (answer_by, dossier_id) > ($3, $4) ORDER BY answer_by, dossier_id LIMIT $5`, p.now, func(k key) error { return p.ReceiveHandover(ctx, Ref{ID: k.ID}) })
}

// deliver passes on what was sent a while ago and is not delivered.
func (p *pass) deliver(ctx context.Context) (int, error) {
	return p.each(ctx, `SELECT id, sent_at AS at FROM app.handover WHERE from_tenant = $1 AND state = 'sent' AND sent_at <= $2
		AND (sent_at, id) > ($3, $4) ORDER BY sent_at, id LIMIT $5`, p.now.Add(-10*time.Minute), func(k key) error { return p.DeliverHandover(ctx, k.ID) })
}

// answers goes on with dossiers whose questions to others were answered, or
// lapsed where silence is consent.
func (p *pass) answers(ctx context.Context) (int, error) {
	return p.each(ctx, `SELECT id, due_at AS at FROM app.consultation WHERE tenant_id = $1 AND state IN ('open', 'answered') AND taken_at IS NULL
		AND (state = 'answered' OR silence = 'consent' AND due_at <= $2) AND (due_at, id) > ($3, $4) ORDER BY due_at, id LIMIT $5`, p.now, func(k key) error { return p.TakeAnswer(ctx, k.ID) })
}

// drafts goes on with dossiers whose residents answered, or did not in time,
// what they were shown.
func (p *pass) drafts(ctx context.Context) (int, error) {
	return p.each(ctx, `SELECT id, due_at AS at FROM app.draft_confirmation WHERE tenant_id = $1 AND taken_at IS NULL
		AND (answered_at IS NOT NULL OR due_at <= $2) AND (due_at, id) > ($3, $4) ORDER BY due_at, id LIMIT $5`, p.now, func(k key) error { return p.TakeDraftAnswer(ctx, k.ID) })
}

// Settled tells whether a job that met this fault has nothing left to do: the
// dossier moved on, or is no longer this tenant's to see. A row that is merely
// busy, or changed between two reads, is worth another try.
func Settled(err error) bool {
	switch {
	case err == nil, fault.Is(err, fault.NotFound):
		return true
	case fault.Is(err, fault.Conflict):
		return fault.HasKey(err, "dossier.moved_on") || fault.HasKey(err, "handover.not_delivered") || fault.HasKey(err, "handover.not_due")
	}
	return false
}
