package calendar

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/web"
	"motcua/tenants/registry"
	view "motcua/views/calendar"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// AskDay is the form for one more entry.
func (p *Pages) AskDay(c *web.Ctx) error { return p.dayPage(c, http.StatusOK, nil) }

var dayHours = []string{"sang_mo", "sang_dong", "chieu_mo", "chieu_dong"}

// AddDay puts days into the draft.
func (p *Pages) AddDay(c *web.Ctx) error {
	bad := map[string]string{}
	in := governing.DayInput{Kind: c.Form("kind"), Half: c.Form("half"), Name: short(c.Form("name"), 130), LegalBasis: short(c.Form("basis"), 310)}
	if in.Half != "morning" && in.Half != "afternoon" {
		in.Half = ""
	}
	var say string
	if _, in.From, say = date(c, "from"); say != "" {
		bad["from"] = say
	} else if in.From == 0 {
		bad["from"] = "Nhập ngày, tháng, năm"
	}
	if _, in.To, say = date(c, "to"); say != "" {
		bad["to"] = say
	}
	if in.Kind == registry.Session {
		hours, wrong := spans(func(i int) (string, string) { return dayHours[i], c.Form(dayHours[i]) }, "")
		maps.Copy(bad, wrong)
		in.Hours = hours
	}
	if in.Kind == "" {
		bad["kind"] = "Chọn loại ngày"
	}
	if len(bad) > 0 {
		return p.dayPage(c, http.StatusUnprocessableEntity, fault.Fields(bad))
	}
	return p.toChange(c, p.Calendars.AddDays(c.Context(), in), func(status int, err error) error { return p.dayPage(c, status, err) })
}

// spans reads a morning and an afternoon from four boxes.
func spans(box func(i int) (name, value string), label string) (deadlines.Hours, map[string]string) {
	bad := map[string]string{}
	var out deadlines.Hours
	last := deadlines.TimeOfDay(0)
	for i := 0; i < 4; i += 2 {
		nameFrom, from := box(i)
		nameTo, to := box(i + 1)
		if strings.TrimSpace(from+to) == "" {
			continue
		}
		half := label + []string{"sáng", "", "chiều"}[i]
		opens, okFrom := clock(from)
		closes, okTo := clock(to)
		switch {
		case !okFrom:
			bad[nameFrom] = upper(half) + ": nhập giờ mở cửa dạng 07:30"
		case !okTo:
			bad[nameTo] = upper(half) + ": nhập giờ đóng cửa dạng 11:30"
		case closes <= opens:
			bad[nameTo] = upper(half) + ": giờ đóng cửa phải sau giờ mở cửa"
		case opens < last:
			bad[nameFrom] = upper(half) + ": chồng lên buổi sáng. Buổi chiều phải mở sau khi buổi sáng đóng"
		default:
			out = append(out, deadlines.Span{From: opens, To: closes})
			last = closes
		}
	}
	return out, bad
}

