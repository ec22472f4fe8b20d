package console

import "strings"

func joined(s []string) string { return strings.Join(s, ", ") }
