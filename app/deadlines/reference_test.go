package deadlines

import (
	"math/rand/v2"
	"testing"
	"time"
)

// The slow clock: written from the rules, apart from the fast one. It knows only whether one minute of one
// date is open and steps through the minutes; dates are stepped one by one.
type slowClock struct {
	spec  CalendarSpec
	p     Policy
	cache map[int][]Span // by days since 1970-01-01
}

func (s *slowClock) hours(day int) []Span {
	if h, ok := s.cache[day]; ok {
		return h
	}
	t := time.Date(1970, 1, 1+day, 0, 0, 0, 0, time.UTC)
	h := s.spec.Week[t.Weekday()]
	kind := ""
	for _, want := range []DayKind{Worked, Holiday, HalfDay, Closure} { // later wins
		for _, d := range s.spec.Days {
			if d.Day.String() == t.Format("2006-01-02") && d.Kind == want {
				kind, h = string(want), d.Hours
				if want == Worked && len(h) == 0 {
					if h = s.spec.Week[time.Friday]; len(h) == 0 {
						h = s.spec.Week[time.Monday]
					}
				}
			}
		}
	}
	if kind == string(Holiday) || kind == string(Closure) {
		h = nil
	}
	s.cache[day] = h
	return h
}

func (s *slowClock) isOpen(min int) bool {
	day, m := min/1440, min%1440
	for _, x := range s.hours(day) {
		if int(x.From) <= m && m < int(x.To) {
			return true
		}
	}
	return false
}

func (s *slowClock) openDay(day int) bool { return len(s.hours(day)) > 0 }

func (s *slowClock) lastMinute(day int) int {
	for m := day*1440 + 1440; ; m-- {
		if s.isOpen(m - 1) {
			return m
		}
	}
}

func (s *slowClock) start(min int) int {
	if s.p.AfterHour > 0 && s.openDay(min/1440) && min%1440 >= int(s.p.AfterHour) {
		min = (min/1440 + 1) * 1440
	}
	for !s.isOpen(min) {
		min++
	}
	return min
}

type slowPause struct{ from, to int } // to < 0: open

// promise gives the minute of the promise, or -1.
func (s *slowClock) promise(l Ledger) int {
	var pauses []slowPause
	origin, amount, paused := 0, 0, false
	for _, e := range l {
		min := int((e.At.Unix() + 7*3600) / 60)
		switch e.Kind {
		case Start, Restart:
			origin, amount, paused, pauses = min, s.p.Amount, false, nil
		case Pause:
			pauses, paused = append(pauses, slowPause{min, -1}), true
		case Resume, Stop:
			if paused {
				pauses[len(pauses)-1].to, paused = min, false
			}
		case Extend:
			amount += e.Amount
		}
	}
	switch {
	case s.p.Unit == WorkingHour:
		return s.stepMinutes(origin, amount*60, pauses)
	case s.p.Unit == WorkingDay && s.p.DayRule != ByCivilDays:
		return s.stepMinutes(origin, amount*s.spec.DayMinutes, pauses)
	case s.p.Unit == CalendarDay, s.p.Unit == Month:
		return s.stepDates(origin/1440, amount, pauses)
	}
	base := origin / 1440
	if amount == 0 || s.p.Unit == SameDay {
		base = s.start(origin) / 1440
	}
	return s.stepOpenDays(base, amount, pauses)
}

func (s *slowClock) stepMinutes(origin, total int, pauses []slowPause) int {
	min, n := s.start(origin), 0
	if total == 0 { // nothing to use up: the first open minute not inside a pause that began before it
		for ; ; min++ {
			in := false
			for _, z := range pauses {
				if z.from < min && z.to < 0 {
					return -1
				}
				in = in || z.from < min && min < z.to
			}
			if s.isOpen(min) && !in {
				return min
			}
		}
	}
	for ; ; min++ {
		in := false
		for _, z := range pauses {
			if z.from <= min && z.to < 0 {
				return -1
			}
			in = in || z.from <= min && min < z.to
		}
		if s.isOpen(min) && !in {
			if n++; n == total {
				return min + 1
			}
		}
	}
}

// stepOpenDays: the Nth open day after base; each pause that began before the promise adds its open days.
func (s *slowClock) stepOpenDays(base, amount int, pauses []slowPause) int {
	need := amount
	at := func() int {
		d := base
		for n := 0; n < need; {
			if d++; s.openDay(d) {
				n++
			}
		}
		return s.lastMinute(d)
	}
	for _, z := range pauses {
		if z.from >= at() {
			continue
		}
		if z.to < 0 {
			return -1
		}
		for d := z.from/1440 + 1; d <= z.to/1440; d++ {
			if s.openDay(d) {
				need++
			}
		}
	}
	return at()
}

