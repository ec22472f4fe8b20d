package console

import (
	"motcua/app/dossiers"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// AskSendBack asks what the drafter has to change.
func (p *Pages) AskSendBack(c *web.Ctx) error { return p.sendBackPage(c, nil) }

// SendBack returns a step, or the draft, to a step before it.
func (p *Pages) SendBack(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.SendBackTo(c.Context(), r, c.Form("buoc"), c.Form("to"), said(c.Form("reason"))); err != nil {
		return p.sendBackPage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) sendBackPage(c *web.Ctx, failed error) error {
	reason := said(c.Form("reason"))
	a, err := p.actPage(c, "tra-du-thao", "Trả lại bước trước", "Trả lại", failed, []string{"to", "reason"}, ui.Pair{Key: "Lý do", Value: reason})
	if err != nil {
		return err
	}
	var to *ui.ChoiceField
	if backs := a.dossier.Terms.SendBacks(a.step); len(backs) > 1 {
		to = &ui.ChoiceField{Field: ui.Field{Name: "to", Label: "Trả lại bước nào", Value: orElse(c.Form("to"), backs[0].Key), Error: a.errs["to"]}}
		for _, b := range backs {
			to.Options = append(to.Options, ui.Option{Value: b.Key, Text: b.Title, Hint: i18n.RoleLabel(b.Role)})
		}
	}
	a.Tell = "Chỉ người trong cơ quan thấy lý do này."
	return c.Page(a.status, view.TextActPage(view.TextAct{ActForm: a.ActForm, Quote: draftText(&a.dossier), Radio: to, Texts: []ui.TextareaField{area("reason", "Cần sửa gì", "", reason, a.errs, 4)}}))
}

// draftText is what is being signed: the decision, its reason, the text.
func draftText(f *dossiers.Full) string {
	r := f.InWork()
	if r == nil {
		return ""
	}
	s := r.Content
	if r.Outcome == dossiers.Refused {
		s = "TỪ CHỐI GIẢI QUYẾT. Lý do: " + r.Reason + "\n\n" + s
	}
	return s
}
