package governing

import (
	"slices"
	"strings"

	"motcua/app/deadlines"
	"motcua/tenants/registry"
)

// Line is one difference between two versions.
type Line struct {
	What     string // "24/12/2026", "Giờ làm việc Thứ Hai", "Đất đai, Thứ Bảy"
	Was, Now string // "" nothing of its own
}

var weekdayNames = [7]string{"Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}

// DayWords says what a named day is.
func DayWords(d registry.SaidDay) string {
	kind := map[string]string{
		registry.PublicHoliday: "nghỉ lễ", registry.MadeUp: "nghỉ bù", registry.SwapOff: "nghỉ hoán đổi", registry.SwapWork: "làm bù", registry.Closed: "đóng cửa đột xuất", registry.Session: "giờ làm việc riêng",
	}[d.Kind]
	if half := map[string]string{"morning": "buổi sáng", "afternoon": "buổi chiều"}[d.Half]; half != "" {
		kind += " " + half
	}
	if len(d.Hours) > 0 {
		kind += " " + HoursWords(d.Hours)
	}
	return d.Name + " (" + kind + ")"
}

// HoursWords is "07:30–11:30, 13:30–17:00"; closed is "nghỉ".
func HoursWords(h deadlines.Hours) string {
	var out []string
	for _, s := range h {
		out = append(out, s.From.String()+"–"+s.To.String())
	}
	if len(out) == 0 {
		return "nghỉ"
	}
	return strings.Join(out, ", ")
}

// Diff is what differs between two versions, dates first, in order.
func Diff(was, is registry.Said) []Line {
	var out []Line
	dates := map[deadlines.Day]bool{}
	for _, d := range slices.Concat(was.Days, is.Days) {
		dates[d.Day] = true
	}
	var order []deadlines.Day
	for d := range dates {
		order = append(order, d)
	}
	slices.Sort(order)
	for _, d := range order {
		a, before := was.On(d)
		b, after := is.On(d)
		if before == after && a.Same(b) {
			continue
		}
		l := Line{What: weekdayNames[d.Weekday()] + " " + dateText(d)}
		if before {
			l.Was = DayWords(a)
		}
		if after {
			l.Now = DayWords(b)
		}
		out = append(out, l)
	}
	out = append(out, weekDiff("Giờ làm việc, ", was.Week, is.Week, was.OwnHours(), is.OwnHours())...)
	fields := map[string]bool{}
	for f := range was.Fields {
		fields[f] = true
	}
	for f := range is.Fields {
		fields[f] = true
	}
	var names []string
	for f := range fields {
		names = append(names, f)
	}
	slices.Sort(names)
	for _, f := range names {
		out = append(out, weekDiff("Buổi thêm của lĩnh vực "+f+", ", was.Fields[f], is.Fields[f], true, true)...)
	}
	return out
}

func weekDiff(what string, was, is deadlines.Week, hadOwn, hasOwn bool) []Line {
	var out []Line
	for _, d := range []int{1, 2, 3, 4, 5, 6, 0} {
		if slices.Equal(was[d], is[d]) && hadOwn == hasOwn {
			continue
		}
		l := Line{What: what + weekdayNames[d]}
		if hadOwn {
			l.Was = HoursWords(was[d])
		}
		if hasOwn {
			l.Now = HoursWords(is[d])
		}
		out = append(out, l)
	}
	return out
}
