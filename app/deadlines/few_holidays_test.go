package deadlines

import "testing"

func TestAYearWithTooFewHolidaysIsNoticed(t *testing.T) {
	t.Parallel()
	if few := national(t).FewHolidays(2025, 2027); len(few) > 0 {
		t.Errorf("the nation's own list: %+v", few)
	}
	begun := CalendarSpec{Week: OfficeWeek(), Days: []SpecialDay{
		{Day: MakeDay(2028, 5, 1), Kind: Holiday},
		{Day: MakeDay(2028, 4, 30), Kind: Holiday}, // a Sunday: no day off is gained
		{Day: MakeDay(2028, 3, 6), Kind: Closure},
	}}
	cal, err := NewCalendar(begun)
	if err != nil {
		t.Fatal(err)
	}
	few := cal.FewHolidays(2028, 2029)
	if len(few) != 2 || few[0].Have != 1 || few[0].Law < 11 || few[1].Have != 0 {
		t.Errorf("%+v", few)
	}
	all, err := ProposeHolidays(2028)
	if err != nil {
		t.Fatal(err)
	}
	begun.Days = all
	if cal, err = NewCalendar(begun); err != nil || len(cal.FewHolidays(2028, 2028)) > 0 {
		t.Errorf("the whole proposal is too few: %v", err)
	}
}
