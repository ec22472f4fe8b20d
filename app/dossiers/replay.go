package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// ReplayFault is one stored value that its ledger does not give.
type ReplayFault struct {
	Seq      int        `json:"seq,omitempty"` // the entry whose promise it is; 0: the dossier's own row
	What     string     `json:"what"`          // promise, first, due, lawful_due, worked, ledger
	Stored   *time.Time `json:"stored"`
	Computed *time.Time `json:"computed"`
	Why      string     `json:"why,omitempty"`
}

// Replayed is one dossier whose clock was computed again from its ledger.
type Replayed struct {
	ID      uuid.UUID     `json:"id"`
	Code    string        `json:"code"`
	Entries int           `json:"entries"`
	Moved   int           `json:"rebased,omitempty"` // entries made under an earlier version of the procedure, not computed again
	Faults  []ReplayFault `json:"faults,omitempty"`
}

const replaySlice = 250

// Replay computes every promise that the context's tenant gave for the dossiers
// it accepted in [from, to), each as it was at its moment: from the ledger up
// to there, the revision's terms and the version of the calendar that the entry
// names. each gets every dossier, those that differ with what differs; nothing
// is written. Scope: tenant.
func (s *Service) Replay(ctx context.Context, from, to time.Time, each func(Replayed) error) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	for after := uuid.Nil; ; {
		list, err := pg.Rows[Dossier](ctx, s.DB, `SELECT `+columns+` FROM app.dossier WHERE competent_tenant = $1 AND accepted_at >= $2 AND accepted_at < $3 AND id > $4 ORDER BY id LIMIT $5`, sc.Tenant, from, to, after, replaySlice)
		if err != nil || len(list) == 0 {
			return err
		}
		lines, err := s.replayLines(ctx, list)
		if err != nil {
			return err
		}
		for i := range list {
			r, err := s.replayOne(ctx, &list[i], lines[list[i].ID])
			if err != nil {
				return err
			}
			if err := each(r); err != nil {
				return err
			}
		}
		after = list[len(list)-1].ID
	}
}

type replayLines struct {
	clock   []ClockRow
	worked  *int
	rebased *time.Time // when it moved to another revision, the last time
}

func (s *Service) replayLines(ctx context.Context, list []Dossier) (map[uuid.UUID]*replayLines, error) {
	out, ids := map[uuid.UUID]*replayLines{}, make([]uuid.UUID, len(list))
	for i, d := range list {
		ids[i], out[d.ID] = d.ID, &replayLines{}
	}
	type line struct {
		Dossier uuid.UUID `db:"dossier_id"`
		ClockRow
	}
	rows, err := pg.Rows[line](ctx, s.DB, `SELECT dossier_id, `+clockColumns+` FROM app.clock_entry WHERE dossier_id = ANY ($1) ORDER BY dossier_id, seq`, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		out[r.Dossier].clock = append(out[r.Dossier].clock, r.ClockRow)
	}
	type more struct {
		ID      uuid.UUID  `db:"id"`
		Worked  *int       `db:"worked_minutes"`
		Rebased *time.Time `db:"rebased"`
	}
	also, err := pg.Rows[more](ctx, s.DB, `SELECT d.id, d.worked_minutes, (SELECT max(a.at) FROM app.audit_entry a WHERE a.subject = 'dossier' AND a.subject_id = d.id AND a.kind = 'dossier.rebased') AS rebased FROM app.dossier d WHERE d.id = ANY ($1)`, ids)
	for _, m := range also {
		out[m.ID].worked, out[m.ID].rebased = m.Worked, m.Rebased
	}
	return out, err
}

// replayOne compares one dossier. Only what cannot be read at all is an error.
func (s *Service) replayOne(ctx context.Context, d *Dossier, l *replayLines) (Replayed, error) {
	r := Replayed{ID: d.ID, Code: d.CodeText(), Entries: len(l.clock)}
	differ := func(seq int, what string, stored, computed *time.Time, err error) {
		f := ReplayFault{Seq: seq, What: what, Stored: stored, Computed: computed}
		if err != nil {
			f.Why = err.Error()
		}
		r.Faults = append(r.Faults, f)
	}
	if len(l.clock) == 0 {
		differ(0, "ledger", d.AcceptedAt, nil, fault.New(fault.Internal, "replay.empty"))
		return r, nil
	}
	policy, field, err := s.policyFor(ctx, d)
	if err != nil {
		return r, err
	}
	offices := []uuid.UUID{d.Competent}
	if d.Former != nil { // it was promised by whoever was competent then
		offices = append(offices, *d.Former)
	}
	// under gives the clock after n entries, as the calendar of an office stood before a version
	under := func(office uuid.UUID, n int, below int64) (deadlines.Promise, *deadlines.Calendar, error) {
		cal, err := s.calendarAt(ctx, registry.CalendarQuery{Tenant: office, Field: field, Pinned: true, Given: given(l.clock[:n]), Below: below, Least: l.clock[0].Newest})
		if err != nil {
			return deadlines.Promise{}, nil, err
		}
		p, err := deadlines.Compute(cal, policy, Ledger(l.clock[:n]), l.clock[n-1].At)
		return p, cal, err
	}
	for i, e := range l.clock {
		if l.rebased != nil && !e.At.After(*l.rebased) {
			r.Moved++
			continue
		}
		var got *time.Time
		var err error
		right := false
		for _, o := range offices {
			var p deadlines.Promise
			if p, _, err = under(o, i+1, e.Calendar+1); err == nil {
				got = nilTime(p.Due)
				right = right || sameTime(e.Promise, got)
			}
		}
		if !right {
			differ(i+1, "promise", e.Promise, got, err)
		}
		if i == 0 && right && !sameTime(d.PromisedFirst, e.Promise) {
			differ(0, "first", d.PromisedFirst, e.Promise, nil)
		}
	}
	n, below := len(l.clock), int64(0)
	stopped := l.clock[n-1].Kind == string(deadlines.Stop)
	if stopped { // what ended is not moved by a calendar that came later
		below = l.clock[n-1].Calendar + 1
	}
	p, cal, err := under(d.Competent, n, below)
	if err != nil {
		differ(0, "due", d.DueAt, nil, err)
		return r, nil
	}
	due := nilTime(p.Due)
	if stopped {
		due = nil
	}
	if !sameTime(d.DueAt, due) {
		differ(0, "due", d.DueAt, due, nil)
	}
	if law := nilTime(p.LawfulDue); law != nil && !sameTime(d.LawfulDue, law) {
		differ(0, "lawful_due", d.LawfulDue, law, nil)
	}
	if stopped && l.worked != nil {
		if m, err := deadlines.WorkedMinutes(cal, policy, Ledger(l.clock), l.clock[n-1].At); err != nil || m != *l.worked {
			differ(0, "worked", nil, nil, err)
		}
	}
	return r, nil
}

func sameTime(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}
