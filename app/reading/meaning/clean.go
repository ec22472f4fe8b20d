package meaning

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/app/procedures/revision"
)

// IsDate tells whether a field holds a day.
func IsDate(field string) bool {
	_, what := Person(field)
	return what == "date" || what == "expires" || what == "id_issued" || strings.HasSuffix(what, "_date")
}

// Shown writes a value as people write it: days as 02/01/2006.
func Shown(field, value string) string {
	if t, err := time.Parse(time.DateOnly, value); err == nil && IsDate(field) {
		return t.Format("02/01/2006")
	}
	return value
}

// Clean brings what an officer typed for a field into the form in which values
// are kept; fault is the sentence beside the field when it cannot be one.
func Clean(field, typed string) (value, fault string) {
	typed = strings.Join(strings.FieldsFunc(norm.NFC.String(strings.ToValidUTF8(typed, "")), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if len([]rune(typed)) > 500 {
		return "", "Ghi ngắn hơn, tối đa 500 chữ"
	}
	_, what := Person(field)
	switch {
	case typed == "":
		return "", ""
	case IsDate(field):
		if d := revision.ReadDate(typed, strings.HasSuffix(what, "birth_date")); d != "" {
			return d, ""
		}
		return "", "Ghi ngày dạng 05/09/2026"
	case what == "id":
		n := strings.Map(func(r rune) rune {
			if r == ' ' || r == '.' || r == '-' {
				return -1
			}
			return r
		}, typed)
		if f := revision.IDNumberFault(n); f != "" {
			return "", f
		}
		return n, ""
	case what == "phone":
		if p, ok := revision.CleanPhone(typed); ok {
			return p, ""
		}
		return "", "Số điện thoại có 10 chữ số, bắt đầu bằng 0"
	}
	return typed, ""
}
