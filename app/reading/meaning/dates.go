package meaning

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"motcua/app/fold"
)

var (
	dateSigns = regexp.MustCompile(`\b([0-9]{1,2}) ?[/.\-] ?([0-9]{1,2}) ?[/.\-] ?([0-9]{4})\b`)
	dateTight = regexp.MustCompile(`\b([0-9]{2}) ([0-9]{2}) ([0-9]{4})\b`)
	dateWords = regexp.MustCompile(`\bngay,? ?([0-9] ?[0-9]?),? thang,? ?([0-9] ?[0-9]?),? nam,? ?([0-9] ?[0-9] ?[0-9] ?[0-9])\b`)
	dateShort = regexp.MustCompile(`\b([0-9]{1,2}) thang ([0-9]{1,2}) nam ([0-9]{4})\b`)
	yearAlone = regexp.MustCompile(`\b((?:18|19|20)[0-9]{2})\b`)
	clock     = regexp.MustCompile(`\b([0-9] ?[0-9]?) ?(?:gio|h|g|:) ?(?:([0-9] ?[0-9]?) ?(?:phut|p)?\b)?`)
)

// text is a value as one folded text that remembers which token each byte is of.
type text struct {
	s      string
	of     []int // byte → token
	ts     []token
	mended map[int]bool // tokens in which look-alikes were turned into digits
}

// folded joins tokens for searching. With digits, look-alikes in words that hold
// a digit or consist of nothing else become digits.
func folded(ts []token, digits bool) text {
	out := text{ts: ts, mended: map[int]bool{}}
	var b strings.Builder
	put := func(s string, n int) {
		b.WriteString(s)
		for range len(s) {
			out.of = append(out.of, n)
		}
	}
	for n, t := range ts {
		if n > 0 && !t.glued {
			put(" ", n)
		}
		s := fold.Key(t.text)
		if digits {
			if m, did, ok := mend(strings.Trim(t.text, ",;()[]"), "/.-:"); ok && did && (hasDigit(t.text) || strings.ContainsAny(t.text, "/.-")) {
				s = m
				out.mended[n] = true
			}
		}
		put(s, n)
		if t.colon {
			put(":", n)
		}
	}
	out.s = b.String()
	return out
}

// span gives the tokens of a part of the text, and whether one was mended.
func (x text) span(from, to int) (ts []token, mended bool) {
	if from >= to {
		return nil, false
	}
	a, z := x.of[from], x.of[to-1]
	for n := a; n <= z; n++ {
		mended = mended || x.mended[n]
	}
	return x.ts[a : z+1], mended
}

// dateIn finds the first date of a value, in figures; its text is 2006-01-02.
func dateIn(ts []token) (value, bool) {
	x := folded(ts, true)
	var best value
	at := len(x.s) + 1
	for _, re := range []*regexp.Regexp{dateWords, dateSigns, dateShort, dateTight} {
		for _, m := range re.FindAllStringSubmatchIndex(x.s, -1) {
			iso := isoOf(x.s[m[2]:m[3]], x.s[m[4]:m[5]], x.s[m[6]:m[7]])
			if iso == "" || m[0] >= at {
				continue
			}
			from, mended := x.span(m[0], m[1])
			best, at = valueOf(iso, from).mended(mended), m[0]
			// 11/ and 12/ lose a stroke and become 1/ and 2/, which offices write 01/
			// and 02/ for this reason (Decree 30/2020, annex I)
			if month := x.s[m[4]:m[5]]; month == "1" || month == "2" {
				best = best.atMost(0.85)
			}
		}
	}
	return best, best.text != ""
}

func yearIn(ts []token) (value, bool) {
	x := folded(ts, true)
	m := yearAlone.FindStringSubmatchIndex(x.s)
	if m == nil {
		return value{}, false
	}
	from, mended := x.span(m[0], m[1])
	return valueOf(x.s[m[2]:m[3]], from).mended(mended), true
}

func isoOf(d, m, y string) string {
	yy := figure(y)
	if yy < 1880 || yy > 2150 {
		return ""
	}
	return isoDate(figure(d), figure(m), yy)
}

// figure is a number of a few digits, with blanks where they stood in boxes.
func figure(s string) int {
	n, _ := strconv.Atoi(strings.ReplaceAll(s, " ", ""))
	return n
}

func isoDate(dd, mm, yy int) string {
	t := time.Date(yy, time.Month(mm), dd, 0, 0, 0, 0, time.UTC)
	if t.Day() != dd || int(t.Month()) != mm || t.Year() != yy {
		return ""
	}
	return t.Format(time.DateOnly)
}

// dateInWords finds a date that is written out.
func dateInWords(ts []token) (value, bool) {
	d, m, y, ok := spokenDate(keys(said(ts)))
	if !ok {
		return value{}, false
	}
	iso := isoDate(d, m, y)
	return valueOf(iso, ts).atMost(0.88), iso != ""
}

// timeIn finds a time of day: "05 giờ 20 phút", "5h20", "05:20".
func timeIn(ts []token) value {
	x := folded(ts, true)
	for _, m := range clock.FindAllStringSubmatchIndex(x.s, -1) {
		h, minute := figure(x.s[m[2]:m[3]]), 0
		if m[4] >= 0 {
			minute = figure(x.s[m[4]:m[5]])
		} else if !strings.Contains(x.s[m[0]:m[1]], "gio") {
			continue
		}
		if h > 23 || minute > 59 {
			continue
		}
		from, mended := x.span(m[0], m[1])
		return valueOf(fmt.Sprintf("%02d:%02d", h, minute), from).mended(mended)
	}
	return value{}
}
