package revision

import (
	"strconv"
	"strings"
	"time"

	"motcua/app/procedures/rules"
)

// Facts are what rules know about a dossier beside the answers.
type Facts struct {
	Channel  Channel
	Case     string
	Pages    int
	Copies   int
	Area     string // class of the competent commune
	Province string
	Commune  string
	Today    time.Time // the date in Vietnam; zero is unknown
}

// With puts the facts beside the answers, where rules find both.
func (f Facts) With(answers map[string]string) map[string]string {
	out := make(map[string]string, len(answers)+8)
	for k, v := range answers {
		out[k] = v
	}
	out["dossier.channel"], out["dossier.case"] = string(f.Channel), f.Case
	out["dossier.pages"], out["dossier.copies"] = strconv.Itoa(f.Pages), strconv.Itoa(f.Copies)
	out["office.area"], out["office.province"], out["office.commune"] = f.Area, f.Province, f.Commune
	if !f.Today.IsZero() {
		out["today"] = f.Today.Format("2006-01-02")
	}
	return out
}

// beside adds the case alone, where the caller did not give the facts.
func (f Facts) beside(answers map[string]string) map[string]string {
	if _, ok := answers["dossier.case"]; ok {
		return answers
	}
	out := make(map[string]string, len(answers)+1)
	for k, v := range answers {
		out[k] = v
	}
	out["dossier.case"] = f.Case
	return out
}

// kinds says how the answers of a form become variables.
type kinds struct {
	vars rules.Vars
	rows map[string]kinds // of repeated groups
}

func (f Form) kinds() kinds {
	k := kinds{rules.Vars{}, map[string]kinds{}}
	for _, s := range f.Sections {
		k.add(s.Fields)
	}
	return k
}

func (k kinds) add(fields []Field) {
	for _, f := range fields {
		switch f.Type {
		case Info, File:
		case Person:
			for _, in := range f.person() {
				k.addOne(in.Field)
			}
		case Group:
			sub := kinds{rules.Vars{}, map[string]kinds{}}
			sub.add(f.Fields)
			k.vars[f.Name], k.rows[f.Name] = rules.Rows, sub
		default:
			k.addOne(f)
		}
	}
}

func (k kinds) addOne(f Field) {
	k.vars[f.Name] = f.ruleType()
	if f.Type == Address {
		k.vars[f.Name+CodeSuffix] = rules.Text // the commune, once it is known
	}
}

func (f Field) ruleType() rules.Type {
	switch f.Type {
	case Number, Money:
		if f.Decimal {
			return rules.Decimal
		}
		return rules.Number
	case Date, PartialDate:
		return rules.Date
	case YesNo:
		return rules.YesNo
	case MultiChoice:
		return rules.List
	case Calc:
		if f.Of == "" || f.Of == Number || f.Of == Money {
			return rules.Number
		}
		return Field{Type: f.Of}.ruleType()
	}
	return rules.Text
}

// value reads a variable out of kept answers; ok is false where there is none.
func (k kinds) value(answers map[string]string, name string) (any, bool) {
	if t, ok := rules.System[name]; ok {
		v, ok := answers[name]
		if !ok {
			return nil, false
		}
		if t == rules.Text {
			return v, true
		}
		return typedValue(t, v)
	}
	if k.vars[name] == rules.Rows {
		return k.rows[name].table(answers, name)
	}
	return typedValue(k.vars[name], answers[name])
}

func (k kinds) table(answers map[string]string, name string) (any, bool) {
	n, err := strconv.Atoi(answers[name])
	if err != nil || n < 0 || n > rules.MostRows {
		return nil, false
	}
	out := make([]map[string]any, n)
	for i := range out {
		out[i] = map[string]any{}
		for sub, t := range k.vars {
			if v, ok := typedValue(t, answers[rowName(name, i+1, sub)]); ok {
				out[i][sub] = v
			}
		}
	}
	return out, true
}

// rowName is the name under which a row's answer is kept: children_2_full_name.
func rowName(group string, row int, sub string) string {
	return group + "_" + strconv.Itoa(row) + "_" + sub
}

func typedValue(t rules.Type, v string) (any, bool) {
	if v == "" {
		return nil, false
	}
	switch t {
	case rules.Number:
		n, err := strconv.ParseInt(v, 10, 64)
		return n, err == nil
	case rules.Decimal:
		n, err := strconv.ParseFloat(v, 64)
		return n, err == nil
	case rules.YesNo:
		return v == "yes", v == "yes" || v == "no"
	case rules.Date:
		d, err := time.Parse("2006-01-02", (v + "-01-01")[:10])
		if len(v) == 7 {
			d, err = time.Parse("2006-01-02", v+"-01")
		}
		return d, err == nil
	case rules.List:
		return strings.Split(v, ","), true
	}
	return v, true
}
