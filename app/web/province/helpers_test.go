package province_test

import (
	"strconv"
	"strings"
	"testing"
)

// number reads "1.234".
func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(s, ".", ""))
	if err != nil {
		t.Fatalf("not a number: %q", s)
	}
	return n
}
