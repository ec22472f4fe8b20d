package calendar

import (
	"testing"

	"motcua/app/deadlines"
)

func TestClockTimes(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]deadlines.TimeOfDay{"7:30": 450, "07:30": 450, "7h30": 450, "7g30": 450, "7h": 420, "0730": 450, " 17 : 00 ": 1020, "24:00": 1440, "7.15": 435} {
		if got, ok := clock(s); !ok || got != want {
			t.Errorf("%q: %d %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "sáng", "25:00", "7:60", "-1:00", "24:01", "7:3x"} {
		if got, ok := clock(s); ok {
			t.Errorf("%q: %d", s, got)
		}
	}
}
