package deadlines

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawn is a random calendar, policy and ledger from the same maker as the comparison with the slow clock.
type drawn struct {
	w   world
	cal *Calendar
	p   Policy
	l   Ledger
}

func draw(t *rapid.T) drawn {
	w := world{rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))}
	spec := w.spec()
	cal, err := NewCalendar(spec)
	if err != nil {
		t.Fatal(err)
	}
	return drawn{w, cal, w.policy(), w.ledger(spec)}
}

func (d drawn) compute(t *rapid.T, p Policy, l Ledger) Promise {
	got, err := Compute(d.cal, p, l, l[len(l)-1].At)
	if err != nil {
		t.Fatalf("%v\n%+v\n%+v", err, p, l)
	}
	return got
}

func check(t *testing.T, f func(t *rapid.T)) {
	t.Helper()
	t.Parallel()
	rapid.Check(t, f)
}

func TestMoreTimeIsNeverEarlier(t *testing.T) {
	check(t, func(t *rapid.T) {
		d := draw(t)
		l := d.l[:1]
		a := d.compute(t, d.p, l)
		if d.p.Unit != SameDay {
			more := d.p
			more.Amount++
			// Civil rule: 0 days count from the effective start, 1 day from the event's own date.
			if b := d.compute(t, more, l); b.Due.Before(a.Due) && !(d.p.Amount == 0 && d.p.DayRule == ByCivilDays) {
				t.Fatalf("%d gives %s, one more gives %s", d.p.Amount, a.Due, b.Due)
			}
		}
		later := Ledger{{Kind: Start, At: l[0].At.Add(time.Duration(d.w.IntN(3000)) * time.Minute)}}
		if b := d.compute(t, d.p, later); b.Due.Before(a.Due) {
			t.Fatalf("started %s due %s, started %s due %s", l[0].At, a.Due, later[0].At, b.Due)
		}
	})
}

func TestPromiseFallsWhereSomebodyWorks(t *testing.T) {
	check(t, func(t *rapid.T) {
		d := draw(t)
		got := d.compute(t, d.p, d.l)
		for _, m := range []time.Time{got.Due, got.First, got.LawfulDue} {
			if m.IsZero() {
				continue
			}
			x := minuteOf(m)
			if d.cal.between(x-1, x) == 0 && d.cal.between(x, x+1) == 0 {
				t.Fatalf("nobody works at %s", m)
			}
		}
		if x := minuteOf(got.Start); d.cal.between(x, x+1) == 0 {
			t.Fatalf("nobody works at the start %s", got.Start)
		}
	})
}

