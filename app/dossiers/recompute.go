package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/audit"
	"motcua/app/deadlines"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// Dated is one open dossier that a change of the calendar concerns. Kept: by
// the new calendar alone it would be due at To, but the promise stays.
type Dated struct {
	ID   uuid.UUID `json:"id"`
	Code string    `json:"code"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Kept bool      `json:"kept,omitempty"`
}

// Recount is what a slice of a tenant's running clocks came to.
type Recount struct {
	Seen   int
	Last   uuid.UUID // where to go on; uuid.Nil: it was the last slice
	Dates  []Dated
	Failed int // could not be computed; they stay as they are
	First  error
}

const running = `competent_tenant = $1 AND holder_tenant = $1 AND is_open AND promised_first IS NOT NULL`

// RunningClocks counts the open dossiers of the context's tenant whose clock
// has started. Scope: worker.
func (s *Service) RunningClocks(ctx context.Context) (int, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return 0, err
	}
	return pg.Value[int](ctx, s.DB, `SELECT count(*)::int FROM app.dossier WHERE `+running, sc.Tenant)
}

// Calendars gives, for one clock, three calendars: as the promise stands, with
// the days of a change that the law lets move it, and by the change alone.
type Calendars func(ctx context.Context, q registry.CalendarQuery) (was, moved, anew *deadlines.Calendar, err error)

// TryCalendar says which of the next dossiers a change of the calendar
// concerns, and writes nothing. Scope: worker.
func (s *Service) TryCalendar(ctx context.Context, after uuid.UUID, limit int, by Calendars) (r Recount, err error) {
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		return s.recount(ctx, tx, "", after, limit, &r, func(c *counted) error {
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
		})
	})
	return r, err
}

// Move is why dates move: a version of a calendar.
type Move struct {
	Seq        int64
	No         int
	Office     string // whose calendar
	Reason     string
	LegalBasis string
}

// MoveDates moves the promises of the next dossiers that the law lets a version
// move, and has their people told. It computes by the calendar that is there
// now: a version that came later is taken account of, and its own job finds
// nothing left. A dossier that has the right date already is left alone, so
// twice is once. then runs in the same transaction. Scope: worker.
func (s *Service) MoveDates(ctx context.Context, after uuid.UUID, limit int, v Move, then func(ctx context.Context, tx pgx.Tx, r Recount) error) (r Recount, err error) {
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		r = Recount{}
		var ids []uuid.UUID
		var dues, lawful []*time.Time
		var entries []audit.Entry
		var tell []river.JobArgs
		now := s.Now()
		err := s.recount(ctx, tx, " FOR UPDATE", after, limit, &r, func(c *counted) error {
			c.q.Least = max(c.q.Least, v.Seq)
			cal, err := s.calendarAt(ctx, c.q)
			if err != nil {
				return err
			}
			before := c.q
			before.Below = v.Seq
			was, err := s.calendarAt(ctx, before)
			if err != nil {
				return err
			}
			p, err := c.due(cal)
			if err != nil || p.Due.IsZero() || c.DueAt == nil || p.Due.Equal(*c.DueAt) {
				return err
			}
			o, err := c.due(was)
			if err != nil || o.Due.Equal(p.Due) {
				return err // another date for another reason
			}
			law := c.LawfulDue
			if !p.LawfulDue.IsZero() {
				law = nilTime(p.LawfulDue)
			}
			ids, dues, lawful = append(ids, c.ID), append(dues, nilTime(p.Due)), append(lawful, law)
			r.Dates = append(r.Dates, Dated{ID: c.ID, Code: c.CodeText(), From: *c.DueAt, To: p.Due})
			entries = append(entries, audit.Entry{Subject: "dossier", SubjectID: c.ID, Kind: "dossier.date_moved", Public: true, At: now, Data: map[string]any{
				"from": c.DueAt.UTC(), "promise": p.Due.UTC(), "reason": v.Reason, "legal_basis": v.LegalBasis, "office": v.Office, "calendar_no": v.No,
			}})
			tell = append(tell, args.NotifyDossier{Ref: args.For(ctx, c.Competent), DossierID: c.ID, Event: "dossier.date_moved", Version: c.Version + 1})
			return nil
		})
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return then(ctx, tx, r)
		}
		if _, err := tx.Exec(ctx, `UPDATE app.dossier d SET due_at = x.due, lawful_due = x.lawful, version = d.version + 1
			FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) x(id, due, lawful) WHERE d.id = x.id`, ids, dues, lawful); err != nil {
			return err
		}
		if err := audit.WriteAll(ctx, tx, entries...); err != nil {
			return err
		}
		if err := s.Jobs.InsertMany(ctx, tx, tell); err != nil {
			return err
		}
		return then(ctx, tx, r)
	})
	return r, err
}

// counted is one dossier with what its date is computed from.
type counted struct {
	Dossier
	q      registry.CalendarQuery
	policy deadlines.Policy
	ledger deadlines.Ledger
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

// recount reads the next running clocks by id, with their ledgers, and does
// something with each. One that cannot be computed stops none of the others.
func (s *Service) recount(ctx context.Context, tx pgx.Tx, lock string, after uuid.UUID, limit int, r *Recount, do func(*counted) error) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM app.dossier WHERE `+running+` AND id > $2 ORDER BY id LIMIT $3`+lock, sc.Tenant, after, limit)
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
	for i := range list {
		d := &list[i]
		r.Seen++
		ledger := ledgers[d.ID]
		if len(ledger) == 0 {
			continue
		}
		policy, field, err := s.policyFor(ctx, d)
		if err == nil {
			err = do(&counted{Dossier: *d, policy: policy, ledger: Ledger(ledger), q: registry.CalendarQuery{
				Tenant: d.Competent, Field: field, Pinned: true, Given: given(ledger), Least: ledger[0].Newest,
			}})
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

func (s *Service) policyFor(ctx context.Context, d *Dossier) (deadlines.Policy, string, error) {
	if s.Policy != nil {
		return s.Policy(ctx, termsQuery(d))
	}
	t, err := s.TermsFor(ctx, d)
	return t.Policy(d.Channel), t.Field, err
}
