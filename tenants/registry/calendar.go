package registry

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/storage/pg"
	"motcua/tenants"
)

// calendars is one reading of days and hours; calendars of tenants are made
// from it when asked for and kept as long as it is.
type calendars struct {
	days  map[uuid.UUID][]dayRow // uuid.Nil: the nation
	hours map[uuid.UUID][]hoursRow
	made  sync.Map // tenants.ID → *deadlines.Calendar
}

type dayRow struct {
	Tenant     *uuid.UUID `db:"tenant_id"`
	Day        time.Time  `db:"day"`
	Name       string     `db:"name"`
	Kind       string     `db:"kind"`
	IsWorking  bool       `db:"is_working"`
	Half       string     `db:"half"`
	LegalBasis string     `db:"legal_basis"`
	ChangedAt  time.Time  `db:"changed_at"`
}

type hoursRow struct {
	Tenant  *uuid.UUID `db:"tenant_id"`
	Weekday int16      `db:"weekday"`
	Opens   int32      `db:"opens"`
	Closes  int32      `db:"closes"`
}

func (u *Units) readCalendars(ctx context.Context, _ *calendars) (*calendars, error) {
	days, err := pg.Rows[dayRow](ctx, u.db, `SELECT tenant_id, day, name, kind, is_working, half, legal_basis, changed_at FROM app.calendar_day ORDER BY day`)
	if err != nil {
		return nil, err
	}
	hours, err := pg.Rows[hoursRow](ctx, u.db, `SELECT tenant_id, weekday, opens, closes FROM app.office_hours ORDER BY weekday, opens`)
	if err != nil {
		return nil, err
	}
	c := &calendars{days: map[uuid.UUID][]dayRow{}, hours: map[uuid.UUID][]hoursRow{}}
	for _, d := range days {
		c.days[or(d.Tenant)] = append(c.days[or(d.Tenant)], d)
	}
	for _, h := range hours {
		c.hours[or(h.Tenant)] = append(c.hours[or(h.Tenant)], h)
	}
	return c, nil
}

func or(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

// CalendarFor gives the calendar a tenant's clocks run by: the days of the
// nation, of its province and its own, the nearer one winning on the same
// date, and the opening hours of the nearest that set any (default 07:30 to
// 11:30, 13:30 to 17:00). Its version is the moment of the last change.
// Faults: NotFound; those of deadlines.NewCalendar when hours contradict themselves.
func (u *Units) CalendarFor(ctx context.Context, tenant tenants.ID) (*deadlines.Calendar, error) {
	all, err := u.hours.Get(ctx)
	if err != nil {
		return nil, err
	}
	if c, ok := all.made.Load(tenant); ok {
		return c.(*deadlines.Calendar), nil
	}
	unit, err := u.ByID(ctx, tenant)
	if err != nil {
		return nil, err
	}
	from := []uuid.UUID{unit.ID} // nearest first
	if centre, err := u.Centre(ctx, unit.Province); err == nil && centre.ID != unit.ID {
		from = append(from, centre.ID)
	}
	c, err := deadlines.NewCalendar(all.spec(append(from, uuid.Nil)))
	if err != nil {
		return nil, err
	}
	all.made.Store(tenant, c)
	return c, nil
}

// spec lays the calendars over each other, nearest first.
func (c *calendars) spec(from []uuid.UUID) deadlines.CalendarSpec {
	var s deadlines.CalendarSpec
	var set bool
	for _, id := range from {
		for _, h := range c.hours[id] {
			s.Week[h.Weekday] = append(s.Week[h.Weekday], deadlines.Span{From: deadlines.TimeOfDay(h.Opens), To: deadlines.TimeOfDay(h.Closes)})
			set = true
		}
		if set {
			break
		}
	}
	if !set {
		s.Week = deadlines.OfficeWeek()
	}
	taken := map[deadlines.Day]bool{}
	for _, id := range from {
		for _, r := range c.days[id] {
			d := deadlines.MakeDay(r.Day.Date())
			if taken[d] {
				continue
			}
			taken[d] = true
			s.Days = append(s.Days, r.special(d, s.Week))
			s.Version = max(s.Version, int(r.ChangedAt.Unix()))
		}
	}
	return s
}

// special reads a row. half names the half day it is about: worked when
// is_working, closed otherwise; the other half keeps (or lacks) the week's hours.
func (r dayRow) special(d deadlines.Day, week deadlines.Week) deadlines.SpecialDay {
	s := deadlines.SpecialDay{Day: d, Name: r.Name, LegalBasis: r.LegalBasis}
	switch {
	case r.Half != "":
		s.Kind = deadlines.HalfDay
		hours := week[d.Weekday()]
		if len(hours) == 0 && r.IsWorking {
			hours = deadlines.OfficeHours()
		}
		for _, h := range hours {
			if morning := h.From < 12*60; morning == (r.Half == "morning") == r.IsWorking {
				s.Hours = append(s.Hours, h)
			}
		}
		if len(s.Hours) == 0 {
			s.Kind = deadlines.Closure
		}
	case r.IsWorking:
		s.Kind = deadlines.Worked
	case r.Kind == string(deadlines.Closure):
		s.Kind = deadlines.Closure
	default:
		s.Kind = deadlines.Holiday
	}
	return s
}
