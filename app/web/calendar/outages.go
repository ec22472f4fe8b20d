package calendar

import (
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/web"
	view "motcua/views/calendar"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Outages lists announced outages, with the form for another one.
func (p *Pages) Outages(c *web.Ctx) error { return p.outagesPage(c, http.StatusOK, nil) }

// Announce has clocks stand still for an outage.
func (p *Pages) Announce(c *web.Ctx) error {
	bad := map[string]string{}
	from, to := p.moment(c, "from", bad), p.moment(c, "till", bad)
	if len(bad) > 0 {
		return p.outagesPage(c, http.StatusUnprocessableEntity, fault.Fields(bad))
	}
	id, err := uuid.Parse(c.Form("id"))
	if err != nil {
		id = uuid.Must(uuid.NewV7())
	}
	err = p.Calendars.Announce(c.Context(), governing.NewOutage{ID: id, From: from, Till: to, Reason: short(c.Form("reason"), 310), LegalBasis: short(c.Form("basis"), 310)})
	switch {
	case err == nil:
		return c.Go(p.Base + "/su-co")
	case mended(err):
		return p.outagesPage(c, web.Status(err), err)
	}
	return err
}

// moment reads a date and a time of day.
func (p *Pages) moment(c *web.Ctx, name string, bad map[string]string) time.Time {
	_, day, say := date(c, name)
	at, ok := clock(c.Form(name + "_time"))
	switch {
	case say != "":
		bad[name] = say
	case day == 0:
		bad[name] = "Nhập ngày, tháng, năm"
	}
	if !ok {
		bad[name+"_time"] = "Nhập giờ dạng 09:30"
	}
	if len(bad) > 0 {
		return time.Time{}
	}
	return day.At(at)
}

func (p *Pages) outagesPage(c *web.Ctx, status int, failed error) error {
	list, err := p.Calendars.Outages(c.Context())
	if err != nil {
		return err
	}
	var v view.Outages
	var bad map[string]string
	v.Shared, bad = p.shared(c, "Sự cố hệ thống đã thông báo", failed, "from", "from_time", "till", "till_time", "reason", "basis")
	n := func(i int) string { return i18n.Number(int64(i)) }
	for _, o := range list {
		where := "mọi đơn vị của tỉnh"
		of := o.Offices
		if o.Tenant != nil {
			where = "đơn vị này"
		}
		if !v.Province { // an office sees its own part
			of = 1
		}
		state := ui.S(ui.Draft, "chờ đến lúc hoạt động lại")
		switch {
		case o.Done >= of:
			state = ui.S(ui.OK, "đã ghi")
		case p.Now().After(o.Till):
			state = ui.S(ui.Soon, "đang ghi, "+n(o.Done)+"/"+n(of)+" đơn vị")
		}
		effect := n(o.Paused) + " hồ sơ tạm dừng, " + n(o.Moved) + " ngày hẹn đổi"
		if o.Failed > 0 {
			effect += ", " + n(o.Failed) + " không ghi được"
		}
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{{Text: i18n.DateTime(o.From) + " đến " + i18n.DateTime(o.Till), Head: true}, ui.T(where), ui.T(o.Reason), ui.T(o.LegalBasis), ui.T(o.MadeName), state, ui.T(effect)}})
	}
	v.ID = uuid.Must(uuid.NewV7()).String()
	if id, err := uuid.Parse(c.Form("id")); err == nil {
		v.ID = id.String()
	}
	now := p.Now().In(deadlines.Zone)
	box := func(name, label, text string) (ui.DateField, ui.Field) {
		f, _, _ := date(c, name)
		if f.Day+f.Month+f.Year == "" && failed == nil {
			f.Day, f.Month, f.Year = strconv.Itoa(now.Day()), strconv.Itoa(int(now.Month())), strconv.Itoa(now.Year())
		}
		f.Label, f.Error = label+", ngày", bad[name]
		return f, ui.Field{Name: name + "_time", Label: label + ", giờ", Hint: text, Value: short(c.Form(name+"_time"), 5), Error: bad[name+"_time"], Width: "5", MaxLen: 5, Complete: "off"}
	}
	v.From, v.FromTime = box("from", "Hỏng từ", "Ví dụ 09:30")
	v.Till, v.TillTime = box("till", "Hoạt động lại", "Với bảo trì báo trước là giờ dự kiến xong")
	v.Reason = ui.Field{Name: "reason", Label: "Điều gì đã hỏng", Hint: "Người dân có ngày hẹn bị đổi đọc được câu này", Value: short(c.Form("reason"), 310), Error: bad["reason"], MaxLen: 300}
	v.Basis = ui.Field{Name: "basis", Label: "Thông báo và căn cứ", Hint: "Số, ngày thông báo sự cố; điều khoản cho phép không tính thời gian này", Value: short(c.Form("basis"), 310), Error: bad["basis"], MaxLen: 300}
	return c.Page(status, view.OutagesPage(v))
}
