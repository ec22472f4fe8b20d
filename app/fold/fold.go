// Package fold makes search keys: text without marks, without case, in single
// spaces, as app.fold does in the database. It also forgives what people's
// keyboards leave behind (Telex, VNI) and small slips. A leaf.
package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Key is the search key of a text: "Xã  Đào Xá" gives "xa dao xa".
func Key(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
			continue
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case r == 'đ' || r == 'Đ' || r == 'ð':
			r = 'd'
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Words are the letters and digits of a text's key: "Q.3, TP HCM" gives q 3 tp hcm.
func Words(s string) []string {
	return strings.FieldsFunc(Key(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Untyped undoes what Telex or VNI left in a word when the input method was
// off: sinhf, giaays, dduwowngf, giay61 give sinh, giay, duong, giay. Use it
// only for words that are not known as they stand.
func Untyped(w string) string {
	var in []byte // without tones
	for i := 0; i < len(w); i++ {
		c := w[i]
		switch {
		case i == 0:
		case strings.IndexByte("fjzsx", c) >= 0, c == 'r' && !(i == 1 && w[0] == 't'), c >= '0' && c <= '9' && letters(in):
			continue
		}
		in = append(in, c)
	}
	var out []byte
	for i, c := range in {
		prev := byte(0)
		if i > 0 {
			prev = in[i-1]
		}
		switch {
		case c == 'w':
			if prev != 'a' && prev != 'o' && prev != 'u' {
				out = append(out, 'u')
			}
			continue
		case c == prev && strings.IndexByte("aeod", c) >= 0:
			continue
		case i > 1 && i == len(in)-1 && !vowel(prev) && strings.IndexByte("aeod", c) >= 0 && strings.IndexByte(string(out), c) >= 0:
			continue // the mark of â, ê, ô, đ typed last
		}
		out = append(out, c)
	}
	return string(out)
}

func letters(b []byte) bool {
	for _, c := range b {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

func vowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// Near tells whether two words differ by at most one letter added, left out,
// changed, or two neighbours swapped.
func Near(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:] ||
			i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
	return a[i:] == b[i+1:]
}
