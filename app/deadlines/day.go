package deadlines

import (
	"fmt"
	"time"
	_ "time/tzdata" // hosts without zoneinfo must still show the right hour
)

// Zone is Asia/Ho_Chi_Minh: +07:00 without daylight saving since 1975.
var Zone = loadZone()

func loadZone() *time.Location {
	if z, err := time.LoadLocation("Asia/Ho_Chi_Minh"); err == nil {
		return z
	}
	return time.FixedZone("+07", offset)
}

const (
	offset     = 7 * 3600 // seconds
	minutesDay = 1440
)

// minute counts minutes of +07:00 civil time since 1970-01-01 00:00.
type minute int64

func minuteOf(t time.Time) minute { return minute(floorDiv(t.Unix()+offset, 60)) }

func (m minute) day() Day        { return Day(floorDiv(int64(m), minutesDay)) }
func (m minute) clock() int      { return int(int64(m) - int64(m.day())*minutesDay) }
func (m minute) time() time.Time { return time.Unix(int64(m)*60-offset, 0).In(Zone) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Cut converts a moment to Zone and drops seconds: the form in which this package returns moments.
func Cut(t time.Time) time.Time { return minuteOf(t).time() }

// Day is a civil date, counted in days since 1970-01-01.
type Day int32

var (
	firstDay = MakeDay(1976, time.January, 1) // older data had other offsets
	lastDay  = MakeDay(2200, time.December, 31)
)

// DayOf gives the civil date of a moment in Vietnam.
func DayOf(t time.Time) Day { return minuteOf(t).day() }

// MakeDay builds a date; out-of-range months and days roll over as in time.Date.
func MakeDay(y int, m time.Month, d int) Day {
	return Day(floorDiv(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix(), 86400))
}

// ParseDay reads 2006-01-02. Fault: day.format, day.range.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return 0, refuse("day.format", "date %q is not YYYY-MM-DD", s)
	}
	d := MakeDay(t.Date())
	if d < firstDay || d > lastDay {
		return 0, refuse("day.range", "date %s is outside 1976..2200", s)
	}
	return d, nil
}

// Date gives year, month and day of month.
func (d Day) Date() (int, time.Month, int) {
	return time.Unix(int64(d)*86400, 0).UTC().Date()
}

// Weekday of the date.
func (d Day) Weekday() time.Weekday {
	w := (int(d) + 4) % 7
	if w < 0 {
		w += 7
	}
	return time.Weekday(w)
}

// Time is midnight of the date in Zone.
func (d Day) Time() time.Time { return d.start().time() }

// At is the moment at a time of that day.
func (d Day) At(t TimeOfDay) time.Time { return (d.start() + minute(t)).time() }

func (d Day) start() minute { return minute(d) * minutesDay }

// AddMonths gives the same day number n months later, or that month's last day.
func (d Day) AddMonths(n int) Day {
	y, m, dd := d.Date()
	last := MakeDay(y, m+time.Month(n)+1, 0)
	if _, _, l := last.Date(); dd > l {
		return last
	}
	return MakeDay(y, m+time.Month(n), dd)
}

func (d Day) String() string {
	y, m, dd := d.Date()
	return fmt.Sprintf("%04d-%02d-%02d", y, int(m), dd)
}

// MarshalText writes 2006-01-02.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads 2006-01-02.
func (d *Day) UnmarshalText(b []byte) error {
	v, err := ParseDay(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// TimeOfDay is a number of minutes after midnight, 0 to 1440 (24:00).
type TimeOfDay int

// ParseTimeOfDay reads 7:30, 07:30 or 24:00. Fault: time.format.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	bad := refuse("time.format", "time %q is not HH:MM", s)
	h, m, n := 0, 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ':' && n == 0 && (i == 1 || i == 2):
			n = i + 1
		case c < '0' || c > '9':
			return 0, bad
		case n == 0:
			h = h*10 + int(c-'0')
		default:
			m = m*10 + int(c-'0')
		}
	}
	if n == 0 || len(s) != n+2 || m > 59 || h*60+m > minutesDay {
		return 0, bad
	}
	return TimeOfDay(h*60 + m), nil
}

func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", int(t)/60, int(t)%60) }

// MarshalText writes 07:30.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads 07:30.
func (t *TimeOfDay) UnmarshalText(b []byte) error {
	v, err := ParseTimeOfDay(string(b))
	if err == nil {
		*t = v
	}
	return err
}
