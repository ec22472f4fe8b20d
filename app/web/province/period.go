package province

import (
	"fmt"
	"time"

	"motcua/app/deadlines"
	"motcua/views/ui"
)

// period is whole months, first and last.
type period struct{ from, to time.Time }

const monthForm = "2006-01"

// readPeriod takes months as 2026-01. What is missing or makes no sense is the
// year so far; a reversed pair is turned round; the future is cut off.
func readPeriod(from, to string, now time.Time) period {
	y, m, _ := now.In(deadlines.Zone).Date()
	this := time.Date(y, m, 1, 0, 0, 0, 0, deadlines.Zone)
	read := func(s string, or time.Time) time.Time {
		t, err := time.ParseInLocation(monthForm, s, deadlines.Zone)
		if err != nil || t.Year() < 2020 {
			return or
		}
		if t.After(this) {
			return this
		}
		return t
	}
	p := period{read(from, time.Date(y, 1, 1, 0, 0, 0, 0, deadlines.Zone)), read(to, this)}
	if p.from.After(p.to) {
		p.from, p.to = p.to, p.from
	}
	return p
}

// words: "năm 2026 đến nay", "tháng 9/2026", "tháng 1/2026 đến tháng 9/2026".
func (p period) words(now time.Time) string {
	n := now.In(deadlines.Zone)
	if p.from.Equal(time.Date(n.Year(), 1, 1, 0, 0, 0, 0, deadlines.Zone)) && p.to.Format(monthForm) == n.Format(monthForm) {
		return fmt.Sprintf("năm %d đến nay", n.Year())
	}
	a, b := monthName(p.from), monthName(p.to)
	if a == b {
		return a
	}
	return a + " đến " + b
}

func monthName(t time.Time) string { return fmt.Sprintf("tháng %d/%d", t.Month(), t.Year()) }

// months offers the last three years, newest first, and always the chosen one.
func months(now, chosen time.Time) []ui.Option {
	n := now.In(deadlines.Zone)
	t := time.Date(n.Year(), n.Month(), 1, 0, 0, 0, 0, deadlines.Zone)
	var out []ui.Option
	found := false
	for range 36 {
		found = found || t.Equal(chosen)
		out = append(out, ui.Option{Value: t.Format(monthForm), Text: "Tháng " + t.Format("1/2006")})
		t = t.AddDate(0, -1, 0)
	}
	if !found {
		out = append(out, ui.Option{Value: chosen.Format(monthForm), Text: "Tháng " + chosen.Format("1/2006")})
	}
	return out
}
