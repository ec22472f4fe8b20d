package console

import (
	"net/http"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/app/web/resident"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

type officeForm struct{ Phone, Address, Email string }

// OfficeDetails shows how residents find and reach this office.
func (p *Pages) OfficeDetails(c *web.Ctx) error {
	u, err := p.Offices.ByID(c.PublicContext(), c.Scope().Tenant)
	if err != nil {
		return err
	}
	return p.officePage(c, http.StatusOK, officeForm{u.Phone, u.Address, u.Email}, nil)
}

// ChangeOffice sets phone, address and e-mail.
func (p *Pages) ChangeOffice(c *web.Ctx) error {
	f := officeForm{short(c.Form("phone"), 40), short(c.Form("address"), 400), short(c.Form("email"), 250)}
	err := p.Governing.ChangeDetails(c.Context(), f.Phone, f.Address, f.Email)
	if fault.Is(err, fault.Invalid) {
		return p.officePage(c, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return c.Go("/cb/don-vi?da_luu=1")
}

func (p *Pages) officePage(c *web.Ctx, status int, f officeForm, failed error) error {
	u, err := p.Offices.ByID(c.PublicContext(), c.Scope().Tenant)
	if err != nil {
		return err
	}
	v := view.Office{
		Posted: "/niem-yet?xa=" + u.Code,
		Frame:  p.frame(c, "Đơn vị"), MayChange: c.May("tenant", "manage"),
		Facts: []ui.Pair{{Key: "Tên", Value: u.Long()}, {Key: "Mã đơn vị trong mã hồ sơ", Value: u.UnitCode}},
	}
	if u.LiveFrom != nil {
		v.Facts = append(v.Facts, ui.Pair{Key: "Tiếp nhận hồ sơ từ", Value: i18n.Date(*u.LiveFrom)})
	}
	if cal, err := p.Offices.CalendarFor(c.PublicContext(), u.ID); err == nil {
		v.Facts = append(v.Facts, ui.Pair{Key: "Giờ làm việc", Value: resident.HoursText(cal, deadlines.DayOf(p.Now()))})
	}
	room, _, err := p.room(c)
	if err != nil {
		return err
	}
	v.Facts = append(v.Facts, room...)
	if c.Query("da_luu") != "" && failed == nil {
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "ok", Text: "Đã lưu. Người dân thấy thông tin mới trong vòng một phút."})
	}
	errs := map[string]string{}
	if failed != nil {
		errs, v.Frame.Problems = problems(failed, "phone", "address", "email")
	}
	v.Phone = ui.Field{Name: "phone", Label: "Điện thoại người dân gọi khi cần giúp", Value: f.Phone, Error: errs["phone"], Width: "20", MaxLen: 40, Mode: "tel", ReadOnly: !v.MayChange}
	v.Address = ui.Field{Name: "address", Label: "Địa chỉ trụ sở", Value: f.Address, Error: errs["address"], MaxLen: 400, ReadOnly: !v.MayChange}
	v.Email = ui.Field{Name: "email", Label: "Thư điện tử", Value: f.Email, Error: errs["email"], MaxLen: 250, Optional: true, ReadOnly: !v.MayChange}
	return c.Page(status, view.OfficePage(v))
}
