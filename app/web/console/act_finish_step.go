package console

import (
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskFinishStep asks for a remark before the step is passed on.
func (p *Pages) AskFinishStep(c *web.Ctx) error { return p.finishStepPage(c, nil) }

// FinishStep passes the dossier on to what follows its step.
func (p *Pages) FinishStep(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.FinishStep(c.Context(), r, c.Form("buoc"), said(c.Form("note"))); err != nil {
		return p.finishStepPage(c, err)
	}
	return c.Go(path(r.ID.String(), "") + inQueue(c))
}

func (p *Pages) finishStepPage(c *web.Ctx, failed error) error {
	text := said(c.Form("note"))
	a, err := p.actPage(c, "xong-buoc", "Xong bước xử lý", "Xong, chuyển tiếp", failed, []string{"note"}, ui.Pair{Key: "Ghi chú", Value: text})
	if err != nil {
		return err
	}
	if st, ok := a.dossier.Terms.StepByKey(a.step); ok {
		a.Title, a.Lead = "Xong: "+st.Title, "Bước này xong thì hồ sơ sang bước tiếp theo của quy trình."
	}
	return c.Page(a.status, view.TextActPage(view.TextAct{ActForm: a.ActForm, Texts: []ui.TextareaField{optional(area("note", "Ghi chú cho người làm tiếp", "Chỉ người trong cơ quan thấy.", text, a.errs, 3))}}))
}
