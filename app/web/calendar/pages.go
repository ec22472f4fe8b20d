// Package calendar is the pages on which a commune (for itself) or a province
// (for all its communes) keeps holidays, swap days, closures, sessions and
// hours: a change is put together, its effect on open dossiers is looked at,
// then it is applied as a version. Mounted by the console and the province.
package calendar

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/procedures"
	"motcua/app/web"
	"motcua/tenants/registry"
	view "motcua/views/calendar"
	"motcua/views/i18n"
	"motcua/views/layout"
	"motcua/views/ui"
)

// Pages is one door's side of it. All fields are required.
type Pages struct {
	Base  string // "/cb/lich", "/tinh/lich"
	Door  web.Door
	Frame func(c *web.Ctx, title string) layout.Data

	Calendars *governing.Calendars
	Catalogue *procedures.Catalogue
	Offices   *registry.Units
	Now       func() time.Time
}

// Routes is the part of the table below Base.
func (p *Pages) Routes() []web.Route {
	line := func(method, below, action string, do web.Handler) web.Route {
		return web.Route{Method: method, Path: p.Base + below, Door: p.Door, Object: "tenant", Action: action, Do: do}
	}
	const get, post, read, manage = http.MethodGet, http.MethodPost, "read", "manage"
	return []web.Route{
		line(get, "", read, p.Calendar),
		line(get, "/ngay", manage, p.AskDay),
		line(post, "/ngay", manage, p.AddDay),
		line(post, "/xoa-ngay", manage, p.RemoveDay),
		line(get, "/gio", manage, p.AskHours),
		line(post, "/gio", manage, p.SetHours),
		line(get, "/linh-vuc", manage, p.AskField),
		line(post, "/linh-vuc", manage, p.AddField),
		line(post, "/xoa-linh-vuc", manage, p.RemoveField),
		line(get, "/de-xuat", manage, p.AskProposal),
		line(post, "/de-xuat", manage, p.Adopt),
		line(get, "/thay-doi", read, p.Change),
		line(post, "/thay-doi", manage, p.AskEffect),
		line(post, "/thay-doi/ap-dung", manage, p.Hold),
		line(post, "/thay-doi/bo", manage, p.Discard),
		line(get, "/su-co", read, p.Outages),
		line(post, "/su-co", manage, p.Announce),
		line(get, "/phien-ban", read, p.Versions),
		line(get, "/phien-ban/xem", read, p.Version),
	}
}

func (p *Pages) shared(c *web.Ctx, title string, failed error, order ...string) (view.Shared, map[string]string) {
	s := view.Shared{Frame: p.Frame(c, title), Province: p.Door == web.Province, Base: p.Base, MayEdit: c.May("tenant", "manage")}
	f := fault.As(failed)
	if f == nil {
		return s, nil
	}
	if len(f.Fields) == 0 && f.Text != "" {
		s.Frame.Problems = []ui.Problem{{Text: f.Text}}
		return s, nil
	}
	s.Frame.Problems = ui.Problems(f.Fields, order...)
	return s, f.Fields
}

