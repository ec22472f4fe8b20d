package meaning

import (
	"math"
	"slices"
	"strings"
)

// Field is one thing that a paper says.
type Field struct {
	Name       string  `json:"name"`
	Value      string  `json:"value"`      // dates 2006-01-02, times 15:04, money in đồng
	Confidence float64 `json:"confidence"` // 0 to 1; from 0.9 on it is hardly ever wrong
	Page       int     `json:"page"`       // from 1
	Box        Box     `json:"box"`

	who     who
	what    attribute
	shaky   bool // mended, or in conflict: agreement elsewhere does not lift it
	checked bool // something independent agreed
	from    []token
}

// Paper is what was understood.
type Paper struct {
	Kind   string  `json:"kind"`
	Fields []Field `json:"fields"`
}

// Knowledge is what the registers know; each may be missing.
type Knowledge struct {
	// Communes gives the spellings of communes, of today and before July 2025,
	// that are the name but for marks and case.
	Communes func(name string) []string
	// NameWord tells whether a word is common in names of people.
	NameWord func(word string) bool
}

// Sure is the confidence from which a value is shown as sure.
const Sure = 0.9

// Understand tells what kind of paper the pages are and what they say. It never
// fails: what is not understood is not there.
func Understand(pages []Page, know Knowledge) Paper {
	ts := tokens(pages)
	k := kindOf(ts)
	fs := labels(ts)
	assign(fs)
	r := &reader{kind: k, know: know, plain: unmarked(ts)}
	for n := range fs {
		r.read(fs, n)
	}
	r.paperDate(ts)
	r.check(ts)
	return Paper{Kind: k.name, Fields: r.settle()}
}

type reader struct {
	kind  kind
	know  Knowledge
	plain bool // the paper has lost its marks
	out   []Field
}

func unmarked(ts []token) bool {
	with, all := 0, 0
	for _, t := range ts {
		w, a := marked(t.text)
		with, all = with+w, all+a
	}
	return all > 0 && with*25 < all // Vietnamese prose has a fifth and more
}

func (r *reader) add(f found, what string, value string, conf float64, from []token) {
	if value == "" || len(from) == 0 {
		return
	}
	page, box := around(from)
	r.out = append(r.out, Field{
		Name: fieldName(r.kind, f.who, what), Value: value, Confidence: conf * f.quality, Page: page, Box: box,
		who: f.who, what: f.what, from: from,
	})
}

// read turns one label and its value into fields.
func (r *reader) read(fs []found, n int) {
	f := fs[n]
	if len(f.value) == 0 || f.who == other {
		return
	}
	v := f.value
	switch f.what {
	case name:
		value, conf, from := personName(v)
		r.add(f, "name", value, r.nameConf(value, conf), from)
	case birth, death:
		r.moment(fs, n)
	case start, issued:
		r.date(f, string(f.what), v)
	case paperDate:
		r.date(f, "date", v)
	case gender:
		value, conf, from := genderIn(v)
		r.add(f, "gender", value, conf, from)
	case id:
		value, what, conf, from := idNumber(v)
		r.add(f, what, value, conf, from)
	case phone:
		value, conf, from := phoneNumber(v)
		r.add(f, "phone", value, conf, from)
	case email:
		value, conf, from := emailIn(v)
		r.add(f, "email", value, conf, from)
	case number, book:
		value, conf, from := numberOf(v)
		r.add(f, string(f.what), value, conf, from)
	case addressee:
		value, conf, from := commune(v, r.know)
		f.who = nobody
		r.add(f, "commune", value, conf, from)
	case copies:
		value, conf, from := firstMatch(v, count)
		if value = strings.TrimLeft(value, "0"); value != "" {
			r.add(f, "copies", value, conf, from)
		}
	case capitalAt, amount:
		value, conf, from := money(v)
		if n+1 < len(fs) && fs[n+1].what == inWords {
			if w, said := moneyInWords(fs[n+1].value); w > 0 {
				value, conf, from = compareMoney(value, conf, from, w, said)
			}
		}
		r.add(f, string(f.what), value, conf, from)
	case industry:
		value, conf, from := firstMatch(v, codeOf, code)
		r.add(f, "industry_code", value, conf, from)
		r.free(f, "industry", v)
	case status:
		if value, from, ok := choose(v, statuses); ok {
			r.add(f, "status", value, r.textConf(least(from)), from)
		} else {
			r.free(f, "status", v)
		}
	case request:
		if value, from, ok := choose(v, requests); ok {
			r.add(f, "request", value, r.textConf(least(from)), from)
		} else {
			r.free(f, "request", v)
		}
	case taxCode:
		for _, d := range runs(v, 13) {
			if len(d.digits) == 10 || len(d.digits) == 12 || len(d.digits) == 13 {
				r.add(f, "tax_code", d.digits, min(least(d.from), 0.85), d.from)
				break
			}
		}
	case residence, hometown, birthPlace, deathPlace, premises, purpose, business, cause, ethnicity, nationality, relation, job, issuer:
		r.free(f, string(f.what), v)
	}
}