func (s *slowClock) stepDates(base, amount int, pauses []slowPause) int {
	last := base + amount
	if s.p.Unit == Month {
		t := time.Date(1970, 1, 1+base, 0, 0, 0, 0, time.UTC)
		y, m := t.Year(), int(t.Month())-1+amount
		y, m = y+m/12, m%12
		want := time.Date(y, time.Month(m+1), t.Day(), 0, 0, 0, 0, time.UTC)
		for int(want.Month()) != m+1 { // that month is too short: back to its last day
			want = want.AddDate(0, 0, -1)
		}
		last = int(want.Unix() / 86400)
	}
	at := func() int {
		d := last
		for !s.openDay(d) {
			d++
		}
		return s.lastMinute(d)
	}
	for _, z := range pauses {
		if z.from >= at() {
			continue
		}
		if z.to < 0 {
			return -1
		}
		last += z.to/1440 - z.from/1440
	}
	return at()
}

// used counts minute by minute what the clock has consumed at some moment.
func (s *slowClock) used(start, until int, pauses []interval) int {
	n := 0
	for m := start; m < until; m++ {
		in := false
		for _, z := range pauses {
			in = in || int(z.from) <= m && (z.open || m < int(z.to))
		}
		if s.isOpen(m) && !in {
			n++
		}
	}
	return n
}

// world makes random calendars, policies and ledgers.
type world struct{ *rand.Rand }

func (w world) hours() Hours {
	all := []Hours{
		OfficeHours(), OfficeHours(), OfficeHours(),
		{{7 * 60, 11*60 + 30}, {13*60 + 30, 17 * 60}},
		{{8 * 60, 12 * 60}, {13 * 60, 17 * 60}},
		{{7*60 + 30, 11*60 + 30}},
		{{0, 1440}},
		{{9 * 60, 9*60 + 1}, {22 * 60, 1440}},
	}
	return all[w.IntN(len(all))]
}

var base2026 = MakeDay(2026, time.January, 1)

func (w world) spec() CalendarSpec {
	s := CalendarSpec{Week: OfficeWeek(), DayMinutes: []int{450, 480, 450, 60, 1 + w.IntN(600)}[w.IntN(5)]}
	if w.IntN(2) == 0 {
		h := w.hours()
		for d := range s.Week {
			switch w.IntN(6) {
			case 0:
				s.Week[d] = nil
			case 1:
				s.Week[d] = w.hours()
			default:
				s.Week[d] = h
			}
		}
	} else if w.IntN(2) == 0 {
		s.Week[time.Saturday] = Hours{{7*60 + 30, 11*60 + 30}}
	}
	if len(s.Week[time.Friday]) == 0 {
		s.Week[time.Monday] = w.hours() // so that swap days have hours by the rule
	}
	for range w.IntN(30) {
		d := SpecialDay{Day: base2026 + Day(w.IntN(120)), Kind: []DayKind{Holiday, Holiday, HalfDay, Worked, Closure}[w.IntN(5)]}
		if d.Kind == HalfDay || d.Kind == Worked && w.IntN(2) == 0 {
			d.Hours = w.hours()
		}
		dup := false
		for _, o := range s.Days {
			dup = dup || o.Day == d.Day && o.Kind == d.Kind
		}
		if !dup {
			s.Days = append(s.Days, d)
		}
	}
	return s
}

func (w world) policy() Policy {
	p := Policy{Unit: []Unit{WorkingHour, WorkingDay, WorkingDay, WorkingDay, CalendarDay, Month, SameDay}[w.IntN(7)]}
	switch p.Unit {
	case WorkingHour:
		p.Amount = w.IntN(40)
	case WorkingDay:
		p.Amount = w.IntN(12)
		p.DayRule = []DayRule{"", ByHours, ByCivilDays, ByCivilDays}[w.IntN(4)]
	case CalendarDay:
		p.Amount = w.IntN(40)
	case Month:
		p.Amount = w.IntN(4)
	}
	if w.IntN(2) == 0 {
		p.AfterHour = []TimeOfDay{AfterThree, AfterThree, TimeOfDay(1 + w.IntN(1439))}[w.IntN(3)]
	}
	return p
}

func (w world) at(m int) time.Time {
	t := minute(m).time().Add(time.Duration(w.IntN(60)) * time.Second)
	if w.IntN(2) == 0 {
		return t.UTC()
	}
	return t
}

