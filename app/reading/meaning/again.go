package meaning

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Words are the words of the page that a field's value was read from.
func (f Field) Words() []*Word {
	var out []*Word
	for _, t := range f.from {
		if !slices.Contains(out, t.word) {
			out = append(out, t.word)
		}
	}
	return out
}

// Confirm lets values be read a second time, by other means. again gives what it
// read in the place of a field's words; ok is false where it did not look. What
// was read alike is surer than before, what was not is doubtful, however sure the
// first reading was of itself.
func (p *Paper) Confirm(again func(Field) (text string, ok bool)) {
	for n := range p.Fields {
		f := &p.Fields[n]
		text, ok := again(*f)
		if !ok || len(f.from) == 0 {
			continue
		}
		var first strings.Builder
		for _, w := range f.Words() {
			first.WriteString(w.Text)
		}
		a, b := bare(first.String()), bare(text)
		switch {
		case a != b:
			f.value = f.atMost(doubtful)
		default:
			f.sure = repeated(f.sure)
		}
		f.weigh()
	}
}

// doubtful is the most confidence for what two readings disagree about.
const doubtful = 0.6

// bare is a text's letters and digits in small letters, marks kept.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFC.String(s))
}
