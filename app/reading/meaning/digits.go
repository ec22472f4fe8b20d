package meaning

import (
	"strings"
	"unicode"

	"motcua/app/procedures/revision"
)

// looks maps what print confuses with digits. It is used only where the result
// can be checked against a pattern, and what was mended is never sure.
var looks = map[rune]rune{'O': '0', 'o': '0', 'D': '0', 'Q': '0', 'l': '1', 'I': '1', 'i': '1', '|': '1', '!': '1', 'S': '5', 's': '5', 'B': '8', 'Z': '2', 'z': '2', 'G': '6', 'b': '6', 'g': '9', 'q': '9'}

// mend turns look-alikes into digits; ok when nothing but digits and the signs
// of keep is left, and some of it was a digit, or all of it could be one.
func mend(s, keep string) (out string, mended, ok bool) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case strings.ContainsRune(keep, r):
			b.WriteRune(r)
		case looks[r] != 0:
			b.WriteRune(looks[r])
			mended = true
		default:
			return "", false, false
		}
	}
	out = b.String()
	return out, mended, strings.ContainsFunc(out, unicode.IsDigit)
}

// run is a number as it stood, in one piece, in groups or in boxes.
type run struct {
	digits string
	mended bool
	from   []token
}

// runs collects the digits of a value: neighbouring pieces are one number until a
// word or a blank line parts them.
func runs(ts []token, most int) []run {
	var out []run
	var cur run
	end := func() {
		if cur.digits != "" {
			out = append(out, cur)
		}
		cur = run{}
	}
	for n, t := range ts {
		text := strings.Trim(t.text, "()[]{},;")
		text = strings.TrimRight(text, ".")
		plus := strings.HasPrefix(text, "+84")
		if plus {
			text = "0" + text[3:]
		}
		d, mended, ok := mend(strings.TrimLeft(text, "|"), ".-–|[]_")
		// a letter alone is a word unless it stands among boxes of digits
		if ok && mended && !hasDigit(text) && len([]rune(text)) < 4 && (cur.digits == "" || len([]rune(text)) > 1) {
			ok = false
		}
		if !ok {
			if text != "" && text != "-" {
				end()
			}
			continue
		}
		d = strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, d)
		if plus || cur.digits != "" && (t.line > ts[n-1].line && len(cur.digits) >= 9 || len(cur.digits) >= most) {
			end()
		}
		cur.digits, cur.mended, cur.from = cur.digits+d, cur.mended || mended, append(cur.from, t)
		if t.colon {
			end()
		}
	}
	end()
	return out
}

// idNumber reads a personal number of 12 digits (or an old one of 9) from a value.
func idNumber(ts []token) (v value, what string) {
	var odd run
	for _, r := range runs(ts, 12) {
		switch {
		case len(r.digits) == 12:
			v = valueOf(r.digits, r.from).mended(r.mended)
			if revision.IDNumberFault(r.digits) != "" {
				v = v.atMost(0.3)
			}
			return v, "id"
		case len(r.digits) == 9 && !r.mended:
			return valueOf(r.digits, r.from).atMost(0.85), "old_id" // nothing checks it
		case len(r.digits) >= 10 && len(r.digits) <= 14 && odd.digits == "":
			odd = r
		}
	}
	if odd.digits != "" { // what was read, for the officer to mend
		return valueOf(odd.digits, odd.from).atMost(0.2), "id"
	}
	return value{}, ""
}

func phoneNumber(ts []token) value {
	for _, r := range runs(ts, 11) {
		if p, ok := revision.CleanPhone(r.digits); ok {
			return valueOf(p, r.from).mended(r.mended)
		}
	}
	return value{}
}
