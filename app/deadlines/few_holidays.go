package deadlines

// YearHolidays is how many working days of the ordinary week are holidays in a year, and how many the law
// gives at least (ProposeHolidays).
type YearHolidays struct{ Year, Have, Law int }

// FewHolidays lists the years with fewer holidays than the law gives, those without any among them: a list
// that was begun and not finished moves promises as a missing one does. Years outside 1977..2199 are left out.
func (c *Calendar) FewHolidays(from, to int) []YearHolidays {
	var out []YearHolidays
	for y := from; y <= to; y++ {
		law, err := ProposeHolidays(y)
		if err != nil {
			continue
		}
		n := YearHolidays{Year: y}
		for _, d := range law {
			if c.week[d.Day.Weekday()].minutes > 0 {
				n.Law++
			}
		}
		for d, s := range c.info {
			if year, _, _ := d.Date(); year == y && s.Kind == Holiday && c.week[d.Weekday()].minutes > 0 {
				n.Have++
			}
		}
		if n.Have < n.Law {
			out = append(out, n)
		}
	}
	return out
}
