package dossiers

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/app/deadlines"
)

func officeCalendar(t *testing.T) *deadlines.Calendar {
	t.Helper()
	cal, err := deadlines.NewCalendar(deadlines.CalendarSpec{Week: deadlines.OfficeWeek()})
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

// at is a moment of September 2026 in Vietnam: at(7, 8, 30) is Monday the 7th, 08:30.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, 9, day, hour, minute, 0, 0, deadlines.Zone)
}

func p(t time.Time) *time.Time { return &t }

// Who is told what when, under the default rules. Office hours 07:30-11:30 and
// 13:30-17:00, so a working day has 450 minutes.
func TestWhoIsToldWhen(t *testing.T) {
	t.Parallel()
	cal, rules := officeCalendar(t), DefaultReminderRules()
	for _, x := range []struct {
		name string
		now  time.Time
		s    Standing
		want string
	}{
		{"long before", at(7, 9, 0), Standing{Submitted: at(1, 8, 0), Due: p(at(14, 17, 0))}, ""},
		{"a working day of 8 hours before: 450 of Monday and 30 of Friday", at(11, 16, 30), Standing{Submitted: at(1, 8, 0), Due: p(at(14, 17, 0))}, "due_soon holder"},
		{"a minute too early", at(11, 16, 29), Standing{Submitted: at(1, 8, 0), Due: p(at(14, 17, 0))}, ""},
		{"a term no longer than the warning has none", at(10, 16, 50), Standing{Submitted: at(10, 16, 45), Due: p(at(11, 17, 0))}, ""},
		{"due today", at(14, 7, 0), Standing{Submitted: at(1, 8, 0), Due: p(at(14, 17, 0))}, "due holder"},
		{"came in today", at(14, 9, 0), Standing{Submitted: at(14, 8, 0), Due: p(at(14, 17, 0))}, ""},
		{"overdue on the minute", at(14, 17, 0), Standing{Submitted: at(1, 8, 0), Due: p(at(14, 17, 0))}, "overdue holder, overdue head"},
		{"overdue for a week, first seen now", at(21, 9, 0), Standing{Submitted: at(1, 8, 0), Due: p(at(14, 17, 0))}, "overdue holder, overdue head"},
		{"letter of apology", at(10, 16, 0), Standing{Submitted: at(1, 8, 0), Due: p(at(14, 10, 0)), Apology: p(at(14, 10, 0))}, "apology holder"},
		{"and the head, before it is due; it weighs more", at(11, 16, 30), Standing{Submitted: at(1, 8, 0), Due: p(at(14, 10, 0)), Apology: p(at(14, 10, 0))}, "apology holder, apology head, due_soon holder, due_soon head"},
		{"overdue weighs more than the letter", at(14, 10, 0), Standing{Submitted: at(1, 8, 0), Due: p(at(14, 10, 0)), Apology: p(at(14, 10, 0))}, "overdue holder, overdue head, apology holder, apology head"},
		{"touched yesterday evening: the night does not count", at(8, 8, 0), Standing{Touched: p(at(7, 17, 0))}, ""},
		{"8 working hours", at(8, 8, 0), Standing{Touched: p(at(7, 7, 30))}, "untouched holder"},
		{"a weekend does not count", at(14, 7, 59), Standing{Touched: p(at(11, 7, 30))}, ""},
		{"three days: the head", at(10, 9, 0), Standing{Touched: p(at(7, 7, 30))}, "untouched holder, untouched head"},
		{"step", at(9, 9, 0), Standing{StepDue: p(at(9, 9, 0))}, "step holder"},
		{"closing", at(10, 9, 0), Standing{Closes: p(at(11, 17, 0))}, "closing holder"},
		{"closed", at(11, 17, 0), Standing{Closes: p(at(11, 17, 0))}, ""},
		{"not unclaimed yet", at(11, 9, 0), Standing{Decided: p(at(7, 7, 30))}, ""},
		{"unclaimed", at(15, 9, 0), Standing{Decided: p(at(7, 7, 30))}, "unclaimed holder"},
	} {
		ws, err := rules.Words(cal, x.now, x.s)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range ws {
			got = append(got, w.Kind+" "+w.Audience)
		}
		if strings.Join(got, ", ") != x.want {
			t.Errorf("%s: told %v, not %s", x.name, got, x.want)
		}
	}
}

