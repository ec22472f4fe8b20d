package console

import (
	"cmp"
	"strconv"
	"strings"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/reading/meaning"
	"motcua/app/web"
	"motcua/app/web/questions"
	view "motcua/views/console"
	"motcua/views/ui"
)

// fieldRows draws the rows, as stored or as typed.
func (p *Pages) fieldRows(c *web.Ctx, w *confirming, v *view.ConfirmPaper, kind string, posted bool, errs map[string]string) {
	rows := w.asked(kind)
	paper := map[string]string{}
	for _, f := range rows {
		paper[f.Name] = cmp.Or(f.Kept, f.Value)
	}
	places := questions.PlacesIn(c.PublicContext(), p.Offices)
	focus := false
	for i, f := range rows {
		r := view.FieldRow{N: strconv.Itoa(i + 1), Name: f.Name, Label: meaning.FieldTitle(f.Name), Value: shownValue(f), OK: f.Decided(), Drop: f.State == documents.Dropped, Resolved: f.Resolved, Error: errs["v_"+f.Name], Clash: errs["gq_"+f.Name]}
		r.Chip, r.Tone = fieldChip(f)
		r.See = f.State == documents.Proposed && f.Value != ""
		if f.Value != "" && r.Value == "" && f.State == documents.Proposed {
			r.Hint = "Máy đoán: " + meaning.Shown(f.Name, f.Value)
		}
		if s := placeNow(places, f.Name, paper[f.Name]); s != "" {
			r.Hint = dotted(r.Hint, s)
		}
		if posted {
			typed := c.Form("v_" + f.Name)
			if f.Decided() && typed != r.Value && w.u.Version != atoi(c.Form("version")) {
				r.Stored = r.Value
			}
			r.Value, r.OK, r.Drop, r.Resolved = typed, c.Form("ok_"+f.Name) != "", c.Form("bo_"+f.Name) != "", c.Form("gq_"+f.Name)
		}
		if declared := w.f.Declared(f.Name, paper); f.State != documents.Dropped && dossiers.Disagrees(f.Name, paper[f.Name], declared) {
			r.Declared = meaning.Shown(f.Name, declared)
		}
		if !posted && !focus && f.State == documents.Proposed {
			r.Focus, focus = true, true
		}
		if f.State == documents.Proposed && f.Sure && r.Declared == "" {
			v.Sure++
		}
		v.Rows = append(v.Rows, r)
	}
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }

// placeNow says where a place that a paper names lies today.
func placeNow(places revision.Places, field, value string) string {
	_, what := meaning.Person(field)
	if value == "" || !strings.HasSuffix(what, "_place") && what != "residence" && what != "hometown" && what != "business_address" {
		return ""
	}
	found := places.Find(value)
	if len(found) != 1 {
		return ""
	}
	return cmp.Or(found[0].Note, found[0].Long)
}

// fieldChip says in words how sure a value is, or what was decided of it.
func fieldChip(f documents.Field) (text, tone string) {
	switch {
	case f.State == documents.Confirmed && f.Source == "vault":
		return "Đã xác nhận trước đây", ui.OK
	case f.State == documents.Confirmed:
		return "Đã xác nhận", ui.OK
	case f.State == documents.Corrected:
		return "Đã sửa", ui.OK
	case f.State == documents.Dropped:
		return "Đã bỏ", ui.Draft
	case f.Value == "":
		return "Chưa có", ui.Draft
	case f.Sure && f.Source == "code":
		return "Đọc từ mã QR", ui.Done
	case f.Sure:
		return "Đọc rõ", ui.Done
	}
	return "Cần xem", ui.Soon
}

// confirmState says how far a paper is.
func confirmState(u documents.Understood) (text, tone string) {
	switch {
	case u.State == documents.Confirmed:
		return "Đã xác nhận", ui.OK
	case u.Version == 0:
		return "Chưa đọc", ui.Draft
	}
	return "Chờ xác nhận", ui.Soon
}

// fieldBoxes are the places of the rows that stand on one page.
func fieldBoxes(rows []documents.Field, page int) (out []view.FieldBox) {
	percent := func(v float64) string { return strconv.FormatFloat(v*100, 'f', 2, 64) + "%" }
	for i, f := range rows {
		if f.Page == page && len(f.Box) == 4 && f.Box[2] > 0 && f.State != documents.Dropped {
			out = append(out, view.FieldBox{N: strconv.Itoa(i + 1), X: percent(f.Box[0]), Y: percent(f.Box[1]), W: percent(f.Box[2]), H: percent(f.Box[3])})
		}
	}
	return out
}
