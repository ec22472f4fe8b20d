package dossiers

import (
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Fold is the search key of a Vietnamese text: no marks, no case, đ as d, one
// space between words. The database's app.fold gives the same.
func Fold(s string) string {
	s = strings.NewReplacer("đ", "d", "Đ", "d", "ð", "d", "Ð", "d").Replace(norm.NFC.String(s))
	t := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	out, _, err := transform.String(t, s)
	if err != nil {
		out = s // cannot happen for valid UTF-8; a worse key finds less, and loses nothing
	}
	return strings.Join(strings.Fields(strings.ToLower(out)), " ")
}
