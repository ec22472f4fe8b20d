package console

import (
	"motcua/app/documents"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskIssue asks for the signed document.
func (p *Pages) AskIssue(c *web.Ctx) error { return p.issuePage(c, nil) }

// Issue stores the signed document and decides the dossier: the clock stops.
func (p *Pages) Issue(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	d, err := p.take(c, "file", documents.Result, "Chọn tệp PDF đã ký")
	if err != nil {
		return p.issuePage(c, err)
	}
	if err := p.Dossiers.Issue(c.Context(), r, p.attach(d)); err != nil {
		p.Documents.Discard(c.Context(), *d)
		return p.issuePage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

func (p *Pages) issuePage(c *web.Ctx, failed error) error {
	a, err := p.actPage(c, "phat-hanh", "Phát hành kết quả", "Phát hành", failed, []string{"file"})
	if err != nil {
		return err
	}
	a.Multipart = true
	if r := a.dossier.LiveResult(); r != nil && r.Number != "" {
		a.Lead = "Số đã cấp: " + r.Number + ". Tải lên bản PDF đã ký số và đóng dấu. Bản này được khóa, không thay được."
	}
	return c.Page(a.status, view.TextActPage(view.TextAct{
		ActForm: a.ActForm, Quote: draftText(&a.dossier),
		File: &ui.FileField{Field: ui.Field{Name: "file", Label: "Bản PDF đã ký", Error: a.errs["file"]}, Accept: "application/pdf", NoCamera: true, ChooseKey: "F8"},
	}))
}
