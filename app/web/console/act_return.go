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
	if c.Form("how") == "post" {
		err = p.Dossiers.ReturnByPost(c.Context(), r, carrier, c.Form("number"))
	} else {
		err = p.Dossiers.Return(c.Context(), r, said(c.Form("to_whom")))
	}
	if err != nil {
		return p.returnPage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) returnPage(c *web.Ctx, failed error) error {
	a, err := p.actPage(c, "tra-ket-qua", "Trả kết quả", "Đã trả kết quả", failed, []string{"number", "to_whom"})
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
	v := view.TextAct{Input: &ui.Field{Name: "to_whom", Label: "Người nhận kết quả", Hint: "Chủ hồ sơ, hoặc người được ủy quyền: ghi thêm giấy ủy quyền.", Value: who, Error: a.errs["to_whom"], Width: "20", MaxLen: 200, Focus: len(a.Frame.Problems) == 0}}
	if f := &a.dossier; f.ReturnMethod == "post" && f.Competent == c.Scope().Tenant {
		a.Lead = "Người dân đã chọn nhận qua bưu chính, đến: " + orElse(f.PostAddress(), "chưa ghi địa chỉ, gọi người dân hỏi") + "."
		how := orElse(oneOf(c.Form("how"), "post", "hand"), "post")
		v.Radio = &ui.ChoiceField{Field: ui.Field{Name: "how", Label: "Cách trả", Value: how}, Options: []ui.Option{{Value: "post", Text: "Đã gửi qua bưu điện"}, {Value: "hand", Text: "Người dân đến nhận", Hint: "Đối chiếu căn cước."}}}
		v.Second, v.Input = v.Input, &ui.Field{Name: "number", Label: "Số bưu gửi", Hint: "Trên biên nhận của bưu điện, ví dụ EF123456789VN. Người dân được báo số này.", Value: short(c.Form("number"), 100), Error: a.errs["number"], Width: "20", MaxLen: 40, Optional: how == "hand"}
		v.Second.Focus, v.Second.Hint = false, "Chỉ điền khi người dân đến nhận: chủ hồ sơ, hoặc người được ủy quyền."
	}
	v.ActForm = a.ActForm
	return c.Page(a.status, view.TextActPage(v))
}