// mended shows the page again for a fault that belongs beside its form, else passes it on.
func mended(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

// toChange leads to the draft after an edit.
func (p *Pages) toChange(c *web.Ctx, err error, again func(status int, err error) error) error {
	switch {
	case err == nil:
		return c.Go(p.Base + "/thay-doi")
	case mended(err):
		return again(web.Status(err), err)
	}
	return err
}

// said is what holds with the draft laid over it.
func (p *Pages) said(c *web.Ctx) (now registry.Version, said registry.Said, draft *governing.Change, err error) {
	if now, err = p.Calendars.Current(c.Context()); err != nil {
		return
	}
	if draft, err = p.Calendars.Draft(c.Context()); err != nil {
		return
	}
	said = now.Said
	if draft != nil {
		said = draft.Said
	}
	return
}

// Calendar shows a year as it holds now.
func (p *Pages) Calendar(c *web.Ctx) error { return p.calendarPage(c, http.StatusOK, nil) }

func (p *Pages) calendarPage(c *web.Ctx, status int, failed error) error {
	o, err := p.Calendars.Office(c.Context())
	if err != nil {
		return err
	}
	now, _, draft, err := p.said(c)
	if err != nil {
		return err
	}
	this, _, _ := deadlines.DayOf(p.Now()).Date()
	year := p.year(c)
	v := view.Overview{Title: "Lịch làm việc", Remark: p.remark(o), Year: strconv.Itoa(year)}
	v.Shared, _ = p.shared(c, v.Title, failed)
	if draft != nil {
		n := len(governing.Diff(now.Said, draft.Said))
		v.Draft = i18n.Number(int64(n)) + " mục đã sửa, lần cuối " + i18n.DateTime(draft.ChangedAt) + ", " + draft.MadeName + "."
	}
	cal, err := p.Offices.CalendarFor(c.PublicContext(), o.ID)
	if err != nil {
		return err
	}
	for _, y := range cal.FewHolidays(this, this+1) {
		t := strconv.Itoa(y.Year)
		m := view.MissingYear{Title: fewTitle(y), Text: "Ngày hẹn rơi vào năm này đang tính như không có ngày lễ và có thể sai. Xác nhận ngày nghỉ trước khi hẹn sang năm.", Link: "Xem đề xuất ngày nghỉ năm " + t, Href: p.Base + "/de-xuat?nam=" + t}
		if y.Have > 0 {
			m.Text = "Danh sách có vẻ chưa đủ: ngày hẹn rơi vào năm này có thể sai. Bổ sung ngày còn thiếu, hoặc bỏ qua nếu Nhà nước công bố ít hơn."
		}
		v.Missing = append(v.Missing, m)
	}
	for y := this - 1; y <= this+2; y++ {
		t := strconv.Itoa(y)
		v.Years = append(v.Years, ui.Tab{Text: t, Href: p.Base + "?nam=" + t, Current: y == year})
	}
	if err := p.layers(c, o, year, &v); err != nil {
		return err
	}
	return c.Page(status, view.Page(v))
}

// fewTitle says what a year's list of holidays lacks.
func fewTitle(y deadlines.YearHolidays) string {
	if y.Have == 0 {
		return "Năm " + strconv.Itoa(y.Year) + " chưa có ngày nghỉ lễ"
	}
	return "Năm " + strconv.Itoa(y.Year) + " mới có " + strconv.Itoa(y.Have) + " ngày nghỉ lễ vào ngày làm việc, theo luật ít nhất " + strconv.Itoa(y.Law)
}

func (p *Pages) year(c *web.Ctx) int {
	this, _, _ := deadlines.DayOf(p.Now()).Date()
	y, err := strconv.Atoi(c.Query("nam"))
	if err != nil || y < this-1 || y > this+5 {
		return this
	}
	return y
}

func (p *Pages) remark(o registry.Unit) string {
	if o.Kind == registry.KindProvince {
		return "áp dụng cho mọi xã, phường của " + o.ProvinceFull + ", trừ ngày và giờ mà xã đặt riêng"
	}
	return "của " + o.Office()
}

// whose names the office of a layer.
func (p *Pages) whose(c *web.Ctx, o registry.Unit, layer uuid.UUID) string {
	switch {
	case layer == uuid.Nil:
		return "Cả nước"
	case layer == o.ID:
		return o.FullName
	}
	if u, err := p.Offices.ByID(c.PublicContext(), layer); err == nil {
		return u.ProvinceFull
	}
	return ""
}

func (p *Pages) layers(c *web.Ctx, o registry.Unit, year int, v *view.Overview) error {
	ctx := c.PublicContext()
	chain, err := p.Offices.Chain(ctx, o.ID)
	if err != nil {
		return err
	}
	week, _, err := p.Offices.HoursOf(ctx, o.ID)
	if err != nil {
		return err
	}
	for _, w := range weekdays {
		v.Week = append(v.Week, ui.Row{Cells: []ui.Cell{{Text: w.name, Head: true}, ui.T(governing.HoursWords(week[w.no]))}})
	}
	v.WeekFrom = "Theo giờ mặc định cả nước."
	taken, set := map[deadlines.Day]bool{}, false
	var days []registry.SaidDay
	from := map[deadlines.Day]string{}
	for _, id := range chain {
		l, err := p.Offices.Said(ctx, id, 0)
		if err != nil {
			return err
		}
		who := p.whose(c, o, id)
		if l.Said.OwnHours() && !set {
			v.WeekFrom, set = "Do "+lower(who)+" đặt.", true
		}
		for f, w := range l.Said.Fields {
			v.Fields = append(v.Fields, ui.Row{Cells: []ui.Cell{{Text: f, Head: true}, ui.T(sessions(w)), ui.T(who)}})
		}
		for _, d := range l.Said.Days {
			y, _, _ := d.Day.Date()
			if taken[d.Day] || y != year {
				continue
			}
			taken[d.Day], from[d.Day] = true, who
			days = append(days, d)
			if id == o.ID && d.Day >= deadlines.DayOf(p.Now()) {
				v.Own = append(v.Own, ui.Option{Value: d.Day.String(), Text: dayText(d.Day) + ": " + d.Name})
			}
		}
	}
	sortDays(days)
	for _, d := range days {
		tone := ui.Draft
		if d.Works() {
			tone = ui.OK
		}
		v.Days = append(v.Days, ui.Row{Cells: []ui.Cell{{Text: dayText(d.Day), Head: true}, ui.S(tone, kindText(d)), ui.T(d.Name), ui.T(d.LegalBasis), ui.T(from[d.Day])}})
	}
	v.Remove = ui.ChoiceField{Field: ui.Field{Name: "day", Label: "Ngày đưa ra khỏi lịch"}, Options: v.Own}
	return nil
}

func lower(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		return strings.ToLower(string(r[0])) + string(r[1:])
	}
	return s
}
