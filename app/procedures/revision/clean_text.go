package revision

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// clean makes typed text fit to be kept: NFC, no control or invisible
// characters, single spaces, trimmed. lines keeps line breaks.
func clean(s string, lines bool) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, ""))
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	var b strings.Builder
	space, started := false, false
	for _, r := range s {
		switch {
		case r == '\n' && lines:
			b.WriteRune('\n')
			space = false
			continue
		case unicode.IsSpace(r):
			space = started
			continue
		case unicode.Is(unicode.C, r): // control, format (zero width, bidi), private, surrogate
			continue
		}
		if space {
			b.WriteByte(' ')
		}
		space, started = false, true
		b.WriteRune(r)
	}
	out := strings.TrimSpace(b.String())
	for strings.Contains(out, "\n\n\n") {
		out = strings.ReplaceAll(out, "\n\n\n", "\n\n")
	}
	return out
}

// isName accepts letters of any script with their marks, spaces and the signs names are written with.
func isName(s string) bool {
	letters := 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.Is(unicode.M, r), r == ' ', r == '\'', r == '’', r == '-', r == '.', r == ',', r == '(', r == ')':
		default:
			return false
		}
	}
	return letters >= 2
}

var (
	mobile   = regexp.MustCompile(`^0[35789][0-9]{8}$`)
	landline = regexp.MustCompile(`^02[0-9]{8,9}$`)
	mail     = regexp.MustCompile(`^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)
)

// CleanPhone gives 0xxxxxxxxx however it was spaced or prefixed; ok is false when it is no Vietnamese number.
func CleanPhone(s string) (phone string, ok bool) {
	s = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		if strings.ContainsRune(" .-()\u00a0", r) {
			return -1
		}
		return 'x'
	}, s)
	for _, p := range []string{"+84", "0084", "84"} {
		if rest, found := strings.CutPrefix(s, p); found && len(rest) >= 9 {
			s = "0" + strings.TrimPrefix(rest, "0")
			break
		}
	}
	return s, mobile.MatchString(s) || landline.MatchString(s)
}

func runes(s string) int { return utf8.RuneCountInString(s) }
