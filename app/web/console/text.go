package console

import (
	"slices"
	"strconv"
	"strings"
)

// sentences joins what there is, each ended once.
func sentences(in []string) string {
	var out []string
	for _, s := range in {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		if !strings.ContainsAny(s[len(s)-1:], ".!?…") {
			s += "."
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func joined(s []string) string { return strings.Join(s, ", ") }

// dotted puts what there is side by side.
func dotted(s ...string) string {
	return strings.Join(slices.DeleteFunc(s, func(x string) bool { return x == "" }), " · ")
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// normalLines writes line ends the way Go does.
func normalLines(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "\r\n", "\n") }

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

func hasFold(s, part string) bool { return strings.Contains(strings.ToLower(s), part) }

// countText is a number of dossiers that was counted up to a limit.
func countText(n, limit int) string {
	if n >= limit {
		return "từ " + strconv.Itoa(limit) + " hồ sơ đang mở"
	}
	return strconv.Itoa(n) + " hồ sơ đang mở"
}
