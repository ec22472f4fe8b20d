package meaning

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	figures = regexp.MustCompile(`([0-9]{1,3}(?: ?[., ] ?[0-9]{3})+|[0-9]+)`)
	scaled  = regexp.MustCompile(`([0-9]+(?:[.,][0-9]+)?) ?(trieu|ty|ti|nghin|ngan)\b`)
)

// money reads an amount in đồng; in words beside it, the two are compared.
func money(ts []token) value {
	x := folded(ts, true)
	var v value
	for _, m := range figures.FindAllStringSubmatchIndex(x.s, -1) {
		digits := strings.Map(onlyDigits, x.s[m[2]:m[3]])
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || len(digits) < 4 {
			continue
		}
		from, mended := x.span(m[0], m[1])
		v = valueOf(strconv.FormatInt(n, 10), from).mended(mended)
		break
	}
	if m := scaled.FindStringSubmatchIndex(x.s); v.text == "" && m != nil { // "120 triệu đồng"
		f, err := strconv.ParseFloat(strings.ReplaceAll(x.s[m[2]:m[3]], ",", "."), 64)
		if err == nil {
			from, _ := x.span(m[0], m[1])
			v = valueOf(strconv.FormatInt(int64(f*float64(scales[x.s[m[4]:m[5]]])), 10), from).atMost(0.85)
		}
	}
	return v.withWords(moneyInWords(ts))
}

// withWords compares an amount with the one in words beside it, 0 for none.
func (v value) withWords(w int64, said []token) value {
	in := strconv.FormatInt(w, 10)
	switch {
	case w == 0:
	case v.text == "":
		return valueOf(in, said).atMost(0.85)
	case v.text == in:
		v.sure = agreed(v.sure)
	default:
		v = v.atMost(conflict)
	}
	return v
}

func onlyDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// maxWords bounds numbers written out; the longest on papers have some twenty.
const maxWords = 30

// moneyInWords reads the longest run of numerals in a value.
func moneyInWords(ts []token) (int64, []token) {
	var best int64
	var from []token
	for a := range ts {
		var words []string
		for z := a; z < min(a+maxWords, len(ts)); z++ {
			ks := keys(ts[z].text)
			if len(ks) != 1 || numeral(ks[0]) == "" {
				break
			}
			words = append(words, ks[0])
			if n, ok := spoken(words); ok && len(words) >= 2 && len(words) > len(from) {
				best, from = n, ts[a:z+1]
			}
		}
	}
	return best, from
}
