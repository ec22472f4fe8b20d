package questions

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"motcua/app/procedures/revision"
)

// most is how many characters are kept of one answer that is still wrong.
const most = 20000

// Typed are a section's answers as they were typed: other names are dropped,
// what is absurdly long is cut.
func Typed(s revision.Section, in map[string]string) map[string]string {
	out := map[string]string{}
	for _, q := range s.Inputs(nil) {
		switch q.Type {
		case revision.Info, revision.File, revision.Calc: // shown, not typed
			continue
		case revision.Date, revision.PartialDate:
			_, one := in[q.Name]
			if _, boxed := in[q.Name+"_year"]; boxed && !one {
				out[q.Name] = "" // the boxes hold it until it is right
			}
		case revision.Address:
			_, one := in[q.Name]
			if _, boxed := in[q.Name+revision.PlaceSuffix]; boxed {
				if !one {
					out[q.Name] = ""
				}
				out[q.Name+revision.CodeSuffix] = "" // nothing chosen sends nothing
			}
		case revision.MultiChoice:
			out[q.Name] = "" // no box ticked sends nothing
		}
		for _, name := range q.TypedNames() {
			if v, ok := in[name]; ok {
				v = norm.NFC.String(strings.ToValidUTF8(strings.ReplaceAll(v, "\x00", ""), ""))
				if r := []rune(v); len(r) > most {
					v = string(r[:most])
				}
				out[name] = v
			}
		}
	}
	return out
}

// Keep puts the checked form of a section's answers in the place of what was
// typed; what is wrong (bad) stays as it is.
func Keep(save map[string]string, s revision.Section, kept, bad map[string]string) {
	for _, q := range s.Inputs(nil) {
		if bad[q.Name] != "" {
			continue
		}
		switch q.Type {
		case revision.Calc:
			save[q.Name] = kept[q.Name]
			continue
		case revision.Date, revision.PartialDate:
			for _, part := range []string{"_day", "_month", "_year"} {
				if _, ok := save[q.Name+part]; ok {
					save[q.Name+part] = ""
				}
			}
		}
		_, typed := save[q.Name]
		for _, name := range q.Names() {
			if _, ok := save[name]; ok || typed {
				save[name] = kept[name]
			}
		}
	}
}

// Fresh are the questions that the answers call for and that were not on the page.
func (p Page) Fresh(shown []string) []string {
	var out []string
	for _, q := range p.Inputs() {
		switch q.Type {
		case revision.Info, revision.File, revision.Calc:
			continue
		}
		if (p.Skip == nil || !p.Skip(q)) && !slices.Contains(shown, p.Prefix+q.Name) {
			out = append(out, q.Name)
		}
	}
	return out
}

// ChangeRows does what a group's button asks: add is the name of a group that
// gets one more row, remove "name:3" the row that goes, and the later ones move
// up. in is changed; at is the id of what to look at next, "" when nothing was asked.
func ChangeRows(s revision.Section, in map[string]string, add, remove string) (at string) {
	name, row, _ := strings.Cut(remove, ":")
	if name == "" {
		name = add
	}
	if name == "" {
		return ""
	}
	i := slices.IndexFunc(s.Fields, func(f revision.Field) bool { return f.Name == name && f.Type == revision.Group })
	if i < 0 {
		return ""
	}
	f := s.Fields[i]
	n := f.Count(in)
	if add != "" {
		if n < f.Most() {
			n++
		}
		in[name] = strconv.Itoa(n)
		return name + "_" + strconv.Itoa(n)
	}
	gone, err := strconv.Atoi(row)
	if err != nil || gone < 1 || gone > n {
		return ""
	}
	for k := gone; k <= n; k++ {
		this, next := f.Row(k), f.Row(k+1)
		for i := range this {
			after := next[i].TypedNames()
			for j, typed := range this[i].TypedNames() {
				in[typed] = ""
				if k < n {
					in[typed] = in[after[j]]
				}
			}
		}
	}
	if n > f.MinItems {
		n--
	}
	in[name] = strconv.Itoa(n)
	return name
}
