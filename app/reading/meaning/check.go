package meaning

import (
	"slices"
	"strings"

	"motcua/app/fold"
	"motcua/app/procedures/revision"
)

// moment reads when somebody was born or died: date, year or date and time, and
// compares a date with the one in words beside it.
func (r *reader) moment(fs []found, n int) {
	f := fs[n]
	what := string(f.what)
	d, ok := dateIn(f.value)
	w, written := dateInWords(f.value)
	for k := n + 1; !written && k < len(fs) && k <= n+2; k++ {
		if fs[k].what == inWords {
			w, written = dateInWords(fs[k].value)
			break
		}
	}
	switch {
	case ok && written && d.text == w.text:
		if d.most < 1 { // look-alikes were mended, and the words settle it
			d.most, d.sure = 1, min(d.sure, w.sure)
		}
		d.sure = agreed(d.sure)
	case ok && written: // words are the harder to misread into another date
		d = value{w.text, w.from, w.sure, conflict}
	case written:
		d, ok = w, true
	}
	if ok {
		r.add(f, what+"_date", d)
	} else if y, found := yearIn(f.value); found {
		r.add(f, what+"_year", y)
	}
	r.add(f, what+"_time", timeIn(f.value))
}

// paperDate finds when a paper was made: the last date that begins a line, or
// its right half, with its place, "Kim Bôi, ngày 19 tháng 11 năm 2026". Neither
// one with a label, nor one that a sentence has come to.
func (r *reader) paperDate(ts []token) {
	for at := len(ts) - 1; at >= 0; at-- {
		if fold.Key(ts[at].text) != "ngay" {
			continue
		}
		a := at
		for a > 0 && !ts[a].wide {
			a--
		}
		if a > 0 && ts[a].first && ts[a-1].right && !capital(ts[a].text) {
			continue // "… tiếp nhận / ngày 25 tháng 11 năm 2026"
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
			r.add(found{what: paperDate, quality: 1}, "date", d)
			return
		}
	}
}

// check compares what the fields say of one another.
func (r *reader) check(ts []token) {
	made := r.find(nobody, "date")
	for n := range r.out {
		f := &r.out[n]
		if f.what == id && len(f.Value) == 12 {
			r.checkNumber(f)
		}
		early := f.what == birth || f.what == death || f.what == issued
		if made != nil && early && len(f.Value) == len(made.Value) && f.Value > made.Value {
			f.value = f.atMost(conflict)
		}
	}
	r.twice(ts)
	r.alike()
}

// find gives the field of a person whose name ends so.
func (r *reader) find(w who, ends ...string) *Field {
	for n := range r.out {
		for _, end := range ends {
			if r.out[n].who == w && r.out[n].what != id && strings.HasSuffix(r.out[n].Name, end) {
				return &r.out[n]
			}
		}
	}
	return nil
}

// checkNumber compares a personal number with the year of birth and the gender
// that the paper gives of the same person.
func (r *reader) checkNumber(f *Field) {
	born, sex := r.find(f.who, "birth_date", "birth_year"), r.find(f.who, "gender")
	b, g := "", ""
	if born != nil {
		b = born.Value
	}
	switch {
	case sex != nil:
		g = sex.Value
	case f.who == mother || f.who == wife:
		g = "Nữ"
	case f.who == father || f.who == husband:
		g = "Nam"
	}
	// which of the two is wrong, nobody knows
	if revision.IDNumberDisagrees(f.Value, "", b) != "" {
		f.value, born.value = f.atMost(conflict), born.atMost(0.7)
	} else if born != nil && len(b) == 4 { // all of it stands in the number too
		born.sure = agreed(born.sure)
	}
	if revision.IDNumberDisagrees(f.Value, g, "") != "" {
		f.value = f.atMost(conflict)
		if sex != nil {
			sex.value = sex.atMost(0.7)
		}
	} else if sex != nil {
		sex.sure = agreed(sex.sure)
	}
}

// alike lowers names that differ from another on the paper by their marks alone:
// one of the two was misread.
func (r *reader) alike() {
	for n := range r.out {
		for m := range r.out[:n] {
			a, b := &r.out[n], &r.out[m]
			if a.what == name && b.what == name && a.Value != b.Value && fold.Key(a.Value) == fold.Key(b.Value) {
				a.value, b.value = a.atMost(0.75), b.atMost(0.75)
			}
		}
	}
}

// twice lifts names that stand on the paper a second time, in capitals or not:
// as a signature, or as father and applicant.
func (r *reader) twice(ts []token) {
	for n := range r.out {
		f := &r.out[n]
		if f.what != name {
			continue
		}
		words := strings.Fields(f.Value)
		for at := range ts {
			if at+len(words) > len(ts) || slices.ContainsFunc(f.from, func(t token) bool { return t.word == ts[at].word }) {
				continue
			}
			same := true
			for k, w := range words {
				same = same && strings.EqualFold(strings.Trim(ts[at+k].text, ".,;:"), w)
			}
			if same {
				f.sure = repeated(f.sure)
				break
			}
		}
	}
}
