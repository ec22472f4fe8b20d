package notices

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Segment is how many characters of the GSM alphabet fit into one SMS.
const Segment = 160

// Unaccent writes a Vietnamese text in the characters that every phone shows
// and that count once in the GSM alphabet; case stays.
func Unaccent(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case r == 'đ' || r == 'ð':
			r = 'd'
		case r == 'Đ' || r == 'Ð':
			r = 'D'
		case r == '–' || r == '—':
			r = '-'
		case strings.ContainsRune("“”«»", r):
			r = '"'
		case strings.ContainsRune("‘’`", r):
			r = '\''
		case r == '[' || r == '{':
			r = '('
		case r == ']' || r == '}':
			r = ')'
		case r > 126 || r < 32 || strings.ContainsRune(`\^~|`, r):
			continue // a mark, or a character that would cost two or all of them
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// fit composes one segment: who writes, what happened, whom to call. The
// sentences go from the fullest to the barest; the first that fits is taken,
// and only then the phone, the end of the office's name and the end of the
// sentence give way, in this order.
func fit(office, phone string, sentences ...string) string {
	office = Unaccent(office)
	help := ""
	if phone != "" {
		help = " Can giup: " + Unaccent(phone) + "."
	}
	var bare string
	for _, tail := range []string{help, ""} {
		for _, s := range sentences {
			bare = Unaccent(s)
			if t := office + ": " + bare + tail; len(t) <= Segment {
				return t
			}
		}
	}
	if room := Segment - len(bare) - 2; room >= 12 {
		return cut(office, room) + ": " + bare
	}
	return cut(cut(office, 40)+": "+bare, Segment)
}

// cut ends a text of single bytes after a whole word.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = s[:n+1]
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		s = s[:i]
	} else {
		s = s[:n]
	}
	return strings.TrimRight(s, " ,.;:-")
}

// Mobile is a phone that can take an SMS, as ten digits; ok is false for anything else.
func Mobile(p string) (digits string, ok bool) {
	var b strings.Builder
	for _, r := range p {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if !strings.ContainsRune("+ .-()\u00a0", r) {
			return "", false
		}
	}
	d := b.String()
	if strings.HasPrefix(d, "84") && len(d) == 11 {
		d = "0" + d[2:]
	}
	if len(d) != 10 || d[0] != '0' || !strings.ContainsRune("35789", rune(d[1])) {
		return "", false
	}
	return d, true
}
