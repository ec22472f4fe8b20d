package province

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/slips"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
	"motcua/views/ui"
)

const slipsPath = "/tinh/mau-phieu"

// SlipTemplates lists the printed forms with who worded them last.
func (p *Pages) SlipTemplates(c *web.Ctx) error {
	kept, err := p.Templates.Versions(c.Context(), "")
	if err != nil {
		return err
	}
	newest := map[slips.Form]slips.Version{}
	for _, v := range kept { // newest first within a form
		if _, ok := newest[v.Form]; !ok {
			newest[v.Form] = v
		}
	}
	v := view.SlipTemplates{Frame: p.frame(c, "Mẫu phiếu")}
	for _, f := range slips.Forms {
		row := ui.Row{Cells: []ui.Cell{{Text: string(f)}, {Text: f.Title(), Href: slipPath(f)}, ui.T("Mẫu chung"), ui.T("")}}
		if x, ok := newest[f]; ok {
			row.Cells[2], row.Cells[3] = ui.T("Bản "+strconv.Itoa(x.Number)+" của tỉnh"), ui.T(x.Name+", "+i18n.DateTime(x.At))
		}
		v.Rows = append(v.Rows, row)
	}
	return c.Page(http.StatusOK, view.SlipTemplatesPage(v))
}

func slipPath(f slips.Form) string { return slipsPath + "/" + strings.ToLower(string(f)) }

// SlipTemplate is one form: its wording, how it looks, its earlier versions.
func (p *Pages) SlipTemplate(c *web.Ctx) error {
	form, err := slipForm(c)
	if err != nil {
		return err
	}
	t, err := p.Templates.Current(c.PublicContext(), c.Office.Province, form)
	if err != nil {
		return err
	}
	w := t.Wording
	if n, err := strconv.Atoi(c.Query("ban")); err == nil { // an earlier one, to look at or to go back to
		if old, ok, err := p.earlier(c, form, n); err != nil {
			return err
		} else if ok {
			w = old
		}
	}
	return p.slipTemplatePage(c, http.StatusOK, form, t.Version, w, nil)
}

// SetSlipTemplate saves a wording, or shows what was typed as a page or as a PDF without saving it.
func (p *Pages) SetSlipTemplate(c *web.Ctx) error {
	form, err := slipForm(c)
	if err != nil {
		return err
	}
	var w slips.Wording
	for _, f := range slips.Fields {
		*f.Value(&w) = cut(c.Form(f.Key), f.Max+400) // longer is told, a book is not
	}
	w = w.Clean()
	seen, err := strconv.Atoi(c.Form("version"))
	if err != nil {
		seen = -1
	}
	do := c.Form("viec")
	if do == "xem" || do == "pdf" {
		if err := w.Check(form); err != nil {
			return p.slipTemplatePage(c, http.StatusUnprocessableEntity, form, seen, w, err)
		}
		if do == "xem" {
			return p.slipTemplatePage(c, http.StatusOK, form, seen, w, nil)
		}
		s, err := p.slipSample(c, form, w)
		if err != nil {
			return err
		}
		b, err := slips.PDF(s, p.Now())
		if err != nil {
			return err
		}
		return c.File("application/pdf", "xem-thu-"+strings.ToLower(string(form))+".pdf", b)
	}
	if !c.May("tenant", "manage") {
		return fault.New(fault.Forbidden, "permission.denied")
	}
	if _, err := p.Templates.Save(c.Context(), form, seen, w); mendable(err) {
		return p.slipTemplatePage(c, web.Status(err), form, seen, w, err)
	} else if err != nil {
		return err
	}
	return c.Go(slipPath(form) + "?da=luu")
}

func slipForm(c *web.Ctx) (slips.Form, error) {
	f := slips.Form(strings.ToUpper(c.Param("mau")))
	if !f.Known() {
		return "", fault.New(fault.NotFound, "slip.form_unknown", "Không có mẫu phiếu này.")
	}
	return f, nil
}

func (p *Pages) earlier(c *web.Ctx, form slips.Form, n int) (slips.Wording, bool, error) {
	if n == 0 {
		return slips.Shipped(form).Wording, true, nil
	}
	kept, err := p.Templates.Versions(c.Context(), form)
	for _, v := range kept {
		if v.Number == n {
			return v.Wording, true, err
		}
	}
	return slips.Wording{}, false, err
}

