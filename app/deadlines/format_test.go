package deadlines

import (
	"testing"
	"time"
)

func TestFormats(t *testing.T) {
	t.Parallel()
	utc := time.Date(2026, 9, 8, 3, 0, 59, 0, time.UTC) // 10:00 in Vietnam
	late := time.Date(2026, 9, 5, 18, 30, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{FormatDate(time.Date(2026, 9, 5, 0, 0, 0, 0, Zone)), "05/09/2026"},
		{FormatDate(late), "06/09/2026"}, // already the next day in Vietnam
		{FormatTime(utc), "10:00"},
		{FormatProse(utc), "thứ Ba, 08/09/2026"},
		{FormatMoment(utc), "10:00 thứ Ba, 08/09/2026"},
		{FormatStamp(utc), "08/09/2026 10:00"},
		{FormatProse(late), "Chủ nhật, 06/09/2026"},
		{FormatLegal(time.Date(2026, 9, 5, 9, 0, 0, 0, Zone)), "ngày 05 tháng 9 năm 2026"},
		{FormatLegal(time.Date(2026, 2, 10, 9, 0, 0, 0, Zone)), "ngày 10 tháng 02 năm 2026"},
		{FormatLegal(time.Date(2026, 12, 31, 9, 0, 0, 0, Zone)), "ngày 31 tháng 12 năm 2026"},
		{WeekdayName(time.Sunday), "Chủ nhật"},
		{WeekdayName(time.Saturday), "thứ Bảy"},
		{Up("thứ Ba"), "Thứ Ba"},
		{Up("đến hạn"), "Đến hạn"},
		{Up(""), ""},
		{FormatWork(900, 450), "2 ngày làm việc"},
		{FormatWork(630, 450), "1 ngày 3 giờ làm việc"},
		{FormatWork(25, 450), "25 phút làm việc"},
		{FormatWork(0, 450), "0 phút làm việc"},
		{FormatWork(485, 0), "8 giờ 5 phút làm việc"},
		{FormatAllotment(SameDayPolicy()), "trong ngày"},
		{FormatAllotment(Policy{Unit: WorkingDay, DayRule: ByCivilDays}), "trong ngày"},
		{FormatAllotment(Policy{Unit: WorkingHour, Amount: 8}), "8 giờ làm việc"},
		{FormatAllotment(Policy{Unit: Month, Amount: 3}), "3 tháng"},
		{FormatAllotment(Policy{Unit: CalendarDay, Amount: 15}), "15 ngày"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestFormatLeft(t *testing.T) {
	t.Parallel()
	cal := national(t)
	due := at(t, "09/09/2026 10:00")
	for now, want := range map[string]string{
		"07/09/2026 10:00": "còn 2 ngày làm việc, đến 10:00 thứ Tư 09/09/2026",
		"07/09/2026 09:00": "còn 2 ngày làm việc, đến 10:00 thứ Tư 09/09/2026",
		"08/09/2026 14:00": "còn 5 giờ làm việc, đến 10:00 thứ Tư 09/09/2026",
		"09/09/2026 09:35": "còn 25 phút làm việc, đến 10:00 thứ Tư 09/09/2026",
		"09/09/2026 10:00": "đến hạn lúc 10:00 thứ Tư 09/09/2026",
		"09/09/2026 11:10": "quá hạn 1 giờ làm việc, từ 10:00 thứ Tư 09/09/2026",
		"14/09/2026 10:00": "quá hạn 3 ngày làm việc, từ 10:00 thứ Tư 09/09/2026",
	} {
		if got := FormatLeft(cal, at(t, now), due); got != want {
			t.Errorf("%s: %q, want %q", now, got, want)
		}
	}
	closing := at(t, "09/09/2026 17:00")
	if got := FormatLeft(cal, at(t, "09/09/2026 20:00"), closing); got != "quá hạn từ 17:00 thứ Tư 09/09/2026" {
		t.Error(got)
	}
	if got := FormatLeft(cal, at(t, "09/09/2026 20:00"), at(t, "10/09/2026 07:30")); got != "đến hạn lúc 07:30 thứ Năm 10/09/2026" {
		t.Error(got)
	}
}

func TestReadDay(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"05/09/2026", "5/9/2026", "5-9-2026", "5.9.2026", " 05 / 09 / 2026 "} {
		if d, err := ReadDay(s); err != nil || d != MakeDay(2026, 9, 5) {
			t.Errorf("%q: %s %v", s, d, err)
		}
	}
	for s, k := range map[string]string{"": "day.format", "31/02/2026": "day.format", "2026-09-05": "day.format", "05/09/26": "day.format", "05/09/1950": "day.range", "05/13/2026": "day.format", "😀": "day.format"} {
		if d, err := ReadDay(s); key(err) != k {
			t.Errorf("%q: %s %v, want %s", s, d, err, k)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for d := MakeDay(1960, 1, 1); d < MakeDay(2150, 1, 1); d++ {
		want := time.Date(1960, 1, 1+int(d-MakeDay(1960, 1, 1)), 0, 0, 0, 0, time.UTC)
		if d.String() != want.Format("2006-01-02") || d.Weekday() != want.Weekday() {
			t.Fatalf("%d: %s %s", d, d, d.Weekday())
		}
		if d >= firstDay && (DayOf(d.Time()) != d || DayOf(d.Time().Add(24*time.Hour-time.Second)) != d) {
			t.Fatalf("%s is not its own day", d)
		}
	}
	for _, c := range []struct {
		from string
		n    int
		want string
	}{{"2026-01-31", 1, "2026-02-28"}, {"2028-01-31", 1, "2028-02-29"}, {"2026-11-30", 3, "2027-02-28"}, {"2026-12-15", 12, "2027-12-15"}, {"2026-05-31", 0, "2026-05-31"}} {
		d, _ := ParseDay(c.from)
		if got := d.AddMonths(c.n).String(); got != c.want {
			t.Errorf("%s + %d months is %s, want %s", c.from, c.n, got, c.want)
		}
	}
}
