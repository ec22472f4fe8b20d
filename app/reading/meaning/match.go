package meaning

import (
	"strings"
)

// found is a label in the stream of tokens with what follows it up to the next.
type found struct {
	what    attribute
	who     who
	said    string  // of an unknown label: its words
	quality float64 // 1 for one printed as we know it, with its colon
	from    int     // of the label
	value   []token
}

// phrase compares words with the tokens from at; n is how many tokens it takes,
// 0 when it does not match.
func phrase(ts []token, at int, words []string) (n, cost int) {
	broken := false
	for k, w := range words {
		j := at + k
		if j >= len(ts) || k > 0 && (ts[j-1].colon || ts[j].wide && !ts[j].first) {
			return 0, 0
		}
		if k > 0 && ts[j].line > ts[at].line+1 {
			return 0, 0
		}
		c, ok := near(ts[j].plain, w)
		if !ok {
			return 0, 0
		}
		cost += c
		broken = broken || k > 0 && ts[j].first
	}
	// a slip is likelier another word in a short label, and in one that spans two lines
	if cost > (len(words)+1)/3 || broken && cost > 0 {
		return 0, 0
	}
	return len(words), cost
}

func longest(ts []token, at int, list []spelling) (best spelling, n, cost int) {
	for _, s := range list {
		if k, c := phrase(ts, at, s.words); k > n || k == n && k > 0 && c < cost {
			best, n, cost = s, k, c
		}
	}
	return best, n, cost
}

// labels finds every label and cuts the stream into values.
func labels(ts []token) []found {
	var out []found
	end := func(at int) {
		if len(out) > 0 {
			f := &out[len(out)-1]
			f.value = ts[min(valueStart(ts, f), at):at]
		}
	}
	next := 0
	for at := 0; at < len(ts); at++ {
		f, n := label(ts, at)
		if n == 0 && at >= next {
			f, n = stranger(ts, at)
		}
		if n == 0 {
			continue
		}
		stop := at
		for stop > 0 && numbering(ts[stop-1]) && ts[stop-1].line == ts[at].line && (ts[stop-1].first || ts[stop-1].wide) {
			stop--
		}
		if len(out) > 0 && f.what == unknown && !ts[stop].wide {
			out[len(out)-1].quality *= 0.85 // a guess ends it, maybe too early
		}
		end(stop)
		f.from = at + n // where its value begins
		out = append(out, f)
		at += n - 1
		next = at + 1
	}
	end(len(ts))
	return out
}

func valueStart(ts []token, f *found) int {
	v := f.from
	for v < len(ts) && (ts[v].plain == "la" || ts[v].plain == "") && ts[v].text != "-" && !hasDigit(ts[v].text) {
		v++
	}
	return v
}

// numbering is what stands before a label: "1.", "a)", "II.", "-", "+".
func numbering(t token) bool {
	s := t.text
	if s == "-" || s == "+" || s == "*" || s == "•" {
		return true
	}
	if len(s) < 2 || len(s) > 5 || !strings.ContainsAny(s[len(s)-1:], ".),") {
		return false
	}
	for _, r := range s[:len(s)-1] {
		if !(r >= '0' && r <= '9' || strings.ContainsRune("IVXabcdđeghl.", r)) {
			return false
		}
	}
	return true
}

// label tells whether a known label begins at a token, and how many it takes.
func label(ts []token, at int) (found, int) {
	starts := ts[at].wide || at > 0 && (numbering(ts[at-1]) || ts[at-1].colon)
	if p, n := heading(ts, at); n > 0 {
		return found{what: below, who: p.who, quality: 1}, n
	}
	s, n, cost := longest(ts, at, spellings)
	if p, k, c := longest(ts, at, people); k > n { // "Cha: …", "Người mẹ: …", or a heading
		return person(ts, at, p, k, c, starts)
	}
	if n == 0 {
		if ts[at].first || at > 0 && numbering(ts[at-1]) {
			if k := pointing(ts, at); k > 0 {
				return found{what: below, who: self, quality: 1}, k
			}
		}
		return found{}, 0
	}
	f := found{what: s.what, who: s.who, quality: 1 - 0.04*float64(cost)}
	whole := n
	if s.tail && !ts[at+n-1].colon {
		j := at + n
		if j < len(ts) && (ts[j].plain == "cua" || ts[j].plain == "ve" || ts[j].plain == "cho") && !ts[j].colon {
			j++
		}
		if p, k, c := longest(ts, j, people); k > 0 && follows(ts, at, j) {
			f.who, whole, f.quality = p.who, j+k-at, f.quality-0.04*float64(c)
		}
	}
	last := at + whole - 1
	switch {
	case ts[last].colon:
		return f, whole
	default:
		if k := upToColon(ts, last+1); k > 0 {
			if s.what == number { // "Số con trong lần sinh này:" is no number of a paper
				return found{}, 0
			}
			return f, whole + k
		}
	}
	// without a colon
	f.quality -= 0.08
	if last+1 >= len(ts) {
		return found{}, 0
	}
	after := ts[last+1]
	switch {
	case s.what == number:
		if starts && ts[at].first && hasDigit(after.text) && after.line == ts[at].line {
			return f, whole
		}
		return found{}, 0
	case after.plain == "la" && !after.first:
		return f, whole + 1
	case isUpper(ts[at].text) && n > 1 && isUpper(ts[at+1].text) && !s.sure:
		return found{}, 0 // a title
	case s.sure && (starts || capital(ts[at].text)) && !isUpper(said(ts[at:at+whole])):
		return f, whole
	case starts && (s.what == id || s.what == phone || s.what == issued) && hasDigit(after.text):
		return f, whole
	case (s.what == id || s.what == issued) && hasDigit(after.text) && n > 1: // "… CCCD số 0123… cấp ngày …" inside a line
		return f, whole
	}
	return found{}, 0
}

