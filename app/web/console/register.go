package console

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Register shows and prints the books of the immediate lane for some days.
func (p *Pages) Register(c *web.Ctx) error {
	today := p.Now().In(i18n.Zone).Format("2006-01-02")
	errs := map[string]string{}
	from := day(c.Query("tu"), today, "tu", errs)
	to := day(c.Query("den"), today, "den", errs)
	v := view.Register{
		Frame: p.frame(c, "Sổ chứng thực"), Parent: c.Office.Full,
		From: ui.Field{Name: "tu", Label: "Từ ngày", Value: orElse(c.Query("tu"), i18n.Date(from)), Width: "10", MaxLen: 12},
		To:   ui.Field{Name: "den", Label: "Đến ngày", Value: orElse(c.Query("den"), i18n.Date(to)), Width: "10", MaxLen: 12},
		Book: ui.ChoiceField{Field: ui.Field{Name: "so", Label: "Sổ", Value: c.Query("so")}, Empty: "Tất cả"},
	}
	status := http.StatusOK
	var lines []dossiers.RegisterLine
	if len(errs) == 0 {
		var err error
		if lines, err = p.Dossiers.Register(c.Context(), from, to.AddDate(0, 0, 1), ""); fault.Is(err, fault.Invalid) {
			errs, _ = problems(err, "den")
		} else if err != nil {
			return err
		}
	}
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
		v.From.Error, v.To.Error = errs["tu"], errs["den"]
		v.Frame.Problems = ui.Problems(errs, "tu", "den")
	}
	v.Range = "Từ " + i18n.Date(from) + " đến " + i18n.Date(to)
	for _, x := range lines {
		if !slices.ContainsFunc(v.Book.Options, func(o ui.Option) bool { return o.Value == x.Register }) {
			v.Book.Options = append(v.Book.Options, ui.Option{Value: x.Register, Text: x.Register})
		}
	}
	v.Books = books(lines, c.Query("so"))
	if len(lines) >= dossiers.MostRegisterLines {
		v.More = "Chỉ in " + i18n.Number(dossiers.MostRegisterLines) + " dòng đầu. Chọn khoảng ngày ngắn hơn."
	}
	return c.Page(status, view.RegisterPage(v))
}

// day reads a typed date, the fallback when nothing was typed.
func day(typed, fallback, field string, errs map[string]string) time.Time {
	v := revision.ReadDate(orElse(short(typed, 12), fallback), false)
	if v == "" {
		errs[field] = "Nhập ngày có thật, ví dụ 05/09/2026"
		v = fallback
	}
	t, _ := time.ParseInLocation("2006-01-02", v, i18n.Zone)
	return t
}

// books puts the lines under their books, with what was collected.
func books(lines []dossiers.RegisterLine, only string) []view.RegisterBook {
	var out []view.RegisterBook
	var of []dossiers.RegisterLine
	flush := func() {
		if len(of) == 0 {
			return
		}
		copies := 0
		b := view.RegisterBook{Title: of[0].Register}
		for _, x := range of {
			copies += x.Copies
			b.Rows = append(b.Rows, registerRow(x))
		}
		b.Total = "Cộng " + i18n.Number(int64(len(of))) + " việc, " + i18n.Number(int64(copies)) + " bản, đã thu " + i18n.Money(collected(of)) + "."
		out, of = append(out, b), nil
	}
	for _, x := range lines {
		if only != "" && x.Register != only {
			continue
		}
		if len(of) > 0 && of[0].Register != x.Register {
			flush()
		}
		of = append(of, x)
	}
	flush()
	return out
}

func registerRow(x dossiers.RegisterLine) ui.Row {
	got, note := "chưa trả", x.Note
	if x.Collected != nil {
		got = i18n.Money(*x.Collected)
		if x.How == dossiers.PaidTransfer {
			note = dotted("Chuyển khoản", note)
		}
		if x.ReturnedTo != "" && x.ReturnedTo != x.ApplicantName {
			note = dotted("Trả cho "+x.ReturnedTo, note)
		}
	}
	return ui.Row{Cells: []ui.Cell{
		ui.T(x.Number), ui.T(i18n.Date(*x.SignedAt)),
		{Text: x.ApplicantName, Hint: x.IDNumber},
		ui.T(x.Title), ui.N(pagesText(x.Pages)), ui.N(strconv.Itoa(x.Copies)), ui.N(got),
		{Text: x.SignedName, Hint: oneLine(x.SignedTitle)},
		ui.T(note),
	}}
}
