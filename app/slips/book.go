package slips

import (
	"bytes"
	"encoding/csv"
	"strings"
	"time"

	"motcua/views/i18n"
)

// Book is a book of follow-up (M07) for some days.
type Book struct {
	Slip
	Range string
	cells [][]string
}

// BookLine is one dossier in it.
type BookLine struct {
	Code, Title, Applicant, Address, Phone string
	Received, Promise, Returned            time.Time
	By                                     string
	In, Out                                string // ways of filing and of return
	Note                                   string
}

// bookCols are the columns of M07 with the law's further ones.
var bookCols = []Col{
	{"STT", 1, true},
	{"Mã hồ sơ", 3.4, false},
	{"Trích yếu", 4.6, false},
	{"Số bộ", 1, true},
	{"Chủ hồ sơ", 3.2, false},
	{"Địa chỉ", 3.6, false},
	{"SĐT", 2.2, true},
	{"Ngày tiếp nhận", 2.2, true},
	{"Ngày hẹn trả", 2.2, true},
	{"Ngày trả", 2.2, true},
	{"Người nhận hồ sơ", 2.6, false},
	{"Nhận qua", 2, false},
	{"Trả qua", 2, false},
	{"Ký nhận", 1.6, false},
	{"Ghi chú", 2.2, false},
}

// MakeBook lays the lines out, in a province's wording.
func MakeBook(d Data, from, to time.Time, lines []BookLine, t Template) Book {
	b := Book{Range: "Từ ngày " + i18n.Date(from) + " đến ngày " + i18n.Date(to)}
	b.Slip = Slip{
		Form: M07, Size: A4Wide, Title: M07.Title(), Parent: first(fill(t.Parent, &d)), Office: first(fill(t.Office, &d)), PlaceDate: placeDate(d.Place, d.Now),
		Lead: append(fill(t.Opening, &d), b.Range+"."), Texts: append([]string{"Cộng " + i18n.Number(int64(len(lines))) + " hồ sơ."}, fill(t.Closing, &d)...),
		Right: Sign{Role: first(fill(t.Signer, &d)), Note: "(Ký và ghi rõ họ tên)"}, Foot: strings.Join(fill(t.Foot, &d), " "),
	}
	for i, l := range lines {
		b.cells = append(b.cells, []string{
			itoa(i + 1), l.Code, l.Title, "1", l.Applicant, l.Address, i18n.Phone(l.Phone), i18n.DateTime(l.Received), i18n.DateTime(l.Promise), i18n.DateTime(l.Returned), l.By, l.In, l.Out, "", l.Note,
		})
	}
	b.Tables = []Table{{Cols: bookCols, Rows: b.cells}}
	return b
}

// CSV are the same columns for a spreadsheet.
func (b Book) CSV() ([]byte, error) {
	head := make([]string, len(bookCols))
	for i, c := range bookCols {
		head[i] = c.Text
	}
	return CSV(head, b.cells)
}

// CSV writes a table for a spreadsheet: a mark of UTF-8 first, and no cell that
// a spreadsheet would run as a formula.
func CSV(head []string, rows [][]string) ([]byte, error) {
	b := bytes.NewBufferString("\ufeff")
	out := csv.NewWriter(b)
	if err := out.Write(head); err != nil {
		return nil, err
	}
	for _, r := range rows {
		row := make([]string, len(r))
		for i, c := range r {
			row[i] = plainCell(c)
		}
		if err := out.Write(row); err != nil {
			return nil, err
		}
	}
	out.Flush()
	return b.Bytes(), out.Error()
}

func plainCell(s string) string {
	s = clean(s)
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