func TestWorkingTimeEqualsAllotment(t *testing.T) {
	check(t, func(t *rapid.T) {
		d := draw(t)
		if !d.p.byMinutes() {
			d.p.Unit, d.p.DayRule = WorkingDay, ByHours
		}
		got := d.compute(t, d.p, d.l)
		h, err := replay(d.p, d.l, false, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got.Due.IsZero() {
			return
		}
		work := WorkingMinutesBetween(d.cal, got.Start, got.Due)
		for _, z := range h.pauses { // a pause after the promise takes nothing from it
			work -= max(0, d.cal.between(max(z.from, minuteOf(got.Start)), min(z.to, minuteOf(got.Due))))
		}
		if want := d.p.minutes(d.cal, h.amount); want > 0 && work != want {
			t.Fatalf("%d minutes between start and promise, allotted %d", work, want)
		}
	})
}

func TestPauseAndResumeAtOnceChangesNothing(t *testing.T) {
	check(t, func(t *rapid.T) {
		d := draw(t)
		l := d.l
		if k := l[len(l)-1].Kind; k == Pause || k == Stop {
			l = l[:len(l)-1]
		}
		if h, _ := replay(d.p, l, false, nil); h.state != Running {
			return
		}
		when := l[len(l)-1].At.Add(time.Duration(d.w.IntN(5000)) * time.Minute)
		with := append(slices.Clone(l), Entry{Kind: Pause, At: when, LegalBasis: "x"}, Entry{Kind: Resume, At: when})
		a, b := d.compute(t, d.p, l), d.compute(t, d.p, with)
		if !a.Due.Equal(b.Due) || !a.LawfulDue.Equal(b.LawfulDue) || !a.First.Equal(b.First) {
			t.Fatalf("without %s, with %s", a.Due, b.Due)
		}
	})
}

func TestSplittingAPauseChangesNothing(t *testing.T) {
	check(t, func(t *rapid.T) {
		d := draw(t)
		from := d.l[0].At.Add(time.Duration(d.w.IntN(6*1440)) * time.Minute)
		mid := from.Add(time.Duration(d.w.IntN(6*1440)) * time.Minute)
		to := mid.Add(time.Duration(d.w.IntN(6*1440)) * time.Minute)
		pause := func(a, b time.Time) Ledger { return Ledger{{Kind: Pause, At: a}, {Kind: Resume, At: b}} }
		start := Ledger{{Kind: Start, At: d.l[0].At}}
		first := d.compute(t, d.p, start)
		if d.p.Amount == 0 {
			return // nothing is counted: the promise is the start itself, and so is the end of whatever pause holds it up
		}
		if !d.p.byMinutes() && DayOf(from) >= DayOf(first.Due.Add(-time.Minute)) {
			return // by dates a pause that begins on the last day can move the promise to before its own resume
		}
		half := d.compute(t, d.p, append(slices.Clone(start), pause(from, mid)...))
		if !d.p.byMinutes() && DayOf(mid) >= DayOf(half.Due.Add(-time.Minute)) {
			return // the same for the second half
		}
		one := d.compute(t, d.p, append(slices.Clone(start), pause(from, to)...))
		two := d.compute(t, d.p, slices.Concat(start, pause(from, mid), pause(mid, to)))
		if !one.Due.Equal(two.Due) {
			t.Fatalf("one pause %s, the same in two %s\n%+v %s %s %s", one.Due, two.Due, d.p, from, mid, to)
		}
	})
}

func TestPauseAfterThePromiseChangesNothing(t *testing.T) {
	check(t, func(t *rapid.T) {
		d := draw(t)
		start := Ledger{{Kind: Start, At: d.l[0].At}}
		a := d.compute(t, d.p, start)
		if a.Due.Before(d.l[0].At) {
			return // a term of 0 calendar days, received after closing
		}
		late := append(slices.Clone(start), Entry{Kind: Pause, At: a.Due.Add(time.Duration(d.w.IntN(3)) * time.Minute)})
		if b := d.compute(t, d.p, late); !a.Due.Equal(b.Due) {
			t.Fatalf("%s became %s", a.Due, b.Due)
		}
	})
}

func TestExtensionsAndBaselessPausesNeverImproveTheFigures(t *testing.T) {
	check(t, func(t *rapid.T) {
		d := draw(t)
		with := d.compute(t, d.p, d.l)
		var bare Ledger
		state := Running
		for _, e := range d.l { // the ledger an honest clerk would have kept
			switch {
			case e.Kind == Extend, e.Kind == Pause && e.LegalBasis == "":
				continue
			case e.Kind == Restart && e.LegalBasis == "":
				e.Kind = Resume
			}
			if e.Kind == Pause {
				state = Paused
			} else if e.Kind == Resume {
				if state != Paused {
					continue
				}
				state = Running
			} else if e.Kind == Restart {
				state = Running
			}
			bare = append(bare, e)
		}
		if b := d.compute(t, d.p, bare); !b.Due.Equal(with.LawfulDue) {
			t.Fatalf("lawful due %s, but kept honestly %s\n%+v", with.LawfulDue, b.Due, d.l)
		}
		if first := d.compute(t, d.p, d.l[:1]); !first.Due.Equal(with.First) {
			t.Fatalf("first promise %s became %s", first.Due, with.First)
		}
	})
}

func TestRecomputingReproduces(t *testing.T) {
	check(t, func(t *rapid.T) {
		d := draw(t)
		a := d.compute(t, d.p, d.l)
		stored, err := json.Marshal(struct {
			P Policy
			L Ledger
		}{d.p, d.l})
		if err != nil {
			t.Fatal(err)
		}
		var back struct {
			P Policy
			L Ledger
		}
		if err := json.Unmarshal(stored, &back); err != nil {
			t.Fatalf("%v: %s", err, stored)
		}
		b, err := Compute(d.cal, back.P, back.L, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
		if err != nil || !a.Due.Equal(b.Due) || !a.LawfulDue.Equal(b.LawfulDue) || !a.First.Equal(b.First) || !a.Start.Equal(b.Start) {
			t.Fatalf("%+v\n%+v\n%v", a, b, err)
		}
		from, to, moved, err := Moves(d.cal, d.cal, d.p, d.l)
		if err != nil || moved || !from.Equal(a.Due) || !to.Equal(a.Due) {
			t.Fatalf("moved under the same calendar: %s %s %v", from, to, err)
		}
	})
}

func TestAddingAndCountingAreInverse(t *testing.T) {
	check(t, func(t *rapid.T) {
		d := draw(t)
		from, n := Cut(d.l[0].At), d.w.IntN(5000)
		to, err := AddWorkingMinutes(d.cal, from, n)
		if err != nil || WorkingMinutesBetween(d.cal, from, to) != n || WorkingMinutesBetween(d.cal, to, from) != -n {
			t.Fatalf("%s + %d = %s, %v", from, n, to, err)
		}
		back, err := BeforeDue(d.cal, to, n)
		if err != nil || WorkingMinutesBetween(d.cal, back, to) != n {
			t.Fatalf("%d before %s is %s, %v", n, to, back, err)
		}
		if x := minuteOf(back); n > 0 && d.cal.between(x, x+1) == 0 {
			t.Fatalf("a reminder at %s, when nobody works", back)
		}
		again, err := AddWorkingMinutes(d.cal, to, -n)
		if err != nil || !again.Equal(back) {
			t.Fatalf("%s and %s", again, back)
		}
	})
}
