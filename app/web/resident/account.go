package resident

import (
	"net/http"

	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/app/people"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

var levels = map[int]string{1: "Bằng số điện thoại, chưa xác nhận danh tính", 2: "Đã đối chiếu căn cước tại quầy", 3: "Đã xác nhận bằng VNeID"}

// Account shows who one is here, how one is reached, who looked and who helps.
func (p *Pages) Account(c *web.Ctx) error {
	x, err := p.People.Profile(c.Context())
	if err != nil {
		return err
	}
	return p.accountPage(c, http.StatusOK, x, nil)
}

func (p *Pages) accountPage(c *web.Ctx, status int, x people.Profile, bad map[string]string) error {
	return p.accountWith(c, status, x, bad, nil)
}

func (p *Pages) accountWith(c *web.Ctx, status int, x people.Profile, bad map[string]string, want *notices.Preference) error {
	if want == nil {
		now, err := p.Notices.MyPreference(c.Context())
		if err != nil {
			return err
		}
		want = &now
	}
	v := view.Account{
		Shell: p.private(c, "Tài khoản của tôi"), Weak: x.Level < 2, Saved: c.Query("luu") != "",
		Who:     []ui.SummaryRow{{Key: "Họ tên", Value: orText(x.FullName, "Chưa biết")}, {Key: "Số định danh", Value: orText(i18n.MaskID(x.IDNumber), "Chưa biết")}, {Key: "Danh tính", Value: levels[x.Level]}},
		Phone:   ui.Field{Name: "phone", Label: "Số điện thoại", Value: i18n.Phone(x.Phone), Error: bad["phone"], Optional: true, Complete: "tel"},
		Email:   ui.Field{Name: "email", Label: "Thư điện tử", Value: x.Email, Error: bad["email"], Optional: true, Complete: "email"},
		Address: ui.Field{Name: "address", Label: "Địa chỉ nhận thư", Value: x.Address, Error: bad["address"], Optional: true, Complete: "street-address"},
	}
	v.Told = c.Query("luu") == "tin"
	v.Saved = v.Saved && !v.Told
	v.Channel, v.Optional = p.howToTell(c, *want, bad["channel"])
	if x.IDNumber == "" {
		v.Who[1].Value = "Chưa biết"
	}
	v.Problems = ui.Problems(bad, "phone", "email", "address", "channel")
	seen, err := p.Documents.AccessesMine(c.Context(), 100)
	if err != nil {
		return err
	}
	for _, a := range seen {
		v.Seen = append(v.Seen, p.access(c, a))
	}
	given, err := p.Dossiers.Consents(c.Context())
	if err != nil {
		return err
	}
	for _, g := range given {
		v.Consents = append(v.Consents, view.ConsentLine{Who: g.StaffName + ", " + p.officeName(c.PublicContext(), &g.Tenant), When: i18n.DateTime(g.GivenAt), What: g.Statement, Href: "/ho-so/" + g.Dossier.String()})
	}
	s, err := p.People.Current(c.IdentityContext(), c.Token(web.Resident))
	if err != nil {
		return err
	}
	devices, err := p.People.Devices(c.IdentityContext(), s)
	if err != nil {
		return err
	}
	for _, d := range devices {
		line := view.Device{Name: browserName(d.Device), When: "Dùng lần cuối " + i18n.DateTime(d.LastSeen), Current: d.Current}
		if !d.Current {
			line.End = "/tai-khoan/may/" + d.ID.String()
		}
		v.Devices = append(v.Devices, line)
	}
	return c.Page(status, view.AccountPage(v))
}

// SaveContact changes how one is reached.
func (p *Pages) SaveContact(c *web.Ctx) error {
	err := p.People.UpdateContact(c.Context(), c.Form("phone"), c.Form("email"), c.Form("address"))
	if fault.Is(err, fault.Invalid) {
		x, perr := p.People.Profile(c.Context())
		if perr != nil {
			return perr
		}
		x.Phone, x.Email, x.Address = c.Form("phone"), c.Form("email"), c.Form("address")
		return p.accountPage(c, http.StatusUnprocessableEntity, x, fault.As(err).Fields)
	}
	if err != nil {
		return err
	}
	return c.Go("/tai-khoan?luu=1")
}

// EndDevice signs another device of the same person out.
func (p *Pages) EndDevice(c *web.Ctx) error {
	id, err := c.ID("may")
	if err != nil {
		return err
	}
	s, err := p.People.Current(c.IdentityContext(), c.Token(web.Resident))
	if err != nil {
		return err
	}
	if err := p.People.EndDevice(c.IdentityContext(), s, id); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return c.Go("/tai-khoan")
}
