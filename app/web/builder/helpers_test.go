package builder_test

import (
	"strconv"
	"strings"
	"testing"

	"motcua/app/apptest"
)

const (
	admin   = "phutho.quantri"
	married = "/tinh/thu-tuc/1.004873"
)

func text(p *apptest.Page, selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).First().Text()), " ")
}

func want(t *testing.T, p *apptest.Page, status int, says ...string) {
	t.Helper()
	if p.Status != status {
		t.Fatalf("%s answers %d, want %d: %.2000s", p.URL, p.Status, status, text(p, "main"))
	}
	all := strings.Join(strings.Fields(p.Text()), " ")
	for _, s := range says {
		if !strings.Contains(all, s) {
			t.Errorf("%s does not say %q: %.2000s", p.URL, s, text(p, "main"))
		}
	}
}

// number reads "1.234".
func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(s, ".", ""))
	if err != nil {
		t.Fatalf("not a number: %q", s)
	}
	return n
}
