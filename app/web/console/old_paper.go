package console

import (
	"net/http"
	"strconv"
	"time"

	"motcua/app/fault"
	"motcua/app/oldpapers"
	"motcua/app/people"
	"motcua/app/reading/meaning"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// OldPaper shows one paper with its pictures, to be confirmed.
func (p *Pages) OldPaper(c *web.Ctx) error { return p.oldPaperPage(c, nil) }

// ConfirmOld writes down what an officer read, and goes to the next paper.
func (p *Pages) ConfirmOld(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return noOldPaper()
	}
	bad := map[string]string{}
	day, err := time.Parse(time.DateOnly, cleaned("date", c.Form("issued_on")))
	if err != nil {
		bad["issued_on"] = "Nhập ngày cấp ghi trên giấy, ví dụ 05/03/1995."
	}
	in := oldpapers.Confirm{Paper: id, Number: short(c.Form("number"), 60), IssuedOn: day, Owner: people.Seen{
		IDNumber: short(c.Form("id_number"), 20), FullName: short(c.Form("full_name"), 200), Birth: cleaned("birth_date", c.Form("birth_date")),
	}}
	if len(bad) > 0 {
		return p.oldPaperPage(c, fault.Fields(bad))
	}
	if _, err := p.OldPapers.Confirm(c.Context(), in); fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return p.oldPaperPage(c, err)
	} else if err != nil {
		return err
	}
	return p.nextOld(c, in)
}

// DropOld leaves a paper out.
func (p *Pages) DropOld(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return noOldPaper()
	}
	if err := p.OldPapers.Drop(c.Context(), id, short(c.Form("note"), 300)); fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return p.oldPaperPage(c, err)
	} else if err != nil {
		return err
	}
	return p.nextOld(c, oldpapers.Confirm{Paper: id})
}

func (p *Pages) nextOld(c *web.Ctx, done oldpapers.Confirm) error {
	x, err := p.OldPapers.Paper(c.Context(), done.Paper)
	if err != nil {
		return err
	}
	next, ok, err := p.OldPapers.Next(c.Context(), x.Session)
	if err != nil {
		return err
	}
	if !ok {
		return c.Go(oldAt + "/" + x.Session.String())
	}
	return c.Go(oldAt + "/to/" + next.String())
}

func noOldPaper() error {
	return fault.New(fault.NotFound, "old_paper.not_found", "Không tìm thấy giấy tờ này.")
}

// cleaned is a date as papers keep it; what is no date stays as it was typed, to be refused.
func cleaned(field, typed string) string {
	if typed == "" {
		return ""
	}
	if v, bad := meaning.Clean(field, typed); bad == "" {
		return v
	}
	return typed
}

func (p *Pages) oldPaperPage(c *web.Ctx, failed error) error {
	id, err := c.ID("id")
	if err != nil {
		return noOldPaper()
	}
	x, err := p.OldPapers.Paper(c.Context(), id)
	if err != nil {
		return err
	}
	s, err := p.OldPapers.Session(c.Context(), x.Session)
	if err != nil {
		return err
	}
	status, errs := http.StatusOK, map[string]string{}
	v := view.OldPaper{Frame: p.frame(c, "Xác nhận giấy tờ cũ"), Back: oldAt + "/" + s.ID.String(), Title: s.Title}
	if failed != nil {
		status = web.Status(failed)
		if errs, v.Frame.Problems = problems(failed, "number", "issued_on", "full_name", "birth_date", "id_number", "note"); len(v.Frame.Problems) == 0 {
			v.Frame.Problems = []ui.Problem{{Text: fault.As(failed).Text}}
		}
	}
	file := "/cb/tep/" + x.Scan.String()
	v.Shown = &view.Shown{Title: s.ResultTitle + ", trang " + pagesOf(x), Href: file}
	d, err := p.Documents.Get(c.Context(), x.Scan)
	if err != nil {
		return err
	}
	for _, n := range x.Pages {
		if d.State == "digitized" && len(v.Shown.Pages) < 20 {
			v.Shown.Pages = append(v.Shown.Pages, view.ShownPage{N: int(n), Src: file + "/trang/" + strconv.Itoa(int(n))})
		}
	}
	if x.State != "parted" {
		_, v.State = oldState(x)
	}
	if x.State == "parted" || x.State == "confirmed" {
		v.Action, v.Drop = oldAt+"/to/"+id.String(), oldAt+"/to/"+id.String()+"/bo-qua"
	}
	day := ""
	if x.IssuedOn != nil {
		day = i18n.Date(*x.IssuedOn)
	}
	value := func(name, kept string, most int) string { return orElse(short(c.Form(name), most), kept) }
	v.Number = ui.Field{Name: "number", Label: "Số của giấy tờ", Value: value("number", x.Number, 60), Error: errs["number"], Width: "20", MaxLen: 60}
	v.Issued = ui.Field{Name: "issued_on", Label: "Ngày cấp", Hint: "Ví dụ 05/03/1995.", Value: value("issued_on", day, 20), Error: errs["issued_on"], Width: "10", MaxLen: 20}
	v.Name = ui.Field{Name: "full_name", Label: "Họ tên người được cấp", Value: value("full_name", x.FullName, 200), Error: errs["full_name"], MaxLen: 200, Complete: "off"}
	v.Birth = ui.Field{Name: "birth_date", Label: "Ngày sinh hoặc năm sinh", Value: value("birth_date", x.BirthDate, 20), Error: errs["birth_date"], Width: "10", MaxLen: 20, Optional: true}
	v.IDNumber = ui.Field{Name: "id_number", Label: "Số định danh", Hint: "12 chữ số. Chưa biết thì để trống.", Value: short(c.Form("id_number"), 20), Error: errs["id_number"], Width: "20", Optional: true, Complete: "off"}
	v.Note = ui.Field{Name: "note", Label: "Lý do bỏ qua", Value: short(c.Form("note"), 300), Error: errs["note"], MaxLen: 300}
	return c.Page(status, view.OldPaperPage(v))
}
