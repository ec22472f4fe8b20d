package deadlines

import (
	"fmt"
	"strings"
	"time"
)

var weekdays = [7]string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"}

// WeekdayName gives "thứ Ba" or "Chủ nhật", as it stands inside a sentence.
func WeekdayName(w time.Weekday) string { return weekdays[w] }

// FormatDate gives "05/09/2026" for tables, inputs and SMS.
func FormatDate(t time.Time) string { return DayOf(t).Format() }

// FormatTime gives "10:00".
func FormatTime(t time.Time) string { return TimeOfDay(minuteOf(t).clock()).String() }

// FormatProse gives "thứ Ba, 08/09/2026".
func FormatProse(t time.Time) string { return DayOf(t).Prose() }

// FormatMoment gives "10:00 thứ Ba, 08/09/2026".
func FormatMoment(t time.Time) string { return FormatTime(t) + " " + FormatProse(t) }

// FormatLegal gives "ngày 05 tháng 9 năm 2026" for legal papers.
func FormatLegal(t time.Time) string { return DayOf(t).Legal() }

// FormatStamp gives "05/09/2026 10:00" for dense tables and histories.
func FormatStamp(t time.Time) string { return FormatDate(t) + " " + FormatTime(t) }

// Format gives "05/09/2026".
func (d Day) Format() string {
	y, m, dd := d.Date()
	return fmt.Sprintf("%02d/%02d/%04d", dd, int(m), y)
}

// Prose gives "thứ Ba, 08/09/2026".
func (d Day) Prose() string { return weekdays[d.Weekday()] + ", " + d.Format() }

// Legal gives "ngày 05 tháng 9 năm 2026": a zero before days 1 to 9 and months 1 and 2 only.
func (d Day) Legal() string {
	y, m, dd := d.Date()
	month := fmt.Sprint(int(m))
	if m <= time.February {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", dd, month, y)
}

// ReadDay reads what people type: 05/09/2026, 5/9/2026, 5-9-2026, 5.9.2026. Faults: day.format, day.range.
func ReadDay(s string) (Day, error) {
	s = strings.NewReplacer("-", "/", ".", "/", " ", "").Replace(s)
	t, err := time.Parse("2/1/2006", s)
	if err != nil {
		return 0, refuse("day.format", "date %q is not day/month/year", s)
	}
	return ParseDay(MakeDay(t.Date()).String())
}

// FormatWork puts working minutes into words: "2 ngày làm việc", "1 ngày 3 giờ làm việc", "25 phút làm việc".
// dayMinutes is Calendar.DayMinutes; with 0 only hours and minutes are used.
func FormatWork(minutes, dayMinutes int) string {
	return workParts(minutes, dayMinutes) + " làm việc"
}

func workParts(minutes, dayMinutes int) string {
	if minutes < 0 {
		minutes = -minutes
	}
	var parts []string
	if dayMinutes > 0 && minutes >= dayMinutes {
		parts = append(parts, fmt.Sprintf("%d ngày", minutes/dayMinutes))
		minutes %= dayMinutes
	}
	if minutes >= 60 {
		parts = append(parts, fmt.Sprintf("%d giờ", minutes/60))
		minutes %= 60
	}
	if minutes > 0 || len(parts) == 0 {
		parts = append(parts, fmt.Sprintf("%d phút", minutes))
	}
	return strings.Join(parts, " ")
}

// FormatLeft says how long remains, always with the moment itself:
// "còn 2 ngày làm việc, đến 10:00 thứ Tư 09/09/2026"; once passed
// "quá hạn 3 giờ làm việc, từ 10:00 thứ Tư 09/09/2026". Full days are rounded down.
func FormatLeft(cal *Calendar, now, due time.Time) string {
	n := WorkingMinutesBetween(cal, now, due)
	at := FormatTime(due) + " " + weekdays[DayOf(due).Weekday()] + " " + FormatDate(due)
	switch {
	case minuteOf(now) > minuteOf(due) && n == 0:
		return "quá hạn từ " + at
	case n < 0:
		return "quá hạn " + FormatWork(roundWork(-n, cal.dayMinutes), cal.dayMinutes) + ", từ " + at
	case n == 0:
		return "đến hạn lúc " + at
	}
	return "còn " + FormatWork(roundWork(n, cal.dayMinutes), cal.dayMinutes) + ", đến " + at
}

// roundWork drops what nobody reads: minutes once there are hours, hours once there are days.
func roundWork(n, dayMinutes int) int {
	switch {
	case n >= dayMinutes:
		return n - n%dayMinutes
	case n >= 60:
		return n - n%60
	}
	return n
}

// FormatAllotment puts a term into words: "10 ngày làm việc", "8 giờ làm việc", "trong ngày".
func FormatAllotment(p Policy) string { return allotment(p, p.Amount) }

func allotment(p Policy, n int) string {
	switch p.Unit {
	case WorkingHour:
		return fmt.Sprintf("%d giờ làm việc", n)
	case WorkingDay:
		if n > 0 || p.DayRule != ByCivilDays {
			return fmt.Sprintf("%d ngày làm việc", n)
		}
	case CalendarDay:
		return fmt.Sprintf("%d ngày", n)
	case Month:
		return fmt.Sprintf("%d tháng", n)
	}
	if n > 0 {
		return fmt.Sprintf("trong ngày, thêm %d ngày làm việc", n)
	}
	return "trong ngày"
}

// FormatTook says how long something took, rounded up to what people compare: "25 phút làm việc",
// "3 giờ làm việc", "2,5 ngày làm việc". dayMinutes is Calendar.DayMinutes.
func FormatTook(minutes, dayMinutes int) string {
	if dayMinutes < 1 || minutes < dayMinutes {
		if minutes >= 60 {
			return fmt.Sprintf("%d giờ làm việc", (minutes+59)/60)
		}
		return fmt.Sprintf("%d phút làm việc", max(minutes, 1))
	}
	halves := (2*minutes + dayMinutes - 1) / dayMinutes
	days := fmt.Sprint(halves / 2)
	if halves%2 == 1 {
		days += ",5"
	}
	return days + " ngày làm việc"
}
