package deadlines

import (
	"slices"
	"time"
)

// DayKind says why a date differs from the ordinary week.
type DayKind string

const (
	Holiday DayKind = "holiday"  // nobody works: public holiday, compensatory or swapped day off
	HalfDay DayKind = "half_day" // own hours (also longer ones), given in Hours
	Worked  DayKind = "worked"   // swap day: a day off that is worked; Hours or those of Friday (else Monday)
	Closure DayKind = "closure"  // emergency closure of this office
)

// SpecialDay is one date that differs from the ordinary week, with its name and legal basis.
type SpecialDay struct {
	Day        Day     `json:"date"`
	Kind       DayKind `json:"kind"`
	Hours      Hours   `json:"hours,omitempty"`
	Name       string  `json:"name,omitempty"`
	LegalBasis string  `json:"legal_basis,omitempty"`
}

// CalendarSpec is what people edit and what is stored.
type CalendarSpec struct {
	Version    int          `json:"version,omitempty"`
	Week       Week         `json:"week"`
	Days       []SpecialDay `json:"days,omitempty"`
	DayMinutes int          `json:"day_minutes,omitempty"` // one working day in minutes; 0 = open minutes of an ordinary day
}

// Calendar answers when an office works. It is immutable and safe for concurrent use.
type Calendar struct {
	version    int
	week       [7]openDay
	special    map[Day]*openDay
	info       map[Day]SpecialDay
	min, max   Day // range of special days
	dayMinutes int
	years      map[int]bool // years with at least one holiday
}

type openDay struct {
	hours   Hours
	minutes int
}

// When a date is listed twice, the higher rank holds.
var rank = map[DayKind]int{Worked: 1, Holiday: 2, HalfDay: 3, Closure: 4}

// NewCalendar checks a specification and makes it quick to ask.
// A date listed twice is ruled by the stronger entry: closure, own hours, holiday, worked.
// Faults: hours.*, time.format, calendar.*, day.range.
func NewCalendar(spec CalendarSpec) (*Calendar, error) {
	c := &Calendar{version: spec.Version, special: map[Day]*openDay{}, info: map[Day]SpecialDay{}, years: map[int]bool{}}
	for i, h := range spec.Week {
		t, err := h.tidy()
		if err != nil {
			return nil, err
		}
		c.week[i] = openDay{t, t.Minutes()}
	}
	for _, s := range spec.Days {
		if s.Day < firstDay || s.Day > lastDay {
			return nil, refuse("day.range", "date %s is outside 1976..2200", s.Day)
		}
		if rank[s.Kind] == 0 {
			return nil, refuse("calendar.kind", "unknown kind of day %q on %s", s.Kind, s.Day)
		}
		h, err := s.Hours.tidy()
		if err != nil {
			return nil, err
		}
		switch s.Kind {
		case Holiday, Closure:
			if len(h) > 0 {
				return nil, refuse("calendar.hours", "%s is closed and has hours", s.Day)
			}
		case Worked:
			if len(h) == 0 {
				h = c.swapHours()
			}
		}
		s.Hours = h
		if old, ok := c.info[s.Day]; ok && rank[old.Kind] >= rank[s.Kind] {
			continue
		}
		if len(c.info) == 0 || s.Day < c.min {
			c.min = s.Day
		}
		if len(c.info) == 0 || s.Day > c.max {
			c.max = s.Day
		}
		c.info[s.Day] = s
		c.special[s.Day] = &openDay{h, h.Minutes()}
		if s.Kind == Holiday {
			y, _, _ := s.Day.Date()
			c.years[y] = true
		}
	}
	if c.ordinary() == 0 {
		return nil, refuse("calendar.closed", "the ordinary week has no opening hours")
	}
	c.dayMinutes = spec.DayMinutes
	if c.dayMinutes == 0 {
		c.dayMinutes = c.ordinary()
	}
	if c.dayMinutes < 1 || c.dayMinutes > minutesDay {
		return nil, refuse("calendar.dayminutes", "a working day of %d minutes", spec.DayMinutes)
	}
	return c, nil
}

// swapHours are Friday's hours, else Monday's, else those of any open weekday.
func (c *Calendar) swapHours() Hours {
	for _, w := range []time.Weekday{time.Friday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Saturday, time.Sunday} {
		if c.week[w].minutes > 0 {
			return c.week[w].hours
		}
	}
	return nil
}

// ordinary is the length of day that most weekdays have (the longer one when two are as frequent).
func (c *Calendar) ordinary() int {
	best, times := 0, 0
	for _, w := range c.week {
		n := 0
		for _, v := range c.week {
			if v.minutes == w.minutes {
				n++
			}
		}
		if w.minutes > 0 && (n > times || n == times && w.minutes > best) {
			best, times = w.minutes, n
		}
	}
	return best
}

// Version of the calendar a promise was computed with.
func (c *Calendar) Version() int { return c.version }

// DayMinutes is the length of one working day in minutes.
func (c *Calendar) DayMinutes() int { return c.dayMinutes }

// Hours gives the sessions of a date; none means closed. Do not change the result.
func (c *Calendar) Hours(d Day) Hours { return c.open(d).hours }

// IsOpen tells whether anybody works on that date.
func (c *Calendar) IsOpen(d Day) bool { return c.open(d).minutes > 0 }

// Special gives the entry that makes a date differ from the ordinary week.
func (c *Calendar) Special(d Day) (SpecialDay, bool) {
	s, ok := c.info[d]
	return s, ok
}

// MissingYears lists the years between two dates for which no holiday is known: promises that reach
// into them may still move, and people should be told.
func (c *Calendar) MissingYears(from, to Day) []int {
	var out []int
	a, _, _ := from.Date()
	b, _, _ := to.Date()
	for y := a; y <= b; y++ {
		if !c.years[y] {
			out = append(out, y)
		}
	}
	return slices.Clip(out)
}

func (c *Calendar) open(d Day) *openDay {
	if d >= c.min && d <= c.max {
		if o, ok := c.special[d]; ok {
			return o
		}
	}
	return &c.week[d.Weekday()]
}