func upper(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

func (p *Pages) dayPage(c *web.Ctx, status int, failed error) error {
	var v view.DayForm
	var bad map[string]string
	order := append([]string{"kind", "from", "to", "half"}, dayHours...)
	v.Shared, bad = p.shared(c, "Thêm ngày vào lịch", failed, append(order, "hours", "name", "basis")...)
	v.Kind = ui.ChoiceField{Field: ui.Field{Name: "kind", Label: "Loại ngày", Value: c.Form("kind"), Error: bad["kind"]}, Options: kinds}
	v.From, _, _ = date(c, "from")
	v.From.Label, v.From.Error = "Ngày nghỉ, ngày làm", bad["from"]
	v.To, _, _ = date(c, "to")
	v.To.Label, v.To.Hint, v.To.Error, v.To.Optional = "Đến hết ngày", "Khi nhiều ngày liền nhau", bad["to"], true
	v.Half = ui.ChoiceField{Field: ui.Field{Name: "half", Label: "Cả ngày hay nửa ngày", Value: c.Form("half")}, Inline: true, Options: []ui.Option{{Value: "day", Text: "Cả ngày"}, {Value: "morning", Text: "Buổi sáng"}, {Value: "afternoon", Text: "Buổi chiều"}}}
	if v.Half.Value == "" {
		v.Half.Value = "day"
	}
	for i, label := range []string{"Sáng, mở", "Sáng, đóng", "Chiều, mở", "Chiều, đóng"} {
		v.Hours = append(v.Hours, view.TimeBox{Name: dayHours[i], Label: label, Value: short(c.Form(dayHours[i]), 5), Error: bad[dayHours[i]]})
	}
	v.HoursError = bad["hours"]
	v.Name = ui.Field{Name: "name", Label: "Tên ngày", Hint: "Người dân đọc được trong phần giải thích ngày hẹn", Value: short(c.Form("name"), 130), Error: bad["name"], MaxLen: 120}
	v.Basis = ui.Field{Name: "basis", Label: "Căn cứ", Hint: "Số, ngày văn bản; với giờ làm việc riêng có thể để trống", Value: short(c.Form("basis"), 310), Error: bad["basis"], MaxLen: 300}
	return c.Page(status, view.DayPage(v))
}

// RemoveDay takes an own day out, in the draft.
func (p *Pages) RemoveDay(c *web.Ctx) error {
	d, err := deadlines.ParseDay(c.Form("day"))
	if err != nil {
		return p.calendarPage(c, http.StatusUnprocessableEntity, fault.New(fault.Invalid, "calendar.day", "Chọn ngày cần đưa ra khỏi lịch."))
	}
	err = p.Calendars.RemoveDay(c.Context(), d)
	if fault.Is(err, fault.NotFound) {
		err = nil // a second click
	}
	return p.toChange(c, err, func(status int, err error) error { return p.calendarPage(c, status, err) })
}

// AskHours is the week's form.
func (p *Pages) AskHours(c *web.Ctx) error { return p.hoursPage(c, http.StatusOK, nil) }

func hoursName(day, i int) string { return "g" + strconv.Itoa(day) + "_" + strconv.Itoa(i) }

// SetHours puts a week into the draft, or takes the own one out.
func (p *Pages) SetHours(c *web.Ctx) error {
	var w deadlines.Week
	if c.Form("theo") == "" {
		bad := map[string]string{}
		open := false
		for _, d := range weekdays {
			hours, wrong := spans(func(i int) (string, string) { return hoursName(d.no, i), c.Form(hoursName(d.no, i)) }, d.name+", ")
			maps.Copy(bad, wrong)
			w[d.no] = hours
			open = open || len(hours) > 0
		}
		if !open && len(bad) == 0 {
			bad[hoursName(1, 0)] = "Nhập giờ của ít nhất một buổi làm việc"
		}
		if len(bad) > 0 {
			return p.hoursPage(c, http.StatusUnprocessableEntity, fault.Fields(bad))
		}
	}
	return p.toChange(c, p.Calendars.SetWeek(c.Context(), w), func(status int, err error) error { return p.hoursPage(c, status, err) })
}

func (p *Pages) hoursPage(c *web.Ctx, status int, failed error) error {
	var order []string
	for _, w := range weekdays {
		for i := range 4 {
			order = append(order, hoursName(w.no, i))
		}
	}
	var v view.HoursForm
	var bad map[string]string
	v.Shared, bad = p.shared(c, "Giờ làm việc trong tuần", failed, order...)
	o, err := p.Calendars.Office(c.Context())
	if err != nil {
		return err
	}
	_, said, _, err := p.said(c)
	if err != nil {
		return err
	}
	week, _, err := p.Offices.HoursOf(c.PublicContext(), o.ID)
	if err != nil {
		return err
	}
	if v.OwnNow = said.OwnHours(); v.OwnNow {
		week = said.Week
	}
	v.Above = "giờ chung của tỉnh"
	if o.Kind == registry.KindProvince {
		v.Above = "giờ mặc định cả nước"
	}
	for _, w := range weekdays {
		d := view.WeekDay{Name: w.name}
		var have [4]string
		for _, h := range week[w.no] {
			i := 0
			if h.From >= 12*60 {
				i = 2
			}
			have[i], have[i+1] = h.From.String(), h.To.String()
		}
		for i, label := range []string{"sáng, mở cửa", "sáng, đóng cửa", "chiều, mở cửa", "chiều, đóng cửa"} {
			n := hoursName(w.no, i)
			value := have[i]
			if failed != nil {
				value = short(c.Form(n), 5)
			}
			d.Times[i] = view.TimeBox{Name: n, Label: w.name + ", " + label, Value: value, Error: bad[n]}
		}
		v.Days = append(v.Days, d)
	}
	return c.Page(status, view.HoursPage(v))
}

// AskField is the form for a session of a field.
func (p *Pages) AskField(c *web.Ctx) error { return p.fieldPage(c, http.StatusOK, nil) }

// AddField puts a session into the draft.
func (p *Pages) AddField(c *web.Ctx) error {
	bad := map[string]string{}
	opens, ok := clock(c.Form("opens"))
	if !ok {
		bad["opens"] = "Nhập giờ mở cửa dạng 07:30"
	}
	closes, ok := clock(c.Form("closes"))
	if !ok {
		bad["closes"] = "Nhập giờ đóng cửa dạng 11:30"
	}
	day, err := strconv.Atoi(c.Form("weekday"))
	if err != nil {
		day = -1
	}
	field := c.Form("field")
	fields, err := p.fields(c)
	if err != nil {
		return err
	}
	if !slices.Contains(fields, field) {
		bad["field"] = "Chọn lĩnh vực"
	}
	if len(bad) > 0 {
		return p.fieldPage(c, http.StatusUnprocessableEntity, fault.Fields(bad))
	}
	return p.toChange(c, p.Calendars.AddSession(c.Context(), field, day, deadlines.Span{From: opens, To: closes}), func(status int, err error) error { return p.fieldPage(c, status, err) })
}

// RemoveField takes the sessions of a field out, in the draft.
func (p *Pages) RemoveField(c *web.Ctx) error {
	err := p.Calendars.RemoveSessions(c.Context(), c.Form("there"))
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return p.toChange(c, err, func(status int, err error) error { return p.fieldPage(c, status, err) })
}

func (p *Pages) fields(c *web.Ctx) ([]string, error) {
	all, err := p.Catalogue.All(c.PublicContext())
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var out []string
	for _, x := range all {
		if x.Field != "" && !seen[x.Field] {
			seen[x.Field] = true
			out = append(out, x.Field)
		}
	}
	slices.Sort(out)
	return out, nil
}

func (p *Pages) fieldPage(c *web.Ctx, status int, failed error) error {
	var v view.FieldForm
	var bad map[string]string
	v.Shared, bad = p.shared(c, "Buổi làm thêm của lĩnh vực", failed, "field", "weekday", "opens", "closes")
	fields, err := p.fields(c)
	if err != nil {
		return err
	}
	_, said, _, err := p.said(c)
	if err != nil {
		return err
	}
	v.Field = ui.ChoiceField{Field: ui.Field{Name: "field", Label: "Lĩnh vực", Value: c.Form("field"), Error: bad["field"]}, Empty: "Chọn lĩnh vực"}
	for _, f := range fields {
		v.Field.Options = append(v.Field.Options, ui.Option{Value: f, Text: f})
	}
	day := c.Form("weekday")
	if day == "" {
		day = "6"
	}
	v.Weekday = ui.ChoiceField{Field: ui.Field{Name: "weekday", Label: "Ngày trong tuần", Value: day, Error: bad["weekday"]}}
	for _, w := range weekdays {
		v.Weekday.Options = append(v.Weekday.Options, ui.Option{Value: strconv.Itoa(w.no), Text: w.name})
	}
	v.Opens = ui.Field{Name: "opens", Label: "Mở cửa", Value: short(c.Form("opens"), 5), Error: bad["opens"], Width: "4", MaxLen: 5}
	v.Closes = ui.Field{Name: "closes", Label: "Đóng cửa", Value: short(c.Form("closes"), 5), Error: bad["closes"], Width: "4", MaxLen: 5}
	v.There = ui.ChoiceField{Field: ui.Field{Name: "there", Label: "Lĩnh vực"}}
	for _, f := range slices.Sorted(maps.Keys(said.Fields)) {
		v.There.Options = append(v.There.Options, ui.Option{Value: f, Text: f + ": " + sessions(said.Fields[f])})
	}
	return c.Page(status, view.FieldPage(v))
}

// AskProposal shows the days off of a year by law and lunar calendar.
func (p *Pages) AskProposal(c *web.Ctx) error {
	return p.proposalPage(c, http.StatusOK, p.year(c), nil)
}

// Adopt puts the chosen ones into the draft.
func (p *Pages) Adopt(c *web.Ctx) error {
	year, err := strconv.Atoi(c.Form("nam"))
	if this, _, _ := deadlines.DayOf(p.Now()).Date(); err != nil || year < this || year > this+5 {
		year = this
	}
	var days []deadlines.Day
	for _, x := range c.Posted()["proposed"] {
		if d, err := deadlines.ParseDay(x); err == nil {
			days = append(days, d)
		}
	}
	return p.toChange(c, p.Calendars.Adopt(c.Context(), year, days), func(status int, err error) error { return p.proposalPage(c, status, year, err) })
}

func (p *Pages) proposalPage(c *web.Ctx, status, year int, failed error) error {
	v := view.ProposalForm{Year: strconv.Itoa(year)}
	var bad map[string]string
	v.Shared, bad = p.shared(c, "Đề xuất ngày nghỉ năm "+v.Year, failed, "proposed")
	_, said, _, err := p.said(c)
	if err != nil {
		return err
	}
	list, err := p.Calendars.Proposal(c.Context(), year, said)
	if err != nil {
		return err
	}
	tet, err := deadlines.Solar(deadlines.LunarDate{Day: 1, Month: 1, Year: year})
	if err != nil {
		return err
	}
	v.Tet = lower(dayText(tet))
	v.Days = ui.ChoiceField{Field: ui.Field{Name: "proposed", Label: "Ngày nghỉ chưa có trong lịch", Error: bad["proposed"]}}
	for _, d := range list {
		l := deadlines.Lunar(d.Day)
		v.Days.Options = append(v.Days.Options, ui.Option{
			Value: d.Day.String(), Text: dayText(d.Day) + ": " + d.Name, Chosen: failed == nil,
			Hint: "Âm lịch " + i18n.Number(int64(l.Day)) + "/" + i18n.Number(int64(l.Month)) + ". " + d.LegalBasis,
		})
	}
	return c.Page(status, view.ProposalPage(v))
}
