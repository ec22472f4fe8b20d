package deadlines

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func key(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

func TestCalendarRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	day := MakeDay(2026, time.November, 24)
	week := func(h ...Span) Week { w := OfficeWeek(); w[time.Monday] = h; return w }
	for _, c := range []struct {
		name, key string
		spec      CalendarSpec
	}{
		{"overlap", "hours.overlap", CalendarSpec{Week: week(Span{450, 700}, Span{690, 1020})}},
		{"closing before opening", "hours.reversed", CalendarSpec{Week: week(Span{700, 450})}},
		{"empty session", "hours.reversed", CalendarSpec{Week: week(Span{700, 700})}},
		{"beyond the day", "time.format", CalendarSpec{Week: week(Span{700, 1500})}},
		{"never open", "calendar.closed", CalendarSpec{}},
		{"unknown kind", "calendar.kind", CalendarSpec{Week: OfficeWeek(), Days: []SpecialDay{{Day: day, Kind: "party"}}}},
		{"closed with hours", "calendar.hours", CalendarSpec{Week: OfficeWeek(), Days: []SpecialDay{{Day: day, Kind: Holiday, Hours: OfficeHours()}}}},
		{"overlap on one date", "hours.overlap", CalendarSpec{Week: OfficeWeek(), Days: []SpecialDay{{Day: day, Kind: HalfDay, Hours: Hours{{450, 700}, {690, 1020}}}}}},
		{"old date", "day.range", CalendarSpec{Week: OfficeWeek(), Days: []SpecialDay{{Day: MakeDay(1970, 1, 1), Kind: Holiday}}}},
		{"negative day", "calendar.dayminutes", CalendarSpec{Week: OfficeWeek(), DayMinutes: -1}},
		{"day of 25 hours", "calendar.dayminutes", CalendarSpec{Week: OfficeWeek(), DayMinutes: 1500}},
	} {
		if _, err := NewCalendar(c.spec); key(err) != c.key {
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
		}
	}
	for k, s := range sentences {
		if s == "" || !strings.HasSuffix(s, ".") {
			t.Errorf("%s has no sentence", k)
		}
	}
}

func TestCalendarDays(t *testing.T) {
	t.Parallel()
	on := func(d int) Day { return MakeDay(2026, time.November, d) }
	morning := Hours{{7*60 + 30, 11*60 + 30}}
	week := OfficeWeek()
	week[time.Saturday] = Hours{{13 * 60, 15 * 60}, {8 * 60, 10 * 60}} // sorted when read
	week[time.Friday] = morning
	cal, err := NewCalendar(CalendarSpec{Week: week, Days: []SpecialDay{
		{Day: on(24), Kind: Holiday, Name: "Ngày Văn hóa Việt Nam"},
		{Day: on(25), Kind: HalfDay, Hours: morning},
		{Day: on(29), Kind: Worked},
		{Day: on(22), Kind: Worked, Hours: Hours{{480, 600}}},
		{Day: on(25), Kind: Closure, Name: "mất điện"}, // closure beats own hours
		{Day: on(29), Kind: Worked, Hours: OfficeHours()},
		{Day: on(24), Kind: Worked}, // a holiday beats a swap day
	}})
	if err != nil {
		t.Fatal(err)
	}
	for d, minutes := range map[int]int{21: 240, 22: 120, 23: 450, 24: 0, 25: 0, 26: 450, 27: 240, 28: 240, 29: 240} {
		if got := cal.Hours(on(d)).Minutes(); got != minutes {
			t.Errorf("%s is open %d minutes, want %d", on(d), got, minutes)
		}
	}
	if cal.DayMinutes() != 450 {
		t.Errorf("an ordinary day of %d minutes", cal.DayMinutes())
	}
	if s, ok := cal.Special(on(25)); !ok || s.Name != "mất điện" {
		t.Errorf("special %+v %v", s, ok)
	}
	if got := cal.MissingYears(MakeDay(2025, 12, 1), MakeDay(2027, 1, 1)); !slices.Equal(got, []int{2025, 2027}) {
		t.Errorf("missing years %v", got)
	}
	sat := on(28)
	if got := WorkingMinutesBetween(cal, sat.At(9*60), sat.At(14*60)); got != 120 {
		t.Errorf("between over lunch %d", got)
	}
	if got := WorkingMinutesBetween(cal, sat.At(14*60), sat.At(9*60)); got != -120 {
		t.Errorf("backwards %d", got)
	}
}

func TestWeekAndHoursInJSON(t *testing.T) {
	t.Parallel()
	spec := CalendarSpec{Version: 2, Week: OfficeWeek(), Days: []SpecialDay{{Day: MakeDay(2026, 12, 31), Kind: HalfDay, Hours: Hours{{450, 690}}, Name: "Ngày cuối năm"}}}
	b, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), `"mon":[["07:30","11:30"],["13:30","17:00"]]`) || !strings.Contains(string(b), `"date":"2026-12-31"`) {
		t.Errorf("%s", b)
	}
	var back CalendarSpec
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(back)
	if string(again) != string(b) {
		t.Errorf("%s\n%s", b, again)
	}
	for _, bad := range []string{`{"monday":[]}`, `{"mon":[["07:30"]]}`, `{"mon":[["7h30","11:30"]]}`, `{"mon":[["07:30","24:01"]]}`, `{"mon":[["07:60","11:30"]]}`} {
		var w Week
		if err := json.Unmarshal([]byte(bad), &w); err == nil {
			t.Errorf("%s was read as %v", bad, w)
		}
	}
}

