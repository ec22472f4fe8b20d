package slips

import (
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
	s.PlaceDate = placeDate(d.Place, at)
	s.Rows = said(s.Rows)
	return s, nil
}

func placeDate(place string, at time.Time) string {
	if place == "" {
		return i18n.LegalDate(at)
	}
	return place + ", " + i18n.LegalDate(at)
}

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
	return append(rows, Row{Key: "Địa chỉ", Value: d.Address}, Row{Key: "Số điện thoại", Value: d.Phone}, Row{Key: "Email", Value: d.Email})
}

// of is the same under the heading of a letter about somebody's dossier.
func of(d *Data) []Row {
	rows := who(d)
	rows[0].Key = "Hồ sơ của"
	return append(rows, Row{Key: "Nội dung yêu cầu giải quyết", Value: d.Procedure})
}

// inBook is the place of a dossier in the electronic book, which counts by day
// and receiving office as the code does: …-yyMMdd-NNNN.
func inBook(d *Data) string {
	part := strings.Split(d.Code, "-")
	if len(part) < 3 || d.Received.IsZero() {
		return ""
	}
	return "Quyển số: " + d.Received.In(i18n.Zone).Format("01/2006") + "; Số thứ tự: " + part[len(part)-1] + " ngày " + i18n.Date(d.Received)
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