// free adds a value in its own words.
func (r *reader) free(f found, what string, v []token) {
	value, conf, from := plainText(v)
	if value == "" || !strings.ContainsFunc(value, isLetter) {
		return
	}
	conf = min(r.textConf(conf), 0.95)
	if len(from) > 12 { // long text is rarely without a slip
		conf = min(conf, 0.88)
	}
	r.add(f, what, value, conf, from)
}

func isLetter(r rune) bool { w, all := marked(string(r)); return w+all > 0 }

// textConf is less where marks were lost: the words are not what was written.
func (r *reader) textConf(c float64) float64 {
	if r.plain {
		return min(c, 0.6)
	}
	return c
}

func (r *reader) nameConf(value string, c float64) float64 {
	if r.plain {
		return min(c, 0.5)
	}
	if r.know.NameWord == nil || value == "" {
		return c
	}
	known := 0
	words := strings.Fields(value)
	for _, w := range words {
		if r.know.NameWord(w) {
			known++
		}
	}
	if known == len(words) {
		return sureOf(c)
	}
	return c
}

func emailIn(ts []token) (value string, conf float64, from []token) {
	var b strings.Builder
	for n, t := range ts {
		if n > 0 && !t.glued {
			break
		}
		b.WriteString(t.text)
		from = append(from, t)
	}
	s := strings.Trim(b.String(), ".,;:()")
	at := strings.IndexByte(s, '@')
	if at < 1 || !strings.Contains(s[at:], ".") {
		return "", 0, nil
	}
	conf = min(least(from), 0.85) // nothing checks it
	if strings.ContainsAny(s, "()[]{}|,;") {
		conf = 0.3
	}
	return s, conf, from
}

// settle keeps one field of each name. Two values that differ make both unsure;
// the surer one stays, and the first of equals.
func (r *reader) settle() []Field {
	out := []Field{}
	for _, f := range r.out {
		at := slices.IndexFunc(out, func(o Field) bool { return o.Name == f.Name })
		switch {
		case at < 0:
			out = append(out, f)
		case out[at].Value == f.Value:
			out[at].Confidence = max(out[at].Confidence, f.Confidence)
		case longFree[f.what]: // addresses come in several forms; the first is the one asked for
		default:
			if f.Confidence > out[at].Confidence {
				out[at], f = f, out[at]
			}
			out[at].Confidence = min(out[at].Confidence, 0.6)
		}
	}
	for n := range out {
		out[n].Confidence = hundredths(out[n].Confidence)
	}
	return out
}

// hundredths rounds down, and never to certainty.
func hundredths(c float64) float64 { return math.Floor(min(max(c, 0), 0.99)*100) / 100 }

var longFree = map[attribute]bool{residence: true, relation: true, job: true, premises: true}
