package deadlines

import (
	"testing"
	"time"
)

func benchmarkCompute(b *testing.B, p Policy) {
	cal := national(b)
	l := Ledger{{Kind: Start, At: at(b, "20/11/2025 15:20")}}
	now := at(b, "24/11/2025 09:00")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compute(cal, p, l, now); err != nil {
			b.Fatal(err)
		}
	}
}

// The bars are 20 µs for a term of ten days and 200 µs for twelve months, without allocating per day.
func BenchmarkTenDays(b *testing.B) {
	benchmarkCompute(b, Policy{Unit: WorkingDay, Amount: 10, AfterHour: AfterThree})
}

func BenchmarkTwelveMonths(b *testing.B) { benchmarkCompute(b, Policy{Unit: Month, Amount: 12}) }

func BenchmarkYearOfWorkingDays(b *testing.B) {
	benchmarkCompute(b, Policy{Unit: WorkingDay, Amount: 250})
}

func BenchmarkExplainTenDays(b *testing.B) {
	cal := national(b)
	l := Ledger{{Kind: Start, At: at(b, "20/11/2025 15:20")}}
	for b.Loop() {
		e, err := Explain(cal, Policy{Unit: WorkingDay, Amount: 10}, l, time.Time{})
		if err != nil || len(e.ForResident()) == 0 {
			b.Fatal(err)
		}
	}
}

func TestComputingDoesNotAllocatePerDay(t *testing.T) {
	cal := national(t)
	l := Ledger{{Kind: Start, At: at(t, "20/11/2025 15:20")}, {Kind: Pause, At: at(t, "24/11/2025 15:20"), LegalBasis: "x"}, {Kind: Resume, At: at(t, "25/11/2025 15:20")}}
	for _, p := range []Policy{{Unit: WorkingDay, Amount: 250}, {Unit: WorkingDay, Amount: 250, DayRule: ByCivilDays}, {Unit: Month, Amount: 12}, {Unit: WorkingHour, Amount: 2000}} {
		if n := testing.AllocsPerRun(20, func() { _, _ = Compute(cal, p, l, l[2].At) }); n > 4 {
			t.Errorf("%+v: %v allocations", p, n)
		}
	}
}
