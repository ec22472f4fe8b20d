package console

import (
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskWithdrawal shows a request to withdraw.
func (p *Pages) AskWithdrawal(c *web.Ctx) error { return p.withdrawalPage(c, nil) }

// DecideWithdrawal grants or refuses a request to withdraw.
func (p *Pages) DecideWithdrawal(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	choice := oneOf(c.Form("grant"), "yes", "no")
	if choice == "" {
		return p.withdrawalPage(c, fault.Fields(map[string]string{"grant": "Chọn cho rút hoặc chưa cho rút"}))
	}
	if err := p.Dossiers.DecideWithdrawal(c.Context(), r, choice == "yes", said(c.Form("reason"))); err != nil {
		return p.withdrawalPage(c, err)
	}
	if choice == "yes" {
		return c.Go(path(r.ID.String(), "phieu/m05"))
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) withdrawalPage(c *web.Ctx, failed error) error {
	reason := said(c.Form("reason"))
	a, err := p.actPage(c, "rut", "Yêu cầu rút hồ sơ", "Ghi quyết định", failed, []string{"grant", "reason"}, ui.Pair{Key: "Lý do", Value: reason})
	if err != nil {
		return err
	}
	for i := len(a.dossier.History) - 1; i >= 0; i-- {
		if h := a.dossier.History[i]; h.Kind == "dossier.withdrawal_requested" {
			a.Lead = prefixed("Người dân viết: ", readData(h.Data).Reason)
			break
		}
	}
	a.Tell = "Thời hạn vẫn chạy trong khi xem xét. Người dân nhận tin nhắn về quyết định."
	return c.Page(a.status, view.TextActPage(view.TextAct{
		ActForm: a.ActForm,
		Radio:   &ui.ChoiceField{Inline: true, Field: ui.Field{Name: "grant", Label: "Quyết định", Value: c.Form("grant"), Error: a.errs["grant"]}, Options: []ui.Option{{Value: "yes", Text: "Cho rút, dừng hồ sơ"}, {Value: "no", Text: "Chưa cho rút, làm tiếp"}}},
		Texts:   []ui.TextareaField{optional(area("reason", "Lý do chưa cho rút", "Chỉ điền khi chưa cho rút.", reason, a.errs, 3))},
	}))
}
