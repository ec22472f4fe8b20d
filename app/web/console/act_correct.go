package console

import (
	"strconv"
	"strings"

	"motcua/app/dossiers"
	"motcua/app/results"
	"motcua/app/slips"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// AskCorrection gives the handler what stands on the result that holds, to put it right.
func (p *Pages) AskCorrection(c *web.Ctx) error { return p.correctionPage(c, nil) }

// Correction submits the corrected result for signature, or shows how it will look.
func (p *Pages) Correction(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	f, err := p.Dossiers.Open(c.Context(), r.ID)
	if err != nil {
		return err
	}
	return p.propose(c, r, p.corrected(c, &f, readDraft(c)), p.correctionPage)
}

// corrected is what was typed, with the bound facts as they were put right.
func (p *Pages) corrected(c *web.Ctx, f *dossiers.Full, form draftForm) results.Draft {
	d := results.Draft{Body: form.Content, Reason: form.Reason, Checked: form.Checked, Fixes: form.Fixes}
	for i, r := range p.bound(c, f) {
		if typed, sent := c.Posted()[factName(i)]; sent && len(typed) == 1 {
			if is := strings.Join(strings.Fields(typed[0]), " "); is != r.Value {
				d.Fixed = append(d.Fixed, results.Fix{Key: r.Key, Was: r.Value, Is: is})
				r.Value = is
			}
		}
		d.Facts = append(d.Facts, slips.Row{Key: r.Key, Value: r.Value})
	}
	return d
}

func factName(i int) string { return "fact_" + strconv.Itoa(i) }

func (p *Pages) correctionPage(c *web.Ctx, failed error) error {
	form := readDraft(c)
	a, err := p.actPage(c, "dinh-chinh", "Soạn bản đính chính", "Trình ký", failed, []string{"fixes", "content", "checked", "reason"},
		ui.Pair{Key: "Chỗ sửa", Value: form.Fixes}, ui.Pair{Key: "Nội dung", Value: form.Content})
	if err != nil {
		return err
	}
	a.More = preview()
	v := view.Draft{ActForm: a.ActForm}
	old := a.dossier.Issued()
	if old == nil { // revoked meanwhile, which the page says
		return c.Page(a.status, view.DraftPage(v))
	}
	v.Lead = "Kết quả số " + old.Number + " vẫn có hiệu lực tới khi bản đính chính được ký, cấp số mới và phát hành. Khi đó bản cũ mang dấu “đã được thay thế”."
	for _, r := range a.dossier.Results {
		if r.Replaces != nil && *r.Replaces == old.ID && r.State == "sent_back" {
			v.SentBack = r.SentBackReason
			if failed == nil && form.Fixes == "" {
				form.Fixes, form.Content, form.Reason = r.Correction, orElse(r.Body, form.Content), r.Reason
			}
		}
	}
	if failed == nil && form.Content == "" {
		if form.Content, err = p.Results.FirstBody(c.Context(), &a.dossier); err != nil {
			return err
		}
		form.Reason = orElse(form.Reason, old.Reason)
	}
	d := p.corrected(c, &a.dossier, form)
	fixes := area("fixes", "Chỗ sai, nội dung đúng", "Người dân đọc nguyên văn; câu này được in vào bản đính chính.", form.Fixes, a.errs, 2)
	v.Fixes = &fixes
	if old.Outcome == dossiers.Granted {
		for i, r := range d.Facts {
			v.Corrected = append(v.Corrected, ui.Field{Name: factName(i), Label: r.Key, Value: r.Value, MaxLen: 500, Width: "20"})
		}
	}
	p.typed(&v, &a, form, d)
	if old.Outcome == dossiers.Refused {
		reason := area("reason", "Lý do từ chối, căn cứ", "Người dân đọc nguyên văn; câu về quyền khiếu nại được in sẵn.", form.Reason, a.errs, 4)
		v.Reason = &reason
	}
	return c.Page(a.status, view.DraftPage(v))
}

// correctedBy names a correction on its way before whoever signs, numbers or issues it.
func correctedBy(f *dossiers.Full, r *dossiers.Result) string {
	if r == nil || r.Replaces == nil {
		return ""
	}
	for _, old := range f.Results {
		if old.ID == *r.Replaces {
			return "Bản đính chính, thay kết quả số " + old.Number + " (" + i18n.OutcomeLabel(string(old.Outcome)) + "). Chỗ sửa: " + r.Correction
		}
	}
	return "Bản đính chính. Chỗ sửa: " + r.Correction
}
