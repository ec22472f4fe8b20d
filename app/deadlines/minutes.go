package deadlines

import "time"

// horizon is how many closed days in a row make a calendar unusable.
const horizon = 3700

var errClosed = refuse("calendar.closed", "nobody works for ten years after that moment")

// nextOpen is the first open minute at or after m.
func (c *Calendar) nextOpen(m minute) (minute, error) {
	d, clock := m.day(), TimeOfDay(m.clock())
	for i := 0; i < horizon; i++ {
		for _, s := range c.open(d).hours {
			if clock < s.From {
				return d.start() + minute(s.From), nil
			}
			if clock < s.To {
				return d.start() + minute(clock), nil
			}
		}
		d, clock = d+1, 0
	}
	return 0, errClosed
}

// nextOpening is the opening time of the first open day after d.
func (c *Calendar) nextOpening(d Day) (minute, error) { return c.nextOpen((d + 1).start()) }

// add is the moment the nth open minute after m is used up; for n = 0 the first open minute.
func (c *Calendar) add(m minute, n int) (minute, error) {
	if n <= 0 {
		return c.nextOpen(m)
	}
	d, clock := m.day(), TimeOfDay(m.clock())
	for idle := 0; idle < horizon; idle++ {
		o := c.open(d)
		if clock == 0 && o.minutes < n { // a whole day at once
			if o.minutes > 0 {
				n -= o.minutes
				idle = 0
			}
			d++
			continue
		}
		for _, s := range o.hours {
			from := max(s.From, clock)
			if l := int(s.To - from); l >= n {
				return d.start() + minute(from) + minute(n), nil
			} else if l > 0 {
				n -= l
				idle = 0
			}
		}
		d, clock = d+1, 0
	}
	return 0, errClosed
}

// back is the latest open minute from which n open minutes remain until m.
func (c *Calendar) back(m minute, n int) (minute, error) {
	if n <= 0 {
		return m, nil
	}
	d, clock := m.day(), TimeOfDay(m.clock())
	for idle := 0; idle < horizon; idle++ {
		h := c.open(d).hours
		for i := len(h) - 1; i >= 0; i-- {
			to := min(h[i].To, clock)
			if l := int(to - h[i].From); l >= n {
				return d.start() + minute(to) - minute(n), nil
			} else if l > 0 {
				n -= l
				idle = 0
			}
		}
		d, clock = d-1, minutesDay
	}
	return 0, errClosed
}

// between counts the open minutes of [a, b).
func (c *Calendar) between(a, b minute) int {
	if b <= a {
		return 0
	}
	da, db := a.day(), b.day()
	if da == db {
		return c.onDay(da, a.clock(), b.clock())
	}
	n := c.onDay(da, a.clock(), minutesDay) + c.onDay(db, 0, b.clock())
	for d := da + 1; d < db; d++ {
		n += c.open(d).minutes
	}
	return n
}

// onDay counts the open minutes of one date between two times of day.
func (c *Calendar) onDay(d Day, from, to int) int {
	o := c.open(d)
	if from == 0 && to == minutesDay {
		return o.minutes
	}
	n := 0
	for _, s := range o.hours {
		n += max(0, min(int(s.To), to)-max(int(s.From), from))
	}
	return n
}

// closing is when the last session of an open date ends.
func (c *Calendar) closing(d Day) minute {
	h := c.open(d).hours
	return d.start() + minute(h[len(h)-1].To)
}

// roll moves a closed date to the next open one.
func (c *Calendar) roll(d Day) (Day, error) {
	for i := 0; i < horizon; i++ {
		if c.IsOpen(d) {
			return d, nil
		}
		d++
	}
	return 0, errClosed
}

// openDayAfter is the nth open date after d (d itself for n = 0).
func (c *Calendar) openDayAfter(d Day, n int) (Day, error) {
	for idle := 0; n > 0; {
		d++
		if c.IsOpen(d) {
			n--
			idle = 0
		} else if idle++; idle > horizon {
			return 0, errClosed
		}
	}
	return d, nil
}

// openDays counts the open dates of (a, b].
func (c *Calendar) openDays(a, b Day) int {
	n := 0
	for d := a + 1; d <= b; d++ {
		if c.IsOpen(d) {
			n++
		}
	}
	return n
}

// WorkingMinutesBetween counts the minutes in which the office works from a to b; negative when b is earlier.
func WorkingMinutesBetween(cal *Calendar, a, b time.Time) int {
	x, y := minuteOf(a), minuteOf(b)
	if y < x {
		return -cal.between(y, x)
	}
	return cal.between(x, y)
}

// OpenDaysBetween counts the days on which the office works after the date of a up to and including that of b.
func OpenDaysBetween(cal *Calendar, a, b time.Time) int { return cal.openDays(DayOf(a), DayOf(b)) }

// AddWorkingMinutes is the moment at which n working minutes after from are used up (17:00, not the next
// morning). For n = 0 it is the first open minute. A negative n counts back, as BeforeDue does.
// Fault: calendar.closed.
func AddWorkingMinutes(cal *Calendar, from time.Time, n int) (time.Time, error) {
	if n < 0 {
		return BeforeDue(cal, from, -n)
	}
	m, err := cal.add(minuteOf(from), n)
	return m.time(), err
}

// BeforeDue is the latest working minute with that many working minutes left until due: the moment of a
// reminder, always inside opening hours. Fault: calendar.closed.
func BeforeDue(cal *Calendar, due time.Time, workingMinutes int) (time.Time, error) {
	m, err := cal.back(minuteOf(due), workingMinutes)
	return m.time(), err
}
