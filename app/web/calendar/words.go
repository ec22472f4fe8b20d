package calendar

import (
	"slices"
	"strconv"
	"strings"

	"motcua/app/deadlines"
	"motcua/app/governing"
	"motcua/app/web"
	"motcua/tenants/registry"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// weekdays in the order of people.
var weekdays = []struct {
	no   int
	name string
}{{1, "Thứ Hai"}, {2, "Thứ Ba"}, {3, "Thứ Tư"}, {4, "Thứ Năm"}, {5, "Thứ Sáu"}, {6, "Thứ Bảy"}, {0, "Chủ nhật"}}

func weekdayName(no int) string {
	for _, w := range weekdays {
		if w.no == no {
			return w.name
		}
	}
	return ""
}

func dayText(d deadlines.Day) string {
	return weekdayName(int(d.Weekday())) + " " + i18n.Date(d.Time())
}

// kinds of day in the order of the form.
var kinds = []ui.Option{
	{Value: registry.PublicHoliday, Text: "Nghỉ lễ", Hint: "Theo luật hoặc thông báo của Nhà nước"},
	{Value: registry.SwapOff, Text: "Nghỉ hoán đổi", Hint: "Nghỉ ngày làm việc, làm bù ngày khác: thêm cả hai ngày"},
	{Value: registry.SwapWork, Text: "Làm bù", Hint: "Làm việc vào ngày vốn nghỉ"},
	{Value: registry.MadeUp, Text: "Nghỉ bù", Hint: "Ngày lễ trùng ngày nghỉ hằng tuần"},
	{Value: registry.Closed, Text: "Đóng cửa đột xuất", Hint: "Bão, lũ, mất điện, sự cố hệ thống đã thông báo"},
	{Value: registry.Session, Text: "Giờ làm việc riêng", Hint: "Một ngày mở giờ khác thường lệ, kể cả buổi làm thêm"},
}

func kindText(d registry.SaidDay) string {
	text := d.Kind
	for _, k := range kinds {
		if k.Value == d.Kind {
			text = k.Text
		}
	}
	switch d.Half {
	case "morning":
		text += ", buổi sáng"
	case "afternoon":
		text += ", buổi chiều"
	}
	if len(d.Hours) > 0 {
		text += " " + governing.HoursWords(d.Hours)
	}
	return text
}

// sessions is "Thứ Bảy 07:30–11:30".
func sessions(w deadlines.Week) string {
	var out []string
	for _, d := range weekdays {
		if len(w[d.no]) > 0 {
			out = append(out, d.name+" "+governing.HoursWords(w[d.no]))
		}
	}
	return strings.Join(out, "; ")
}

func sortDays(ds []registry.SaidDay) {
	slices.SortFunc(ds, func(a, b registry.SaidDay) int { return int(a.Day - b.Day) })
}

// short keeps what was typed, in bounds.
func short(s string, n int) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) > n {
		r = r[:n]
	}
	return string(r)
}

// date reads three boxes. bad says what is wrong; an empty date is 0.
func date(c *web.Ctx, name string) (f ui.DateField, d deadlines.Day, bad string) {
	f = ui.DateField{Field: ui.Field{Name: name}, Day: short(c.Form(name+"_day"), 10), Month: short(c.Form(name+"_month"), 10), Year: short(c.Form(name+"_year"), 10)}
	if f.Day+f.Month+f.Year == "" {
		return f, 0, ""
	}
	var n [3]int
	for i, s := range []string{f.Day, f.Month, f.Year} {
		v, err := strconv.Atoi(s)
		if err != nil {
			return f, 0, "Nhập ngày, tháng, năm bằng số, ví dụ 5 9 2026"
		}
		n[i] = v
	}
	d, err := deadlines.ParseDay(pad(n[2], 4) + "-" + pad(n[1], 2) + "-" + pad(n[0], 2))
	if err != nil {
		return f, 0, "Không có ngày này. Nhập lại ngày, tháng, năm"
	}
	return f, d, ""
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}

// clock reads 7:30, 07:30, 7h30 and 0730.
func clock(s string) (deadlines.TimeOfDay, bool) {
	s = strings.NewReplacer("h", ":", "H", ":", ".", ":", "g", ":").Replace(strings.ReplaceAll(s, " ", ""))
	h, m, ok := strings.Cut(s, ":")
	if !ok && len(s) == 4 {
		h, m = s[:2], s[2:]
	}
	if m == "" {
		m = "0"
	}
	hh, e1 := strconv.Atoi(h)
	mm, e2 := strconv.Atoi(m)
	if e1 != nil || e2 != nil || hh < 0 || mm < 0 || mm > 59 || hh*60+mm > 24*60 {
		return 0, false
	}
	return deadlines.TimeOfDay(hh*60 + mm), true
}
