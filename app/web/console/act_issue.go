package console

import (
	"io"
	"net/http"

	"github.com/google/uuid"

	"motcua/app/results"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskIssue asks to sign with the office's key, or for the file that was signed elsewhere.
func (p *Pages) AskIssue(c *web.Ctx) error { return p.issuePage(c, nil) }

// Issue signs as the office, or takes what was signed elsewhere, and decides the
// dossier: the clock stops. The number stays when it fails.
func (p *Pages) Issue(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	pdf, name, err := upload(c, "file")
	if err != nil {
		return err
	}
	if pdf == nil {
		err = p.Results.Issue(c.Context(), r, c.Form("secret"))
	} else {
		err = p.Results.IssueSigned(c.Context(), r, name, pdf)
	}
	if err != nil {
		return p.issuePage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

// upload is a form's file, whole; nil when none was chosen.
func upload(c *web.Ctx, field string) (b []byte, name string, err error) {
	f, head, err := c.Request().FormFile(field)
	if err != nil {
		return nil, "", nil // not sent, or not with files: the act asks for it
	}
	defer f.Close()
	if head.Size == 0 {
		return nil, "", nil
	}
	b, err = io.ReadAll(io.LimitReader(f, oneFile))
	return b, head.Filename, err
}

func (p *Pages) issuePage(c *web.Ctx, failed error) error {
	down := unavailable(&failed)
	a, err := p.actPage(c, "phat-hanh", "Phát hành kết quả", "Phát hành", failed, []string{"file", "secret"})
	if err != nil {
		return err
	}
	a.isDown(down)
	r := a.dossier.InWork()
	if r == nil || r.State != "numbered" { // it went on meanwhile, which the page says
		return c.Page(orStatus(a.status, http.StatusConflict), view.ReviewPage(review(&a)))
	}
	if r.Replaces != nil {
		a.Tell = "Bản cũ mang dấu “đã được thay thế”. Người dân nhận tin nhắn và tải được bản mới."
	}
	_, signs, err := p.Results.OfficeKey(c.Context(), *r)
	if err != nil {
		return err
	}
	if signs {
		a.Submit, a.Lead = "Ký số của cơ quan và phát hành", "Số đã cấp: "+r.Number+". Số, ngày và chữ ký số của cơ quan được đưa vào văn bản. Bản phát hành được khóa, không thay được."
		v := review(&a)
		if v.Key, v.KeyWarns, v.Secret, err = p.signsWith(c, a.errs, true); err != nil {
			return err
		}
		return c.Page(a.status, view.ReviewPage(v))
	}
	a.Multipart = true
	a.Lead = "Số đã cấp: " + r.Number + ". Tải lên bản PDF đã ký số và đóng dấu. Bản này được khóa, không thay được."
	v := review(&a)
	if id := results.Outside(*r); id != uuid.Nil {
		v.Outside = "/cb/tep/" + id.String()
		a.Lead = "Số đã cấp: " + r.Number + ". Ký số trên đúng văn bản đã trình, rồi tải lên: hệ thống đối chiếu từng byte, ngoài chữ ký không được khác. Bản này được khóa, không thay được."
		v.ActForm = a.ActForm
	}
	v.File = &ui.FileField{Field: ui.Field{Name: "file", Label: "Bản PDF đã ký", Error: a.errs["file"]}, Accept: "application/pdf", NoCamera: true, ChooseKey: "F8"}
	return c.Page(a.status, view.ReviewPage(v))
}

func orStatus(s, other int) int {
	if s == http.StatusOK {
		return other
	}
	return s
}
