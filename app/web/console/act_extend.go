package console

import (
	"strconv"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// AskExtend asks a leader for the reason and the new date of an apology (M04).
func (p *Pages) AskExtend(c *web.Ctx) error { return p.extendPage(c, true, nil) }

// Extend signs and sends the apology: the term is extended, once.
func (p *Pages) Extend(c *web.Ctx) error { return p.putOff(c, true) }

// AskPropose asks whoever works on the dossier for reason and date, for a leader to sign.
func (p *Pages) AskPropose(c *web.Ctx) error { return p.extendPage(c, false, nil) }

// Propose writes them into the draft of the apology.
func (p *Pages) Propose(c *web.Ctx) error { return p.putOff(c, false) }

func (p *Pages) putOff(c *web.Ctx, sign bool) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	amount, _ := strconv.Atoi(c.Form("amount")) // 0: the list says what to do
	e := dossiers.ExtendTerm{Amount: amount, Reason: said(c.Form("reason"))}
	do := p.Dossiers.ProposeExtension
	if sign {
		do = p.Dossiers.ExtendTerm
	}
	if err := do(c.Context(), r, e); err != nil {
		return p.extendPage(c, sign, err)
	}
	return c.Go(path(r.ID.String(), "") + inQueue(c))
}

func (p *Pages) extendPage(c *web.Ctx, sign bool, failed error) error {
	slug, title, submit := "de-nghi-hen-lai", "Đề nghị hẹn lại và xin lỗi", "Trình lãnh đạo ký"
	if sign {
		slug, title, submit = "hen-lai", "Hẹn lại và gửi thư xin lỗi", "Ký và gửi thư xin lỗi"
	}
	reason, amount := said(c.Form("reason")), c.Form("amount")
	a, err := p.actPage(c, slug, title, submit, failed, []string{"amount", "reason"}, ui.Pair{Key: "Lý do", Value: reason})
	if err != nil {
		return err
	}
	f := &a.dossier
	list, err := p.Dossiers.ExtensionsOf(c.Context(), f)
	if err != nil {
		return err
	}
	if x := f.Apology(); x != nil && x.State == "proposed" && failed == nil { // what was proposed stands in the boxes
		reason, amount = orElse(reason, x.Reason), orElse(amount, strconv.Itoa(x.Amount))
	}
	if f.DueAt != nil {
		verb := "sẽ trễ"
		if !p.Now().Before(*f.DueAt) {
			verb = "đã trễ"
		}
		a.Lead = "Hồ sơ này " + verb + " lúc " + i18n.Promise(*f.DueAt) + ". Chỉ được hẹn lại một lần, kèm thư xin lỗi (mẫu M04)."
	}
	a.Tell = "Người dân nhận tin nhắn và thư có lý do, ngày hẹn mới. Số liệu đúng hạn vẫn tính theo ngày hẹn đầu."
	if !sign {
		a.Tell = "Lãnh đạo thấy đề nghị này ở “Xin lỗi, hẹn lại”. Người dân chưa được báo gì cho đến khi lãnh đạo ký."
	}
	pick := &ui.ChoiceField{Field: ui.Field{Name: "amount", Label: "Ngày hẹn mới", Value: amount, Error: a.errs["amount"]}, Empty: "Chọn ngày hẹn mới"}
	for _, x := range list {
		pick.Options = append(pick.Options, ui.Option{Value: strconv.Itoa(x.Amount), Text: i18n.Promise(x.Due) + " (thêm " + extended(f.Terms.Policy(f.Channel), x.Amount) + ")"})
	}
	if len(list) == 0 && a.Moved == nil {
		a.Frame.Notices = append(a.Frame.Notices, ui.NoticeProps{Kind: "warn", Text: "Hồ sơ này không hẹn lại được: đã hẹn lại một lần, thời hạn đang không chạy, hoặc quy định của thủ tục không cho."})
	}
	return c.Page(a.status, view.TextActPage(view.TextAct{
		ActForm: a.ActForm, Pick: pick,
		Texts: []ui.TextareaField{area("reason", "Lý do trễ", "Người dân đọc đúng lời này trong thư xin lỗi.", reason, a.errs, 4)},
	}))
}

// extended is a length in the unit of a term: "2 ngày làm việc".
func extended(p deadlines.Policy, n int) string {
	if p.Unit == deadlines.SameDay {
		p.Unit = deadlines.WorkingDay
	}
	p.Amount = n
	return deadlines.FormatAllotment(p)
}
