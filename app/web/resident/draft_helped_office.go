package resident

import (
	"net/http"
	"slices"

	"motcua/app/dossiers"
	"motcua/app/procedures"
	"motcua/app/web"
	view "motcua/views/resident"
	"motcua/views/ui"
)

var consentWays = []ui.Option{{Value: "spoken_at_counter", Text: "Nói đồng ý tại quầy"}, {Value: "signature", Text: "Ký giấy đồng ý"}}

// helpedOfficePage reads the resident a new statement: she agreed that her
// dossier goes to one office, and the answers make another one competent.
func (p *DraftPages) helpedOfficePage(c *web.Ctx, d *draft, status int, to procedures.Competent, routed bool, bad map[string]string) error {
	if !routed {
		return c.Go(d.base)
	}
	return c.Page(status, view.HelpedOfficePage(view.HelpedOffice{
		Shell: p.shell(c, d, "Chuyển nơi nộp", ui.Problems(bad, "cach", "dong_y")...), Back: d.base, Action: d.base + "/noi-nop", ID: to.ID.String(),
		Office: officeText(to.Unit), Contact: contactText(to.Unit), Why: to.Why(),
		Statement: p.Statement(c, d.profile.FullName, d.profile.IDNumber, d.proc.PlainName, to.Unit),
		Method:    ui.ChoiceField{Inline: true, Field: ui.Field{Name: "cach", Label: "Người dân đồng ý bằng cách", Value: c.Form("cach"), Error: bad["cach"]}, Options: consentWays},
		Agree:     ui.CheckField{Field: ui.Field{Name: "dong_y", Label: "Đã đọc to nội dung trên và người dân đồng ý", Error: bad["dong_y"]}, Checked: c.Form("dong_y") != ""},
	}))
}

// consented keeps the new consent; shown is true when it was asked for again instead.
func (p *DraftPages) consented(c *web.Ctx, d *draft, to procedures.Competent) (shown bool, err error) {
	bad, method := map[string]string{}, c.Form("cach")
	if !slices.ContainsFunc(consentWays, func(o ui.Option) bool { return o.Value == method }) {
		bad["cach"] = "Chọn cách người dân đồng ý"
	}
	if c.Form("dong_y") == "" {
		bad["dong_y"] = "Đọc cho người dân nghe, người dân đồng ý rồi đánh dấu"
	}
	if len(bad) > 0 {
		return true, p.helpedOfficePage(c, d, http.StatusUnprocessableEntity, to, true, bad)
	}
	return false, p.Dossiers.StartHelpedDraft(c.Context(), dossiers.NewHelpedDraft{
		NewDraft: dossiers.NewDraft{ID: d.ID, Procedure: d.Procedure, Revision: d.Revision, Competent: to.ID}, Resident: d.Resident, Method: method,
		Statement: p.Statement(c, d.profile.FullName, d.profile.IDNumber, d.proc.PlainName, to.Unit),
	})
}
