package deadlines

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTimeReallyTaken(t *testing.T) {
	t.Parallel()
	cal := national(t)
	const law = "NĐ 301/2026/NĐ-CP Điều 4 khoản 7"
	e := func(kind Kind, when, legal string) Entry {
		return Entry{Kind: kind, At: at(t, when), LegalBasis: legal}
	}
	start, done := e(Start, "09/11/2026 15:30", ""), e(Stop, "13/11/2026 10:30", "")
	for _, c := range []struct {
		why  string
		l    Ledger
		want int
	}{
		{"nothing yet", nil, 0},
		{"received after three: from the next morning, 3 days and 3 hours", Ledger{start, done}, 3*450 + 180},
		{"a lawful pause of two days", Ledger{start, e(Pause, "10/11/2026 10:30", law), e(Resume, "12/11/2026 10:30", ""), done}, 450 + 180},
		{"a pause without basis is the office's own time", Ledger{start, e(Pause, "10/11/2026 10:30", ""), e(Resume, "12/11/2026 10:30", ""), done}, 3*450 + 180},
		{"what was worked before a restart was worked", Ledger{start, e(Pause, "10/11/2026 10:30", law), e(Restart, "12/11/2026 10:30", law), done}, 450 + 180},
		{"ended while paused", Ledger{start, e(Pause, "10/11/2026 10:30", law), done}, 180},
		{"decided at once", Ledger{start, e(Stop, "09/11/2026 15:31", "")}, 0},
	} {
		got, err := WorkedMinutes(cal, Policy{Unit: WorkingDay, Amount: 5, AfterHour: AfterThree}, c.l, at(t, "30/11/2026 10:00"))
		if err != nil || got != c.want {
			t.Errorf("%s: %d minutes, want %d (%v)", c.why, got, c.want, err)
		}
	}
	for n, want := range map[int]string{0: "1 phút làm việc", 45: "45 phút làm việc", 61: "2 giờ làm việc", 449: "8 giờ làm việc", 450: "1 ngày làm việc", 451: "1,5 ngày làm việc", 4500: "10 ngày làm việc"} {
		if got := FormatTook(n, 450); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// Without restarts it is what the clock has used, where every pause has its basis.
func TestWorkedIsWhatWasUsed(t *testing.T) {
	check(t, func(t *rapid.T) {
		d := draw(t)
		var l Ledger
		for _, e := range d.l {
			if e.Kind == Restart {
				break
			}
			if e.Kind == Pause {
				e.LegalBasis = "x"
			}
			l = append(l, e)
		}
		until := l[len(l)-1].At.Add(time.Duration(d.w.IntN(5000)) * time.Minute)
		p, err := Compute(d.cal, d.p, l, until)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := WorkedMinutes(d.cal, d.p, l, until); err != nil || got != p.UsedMinutes {
			t.Fatalf("worked %d, used %d (%v)\n%+v", got, p.UsedMinutes, err, l)
		}
	})
}
