package console

import (
	"motcua/app/documents"
	"motcua/app/oldpapers"
	"motcua/app/reading/meaning"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// mostPictures of one paper are shown; more are in the file itself.
const mostPictures = 20

// oldRow is a row of the form with where its value stands on the page.
type oldRow struct {
	view.OldRow
	read meaning.Field
}

// oldRows are what an officer confirms of an old paper: as she wrote it before,
// else as the machine read it, with how sure it is.
func oldRows(x oldpapers.Paper, read oldpapers.Reading) []*oldRow {
	day := ""
	if x.IssuedOn != nil {
		day = i18n.Date(*x.IssuedOn)
	}
	row := func(f ui.Field, kept string, m meaning.Field) *oldRow {
		r := &oldRow{OldRow: view.OldRow{Field: f}, read: m}
		as := documents.Field{Name: m.Name, Value: m.Value, Confidence: m.Confidence, Sure: m.Confidence >= meaning.Sure, State: documents.Proposed}
		switch {
		case x.State != "parted":
			r.Field.Value = kept
		default:
			r.Field.Value, r.See = shownValue(as), m.Value != ""
			r.Chip, r.Tone = fieldChip(as)
			if r.See && r.Field.Value == "" {
				r.Field.Hint = dotted("Máy đoán: "+meaning.Shown(m.Name, m.Value), r.Field.Hint)
			}
		}
		return r
	}
	return []*oldRow{
		row(ui.Field{Name: "number", Label: "Số của giấy tờ", MaxLen: 60}, x.Number, read.Number),
		row(ui.Field{Name: "issued_on", Label: "Ngày cấp", Hint: "Ví dụ 05/03/1995.", MaxLen: 20}, day, read.IssuedOn),
		row(ui.Field{Name: "full_name", Label: "Họ tên người được cấp", MaxLen: 200}, x.FullName, read.Name),
		row(ui.Field{Name: "birth_date", Label: "Ngày sinh hoặc năm sinh", MaxLen: 20, Optional: true}, meaning.Shown("birth_date", x.BirthDate), read.Birth),
		row(ui.Field{Name: "id_number", Label: "Số định danh", Hint: "12 chữ số. Chưa biết thì để trống.", MaxLen: 20, Optional: true}, "", read.ID),
	}
}

// boxesOf are the places of the rows on one page.
func boxesOf(rows []*oldRow, page int) []view.FieldBox {
	var list []documents.Field
	for _, r := range rows {
		list = append(list, documents.Field{Page: r.read.Page, Box: r.read.Box[:]})
	}
	return fieldBoxes(list, page)
}
