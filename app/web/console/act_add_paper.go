package console

import (
	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskPaper asks which paper came in later.
func (p *Pages) AskPaper(c *web.Ctx) error { return p.paperPage(c, nil) }

// AddPaper attaches one more file.
func (p *Pages) AddPaper(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if key := c.Form("da_tra_cuu"); key != "" {
		return p.confirmPulled(c, id, key)
	}
	if c.Form("component") == "" {
		return p.paperPage(c, fault.Fields(map[string]string{"component": "Chọn giấy tờ"}))
	}
	accept, err := p.acceptOf(c, id, c.Form("component"))
	if err != nil {
		return err
	}
	err = p.takeSent(c, id, sentPaper, "file", "Chọn ảnh hoặc tệp của giấy tờ", func(in documents.Incoming) error {
		policy := documents.PolicyFor(accept)
		in.Purpose, in.Policy = documents.Paper, &policy
		d, err := p.Documents.Store(c.Context(), c.Scope().Tenant, in)
		if err != nil {
			return err
		}
		if _, err = p.Dossiers.AddPaper(c.Context(), id, c.Form("component"), oneOf(c.Form("form"), "original", "certified", "copy"), p.attach(&d)); err != nil {
			p.Documents.Discard(c.Context(), d)
			if fault.HasKey(err, "row.exists") { // two clicks at the same moment
				return nil
			}
		}
		return err
	})
	if err != nil {
		return p.paperPage(c, err)
	}
	return c.Go(path(id.String(), ""))
}

func (p *Pages) paperPage(c *web.Ctx, failed error) error {
	a, err := p.actPage(c, "them-giay-to", "Thêm giấy tờ", "Thêm vào hồ sơ", failed, []string{"component", "form", "file", "lo"})
	if err != nil {
		return err
	}
	a.Multipart = true
	pick := ui.ChoiceField{Field: ui.Field{Name: "component", Label: "Giấy tờ", Value: c.Form("component"), Error: a.errs["component"]}, Empty: "Chọn giấy tờ"}
	for _, x := range a.dossier.Terms.OnPaper() {
		pick.Options = append(pick.Options, ui.Option{Value: x.Key, Text: x.Title})
	}
	file, err := p.sentField(c, a, sentPaper, ui.FileField{Field: ui.Field{Name: "file", Label: "Ảnh hoặc tệp"}, NoCamera: true, ChooseKey: "F8"})
	if err != nil {
		return err
	}
	if a.After, err = p.batchSection(c, a); err != nil {
		return err
	}
	return c.Page(a.status, view.TextActPage(view.TextAct{
		ActForm: a.ActForm, Pick: &pick,
		Radio: &ui.ChoiceField{Inline: true, Field: ui.Field{Name: "form", Label: "Bản đã nhận", Value: orElse(c.Form("form"), "original")}, Options: paperForms},
		File:  &file,
	}))
}

// sentField is a field for a file that may come in pieces and wait.
func (p *Pages) sentField(c *web.Ctx, a actPage, what string, f ui.FileField) (ui.FileField, error) {
	id := a.dossier.ID
	f.Error, f.Pieces, f.Upload = a.errs[f.Name], path(id.String(), "gui/"+what), path(id.String(), "gui/"+what+"/xong")
	var err error
	f.Files, err = p.sentFiles(c, id, what)
	return f, err
}

var paperForms = []ui.Option{{Value: "original", Text: "Bản chính"}, {Value: "certified", Text: "Bản sao chứng thực"}, {Value: "copy", Text: "Bản sao"}}
