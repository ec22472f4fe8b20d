package builder

import (
	"slices"
	"strconv"
	"strings"

	"motcua/views/ui"
)

func count(n int) string { return strconv.Itoa(n) }

func orElse(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func lower(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

func rules(fields []BuildField) bool {
	return slices.ContainsFunc(fields, func(f BuildField) bool { return f.Kind == "rule" })
}

// expression is the box of a rule's text; its legend says what it is for.
func expression(f BuildField) ui.Field {
	x := f.Field
	x.Label = "Biểu thức"
	if f.YesNo {
		x.Label = "Hoặc viết điều kiện"
	}
	return x
}

// presenceKind: a colleague's lock stops this visitor, the rest is good to know.
func presenceKind(v Presence) string {
	if v.Theirs {
		return "warn"
	}
	return "info"
}