// follows tells that the words from at to j-1 run on without a break.
func follows(ts []token, at, j int) bool {
	for k := at; k < j; k++ {
		if ts[k].colon {
			return false
		}
	}
	return j < len(ts) && !(ts[j].wide && !ts[j].first)
}

// upToColon lets a label run on to its colon: "(nếu có):", "theo giấy tờ:".
func upToColon(ts []token, at int) int {
	open := at < len(ts) && strings.HasPrefix(ts[at].text, "(")
	for k := 0; k < 8 && at+k < len(ts); k++ {
		t := ts[at+k]
		if t.wide && !(open && t.first) || !open && (k >= 5 || capital(t.text) || hasDigit(t.text)) {
			return 0
		}
		if t.colon {
			return k + 1
		}
		if open && strings.HasSuffix(t.text, ")") {
			open = false
		}
	}
	return 0
}

// person is a label that only says who: its value is a name, or nothing when it
// heads what follows.
func person(ts []token, at int, p spelling, n, cost int, starts bool) (found, int) {
	f := found{what: name, who: p.who, quality: 0.95 - 0.04*float64(cost)}
	last := at + n - 1
	switch {
	case ts[last].colon && (starts || capital(ts[at].text)):
		return f, n
	case ts[at].first && (last+1 >= len(ts) || ts[last+1].first): // alone in its line: a heading
		f.what = below
		return f, n
	}
	return found{}, 0
}

// heading matches a line of its own that heads what is about somebody: "PHẦN
// KHAI VỀ NGƯỜI YÊU CẦU", "II. Thông tin người mẹ:".
func heading(ts []token, at int) (p spelling, n int) {
	if !ts[at].first && !(at > 0 && numbering(ts[at-1]) && ts[at-1].first) {
		return p, 0
	}
	for _, h := range headings {
		k, _ := phrase(ts, at, h)
		if k == 0 || ts[at+k-1].colon {
			continue
		}
		p, m, _ := longest(ts, at+k, people)
		end := at + k + m
		if m > 0 && !ts[at+k].first && (end == len(ts) || ts[end].first) {
			return p, k + m
		}
	}
	return p, 0
}

// pointing matches "Đề nghị … cho người dưới đây:" and gives its length.
func pointing(ts []token, at int) int {
	for k := 0; k < 25 && at+k < len(ts); k++ {
		if k > 0 && ts[at+k].wide && !ts[at+k].first {
			return 0
		}
		for _, w := range pointers {
			if n, _ := phrase(ts, at+k, w); n > 0 && ts[at+k+n-1].colon {
				return k + n
			}
		}
		if ts[at+k].colon || hasDigit(ts[at+k].text) {
			return 0
		}
	}
	return 0
}

// stranger finds a label that no list has: words from the beginning of a part of
// the line to a colon, or after a value from a capital letter on.
func stranger(ts []token, at int) (found, int) {
	t := ts[at]
	if !(t.wide || capital(t.text) || at > 0 && numbering(ts[at-1])) || hasDigit(t.text) {
		return found{}, 0
	}
	for k := 0; k < 12 && at+k < len(ts); k++ {
		u := ts[at+k]
		if k > 0 && (u.wide || hasDigit(u.text)) {
			return found{}, 0
		}
		// within a line only the last capital before the colon begins a label
		if k > 0 && !t.wide && capital(u.text) && !(at > 0 && numbering(ts[at-1])) {
			return found{}, 0
		}
		if k > 0 {
			if _, n := label(ts, at+k); n > 0 {
				return found{}, 0
			}
		}
		if u.colon {
			// a colon that is none: "BẢO:" at the end of a value, in its capitals
			if !t.wide && (at+k+1 >= len(ts) || ts[at+k+1].wide || isUpper(t.text) && at > 0 && isUpper(ts[at-1].text)) {
				return found{}, 0
			}
			return found{what: unknown, said: said(ts[at : at+k+1]), quality: 0.9}, k + 1
		}
	}
	return found{}, 0
}
