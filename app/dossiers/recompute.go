package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// Dated is one date of an open dossier that a change of the calendar concerns.
// Kept: by the new calendar alone it would be To, but it stays.
type Dated struct {
	ID    uuid.UUID `json:"id"`
	Code  string    `json:"code"`
	What  string    `json:"what,omitempty"`  // MovedStep, MovedWindow, MovedIntake; "" the promise
	Title string    `json:"title,omitempty"` // of the step
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Kept  bool      `json:"kept,omitempty"`
}

// Recount is what a slice of the dossiers that a tenant holds came to.
type Recount struct {
	Seen   int
	Last   uuid.UUID // where to go on; uuid.Nil: it was the last slice
	Dates  []Dated
	Failed int // could not be computed; they stay as they are
	First  error
}

const held = `holder_tenant = $1 AND is_open`

// RunningClocks counts the open dossiers that the context's tenant holds.
// Scope: worker.
func (s *Service) RunningClocks(ctx context.Context) (int, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return 0, err
	}
	return pg.Value[int](ctx, s.DB, `SELECT count(*)::int FROM app.dossier WHERE `+held, sc.Tenant)
}

// Calendars gives, for one clock, three calendars: as the promise stands, with
// the days of a change that the law lets move it, and by the change alone.
type Calendars func(ctx context.Context, q registry.CalendarQuery) (was, moved, anew *deadlines.Calendar, err error)

// TryCalendar says which dates of the next dossiers a change of the calendar
// concerns, and writes nothing. Scope: worker.
func (s *Service) TryCalendar(ctx context.Context, after uuid.UUID, limit int, by Calendars) (r Recount, err error) {
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		return s.recount(ctx, tx, "", after, limit, &r, func(c *counted) error {
			if err := c.try(ctx, by, &r); err != nil {
				return err
			}
			for _, x := range c.terms {
				was, moved, anew, err := by(ctx, c.at(x))
				if err != nil {
					return err
				}
				to, _, ok, err := x.moves(was, moved)
				if err != nil {
					return err
				}
				kept := false
				if !ok && x.What == MovedWindow { // the resident was told this date: say that it stays
					if to, _, err = x.under(was, anew); err != nil {
						return err
					}
					kept = !to.Equal(x.Due)
				}
				if ok || kept {
					r.Dates = append(r.Dates, Dated{ID: c.ID, Code: c.CodeText(), What: x.What, Title: x.Title, From: x.Due, To: to, Kept: kept})
				}
			}
			return nil
		})
	})
	return r, err
}

// try is TryCalendar for the promise.
func (c *counted) try(ctx context.Context, by Calendars, r *Recount) error {
	if len(c.ledger) == 0 {
		return nil
	}
	was, moved, anew, err := by(ctx, c.q)
	if err != nil {
		return err
	}
	p, err := c.due(was)
	if err != nil || p.Due.IsZero() || c.DueAt == nil {
		return err
	}
	m, err := c.due(moved)
	if err != nil {
		return err
	}
	if !m.Due.Equal(p.Due) {
		r.Dates = append(r.Dates, Dated{ID: c.ID, Code: c.CodeText(), From: *c.DueAt, To: m.Due})
		return nil
	}
	n, err := c.due(anew)
	if err == nil && !n.Due.Equal(p.Due) {
		r.Dates = append(r.Dates, Dated{ID: c.ID, Code: c.CodeText(), From: *c.DueAt, To: n.Due, Kept: true})
	}
	return err
}

// counted is one dossier with what its date is computed from.
type counted struct {
	Dossier
	q      registry.CalendarQuery
	policy deadlines.Policy
	ledger deadlines.Ledger // empty: no clock has started
	terms  []smaller
}

// at is the calendar of one of its smaller terms.
func (c *counted) at(x smaller) registry.CalendarQuery {
	return registry.CalendarQuery{Tenant: c.Competent, Field: c.q.Field, Pinned: true, Given: x.Calendar}
}

func (c *counted) due(cal *deadlines.Calendar) (deadlines.Promise, error) {
	return deadlines.Compute(cal, c.policy, c.ledger, c.SubmittedAtOrZero())
}

// SubmittedAtOrZero is a moment that is always there.
func (d *Dossier) SubmittedAtOrZero() time.Time {
	if d.SubmittedAt == nil {
		return time.Time{}
	}
	return *d.SubmittedAt
}

// recount reads the next dossiers held by id, with their ledgers and smaller
// terms, and does something with each. One that cannot be computed stops none of the others.
func (s *Service) recount(ctx context.Context, tx pgx.Tx, lock string, after uuid.UUID, limit int, r *Recount, do func(*counted) error) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM app.dossier WHERE `+held+` AND id > $2 ORDER BY id LIMIT $3`+lock, sc.Tenant, after, limit)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Dossier])
	if err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	type line struct {
		Dossier uuid.UUID `db:"dossier_id"`
		ClockRow
	}
	// after the lock, so that what an act wrote meanwhile is seen
	rows, err = tx.Query(ctx, `SELECT dossier_id, `+clockColumns+` FROM app.clock_entry WHERE dossier_id = ANY ($1) ORDER BY dossier_id, seq`, ids)
	if err != nil {
		return err
	}
	lines, err := pgx.CollectRows(rows, pgx.RowToStructByName[line])
	if err != nil {
		return err
	}
	ledgers := map[uuid.UUID][]ClockRow{}
	for _, l := range lines {
		ledgers[l.Dossier] = append(ledgers[l.Dossier], l.ClockRow)
	}
	terms, err := smallerTerms(ctx, tx, ids, sc.Tenant)
	if err != nil {
		return err
	}
	for i := range list {
		r.Seen++
		c, err := s.counted(ctx, &list[i], ledgers[list[i].ID], terms[list[i].ID], sc.Tenant)
		if err == nil && len(c.ledger)+len(c.terms) > 0 {
			err = do(c)
		}
		if err != nil {
			if r.Failed++; r.First == nil {
				r.First = err
			}
		}
	}
	if len(list) == limit {
		r.Last = list[len(list)-1].ID
	}
	return nil
}

// counted puts together what the dates of one dossier are computed from. The
// promise is the competent office's alone.
func (s *Service) counted(ctx context.Context, d *Dossier, ledger []ClockRow, terms []smaller, me uuid.UUID) (*counted, error) {
	c := &counted{Dossier: *d, terms: terms}
	if len(ledger)+len(terms) == 0 {
		return c, nil
	}
	policy, field, err := s.policyFor(ctx, d)
	if err != nil {
		return c, err
	}
	c.policy, c.q = policy, registry.CalendarQuery{Tenant: d.Competent, Field: field}
	if len(ledger) > 0 && d.Competent == me && d.PromisedFirst != nil {
		c.ledger = Ledger(ledger)
		c.q.Pinned, c.q.Given, c.q.Least = true, given(ledger), ledger[0].Newest
	}
	for i := range c.terms {
		if c.terms[i].What == MovedIntake {
			t, err := s.TermsFor(ctx, d)
			if err != nil {
				return c, err
			}
			c.terms[i].Amount = &t.Intake
		}
	}
	return c, nil
}

func (s *Service) policyFor(ctx context.Context, d *Dossier) (deadlines.Policy, string, error) {
	if s.Policy != nil {
		return s.Policy(ctx, termsQuery(d))
	}
	t, err := s.TermsFor(ctx, d)
	return t.Policy(d.Channel), t.Field, err
}
