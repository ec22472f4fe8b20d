package console

import (
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskReturn asks who takes the result.
func (p *Pages) AskReturn(c *web.Ctx) error { return p.returnPage(c, nil) }

// Return hands the result out.
func (p *Pages) Return(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.Return(c.Context(), r, said(c.Form("to_whom"))); err != nil {
		return p.returnPage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) returnPage(c *web.Ctx, failed error) error {
	a, err := p.actPage(c, "tra-ket-qua", "Trả kết quả", "Đã trả kết quả", failed, []string{"to_whom"})
	if err != nil {
		return err
	}
	who := said(c.Form("to_whom"))
	if who == "" && failed == nil {
		who = a.dossier.ApplicantName
	}
	a.Lead = "Đối chiếu căn cước của người nhận trước khi trả."
	if o := a.dossier.Outcome; o != nil && *o == "refused" {
		a.Lead += " Kết quả là văn bản từ chối: giải thích lý do và quyền khiếu nại."
	}
	return c.Page(a.status, view.TextActPage(view.TextAct{
		ActForm: a.ActForm,
		Input:   &ui.Field{Name: "to_whom", Label: "Người nhận kết quả", Hint: "Chủ hồ sơ, hoặc người được ủy quyền: ghi thêm giấy ủy quyền.", Value: who, Error: a.errs["to_whom"], Width: "20", MaxLen: 200, Focus: len(a.Frame.Problems) == 0},
	}))
}
