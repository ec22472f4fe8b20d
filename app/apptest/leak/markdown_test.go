package leak

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var ownWord = regexp.MustCompile(`\bown( draft)?\b`)

const (
	opening, closing = "<!-- leak-matrix -->\n", "<!-- /leak-matrix -->"
)

// matrixMarkdown prints the rules as the README shows them: tables that nobody
// can tell apart share a line.
func matrixMarkdown() string {
	var b strings.Builder
	b.WriteString("A word says which rows: to read; `+` to add, `~` to change, `−` to remove. Empty is nothing. `reads`: the receiving, the competent and the formerly competent tenant, once it is filed; `holder`: the one tenant that may act on it now. A helper is a resident's scope narrowed to one draft. A tenant's, resident's, province's or worker's role without a scope, with an empty one or with rubbish in it reads what is marked `all` and nothing else.\n\n")
	b.WriteString("| Table | " + strings.Join(kinds, " | ") + " |\n|---" + strings.Repeat("|---", len(kinds)) + "|\n")
	var lines []string
	names := map[string][]string{}
	for _, t := range tables {
		if t.inner {
			continue
		}
		var cells []string
		for _, k := range kinds {
			c := cell(t.by[k])
			if k == helper {
				c = ownWord.ReplaceAllString(c, "that draft")
			}
			cells = append(cells, c)
		}
		l := strings.Join(cells, " | ")
		if names[l] == nil {
			lines = append(lines, l)
		}
		names[l] = append(names[l], "`"+t.name+"`")
	}
	for _, l := range lines {
		fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(names[l], " "), l)
	}
	fmt.Fprintf(&b, "\n%d tables, %d narrow functions, %d acts in every state; %d walls broken on purpose, each noticed.\n", len(tables), len(narrows), len(acts), len(mutants)+1)
	return b.String()
}

// cell groups the verbs of one kind by the rows they reach.
func cell(v verbs) string {
	var labels []string
	signs := map[string]string{}
	for _, x := range []struct {
		r    *rule
		sign string
	}{{v.see, ""}, {v.add, "+"}, {v.change, "~"}, {v.remove, "−"}} {
		if x.r == nil {
			continue
		}
		if !slices.Contains(labels, x.r.label) {
			labels = append(labels, x.r.label)
		}
		signs[x.r.label] += x.sign
	}
	var out []string
	for _, l := range labels {
		s := signs[l]
		switch {
		case s == "":
			out = append(out, l)
		case v.see != nil && v.see.label == l: // reads it, and more
			out = append(out, l+" "+s)
		default:
			out = append(out, s+l)
		}
	}
	return strings.Join(out, "; ")
}

// TestMatrixMarkdown keeps the README's table true. UPDATE=1 writes it anew.
func TestMatrixMarkdown(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "..", "README.md")
	b, err := os.ReadFile(file)
	must(t, err)
	before, rest, ok := strings.Cut(string(b), opening)
	have, after, ok2 := strings.Cut(rest, closing)
	if !ok || !ok2 {
		t.Fatalf("README.md has no %s … %s", strings.TrimSpace(opening), closing)
	}
	want := matrixMarkdown()
	if have == want {
		return
	}
	if os.Getenv("UPDATE") == "" {
		t.Fatalf("the README's leak matrix is not what the suite proves; UPDATE=1 go test -run TestMatrixMarkdown ./app/apptest/leak writes it anew:\n%s", want)
	}
	must(t, os.WriteFile(file, []byte(before+opening+want+closing+after), 0o644))
}