// slipSample is the form of an invented dossier at a commune of this province.
func (p *Pages) slipSample(c *web.Ctx, form slips.Form, w slips.Wording) (slips.Slip, error) {
	place, parent, phone, at := c.Office.Full, c.Office.Full, c.Office.Phone, ""
	list, err := p.Offices.ByProvince(c.PublicContext(), c.Office.Province)
	if err != nil {
		return slips.Slip{}, err
	}
	for _, u := range list {
		if u.LiveFrom != nil || place == c.Office.Full {
			place, parent, phone, at = u.Name, u.Office(), orPhone(u.Phone, phone), u.Address
		}
		if u.LiveFrom != nil {
			break
		}
	}
	now := p.Now()
	d := slips.Sample(parent, place, phone, at, now)
	d.Website = strings.TrimPrefix(strings.TrimPrefix(p.link(c, ""), "https://"), "http://")
	d.Track = p.link(c, "/tra-cuu?ma="+d.Code)
	t := slips.Template{Form: form, Wording: w}
	var s slips.Slip
	if form == slips.M07 {
		line := slips.BookLine{Code: d.Code, Title: d.Procedure, Applicant: d.Applicant, Address: d.Address, Phone: "0900000000", Received: d.Received, Promise: d.Promise, By: d.Officer, In: i18n.ChannelLabel("counter"), Out: d.Pickup}
		s = slips.MakeBook(d, now, now, []slips.BookLine{line}, t).Slip
	} else if s, err = slips.Make(form, d, t); err != nil {
		return s, err
	}
	s.Draft = "BẢN XEM THỬ, HỒ SƠ VÍ DỤ"
	return s, nil
}

func orPhone(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func (p *Pages) slipTemplatePage(c *web.Ctx, status int, form slips.Form, seen int, w slips.Wording, err error) error {
	v := view.SlipTemplate{Frame: p.frame(c, "Mẫu "+string(form)), Title: string(form) + " " + form.Title(), Action: slipPath(form), Version: strconv.Itoa(seen), MayEdit: c.May("tenant", "manage")}
	var order []string
	fields := slips.FieldsOf(form)
	for _, f := range fields {
		order = append(order, f.Key)
	}
	bad, probs := problems(err, order...)
	v.Frame.Problems = probs
	for _, f := range fields {
		x := ui.Field{Name: f.Key, Label: f.Label, Value: *f.Value(&w), Error: bad[f.Key], Optional: !f.Required, MaxLen: f.Max + 400, Complete: "off"}
		v.Fields = append(v.Fields, view.SlipField{Field: x, Rows: f.Rows})
	}
	for _, x := range slips.Placeholders(form) {
		row := ui.Row{Cells: []ui.Cell{{Text: "{" + x.Name + "}", Head: true}, ui.T(x.Means), ui.T(kindText(x))}}
		v.Holes = append(v.Holes, row)
	}
	kept, kerr := p.Templates.Versions(c.Context(), form)
	if kerr != nil {
		return kerr
	}
	for _, k := range kept {
		v.History = append(v.History, ui.Row{Cells: []ui.Cell{{Text: "Bản " + strconv.Itoa(k.Number), Href: slipPath(form) + "?ban=" + strconv.Itoa(k.Number)}, ui.T(k.Name), ui.T(i18n.DateTime(k.At))}})
	}
	if len(kept) > 0 {
		v.History = append(v.History, ui.Row{Cells: []ui.Cell{{Text: "Mẫu chung", Href: slipPath(form) + "?ban=0"}, ui.T("có sẵn"), ui.T("")}})
	}
	if fault.Is(err, fault.Conflict) { // what the other person saved is one link away, what was typed stays here
		v.Newest = slipPath(form)
	}
	if w.Check(form) == nil {
		s, serr := p.slipSample(c, form, w)
		if serr != nil {
			return serr
		}
		x := slips.HTML(s, "/qr/"+s.Code)
		v.Preview = &x
	}
	if c.Query("da") == "luu" && err == nil {
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu. Phiếu in từ bây giờ theo bản này; bản cũ vẫn giữ.", Alert: true}}
	}
	return c.Page(status, view.SlipTemplatePage(v))
}

// kindText says what a placeholder is and how it may be written.
func kindText(x slips.Placeholder) string {
	switch x.Kind {
	case "moment":
		return "ngày giờ; thêm :ngay, :gio hoặc :chu để chỉ lấy một phần"
	case "phone":
		return "số điện thoại"
	}
	return "chữ"
}