func TestParseHolidays(t *testing.T) {
	t.Parallel()
	cal := national(t)
	for _, c := range []struct {
		d    Day
		open bool
		name string
	}{
		{MakeDay(2026, 11, 24), false, "Ngày Văn hóa Việt Nam"},
		{MakeDay(2026, 8, 31), false, "Nghỉ hoán đổi"},
		{MakeDay(2026, 8, 22), true, "Làm bù cho ngày 31/08/2026"},
		{MakeDay(2026, 4, 27), false, "Nghỉ bù Giỗ Tổ Hùng Vương"},
	} {
		if s, ok := cal.Special(c.d); !ok || s.Name != c.name || s.LegalBasis == "" || cal.IsOpen(c.d) != c.open {
			t.Errorf("%s: %+v open %v", c.d, s, cal.IsOpen(c.d))
		}
	}
	head := "date,weekday,name,kind,is_working_day,legal_basis\n"
	for name, text := range map[string]string{
		"empty":           "",
		"missing column":  "date,name\n2026-11-24,x\n",
		"wrong weekday":   head + "2026-11-24,Thứ Hai,x,public_holiday,false,y\n",
		"unknown kind":    head + "2026-11-24,Thứ Ba,x,party,false,y\n",
		"contradiction":   head + "2026-11-24,Thứ Ba,x,public_holiday,true,y\n",
		"twice":           head + "2026-11-24,Thứ Ba,x,public_holiday,false,y\n2026-11-24,Thứ Ba,x,public_holiday,false,y\n",
		"no such date":    head + "2026-11-31,Thứ Ba,x,public_holiday,false,y\n",
		"too few columns": head + "2026-11-24,Thứ Ba\n",
	} {
		if _, err := ParseHolidays(strings.NewReader(text)); key(err) != "holidays.row" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := ParseHolidays(strings.NewReader("\ufeff" + head + "2026-11-24,thứ ba,x,public_holiday,false,y\n")); err != nil || len(got) != 1 {
		t.Errorf("byte order mark, lower case: %v %v", got, err)
	}
}

func TestLunarVectors(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/lunar_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct {
			Solar Day       `json:"solar"`
			Lunar LunarDate `json:"lunar"`
			Note  string    `json:"note"`
		} `json:"vectors"`
	}
	if err := json.Unmarshal(b, &file); err != nil || len(file.Vectors) < 17 {
		t.Fatalf("%d vectors, %v", len(file.Vectors), err)
	}
	for _, v := range file.Vectors {
		if got := Lunar(v.Solar); got != v.Lunar {
			t.Errorf("%s (%s): %+v, want %+v", v.Solar, v.Note, got, v.Lunar)
		}
		if got, err := Solar(v.Lunar); err != nil || got != v.Solar {
			t.Errorf("%+v (%s): %s %v, want %s", v.Lunar, v.Note, got, err, v.Solar)
		}
	}
}

func TestLunarDatesFollowOneAnother(t *testing.T) {
	t.Parallel()
	prev := Lunar(MakeDay(1976, 12, 31))
	for d := MakeDay(1977, 1, 1); d < MakeDay(2101, 1, 1); d++ {
		l := Lunar(d)
		next := l.Day == prev.Day+1 && l.Month == prev.Month && l.Year == prev.Year && l.Leap == prev.Leap
		first := l.Day == 1 && prev.Day >= 29 && (l.Month == prev.Month%12+1 && !l.Leap || l.Month == prev.Month && l.Leap && !prev.Leap) &&
			(l.Month != 1 || l.Leap || l.Year == prev.Year+1)
		if !next && !first || l.Day > 30 {
			t.Fatalf("%s: %+v after %+v", d, l, prev)
		}
		if d%37 == 0 {
			if back, err := Solar(l); err != nil || back != d {
				t.Fatalf("%s is %+v is %s, %v", d, l, back, err)
			}
		}
		prev = l
	}
	for _, l := range []LunarDate{{31, 1, 2026, false}, {1, 13, 2026, false}, {1, 2, 2026, true}, {30, 12, 2026, false}} {
		if d, err := Solar(l); err == nil {
			t.Errorf("%+v is %s", l, d)
		}
	}
}

// What the Government decided for 2025 to 2027, apart from swap days, is what we would have proposed.
func TestProposedHolidaysAreThoseDecided(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	known, err := ParseHolidays(f)
	if err != nil {
		t.Fatal(err)
	}
	for year := 2025; year <= 2027; year++ {
		var want, got []string
		for _, k := range known {
			if y, _, _ := k.Day.Date(); y == year && k.Kind == Holiday && k.Name != "Nghỉ hoán đổi" {
				want = append(want, k.Day.String())
			}
		}
		days, err := ProposeHolidays(year)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range days {
			got = append(got, d.Day.String())
			if d.Name == "" || d.LegalBasis == "" || d.Kind != Holiday {
				t.Errorf("%+v", d)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d\nproposed %v\ndecided  %v", year, got, want)
		}
	}
	days, err := ProposeHolidays(2030)
	if err != nil || !slices.ContainsFunc(days, func(d SpecialDay) bool {
		return d.Day == MakeDay(2030, 2, 2) && d.Name == "Tết Nguyên đán (mùng 1)"
	}) {
		t.Errorf("Tết 2030: %v %v", days, err)
	}
	for year := 1977; year < 2200; year++ {
		if _, err := ProposeHolidays(year); err != nil {
			t.Errorf("%d: %v", year, err)
		}
	}
}
