package questions

import (
	"slices"
	"strconv"
	"strings"

	"motcua/app/procedures/revision"
	"motcua/views/i18n"
)

// Line is an answered question as people read it. Rows of a group carry their
// answers as Parts and have no value of their own.
type Line struct {
	Question revision.Input
	Label    string
	Value    string // "" not answered
	Parts    []Line
}

// Lines are the questions that the answers call for, in the order of the form;
// a group is one line per row.
func Lines(s revision.Section, answers map[string]string) []Line {
	var out []Line
	row := 0
	for _, q := range s.Inputs(answers) {
		switch {
		case q.Type == revision.Info || q.Type == revision.File:
			continue
		case q.Type == revision.Group:
			row = 0
			if q.Count(answers) == 0 {
				out = append(out, Line{Question: q, Label: q.Label, Value: "Không có"})
			}
			continue
		}
		l := Line{Question: q, Label: q.Label, Value: Text(q.Field, answers)}
		if q.Group == "" {
			out = append(out, l)
			continue
		}
		if q.Row != row {
			row = q.Row
			i := slices.IndexFunc(s.Fields, func(f revision.Field) bool { return f.Name == q.Group })
			out = append(out, Line{Question: q, Label: s.Fields[i].ItemTitle(row)})
		}
		last := &out[len(out)-1]
		last.Parts = append(last.Parts, l)
	}
	return out
}

// Text is an answer as people write it, kept or still as typed.
func Text(f revision.Field, answers map[string]string) string {
	v := answers[f.Name]
	kind := f.Type
	if kind == revision.Calc {
		if kind = f.Of; kind == "" {
			kind = revision.Number
		}
	}
	switch kind {
	case revision.Date, revision.PartialDate:
		d, m, y := Boxes(answers, f.Name)
		return strings.Trim(strings.Join([]string{pad(d), pad(m), y}, "/"), "/")
	case revision.Choice, revision.MultiChoice:
		var out []string
		for _, x := range strings.Split(v, ",") {
			for _, o := range f.Options {
				if o.Value == x {
					out = append(out, o.Text)
				}
			}
		}
		return strings.Join(out, "; ")
	case revision.YesNo:
		return map[string]string{"yes": "Có", "no": "Không"}[v]
	case revision.Phone:
		return i18n.Phone(v)
	case revision.Money:
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return i18n.Money(n)
		}
	case revision.Number:
		if _, frac, ok := strings.Cut(v, "."); ok && frac != "" && strings.Trim(v, "0123456789.") == "" {
			return strings.Replace(v, ".", ",", 1)
		}
	case revision.Address:
		if v == "" {
			v = strings.Trim(strings.Join([]string{answers[f.Name+revision.LineSuffix], answers[f.Name+revision.PlaceSuffix]}, ", "), ", ")
		}
	}
	return v
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}
