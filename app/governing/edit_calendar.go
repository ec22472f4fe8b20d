package governing

import (
	"context"
	"errors"
	"slices"
	"strings"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/tenants/registry"
)

// DayInput is one entry of the calendar as a person gives it: all dates from
// From to To.
type DayInput struct {
	From, To   deadlines.Day
	Kind       string
	Half       string // "", morning, afternoon
	Name       string
	LegalBasis string
	Hours      deadlines.Hours // of registry.Session
}

const longestClosure = 31 // days in one entry

// AddDays adds dates to the draft. Faults: Invalid beside a field, also for a
// date that would be both closed and worked; Conflict. Scope: tenant or province.
func (s *Calendars) AddDays(ctx context.Context, in DayInput) error {
	in.Name, in.LegalBasis = strings.TrimSpace(in.Name), strings.TrimSpace(in.LegalBasis)
	bad := map[string]string{}
	if in.To == 0 {
		in.To = in.From
	}
	today := deadlines.DayOf(s.Now())
	switch {
	case in.To < in.From:
		bad["to"] = "Ngày cuối phải sau ngày đầu"
	case in.To-in.From >= longestClosure:
		bad["to"] = "Mỗi lần thêm không quá 31 ngày"
	case in.From < today && (in.Kind != registry.Closed || in.From < today-longestClosure):
		bad["from"] = "Chọn từ hôm nay trở đi. Ngày đã qua chỉ ghi được đóng cửa đột xuất, trong 31 ngày"
	case in.From > today+5*366:
		bad["from"] = "Chọn ngày trong 5 năm tới"
	}
	if !slices.Contains([]string{registry.PublicHoliday, registry.MadeUp, registry.SwapOff, registry.SwapWork, registry.Closed, registry.Session}, in.Kind) {
		bad["kind"] = "Chọn loại ngày"
	}
	if in.Name == "" || len([]rune(in.Name)) > 120 {
		bad["name"] = "Ghi tên ngày, không quá 120 ký tự, ví dụ: Nghỉ do bão số 9"
	}
	if in.Kind != registry.Session && in.LegalBasis == "" || len([]rune(in.LegalBasis)) > 300 {
		bad["basis"] = "Ghi văn bản quyết định việc này, không quá 300 ký tự"
	}
	if in.Kind == registry.Session {
		in.Half = ""
		if len(in.Hours) == 0 {
			bad["hours"] = "Nhập giờ mở và đóng của ít nhất một buổi"
		}
	} else {
		in.Hours = nil
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	return s.edit(ctx, func(o registry.Unit, said *registry.Said) error {
		cal, err := s.Offices.CalendarWith(ctx, registry.CalendarQuery{Tenant: o.ID}, o.ID, *said, nil)
		if err != nil {
			return refused("from", err)
		}
		for d := in.From; d <= in.To; d++ {
			if was, ok := said.On(d); ok {
				return fault.Fields(map[string]string{"from": dateText(d) + " đã có trong lịch là “" + was.Name + "”. Một ngày không thể vừa nghỉ vừa làm: xóa dòng đó trước khi đặt lại"})
			}
			switch open := cal.IsOpen(d); {
			case in.Kind == registry.SwapWork && in.Half == "" && open:
				return fault.Fields(map[string]string{"from": dateText(d) + " vốn là ngày làm việc, không cần làm bù"})
			case in.Kind != registry.SwapWork && in.Kind != registry.Session && !open:
				if in.From != in.To {
					continue // a weekend inside a longer closure
				}
				return fault.Fields(map[string]string{"from": dateText(d) + " vốn đã nghỉ"})
			}
			said.Days = append(said.Days, registry.SaidDay{Day: d, Kind: in.Kind, Half: in.Half, Name: in.Name, LegalBasis: in.LegalBasis, Hours: in.Hours})
		}
		return s.check(ctx, o, *said, "hours")
	})
}

// check lays the draft under the calendar and asks whether it makes sense.
func (s *Calendars) check(ctx context.Context, o registry.Unit, said registry.Said, field string) error {
	_, err := s.Offices.CalendarWith(ctx, registry.CalendarQuery{Tenant: o.ID}, o.ID, said, nil)
	return refused(field, err)
}

// refused puts what deadlines says beside a field.
func refused(field string, err error) error {
	var d *deadlines.Error
	if errors.As(err, &d) {
		return fault.Fields(map[string]string{field: d.Say()})
	}
	return err
}

// RemoveDay makes a date of the draft an ordinary one again. A date that has
// passed stays. Scope: tenant or province.
func (s *Calendars) RemoveDay(ctx context.Context, day deadlines.Day) error {
	if day < deadlines.DayOf(s.Now()) {
		return fault.New(fault.Conflict, "calendar.past", "Ngày đã qua được giữ để giải thích các ngày đã hẹn, không xóa được.")
	}
	return s.edit(ctx, func(_ registry.Unit, said *registry.Said) error {
		n := len(said.Days)
		said.Days = slices.DeleteFunc(said.Days, func(d registry.SaidDay) bool { return d.Day == day })
		if len(said.Days) == n {
			return fault.New(fault.NotFound, "calendar.no_day", "Ngày này không còn trong lịch.")
		}
		return nil
	})
}

// SetWeek gives the office hours of its own; an empty week follows those above.
// Faults: Invalid under "hours"; Conflict. Scope: tenant or province.
func (s *Calendars) SetWeek(ctx context.Context, w deadlines.Week) error {
	return s.edit(ctx, func(o registry.Unit, said *registry.Said) error {
		said.Week = w
		return s.check(ctx, o, *said, "hours")
	})
}

// AddSession opens one session a week more for procedures of a field. Faults:
// Invalid under field, weekday, opens or closes. Scope: tenant or province.
func (s *Calendars) AddSession(ctx context.Context, field string, weekday int, h deadlines.Span) error {
	bad := map[string]string{}
	if strings.TrimSpace(field) == "" {
		bad["field"] = "Chọn lĩnh vực"
	}
	if weekday < 0 || weekday > 6 {
		bad["weekday"] = "Chọn thứ trong tuần"
	}
	if h.To <= h.From {
		bad["closes"] = "Giờ đóng cửa phải sau giờ mở cửa"
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	return s.edit(ctx, func(o registry.Unit, said *registry.Said) error {
		own, _, err := s.Offices.HoursOf(ctx, o.ID)
		if err != nil {
			return err
		}
		if said.OwnHours() {
			own = said.Week
		}
		w := said.Fields[field]
		for _, x := range slices.Concat(own[weekday], w[weekday]) {
			if h.From < x.To && x.From < h.To {
				return fault.Fields(map[string]string{"opens": "Buổi này chồng lên buổi " + x.From.String() + " đến " + x.To.String() + " đã có"})
			}
		}
		w[weekday] = append(slices.Clone(w[weekday]), h)
		if said.Fields == nil {
			said.Fields = map[string]deadlines.Week{}
		}
		said.Fields[field] = w
		return nil
	})
}

// RemoveSessions closes all further sessions of a field. Scope: tenant or province.
func (s *Calendars) RemoveSessions(ctx context.Context, field string) error {
	return s.edit(ctx, func(_ registry.Unit, said *registry.Said) error {
		if _, ok := said.Fields[field]; !ok {
			return fault.New(fault.NotFound, "calendar.no_field", "Lĩnh vực này không còn buổi riêng.")
		}
		delete(said.Fields, field)
		return nil
	})
}

// Proposal is the days off of a year by law and by the lunar calendar of UTC+7,
// without those that the calendar has already. People confirm them.
func (s *Calendars) Proposal(ctx context.Context, year int, said registry.Said) ([]deadlines.SpecialDay, error) {
	all, err := deadlines.ProposeHolidays(year)
	if err != nil {
		return nil, err
	}
	cal, err := s.Look(ctx, said)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(d deadlines.SpecialDay) bool {
		_, there := cal.Special(d.Day)
		return there || d.Day < deadlines.DayOf(s.Now())
	}), nil
}

// Adopt adds proposed days that a person ticked. Faults: Invalid when none was,
// or one is not proposed. Scope: tenant or province.
func (s *Calendars) Adopt(ctx context.Context, year int, days []deadlines.Day) error {
	if len(days) == 0 {
		return fault.Fields(map[string]string{"proposed": "Chọn ít nhất một ngày"})
	}
	return s.edit(ctx, func(_ registry.Unit, said *registry.Said) error {
		list, err := s.Proposal(ctx, year, *said)
		if err != nil {
			return refused("proposed", err)
		}
		for _, d := range days {
			i := slices.IndexFunc(list, func(x deadlines.SpecialDay) bool { return x.Day == d })
			if i < 0 {
				return fault.Fields(map[string]string{"proposed": "Ngày " + dateText(d) + " không còn trong đề xuất. Xem lại danh sách"})
			}
			kind := registry.PublicHoliday
			if strings.HasPrefix(list[i].Name, "Nghỉ bù") {
				kind = registry.MadeUp
			}
			said.Days = append(said.Days, registry.SaidDay{Day: d, Kind: kind, Name: list[i].Name, LegalBasis: list[i].LegalBasis})
		}
		return nil
	})
}

func dateText(d deadlines.Day) string { return d.Time().Format("02/01/2006") }
