package deadlines_test

import (
	"testing"
	"time"

	"motcua/app/deadlines"
)

// Papers go the same day, or the next working morning.
func TestHandOverBy(t *testing.T) {
	t.Parallel()
	cal, err := deadlines.NewCalendar(deadlines.CalendarSpec{Week: deadlines.OfficeWeek(), Days: []deadlines.SpecialDay{{Day: deadlines.MakeDay(2026, 11, 24), Kind: deadlines.Holiday, Name: "Ngày Văn hóa Việt Nam"}}})
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("02/01/2006 15:04", s, deadlines.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, c := range []struct{ what, came, by string }{
		{"in the morning: the same day", "20/11/2026 09:00", "20/11/2026 17:00"},
		{"a minute before three: the same day", "20/11/2026 14:59", "20/11/2026 17:00"},
		{"at three on a Friday: Monday morning", "20/11/2026 15:00", "23/11/2026 11:30"},
		{"before a holiday: the morning after it", "23/11/2026 15:10", "25/11/2026 11:30"},
		{"on the holiday itself", "24/11/2026 09:00", "25/11/2026 11:30"},
		{"on a Sunday", "22/11/2026 10:00", "23/11/2026 11:30"},
		{"at lunch", "20/11/2026 12:00", "20/11/2026 17:00"},
	} {
		if got, err := deadlines.HandOverBy(cal, at(c.came), deadlines.AfterThree); err != nil || !got.Equal(at(c.by)) {
			t.Errorf("%s: %s, want %s (%v)", c.what, deadlines.FormatStamp(got), c.by, err)
		}
	}
	if got, _ := deadlines.HandOverBy(cal, at("20/11/2026 15:30"), 24*60); !got.Equal(at("20/11/2026 17:00")) {
		t.Errorf("a cutoff that never comes: %s", deadlines.FormatStamp(got))
	}
}
