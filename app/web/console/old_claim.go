package console

import (
	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/oldpapers"
	"motcua/app/reading/meaning"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// DecideClaim gives a waiting paper to whoever claimed it, or says that it is
// not hers: the officer saw the paper, the claimant did not.
func (p *Pages) DecideClaim(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return noOldPaper()
	}
	var paper oldpapers.Paper
	if c.Form("viec") == "trao" {
		paper, err = p.OldPapers.Place(c.Context(), id)
	} else {
		paper, err = p.OldPapers.Refuse(c.Context(), id, short(c.Form(whyRefused(id)), 300))
	}
	switch {
	case fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict):
		if why := fault.As(err).Fields["ly_do"]; why != "" {
			err = fault.Fields(map[string]string{whyRefused(id): why})
		}
		return p.oldPaperOf(c, paper.ID, err)
	case err != nil:
		return err
	}
	return c.Go(oldAt + "/" + paper.Session.String())
}

// whyRefused names the field for the reason of one claim: several may stand on one page.
func whyRefused(claim uuid.UUID) string { return "ly_do_" + claim.String() }

// oldClaims shows who claims a waiting paper, to be compared with it.
func (p *Pages) oldClaims(c *web.Ctx, x oldpapers.Paper, v *view.OldPaper, errs map[string]string) error {
	if x.State != "confirmed" {
		return nil
	}
	list, err := p.OldPapers.OpenClaims(c.Context(), x.ID)
	if err != nil {
		return err
	}
	for _, k := range list {
		o := view.OldClaim{Action: oldAt + "/nhan/" + k.ID.String(), Title: "Có người nhận: " + k.FullName, Number: "Không nêu số của giấy tờ, đề nghị cơ quan đối chiếu", Tone: ui.Waiting}
		o.Facts = []ui.Pair{{Key: "Ngày sinh", Value: meaning.Shown("birth_date", k.BirthDate)}, {Key: "Số định danh", Value: k.IDNumber}, {Key: "Gửi lúc", Value: i18n.DateTime(k.MadeAt)}}
		switch {
		case k.Agrees(x):
			o.Number, o.Tone = "Nêu đúng số của giấy tờ: "+k.Number, ui.OK
		case k.Number != "":
			o.Number, o.Tone = "Nêu số khác với giấy tờ: "+k.Number, ui.Soon
		}
		name := whyRefused(k.ID)
		o.Why = ui.Field{Name: name, Label: "Lý do không đúng người", Hint: "Người đề nghị đọc được; không ghi nội dung của giấy tờ.", Value: short(c.Form(name), 300), Error: errs[name], MaxLen: 300}
		v.Claims = append(v.Claims, o)
	}
	return nil
}
