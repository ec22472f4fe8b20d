package console

import (
	"strings"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/results"
	"motcua/app/slips"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

type draftForm struct {
	Outcome, Content, Reason, Fixes string
	Checked                         bool
}

func readDraft(c *web.Ctx) draftForm {
	return draftForm{oneOf(c.Form("outcome"), "granted", "refused"), said(c.Form("content")), said(c.Form("reason")), said(c.Form("fixes")), c.Form("checked") != ""}
}

// AskDraft gives the handler a text that is filled in from the dossier.
func (p *Pages) AskDraft(c *web.Ctx) error { return p.draftPage(c, nil) }

// Draft submits the result for signature, or shows how it will look. Only the
// officer whose dossier it is drafts.
func (p *Pages) Draft(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	f, err := p.Dossiers.Open(c.Context(), r.ID)
	if err != nil {
		return err
	}
	if f.State == dossiers.Processing && (f.Assignee == nil || *f.Assignee != c.Visitor.Staff) {
		return p.draftPage(c, fault.New(fault.Conflict, "dossier.not_yours", "Hồ sơ đã giao cho người khác."))
	}
	d, err := p.drafted(c, &f, readDraft(c))
	if err != nil {
		return err
	}
	return p.propose(c, r, d, p.draftPage)
}

// propose submits a draft, or shows how it will look; again is its page.
func (p *Pages) propose(c *web.Ctx, r dossiers.Ref, d results.Draft, again func(*web.Ctx, error) error) error {
	if c.Form("xem") != "" {
		pdf, err := p.Results.Preview(c.Context(), r.ID, d)
		if err != nil {
			return again(c, err)
		}
		return c.File("application/pdf", "du-thao.pdf", pdf)
	}
	if err := p.Results.Submit(c.Context(), r, d); err != nil {
		return again(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

// preview is the second button of a page on which a document is written.
func preview() []ui.Btn {
	return []ui.Btn{{Text: "Xem trước (PDF)", Kind: "secondary", Name: "xem", Value: "1", Attrs: map[string]any{"formtarget": "_blank"}}}
}

// drafted is what was typed, with what is bound. A refusal does not take the
// text that was filled in for granting.
func (p *Pages) drafted(c *web.Ctx, f *dossiers.Full, form draftForm) (results.Draft, error) {
	first, err := p.Results.FirstBody(c.Context(), f)
	d := results.Draft{Outcome: dossiers.Outcome(form.Outcome), Body: form.Content, Reason: form.Reason, Checked: form.Checked, Facts: p.bound(c, f)}
	if form.Outcome == "refused" && strings.Join(strings.Fields(d.Body), " ") == strings.Join(strings.Fields(first), " ") {
		d.Body = ""
	}
	return d, err
}

// bound is what the dossier says, as it is printed.
func (p *Pages) bound(c *web.Ctx, f *dossiers.Full) []slips.Row {
	out := results.PartyFacts(f)
	for _, r := range p.answers(c.Context(), f) {
		if r.Value == "" { // a row of a group
			var t []string
			for _, x := range r.Pairs {
				t = append(t, x.Key+": "+x.Value)
			}
			r.Value = strings.Join(t, "; ")
		}
		if r.Value != "" {
			out = append(out, slips.Row{Key: r.Key, Value: r.Value})
		}
	}
	return out
}

func (p *Pages) draftPage(c *web.Ctx, failed error) error {
	f := readDraft(c)
	a, err := p.actPage(c, "du-thao", "Soạn kết quả", "Trình ký", failed, []string{"outcome", "content", "checked", "reason"}, ui.Pair{Key: "Nội dung", Value: f.Content}, ui.Pair{Key: "Lý do từ chối", Value: f.Reason})
	if err != nil {
		return err
	}
	a.More = preview()
	v := view.Draft{ActForm: a.ActForm}
	for i := len(a.dossier.Results) - 1; i >= 0; i-- {
		if r := a.dossier.Results[i]; r.State == "sent_back" {
			v.SentBack = r.SentBackReason
			if failed == nil && f.Content == "" {
				f = draftForm{Outcome: string(r.Outcome), Content: orElse(r.Body, r.Content), Reason: r.Reason}
			}
			break
		}
	}
	if failed == nil && f.Content == "" {
		f.Outcome = "granted"
		if f.Content, err = p.Results.FirstBody(c.Context(), &a.dossier); err != nil {
			return err
		}
	}
	v.Outcome = &ui.ChoiceField{
		Inline: true, Field: ui.Field{Name: "outcome", Label: "Đề nghị", Value: f.Outcome, Error: a.errs["outcome"]},
		Options: []ui.Option{{Value: "granted", Text: "Đồng ý giải quyết"}, {Value: "refused", Text: "Từ chối giải quyết"}},
	}
	d, err := p.drafted(c, &a.dossier, f)
	if err != nil {
		return err
	}
	for _, r := range d.Facts {
		v.Facts = append(v.Facts, ui.Pair{Key: r.Key, Value: r.Value})
	}
	p.typed(&v, &a, f, d)
	reason := area("reason", "Lý do từ chối, căn cứ", "Chỉ điền khi từ chối. Người dân đọc nguyên văn; câu về quyền khiếu nại được in sẵn.", f.Reason, a.errs, 4)
	reason.Optional = f.Outcome != "refused"
	v.Reason = &reason
	return c.Page(a.status, view.DraftPage(v))
}

// typed is what the handler writes, marked where it differs from the dossier.
func (p *Pages) typed(v *view.Draft, a *actPage, f draftForm, d results.Draft) {
	v.Content = area("content", "Nội dung văn bản", "Viết sau phần in từ hồ sơ. Mỗi dòng là một đoạn.", f.Content, a.errs, 8)
	if a.errs["content"] != "" || a.errs["checked"] != "" {
		v.Marked = stretches(d.Body+"\n"+d.Reason, results.Findings(&a.dossier, d, p.Now()))
	}
	if a.errs["checked"] != "" || f.Checked {
		v.Checked = &ui.CheckField{Field: ui.Field{Name: "checked", Label: "Tôi đã đối chiếu, các chỗ tô màu đúng như vậy", Error: a.errs["checked"]}, Checked: f.Checked}
	}
}

// stretches cuts a text where it differs from the dossier; nothing when nothing does.
func stretches(text string, found []results.Finding) (out []view.Stretch) {
	for len(found) > 0 && text != "" {
		at, n := len(text), 0
		for _, f := range found {
			if i := strings.Index(text, f.Text); i >= 0 && i < at {
				at, n = i, len(f.Text)
			}
		}
		if n == 0 {
			break
		}
		out = append(out, view.Stretch{Text: text[:at]}, view.Stretch{Text: text[at : at+n], Odd: true})
		text = text[at+n:]
	}
	if len(out) > 0 {
		out = append(out, view.Stretch{Text: text})
	}
	return out
}
