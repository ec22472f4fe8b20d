package console

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

const booksAt = "/cb/so"

// Books shows the registers of this office with their books (quyển).
func (p *Pages) Books(c *web.Ctx) error { return p.booksPage(c, nil) }

// OpenBook opens a book of a register.
func (p *Pages) OpenBook(c *web.Ctx) error {
	if err := p.Dossiers.OpenBook(c.Context(), orElse(short(c.Form("register"), 120), short(c.Form("other"), 120)), count(c.Form("book")), count(c.Form("opening")), short(c.Form("format"), 60)); err != nil {
		return p.booksPage(c, err)
	}
	return c.Go(booksAt)
}

// count reads a typed number; -1 when it is none.
func count(s string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(s), ".", ""))
	if err != nil {
		return -1
	}
	return n
}

// CloseBook closes a book with the number that was taken last.
func (p *Pages) CloseBook(c *web.Ctx) error {
	if _, err := p.Dossiers.CloseBook(c.Context(), formID(c, "id")); fault.Is(err, fault.Conflict) {
		return c.Go(booksAt) // somebody closed it a moment ago: it stands there
	} else if err != nil {
		return err
	}
	return c.Go(booksAt)
}

// VoidNext makes the next number of a register void.
func (p *Pages) VoidNext(c *web.Ctx) error {
	if _, err := p.Dossiers.VoidNext(c.Context(), short(c.Form("void_register"), 120), said(c.Form("void_reason"))); err != nil {
		if f := fault.As(err).Fields; f != nil {
			err = fault.Fields(map[string]string{"void_register": f["register"], "void_reason": f["reason"]})
		}
		return p.booksPage(c, err)
	}
	return c.Go(booksAt)
}

func (p *Pages) booksPage(c *web.Ctx, failed error) error {
	status, errs := http.StatusOK, map[string]string{}
	v := view.Books{Frame: p.frame(c, "Sổ và quyển")}
	switch {
	case fault.Is(failed, fault.Invalid):
		status = http.StatusUnprocessableEntity
		errs, v.Frame.Problems = problems(failed, "register", "other", "book", "opening", "format", "void_register", "void_reason")
	case fault.Is(failed, fault.Conflict):
		status = http.StatusConflict
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "warn", Alert: true, Title: orElse(fault.As(failed).Text, "Sổ vừa thay đổi. Xem lại rồi làm lần nữa.")})
	case failed != nil:
		return failed
	}
	year := p.Now().In(i18n.Zone).Year()
	v.Year = year
	if y, err := strconv.Atoi(c.Query("nam")); err == nil && y >= 2000 && y < year {
		v.Year = y
	}
	v.Before = booksAt + "?nam=" + strconv.Itoa(v.Year-1)
	list, err := p.Dossiers.Registers(c.Context(), v.Year)
	if err != nil {
		return err
	}
	var names []ui.Option
	for i := range list {
		v.Registers = append(v.Registers, bookRegister(&list[i], v.Year == year && c.May("register", "manage")))
		names = append(names, ui.Option{Value: list[i].Name, Text: list[i].Name})
	}
	if v.Year != year || !c.May("register", "manage") {
		return c.Page(status, view.BooksPage(v))
	}
	field := func(name, label, hint, width string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Value: short(c.Form(name), 120), Error: errs[name], Width: width, MaxLen: 80}
	}
	v.Manage = true
	v.Register = ui.ChoiceField{Field: field("register", "Sổ", "", ""), Options: names, Empty: "Sổ khác, ghi tên bên cạnh"}
	v.Other = field("other", "Tên sổ khác", "", "20")
	v.Other.Optional = true
	v.Book, v.Opening = field("book", "Quyển số", "", "4"), field("opening", "Số đầu", "Nối sổ giấy giữa năm: ghi số tiếp theo của sổ giấy.", "7")
	v.Format = field("format", "Cách ghi số", "Bỏ trống: "+dossiers.NumberForm+". Có thể dùng {so}, {nam}, {quyen}.", "20")
	v.Format.Optional = true
	v.VoidRegister = ui.ChoiceField{Field: field("void_register", "Sổ", "", ""), Options: names, Empty: "Chọn sổ"}
	v.VoidReason = field("void_reason", "Lý do", "Ví dụ: số này đã ghi tay vào sổ giấy.", "30")
	v.VoidReason.MaxLen = 300
	return c.Page(status, view.BooksPage(v))
}

