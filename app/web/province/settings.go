package province

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/keeping"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
	"motcua/views/ui"
)

// settingsForm is a commune's contact.
type settingsForm struct{ phone, address, email, quota string }

// Settings shows what a commune lacks to go live, its contact, and its hours,
// which are changed where calendars are.
func (p *Pages) Settings(c *web.Ctx) error {
	o, err := p.commune(c)
	if err != nil {
		return err
	}
	f := settingsForm{phone: o.Phone, address: o.Address, email: o.Email}
	u, err := p.Keeping.Usage(c.Context(), o.ID)
	if err != nil {
		return err
	}
	if u.Own {
		f.quota = strconv.FormatInt(u.Quota>>30, 10)
	}
	return p.settingsPage(c, http.StatusOK, o, f, nil)
}

// SaveSettings changes the contact.
func (p *Pages) SaveSettings(c *web.Ctx) error {
	o, err := p.commune(c)
	if err != nil {
		return err
	}
	f := settingsForm{cut(c.Form("phone"), 40), cut(c.Form("address"), 300), cut(c.Form("email"), 200), cut(strings.TrimSpace(c.Form("quota")), 6)}
	in := governing.Contact{Phone: f.phone, Address: f.address, Email: f.email}
	if err = p.setQuota(c, o.ID, f.quota); err == nil {
		err = p.Governing.SetContact(c.Context(), o.ID, in)
	}
	if fault.Is(err, fault.Invalid) {
		return p.settingsPage(c, http.StatusUnprocessableEntity, o, f, err)
	}
	if err != nil {
		return err
	}
	return c.Go(communePath(o.Code, "/thiet-lap?da=luu"))
}

// setQuota sets the office's room in GB where the form says another than holds;
// empty is the default.
func (p *Pages) setQuota(c *web.Ctx, office uuid.UUID, typed string) error {
	var gb int64
	if typed != "" {
		var err error
		if gb, err = strconv.ParseInt(typed, 10, 64); err != nil || gb < 1 || gb > 1<<19 {
			return fault.Fields(map[string]string{"quota": "Nhập số GB từ 1 trở lên, ví dụ 200. Để trống thì dùng mức chung."})
		}
	}
	u, err := p.Keeping.Usage(c.Context(), office)
	if err != nil || u.Own == (gb > 0) && (gb == 0 || u.Quota == gb<<30) {
		return err
	}
	return p.Keeping.SetQuota(c.Context(), office, gb<<30, "")
}

func commonQuota(bytes int64) string {
	if bytes <= 0 {
		return " (không giới hạn)"
	}
	return " " + keeping.BytesText(bytes)
}

