package meaning

import (
	"math"
	"slices"
	"strings"

	"motcua/app/fold"
)

// Field is one thing that a paper says.
type Field struct {
	Name       string  `json:"name"`
	Value      string  `json:"value"`      // dates 2006-01-02, times 15:04, money in đồng
	Confidence float64 `json:"confidence"` // 0 to 1; from Sure on it is hardly ever wrong
	Page       int     `json:"page"`       // from 1
	Box        Box     `json:"box"`
	Code       bool    `json:"code,omitempty"` // from the square code of an identity card, not from print

	who  who
	what attribute
	value
}

func (f *Field) weigh() { f.Confidence = hundredths(min(f.sure, f.most)) }

// hundredths rounds down, and never to certainty.
func hundredths(c float64) float64 { return math.Floor(min(max(c, 0), 0.99)*100) / 100 }

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

// reader collects the fields of one paper.
type reader struct {
	kind  kind
	know  Knowledge
	plain bool // the paper has lost its marks
	out   []Field
}

// unmarked tells that a text has lost its marks; a fifth of the letters of
// Vietnamese prose has some.
func unmarked(ts []token) bool {
	with, all := 0, 0
	for _, t := range ts {
		w, a := marked(t.text)
		with, all = with+w, all+a
	}
	return all > 0 && with*25 < all
}

func (r *reader) add(f found, what string, v value) {
	if v.text == "" || len(v.from) == 0 {
		return
	}
	page, box := around(v.from)
	v.sure *= f.quality
	r.out = append(r.out, Field{Name: fieldName(r.kind, f.who, what), Value: v.text, Page: page, Box: box, who: f.who, what: f.what, value: v})
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
		r.add(f, "name", r.listedName(personName(v)))
	case birth, death:
		r.moment(fs, n)
	case start, issued, paperDate:
		if d, ok := dateIn(v); ok {
			r.add(f, string(f.what), d)
		} else if d, ok := dateInWords(v); ok {
			r.add(f, string(f.what), d)
		}
	case gender:
		r.add(f, "gender", genderIn(v))
	case id:
		number, what := idNumber(v)
		r.add(f, what, number)
	case phone:
		r.add(f, "phone", phoneNumber(v))
	case email:
		r.add(f, "email", emailIn(v))
	case number, book:
		r.add(f, string(f.what), numberOf(v))
	case addressee:
		f.who = nobody
		r.add(f, "commune", commune(v, r.know))
	case copies:
		c := firstMatch(v, count)
		c.text = strings.TrimLeft(c.text, "0")
		r.add(f, "copies", c)
	case capitalAt, amount:
		m := money(v)
		if n+1 < len(fs) && fs[n+1].what == inWords {
			m = m.withWords(moneyInWords(fs[n+1].value))
		}
		r.add(f, string(f.what), m)
	case industry:
		r.add(f, "industry_code", firstMatch(v, codeOf, code))
		r.free(f, v)
	case status:
		r.choice(f, v, statuses)
	case request:
		r.choice(f, v, requests)
	case taxCode:
		for _, d := range runs(v, 13) {
			if len(d.digits) == 10 || len(d.digits) == 12 || len(d.digits) == 13 {
				r.add(f, "tax_code", valueOf(d.digits, d.from).mended(d.mended).atMost(0.88))
				break
			}
		}
	case residence, hometown, birthPlace, deathPlace, premises:
		r.place(f, v)
	case unknown: // papers nobody described: their own labels name the fields
		if n := slug(f.said); n != "" && r.kind.name == Other {
			r.add(f, n, r.worded(plainText(v)).atMost(0.88))
		}
	case purpose, business, cause, ethnicity, nationality, relation, job, issuer:
		r.free(f, v)
	}
}

// slug makes a field name of a label: "Chức vụ" is chuc_vu. Long ones are sentences.
func slug(label string) string {
	ws := fold.Words(label)
	if len(ws) > 6 {
		return ""
	}
	return strings.Join(ws, "_")
}

func (r *reader) choice(f found, ts []token, list []choice) {
	if v, ok := choose(ts, list); ok {
		r.add(f, string(f.what), r.worded(v))
	} else {
		r.free(f, ts)
	}
}

// free adds a value in its own words.
func (r *reader) free(f found, ts []token) { r.text(f, plainText(ts)) }

// place adds an address; the register of communes, old and new, says whether the
// commune in it was read rightly.
func (r *reader) place(f found, ts []token) {
	v := plainText(ts)
	if c := commune(v.from, r.know); c.text != "" && r.know.Communes != nil {
		v = v.atMost(c.most)
		if read := tidy(said(c.from)); c.most == mendedMost && strings.Count(v.text, read) == 1 {
			v.text = strings.Replace(v.text, read, c.text, 1)
		}
	}
	r.text(f, v)
}

func (r *reader) text(f found, v value) {
	if _, letters := marked(v.text); letters == 0 {
		return
	}
	v = r.worded(v).atMost(0.95)
	if len(v.from) > 12 { // a long text is rarely without a slip
		v = v.atMost(0.88)
	}
	r.add(f, string(f.what), v)
}

// worded bounds the confidence of words where marks were lost: they are not what
// was written.
func (r *reader) worded(v value) value {
	if r.plain {
		return v.atMost(0.5)
	}
	return v
}

func (r *reader) listedName(v value) value {
	v = r.worded(v)
	if r.know.NameWord == nil || v.text == "" {
		return v
	}
	for w := range strings.FieldsSeq(v.text) {
		if !r.know.NameWord(w) {
			return v
		}
	}
	v.sure = listed(v.sure)
	return v
}

// emailIn reads an address; nothing checks it.
func emailIn(ts []token) value {
	n := 1
	for n < len(ts) && ts[n].glued {
		n++
	}
	s := strings.Trim(said(ts[:n]), ".,;:()")
	if mended := strings.Replace(s, "(@", "@", 1); mended != s { // what print makes of the sign
		return emailIn([]token{{text: mended, word: ts[0].word, page: ts[0].page}}).atMost(doubtful)
	}
	at := strings.IndexByte(s, '@')
	switch {
	case at < 1 || !strings.Contains(s[at:], "."):
		return value{}
	case strings.ContainsAny(s, "()[]{}|,; "):
		return valueOf(s, ts[:n]).atMost(0.3)
	}
	return valueOf(s, ts[:n]).atMost(0.85)
}

// several are attributes that papers give more than once in different words; the
// first is the one asked for.
var several = map[attribute]bool{residence: true, relation: true, job: true, premises: true}

// settle keeps one field of each name. Two values that differ make both unsure;
// the surer one stays, and the first of equals.
func (r *reader) settle() []Field {
	out := []Field{}
	for _, f := range r.out {
		f.weigh()
		at := slices.IndexFunc(out, func(o Field) bool { return o.Name == f.Name })
		switch {
		case at < 0:
			out = append(out, f)
		case out[at].Value == f.Value:
			out[at].sure = max(out[at].sure, f.sure)
		case !several[f.what]:
			if f.Confidence > out[at].Confidence {
				out[at] = f
			}
			out[at].value = out[at].atMost(0.6)
		default:
			continue
		}
		if at >= 0 {
			out[at].weigh()
		}
	}
	return out
}
