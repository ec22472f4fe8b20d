package deadlines

import (
	"testing"
	"time"
)

func TestLedgersThatMakeNoSense(t *testing.T) {
	t.Parallel()
	cal := national(t)
	good := Policy{Unit: WorkingDay, Amount: 5}
	e := func(k Kind, when string) Entry { return Entry{Kind: k, At: at(t, when)} }
	start := e(Start, "09/11/2026 09:00")
	for _, c := range []struct {
		name, key string
		p         Policy
		l         Ledger
	}{
		{"resume without pause", "ledger.resume", good, Ledger{start, e(Resume, "10/11/2026 09:00")}},
		{"pause within a pause", "ledger.pause", good, Ledger{start, e(Pause, "10/11/2026 09:00"), e(Pause, "10/11/2026 10:00")}},
		{"before start", "ledger.start", good, Ledger{e(Pause, "09/11/2026 08:00"), start}},
		{"restart before start", "ledger.start", good, Ledger{e(Restart, "09/11/2026 08:00")}},
		{"second start", "ledger.start", good, Ledger{start, e(Start, "10/11/2026 09:00")}},
		{"after stop", "ledger.stopped", good, Ledger{start, e(Stop, "10/11/2026 09:00"), e(Extend, "11/11/2026 09:00")}},
		{"out of order", "ledger.order", good, Ledger{start, e(Pause, "09/11/2026 08:59")}},
		{"unknown kind", "ledger.kind", good, Ledger{start, e("snooze", "10/11/2026 09:00")}},
		{"unknown kind first", "ledger.kind", good, Ledger{e("snooze", "10/11/2026 09:00")}},
		{"extend by nothing", "ledger.extend", good, Ledger{start, e(Extend, "10/11/2026 09:00")}},
		{"unknown pause kind", "ledger.pausekind", good, Ledger{start, {Kind: Pause, At: at(t, "10/11/2026 09:00"), PauseKind: "nap"}}},
		{"no date at all", "day.range", good, Ledger{{Kind: Start}}},
		{"other offsets of old data", "day.range", good, Ledger{{Kind: Start, At: time.Date(1970, 5, 1, 9, 0, 0, 0, Zone)}}},
		{"unknown unit", "policy.unit", Policy{Unit: "fortnight", Amount: 1}, Ledger{start}},
		{"unknown rule", "policy.rule", Policy{Unit: WorkingDay, Amount: 1, DayRule: "lunar"}, Ledger{start}},
		{"negative", "policy.amount", Policy{Unit: WorkingDay, Amount: -1}, Ledger{start}},
		{"a century", "policy.amount", Policy{Unit: Month, Amount: 1200}, Ledger{start}},
		{"extended beyond reason", "policy.amount", good, Ledger{start, {Kind: Extend, At: start.At, Amount: 100000}}},
		{"same day of three", "policy.amount", Policy{Unit: SameDay, Amount: 3}, Ledger{start}},
		{"unknown supplement", "policy.supplement", Policy{Unit: WorkingDay, Amount: 1, OnSupplement: "ignore"}, Ledger{start}},
		{"cut-off outside the day", "time.format", Policy{Unit: WorkingDay, Amount: 1, AfterHour: 1500}, Ledger{start}},
	} {
		_, err := Compute(cal, c.p, c.l, start.At)
		if key(err) != c.key {
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
			continue
		}
		if _, err := Explain(cal, c.p, c.l, start.At); key(err) != c.key {
			t.Errorf("%s: explained with %v", c.name, err)
		}
		if e := err.(*Error); e.Say() == "" || e.Say() == (&Error{}).Say() {
			t.Errorf("%s: no sentence for %s", c.name, e.Key)
		}
	}
}

func TestSecondsAreCutBeforeOrderIsJudged(t *testing.T) {
	t.Parallel()
	cal := national(t)
	begin := at(t, "09/11/2026 09:00")
	l := Ledger{{Kind: Start, At: begin.Add(50 * time.Second)}, {Kind: Pause, At: begin.Add(10 * time.Second)}, {Kind: Resume, At: begin.UTC()}}
	got, err := Compute(cal, Policy{Unit: WorkingDay, Amount: 1}, l, begin)
	if err != nil || !got.Due.Equal(at(t, "10/11/2026 09:00")) {
		t.Errorf("%+v %v", got, err)
	}
}

func TestCalendarThatIsClosedForYears(t *testing.T) {
	t.Parallel()
	spec := CalendarSpec{Week: OfficeWeek()}
	for d := MakeDay(2026, 1, 1); d < MakeDay(2037, 1, 1); d++ {
		spec.Days = append(spec.Days, SpecialDay{Day: d, Kind: Closure})
	}
	cal, err := NewCalendar(spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range []Policy{{Unit: WorkingDay, Amount: 1}, {Unit: WorkingDay, Amount: 1, DayRule: ByCivilDays}, {Unit: CalendarDay, Amount: 1}, SameDayPolicy()} {
		if _, err := Compute(cal, u, Ledger{{Kind: Start, At: at(t, "09/11/2026 09:00")}}, time.Time{}); key(err) != "calendar.closed" {
			t.Errorf("%+v: %v", u, err)
		}
	}
	if _, err := BeforeDue(cal, at(t, "31/12/2036 09:00"), 10); key(err) != "calendar.closed" {
		t.Errorf("backwards: %v", err)
	}
}
