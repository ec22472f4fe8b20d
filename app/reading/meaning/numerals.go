package meaning

import (
	"slices"
	"strings"

	"motcua/app/fold"
)

// Numbers written out, read without marks: recognition loses marks before it
// loses letters, and no two numerals differ by marks alone (năm is five and
// year, mười and mươi are both ten).
var units = map[string]int64{
	"khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}

var scales = map[string]int64{"nghin": 1000, "ngan": 1000, "trieu": 1_000_000, "ty": 1_000_000_000, "ti": 1_000_000_000}

// numeral is one written word, mended by a letter where only one numeral is near.
func numeral(w string) string {
	if _, ok := units[w]; ok {
		return w
	}
	if _, ok := scales[w]; ok {
		return w
	}
	all := []string{"muoi", "tram", "linh", "le", "nghin", "ngan", "trieu", "khong", "chin", "mot"}
	if slices.Contains(all, w) {
		return w
	}
	if len(w) >= 4 {
		for _, c := range all[:8] {
			if len(c) >= 4 && fold.Near(w, c) {
				return c
			}
		}
	}
	return ""
}

// spoken reads a number written out: "hai nghìn không trăm hai mươi sáu" is 2026,
// and digit by digit "hai không hai sáu" too.
func spoken(words []string) (int64, bool) {
	if len(words) == 0 {
		return 0, false
	}
	ws := make([]string, len(words))
	for k, w := range words {
		if ws[k] = numeral(w); ws[k] == "" {
			return 0, false
		}
	}
	if n, ok := digitByDigit(ws); ok {
		return n, true
	}
	var total, part int64 // part is below a thousand
	last := int64(1) << 60
	seen := false
	for k := 0; k < len(ws); {
		if s, ok := scales[ws[k]]; ok {
			if !seen && part == 0 {
				return 0, false
			}
			if s >= last { // "tỷ" multiplies what came before: nghìn tỷ
				if s != 1_000_000_000 {
					return 0, false
				}
				total = (total + part) * s
			} else {
				total += part * s
			}
			last, part, seen = s, 0, false
			k++
			continue
		}
		if seen {
			return 0, false
		}
		n, used, ok := below1000(ws[k:])
		if !ok {
			return 0, false
		}
		part, seen = n, true
		k += used
	}
	if seen && total > 0 && part < 10 && scales[ws[len(ws)-2]] > 0 {
		return 0, false // "hai nghìn tư" is 2400 in speech; papers say so in full
	}
	return total + part, true
}

// digitByDigit reads a year said in its digits.
func digitByDigit(ws []string) (int64, bool) {
	if len(ws) != 4 {
		return 0, false
	}
	var n int64
	for _, w := range ws {
		u, ok := units[w]
		if !ok {
			return 0, false
		}
		n = n*10 + u
	}
	return n, true
}

// below1000 reads one group of hundreds, tens and ones.
func below1000(ws []string) (n int64, used int, ok bool) {
	k := 0
	at := func(d int) string {
		if k+d < len(ws) {
			return ws[k+d]
		}
		return ""
	}
	got := false
	if u, is := units[at(0)]; is && at(1) == "tram" {
		n, k, got = u*100, k+2, true
	}
	if w := at(0); w == "linh" || w == "le" {
		u, is := units[at(1)]
		if !is {
			return 0, 0, false
		}
		return n + u, k + 2, true
	}
	switch u, is := units[at(0)]; {
	case at(0) == "muoi":
		n, k, got = n+10, k+1, true
		if u, is := units[at(0)]; is && at(1) != "tram" && at(1) != "muoi" {
			n, k = n+u, k+1
		}
	case is && at(1) == "muoi":
		n, k, got = n+u*10, k+2, true
		if u, is := units[at(0)]; is && at(1) != "tram" && at(1) != "muoi" {
			n, k = n+u, k+1
		}
	case is && got: // "trăm hai": said for a hundred and twenty; papers write linh or mươi
		return 0, 0, false
	case is:
		n, k, got = n+u, k+1, true
		// "hai sáu" for twenty-six
		if v, is := units[at(0)]; is && u > 0 && at(1) != "tram" && at(1) != "muoi" {
			n, k = n*10+v, k+1
		}
	}
	return n, k, got
}

// keys are the folded words of a text.
func keys(s string) []string { return fold.Words(s) }

// spokenDate finds "ngày mười tám tháng mười một năm hai nghìn …" in words.
func spokenDate(ws []string) (day, month, year int, ok bool) {
	for from, w := range ws {
		if w != "ngay" && w != "mong" && w != "mung" {
			continue
		}
		rest := ws[from+1 : min(from+1+maxWords, len(ws))]
		if len(rest) > 0 && (rest[0] == "mong" || rest[0] == "mung") {
			rest = rest[1:]
		}
		m := slices.Index(rest, "thang")
		if m < 1 {
			continue
		}
		d, good := spoken(rest[:m])
		if !good || d < 1 || d > 31 {
			continue
		}
		rest = rest[m+1:]
		for y, w := range rest {
			if w != "nam" || y == 0 {
				continue
			}
			mo, good := spokenMonth(rest[:y])
			if !good {
				continue
			}
			// the year runs as far as it makes sense
			for end := len(rest); end > y+1; end-- {
				if n, good := spoken(rest[y+1 : end]); good && n >= 1880 && n <= 2150 {
					return int(d), mo, int(n), true
				}
			}
		}
	}
	return 0, 0, 0, false
}

func spokenMonth(ws []string) (int, bool) {
	switch strings.Join(ws, " ") {
	case "gieng":
		return 1, true
	case "chap":
		return 12, true
	}
	n, ok := spoken(ws)
	return int(n), ok && n >= 1 && n <= 12
}
