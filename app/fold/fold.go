// Package fold makes search keys: text without marks, without case, in single
// spaces, as app.fold does in the database. It also forgives what people's
// keyboards leave behind (Telex, VNI) and small slips. A leaf.
package fold

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Key is the search key of a text: "Xã  Đào Xá" gives "xa dao xa".
func Key(s string) string {
	b := make([]byte, 0, len(s))
	space := false
	for _, r := range s {
		if r >= tabled {
			return key(s)
		}
		switch r = table()[r]; r {
		case slow:
			return key(s)
		case none:
		case ' ':
			space = len(b) > 0
		default:
			if space {
				b, space = append(b, ' '), false
			}
			b = utf8.AppendRune(b, r)
		}
	}
	return string(b)
}

// table holds what becomes of each rune of Latin text. Names are folded by the
// ten thousand when a server starts: decomposing each text took a third of that.
var table = sync.OnceValue(func() *[tabled]rune {
	var t [tabled]rune
	for r := range rune(tabled) {
		out := []rune(key("x" + string(r) + "x")) // between letters, so that spaces stay
		switch {
		case len(out) == 2:
			t[r] = none
		case len(out) == 3:
			t[r] = out[1]
		default:
			t[r] = slow
		}
	}
	return &t
})

const (
	tabled = 0x1f00 // runes of the table: Latin with all of Vietnamese, and the marks
	none   = -1     // leaves nothing
	slow   = -2     // becomes several
)

// key is Key for any text.
func key(s string) string {
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

// Word is one word with what tells it from others that fold alike.
type Word struct {
	Key   string // folded, i for y where only the spelling differs: "lý" and "lí" are li
	Shape string // with đ, ă, â, ê, ô, ơ, ư, without the tone
	Tone  rune   // the combining mark, 0 for none; its place in the word does not matter (hòa, hoà)
}

// Plain tells that the word was written without any mark.
func (w Word) Plain() bool { return w.Tone == 0 && w.Shape == w.Key }

// Spelt gives a text's words as they were written.
func Spelt(s string) []Word {
	var out []Word
	var key, shape []rune
	var tone rune
	end := func() {
		if len(key) > 0 {
			if n := len(key); n > 1 && key[n-1] == 'y' && !strings.ContainsRune("aeiouy", key[n-2]) {
				key[n-1], shape[n-1] = 'i', 'i'
			}
			out = append(out, Word{string(key), norm.NFC.String(string(shape)), tone})
		}
		key, shape, tone = key[:0], shape[:0], 0
	}
	for _, r := range norm.NFKD.String(s) {
		switch {
		case r == 0x300 || r == 0x301 || r == 0x303 || r == 0x309 || r == 0x323:
			tone = r
		case unicode.Is(unicode.Mn, r):
			if len(key) > 0 {
				shape = append(shape, r)
			}
		case unicode.Is(unicode.Cf, r):
		case r == 'đ' || r == 'Đ' || r == 'ð':
			key, shape = append(key, 'd'), append(shape, 'đ')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			key, shape = append(key, unicode.ToLower(r)), append(shape, unicode.ToLower(r))
		default:
			end()
		}
	}
	end()
	return out
}

// Sound is a word's key as careless ears write it: tr and ch, s and x, d, gi
// and r, final n and ng, c and t are one.
func Sound(key string) string {
	for _, x := range sounds {
		if strings.HasPrefix(key, x[0]) {
			key = x[1] + key[len(x[0]):]
			break
		}
	}
	switch {
	case strings.HasSuffix(key, "ng"), strings.HasSuffix(key, "nh"):
		return key[:len(key)-1]
	case strings.HasSuffix(key, "ch"):
		return key[:len(key)-2] + "c"
	case strings.HasSuffix(key, "t"):
		return key[:len(key)-1] + "c"
	}
	return key
}

var sounds = [][2]string{{"tr", "ch"}, {"x", "s"}, {"gi", "d"}, {"r", "d"}, {"ngh", "ng"}, {"gh", "g"}, {"k", "c"}, {"q", "c"}}

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
