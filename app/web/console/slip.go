package console

import (
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/issuing"
	"motcua/app/slips"
	"motcua/app/web"
	"motcua/app/web/resident"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// slipLinks are the printed forms that this dossier has by now.
func slipLinks(f *dossiers.Full) []ui.Tab {
	id := f.ID.String()
	var out []ui.Tab
	if f.State != dossiers.Declined && (f.AcceptedAt != nil || f.Channel == "counter") {
		out = append(out, ui.Tab{Text: "Giấy tiếp nhận và hẹn trả (M01)", Href: path(id, "giay-hen")})
	}
	if len(f.Supplements) > 0 {
		out = append(out, ui.Tab{Text: "Phiếu yêu cầu bổ sung (M02)", Href: path(id, "phieu/m02")})
	}
	if f.State == dossiers.Declined {
		out = append(out, ui.Tab{Text: "Phiếu từ chối tiếp nhận (M03)", Href: path(id, "phieu/m03")})
	}
	if x := f.Apology(); x != nil && (x.State == "proposed" || x.State == "sent") {
		out = append(out, ui.Tab{Text: "Thư xin lỗi và hẹn lại (M04)", Href: path(id, "phieu/m04")})
	}
	if f.State == dossiers.Stopped {
		out = append(out, ui.Tab{Text: "Thông báo dừng giải quyết (M05)", Href: path(id, "phieu/m05")})
	}
	if f.SubmittedAt != nil && f.State != dossiers.Submitted {
		out = append(out, ui.Tab{Text: "Phiếu kiểm soát (M06)", Href: path(id, "phieu/m06")})
	}
	return out
}

// Slip prints M01: the receipt with the promised date, or with the word
// "dự kiến" while the dossier is on its way to the competent office.
func (p *Pages) Slip(c *web.Ctx) error { return p.slipPage(c, "m01") }

// SlipOf is the form of the path, as a page, or with .pdf as a file.
func (p *Pages) SlipOf(c *web.Ctx) error { return p.slipPage(c, c.Param("mau")) }

func (p *Pages) slipPage(c *web.Ctx, name string) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	f, err := p.Dossiers.Open(c.Context(), id)
	if err != nil {
		return err
	}
	name, file := strings.CutSuffix(name, ".pdf")
	form := slips.Form(strings.ToUpper(name))
	list, err := p.Portal.Issuing.Of(c.Context(), id)
	if err != nil {
		return err
	}
	issued := issuing.Newest(list, form, c.Query("so"))
	if c.Query("so") != "" && issued == nil {
		return fault.New(fault.NotFound, "slip.not_found", "Hồ sơ không có phiếu này.")
	}
	if file && issued != nil && issued.Document != nil {
		o, err := p.Documents.Open(c.Context(), *issued.Document, documents.Print)
		if err != nil {
			return err
		}
		return stream(c, o)
	}
	s, err := p.Portal.Issuing.Slip(c.Context(), &f, form, issued)
	if err != nil {
		return err
	}
	if file {
		at := p.Now()
		if issued != nil {
			at = issued.At // the same file that is kept in a moment
		}
		return resident.SendPDF(c, s, at)
	}
	pdf := path(id.String(), "phieu/"+name+".pdf")
	v := view.Slip{Frame: p.frame(c, s.Title), Back: path(id.String(), ""), PDF: pdf, Slip: slips.HTML(s, "/qr/"+f.CodeText())}
	if issued != nil {
		v.PDF = pdf + "?so=" + issued.ID.String()
		v.Kept = keptText(issued)
	}
	for i := range list {
		if x := &list[i]; x.Form == form && issued != nil && x.ID != issued.ID {
			v.Others = append(v.Others, ui.Tab{Text: "Số " + strconv.Itoa(x.Number) + "/" + strconv.Itoa(x.Year) + ", " + i18n.DateTime(x.At), Href: path(id.String(), "phieu/"+name) + "?so=" + x.ID.String()})
		}
	}
	switch c.Query("moi") { // straight from the counter
	case "":
	case "ngay":
		v.Next = "/cb/lam-ngay"
	default:
		v.Next = "/cb/tiep-nhan"
	}
	return c.Page(http.StatusOK, view.SlipPage(v))
}

// keptText says which line of the register a slip is, and that it is kept.
func keptText(x *issuing.Issued) string {
	s := "Số " + strconv.Itoa(x.Number) + "/" + strconv.Itoa(x.Year) + ", phát hành " + i18n.DateTime(x.At)
	if x.By != "" {
		s += ", " + x.By
	}
	if x.Document == nil {
		return s + ". Đang lưu bản PDF."
	}
	return s + ". Đã lưu nguyên bản, SHA-256 " + hex.EncodeToString(x.SHA256[:8]) + "…"
}
