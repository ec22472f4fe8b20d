package province

import (
	"fmt"
	"strconv"
	"strings"

	"motcua/app/governing"
	view "motcua/views/province"
)

// weekdays in the order of the form; numbers as governing has them.
var weekdays = []struct {
	no   int
	name string
}{{1, "Thứ Hai"}, {2, "Thứ Ba"}, {3, "Thứ Tư"}, {4, "Thứ Năm"}, {5, "Thứ Sáu"}, {6, "Thứ Bảy"}, {0, "Chủ nhật"}}

const noon = 12 * 60

// hoursForm is what was typed: per weekday morning and afternoon, from and to.
type hoursForm [7][4]string // by weekday: morning opens, closes, afternoon opens, closes

// hoursName is the name of an input: "g1_0" is Monday's opening in the morning.
func hoursName(day, i int) string { return fmt.Sprintf("g%d_%d", day, i) }

func hoursFrom(list []governing.Session) (f hoursForm) {
	for _, s := range list {
		i := 0
		if s.Opens >= noon {
			i = 2
		}
		if s.Weekday < 0 || s.Weekday > 6 || f[s.Weekday][i] != "" {
			continue
		}
		f[s.Weekday][i], f[s.Weekday][i+1] = clockText(s.Opens), clockText(s.Closes)
	}
	return f
}

func readHours(form func(string) string) (f hoursForm) {
	for d := range f {
		for i := range f[d] {
			f[d][i] = cut(strings.TrimSpace(form(hoursName(d, i))), 10)
		}
	}
	return f
}

// sessions reads the times; bad names each wrong input with what to do.
func (f hoursForm) sessions() (list []governing.Session, bad map[string]string) {
	bad = map[string]string{}
	for _, w := range weekdays {
		last := 0
		for i := 0; i < 4; i += 2 {
			from, to := f[w.no][i], f[w.no][i+1]
			if from == "" && to == "" {
				continue
			}
			half := "sáng"
			if i == 2 {
				half = "chiều"
			}
			label := w.name + ", " + half
			opens, okFrom := clockMinutes(from)
			closes, okTo := clockMinutes(to)
			switch {
			case !okFrom:
				bad[hoursName(w.no, i)] = label + ": nhập giờ mở cửa dạng 07:30"
			case !okTo:
				bad[hoursName(w.no, i+1)] = label + ": nhập giờ đóng cửa dạng 11:30"
			case closes <= opens:
				bad[hoursName(w.no, i+1)] = label + ": giờ đóng cửa phải sau giờ mở cửa"
			case opens < last:
				bad[hoursName(w.no, i)] = label + ": buổi chiều phải mở sau khi buổi sáng đóng"
			default:
				list = append(list, governing.Session{Weekday: w.no, Opens: opens, Closes: closes})
				last = closes
			}
		}
	}
	if len(list) == 0 && len(bad) == 0 {
		bad[hoursName(1, 0)] = "Nhập giờ của ít nhất một buổi làm việc"
	}
	return list, bad
}

// same tells whether two weeks open at the same times.
func (f hoursForm) same(list []governing.Session) bool { return f == hoursFrom(list) }

func clockText(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// clockMinutes reads 7:30, 07:30, 7h30, 7h and 0730.
func clockMinutes(s string) (int, bool) {
	s = strings.ToLower(strings.ReplaceAll(s, " ", ""))
	h, m, ok := strings.Cut(strings.NewReplacer("h", ":", ".", ":", "g", ":").Replace(s), ":")
	if !ok && len(s) == 4 {
		h, m = s[:2], s[2:]
	}
	if m == "" {
		m = "0"
	}
	hh, err := strconv.Atoi(h)
	if err != nil {
		return 0, false
	}
	mm, err := strconv.Atoi(m)
	if err != nil || hh < 0 || mm < 0 || mm > 59 || hh*60+mm > 24*60 {
		return 0, false
	}
	return hh*60 + mm, true
}

func (f hoursForm) view(bad map[string]string) []view.Day {
	var out []view.Day
	for _, w := range weekdays {
		d := view.Day{Name: w.name}
		for i, label := range []string{"sáng, mở cửa", "sáng, đóng cửa", "chiều, mở cửa", "chiều, đóng cửa"} {
			n := hoursName(w.no, i)
			d.Times[i] = view.TimeBox{Name: n, Label: w.name + ", " + label, Value: f[w.no][i], Error: bad[n]}
		}
		out = append(out, d)
	}
	return out
}
