package meaning

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/app/fold"
)

// personName reads a person's name from the beginning of a value.
func personName(ts []token) value {
	var words []string
	var from []token
	mended := false
	upper := 0
	for n, t := range ts {
		if n > 0 && (t.wide && !t.first || len(words) >= 8) {
			break
		}
		if n > 0 && t.first && !goesOn(ts[:n], t) {
			break
		}
		s := strings.Trim(t.text, ".,:;-–—_|*\"“”~`^<>=[]{}()'’")
		if s == "" {
			continue
		}
		if !isNameWord(s) {
			fixed, ok := mendName(s)
			if !ok {
				break
			}
			s, mended = fixed, true
		}
		if n > 0 && !capital(s) && !strings.EqualFold(s, "thị") {
			break // a name's words all begin with a capital
		}
		if isUpper(s) && len([]rune(s)) > 1 {
			upper++
		}
		words, from = append(words, s), append(from, t)
		if endsPart(t.text) || t.colon {
			break
		}
	}
	if len(words) == 0 || len(words) == 1 && len([]rune(words[0])) < 2 || !capital(words[0]) {
		return value{}
	}
	for n, w := range words {
		if upper*2 >= len(words) {
			words[n] = proper(w)
		}
	}
	known, meant := family(words[0])
	if meant != "" && len(words) > 1 {
		words[0], mended = meant, true
	}
	v := valueOf(norm.NFC.String(strings.Join(words, " ")), from).mended(mended)
	if !known {
		v = v.atMost(0.88)
	}
	for _, w := range words {
		if !syllable(w) { // of a name from elsewhere, or misread
			v = v.atMost(0.85)
		}
	}
	if len(words) == 1 {
		v = v.atMost(0.6)
	}
	// more stands beside it: where it was cut is a guess
	if n := len(from); len(ts) > n && ts[n].line == from[n-1].line && !ts[n].wide && !strings.HasPrefix(ts[n].text, "(") && !endsPart(from[n-1].text) {
		v = v.atMost(0.7)
	}
	return v
}

func endsPart(s string) bool { return strings.HasSuffix(s, ",") || strings.HasSuffix(s, ";") }

// goesOn tells that a name breaks at the end of its line and goes on in the next.
func goesOn(ts []token, next token) bool {
	last := ts[len(ts)-1]
	return last.right && capital(next.text) && isUpper(last.text) == isUpper(next.text) && !last.colon
}

func isNameWord(s string) bool {
	for n, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r):
		case n > 0 && (r == '\'' || r == '’' || r == '-'):
		default:
			return false
		}
	}
	// an l or i among capitals is an I that was misread
	if up := strings.Map(func(r rune) rune {
		if r == 'l' {
			return -1
		}
		return r
	}, s); up != s && len(up) > 0 && isUpper(up) && strings.Contains(s, "l") {
		return false
	}
	return true
}

// mendName mends look-alikes in a word of capitals, where only a capital can be.
func mendName(s string) (string, bool) {
	fixed := strings.Map(func(r rune) rune {
		switch r {
		case 'l', '1', '|', '!':
			return 'I'
		case '0':
			return 'O'
		}
		return r
	}, s)
	return fixed, fixed != s && isUpper(fixed) && isNameWord(fixed)
}

// proper writes a name's word with one capital: "ĐỨC" as "Đức", "H'HEN" as
// "H'Hen".
func proper(s string) string {
	up := true
	return strings.Map(func(r rune) rune {
		out := unicode.ToLower(r)
		if up {
			out = unicode.ToUpper(r)
		}
		up = r == '-' || r == '\'' || r == '’'
		return out
	}, s)
}

// vietnamese is the build of a syllable: first consonant, vowels, last consonant.
var vietnamese = regexp.MustCompile(`^(b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?(a|e|i|o|u|y|ai|ao|au|ay|eo|eu|ia|ie|ieu|iu|oa|oai|oan|oao|oay|oe|oeo|oi|oo|ua|uay|ue|ui|uo|uoi|uou|uu|uy|uya|uye|uyu|ye|yeu|uau)(c|ch|m|n|ng|nh|p|t)?$`)

// syllable tells whether a word can be a Vietnamese syllable: built like one and
// with at most one tone.
func syllable(s string) bool {
	tones := 0
	for _, r := range norm.NFD.String(s) {
		if r == 0x300 || r == 0x301 || r == 0x303 || r == 0x309 || r == 0x323 {
			tones++
		}
	}
	return tones <= 1 && vietnamese.MatchString(fold.Key(s))
}

// marked counts the letters with Vietnamese marks and all letters.
func marked(s string) (with, all int) {
	for _, r := range norm.NFC.String(s) {
		if unicode.IsLetter(r) {
			all++
			if r > 0x7f {
				with++
			}
		}
	}
	return with, all
}
