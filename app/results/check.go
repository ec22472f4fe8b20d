package results

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/app/fold"
)

// Finding is a place in a typed text that differs from the dossier.
type Finding struct {
	Text string // as typed
	Says string // why, in words
	// Slip: it is one small slip away from what the dossier says, which is what a
	// mistyped name or number looks like. Nothing is submitted with one.
	Slip bool
}

// known is what the dossier says: everything that a text may repeat.
type known struct {
	names, numbers, dates []string
}

var (
	idNumber = regexp.MustCompile(`\b\d{9}(?:\d{3})?\b`)
	dayText  = regexp.MustCompile(`\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b`)
	dayWords = regexp.MustCompile(`(?i)ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})`)
	afterAny = regexp.MustCompile(`(?:Ông/Bà|ông/bà|Ông|Bà|ông|bà|Anh|Chị|anh|chị|cháu|tên là)[:,]? `)
)

// learn collects what may be repeated from bound values and other texts.
func learn(names []string, texts []string) (k known) {
	for _, n := range names {
		if n = strings.Join(strings.Fields(norm.NFC.String(n)), " "); n != "" {
			k.names = append(k.names, n)
		}
	}
	for _, t := range texts {
		k.numbers = append(k.numbers, idNumber.FindAllString(t, -1)...)
		k.dates = append(k.dates, datesIn(t)...)
		k.names = append(k.names, strings.Join(strings.Fields(norm.NFC.String(t)), " ")) // an answer may be a name
	}
	return k
}

// datesIn are the dates of a text, each as day/month/year without leading zeros.
func datesIn(s string) (out []string) {
	for _, re := range []*regexp.Regexp{dayText, dayWords} {
		for _, m := range re.FindAllStringSubmatch(s, -1) {
			out = append(out, plainDate(m))
		}
	}
	return out
}

func plainDate(m []string) string {
	return strings.TrimLeft(m[1], "0") + "/" + strings.TrimLeft(m[2], "0") + "/" + m[3]
}

// check compares a typed text with what the dossier says: identity numbers,
// dates, and the names that follow "Ông/Bà".
func check(text string, k known) (out []Finding) {
	text = norm.NFC.String(text)
	seen := map[string]bool{}
	add := func(f Finding) {
		if !seen[f.Text] {
			seen[f.Text] = true
			out = append(out, f)
		}
	}
	for _, n := range idNumber.FindAllString(text, -1) {
		if near, same := nearest(n, k.numbers, 2); !same {
			f := Finding{Text: n, Says: "không có trong hồ sơ"}
			if near != "" {
				f.Says, f.Slip = "hồ sơ ghi "+near, true
			}
			add(f)
		}
	}
	for _, re := range []*regexp.Regexp{dayText, dayWords} {
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			if near, same := nearest(plainDate(m), k.dates, 1); !same {
				f := Finding{Text: m[0], Says: "không có trong hồ sơ"}
				if near != "" {
					f.Says, f.Slip = "hồ sơ ghi "+near, true
				}
				add(f)
			}
		}
	}
	for _, n := range namesIn(text) {
		near, same := nearestName(n, k.names)
		switch {
		case same:
		case near != "":
			add(Finding{Text: n, Says: "hồ sơ ghi " + near, Slip: true})
		default:
			add(Finding{Text: n, Says: "không có trong hồ sơ"})
		}
	}
	return out
}

// namesIn are runs of two to six capitalised words after a word for a person.
func namesIn(s string) (out []string) {
	for _, at := range afterAny.FindAllStringIndex(s, -1) {
		var words []string
		for _, w := range strings.Fields(s[at[1]:]) {
			bare := strings.TrimRightFunc(w, unicode.IsPunct)
			if r := []rune(bare); len(r) == 0 || !unicode.IsUpper(r[0]) || len(words) == 6 {
				break
			}
			words = append(words, bare)
			if bare != w {
				break
			}
		}
		if len(words) >= 2 {
			out = append(out, strings.Join(words, " "))
		}
	}
	return out
}

// nearest is the known value that a typed one is at most so many changes from.
func nearest(s string, all []string, most int) (near string, same bool) {
	for _, a := range all {
		if a == s {
			return "", true
		}
		if distance(a, s) <= most {
			near = a
		}
	}
	return near, false
}

func nearestName(s string, all []string) (near string, same bool) {
	key := fold.Key(s)
	for _, a := range all {
		if strings.EqualFold(a, s) {
			return "", true
		}
		if k := fold.Key(a); k == key || len(k) > 5 && distance(k, key) == 1 {
			near = a
		}
	}
	return near, false
}

// distance is how many letters have to be changed, added or taken away.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d > 3 || d < -3 {
		return 4
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before := row[0]
		row[0] = i + 1
		for j := range y {
			now := row[j+1]
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(now+1, row[j]+1, before+cost)
			before = now
		}
	}
	return row[len(y)]
}
