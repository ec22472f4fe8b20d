package people

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tidy is typed text as we store it: NFC, no control characters, single spaces.
func tidy(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, ""))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u200b' || r == '\ufeff' {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// clip cuts to n characters.
func clip(s string, n int) string {
	s = tidy(s)
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// squash is text as guessers compare it: no marks, case or spaces.
func squash(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case r == 'đ':
			b.WriteRune('d')
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsPunct(r), unicode.IsSymbol(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

var (
	usernameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,39}$`)
	emailForm    = regexp.MustCompile(`^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]{2,}$`)
	phoneForm    = regexp.MustCompile(`^0[2-9][0-9]{8,9}$`)
	mobileForm   = regexp.MustCompile(`^0[35789][0-9]{8}$`)
)

// NormalPhone is a phone number as stored, 0912345678, whatever spacing or
// country code was typed; ok is false when it is not a Vietnamese number.
func NormalPhone(typed string) (phone string, ok bool) {
	d := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == '+':
			return r
		case unicode.IsSpace(r), r == '.', r == '-', r == '(', r == ')':
			return -1
		}
		return 'x'
	}, norm.NFKC.String(typed))
	switch {
	case strings.HasPrefix(d, "+84"):
		d = "0" + strings.TrimPrefix(d[3:], "0")
	case strings.HasPrefix(d, "84") && len(d) == 11:
		d = "0" + d[2:]
	}
	return d, phoneForm.MatchString(d)
}

// fullName checks a person's name as typed; the message is empty when it is good.
func fullName(typed string) (name, message string) {
	name = tidy(typed)
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return name, "Nhập họ, chữ đệm và tên."
	case n < 2:
		return name, "Họ tên quá ngắn. Nhập đủ họ, chữ đệm và tên."
	case n > 100:
		return name, "Họ tên dài quá 100 ký tự. Nhập đúng như trên căn cước."
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" .'’-", r) {
			return name, "Họ tên chỉ gồm chữ cái. Nhập đúng như trên căn cước."
		}
	}
	return name, ""
}