// ledger is always lawful in order; its moments like the edges of sessions.
func (w world) ledger(s CalendarSpec) Ledger {
	m := int(base2026)*1440 + w.IntN(40*1440)
	step := func() {
		switch w.IntN(5) {
		case 0:
		case 1:
			m += w.IntN(60)
		case 2:
			m += w.IntN(2 * 1440)
		case 3:
			m += w.IntN(8 * 1440)
		default: // onto an edge
			d := Day(m/1440) + Day(w.IntN(5))
			if h := s.Week[d.Weekday()]; len(h) > 0 {
				x := h[w.IntN(len(h))]
				m = max(m, int(d)*1440+int([]TimeOfDay{x.From, x.To}[w.IntN(2)]))
			}
		}
	}
	bases := []string{"", "Căn cứ A"}
	l := Ledger{{Kind: Start, At: w.at(m)}}
	paused := false
	for range w.IntN(7) {
		step()
		e := Entry{At: w.at(m), LegalBasis: bases[w.IntN(2)]}
		if last := l[len(l)-1].At; e.At.Before(last) {
			e.At = last
		}
		switch k := w.IntN(12); {
		case k == 0:
			e.Kind, paused = Restart, false
		case k <= 2:
			e.Kind, e.Amount = Extend, 1+w.IntN(4)
		case k == 3:
			e.Kind = Stop
		case paused:
			e.Kind, paused = Resume, false
		default:
			e.Kind, paused = Pause, true
			e.PauseKind = []PauseKind{"", WaitApplicant, WaitAgency, WaitTax, WaitOutage}[w.IntN(5)]
		}
		l = append(l, e)
		if e.Kind == Stop {
			break
		}
	}
	return l
}

func TestFastClockAgreesWithSlowClock(t *testing.T) {
	t.Parallel()
	n, open, due := 10_000, 0, 0
	if testing.Short() {
		n = 1000
	}
	for seed := range n {
		w := world{rand.New(rand.NewPCG(uint64(seed), 2026))}
		spec, p := w.spec(), w.policy()
		l := w.ledger(spec)
		cal, err := NewCalendar(spec)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		now := l[len(l)-1].At.Add(time.Duration(w.IntN(7*1440)) * time.Minute)
		got, err := Compute(cal, p, l, now)
		if err != nil {
			t.Fatalf("seed %d: %v\n%+v\n%+v", seed, err, p, l)
		}
		slow := &slowClock{spec, p, map[int][]Span{}}
		want := slow.promise(l)
		switch {
		case want < 0:
			open++
			if !got.Due.IsZero() {
				t.Fatalf("seed %d: promise %s while a pause is open\n%+v\n%+v", seed, got.Due, p, l)
			}
		case got.Due.IsZero() || int(minuteOf(got.Due)) != want:
			t.Fatalf("seed %d: fast %s, slow %s\n%+v\n%+v\n%+v", seed, got.Due, minute(want).time(), p, l, spec)
		default:
			due++
		}
		if seed%5 == 0 {
			agreeOnAccount(t, seed, cal, slow, p, l, now, got)
		}
	}
	if open < n/50 || due < n/2 { // the comparison must not be an empty one
		t.Fatalf("only %d open and %d promised of %d cases", open, due, n)
	}
}

// agreeOnAccount checks used minutes and that the day-by-day account adds up to the allotment.
func agreeOnAccount(t *testing.T, seed int, cal *Calendar, slow *slowClock, p Policy, l Ledger, now time.Time, got Promise) {
	t.Helper()
	h, err := replay(p, l, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	until := minuteOf(now)
	if h.state == Stopped {
		until = min(until, h.stop)
	}
	if want := slow.used(int(minuteOf(got.Start)), int(until), h.pauses); want != got.UsedMinutes {
		t.Fatalf("seed %d: used %d, slow %d", seed, got.UsedMinutes, want)
	}
	e, err := Explain(cal, p, l, now)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.ForResident()) < 3 || len(e.ForOfficer()) < len(e.ForResident()) {
		t.Fatalf("seed %d: an account without sentences", seed)
	}
	if got.Due.IsZero() || p.Unit == Month {
		return
	}
	want := h.amount
	if p.byMinutes() {
		want = p.minutes(cal, h.amount)
	}
	if total := e.Rows[len(e.Rows)-1].Total; total != want {
		t.Fatalf("seed %d: the account adds up to %d of %d\n%+v\n%+v\n%+v", seed, total, want, p, l, e.Rows)
	}
}
