package meaning

import (
	"strconv"
	"strings"

	"motcua/app/fold"
	"motcua/app/procedures/revision"
)

// conflict is the most confidence for a value that something else on the paper
// contradicts.
const conflict = 0.4

// agreed lifts the confidence of a value that was written twice in different
// ways: both would have to be misread into the same.
func agreed(c float64) float64 { return 1 - (1-c)*0.15 }

func compareMoney(value string, conf float64, from []token, w int64, said []token) (string, float64, []token) {
	in := strconv.FormatInt(w, 10)
	switch {
	case value == "":
		return in, min(least(said), 0.85), said
	case value == in:
		return value, agreed(conf), from
	}
	return value, min(conf, conflict), from
}

// moment reads when somebody was born or died: date, year or date and time, and
// compares a date with the one in words beside it.
func (r *reader) moment(fs []found, n int) {
	f := fs[n]
	what := string(f.what)
	v := f.value
	d, ok := dateIn(v)
	w, written := dateInWords(v)
	for k := n + 1; !written && k < len(fs) && k <= n+2; k++ {
		if fs[k].what == inWords {
			w, written = dateInWords(fs[k].value)
			break
		}
	}
	switch {
	case ok && written && d.iso == w.iso:
		if d.conf <= mendedMost { // mended, but the words settle it
			d.conf = max(d.conf, min(w.conf, Sure+0.03))
		}
		d.conf = agreed(d.conf)
	case ok && written: // the words are the harder to misread into another date
		d = day{iso: w.iso, conf: conflict, from: append(w.from[:len(w.from):len(w.from)], d.from...)}
	case written:
		d, ok = w, true
		d.conf = min(d.conf, 0.88)
	}
	if ok {
		r.add(f, what+"_date", d.iso, d.conf, d.from)
		r.mark(d.conf == conflict)
	} else if y, found := yearIn(v); found {
		r.add(f, what+"_year", y.iso, y.conf, y.from)
	}
	if value, conf, from := timeIn(v); value != "" {
		r.add(f, what+"_time", value, conf, from)
	}
}

// mark says of the field added last that agreement elsewhere does not lift it.
func (r *reader) mark(shaky bool) {
	if len(r.out) > 0 {
		r.out[len(r.out)-1].shaky = shaky
	}
}

func (r *reader) date(f found, what string, v []token) {
	if d, ok := dateIn(v); ok {
		r.add(f, what, d.iso, d.conf, d.from)
	} else if d, ok := dateInWords(v); ok {
		r.add(f, what, d.iso, min(d.conf, 0.88), d.from)
	}
}

// paperDate finds when a paper was made: the last date that stands in a line
// without a label, "… , ngày 19 tháng 11 năm 2026".
func (r *reader) paperDate(ts []token) {
	for at := len(ts) - 1; at >= 0; at-- {
		if fold.Key(ts[at].text) != "ngay" {
			continue
		}
		a := at
		for a > 0 && !ts[a].first {
			a--
		}
		z := at + 1
		for z < len(ts) && ts[z].line == ts[at].line {
			z++
		}
		labelled := false
		for k := a; k < at; k++ {
			labelled = labelled || ts[k].colon && fold.Key(ts[k].text) != "tai"
		}
		if d, ok := dateIn(ts[at:z]); ok && !labelled && at-a < 8 && len(d.from) >= 6 {
			r.add(found{what: paperDate, quality: 1}, "date", d.iso, d.conf, d.from)
			return
		}
	}
}

// check compares what the fields say of one another.
func (r *reader) check(ts []token) {
	get := func(w who, names ...string) *Field {
		for n := range r.out {
			for _, name := range names {
				if r.out[n].who == w && r.out[n].what == id == (name == "id") && strings.HasSuffix(r.out[n].Name, name) {
					return &r.out[n]
				}
			}
		}
		return nil
	}
	made := get(nobody, "date")
	for n := range r.out {
		f := &r.out[n]
		if f.what != id || len(f.Value) != 12 {
			continue
		}
		born := get(f.who, "birth_date", "birth_year")
		sex := get(f.who, "gender")
		b, g := "", ""
		if born != nil {
			b = born.Value
		}
		if sex != nil {
			g = sex.Value
		}
		switch {
		case g != "":
		case f.who == mother || f.who == wife:
			g = "Nữ"
		case f.who == father || f.who == husband:
			g = "Nam"
		}
		switch {
		case revision.IDNumberDisagrees(f.Value, g, b) != "":
			f.Confidence = min(f.Confidence, conflict)
			if born != nil && revision.IDNumberDisagrees(f.Value, "", b) != "" {
				born.Confidence = min(born.Confidence, 0.7)
				born.shaky = true
			}
			if sex != nil && revision.IDNumberDisagrees(f.Value, g, "") != "" {
				sex.Confidence = min(sex.Confidence, 0.7)
				sex.shaky = true
			}
		default:
			if born != nil && !born.shaky && len(b) == 4 { // the whole of what is said is in the number
				born.Confidence = agreed(born.Confidence)
			}
			if sex != nil && !sex.shaky {
				sex.Confidence = agreed(sex.Confidence)
			}
		}
	}
	for n := range r.out {
		f := &r.out[n]
		late := made != nil && len(f.Value) == 10 && f.Value > made.Value
		if late && (f.what == birth || f.what == death || f.what == issued) && strings.HasSuffix(f.Name, "_date") {
			f.Confidence = min(f.Confidence, conflict)
		}
	}
	r.twice(ts)
	r.alike()
}

// alike lowers names that differ from another on the paper by their marks alone:
// one of the two was misread.
func (r *reader) alike() {
	for n := range r.out {
		for m := range r.out[:n] {
			a, b := &r.out[n], &r.out[m]
			if a.what == name && b.what == name && a.Value != b.Value && fold.Key(a.Value) == fold.Key(b.Value) {
				a.Confidence, b.Confidence = min(a.Confidence, 0.75), min(b.Confidence, 0.75)
			}
		}
	}
}

// twice lifts names that stand on the paper a second time, in capitals or not:
// as a signature, or as father and applicant.
func (r *reader) twice(ts []token) {
	for n := range r.out {
		f := &r.out[n]
		if f.what != name || f.shaky || r.plain {
			continue
		}
		words := strings.Fields(f.Value)
		for at := range ts {
			if inside(ts[at], f.from) || at+len(words) > len(ts) {
				continue
			}
			same := true
			for k, w := range words {
				same = same && strings.EqualFold(strings.Trim(ts[at+k].text, ".,;:"), w)
			}
			if same {
				f.Confidence = 1 - (1-f.Confidence)*0.4
				break
			}
		}
	}
}

func inside(t token, ts []token) bool {
	for _, o := range ts {
		if o.word == t.word {
			return true
		}
	}
	return false
}
