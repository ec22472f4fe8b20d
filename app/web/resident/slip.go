package resident

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/issuing"
	"motcua/app/slips"
	"motcua/app/web"
	"motcua/views/layout"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// Slip is M01 for the resident to print; before the clock starts it says
// "dự kiến", and before anybody took the dossier in it is only the proof of sending.
func (p *Pages) Slip(c *web.Ctx) error { return p.slipPage(c, "m01") }

// residentForms are the forms that are addressed to a resident; M06 goes with
// the papers from desk to desk, M07 is the office's book.
var residentForms = []slips.Form{slips.M01, slips.M02, slips.M03, slips.M04, slips.M05}

// SlipNamed is the form of the path, as a page, or with .pdf as a file.
func (p *Pages) SlipNamed(c *web.Ctx) error { return p.slipPage(c, c.Param("mau")) }

func (p *Pages) slipPage(c *web.Ctx, name string) error {
	f, to, err := p.full(c)
	if err != nil {
		return err
	}
	if to != "" {
		return c.Go(to)
	}
	name, file := strings.CutSuffix(name, ".pdf")
	form := slips.Form(strings.ToUpper(name))
	if !slices.Contains(residentForms, form) {
		return fault.New(fault.NotFound, "slip.not_found", "Hồ sơ không có phiếu này.")
	}
	list, err := p.Issuing.Of(c.Context(), f.ID)
	if err != nil {
		return err
	}
	issued := issuing.Newest(list, form, "")
	if file && issued != nil && issued.Document != nil { // the paper as it was issued to her
		o, err := p.Documents.Open(c.Context(), *issued.Document, documents.Download)
		if err != nil {
			return err
		}
		return stream(c, o, false)
	}
	s, err := p.Issuing.Slip(c.Context(), &f, form, issued)
	if err != nil {
		return err
	}
	s = s.Cover() // a page is left open, paper lies about
	if file {
		return SendPDF(c, s, p.Now())
	}
	d := layout.Data{Title: s.Title + " " + f.CodeText(), NoIndex: true}
	return c.Page(http.StatusOK, view.SlipPage(d, "/ho-so/"+f.ID.String(), slipPath(&f, form)+".pdf", slips.HTML(s, "/qr/"+f.CodeText())))
}

// SendPDF answers with a slip as a file that opens in the browser.
func SendPDF(c *web.Ctx, s slips.Slip, at time.Time) error {
	b, err := slips.PDF(s, at)
	if err != nil {
		return err
	}
	return c.File("application/pdf", strings.ToLower(string(s.Form))+"-"+s.Code+".pdf", b)
}

// letters are the other forms that a resident has by now.
func letters(f *dossiers.Full) []ui.Tab {
	var out []ui.Tab
	add := func(form slips.Form, text string) {
		out = append(out, ui.Tab{Text: text, Href: slipPath(f, form)})
	}
	if len(f.Supplements) > 0 {
		add(slips.M02, "Phiếu yêu cầu bổ sung")
	}
	if x := f.Apology(); x != nil && x.State == "sent" {
		add(slips.M04, "Thư xin lỗi và hẹn lại")
	}
	switch f.State {
	case dossiers.Declined:
		add(slips.M03, "Phiếu từ chối tiếp nhận")
	case dossiers.Stopped:
		add(slips.M05, "Thông báo dừng giải quyết")
	}
	return out
}

// slipPath is the address of a form of a dossier.
func slipPath(f *dossiers.Full, form slips.Form) string {
	return "/ho-so/" + f.ID.String() + "/phieu/" + strings.ToLower(string(form))
}
