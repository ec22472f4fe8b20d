package deadlines

import (
	"encoding/json"
	"slices"
	"time"
)

// Span is one session in which the office is open: [From, To). In JSON ["07:30","11:30"].
type Span struct{ From, To TimeOfDay }

// MarshalJSON writes ["07:30","11:30"].
func (s Span) MarshalJSON() ([]byte, error) { return json.Marshal([2]TimeOfDay{s.From, s.To}) }

// UnmarshalJSON reads ["07:30","11:30"].
func (s *Span) UnmarshalJSON(b []byte) error {
	var v []TimeOfDay
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	if len(v) != 2 {
		return refuse("time.format", "a session needs an opening and a closing time")
	}
	s.From, s.To = v[0], v[1]
	return nil
}

// Hours are the sessions of one day; none means closed.
type Hours []Span

// Minutes the office is open on such a day.
func (h Hours) Minutes() int {
	n := 0
	for _, s := range h {
		n += int(s.To - s.From)
	}
	return n
}

// tidy returns the sessions sorted. Faults: hours.reversed, hours.overlap, time.format.
func (h Hours) tidy() (Hours, error) {
	h = slices.Clone(h)
	slices.SortFunc(h, func(a, b Span) int { return int(a.From - b.From) })
	for i, s := range h {
		if s.From < 0 || s.To > minutesDay {
			return nil, refuse("time.format", "session %s-%s is outside the day", s.From, s.To)
		}
		if s.To <= s.From {
			return nil, refuse("hours.reversed", "session closes at %s, not after it opens at %s", s.To, s.From)
		}
		if i > 0 && s.From < h[i-1].To {
			return nil, refuse("hours.overlap", "sessions %s-%s and %s-%s overlap", h[i-1].From, h[i-1].To, s.From, s.To)
		}
	}
	return h, nil
}

// Week holds the ordinary hours by time.Weekday. In JSON {"mon":[["07:30","11:30"]],…}.
type Week [7]Hours

var weekKeys = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// MarshalJSON writes the open weekdays only.
func (w Week) MarshalJSON() ([]byte, error) {
	m := map[string]Hours{}
	for i, h := range w {
		if len(h) > 0 {
			m[weekKeys[i]] = h
		}
	}
	return json.Marshal(m)
}

// UnmarshalJSON reads {"mon":…}; an unknown weekday is refused.
func (w *Week) UnmarshalJSON(b []byte) error {
	var m map[string]Hours
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	*w = Week{}
	for k, h := range m {
		i := slices.Index(weekKeys[:], k)
		if i < 0 {
			return refuse("day.format", "unknown weekday %q", k)
		}
		w[i] = h
	}
	return nil
}

// OfficeHours are the ordinary sessions: 07:30–11:30 and 13:30–17:00 (450 minutes).
func OfficeHours() Hours {
	return Hours{{7*60 + 30, 11*60 + 30}, {13*60 + 30, 17 * 60}}
}

// OfficeWeek is OfficeHours from Monday to Friday.
func OfficeWeek() Week {
	var w Week
	for d := time.Monday; d <= time.Friday; d++ {
		w[d] = OfficeHours()
	}
	return w
}
