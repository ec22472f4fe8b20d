package deadlines

import (
	"os"
	"testing"
	"time"
)

// national is the calendar of a commune office with the national list of days off 2025 to 2027.
func national(t testing.TB) *Calendar {
	t.Helper()
	f, err := os.Open("testdata/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	days, err := ParseHolidays(f)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := NewCalendar(CalendarSpec{Version: 1, Week: OfficeWeek(), Days: days})
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

// at reads "23/11/2026 15:20".
func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("02/01/2006 15:04", s, Zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDatesALawyerCanCheck(t *testing.T) {
	t.Parallel()
	cal := national(t)
	byHours := func(n int) Policy { return Policy{Unit: WorkingDay, Amount: n, AfterHour: AfterThree} }
	byDays := func(n int) Policy { return Policy{Unit: WorkingDay, Amount: n, DayRule: ByCivilDays} }
	hours := func(n int) Policy { return Policy{Unit: WorkingHour, Amount: n} }
	calendar := func(n int) Policy { return Policy{Unit: CalendarDay, Amount: n} }
	months := func(n int) Policy { return Policy{Unit: Month, Amount: n} }

	for _, c := range []struct {
		why      string
		term     Policy
		received string
		promise  string
	}{
		// One ordinary week.
		{"ba ngày làm việc, cùng giờ", byHours(3), "09/11/2026 09:10", "12/11/2026 09:10"},
		{"ngày nhận không tính, hết ngày thứ ba", byDays(3), "09/11/2026 09:10", "12/11/2026 17:00"},
		{"nhận lúc mở cửa: hết ngày đó chứ không phải sáng hôm sau", byHours(1), "09/11/2026 07:30", "09/11/2026 17:00"},
		{"cuối tuần không tính", byHours(2), "13/11/2026 10:00", "17/11/2026 10:00"},
		{"nhận giờ nghỉ trưa, tính từ 13:30", hours(1), "09/11/2026 12:00", "09/11/2026 14:30"},
		{"nhận trước giờ mở cửa", hours(2), "09/11/2026 06:00", "09/11/2026 09:30"},
		{"nộp trực tuyến ngày Chủ nhật", byHours(1), "08/11/2026 20:00", "09/11/2026 17:00"},
		{"tám giờ tiếp nhận qua đêm", hours(8), "09/11/2026 16:00", "10/11/2026 16:30"},

		// The cut-off of 15:00.
		{"14:59 còn tính trong ngày", byHours(1), "09/11/2026 14:59", "10/11/2026 14:59"},
		{"15:00 tính từ ngày làm việc tiếp theo", byHours(1), "09/11/2026 15:00", "10/11/2026 17:00"},
		{"sau 15:00 thứ Sáu, tính từ thứ Hai", byHours(1), "13/11/2026 15:20", "16/11/2026 17:00"},
		{"trả trong ngày khi nhận trước 15:00", SameDayPolicy(), "25/11/2026 14:59", "25/11/2026 17:00"},
		{"trả trong ngày, nhận từ 15:00: hết ngày làm việc tiếp theo", SameDayPolicy(), "25/11/2026 15:00", "26/11/2026 17:00"},
		{"trả trong ngày, nhận Chủ nhật", SameDayPolicy(), "22/11/2026 20:00", "23/11/2026 17:00"},
		{"cách tính theo ngày không xét 15:00", byDays(1), "09/11/2026 16:59", "10/11/2026 17:00"},

		// 24 November, Ngày Văn hóa Việt Nam: a Tuesday in 2026.
		{"24/11 nghỉ, theo giờ", byHours(3), "23/11/2026 08:00", "27/11/2026 08:00"},
		{"24/11 nghỉ, theo ngày", byDays(3), "23/11/2026 14:00", "27/11/2026 17:00"},
		{"sau 15:00 ngày 23/11", SameDayPolicy(), "23/11/2026 15:20", "25/11/2026 17:00"},
		{"24/11 năm 2025 chưa là ngày nghỉ", byDays(1), "21/11/2025 09:00", "24/11/2025 17:00"},

		// 2 September 2026: 31/8 off in exchange for Saturday 22/8.
		{"thứ Bảy 22/8 làm bù là ngày làm việc", byDays(1), "21/08/2026 10:00", "22/08/2026 17:00"},
		{"thứ Bảy 22/8 có giờ làm việc như thứ Sáu", hours(8), "21/08/2026 16:00", "22/08/2026 16:30"},
		{"nghỉ từ 29/8 đến 2/9", byDays(3), "27/08/2026 09:00", "04/09/2026 17:00"},
		{"nghỉ từ 29/8 đến 2/9, cùng giờ", byHours(3), "27/08/2026 09:00", "04/09/2026 09:00"},

		// Swap days of 2025 and the turn of the year.
		{"26/4/2025 làm bù cho 2/5", byDays(5), "23/04/2025 09:00", "29/04/2025 17:00"},
		{"1/1 và 2/1/2026 nghỉ", byHours(3), "30/12/2025 08:00", "06/01/2026 08:00"},
		{"thứ Bảy 10/1/2026 làm bù", byDays(7), "30/12/2025 08:00", "10/01/2026 17:00"},

		// Giỗ Tổ on a Sunday is made up on Monday; 30/4 and 1/5.
		{"27/4/2026 nghỉ bù Giỗ Tổ", byDays(1), "24/04/2026 09:00", "28/04/2026 17:00"},
		{"30/4 và 1/5/2026", byHours(2), "29/04/2026 09:00", "05/05/2026 09:00"},

		// Tết.
		{"Tết Bính Ngọ: nghỉ 14 đến 22/2/2026", byHours(1), "13/02/2026 10:00", "23/02/2026 10:00"},
		{"Tết Đinh Mùi: nghỉ 4 đến 10/2/2027", byHours(1), "03/02/2027 14:00", "11/02/2027 14:00"},
		{"năm ngày qua Tết Đinh Mùi", byDays(5), "29/01/2027 16:00", "12/02/2027 17:00"},

		// Calendar days and months never end where nobody works.
		{"ngày cuối là thứ Bảy, rồi Giỗ Tổ và nghỉ bù", calendar(15), "10/04/2026 10:00", "28/04/2026 17:00"},
		{"ngày cuối là ngày làm việc", calendar(10), "02/11/2026 10:00", "12/11/2026 17:00"},
		{"một tháng từ 31/1: ngày cuối tháng 2 là Chủ nhật", months(1), "31/01/2027 10:00", "01/03/2027 17:00"},
		{"ba tháng rơi vào Tết", months(3), "06/11/2026 10:20", "11/02/2027 17:00"},
		{"mười hai tháng", months(12), "02/09/2025 10:00", "03/09/2026 17:00"},
	} {
		got, err := Compute(cal, c.term, Ledger{{Kind: Start, At: at(t, c.received)}}, at(t, c.received))
		if err != nil {
			t.Errorf("%s: %v", c.why, err)
			continue
		}
		if want := at(t, c.promise); !got.Due.Equal(want) {
			t.Errorf("%s: %s nhận %s, hẹn %s, phải là %s", c.why, FormatAllotment(c.term), c.received, FormatStamp(got.Due), c.promise)
		}
	}
}

func TestLedgersALawyerCanCheck(t *testing.T) {
	t.Parallel()
	cal := national(t)
	byHours := Policy{Unit: WorkingDay, Amount: 5}
	byDays := Policy{Unit: WorkingDay, Amount: 10, DayRule: ByCivilDays}
	const law = "NĐ 301/2026/NĐ-CP Điều 4 khoản 7"
	e := func(kind Kind, when, legal string) Entry {
		return Entry{Kind: kind, At: at(t, when), LegalBasis: legal, PauseKind: map[Kind]PauseKind{Pause: WaitApplicant}[kind]}
	}
	more := func(when string, n int) Entry { return Entry{Kind: Extend, At: at(t, when), Amount: n} }

	for _, c := range []struct {
		why    string
		term   Policy
		ledger Ledger
		due    string // "" = none
		first  string
		lawful string
		state  State
	}{
		{
			"chờ bổ sung không tính, theo giờ", byHours,
			Ledger{e(Start, "20/11/2026 10:20", ""), e(Pause, "26/11/2026 09:00", law), e(Resume, "02/12/2026 09:00", "")},
			"04/12/2026 10:20", "30/11/2026 10:20", "04/12/2026 10:20", Running,
		},
		{
			"chờ bổ sung không tính, theo ngày: 27, 30/11, 1, 2/12", byDays,
			Ledger{e(Start, "20/11/2026 15:20", ""), e(Pause, "26/11/2026 09:00", law), e(Resume, "02/12/2026 09:00", "")},
			"11/12/2026 17:00", "07/12/2026 17:00", "11/12/2026 17:00", Running,
		},
		{
			"đang chờ bổ sung thì chưa có ngày hẹn", byHours,
			Ledger{e(Start, "20/11/2026 10:20", ""), e(Pause, "26/11/2026 09:00", law)},
			"", "30/11/2026 10:20", "", Paused,
		},
		{
			"tạm dừng không có căn cứ không cải thiện số liệu", byHours,
			Ledger{e(Start, "20/11/2026 10:20", ""), e(Pause, "26/11/2026 09:00", ""), e(Resume, "02/12/2026 09:00", "")},
			"04/12/2026 10:20", "30/11/2026 10:20", "30/11/2026 10:20", Running,
		},
		{
			"gia hạn không cải thiện số liệu", byHours,
			Ledger{e(Start, "20/11/2026 10:20", ""), more("27/11/2026 09:00", 2)},
			"02/12/2026 10:20", "30/11/2026 10:20", "30/11/2026 10:20", Running,
		},
		{
			"tính lại từ đầu sau khi bổ sung, bỏ cả gia hạn", byHours,
			Ledger{e(Start, "20/11/2026 10:20", ""), more("23/11/2026 09:00", 2), e(Pause, "26/11/2026 09:00", law), e(Restart, "02/12/2026 09:00", law)},
			"09/12/2026 09:00", "30/11/2026 10:20", "09/12/2026 09:00", Running,
		},
		{
			"tính lại từ đầu mà không có căn cứ: số liệu coi như tính tiếp", byHours,
			Ledger{e(Start, "20/11/2026 10:20", ""), e(Pause, "26/11/2026 09:00", law), e(Restart, "02/12/2026 09:00", "")},
			"09/12/2026 09:00", "30/11/2026 10:20", "04/12/2026 10:20", Running,
		},
		{
			"tạm dừng sau khi đã trễ hẹn không đổi ngày hẹn", byHours,
			Ledger{e(Start, "20/11/2026 10:20", ""), e(Pause, "30/11/2026 10:20", law), e(Resume, "02/12/2026 09:00", "")},
			"30/11/2026 10:20", "30/11/2026 10:20", "30/11/2026 10:20", Running,
		},
		{
			"đang tạm dừng sau khi đã trễ hẹn: ngày hẹn vẫn còn đó", byHours,
			Ledger{e(Start, "20/11/2026 10:20", ""), e(Pause, "01/12/2026 09:00", law)},
			"30/11/2026 10:20", "30/11/2026 10:20", "30/11/2026 10:20", Paused,
		},
		{
			"kết thúc khi đang tạm dừng", byHours,
			Ledger{e(Start, "20/11/2026 10:20", ""), e(Pause, "26/11/2026 09:00", law), e(Stop, "26/11/2026 17:00", "")},
			"01/12/2026 08:50", "30/11/2026 10:20", "01/12/2026 08:50", Stopped,
		},
		{
			"sự cố hệ thống hai giờ",
			Policy{Unit: WorkingHour, Amount: 8},
			Ledger{e(Start, "25/11/2026 07:30", ""), {Kind: Pause, At: at(t, "25/11/2026 09:00"), PauseKind: WaitOutage, LegalBasis: law}, e(Resume, "25/11/2026 11:00", "")},
			"26/11/2026 10:00", "26/11/2026 08:00", "26/11/2026 10:00", Running,
		},
		{
			"ngày dương lịch: chờ 6 ngày thì lùi 6 ngày",
			Policy{Unit: CalendarDay, Amount: 10},
			Ledger{e(Start, "02/11/2026 10:00", ""), e(Pause, "05/11/2026 10:00", law), e(Resume, "11/11/2026 10:00", "")},
			"18/11/2026 17:00", "12/11/2026 17:00", "18/11/2026 17:00", Running,
		},
		{"chưa bắt đầu", byHours, nil, "", "", "", NotStarted},
	} {
		got, err := Compute(cal, c.term, c.ledger, at(t, "03/12/2026 09:00"))
		if err != nil {
			t.Errorf("%s: %v", c.why, err)
			continue
		}
		for _, x := range []struct {
			name, want string
			got        time.Time
		}{{"hẹn", c.due, got.Due}, {"hẹn lần đầu", c.first, got.First}, {"hạn đúng hẹn", c.lawful, got.LawfulDue}} {
			have := ""
			if !x.got.IsZero() {
				have = FormatStamp(x.got)
			}
			if have != x.want {
				t.Errorf("%s: %s %q, phải là %q", c.why, x.name, have, x.want)
			}
		}
		if got.State != c.state {
			t.Errorf("%s: state %s, want %s", c.why, got.State, c.state)
		}
	}
}

func TestUsedLeftAndOverdue(t *testing.T) {
	t.Parallel()
	cal := national(t)
	p := Policy{Unit: WorkingDay, Amount: 2}
	l := Ledger{{Kind: Start, At: at(t, "09/11/2026 10:00")}} // due 11/11 10:00
	for _, c := range []struct {
		now        string
		used, left int
		overdue    bool
	}{
		{"08/11/2026 10:00", 0, 900, false},
		{"09/11/2026 10:00", 0, 900, false},
		{"10/11/2026 10:00", 450, 450, false},
		{"11/11/2026 10:00", 900, 0, false},
		{"11/11/2026 10:01", 901, -1, true},
		{"12/11/2026 10:00", 1350, -450, true},
	} {
		got, err := Compute(cal, p, l, at(t, c.now))
		if err != nil || got.UsedMinutes != c.used || got.LeftMinutes != c.left || got.Overdue != c.overdue {
			t.Errorf("%s: used %d left %d overdue %v (%v), want %+v", c.now, got.UsedMinutes, got.LeftMinutes, got.Overdue, err, c)
		}
	}
	evening := Policy{Unit: WorkingDay, Amount: 1, DayRule: ByCivilDays}
	got, err := Compute(cal, evening, l, at(t, "10/11/2026 20:00"))
	if err != nil || !got.Overdue || got.LeftMinutes != 0 {
		t.Errorf("after closing of the due day: %+v %v", got, err)
	}
	stopped := append(l, Entry{Kind: Stop, At: at(t, "10/11/2026 10:00")})
	got, err = Compute(cal, p, stopped, at(t, "20/11/2026 10:00"))
	if err != nil || got.Overdue || got.UsedMinutes != 450 || !got.OnTime(at(t, "11/11/2026 10:00")) || got.OnTime(at(t, "11/11/2026 10:01")) {
		t.Errorf("decided in time: %+v %v", got, err)
	}
}
