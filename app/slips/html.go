package slips

import "motcua/views/ui"

// HTML is a slip as pages draw it; qr is the address of the picture of its
// code, without "?". The other renderer is PDF.
func HTML(s Slip, qr string) ui.SlipProps {
	v := ui.SlipProps{
		Parent: s.Parent, Office: s.Office, Number: s.Number, Title: s.Title, PlaceDate: s.PlaceDate, Code: s.Code, Book: s.Book, Draft: s.Draft,
		Lead: s.Lead, Texts: s.Texts, CopyTo: s.CopyTo, Left: ui.SlipSign(s.Left), Right: ui.SlipSign(s.Right), Foot: s.Foot,
	}
	if !s.Form0 {
		v.FormNo = string(s.Form)
	}
	if qr != "" && s.Code != "" {
		v.QR, v.Bars = qr, qr+"?vach=1"
	}
	for _, r := range s.Rows {
		v.Rows = append(v.Rows, ui.Pair{Key: r.Key, Value: r.Value})
	}
	for _, t := range s.Tables {
		x := ui.SlipTable{Title: t.Title, Rows: t.Rows}
		for _, c := range t.Cols {
			x.Cols = append(x.Cols, c.Text)
		}
		v.Tables = append(v.Tables, x)
	}
	return v
}
