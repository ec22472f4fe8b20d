package console

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

type draftForm struct{ Outcome, Content, Reason string }

func readDraft(c *web.Ctx) draftForm {
	return draftForm{oneOf(c.Form("outcome"), "granted", "refused"), said(c.Form("content")), said(c.Form("reason"))}
}

// AskDraft gives the handler a text that is filled in from the dossier.
func (p *Pages) AskDraft(c *web.Ctx) error { return p.draftPage(c, nil) }

// Draft proposes the decision and passes it on for signature. Only the officer
// whose dossier it is drafts.
func (p *Pages) Draft(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	d, err := p.Dossiers.ByID(c.Context(), r.ID)
	if err != nil {
		return err
	}
	if d.State == dossiers.Processing && (d.Assignee == nil || *d.Assignee != c.Visitor.Staff) {
		return p.draftPage(c, fault.New(fault.Conflict, "dossier.not_yours", "Hồ sơ đã giao cho người khác."))
	}
	f := readDraft(c)
	if err := p.untouched(c, r.ID, &f); err != nil {
		return err
	}
	if err := p.Dossiers.DraftResult(c.Context(), r, dossiers.DraftResult{Outcome: dossiers.Outcome(f.Outcome), Content: f.Content, Reason: f.Reason}); err != nil {
		return p.draftPage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

// untouched gives a refusal a text of its own while the text is still the one
// that was filled in for granting.
func (p *Pages) untouched(c *web.Ctx, id uuid.UUID, f *draftForm) error {
	if f.Outcome != "refused" || f.Reason == "" {
		return nil
	}
	d, err := p.Dossiers.Open(c.Context(), id)
	if err != nil {
		return err
	}
	if strings.Join(strings.Fields(f.Content), " ") == strings.Join(strings.Fields(p.template(c, &d)), " ") {
		f.Content = fmt.Sprintf("VĂN BẢN TỪ CHỐI GIẢI QUYẾT HỒ SƠ\n\nKính gửi: Ông/Bà %s\n\n%s đã xem xét hồ sơ mã %s, thủ tục “%s”, tiếp nhận %s.\n\nHồ sơ không đủ điều kiện giải quyết. Lý do: %s\n\nNếu không đồng ý, Ông/Bà có quyền khiếu nại theo Luật Khiếu nại hoặc khởi kiện theo Luật Tố tụng hành chính.\n",
			d.ApplicantName, c.Office.Full, d.CodeText(), d.Terms.Name, acceptedOn(&d), f.Reason)
	}
	return nil
}

func (p *Pages) draftPage(c *web.Ctx, failed error) error {
	f := readDraft(c)
	a, err := p.actPage(c, "du-thao", "Soạn kết quả", "Trình ký", failed, []string{"outcome", "content", "reason"}, ui.Pair{Key: "Nội dung", Value: f.Content}, ui.Pair{Key: "Lý do từ chối", Value: f.Reason})
	if err != nil {
		return err
	}
	v := view.Draft{ActForm: a.ActForm}
	for i := len(a.dossier.Results) - 1; i >= 0; i-- {
		if r := a.dossier.Results[i]; r.State == "sent_back" {
			v.SentBack = r.SentBackReason
			if failed == nil && f.Content == "" {
				f = draftForm{string(r.Outcome), r.Content, r.Reason}
			}
			break
		}
	}
	if failed == nil && f.Content == "" {
		f.Outcome, f.Content = "granted", p.template(c, &a.dossier)
	}
	v.Outcome = ui.ChoiceField{
		Inline: true, Field: ui.Field{Name: "outcome", Label: "Đề nghị", Value: f.Outcome, Error: a.errs["outcome"]},
		Options: []ui.Option{{Value: "granted", Text: "Đồng ý giải quyết"}, {Value: "refused", Text: "Từ chối giải quyết"}},
	}
	v.Content = area("content", "Nội dung văn bản", "Đã điền sẵn từ hồ sơ. Kiểm tra họ tên, ngày sinh, số định danh trước khi trình.", f.Content, a.errs, 16)
	v.Reason = area("reason", "Lý do từ chối, căn cứ và quyền khiếu nại", "Chỉ điền khi từ chối. Người dân đọc nguyên văn.", f.Reason, a.errs, 4)
	v.Reason.Optional = f.Outcome != "refused"
	return c.Page(a.status, view.DraftPage(v))
}

// template is a first text from what the dossier says. The number, the date and
// the signature are added when it is numbered and signed.
func (p *Pages) template(c *web.Ctx, f *dossiers.Full) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", strings.ToUpper(f.Terms.Result.Title))
	if len(f.Parties) > 0 {
		x := f.Parties[0]
		line(&b, "Họ, chữ đệm, tên", x.FullName)
		line(&b, "Ngày, tháng, năm sinh", dateText(x.BirthDate))
		line(&b, "Giới tính", x.Gender)
		line(&b, "Số định danh cá nhân", x.IDNumber)
		line(&b, "Nơi cư trú", x.Address)
	}
	for _, r := range p.answers(c.Context(), f) {
		if r.Value == "" { // a row of a group
			var t []string
			for _, x := range r.Pairs {
				t = append(t, x.Key+": "+x.Value)
			}
			r.Value = strings.Join(t, "; ")
		}
		line(&b, r.Key, r.Value)
	}
	fmt.Fprintf(&b, "\n%s xác nhận nội dung trên theo hồ sơ mã %s, tiếp nhận %s.\n", c.Office.Full, f.CodeText(), acceptedOn(f))
	return b.String()
}

func line(b *strings.Builder, key, value string) {
	if value != "" {
		fmt.Fprintf(b, "%s: %s\n", key, value)
	}
}

func acceptedOn(f *dossiers.Full) string {
	if f.AcceptedAt == nil {
		return ""
	}
	return i18n.LegalDate(*f.AcceptedAt)
}
