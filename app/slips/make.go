package slips

import (
	"fmt"
	"strings"
	"time"

	"motcua/app/fault"
	"motcua/views/i18n"
)

// Make says what stands on a form for a dossier, in a province's wording.
// Fault: NotFound when the dossier has no such form yet.
func Make(form Form, d Data, t Template) (Slip, error) {
	s := Slip{
		Form: form, Title: form.Title(), Code: d.Code, Track: d.Track,
		Parent: first(fill(t.Parent, &d)), Office: first(fill(t.Office, &d)),
		Lead: fill(t.Opening, &d), Texts: fill(t.Closing, &d), Foot: strings.Join(fill(t.Foot, &d), " "),
		Right: Sign{Role: first(fill(t.Signer, &d)), Note: "(Ký và ghi rõ họ tên)"},
	}
	ok := false
	var at time.Time
	switch form {
	case M01:
		at, ok = m01(&s, &d)
	case M02:
		at, ok = m02(&s, &d)
	case M03:
		at, ok = m03(&s, &d)
	case M04:
		at, ok = m04(&s, &d)
	case M05:
		at, ok = m05(&s, &d)
	case M06:
		at, ok = m06(&s, &d)
	}
	if !ok {
		return Slip{}, fault.New(fault.NotFound, "slip.not_found", "Hồ sơ không có phiếu này.")
	}
	if form != M01 && form != M06 {
		number := "……"
		if d.Number > 0 {
			number = fmt.Sprintf("%02d", d.Number)
		}
		s.Number = "Số: " + number + "/" + letters[form] + "-TTPVHCC"
	}
	s.PlaceDate = placeDate(d.Place, at)
	s.Rows = said(s.Rows)
	return s, nil
}

// covered is a personal number as it is shown where paper lies about.
func covered(s string, mask func(string) string) string {
	if s == "" {
		return ""
	}
	return mask(strings.ReplaceAll(s, "\u00a0", ""))
}

func idRow(d *Data) Row {
	return Row{Key: "Số CCCD/Hộ chiếu", Value: d.IDNumber, Covered: covered(d.IDNumber, i18n.MaskID)}
}

func placeDate(place string, at time.Time) string {
	if place == "" {
		return i18n.LegalDate(at)
	}
	return place + ", " + i18n.LegalDate(at)
}

// letters stand behind the number of a form.
var letters = map[Form]string{M02: "BSHS", M03: "TCHS", M04: "XL", M05: "DGQ"}

func first(s []string) string { return strings.Join(s, " ") }

// said are the rows that say something.
func said(rows []Row) []Row {
	var out []Row
	for _, r := range rows {
		if r.Value != "" {
			out = append(out, r)
		}
	}
	return out
}

// who are the facts about the people that most forms begin with.
func who(d *Data) []Row {
	rows := []Row{{Key: "Tiếp nhận hồ sơ của", Value: d.Applicant, Strong: true}}
	if d.Submitter != "" && d.Submitter != d.Applicant {
		rows = append(rows, Row{Key: "Người nộp", Value: d.Submitter})
	}
	return append(rows, Row{Key: "Địa chỉ", Value: d.Address}, Row{Key: "Số điện thoại", Value: d.Phone, Covered: covered(d.Phone, i18n.MaskPhone)}, Row{Key: "Email", Value: d.Email})
}

// of is the same under the heading of a letter about somebody's dossier.
func of(d *Data) []Row {
	rows := who(d)
	rows[0].Key = "Hồ sơ của"
	return append(rows, Row{Key: "Nội dung yêu cầu giải quyết", Value: d.Procedure})
}

// inBook is the place of a receipt in the office's electronic book of the year.
// One that was not issued is where its code counts it, by day: …-yyMMdd-NNNN.
func inBook(d *Data) string {
	if d.Number > 0 {
		return "Quyển số: " + itoa(d.Year) + "; Số thứ tự: " + fmt.Sprintf("%06d", d.Number)
	}
	part := strings.Split(d.Code, "-")
	if len(part) < 3 || d.Received.IsZero() {
		return ""
	}
	return "Quyển số: " + d.Received.In(i18n.Zone).Format("01/2006") + "; Số thứ tự: " + part[len(part)-1] + " ngày " + i18n.Date(d.Received)
}

// linesTable counts what was laid on the desk to be certified.
func linesTable(lines []Line) []Table {
	t := Table{Title: "Giấy tờ chứng thực", Cols: []Col{{"STT", 1, true}, {"Giấy tờ", 7, false}, {"Số trang", 1.6, true}, {"Số bản giấy", 1.8, true}, {"Ký bản điện tử", 1.8, true}}}
	for i, l := range lines {
		row := []string{itoa(i + 1), l.Title, "", itoa(max(l.Copies, 1)), ""}
		if l.Pages > 0 {
			row[2] = itoa(l.Pages)
		}
		t.Rows = append(t.Rows, row)
	}
	return []Table{t}
}

// papersTable counts the papers by the form they came in.
func papersTable(papers []Paper) []Table {
	if len(papers) == 0 {
		return nil
	}
	electronic := false
	for _, p := range papers {
		electronic = electronic || column(p.Form) == 3
	}
	t := Table{Title: "Thành phần hồ sơ", Cols: []Col{{"STT", 1, true}, {"Thành phần hồ sơ", 7, false}, {"Bản chính", 1.6, true}, {"Bản chứng thực", 1.8, true}, {"Bản sao", 1.6, true}}}
	if electronic {
		t.Cols = append(t.Cols, Col{"Bản điện tử", 1.6, true})
	}
	for i, p := range papers {
		row := make([]string, len(t.Cols))
		row[0], row[1] = itoa(i+1), p.Title
		if p.Pages > 0 {
			row[1] += " (" + itoa(p.Pages) + " trang)"
		}
		row[2+column(p.Form)] = "1"
		t.Rows = append(t.Rows, row)
	}
	return []Table{t}
}

func column(form string) int {
	switch form {
	case "original":
		return 0
	case "certified":
		return 1
	case "copy":
		return 2
	}
	return 3
}