func TestRulesOfAProvince(t *testing.T) {
	t.Parallel()
	r := ReminderRules{Minutes: map[string]map[string]int{SayOverdue: {Head: 450}}, QuietFrom: 12, QuietTill: 14}
	cal := officeCalendar(t)
	s := Standing{Submitted: at(1, 8, 0), Due: p(at(14, 17, 0)), Touched: p(at(1, 8, 0))}
	for now, want := range map[time.Time]int{at(14, 17, 0): 0, at(15, 16, 59): 0, at(15, 17, 0): 1} {
		if ws, _ := r.Words(cal, now, s); len(ws) != want || want == 1 && ws[0] != (Reminder{SayOverdue, Head, at(14, 17, 0)}) {
			t.Errorf("%s: %v", now, ws)
		}
	}
	for now, want := range map[time.Time]bool{at(14, 11, 59): false, at(14, 12, 0): true, at(14, 13, 59): true, at(14, 14, 0): false, at(13, 9, 0): true} {
		if r.Quiet(cal, now) != want {
			t.Errorf("quiet at %s", now)
		}
	}
	d := DefaultReminderRules()
	for now, want := range map[time.Time]bool{at(14, 6, 59): true, at(14, 7, 0): false, at(14, 17, 59): false, at(14, 18, 0): true, at(14, 0, 0): true} {
		if d.Quiet(cal, now) != want {
			t.Errorf("quiet by default at %s", now)
		}
	}
}

// Whatever moments somebody looks at, each word is true from one moment on and
// stays true while nothing changes: who looks later misses nothing that still
// matters, and who looks twice hears the same words.
func TestNoWordIsMissedByLookingLater(t *testing.T) {
	t.Parallel()
	cal, rules := officeCalendar(t), DefaultReminderRules()
	r := rand.New(rand.NewPCG(1, 2))
	lasting := []string{SayOverdue, SayApology, SayUntouched, SayStep, SayUnclaimed} // the others give way to a weightier one
	for range 2000 {
		any := func() *time.Time { return p(at(1, 0, 0).Add(time.Duration(r.IntN(28*24*60)) * time.Minute)) }
		s := Standing{Submitted: *any(), Due: any(), Touched: any(), StepDue: any(), Closes: any(), Decided: any(), Apology: any()}
		now := at(1, 0, 0).Add(time.Duration(r.IntN(30*24*60)) * time.Minute)
		early, err := rules.Words(cal, now, s)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := rules.Words(cal, now, s)
		late, _ := rules.Words(cal, now.Add(time.Duration(r.IntN(20*24*60))*time.Minute), s)
		if fmt.Sprint(early) != fmt.Sprint(again) {
			t.Fatal("two looks at once differ")
		}
		for i, w := range early {
			if slices.Contains(lasting, w.Kind) && !slices.Contains(late, w) {
				t.Fatalf("%v is lost by looking later (%+v)", w, s)
			}
			if i > 0 && weight(early[i-1].Kind) > weight(w.Kind) {
				t.Fatalf("%v out of order", early)
			}
		}
		overdue := slices.ContainsFunc(early, func(w Reminder) bool { return w.Kind == SayOverdue })
		if overdue != !now.Before(*s.Due) || overdue && slices.ContainsFunc(early, func(w Reminder) bool { return w.Kind == SayDue || w.Kind == SayDueSoon }) {
			t.Fatalf("%v at %s for %s", early, now, s.Due)
		}
	}
}

