package console

import (
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskStop asks for the legal reason to end an accepted dossier (M05).
func (p *Pages) AskStop(c *web.Ctx) error { return p.stopPage(c, nil) }

// Stop ends an accepted dossier.
func (p *Pages) Stop(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.Stop(c.Context(), r, said(c.Form("reason"))); err != nil {
		return p.stopPage(c, err)
	}
	return c.Go(path(r.ID.String(), "phieu/m05"))
}

func (p *Pages) stopPage(c *web.Ctx, failed error) error {
	reason := said(c.Form("reason"))
	a, err := p.actPage(c, "dung", "Dừng giải quyết hồ sơ", "Dừng giải quyết, in phiếu", failed, []string{"reason"}, ui.Pair{Key: "Lý do", Value: reason})
	if err != nil {
		return err
	}
	a.Lead = "Chỉ dừng khi pháp luật cho phép. Người dân nhận phiếu (mẫu M05) với đúng lời viết dưới đây."
	a.Tell = "Hồ sơ kết thúc và không mở lại được. Người dân nhận tin nhắn và phiếu."
	return c.Page(a.status, view.TextActPage(view.TextAct{ActForm: a.ActForm, Texts: []ui.TextareaField{area("reason", "Lý do và căn cứ dừng", "", reason, a.errs, 4)}}))
}
