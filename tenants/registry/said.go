package registry

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
)

// The kinds of day that an office names.
const (
	PublicHoliday = "public_holiday"   // set by law or by the State
	MadeUp        = "compensatory_off" // for a holiday on a weekend
	SwapOff       = "swap_off"         // a working day off, worked on a SwapWork day
	SwapWork      = "swap_work"
	Closed        = "closure" // of this office, unforeseen
	Session       = "special" // own hours: a session more, a shorter day
)

// SaidDay is one date as an office names it. Half, "morning" or "afternoon", is
// the half day it is about; Hours belong to Session alone. Gone is for
// SaidDay.Moves only: the date is an ordinary one again.
type SaidDay struct {
	Day        deadlines.Day   `json:"date"`
	Kind       string          `json:"kind"`
	Name       string          `json:"name,omitempty"`
	LegalBasis string          `json:"legal_basis,omitempty"`
	Half       string          `json:"half,omitempty"`
	Hours      deadlines.Hours `json:"hours,omitempty"`
	Gone       bool            `json:"gone,omitempty"`
}

// Works tells whether a day is named because it is worked.
func (d SaidDay) Works() bool { return d.Kind == SwapWork || d.Kind == Session }

// Same tells whether two say the same of the same date.
func (d SaidDay) Same(o SaidDay) bool {
	return d.Day == o.Day && d.Kind == o.Kind && d.Name == o.Name && d.LegalBasis == o.LegalBasis && d.Half == o.Half && slices.Equal(d.Hours, o.Hours)
}

// Said is all that one office says about when it works. A week without hours
// follows the office above; Fields are sessions beside the week's for the
// procedures of a field (residence on Saturday mornings).
type Said struct {
	Week   deadlines.Week            `json:"week"`
	Fields map[string]deadlines.Week `json:"fields,omitempty"`
	Days   []SaidDay                 `json:"days,omitempty"`
}

// OwnHours tells whether it sets a week of its own.
func (s Said) OwnHours() bool {
	return slices.ContainsFunc(s.Week[:], func(h deadlines.Hours) bool { return len(h) > 0 })
}

// On gives what it says of a date.
func (s Said) On(d deadlines.Day) (SaidDay, bool) {
	i := slices.IndexFunc(s.Days, func(x SaidDay) bool { return x.Day == d })
	if i < 0 {
		return SaidDay{}, false
	}
	return s.Days[i], true
}

// Clone copies it so that the copy may be changed.
func (s Said) Clone() Said {
	s.Days, s.Fields = slices.Clone(s.Days), maps.Clone(s.Fields)
	return s
}

// Version is one version of what an office says, as it is stored.
type Version struct {
	ID         uuid.UUID  `db:"id"`
	Seq        int64      `db:"seq"`
	Tenant     *uuid.UUID `db:"tenant_id"` // nil: the nation
	No         int        `db:"no"`
	Data       []byte     `db:"data"`
	Moves      []byte     `db:"moves"`
	At         time.Time  `db:"at"`
	Reason     string     `db:"reason"`
	LegalBasis string     `db:"legal_basis"`

	Said  Said      `db:"-"`
	Moved []SaidDay `db:"-"` // days that move promises given before this version
}

// versionColumns are those that everybody reads.
const versionColumns = `id, seq, tenant_id, no, data, moves, at, reason, legal_basis`

// Read makes Said and Moved of what is stored.
func (v *Version) Read() error {
	if err := json.Unmarshal(v.Data, &v.Said); err != nil {
		return err
	}
	err := json.Unmarshal(v.Moves, &v.Moved)
	v.Data, v.Moves = nil, nil
	return err
}

// apply lays changed days over others.
func apply(days, moved []SaidDay) []SaidDay {
	out := slices.Clone(days)
	for _, m := range moved {
		out = slices.DeleteFunc(out, func(d SaidDay) bool { return d.Day == m.Day })
		if !m.Gone {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b SaidDay) int { return int(a.Day - b.Day) })
	return out
}

// spec lays what offices say over each other, nearest first, for procedures of a field.
func spec(from []Said, field string) deadlines.CalendarSpec {
	s := deadlines.CalendarSpec{Week: deadlines.OfficeWeek()}
	for _, o := range from {
		if o.OwnHours() {
			s.Week = o.Week
			break
		}
	}
	for _, o := range from {
		if more, ok := o.Fields[strings.TrimSpace(field)]; ok && field != "" {
			for d := range more {
				s.Week[d] = join(s.Week[d], more[d])
			}
			break
		}
	}
	taken := map[deadlines.Day]bool{}
	for _, o := range from {
		for _, d := range o.Days {
			if !taken[d.Day] {
				taken[d.Day] = true
				s.Days = append(s.Days, d.special(s.Week))
			}
		}
	}
	return s
}

// join adds sessions to a day; what overlaps becomes one.
func join(a, b deadlines.Hours) deadlines.Hours {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y deadlines.Span) int { return int(x.From - y.From) })
	var out deadlines.Hours
	for _, s := range all {
		if n := len(out); n > 0 && s.From < out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}

// special reads a day. Half names the half day it is about: worked on a swap
// day, closed otherwise; the other half keeps (or lacks) the week's hours.
func (d SaidDay) special(week deadlines.Week) deadlines.SpecialDay {
	s := deadlines.SpecialDay{Day: d.Day, Name: d.Name, LegalBasis: d.LegalBasis}
	works := d.Kind == SwapWork
	switch {
	case d.Kind == Session:
		s.Kind, s.Hours = deadlines.HalfDay, d.Hours
	case d.Half != "":
		s.Kind = deadlines.HalfDay
		hours := week[d.Day.Weekday()]
		if len(hours) == 0 && works {
			hours = deadlines.OfficeHours()
		}
		for _, h := range hours {
			if morning := h.From < 12*60; morning == (d.Half == "morning") == works {
				s.Hours = append(s.Hours, h)
			}
		}
		if len(s.Hours) == 0 {
			s.Kind = deadlines.Closure
		}
	case works:
		s.Kind = deadlines.Worked
	case d.Kind == Closed:
		s.Kind = deadlines.Closure
	default:
		s.Kind = deadlines.Holiday
	}
	return s
}
