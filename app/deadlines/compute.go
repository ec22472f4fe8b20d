package deadlines

import "time"

// Promise is what the ledger says at one moment. Zero times mean "none".
type Promise struct {
	State     State     `json:"state"`
	Start     time.Time `json:"start"`      // effective start of the present count
	Due       time.Time `json:"due"`        // zero while paused
	First     time.Time `json:"first"`      // what was promised at the first start
	LawfulDue time.Time `json:"lawful_due"` // allotment plus lawful pauses; zero while one is open
	// HeldDue is Due, or while paused what Due was when the pause began.
	HeldDue         time.Time `json:"held_due"`
	UsedMinutes     int       `json:"used_minutes"` // working minutes counted so far
	LeftMinutes     int       `json:"left_minutes"` // working minutes until HeldDue; negative when overdue
	Overdue         bool      `json:"overdue,omitempty"`
	CalendarVersion int       `json:"calendar_version,omitempty"`
	// MissingYears are years of the count for which the calendar knows no holiday: the date may still move.
	MissingYears []int `json:"missing_years,omitempty"`
}

// OnTime tells whether something decided at that moment met the lawful due: the measure of the figures.
// While a lawful pause is open (no lawful due) it is on time.
func (p Promise) OnTime(decided time.Time) bool {
	return p.LawfulDue.IsZero() || !Cut(decided).After(p.LawfulDue)
}

// Compute reads a ledger. The promise depends on calendar, policy and ledger only; now serves for the
// minutes used and left. An empty ledger is a clock that has not started, not an error.
// Faults: policy.*, ledger.*, day.range, calendar.closed.
func Compute(cal *Calendar, p Policy, l Ledger, now time.Time) (Promise, error) {
	out := Promise{State: NotStarted, CalendarVersion: cal.version}
	if err := p.Check(); err != nil {
		return out, err
	}
	if len(l) == 0 {
		return out, nil
	}
	var buf, lawfulBuf [4]interval
	h, err := replay(p, l, false, buf[:])
	if err != nil {
		return out, err
	}
	eff, err := effective(cal, p, h.origin)
	if err != nil {
		return out, err
	}
	due, open, err := dueOf(cal, p, h, eff)
	if err != nil {
		return out, err
	}
	out.State, out.Start, out.HeldDue = h.state, eff.time(), due.time()
	if !open {
		out.Due = out.HeldDue
	}
	if err := lawfulDue(cal, p, l, h, &out, lawfulBuf[:]); err != nil {
		return out, err
	}
	until := minuteOf(now)
	if h.state == Stopped {
		until = min(until, h.stop)
	}
	out.UsedMinutes = used(cal, h, eff, until)
	if open {
		until = min(until, h.pauses[len(h.pauses)-1].from)
	}
	if until <= due {
		out.LeftMinutes = cal.between(max(until, eff), due)
	} else {
		out.LeftMinutes = -cal.between(due, until)
		out.Overdue = true
	}
	out.MissingYears = cal.MissingYears(h.origin.day(), due.day())
	return out, nil
}

// lawfulDue fills First and LawfulDue.
func lawfulDue(cal *Calendar, p Policy, l Ledger, h history, out *Promise, buf []interval) error {
	first := history{origin: h.firstOrigin, amount: p.Amount}
	eff, err := effective(cal, p, first.origin)
	if err != nil {
		return err
	}
	due, _, err := dueOf(cal, p, first, eff)
	if err != nil {
		return err
	}
	out.First = due.time()
	if len(l) == 1 {
		out.LawfulDue = out.First
		return nil
	}
	law, err := replay(p, l, true, buf)
	if err != nil {
		return err
	}
	if eff, err = effective(cal, p, law.origin); err != nil {
		return err
	}
	due, open, err := dueOf(cal, p, law, eff)
	if err == nil && !open {
		out.LawfulDue = due.time()
	}
	return err
}

// effective is the moment from which an event counts.
func effective(cal *Calendar, p Policy, m minute) (minute, error) {
	if d := m.day(); p.AfterHour > 0 && TimeOfDay(m.clock()) >= p.AfterHour && cal.IsOpen(d) {
		return cal.nextOpening(d)
	}
	return cal.nextOpen(m)
}

// dueOf is the promise of a history. With an open pause that began before it, open is true and the moment
// is what it was when the pause began.
func dueOf(cal *Calendar, p Policy, h history, eff minute) (due minute, open bool, err error) {
	switch {
	case p.byMinutes():
		return dueByMinutes(cal, h.pauses, eff, p.minutes(cal, h.amount))
	case p.Unit == WorkingDay && h.amount > 0:
		d, err := cal.openDayAfter(h.origin.day(), h.amount)
		if err != nil {
			return 0, false, err
		}
		return dueByOpenDays(cal, h.pauses, d)
	case p.Unit == WorkingDay || p.Unit == SameDay:
		d, err := cal.openDayAfter(eff.day(), h.amount)
		if err != nil {
			return 0, false, err
		}
		return dueByOpenDays(cal, h.pauses, d)
	case p.Unit == Month:
		return dueByDates(cal, h.pauses, h.origin.day().AddMonths(h.amount))
	}
	return dueByDates(cal, h.pauses, h.origin.day()+Day(h.amount))
}

func dueByMinutes(cal *Calendar, pauses []interval, cur minute, left int) (minute, bool, error) {
	due, err := cal.add(cur, left)
	for _, z := range pauses {
		if err != nil || z.from >= due {
			break
		}
		if z.open {
			return due, true, nil
		}
		left -= cal.between(cur, z.from)
		cur = max(cur, z.to)
		due, err = cal.add(cur, left)
	}
	return due, false, err
}

func dueByOpenDays(cal *Calendar, pauses []interval, d Day) (minute, bool, error) {
	var err error
	for _, z := range pauses {
		if z.from >= cal.closing(d) {
			break
		}
		if z.open {
			return cal.closing(d), true, nil
		}
		if d, err = cal.openDayAfter(d, cal.openDays(z.from.day(), z.to.day())); err != nil {
			return 0, false, err
		}
	}
	return cal.closing(d), false, nil
}

func dueByDates(cal *Calendar, pauses []interval, raw Day) (minute, bool, error) {
	d, err := cal.roll(raw)
	for _, z := range pauses {
		if err != nil || z.from >= cal.closing(d) {
			break
		}
		if z.open {
			return cal.closing(d), true, nil
		}
		raw += z.to.day() - z.from.day()
		d, err = cal.roll(raw)
	}
	if err != nil {
		return 0, false, err
	}
	return cal.closing(d), false, nil
}

// used counts the working minutes from the effective start until a moment, pauses left out.
func used(cal *Calendar, h history, eff, until minute) int {
	n := cal.between(eff, until)
	for _, z := range h.pauses {
		to := z.to
		if z.open {
			to = until
		}
		n -= cal.between(max(z.from, eff), min(to, until))
	}
	return n
}

// Moves recomputes one ledger under another calendar: what a change of holidays or hours would do to a
// dossier. Both moments are zero while the clock is paused. Faults as Compute.
func Moves(before, after *Calendar, p Policy, l Ledger) (from, to time.Time, moved bool, err error) {
	a, err := Compute(before, p, l, time.Time{})
	if err != nil {
		return
	}
	b, err := Compute(after, p, l, time.Time{})
	if err != nil {
		return
	}
	return a.Due, b.Due, !a.Due.Equal(b.Due), nil
}
