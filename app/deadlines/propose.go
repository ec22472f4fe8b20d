package deadlines

import (
	"fmt"
	"slices"
	"time"
)

const (
	laborCode112 = "Bộ luật Lao động 2019 (45/2019/QH14) Điều 112"
	laborCode111 = "Bộ luật Lao động 2019 Điều 111 khoản 3"
	cultureDay   = "Nghị quyết 28/2026/QH16 Điều 2"
)

// ProposeHolidays gives the days off of a year by law and by our lunar calendar, in date order, for people
// to confirm: the choice of the five days of Tết, the day beside 2 September and swap days are decided by
// the Government each year. A feast on a weekend is made up on the next working day, except 24 November.
// Days with the same date are merged. Faults: day.range outside 1976..2200.
func ProposeHolidays(year int) ([]SpecialDay, error) {
	if year < 1977 || year > 2199 {
		return nil, refuse("day.range", "year %d is outside 1977..2199", year)
	}
	tet, err := Solar(LunarDate{Day: 1, Month: 1, Year: year})
	if err != nil {
		return nil, err
	}
	kings, err := Solar(LunarDate{Day: 10, Month: 3, Year: year})
	if err != nil {
		return nil, err
	}
	var p proposal
	p.feast("Tết Dương lịch", MakeDay(year, time.January, 1))
	p.feast("Tết Nguyên đán", tetDays(tet)...)
	p.feast("Giỗ Tổ Hùng Vương", kings)
	p.feast("Ngày Chiến thắng 30/4", MakeDay(year, time.April, 30))
	p.feast("Ngày Quốc tế Lao động", MakeDay(year, time.May, 1))
	p.feast("Quốc khánh", nationalDays(MakeDay(year, time.September, 2))...)
	p.makeUp()
	if year >= 2026 {
		p.add(MakeDay(year, time.November, 24), "Ngày Văn hóa Việt Nam", cultureDay)
	}
	slices.SortFunc(p.days, func(a, b SpecialDay) int { return int(a.Day - b.Day) })
	for i, d := range p.days {
		if l := Lunar(d.Day); d.Name == "Tết Nguyên đán" {
			p.days[i].Name += fmt.Sprintf(" (%s)", tetName(l))
		}
	}
	return p.days, nil
}

func tetName(l LunarDate) string {
	if l.Month == 1 {
		return fmt.Sprintf("mùng %d", l.Day)
	}
	return fmt.Sprintf("%d tháng Chạp", l.Day)
}

type proposal struct {
	days []SpecialDay
	owed []string // names of feasts that fell on a weekend
	from []Day
}

func (p *proposal) has(d Day) bool {
	return slices.ContainsFunc(p.days, func(s SpecialDay) bool { return s.Day == d })
}

func (p *proposal) add(d Day, name, basis string) {
	if !p.has(d) {
		p.days = append(p.days, SpecialDay{Day: d, Kind: Holiday, Name: name, LegalBasis: basis})
	}
}

func (p *proposal) feast(name string, days ...Day) {
	for _, d := range days {
		if p.has(d) || weekend(d) { // two feasts on one date: the second is owed as well
			p.owed, p.from = append(p.owed, name), append(p.from, days[len(days)-1])
		}
		p.add(d, name, laborCode112)
	}
}

// makeUp gives back the feasts that fell on a weekend, on the next free working day after the feast.
func (p *proposal) makeUp() {
	for i, name := range p.owed {
		d := p.from[i] + 1
		for weekend(d) || p.has(d) {
			d++
		}
		p.add(d, "Nghỉ bù "+name, laborCode111)
	}
}

func weekend(d Day) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// tetDays chooses between two days before Tết with three of it and one before with four: the choice with
// fewer days on a weekend, else the first. That is what was decided for 2023 to 2027.
func tetDays(tet Day) []Day {
	a, b := days(tet-2, 5), days(tet-1, 5)
	if onWeekend(b) < onWeekend(a) {
		return b
	}
	return a
}

// nationalDays puts 1 or 3 September beside the 2nd: fewer days on a weekend, then the longer break,
// then the day before. That is what was decided for 2023 to 2027.
func nationalDays(d Day) []Day {
	before, after := days(d-1, 2), days(d, 2)
	wb, wa := onWeekend(before), onWeekend(after)
	if wa < wb || wa == wb && weekend(d+2) && !weekend(d-2) {
		return after
	}
	return before
}

func days(from Day, n int) []Day {
	out := make([]Day, n)
	for i := range out {
		out[i] = from + Day(i)
	}
	return out
}

func onWeekend(ds []Day) int {
	n := 0
	for _, d := range ds {
		if weekend(d) {
			n++
		}
	}
	return n
}
