package console

import (
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskVoid asks why the number of a result is made void.
func (p *Pages) AskVoid(c *web.Ctx) error { return p.voidPage(c, nil) }

// Void takes the number off the result; it stays in the register.
func (p *Pages) Void(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.VoidNumber(c.Context(), r, said(c.Form("reason"))); err != nil {
		return p.voidPage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) voidPage(c *web.Ctx, failed error) error {
	reason := said(c.Form("reason"))
	a, err := p.actPage(c, "huy-so", "Hủy số đã cấp", "Hủy số", failed, []string{"reason"}, ui.Pair{Key: "Lý do", Value: reason})
	if err != nil {
		return err
	}
	if r := a.dossier.InWork(); r != nil && r.Number != "" {
		a.Lead = "Số " + r.Number + " giữ nguyên chỗ trong sổ, ghi là đã hủy kèm lý do. Kết quả chờ cấp số khác."
	}
	return c.Page(a.status, view.TextActPage(view.TextAct{ActForm: a.ActForm, Texts: []ui.TextareaField{area("reason", "Lý do hủy số", "", reason, a.errs, 2)}}))
}
