package deadlines

import (
	"strings"
	"time"
)

// Why says what a date contributed, or why it contributed nothing.
type Why string

const (
	Counted    Why = "counted"
	Received   Why = "received"    // day of the event, not counted by the rule
	TooLate    Why = "after_hours" // received at or after the cut-off, or after closing
	OffWeek    Why = "off_week"    // closed every week
	OffHoliday Why = "holiday"
	OffClosure Why = "closure"
	Waiting    Why = "paused"
	RolledOver Why = "rolled" // the last day was closed, so the due moment moved
)

// Row is the account of one date.
type Row struct {
	Day     Day    `json:"date"`
	Why     Why    `json:"why"`
	Minutes int    `json:"minutes,omitempty"` // working minutes counted (terms counted by minutes)
	Days    int    `json:"days,omitempty"`    // 1 when the date counted (terms counted by dates)
	Name    string `json:"name,omitempty"`    // of the holiday, closure, half-day or swap day
	Basis   string `json:"basis,omitempty"`   // of that
	Pause   int    `json:"pause,omitempty"`   // 1 + ledger index of the pause that touches the date
	Lost    int    `json:"lost,omitempty"`    // working minutes of the date that a pause took
	Total   int    `json:"total"`             // running total, in minutes or days
}

// Explanation is why a promise is what it is, from the event that started the present count until the
// due moment (or until the clock was paused).
type Explanation struct {
	Promise Promise `json:"promise"`
	Rows    []Row   `json:"rows"`

	cal    *Calendar
	policy Policy
	ledger Ledger
	h      history
	eff    minute
	owed   int // open days that a pause took before a same-day term had begun: they move it all the same
}

// ByMinutes tells what the rows' totals are: working minutes, else days.
func (e Explanation) ByMinutes() bool { return e.policy.byMinutes() }

// Explain computes the promise and its account day by day. Faults as Compute.
func Explain(cal *Calendar, p Policy, l Ledger, now time.Time) (Explanation, error) {
	pr, err := Compute(cal, p, l, now)
	e := Explanation{Promise: pr, cal: cal, policy: p, ledger: l}
	if err != nil || pr.State == NotStarted {
		return e, err
	}
	if e.h, err = replay(p, l, false, nil); err != nil {
		return e, err
	}
	e.eff = minuteOf(pr.Start)
	end := minuteOf(pr.HeldDue)
	// Pauses that began at or after the promise did nothing: leave them out of the account.
	for i, z := range e.h.pauses {
		if z.from >= end {
			e.h.pauses = e.h.pauses[:i]
			break
		}
		if z.open {
			end = z.from
		}
	}
	for _, z := range e.h.pauses {
		if base := e.base(); !z.open && base > e.h.origin.day() {
			e.owed += cal.openDays(z.from.day(), min(z.to.day(), base))
		}
	}
	total := 0
	last := max(e.h.origin.day(), (end - 1).day()) // a closing at 24:00 belongs to its own date
	for d := e.h.origin.day(); d <= last; d++ {
		r := e.row(d, end)
		total += r.Minutes + r.Days
		r.Total = total
		e.Rows = append(e.Rows, r)
	}
	return e, nil
}

// row accounts for one date until end.
func (e *Explanation) row(d Day, end minute) Row {
	r := Row{Day: d}
	info, special := e.cal.Special(d)
	if special {
		r.Name, r.Basis = info.Name, info.LegalBasis
	}
	for i := range e.h.pauses {
		if z := e.h.pauses[i]; z.from.day() <= d && (z.open || d <= z.to.day()) {
			r.Pause = z.entry + 1
		}
	}
	switch {
	case e.policy.byMinutes():
		e.countMinutes(&r, end)
	case e.policy.Unit == CalendarDay || e.policy.Unit == Month:
		e.countDate(&r)
	default:
		e.countOpenDay(&r)
	}
	if r.Why == "" {
		r.Why = e.closed(d, info, special)
	}
	return r
}

func (e *Explanation) closed(d Day, info SpecialDay, special bool) Why {
	switch {
	case e.cal.IsOpen(d):
		return TooLate
	case special && info.Kind == Closure:
		return OffClosure
	case special && info.Kind != Worked:
		return OffHoliday
	}
	return OffWeek
}

func (e *Explanation) countMinutes(r *Row, end minute) {
	from, to := max(r.Day.start(), e.eff), min((r.Day+1).start(), end)
	r.Minutes = e.cal.between(from, to)
	whole := r.Minutes
	for _, z := range e.h.pauses {
		zt := z.to
		if z.open {
			zt = end
		}
		r.Lost += e.cal.between(max(z.from, from), min(zt, to))
	}
	r.Minutes -= r.Lost
	switch {
	case r.Minutes > 0:
		r.Why = Counted
	case whole > 0 || r.Pause > 0 && e.cal.IsOpen(r.Day):
		r.Why = Waiting
	}
}

// inPause tells whether a date falls after a pause's date, up to and including the resume's date.
func (e *Explanation) inPause(d Day) bool {
	for _, z := range e.h.pauses {
		if z.from.day() < d && (z.open || d <= z.to.day()) {
			return true
		}
	}
	return false
}

// base is the date after which open days are counted.
func (e *Explanation) base() Day {
	if e.h.amount == 0 || e.policy.Unit == SameDay {
		return e.eff.day()
	}
	return e.h.origin.day()
}

func (e *Explanation) countOpenDay(r *Row) {
	base := e.base()
	switch {
	case !e.cal.IsOpen(r.Day) || r.Day < base && r.Day > e.h.origin.day():
	case r.Day < base:
		r.Why = TooLate
	case r.Day == base:
		r.Why = Received
	case e.inPause(r.Day):
		r.Why = Waiting
	case e.owed > 0:
		e.owed--
		r.Why, r.Pause = Waiting, e.h.pauses[0].entry+1
	default:
		r.Why, r.Days = Counted, 1
	}
}

func (e *Explanation) countDate(r *Row) {
	switch raw := e.lastDate(); {
	case r.Day == e.h.origin.day():
		r.Why = Received
	case r.Day > raw:
		if e.cal.IsOpen(r.Day) {
			r.Why = RolledOver
		}
	case e.inPause(r.Day):
		r.Why = Waiting
	default:
		r.Why, r.Days = Counted, 1
	}
}

// lastDate is the last date of a term of calendar days or months, before a closed day moved it.
func (e *Explanation) lastDate() Day {
	d := e.h.origin.day() + Day(e.h.amount)
	if e.policy.Unit == Month {
		d = e.h.origin.day().AddMonths(e.h.amount)
	}
	for _, z := range e.h.pauses {
		if !z.open {
			d += z.to.day() - z.from.day()
		}
	}
	return d
}

// short drops what stands in brackets after a name, so that the days of one feast read as one.
func short(name string) string {
	if i := strings.IndexByte(name, '('); i > 0 {
		name = name[:i]
	}
	return strings.TrimSpace(name)
}
