package registry

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/storage/pg"
	"motcua/tenants"
)

// CalendarChannel is where replicas hear of new versions.
const CalendarChannel = "calendar"

// calendars is one reading of all versions; calendars of tenants are made from
// it when asked for and kept as long as it is.
type calendars struct {
	by     map[uuid.UUID][]Version // by seq; uuid.Nil: the nation
	newest int64
	made   sync.Map // CalendarQuery → *deadlines.Calendar
}

// CalendarQuery says by which calendar a clock runs.
type CalendarQuery struct {
	Tenant tenants.ID
	Field  string // of the procedure: some fields have more sessions; "" none
	// Given, of a promise given before, is the version it was given under:
	// later versions count for it in the days alone that the law lets move
	// promises. Pinned false: the calendar of now.
	Given  int64
	Pinned bool
	// Below leaves out this version and all later ones; 0 none.
	Below int64
	// Least is a version that is known to be there; an older reading is not used.
	Least int64
}

func (u *Units) readCalendars(ctx context.Context, old *calendars) (*calendars, error) {
	if old != nil {
		if newest, err := pg.Value[int64](ctx, u.db, `SELECT coalesce(max(seq), 0) FROM app.calendar_version`); err == nil && newest == old.newest {
			return old, nil
		}
	}
	list, err := pg.Rows[Version](ctx, u.db, `SELECT `+versionColumns+` FROM app.calendar_version ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	c := &calendars{by: map[uuid.UUID][]Version{}}
	for _, v := range list {
		if err := v.Read(); err != nil {
			return nil, err
		}
		id := or(v.Tenant)
		c.by[id] = append(c.by[id], v)
		c.newest = v.Seq
	}
	return c, nil
}

func or(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

// InvalidateCalendars makes the next question read the versions again.
func (u *Units) InvalidateCalendars() { u.hours.Invalidate() }

// CalendarFor gives the calendar a tenant works by now: what the nation, its
// province and itself say, the nearer one winning on the same date, and the
// hours of the nearest that sets any (default 07:30 to 11:30, 13:30 to 17:00).
// Faults: NotFound; those of deadlines.NewCalendar.
func (u *Units) CalendarFor(ctx context.Context, tenant tenants.ID) (*deadlines.Calendar, error) {
	return u.CalendarAt(ctx, CalendarQuery{Tenant: tenant})
}

// CalendarAt gives the calendar of one clock. Its version is the newest one
// that it takes account of. Faults as CalendarFor.
func (u *Units) CalendarAt(ctx context.Context, q CalendarQuery) (*deadlines.Calendar, error) {
	all, err := u.atLeast(ctx, q.Least)
	if err != nil {
		return nil, err
	}
	q.Least = 0
	if c, ok := all.made.Load(q); ok {
		return c.(*deadlines.Calendar), nil
	}
	chain, err := u.chain(ctx, q.Tenant)
	if err != nil {
		return nil, err
	}
	c, err := all.calendar(chain, q)
	if err != nil {
		return nil, err
	}
	all.made.Store(q, c)
	return c, nil
}

// CalendarWith is the calendar of q if an office said something else, now and,
// with moved, for promises given before. It is not kept.
func (u *Units) CalendarWith(ctx context.Context, q CalendarQuery, office tenants.ID, said Said, moved []SaidDay) (*deadlines.Calendar, error) {
	all, err := u.atLeast(ctx, q.Least)
	if err != nil {
		return nil, err
	}
	chain, err := u.chain(ctx, q.Tenant)
	if err != nil {
		return nil, err
	}
	what := all.newest + 1
	with := &calendars{by: map[uuid.UUID][]Version{}, newest: what}
	for _, id := range chain {
		with.by[id] = all.by[id]
	}
	with.by[office] = append(slices.Clone(with.by[office]), Version{Seq: what, Said: said, Moved: moved})
	return with.calendar(chain, q)
}

// NewestCalendar is the number of the newest version known here.
func (u *Units) NewestCalendar(ctx context.Context) (int64, error) {
	all, err := u.hours.Get(ctx)
	if err != nil {
		return 0, err
	}
	return all.newest, nil
}

// Said is what an office says now, with the version it said it in (0: nothing
// yet). uuid.Nil asks for the nation.
func (u *Units) Said(ctx context.Context, office tenants.ID, least int64) (Version, error) {
	all, err := u.atLeast(ctx, least)
	if err != nil || len(all.by[office]) == 0 {
		return Version{}, err
	}
	v := all.by[office][len(all.by[office])-1]
	v.Said = v.Said.Clone()
	return v, nil
}

// Chain is the office and those above it, nearest first; the last is uuid.Nil, the nation.
func (u *Units) Chain(ctx context.Context, office tenants.ID) ([]tenants.ID, error) {
	return u.chain(ctx, office)
}

func (u *Units) chain(ctx context.Context, office tenants.ID) ([]tenants.ID, error) {
	unit, err := u.ByID(ctx, office)
	if err != nil {
		return nil, err
	}
	from := []uuid.UUID{unit.ID}
	if centre, err := u.Centre(ctx, unit.Province); err == nil && centre.ID != unit.ID {
		from = append(from, centre.ID)
	}
	return append(from, uuid.Nil), nil
}

func (u *Units) atLeast(ctx context.Context, least int64) (*calendars, error) {
	all, err := u.hours.Get(ctx)
	if err != nil || all.newest >= least {
		return all, err
	}
	u.hours.Invalidate() // another replica's version, announced but not heard yet
	return u.hours.Get(ctx)
}

func (c *calendars) calendar(chain []uuid.UUID, q CalendarQuery) (*deadlines.Calendar, error) {
	from := make([]Said, 0, len(chain))
	version := int64(0)
	for _, id := range chain {
		vs := c.by[id]
		if n := slices.IndexFunc(vs, func(v Version) bool { return q.Below > 0 && v.Seq >= q.Below }); n >= 0 {
			vs = vs[:n]
		}
		if len(vs) == 0 {
			continue
		}
		version = max(version, vs[len(vs)-1].Seq)
		if !q.Pinned {
			from = append(from, vs[len(vs)-1].Said)
			continue
		}
		var said Said // before its first version it said nothing
		for _, v := range vs {
			if v.Seq <= q.Given {
				said = v.Said
			} else {
				said.Days = apply(said.Days, v.Moved)
			}
		}
		from = append(from, said)
	}
	s := spec(from, q.Field)
	s.Version = int(version)
	return deadlines.NewCalendar(s)
}

// HoursOf gives an office's own opening hours, else those it follows. own tells which.
func (u *Units) HoursOf(ctx context.Context, office tenants.ID) (week deadlines.Week, own bool, err error) {
	all, err := u.hours.Get(ctx)
	if err != nil {
		return week, false, err
	}
	chain, err := u.chain(ctx, office)
	if err != nil {
		return week, false, err
	}
	for i, id := range chain {
		if vs := all.by[id]; len(vs) > 0 && vs[len(vs)-1].Said.OwnHours() {
			return vs[len(vs)-1].Said.Week, i == 0, nil
		}
	}
	return deadlines.OfficeWeek(), false, nil
}

// calendarAge is how long a reading is used without asking; versions are announced besides.
const calendarAge = 30 * time.Second
