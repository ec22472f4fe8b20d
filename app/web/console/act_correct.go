package console

import (
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskCorrection gives the handler the text of the result that holds, to put it right.
func (p *Pages) AskCorrection(c *web.Ctx) error { return p.correctionPage(c, nil) }

// Correction proposes the corrected result.
func (p *Pages) Correction(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.DraftCorrection(c.Context(), r, said(c.Form("content")), said(c.Form("fixes"))); err != nil {
		return p.correctionPage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) correctionPage(c *web.Ctx, failed error) error {
	content, fixes := said(c.Form("content")), said(c.Form("fixes"))
	a, err := p.actPage(c, "dinh-chinh", "Soạn bản đính chính", "Trình ký", failed, []string{"fixes", "content"}, ui.Pair{Key: "Chỗ sửa", Value: fixes}, ui.Pair{Key: "Nội dung", Value: content})
	if err != nil {
		return err
	}
	if r := a.dossier.Issued(); r != nil {
		a.Lead = "Kết quả số " + r.Number + " vẫn có hiệu lực tới khi bản đính chính được ký, cấp số mới và phát hành. Khi đó bản cũ mang dấu “đã được thay thế”."
		if failed == nil && content == "" {
			content = r.Content
		}
	}
	v := view.TextAct{ActForm: a.ActForm, Texts: []ui.TextareaField{
		area("fixes", "Chỗ sai, nội dung đúng", "Người dân đọc nguyên văn.", fixes, a.errs, 2), area("content", "Nội dung văn bản", "Sửa trên nội dung đã phát hành.", content, a.errs, 14),
	}}
	for _, r := range a.dossier.Results {
		if r.Replaces != nil && r.State == "sent_back" {
			v.Lead = "Bản trước bị trả lại: " + r.SentBackReason
		}
	}
	return c.Page(a.status, view.TextActPage(v))
}

// AskSignCorrection shows a correction to the signatory.
func (p *Pages) AskSignCorrection(c *web.Ctx) error { return p.signCorrectionPage(c, nil) }

// SignCorrection is the signatory's ký duyệt of it.
func (p *Pages) SignCorrection(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	as := oneOf(title(c), titles...)
	if as == "" {
		return p.signCorrectionPage(c, fault.Fields(map[string]string{"title": "Chọn cách ghi chức vụ người ký"}))
	}
	if err := p.Dossiers.ApproveCorrection(c.Context(), r, as); err != nil {
		return p.signCorrectionPage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) signCorrectionPage(c *web.Ctx, failed error) error {
	a, err := p.actPage(c, "ky-dinh-chinh", "Ký duyệt bản đính chính", "Ký duyệt", failed, []string{"title"})
	if err != nil {
		return err
	}
	chosen := title(c)
	if chosen == "" {
		chosen = likelyTitle(c.Visitor.Title)
	}
	var os []ui.Option
	for _, t := range titles {
		os = append(os, ui.Option{Value: t, Text: oneLine(t)})
	}
	a.Tell = "Văn thư cấp số mới và phát hành. Tới lúc đó bản cũ vẫn có hiệu lực."
	return c.Page(a.status, view.TextActPage(view.TextAct{
		ActForm: a.ActForm, Quote: correctionText(&a.dossier),
		Radio: &ui.ChoiceField{Field: ui.Field{Name: "title", Label: "Ghi chức vụ người ký", Value: chosen, Error: a.errs["title"]}, Options: os},
	}))
}

func correctionText(f *dossiers.Full) string {
	x := f.InCorrection()
	if x == nil {
		return ""
	}
	return "Chỗ sửa: " + x.Correction + "\n\n" + x.Content
}

// AskSendBackCorrection asks why a correction goes back to its drafter.
func (p *Pages) AskSendBackCorrection(c *web.Ctx) error { return p.sendBackCorrectionPage(c, nil) }

// SendBackCorrection returns it.
func (p *Pages) SendBackCorrection(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.SendBackCorrection(c.Context(), r, said(c.Form("reason"))); err != nil {
		return p.sendBackCorrectionPage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) sendBackCorrectionPage(c *web.Ctx, failed error) error {
	reason := said(c.Form("reason"))
	a, err := p.actPage(c, "tra-dinh-chinh", "Trả bản đính chính", "Trả lại người soạn", failed, []string{"reason"}, ui.Pair{Key: "Lý do", Value: reason})
	if err != nil {
		return err
	}
	return c.Page(a.status, view.TextActPage(view.TextAct{ActForm: a.ActForm, Quote: correctionText(&a.dossier), Texts: []ui.TextareaField{area("reason", "Lý do trả lại", "", reason, a.errs, 3)}}))
}

// NumberCorrection gives it the next number.
func (p *Pages) NumberCorrection(c *web.Ctx) error {
	return p.do(c, func(r dossiers.Ref) error { return p.Dossiers.NumberCorrection(c.Context(), r) })
}

// AskIssueCorrection asks for the signed document.
func (p *Pages) AskIssueCorrection(c *web.Ctx) error { return p.issueCorrectionPage(c, nil) }

// IssueCorrection stores it: the wrong result is replaced.
func (p *Pages) IssueCorrection(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	d, err := p.take(c, "file", documents.Result, "Chọn tệp PDF đã ký")
	if err != nil {
		return p.issueCorrectionPage(c, err)
	}
	if err := p.Dossiers.IssueCorrection(c.Context(), r, p.attach(d)); err != nil {
		p.Documents.Discard(c.Context(), *d)
		return p.issueCorrectionPage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) issueCorrectionPage(c *web.Ctx, failed error) error {
	a, err := p.actPage(c, "phat-hanh-dinh-chinh", "Phát hành bản đính chính", "Phát hành, thay bản cũ", failed, []string{"file"})
	if err != nil {
		return err
	}
	a.Multipart = true
	if x := a.dossier.InCorrection(); x != nil {
		a.Lead = "Số đã cấp: " + x.Number + ". Tải lên bản PDF đã ký số và đóng dấu. Bản này được khóa, không thay được."
	}
	a.Tell = "Bản cũ mang dấu “đã được thay thế”. Người dân nhận tin nhắn và tải được bản mới."
	return c.Page(a.status, view.TextActPage(view.TextAct{
		ActForm: a.ActForm, Quote: correctionText(&a.dossier),
		File: &ui.FileField{Field: ui.Field{Name: "file", Label: "Bản PDF đã ký", Error: a.errs["file"]}, Accept: "application/pdf", NoCamera: true, ChooseKey: "F8"},
	}))
}
