package console

import (
	"net/http"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// AskRevoke asks why the result has to be revoked.
func (p *Pages) AskRevoke(c *web.Ctx) error { return p.revokePage(c, nil) }

// RevokeResult puts the request before whoever may sign.
func (p *Pages) RevokeResult(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.AskRevocation(c.Context(), r, said(c.Form("reason")), said(c.Form("basis"))); err != nil {
		return p.revokePage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) revokePage(c *web.Ctx, failed error) error {
	reason, basis := said(c.Form("reason")), said(c.Form("basis"))
	a, err := p.actPage(c, "thu-hoi", "Đề nghị thu hồi kết quả", "Trình người có thẩm quyền", failed, []string{"reason", "basis"}, ui.Pair{Key: "Lý do", Value: reason}, ui.Pair{Key: "Căn cứ", Value: basis})
	if err != nil {
		return err
	}
	if r := a.dossier.Issued(); r != nil {
		a.Lead = "Thu hồi kết quả số " + r.Number + ". Kết quả đã phát hành không sửa được; chỉ thu hồi, hoặc thay bằng bản đính chính."
	}
	a.Tell = "Người có thẩm quyền ký quyết định. Tới lúc đó kết quả vẫn có hiệu lực."
	return c.Page(a.status, view.TextActPage(view.TextAct{ActForm: a.ActForm, Texts: []ui.TextareaField{
		area("reason", "Vì sao phải thu hồi", "Người dân đọc nguyên văn khi kết quả bị thu hồi.", reason, a.errs, 4), area("basis", "Căn cứ pháp lý", "", basis, a.errs, 2),
	}}))
}

// AskDecideRevoke shows the request to whoever may sign.
func (p *Pages) AskDecideRevoke(c *web.Ctx) error { return p.decideRevokePage(c, nil) }

// DecideRevoke revokes the result, or lets it stand.
func (p *Pages) DecideRevoke(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	what := oneOf(c.Form("decision"), "agree", "refuse")
	if what == "" {
		return p.decideRevokePage(c, fault.Fields(map[string]string{"decision": "Chọn thu hồi hoặc không"}))
	}
	if err := p.Dossiers.DecideRevocation(c.Context(), r, what == "agree", said(c.Form("answer"))); err != nil {
		return p.decideRevokePage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) decideRevokePage(c *web.Ctx, failed error) error {
	answer := said(c.Form("answer"))
	a, err := p.actPage(c, "quyet-thu-hoi", "Quyết định thu hồi kết quả", "Ghi quyết định", failed, []string{"decision", "answer"}, ui.Pair{Key: "Lý do", Value: answer})
	if err != nil {
		return err
	}
	v := view.TextAct{ActForm: a.ActForm}
	if x := a.dossier.AskedRevocation(); x != nil {
		v.Quote = x.AskedName + " đề nghị lúc " + i18n.DateTime(x.AskedAt) + ".\nLý do: " + x.Reason + "\nCăn cứ: " + x.Basis
		if r := a.dossier.Issued(); r != nil {
			v.Quote = "Kết quả số " + r.Number + ", “" + r.Title + "”.\n" + v.Quote
		}
	}
	v.Tell = "Thu hồi rồi thì không lấy lại được: người dân nhận tin nhắn, ai kiểm tra mã cũng thấy “đã thu hồi”. Bản điện tử vẫn được lưu."
	v.Radio = &ui.ChoiceField{Inline: true, Field: ui.Field{Name: "decision", Label: "Quyết định", Value: oneOf(c.Form("decision"), "agree", "refuse"), Error: a.errs["decision"]}, Options: []ui.Option{{Value: "agree", Text: "Thu hồi"}, {Value: "refuse", Text: "Không thu hồi"}}}
	v.Texts = []ui.TextareaField{optional(area("answer", "Ý kiến", "Bắt buộc khi không thu hồi.", answer, a.errs, 3))}
	return c.Page(a.status, view.TextActPage(v))
}

// AfterIssue lists what waits to be done on results that were issued.
func (p *Pages) AfterIssue(c *web.Ctx) error {
	list, err := p.Dossiers.AfterIssue(c.Context())
	if err != nil {
		return err
	}
	v := view.AfterIssue{Frame: p.frame(c, "Thu hồi, đính chính")}
	for _, x := range list {
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{
			ui.L(x.Code, path(x.Dossier.String(), "")), ui.T(x.Applicant), ui.T(p.procedure(c.Context(), &x.Procedure)), ui.T(x.Number), afterState(x.State), ui.T(x.Why), {Text: x.By, Hint: i18n.DateTime(x.At)},
		}})
	}
	return c.Page(http.StatusOK, view.AfterIssuePage(v))
}

func afterState(s string) ui.Cell {
	switch s {
	case "asked":
		return ui.S(ui.Late, "Chờ quyết định thu hồi")
	case "approved":
		return ui.S(ui.Soon, "Đính chính, chờ cấp số")
	case "numbered":
		return ui.S(ui.Soon, "Đính chính, chờ phát hành")
	}
	return ui.S(ui.Soon, "Đính chính, chờ ký")
}

// afterWaits counts for the home page what this officer may do of it.
func afterWaits(c *web.Ctx, list []dossiers.Waiting) (n int) {
	for _, x := range list {
		switch {
		case x.State == "asked" && c.May("dossier", "revoke"), (x.State == "drafted" || x.State == "initialled") && c.May("dossier", "approve"), (x.State == "approved" || x.State == "numbered") && c.May("dossier", "number"):
			n++
		}
	}
	return n
}