func (p *Pages) settingsPage(c *web.Ctx, status int, o governing.Office, f settingsForm, err error) error {
	v := view.Settings{Head: p.head(c, o, "/thiet-lap"), Action: communePath(o.Code, "/thiet-lap"), MayEdit: c.May("tenant", "manage")}
	bad, probs := problems(err, "phone", "address", "email", "quota")
	v.Head.Frame.Problems = probs
	v.Phone = ui.Field{Name: "phone", Label: "Số điện thoại hỗ trợ người dân", Value: f.phone, Error: bad["phone"], Width: "20", Complete: "off"}
	v.Address = ui.Field{Name: "address", Label: "Địa chỉ trụ sở", Value: f.address, Error: bad["address"], MaxLen: 300}
	v.Email = ui.Field{Name: "email", Label: "Thư điện tử", Value: f.email, Error: bad["email"], Optional: true, Width: "20", Complete: "off"}
	u, uerr := p.Keeping.Usage(c.Context(), o.ID)
	if uerr != nil {
		return uerr
	}
	v.Room = "Đang dùng " + keeping.RoomText(u) + "."
	v.Quota = ui.Field{Name: "quota", Label: "Dung lượng tối đa của đơn vị, GB", Hint: "Để trống thì dùng mức chung" + commonQuota(p.Keeping.Quota) + ". Hết dung lượng thì chỉ dừng số hóa theo đợt; hồ sơ của người dân luôn được nhận.", Value: f.quota, Error: bad["quota"], Width: "10", MaxLen: 6, Optional: true}
	week, own, werr := p.Offices.HoursOf(c.PublicContext(), o.ID)
	if werr != nil {
		return werr
	}
	for _, d := range weekdays {
		v.Week = append(v.Week, ui.Row{Cells: []ui.Cell{{Text: d.name, Head: true}, ui.T(governing.HoursWords(week[d.no]))}})
	}
	former, ferr := p.Offices.Former(c.PublicContext(), o.ID)
	if ferr != nil {
		return ferr
	}
	for _, x := range former {
		name := x.Long()
		if x.Coverage != "full" {
			name += " (một phần)"
		}
		v.Former = append(v.Former, name)
	}
	v.HoursNote = upperFirst(inText(o)) + " theo giờ chung của tỉnh."
	if own {
		v.HoursNote = "Giờ riêng do quản trị của " + inText(o) + " đặt."
	}
	v.Calendar = "/tinh/lich"
	switch {
	case o.LiveFrom != nil:
		v.Since = "Đang hoạt động trên hệ thống từ " + i18n.DateTime(*o.LiveFrom) + "."
	case c.May("tenant", "golive"):
		v.GoLive = communePath(o.Code, "/mo")
	}
	if o.Admins == 0 && c.May("people", "manage") {
		v.Invite = communePath(o.Code, "/nhan-su/moi")
	}
	if c.Query("da") == "luu" && err == nil {
		v.Head.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu liên hệ của " + inText(o) + ".", Alert: true}}
	}
	return c.Page(status, view.SettingsPage(v))
}

// weekdays in the order of people.
var weekdays = []struct {
	no   int
	name string
}{{1, "Thứ Hai"}, {2, "Thứ Ba"}, {3, "Thứ Tư"}, {4, "Thứ Năm"}, {5, "Thứ Sáu"}, {6, "Thứ Bảy"}, {0, "Chủ nhật"}}

// AskGoLive names what opening a commune does, before it is done.
func (p *Pages) AskGoLive(c *web.Ctx) error {
	o, err := p.commune(c)
	if err != nil {
		return err
	}
	return p.goLivePage(c, http.StatusOK, o, nil)
}

// GoLive opens the commune; while something is missing the page names it.
func (p *Pages) GoLive(c *web.Ctx) error {
	o, err := p.commune(c)
	if err != nil {
		return err
	}
	err = p.Governing.GoLive(c.Context(), o.ID)
	var f *fault.Error
	if errors.As(err, &f) && f.Key == "office.live" { // a second click: it is done
		err = nil
	}
	if fault.Is(err, fault.Invalid) {
		return p.goLivePage(c, http.StatusUnprocessableEntity, o, err)
	}
	if err != nil {
		return err
	}
	return c.Go(communePath(o.Code, "/thiet-lap"))
}

func (p *Pages) goLivePage(c *web.Ctx, status int, o governing.Office, err error) error {
	h := p.head(c, o, "/thiet-lap")
	if err != nil { // each missing thing is a line of its own
		for _, m := range o.Missing() {
			h.Frame.Problems = append(h.Frame.Problems, ui.Problem{Text: m})
		}
	}
	h.Frame.Title = "Mở " + inText(o) + " trên hệ thống"
	n, aerr := p.offered(c, o)
	if aerr != nil {
		return aerr
	}
	v := view.GoLive{Head: h, Office: inText(o), Action: communePath(o.Code, "/mo"), Back: communePath(o.Code, "/thiet-lap"), Procedures: i18n.Number(int64(n)), Done: o.LiveFrom != nil}
	if o.Admins == 0 {
		v.Invite = communePath(o.Code, "/nhan-su/moi")
	}
	return c.Page(status, view.GoLivePage(v))
}

// offered counts the procedures that a commune offers.
func (p *Pages) offered(c *web.Ctx, o governing.Office) (int, error) {
	u, err := p.Offices.ByID(c.PublicContext(), o.ID)
	if err != nil {
		return 0, err
	}
	list, err := p.Catalogue.Offered(c.PublicContext(), u)
	return len(list), err
}
