// Package reports is figures from the rollups: counts, on-time and digitized
// shares. No figure here scans dossiers; a province reads counts only.
package reports

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/storage/pg"
)

// Service reads figures.
type Service struct {
	DB  *pg.DB
	Now func() time.Time
	// LeastTimes is below how many decided dossiers no time is said; 0: FewestTimes.
	LeastTimes int
}

// CommuneFigures are one commune's numbers as of now.
type CommuneFigures struct {
	Tenant         uuid.UUID `db:"tenant_id"`
	Received       int64     `db:"received"` // in the period, as competent tenant
	Online         int64     `db:"online"`
	Helped         int64     `db:"helped"` // filed by an officer for a consenting resident
	Open           int64     `db:"open"`
	Overdue        int64     `db:"overdue"`
	DecidedOnTime  int64     `db:"decided_on_time"` // not later than the first promise plus lawful pauses; an extension changes nothing
	DecidedLate    int64     `db:"decided_late"`
	ImmediateOn    int64     `db:"immediate_on_time"` // of these, same-day procedures
	ImmediateLate  int64     `db:"immediate_late"`
	Refused        int64     `db:"refused"`
	Required       int64     `db:"papers_required"`
	Digitized      int64     `db:"papers_digitized"` // required papers with a file and a confirming officer
	ReceivedOthers int64     `db:"received_others"`  // open, received here for another tenant
}

// OnTime is the share decided on time, in percent; ok is false when nothing was decided.
func (f CommuneFigures) OnTime() (percent float64, ok bool) {
	return share(f.DecidedOnTime, f.DecidedOnTime+f.DecidedLate)
}

// OnTimeImmediate is OnTime of the same-day procedures alone.
func (f CommuneFigures) OnTimeImmediate() (percent float64, ok bool) {
	return share(f.ImmediateOn, f.ImmediateOn+f.ImmediateLate)
}

// OnTimeOthers is OnTime without the same-day procedures, which are nearly
// always on time and would hide the rest.
func (f CommuneFigures) OnTimeOthers() (percent float64, ok bool) {
	on, late := f.DecidedOnTime-f.ImmediateOn, f.DecidedLate-f.ImmediateLate
	return share(on, on+late)
}

// DigitizedShare is the share of required papers that are digitized, in percent.
func (f CommuneFigures) DigitizedShare() (percent float64, ok bool) {
	return share(f.Digitized, f.Required)
}

func share(part, whole int64) (float64, bool) {
	if whole <= 0 {
		return 0, false
	}
	return float64(part) * 100 / float64(whole), true
}

const figuresSQL = `WITH m AS (
	SELECT tenant_id, sum(received) AS received, sum(online) AS online, sum(helped) AS helped, sum(decided_on_time) AS decided_on_time, sum(decided_late) AS decided_late, sum(immediate_on_time) AS immediate_on_time, sum(immediate_late) AS immediate_late,
	  sum(refused) AS refused, sum(papers_required) AS papers_required, sum(papers_digitized) AS papers_digitized
	FROM app.rollup_month WHERE month >= $1 AND month <= $2 GROUP BY tenant_id),
r AS (
	SELECT tenant_id, sum(n) FILTER (WHERE side = 2 AND state IN ('submitted', 'in_transit', 'accepted', 'processing', 'awaiting_supplement', 'awaiting_payment', 'withdrawal_requested')) AS open,
	  sum(n) FILTER (WHERE side = 2 AND due_day > '0001-01-01' AND due_day < $3) AS overdue,
	  sum(n) FILTER (WHERE side = 1 AND state IN ('submitted', 'in_transit', 'accepted', 'processing', 'awaiting_supplement', 'awaiting_payment', 'withdrawal_requested')) AS received_others
	FROM app.rollup GROUP BY tenant_id)
SELECT coalesce(m.tenant_id, r.tenant_id) AS tenant_id, coalesce(m.received, 0)::bigint AS received, coalesce(m.online, 0)::bigint AS online, coalesce(m.helped, 0)::bigint AS helped,
	coalesce(r.open, 0)::bigint AS open, coalesce(r.overdue, 0)::bigint AS overdue, coalesce(m.decided_on_time, 0)::bigint AS decided_on_time, coalesce(m.decided_late, 0)::bigint AS decided_late, coalesce(m.immediate_on_time, 0)::bigint AS immediate_on_time, coalesce(m.immediate_late, 0)::bigint AS immediate_late,
	coalesce(m.refused, 0)::bigint AS refused, coalesce(m.papers_required, 0)::bigint AS papers_required, coalesce(m.papers_digitized, 0)::bigint AS papers_digitized,
	coalesce(r.received_others, 0)::bigint AS received_others
FROM m FULL JOIN r ON r.tenant_id = m.tenant_id`

// Communes gives the figures of every commune the scope covers: all of a
// province's, or a tenant's own. from and to are any moments of the first and
// the last month. Scope: province or tenant.
func (s *Service) Communes(ctx context.Context, from, to time.Time) ([]CommuneFigures, error) {
	return pg.Rows[CommuneFigures](ctx, s.DB, figuresSQL, month(from), month(to), s.Now().In(deadlines.Zone).Format("2006-01-02"))
}

func month(t time.Time) string { return t.In(deadlines.Zone).Format("2006-01") + "-01" }

// Total adds figures up.
func Total(all []CommuneFigures) CommuneFigures {
	var t CommuneFigures
	for _, f := range all {
		t.Received += f.Received
		t.Online += f.Online
		t.Helped += f.Helped
		t.Open += f.Open
		t.Overdue += f.Overdue
		t.DecidedOnTime += f.DecidedOnTime
		t.DecidedLate += f.DecidedLate
		t.ImmediateOn += f.ImmediateOn
		t.ImmediateLate += f.ImmediateLate
		t.Refused += f.Refused
		t.Required += f.Required
		t.Digitized += f.Digitized
		t.ReceivedOthers += f.ReceivedOthers
	}
	return t
}