func TestExtensions(t *testing.T) {
	t.Parallel()
	cal := officeCalendar(t)
	start := deadlines.Entry{Kind: deadlines.Start, At: at(7, 8, 0)}
	days := deadlines.Policy{Unit: deadlines.WorkingDay, Amount: 5, DayRule: deadlines.ByCivilDays}
	list, err := Extensions(cal, days, deadlines.Ledger{start}, at(11, 9, 0), ExtensionLimit(days, 0, 100))
	if err != nil || len(list) != 5 || !list[0].Due.Equal(at(15, 17, 0)) || !list[4].Due.Equal(at(21, 17, 0)) {
		t.Errorf("%v %v", list, err)
	}
	// found late: a date that is past already is no date to promise
	list, _ = Extensions(cal, days, deadlines.Ledger{start}, at(16, 18, 0), 5)
	if len(list) != 3 || !list[0].Due.Equal(at(17, 17, 0)) {
		t.Errorf("%v", list)
	}
	for name, l := range map[string]deadlines.Ledger{
		"not started": nil,
		"paused":      {start, {Kind: deadlines.Pause, At: at(8, 9, 0)}},
		"extended":    {start, {Kind: deadlines.Extend, At: at(8, 9, 0), Amount: 1}},
		"extended, and counted anew since": {
			start,
			{Kind: deadlines.Extend, At: at(8, 9, 0), Amount: 1},
			{Kind: deadlines.Pause, At: at(8, 10, 0)},
			{Kind: deadlines.Restart, At: at(9, 9, 0)},
		},
		"stopped": {start, {Kind: deadlines.Stop, At: at(8, 9, 0)}},
	} {
		if list, err := Extensions(cal, days, l, at(11, 9, 0), 5); len(list) != 0 || err != nil {
			t.Errorf("%s: %v %v", name, list, err)
		}
	}
	for _, x := range []struct {
		p              deadlines.Policy
		revision, rule int
		want           int
		because        string
	}{
		{days, 0, 100, 5, "as long as the term"},
		{days, 0, 50, 2, "half of it"},
		{days, 0, 1, 1, "never nothing"},
		{days, 3, 100, 3, "the revision's"},
		{days, -1, 100, 0, "none by the revision"},
		{deadlines.SameDayPolicy(), 0, 100, 1, "the next working day"},
		{deadlines.Policy{Unit: deadlines.CalendarDay, Amount: 300}, 0, 100, longest, "a list one can read"},
	} {
		if n := ExtensionLimit(x.p, x.revision, x.rule); n != x.want {
			t.Errorf("%s: %d", x.because, n)
		}
	}
}

// An extension, whenever and however long, moves the promise and never what
// the office is measured by.
func TestAnExtensionImprovesNoFigure(t *testing.T) {
	t.Parallel()
	cal, r := officeCalendar(t), rand.New(rand.NewPCG(3, 4))
	for range 500 {
		p := deadlines.Policy{Unit: []deadlines.Unit{deadlines.WorkingHour, deadlines.WorkingDay, deadlines.CalendarDay, deadlines.Month}[r.IntN(4)], Amount: 1 + r.IntN(12)}
		l := deadlines.Ledger{{Kind: deadlines.Start, At: at(1, r.IntN(24), 0)}}
		if r.IntN(2) == 0 {
			l = append(l, deadlines.Entry{Kind: deadlines.Pause, At: at(2, 0, 0), LegalBasis: "x"}, deadlines.Entry{Kind: deadlines.Resume, At: at(3+r.IntN(5), 9, 0)})
		}
		now := at(10+r.IntN(10), r.IntN(24), 0)
		list, err := Extensions(cal, p, l, now, 6)
		if err != nil {
			t.Fatal(err)
		}
		before, _ := deadlines.Compute(cal, p, l, now)
		for _, x := range list {
			after, err := deadlines.Compute(cal, p, append(slices.Clone(l), deadlines.Entry{Kind: deadlines.Extend, At: now, Amount: x.Amount, LegalBasis: extensionBasis}), now)
			if err != nil || !after.LawfulDue.Equal(before.LawfulDue) || !after.Due.Equal(x.Due) || !after.Due.After(before.Due) || !after.Due.After(now) {
				t.Fatalf("%+v by %d: %+v after %+v (%v)", p, x.Amount, after, before, err)
			}
		}
	}
}

func TestWhenAnApologyIsDrafted(t *testing.T) {
	t.Parallel()
	cal := officeCalendar(t)
	for _, x := range []struct{ submitted, due, want time.Time }{
		{at(1, 8, 0), at(14, 17, 0), at(10, 16, 0)},    // 960 working minutes before
		{at(14, 7, 30), at(14, 17, 0), at(14, 11, 15)}, // a term of a day: its middle
	} {
		if got, err := DraftFrom(cal, x.submitted, x.due, 960); err != nil || !got.Equal(x.want) {
			t.Errorf("due %s: from %s (%v)", x.due, got, err)
		}
	}
}
