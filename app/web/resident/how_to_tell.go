package resident

import (
	"net/http"

	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/app/web"
	"motcua/views/ui"
)

// howToTell fills the choice of channel on the account page.
func (p *Pages) howToTell(c *web.Ctx, chosen notices.Preference, bad string) (ui.ChoiceField, ui.CheckField) {
	ch := ui.ChoiceField{Field: ui.Field{Name: "channel", Label: "Nhận tin qua", Value: chosen.Channel, Error: bad}, Options: []ui.Option{
		{Value: notices.ChannelSMS, Text: "Tin nhắn SMS, và thư điện tử nếu có"},
	}}
	if p.Notices.Zalo != nil {
		ch.Options = append(ch.Options, ui.Option{Value: notices.ChannelZNS, Text: "Zalo; không đến được thì gửi SMS"})
	}
	ch.Options = append(ch.Options, ui.Option{Value: notices.ChannelEmail, Text: "Chỉ thư điện tử"})
	return ch, ui.CheckField{Field: ui.Field{Name: "optional", Label: "Nhận cả tin không bắt buộc: đã gửi hồ sơ, đã trả kết quả, nhắc nhận kết quả"}, Checked: chosen.Optional}
}

// SaveHowToTell keeps how she wants to be told.
func (p *Pages) SaveHowToTell(c *web.Ctx) error {
	want := notices.Preference{Channel: c.Form("channel"), Optional: c.Form("optional") != ""}
	err := p.Notices.SetPreference(c.Context(), want)
	if fault.Is(err, fault.Invalid) {
		x, perr := p.People.Profile(c.Context())
		if perr != nil {
			return perr
		}
		return p.accountWith(c, http.StatusUnprocessableEntity, x, fault.As(err).Fields, &want)
	}
	if err != nil {
		return err
	}
	return c.Go("/tai-khoan?luu=tin")
}
