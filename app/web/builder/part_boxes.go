package builder

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/app/procedures/revision"
	"motcua/app/procedures/rules"
	view "motcua/views/builder"
	"motcua/views/ui"
)

// box draws one value.
func (x part) box(b *building, n map[string]any, posted url.Values, say string) view.BuildField {
	f := view.BuildField{Field: ui.Field{Name: x.name, Label: x.label, Hint: x.hint, Value: x.write(n[x.name]), Error: say, Width: x.width, MaxLen: 4000}}
	if posted != nil {
		f.Field.Value = strings.Join(posted[x.name], "\n")
	}
	switch x.kind {
	case asLong, asLines, asOptions:
		f.Kind = "area"
		f.Rows = min(max(strings.Count(f.Field.Value, "\n")+2, 3), 14)
	case asBool:
		f.Kind, f.Checked = "bool", f.Field.Value != ""
		f.Field.Value = ""
	case asChoice:
		f.Kind = "choice"
		f.Options = x.options
	case asChecks:
		f.Kind = "checks"
		have := strings.Split(f.Field.Value, "\n")
		for _, o := range x.options {
			o.Chosen = slices.Contains(have, o.Value)
			f.Options = append(f.Options, o)
		}
	case asNumber:
		f.Kind = "number"
	case asRule:
		f.Kind = "rule"
		f.Field.Value, f.Cases = ruleBoxes(n[x.name])
		if posted != nil {
			f.Field.Value, f.Cases, f.Chosen, f.Values = posted.Get(x.name), posted.Get(x.name+"_thu"), posted.Get(x.name+"_hoi"), posted.Get(x.name+"_la")
			if v, err := readRule(x, posted); err == nil {
				_, at := ruleFault(&b.edited.Content, v, x.want)
				f.Caret = caret(f.Field.Value, at)
			}
		}
		f.Rows = min(max(strings.Count(f.Field.Value, "\n")+1, 2), 8)
		f.YesNo = x.want == rules.YesNo
		if f.YesNo {
			for _, q := range b.edited.Content.Form.Inputs(nil) {
				if q.Row == 0 && slices.Contains([]revision.Type{revision.Choice, revision.MultiChoice, revision.YesNo}, q.Type) {
					f.Options = append(f.Options, ui.Option{Value: q.Name, Text: q.Label + " (" + q.Name + ")"})
				}
			}
		}
	}
	return f
}

// listBox draws a list below a part.
func (p *Pages) listBox(b *building, path string, n map[string]any, br branch) view.BuildList {
	below := path
	if top(path) {
		below = ""
	} else {
		below += "."
	}
	l := view.BuildList{Title: br.title, Item: br.item, Name: br.name, Action: b.base + "/" + path + "/sap"}
	for i, x := range listOf(n, br.name) {
		m, _ := x.(map[string]any)
		at := below + br.name + "." + strconv.Itoa(i)
		l.Rows = append(l.Rows, view.BuildRow{Text: itemText(patternOf(at), m), Hint: itemHint(m), Href: b.base + "/" + at, At: strconv.Itoa(i), First: i == 0, Last: i == len(listOf(n, br.name))-1})
	}
	return l
}

func itemText(pattern string, m map[string]any) string {
	if s := shapes[pattern]; s.named != "" && text(m[s.named]) != "" {
		return text(m[s.named])
	}
	for _, k := range []string{"title", "label", "say", "to"} {
		if text(m[k]) != "" {
			return text(m[k])
		}
	}
	if u := text(m["unit"]); u != "" {
		for _, o := range units {
			if o.Value == u {
				return strings.TrimSpace(text(m["amount"]) + " " + o.Text)
			}
		}
	}
	cel, _ := ruleBoxes(m["when"])
	return orElse(cel, "(chưa đặt tên)")
}

// itemHint is the second line of a list's item: key, type, hours, condition.
func itemHint(m map[string]any) string {
	var out []string
	for _, k := range []string{"name", "key", "at", "case", "area"} {
		if v := text(m[k]); v != "" {
			out = append(out, v)
		}
	}
	for _, o := range questionTypes {
		if o.Value == text(m["type"]) && o.Value != "" {
			out = append(out, strings.ToLower(o.Text))
		}
	}
	for _, o := range roles {
		if o.Value == text(m["role"]) && o.Value != "" {
			out = append(out, o.Text)
		}
	}
	if h := text(m["hours"]); h != "" {
		out = append(out, h+" giờ")
	}
	for _, k := range []string{"show_if", "when", "rule"} {
		if cel, _ := ruleBoxes(m[k]); cel != "" && cel != itemText("", map[string]any{"when": m[k]}) {
			out = append(out, "khi "+cel)
		}
	}
	return cut(strings.Join(out, " · "), 140)
}

func orElse(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// variables lists what rules may use, for whoever writes one.
func variables(r *revision.Revision) []ui.Pair {
	words := map[rules.Type]string{rules.Text: "chữ", rules.Number: "số nguyên", rules.Decimal: "số thập phân", rules.YesNo: "có/không", rules.Date: "ngày", rules.List: "danh sách", rules.Rows: "các dòng"}
	var out []ui.Pair
	for _, q := range r.Form.Inputs(map[string]string{}) {
		if t, ok := r.Form.Variables()[q.Name]; ok && q.Row == 0 {
			out = append(out, ui.Pair{Key: q.Name, Value: words[t] + ": " + q.Label})
		}
	}
	for _, x := range [][2]string{
		{"dossier.channel", "chữ: counter, online, post"},
		{"dossier.case", "chữ: mã trường hợp"},
		{"dossier.pages", "số trang"},
		{"dossier.copies", "số bản"},
		{"office.area", "chữ: difficult là địa bàn khó khăn"},
		{"office.province", "chữ: mã tỉnh"},
		{"office.commune", "chữ: mã xã"},
		{"today", "ngày hôm nay"},
		{"age(ngày, today)", "số tuổi tròn"},
		{"math.least(a, b)", "số nhỏ hơn"},
	} {
		out = append(out, ui.Pair{Key: x[0], Value: x[1]})
	}
	return out
}
