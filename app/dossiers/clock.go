package dossiers

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/storage/pg"
	"motcua/tenants"
)

// clock is a dossier's ledger with what it is computed by.
type clock struct {
	cal    *deadlines.Calendar // of the promise that stands
	now    *deadlines.Calendar // of a promise given anew
	policy deadlines.Policy
	ledger deadlines.Ledger
}

// ClockRow is one stored line of the ledger.
type ClockRow struct {
	Seq        int        `db:"seq"`
	Kind       string     `db:"kind"`
	At         time.Time  `db:"at"`
	PauseKind  string     `db:"pause_kind"`
	LegalBasis string     `db:"legal_basis"`
	Amount     int        `db:"amount"`
	ActorName  string     `db:"actor_name"`
	Promise    *time.Time `db:"promise"`
	Calendar   int64      `db:"calendar"` // version it was computed under
	Newest     int64      `db:"newest"`   // version that is there now
	Reason     string     `db:"reason"`   // of an extension
}

const clockColumns = `seq, kind, at, pause_kind, legal_basis, amount, actor_name, promise, reason, calendar, (SELECT coalesce(max(seq), 0) FROM app.calendar_version) AS newest`

// Ledger turns stored rows into the value that deadlines computes with.
func Ledger(rows []ClockRow) deadlines.Ledger {
	l := make(deadlines.Ledger, len(rows))
	for i, r := range rows {
		l[i] = deadlines.Entry{Kind: deadlines.Kind(r.Kind), At: r.At, PauseKind: deadlines.PauseKind(r.PauseKind), LegalBasis: r.LegalBasis, Actor: r.ActorName, Amount: r.Amount, Reason: r.Reason}
	}
	return l
}

func (s *Service) clockOf(ctx context.Context, tx pgx.Tx, d *Dossier, t Terms, cal *deadlines.Calendar) (*clock, error) {
	rows, err := tx.Query(ctx, `SELECT `+clockColumns+` FROM app.clock_entry WHERE dossier_id = $1 ORDER BY seq`, d.ID)
	if err != nil {
		return nil, err
	}
	rs, err := pgx.CollectRows(rows, pgx.RowToStructByName[ClockRow])
	if err != nil {
		return nil, err
	}
	c := &clock{now: cal, policy: t.Policy(d.Channel), ledger: Ledger(rs)}
	c.cal, err = s.calendarOf(ctx, d, t, cal, rs)
	return c, err
}

// add appends one entry to the ledger, computes the new promise and stores both.
func (c *clock) add(ctx context.Context, tx pgx.Tx, d *Dossier, e deadlines.Entry) error {
	e, p, err := c.count(ctx, d, e)
	if err != nil {
		return err
	}
	sc := scope(ctx)
	var tenant *uuid.UUID
	if sc.Kind == tenants.KindTenant || sc.Kind == tenants.KindWorker {
		tenant = &sc.Tenant
	}
	_, err = tx.Exec(ctx, `INSERT INTO app.clock_entry (id, dossier_id, tenant_id, seq, kind, at, pause_kind, legal_basis, amount, actor_name, promise, calendar, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		newID(), d.ID, tenant, len(c.ledger), string(e.Kind), e.At, string(e.PauseKind), e.LegalBasis, e.Amount, e.Actor, nilTime(p.Due), c.cal.Version(), e.Reason)
	return err
}

// count is add without storing the entry: the ledger with it, and what it makes
// of the dossier's dates.
func (c *clock) count(ctx context.Context, d *Dossier, e deadlines.Entry) (deadlines.Entry, deadlines.Promise, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return e, deadlines.Promise{}, err
	}
	e.Actor = sc.Actor.Name
	e.At = e.At.UTC().Truncate(time.Microsecond)
	c.ledger = append(c.ledger, e)
	c.cal = c.under(e.Kind)
	p, err := deadlines.Compute(c.cal, c.policy, c.ledger, e.At)
	if err != nil {
		return e, p, fmt.Errorf("clock: %w", err)
	}
	d.DueAt = nilTime(p.Due)
	if p.State == deadlines.Stopped {
		d.DueAt = nil
		n, err := deadlines.WorkedMinutes(c.cal, c.policy, c.ledger, e.At)
		if err != nil {
			return e, p, fmt.Errorf("clock: %w", err)
		}
		d.worked = &n
	}
	if d.PromisedFirst == nil {
		d.PromisedFirst = nilTime(p.First)
	}
	if !p.LawfulDue.IsZero() {
		d.LawfulDue = nilTime(p.LawfulDue)
	}
	return e, p, nil
}

// intakeDue is when an online filing must be answered: working minutes after at.
func intakeDue(cal *deadlines.Calendar, at time.Time, minutes int) (time.Time, error) {
	return deadlines.AddWorkingMinutes(cal, at, minutes)
}

// windowEnd is closing time of the last working day of a window; the day it is asked does not count.
func windowEnd(cal *deadlines.Calendar, at time.Time, days int) (time.Time, error) {
	p, err := deadlines.Compute(cal, deadlines.Policy{Unit: deadlines.WorkingDay, Amount: days, DayRule: deadlines.ByCivilDays},
		deadlines.Ledger{{Kind: deadlines.Start, At: at}}, at)
	return p.Due, err
}

// Explain accounts for the promised date day by day. For a dossier whose clock
// has not started the explanation is empty. Fault: NotFound.
func (s *Service) Explain(ctx context.Context, d Dossier) (deadlines.Explanation, error) {
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return deadlines.Explanation{}, err
	}
	cal, err := s.calendar(ctx, d.Competent, t.Field)
	if err != nil {
		return deadlines.Explanation{}, err
	}
	rows, err := pg.Rows[ClockRow](ctx, s.DB, `SELECT `+clockColumns+` FROM app.clock_entry WHERE dossier_id = $1 ORDER BY seq`, d.ID)
	if err != nil || len(rows) == 0 {
		return deadlines.Explanation{}, err
	}
	if cal, err = s.calendarOf(ctx, &d, t, cal, rows); err != nil {
		return deadlines.Explanation{}, err
	}
	return deadlines.Explain(cal, t.Policy(d.Channel), Ledger(rows), s.Now())
}

// Expected is the promise that would follow if the clock started at that
// moment: printed with the word "dự kiến" until the dated slip follows.
func (s *Service) Expected(ctx context.Context, t Terms, channel string, competent uuid.UUID, at time.Time) (time.Time, error) {
	cal, err := s.calendar(ctx, competent, t.Field)
	if err != nil {
		return time.Time{}, err
	}
	p, err := deadlines.Compute(cal, t.Policy(channel), deadlines.Ledger{{Kind: deadlines.Start, At: at}}, at)
	return p.Due, err
}
