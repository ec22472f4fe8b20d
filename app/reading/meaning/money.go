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
func money(ts []token) (value string, conf float64, from []token) {
	x := folded(ts, true)
	var v int64
	for _, m := range figures.FindAllStringSubmatchIndex(x.s, -1) {
		digits := strings.Map(onlyDigits, x.s[m[2]:m[3]])
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || len(digits) < 4 {
			continue
		}
		var mended bool
		from, mended = x.span(m[0], m[1])
		v, conf = n, least(from)
		if mended {
			conf = min(conf*0.9, mendedMost)
		}
		break
	}
	if m := scaled.FindStringSubmatchIndex(x.s); v == 0 && m != nil { // "120 triệu đồng"
		f, err := strconv.ParseFloat(strings.ReplaceAll(x.s[m[2]:m[3]], ",", "."), 64)
		if err == nil {
			v = int64(f * float64(scales[x.s[m[4]:m[5]]]))
			from, _ = x.span(m[0], m[1])
			conf = min(least(from), 0.85)
		}
	}
	w, said := moneyInWords(ts)
	switch {
	case v == 0 && w > 0:
		return strconv.FormatInt(w, 10), min(least(said), 0.85), said
	case v == 0:
		return "", 0, nil
	case w == v:
		conf = agreed(conf)
	case w > 0:
		conf = min(conf, conflict)
	}
	return strconv.FormatInt(v, 10), conf, from
}

func onlyDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// moneyInWords reads the longest run of numerals in a value.
func moneyInWords(ts []token) (int64, []token) {
	var best int64
	var from []token
	for a := range ts {
		var words []string
		for z := a; z < len(ts); z++ {
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
