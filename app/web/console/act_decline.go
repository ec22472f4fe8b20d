package console

import (
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

type declineForm struct{ Reason, Remedy string }

func readDecline(c *web.Ctx) declineForm {
	return declineForm{said(c.Form("reason")), said(c.Form("remedy"))}
}

// AskDecline asks why a filing is not taken in and what to do instead (M03).
func (p *Pages) AskDecline(c *web.Ctx) error { return p.declinePage(c, nil) }

// Decline refuses to take a filing in.
func (p *Pages) Decline(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	f := readDecline(c)
	if err := p.Dossiers.Decline(c.Context(), r, f.Reason, f.Remedy); err != nil {
		return p.declinePage(c, err)
	}
	return c.Go(path(r.ID.String(), "phieu/m03"))
}

func (p *Pages) declinePage(c *web.Ctx, failed error) error {
	f := readDecline(c)
	a, err := p.actPage(c, "tu-choi", "Không tiếp nhận hồ sơ", "Không tiếp nhận, in phiếu", failed, []string{"reason", "remedy"}, ui.Pair{Key: "Lý do", Value: f.Reason}, ui.Pair{Key: "Việc cần làm", Value: f.Remedy})
	if err != nil {
		return err
	}
	a.Lead = "Người dân nhận phiếu từ chối (mẫu M03) với đúng lời viết dưới đây."
	a.Tell = "Hồ sơ kết thúc. Người dân nhận tin nhắn và phiếu."
	return c.Page(a.status, view.TextActPage(view.TextAct{ActForm: a.ActForm, Texts: []ui.TextareaField{
		area("reason", "Lý do không tiếp nhận", "Nêu căn cứ. Ví dụ: thủ tục này do Ủy ban nhân dân xã nơi có đất giải quyết.", f.Reason, a.errs, 4),
		area("remedy", "Việc người dân cần làm tiếp", "Nộp ở đâu, mang theo gì.", f.Remedy, a.errs, 3),
	}}))
}

// area is a text of several lines on an act's page; the first takes the focus.
func area(name, label, hint, value string, errs map[string]string, rows int) ui.TextareaField {
	return ui.TextareaField{Field: ui.Field{Name: name, Label: label, Hint: hint, Value: value, Error: errs[name], MaxLen: 20000}, Rows: rows}
}

// optional marks a text that may be left out.
func optional(f ui.TextareaField) ui.TextareaField {
	f.Optional = true
	return f
}
