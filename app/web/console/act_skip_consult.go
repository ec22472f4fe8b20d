package console

import (
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskSkipConsult asks why a step goes on without the answer of the place it asks.
func (p *Pages) AskSkipConsult(c *web.Ctx) error { return p.skipConsultPage(c, nil) }

// SkipConsult goes on without it.
func (p *Pages) SkipConsult(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.SkipConsultation(c.Context(), r, c.Form("buoc"), said(c.Form("reason"))); err != nil {
		return p.skipConsultPage(c, err)
	}
	return c.Go(path(r.ID.String(), "") + inQueue(c))
}

func (p *Pages) skipConsultPage(c *web.Ctx, failed error) error {
	text := said(c.Form("reason"))
	a, err := p.actPage(c, "bo-qua-y-kien", "Làm tiếp không chờ trả lời", "Làm tiếp", failed, []string{"reason"}, ui.Pair{Key: "Lý do", Value: text})
	if err != nil {
		return err
	}
	a.Lead = "Dùng khi nơi cần hỏi không có trên hệ thống, đã trả lời bằng văn bản, hoặc đã hết hạn mà không trả lời."
	return c.Page(a.status, view.TextActPage(view.TextAct{ActForm: a.ActForm, Texts: []ui.TextareaField{area("reason", "Lý do và căn cứ", "Ví dụ: trả lời bằng văn bản số 12/UBND ngày 20/11/2026.", text, a.errs, 3)}}))
}
