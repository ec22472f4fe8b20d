package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/audit"
	"motcua/jobs/args"
)

// Move is why dates move: a version of a calendar.
type Move struct {
	Seq        int64
	No         int
	Office     string // whose calendar
	Reason     string
	LegalBasis string
}

// moved collects what a slice of dossiers gets.
type moved struct {
	v       Move
	now     time.Time
	entries []audit.Entry
	tell    []river.JobArgs
	lapse   []lapse

	ids          []uuid.UUID // dossiers whose own row changes
	dues, lawful []*time.Time
	closes       []*time.Time

	terms   []uuid.UUID // steps and windows
	to      []time.Time
	amounts []int
	given   []int64
}

type lapse struct {
	job args.LapseSupplement
	at  time.Time
}

// MoveDates moves the promises of the next dossiers that the law lets a version
// move, and has their people told; with them the times of open steps, the
// windows of residents who were asked for more (later only) and intake clocks.
// Other terms keep their date: those of offices that were asked run on their own
// calendar, those of payments stand on the notice. It computes by the calendar
// that is there now: a version that came later is taken account of, and its own
// job finds nothing left. What has the right date already is left alone, so
// twice is once. then runs in the same transaction. Scope: worker.
func (s *Service) MoveDates(ctx context.Context, after uuid.UUID, limit int, v Move, then func(ctx context.Context, tx pgx.Tx, r Recount) error) (r Recount, err error) {
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		r = Recount{}
		m := &moved{v: v, now: s.Now()}
		if err := s.recount(ctx, tx, " FOR UPDATE", after, limit, &r, func(c *counted) error { return s.move(ctx, c, m, &r) }); err != nil {
			return err
		}
		if err := s.writeMoved(ctx, tx, m); err != nil {
			return err
		}
		return then(ctx, tx, r)
	})
	return r, err
}

// move computes one dossier. A fault leaves it as it is.
func (s *Service) move(ctx context.Context, c *counted, m *moved, r *Recount) error {
	due, law, closes := c.DueAt, c.LawfulDue, c.SupplementClosesAt
	var dates []Dated
	promise, err := s.movedPromise(ctx, c, m.v, &due, &law)
	if err != nil {
		return err
	}
	if promise {
		dates = append(dates, Dated{ID: c.ID, Code: c.CodeText(), From: *c.DueAt, To: *due})
	}
	inside, window := []map[string]any{}, false
	for _, x := range c.terms {
		q := c.at(x)
		q.Least = m.v.Seq
		is, err := s.calendarAt(ctx, q)
		if err != nil {
			return err
		}
		q.Below = m.v.Seq
		was, err := s.calendarAt(ctx, q)
		if err != nil {
			return err
		}
		to, amount, ok, err := x.moves(was, is)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		dates = append(dates, Dated{ID: c.ID, Code: c.CodeText(), What: x.What, Title: x.Title, From: x.Due, To: to})
		switch x.What {
		case MovedIntake:
			due = &to
		case MovedWindow:
			closes, window = &to, true
			m.lapse = append(m.lapse, lapse{args.LapseSupplement{Ref: args.For(ctx, *c.Holder), DossierID: c.ID}, to.Add(time.Minute)})
		}
		if x.What != MovedWindow {
			inside = append(inside, map[string]any{"what": x.What, "title": x.Title, "from": x.Due.UTC(), "to": to.UTC()})
		}
		if x.What != MovedIntake {
			m.terms, m.to, m.amounts, m.given = append(m.terms, x.ID), append(m.to, to), append(m.amounts, amount), append(m.given, x.Calendar)
		}
	}
	if len(dates) == 0 {
		return nil
	}
	r.Dates = append(r.Dates, dates...)
	why := func(more map[string]any) map[string]any {
		more["reason"], more["legal_basis"], more["office"], more["calendar_no"] = m.v.Reason, m.v.LegalBasis, m.v.Office, m.v.No
		return more
	}
	say := func(kind string, data map[string]any) {
		m.entries = append(m.entries, audit.Entry{Subject: "dossier", SubjectID: c.ID, Kind: kind, Public: true, At: m.now, Data: why(data)})
		m.tell = append(m.tell, args.NotifyDossier{Ref: args.For(ctx, *c.Holder), DossierID: c.ID, Event: kind, Version: c.Version + 1})
	}
	if promise {
		say("dossier.date_moved", map[string]any{"from": c.DueAt.UTC(), "promise": due.UTC()})
	}
	if window {
		say("dossier.window_moved", map[string]any{"from": c.SupplementClosesAt.UTC(), "closes": closes.UTC()})
	}
	if len(inside) > 0 {
		m.entries = append(m.entries, audit.Entry{Subject: "dossier", SubjectID: c.ID, Kind: "dossier.steps_moved", At: m.now, Data: why(map[string]any{"terms": inside})})
	}
	if promise || window || !sameTime(due, c.DueAt) {
		m.ids, m.dues, m.lawful, m.closes = append(m.ids, c.ID), append(m.dues, due), append(m.lawful, law), append(m.closes, closes)
	}
	return nil
}

// movedPromise tells whether a version moves the promise, and where to.
func (s *Service) movedPromise(ctx context.Context, c *counted, v Move, due, law **time.Time) (bool, error) {
	if len(c.ledger) == 0 {
		return false, nil
	}
	q := c.q
	q.Least = max(q.Least, v.Seq)
	cal, err := s.calendarAt(ctx, q)
	if err != nil {
		return false, err
	}
	q.Below = v.Seq
	was, err := s.calendarAt(ctx, q)
	if err != nil {
		return false, err
	}
	p, err := c.due(cal)
	if err != nil || p.Due.IsZero() || c.DueAt == nil || p.Due.Equal(*c.DueAt) {
		return false, err
	}
	o, err := c.due(was)
	if err != nil || o.Due.Equal(p.Due) {
		return false, err // another date for another reason
	}
	*due = nilTime(p.Due)
	if !p.LawfulDue.IsZero() {
		*law = nilTime(p.LawfulDue)
	}
	return true, nil
}

func (s *Service) writeMoved(ctx context.Context, tx pgx.Tx, m *moved) error {
	if len(m.entries) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE app.dossier d SET due_at = x.due, lawful_due = x.lawful, supplement_closes_at = x.closes, version = d.version + 1
		FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[]) x(id, due, lawful, closes) WHERE d.id = x.id`, m.ids, m.dues, m.lawful, m.closes); err != nil {
		return err
	}
	for _, t := range []string{`UPDATE app.task t SET due_at = x.due, minutes = x.amount, calendar = x.given`, `UPDATE app.supplement t SET closes_at = x.due, days = x.amount, calendar = x.given`} {
		if _, err := tx.Exec(ctx, t+` FROM unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::bigint[]) x(id, due, amount, given) WHERE t.id = x.id`, m.terms, m.to, m.amounts, m.given); err != nil {
			return err
		}
	}
	if err := audit.WriteAll(ctx, tx, m.entries...); err != nil {
		return err
	}
	for _, l := range m.lapse {
		if err := s.Jobs.InsertAt(ctx, tx, l.job, l.at); err != nil {
			return err
		}
	}
	return s.Jobs.InsertMany(ctx, tx, m.tell)
}