func bookRegister(r *dossiers.Register, manage bool) view.BookRegister {
	out := view.BookRegister{Title: r.Name, Href: bookAt(r.Name, r.Year, 0), Last: "chưa cấp số"}
	if r.Last > 0 {
		out.Last = "số cuối " + strconv.Itoa(r.Last)
	}
	if len(r.Books) > 0 && r.Open() == nil {
		out.Closed = true
	}
	for _, b := range r.Books {
		x := view.BookOf{Title: "Quyển " + strconv.Itoa(b.Book), Href: bookAt(r.Name, r.Year, b.Book), Form: orElse(b.Format, dossiers.NumberForm)}
		x.Range = "từ số " + strconv.Itoa(b.Opening)
		x.Opened = b.OpenedName + " mở " + i18n.DateTime(b.OpenedAt)
		if b.ClosedAt != nil {
			x.Range += " đến số " + strconv.Itoa(*b.Closing)
			x.Closed = b.ClosedName + " khóa " + i18n.DateTime(*b.ClosedAt)
		} else if manage {
			x.ID = b.ID.String()
		}
		out.Books = append(out.Books, x)
	}
	return out
}

func bookAt(register string, year, book int) string {
	q := url.Values{"so": {register}, "nam": {strconv.Itoa(year)}}
	if book > 0 {
		q.Set("quyen", strconv.Itoa(book))
	}
	return booksAt + "/xem?" + q.Encode()
}

// Book shows and prints the numbers of a register or of one of its books.
func (p *Pages) Book(c *web.Ctx) error {
	year, err := strconv.Atoi(c.Query("nam"))
	if err != nil || year < 2000 || year > 9999 {
		year = p.Now().In(i18n.Zone).Year()
	}
	name := short(c.Query("so"), 120)
	list, err := p.Dossiers.Registers(c.Context(), year)
	if err != nil {
		return err
	}
	v := view.Book{Frame: p.frame(c, name), Title: name, Year: strconv.Itoa(year), Parent: c.Office.Full}
	from, to, found := 1, 0, false
	for i := range list {
		if list[i].Name != name {
			continue
		}
		found = true
		for _, b := range list[i].Books {
			if strconv.Itoa(b.Book) == c.Query("quyen") {
				v.Title += ", quyển " + strconv.Itoa(b.Book)
				from = b.Opening
				if b.Closing != nil {
					to = *b.Closing
				}
			}
		}
	}
	if !found {
		return fault.New(fault.NotFound, "register.not_found", "Không có sổ này trong năm "+strconv.Itoa(year)+".")
	}
	lines, err := p.Dossiers.RegisterNumbers(c.Context(), name, year, max(from, count(c.Query("tu"))), to)
	if err != nil {
		return err
	}
	for _, x := range lines {
		v.Rows = append(v.Rows, numberRow(x))
	}
	if n := len(lines); n >= dossiers.MostRegisterNumbers {
		v.More = booksAt + "/xem?" + url.Values{"so": {name}, "nam": {strconv.Itoa(year)}, "quyen": {c.Query("quyen")}, "tu": {strconv.Itoa(lines[n-1].Ordinal + 1)}}.Encode()
	}
	return c.Page(http.StatusOK, view.BookPage(v))
}

func numberRow(x dossiers.RegisterNumber) ui.Row {
	when, note := "", x.Note
	if x.At != nil {
		when = i18n.Date(*x.At)
	}
	state := ui.T("")
	switch x.State {
	case "void":
		state = ui.S(ui.Late, "Số đã hủy")
	case "revoked":
		state = ui.S(ui.Late, "Đã thu hồi")
	case "replaced":
		state, note = ui.S(ui.Soon, "Đã thay thế"), prefixed("Thay bằng số ", x.Note)
	case "numbered":
		state = ui.S(ui.Draft, "Chưa phát hành")
	}
	code, who := ui.T(""), ""
	if x.Code != nil {
		code = ui.L(*x.Code, path(x.Dossier.String(), ""))
	}
	if x.Applicant != nil {
		who = *x.Applicant
	}
	return ui.Row{Cells: []ui.Cell{ui.T(x.Number), ui.T(when), code, ui.T(who), ui.T(x.Title), ui.T(x.Signed), state, ui.T(note)}}
}
