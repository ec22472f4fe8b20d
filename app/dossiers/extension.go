package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/storage/pg"
)

// Apology is the letter of apology with a new date (M04), from the day it is
// drafted: before the breach, by a job or by an officer.
type Apology struct {
	ID           uuid.UUID  `db:"id"`
	State        string     `db:"state"` // drafted, proposed, sent, cancelled
	OldDue       time.Time  `db:"old_due"`
	Amount       int        `db:"amount"` // of Unit; 0 until somebody proposed
	Unit         string     `db:"unit"`   // deadlines.Unit
	NewDue       *time.Time `db:"new_due"`
	Reason       string     `db:"reason"`
	DraftedAt    time.Time  `db:"drafted_at"`
	ProposedName string     `db:"proposed_name"`
	ProposedAt   *time.Time `db:"proposed_at"`
	SignedName   string     `db:"signed_name"`
	SignedAt     *time.Time `db:"signed_at"`
}

const apologyColumns = `id, state, old_due, amount, unit, new_due, reason, drafted_at, proposed_name, proposed_at, signed_name, signed_at`

// Late tells whether the letter went out after the date it apologises for.
func (a Apology) Late() bool { return a.SignedAt != nil && a.SignedAt.After(a.OldDue) }

// Apology is the letter that waits or was sent; nil when there is none.
func (f *Full) Apology() *Apology {
	for i := len(f.Apologies) - 1; i >= 0; i-- {
		if f.Apologies[i].State != "cancelled" {
			return &f.Apologies[i]
		}
	}
	return nil
}

// Extension is one length by which a term may be extended, and the date it gives.
type Extension struct {
	Amount int // in the unit of the term
	Due    time.Time
}

// ExtensionLimit is the longest extension in the unit of the term; 0: none.
//
// That a date is given anew at most once is old law (Decree 61/2018 article
// 19.9) and is in the present form M04 (confidence M). How long it may be was
// found in no text (confidence BG), so it is configuration: the revision says
// it, else the province, in percent of the procedure's own term; never nothing
// for a term that has one, and one working day for what is due the same day.
func ExtensionLimit(p deadlines.Policy, ofRevision, percent int) int {
	switch {
	case ofRevision < 0:
		return 0
	case ofRevision > 0:
		return min(ofRevision, longest)
	case p.Unit == deadlines.SameDay || p.Amount == 0:
		return 1
	}
	return min(max(p.Amount*percent/100, 1), longest)
}

// longest keeps the list of dates one that a person can read.
const longest = 60

// Extensions lists the dates that a clock may be extended to now: later than
// the promise and than now. None while the clock does not run, or once it was
// extended.
func Extensions(cal *deadlines.Calendar, p deadlines.Policy, l deadlines.Ledger, now time.Time, limit int) ([]Extension, error) {
	for _, e := range l {
		if e.Kind == deadlines.Extend {
			return nil, nil
		}
	}
	was, err := deadlines.Compute(cal, p, l, now)
	if err != nil || was.State != deadlines.Running || was.Due.IsZero() {
		return nil, err
	}
	var out []Extension
	for n := 1; n <= limit; n++ {
		is, err := deadlines.Compute(cal, p, append(l[:len(l):len(l)], deadlines.Entry{Kind: deadlines.Extend, At: now, Amount: n}), now)
		if err != nil {
			return nil, err
		}
		if is.Due.After(was.Due) && is.Due.After(now) {
			out = append(out, Extension{n, is.Due})
		}
	}
	return out, nil
}

// ExtensionsOf lists the dates that a dossier may be put off to.
func (s *Service) ExtensionsOf(ctx context.Context, f *Full) ([]Extension, error) {
	cal, err := s.Calendar(ctx, f.Competent)
	if err != nil {
		return nil, err
	}
	if cal, err = s.calendarOf(ctx, &f.Dossier, f.Terms, cal, f.Clock); err != nil {
		return nil, err
	}
	rules, err := s.ReminderRules(ctx)
	if err != nil {
		return nil, err
	}
	p := f.Terms.Policy(f.Channel)
	return Extensions(cal, p, Ledger(f.Clock), s.Now(), ExtensionLimit(p, f.Terms.Extend, rules.ExtensionPercent))
}

// WaitingApology is one line of the list of letters that nobody sent yet.
type WaitingApology struct {
	Dossier   uuid.UUID  `db:"dossier_id"`
	Code      string     `db:"code"`
	Procedure *uuid.UUID `db:"procedure_id"`
	Applicant string     `db:"applicant_name"`
	Assignee  *uuid.UUID `db:"assignee"`
	State     string     `db:"state"`
	OldDue    time.Time  `db:"old_due"`
	NewDue    *time.Time `db:"new_due"`
}

// WaitingApologies lists the letters that wait here, the nearest breach first,
// 200 at most. Scope: tenant.
func (s *Service) WaitingApologies(ctx context.Context) ([]WaitingApology, error) {
	return pg.Rows[WaitingApology](ctx, s.DB, `SELECT a.dossier_id, t.code, t.procedure_id, t.applicant_name, t.assignee, a.state, a.old_due, a.new_due FROM app.apology a
		JOIN app.tenant_dossier t ON t.tenant_id = a.tenant_id AND t.dossier_id = a.dossier_id
		WHERE a.tenant_id = app.tenant_id() AND a.state IN ('drafted', 'proposed') AND t.holder AND t.state IN ('accepted', 'processing') ORDER BY a.old_due, a.id LIMIT 200`)
}
