package dossiers

import (
	"context"
	"time"

	"motcua/app/deadlines"
	"motcua/storage/pg"
)

// What can be said to an officer about a dossier.
const (
	SayOverdue   = "overdue"
	SayApology   = "apology"  // a letter of apology waits; its minutes are how long before the breach it is drafted
	SayDue       = "due"      // due today
	SayDueSoon   = "due_soon" // minutes before
	SayClosing   = "closing"  // minutes before a request for papers closes
	SayUntouched = "untouched"
	SayStep      = "step"      // minutes after the time of a step is over
	SayUnclaimed = "unclaimed" // minutes after the decision
	SayQuestion  = "question"  // minutes after a resident asked the counter, unanswered
)

// Kinds in the order of weight: of two words about one dossier on one day the
// first is said.
var Kinds = []string{SayOverdue, SayApology, SayDue, SayDueSoon, SayClosing, SayQuestion, SayUntouched, SayStep, SayUnclaimed}

// Who is told: whoever has the dossier in hand, the head above, the province,
// which hears counts of its offices only.
const (
	Holder   = "holder"
	Head     = "head"
	Province = "province"
)

// ReminderRules say who is told what when, and when nobody is.
type ReminderRules struct {
	Minutes          map[string]map[string]int // kind → audience → working minutes; a missing audience is not told
	QuietFrom        int                       // hour of the day from which no e-mail goes to an officer …
	QuietTill        int                       // … until this hour of a working day; equal: no quiet hours
	ExtensionPercent int                       // longest extension, in percent of the procedure's own term
	Own              bool                      // the province changed the defaults
}

// DefaultReminderRules is what a province that changed nothing follows. 480 is
// a working day of 8 hours.
func DefaultReminderRules() ReminderRules {
	return ReminderRules{
		QuietFrom: 18, QuietTill: 7, ExtensionPercent: 100,
		Minutes: map[string]map[string]int{
			SayDueSoon:   {Holder: 480, Head: 240},
			SayDue:       {Holder: 0},
			SayOverdue:   {Holder: 0, Head: 0, Province: 960},
			SayApology:   {Holder: 960, Head: 480},
			SayUntouched: {Holder: 480, Head: 1440, Province: 2400},
			SayStep:      {Holder: 0},
			SayClosing:   {Holder: 960, Head: 480},
			SayQuestion:  {Holder: AnswerWithin / 2, Head: AnswerWithin},
			SayUnclaimed: {Holder: 2400, Head: 7200, Province: 14400},
		},
	}
}

// At gives the minutes of a rule; ok is false when that audience is not told.
func (r ReminderRules) At(kind, audience string) (minutes int, ok bool) {
	minutes, ok = r.Minutes[kind][audience]
	return minutes, ok
}

// farthestOf is the longest wait of a kind over its audiences.
func (r ReminderRules) farthestOf(kind string) int {
	n := 0
	for _, m := range r.Minutes[kind] {
		n = max(n, m)
	}
	return n
}

// Quiet tells whether no officer is to be written to at that moment: at night,
// and on days on which nobody works.
func (r ReminderRules) Quiet(cal *deadlines.Calendar, now time.Time) bool {
	if !cal.IsOpen(deadlines.DayOf(now)) {
		return true
	}
	h := now.In(deadlines.Zone).Hour()
	switch {
	case r.QuietFrom == r.QuietTill:
		return false
	case r.QuietFrom > r.QuietTill:
		return h >= r.QuietFrom || h < r.QuietTill
	}
	return h >= r.QuietFrom && h < r.QuietTill
}

// ReminderRules are those of the province of the context's tenant, or of the
// context's province. Scope: tenant, worker or province.
func (s *Service) ReminderRules(ctx context.Context) (ReminderRules, error) {
	out := DefaultReminderRules()
	type row struct {
		From     int     `db:"quiet_from"`
		Till     int     `db:"quiet_till"`
		Percent  int     `db:"extension_percent"`
		Kind     *string `db:"kind"`
		Audience *string `db:"audience"`
		Minutes  *int    `db:"minutes"`
	}
	rows, err := pg.Rows[row](ctx, s.DB, `SELECT s.quiet_from, s.quiet_till, s.extension_percent, r.kind, r.audience, r.minutes FROM app.reminder_setting s LEFT JOIN app.reminder_rule r USING (province_code)
		WHERE s.province_code = coalesce(app.province_code(), (SELECT t.province_code FROM app.tenant t WHERE t.id = app.tenant_id()))`)
	if err != nil || len(rows) == 0 {
		return out, err
	}
	out.Own, out.Minutes = true, map[string]map[string]int{}
	for _, r := range rows {
		out.QuietFrom, out.QuietTill, out.ExtensionPercent = r.From, r.Till, r.Percent
		if r.Kind == nil {
			continue
		}
		if out.Minutes[*r.Kind] == nil {
			out.Minutes[*r.Kind] = map[string]int{}
		}
		out.Minutes[*r.Kind][*r.Audience] = *r.Minutes
	}
	return out, nil
}
