package meaning

import (
	"math"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/app/fold"
)

// token is a word cut to what labels and values are made of: "sinh:20/11" is
// two, "CCCD/CMND:" is two, dot leaders are none.
type token struct {
	text  string // without the colon that ends it
	plain string // text without marks, case and punctuation, look-alikes made one: for comparing
	colon bool   // a colon follows
	glued bool   // no blank before it
	wide  bool   // far from what is left of it, or first in its line
	first bool   // first in its line
	right bool   // last in a line that reaches the right margin
	word  *Word
	page  int
	line  int // counted over all pages
}

// alike makes letters and digits one that print confuses, so that "KHAl SlNH"
// and "KHAI SINH" compare equal. Only labels and titles are compared so.
var alike = strings.NewReplacer("0", "o", "1", "l", "i", "l", "|", "l", "!", "l")

func plainOf(s string) string {
	var b strings.Builder
	for _, r := range fold.Key(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '|' || r == '!' {
			b.WriteRune(r)
		}
	}
	return alike.Replace(b.String())
}

// plainWords is how labels and titles are kept for comparing.
func plainWords(s string) []string {
	var out []string
	for w := range strings.FieldsSeq(s) {
		out = append(out, plainOf(w))
	}
	return out
}

// tokens are the words of all pages one after another.
func tokens(pages []Page) []token {
	var out []token
	line := -1
	for p := range pages {
		words := pages[p].Words
		margin := 0.0
		for _, w := range words {
			margin = max(margin, w.Box[0]+w.Box[2])
		}
		dots := false
		for i := range words {
			w := &words[i]
			first := i == 0 || w.Line != words[i-1].Line
			if first {
				line++
				dots = false
			}
			n := len(out)
			out = cut(out, w)
			if len(out) == n { // a lone colon, dots, a rule of a box
				if strings.HasPrefix(w.Text, ":") && n > 0 && !first && out[n-1].line == line {
					out[n-1].colon = true
				}
				dots = true
				continue
			}
			for j := n; j < len(out); j++ {
				out[j].page, out[j].line = pages[p].Number, line
			}
			out[n].first = n == 0 || out[n-1].line != line
			out[n].wide = out[n].first || w.Gap >= wide || dots && !out[n-1].colon
			dots = false
			if last := i+1 == len(words) || words[i+1].Line != w.Line; last {
				out[len(out)-1].right = w.Box[0]+w.Box[2] > margin-0.12
			}
		}
	}
	return out
}

// cut appends the tokens of one word.
func cut(out []token, w *Word) []token {
	rs := []rune(norm.NFC.String(w.Text))
	start, parts := 0, 0
	add := func(end int, colon bool) {
		text := strings.Trim(string(rs[start:end]), "_[]|")
		text = strings.Trim(text, "…")
		if strings.Trim(text, ".,;:-–—'\"`*~ ") == "" && text != "-" {
			if colon && parts > 0 {
				out[len(out)-1].colon = true
			}
			return
		}
		out = append(out, token{text: text, plain: plainOf(text), colon: colon, glued: parts > 0, word: w})
		parts++
	}
	for i := 0; i < len(rs); i++ {
		letterBefore := i > 0 && (unicode.IsLetter(rs[i-1]) || rs[i-1] == ')')
		switch {
		case rs[i] == ':' && (i+1 == len(rs) || letterBefore):
			add(i, true)
			start = i + 1
		case (rs[i] == ',' || rs[i] == '/' || rs[i] == ';') && letterBefore && i+1 < len(rs) && unicode.IsLetter(rs[i+1]):
			add(i+1, false)
			start = i + 1
		case rs[i] == '…' || rs[i] == '_' || rs[i] == '.' && i+2 < len(rs) && rs[i+1] == '.' && rs[i+2] == '.':
			j := i
			for j < len(rs) && (rs[j] == '.' || rs[j] == '…' || rs[j] == '_') {
				j++
			}
			add(i, false)
			start, i = j, j-1
		}
	}
	if start < len(rs) {
		add(len(rs), false)
	}
	return out
}

// said joins tokens as they stood.
func said(ts []token) string {
	var b strings.Builder
	for i, t := range ts {
		if i > 0 && !t.glued {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
		if t.colon && i < len(ts)-1 {
			b.WriteByte(':')
		}
	}
	return b.String()
}

// around is the box around tokens of the first one's page.
func around(ts []token) (page int, b Box) {
	for i, t := range ts {
		w := t.word.Box
		switch {
		case i == 0:
			page, b = t.page, w
		case t.page == page:
			x, y := min(b[0], w[0]), min(b[1], w[1])
			b = Box{x, y, max(b[0]+b[2], w[0]+w[2]) - x, max(b[1]+b[3], w[1]+w[3]) - y}
		}
	}
	for k := range b { // a tenth of a millimetre is enough
		b[k] = math.Round(b[k]*1e4) / 1e4
	}
	return page, b
}

// least is the confidence of the least sure of the words.
func least(ts []token) float64 {
	c := 1.0
	for _, t := range ts {
		c = min(c, t.word.Conf)
	}
	return c
}

func isUpper(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 0
}

// capital tells that a word begins with a capital letter.
func capital(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return unicode.IsUpper(r)
		}
	}
	return false
}

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }

// near tells whether two plain words are one but for a slip of recognition:
// words of five letters and more may differ in one.
func near(a, b string) (cost int, ok bool) {
	if a == b {
		return 0, true
	}
	if len(a) >= 5 && len(b) >= 5 && fold.Near(a, b) {
		return 1, true
	}
	return 0, false
}
