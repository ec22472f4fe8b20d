package console

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/reading/meaning"
	"motcua/app/web"
)

// asked are the rows of the page: what was read, and what every reusable paper says of itself.
func (w *confirming) asked(kind string) []documents.Field {
	list := slices.Clone(w.u.Fields)
	for _, n := range []string{"number", "date", "issuer", "expires"} {
		if meaning.Reusable(kind) && !slices.ContainsFunc(list, func(f documents.Field) bool { return f.Name == n }) {
			list = append(list, documents.Field{Name: n, State: documents.Proposed})
		}
	}
	return list
}

// typed reads the form: a row counts when it was ticked, dropped or changed.
func (w *confirming) typed(c *web.Ctx) (in documents.Confirmation, bad map[string]string) {
	bad = map[string]string{}
	in = documents.Confirmation{Document: *w.x.Document}
	in.Version, _ = strconv.Atoi(c.Form("version"))
	kind := c.Form("kind")
	if kind != "" && meaning.Title(kind) == "" {
		bad["kind"] = "Chọn loại giấy tờ có trong danh sách"
	}
	rows := w.asked(kind)
	if c.Form("viec") == "them" {
		name := c.Form("them")
		if !slices.Contains(w.addable(kind), name) {
			bad["them"] = "Chọn mục cần thêm"
		} else if strings.TrimSpace(c.Form("them_gia_tri")) == "" {
			bad["them_gia_tri"] = "Ghi giá trị đọc trên giấy"
		} else {
			value, refusal := meaning.Clean(name, c.Form("them_gia_tri"))
			if refusal != "" {
				bad["them_gia_tri"] = refusal
			}
			in.Fields = append(in.Fields, documents.Decision{Name: name, State: documents.Corrected, Value: value})
		}
	}
	paper := map[string]string{}
	for _, f := range rows {
		paper[f.Name] = cmp.Or(c.Form("v_"+f.Name), f.Kept, f.Value)
	}
	for _, f := range rows {
		d, refusal := w.decision(c, f, paper)
		if refusal != "" {
			bad["v_"+f.Name] = refusal
		}
		if d.State == "" {
			continue
		}
		if d.State != documents.Dropped {
			if declared := w.f.Declared(f.Name, paper); dossiers.Disagrees(f.Name, d.Value, declared) {
				d.Declared, d.Resolved = declared, oneOf(c.Form("gq_"+f.Name), "paper", "declared")
				if d.Resolved == "" && c.Form("viec") == "chac" {
					continue // not sure enough to go with the others
				}
				if d.Resolved == "" {
					bad["gq_"+f.Name] = "Chọn giá trị nào được dùng"
				}
			}
		}
		in.Fields = append(in.Fields, d)
	}
	if c.Form("viec") == "" {
		in.Kind = kind
		if kind == "" {
			bad["kind"] = "Chọn loại giấy tờ"
		}
	}
	return in, bad
}

func (w *confirming) decision(c *web.Ctx, f documents.Field, paper map[string]string) (d documents.Decision, refusal string) {
	d.Name = f.Name
	raw := c.Form("v_" + f.Name)
	value, refusal := meaning.Clean(f.Name, raw)
	sure := c.Form("viec") == "chac" && f.Sure && f.State == documents.Proposed && value == f.Value
	ticked := c.Form("ok_"+f.Name) != "" || sure
	switch was := shownValue(f); {
	case c.Form("bo_"+f.Name) != "":
		if f.State == documents.Dropped {
			return d, ""
		}
		d.State = documents.Dropped
		return d, ""
	case refusal != "" && (ticked || raw != was):
		return d, refusal
	case value == "":
		if ticked {
			return d, "Ghi giá trị, hoặc đánh dấu Bỏ nếu giấy không có mục này"
		}
		if f.Decided() && raw != was { // emptied on purpose
			d.State = documents.Dropped
		}
		return d, ""
	case f.Decided() && value == f.Kept && c.Form("gq_"+f.Name) == f.Resolved:
		return d, "" // as it stands
	case !ticked && raw == was && !f.Decided():
		return d, "" // not looked at
	}
	d.Value, d.State = value, documents.Corrected
	if value == f.Value {
		d.State = documents.Confirmed
	}
	return d, ""
}

// guess is the confidence below which a value is told as a guess and not filled in.
const guess = 0.6

// shownValue is what stands in the box of a field.
func shownValue(f documents.Field) string {
	switch {
	case f.Decided():
		return meaning.Shown(f.Name, f.Kept)
	case f.State == documents.Dropped || f.Confidence < guess:
		return ""
	}
	return meaning.Shown(f.Name, f.Value)
}

// addable are the fields that may be added by hand.
func (w *confirming) addable(kind string) (out []string) {
	for _, n := range append(meaning.FieldsFor(cmp.Or(kind, w.u.Kind, w.u.Proposed)), "expires") {
		if !slices.ContainsFunc(w.u.Fields, func(f documents.Field) bool { return f.Name == n }) {
			out = append(out, n)
		}
	}
	return out
}
