package deadlines

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
)

// ParseHolidays reads the national list: a CSV with the columns date, weekday, name, kind,
// is_working_day, legal_basis (others are ignored). Kinds: public_holiday, compensatory_off, swap_off,
// swap_work. A weekday that does not belong to its date, a kind that contradicts is_working_day and a
// date listed twice are refused with the line. Fault: holidays.row.
func ParseHolidays(r io.Reader) ([]SpecialDay, error) {
	cr := csv.NewReader(r)
	head, err := cr.Read()
	if err != nil {
		return nil, refuse("holidays.row", "holidays: %v", err)
	}
	col := map[string]int{}
	for i, h := range head {
		col[strings.TrimPrefix(strings.TrimSpace(h), "\ufeff")] = i
	}
	for _, need := range []string{"date", "weekday", "name", "kind", "is_working_day", "legal_basis"} {
		if _, ok := col[need]; !ok {
			return nil, refuse("holidays.row", "holidays: column %q is missing", need)
		}
	}
	var out []SpecialDay
	for line := 2; ; line++ {
		rec, err := cr.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, refuse("holidays.row", "holidays: %v", err)
		}
		s, err := holidayRow(func(name string) string { return strings.TrimSpace(rec[col[name]]) })
		if err != nil {
			return nil, refuse("holidays.row", "holidays line %d: %v", line, err)
		}
		if slices.ContainsFunc(out, func(o SpecialDay) bool { return o.Day == s.Day }) {
			return nil, refuse("holidays.row", "holidays line %d: %s is listed twice", line, s.Day)
		}
		out = append(out, s)
	}
}

func holidayRow(get func(string) string) (SpecialDay, error) {
	d, err := ParseDay(get("date"))
	if err != nil {
		return SpecialDay{}, err
	}
	if w := get("weekday"); !strings.EqualFold(w, weekdays[d.Weekday()]) {
		return SpecialDay{}, refuse("holidays.row", "%s is %s, not %s", d, weekdays[d.Weekday()], w)
	}
	s := SpecialDay{Day: d, Kind: Holiday, Name: get("name"), LegalBasis: get("legal_basis")}
	works := "false"
	switch k := get("kind"); k {
	case "public_holiday", "compensatory_off", "swap_off":
	case "swap_work":
		s.Kind, works = Worked, "true"
	default:
		return SpecialDay{}, refuse("holidays.row", "unknown kind %q", k)
	}
	if get("is_working_day") != works {
		return SpecialDay{}, refuse("holidays.row", "is_working_day contradicts the kind of %s", d)
	}
	return s, nil
}
