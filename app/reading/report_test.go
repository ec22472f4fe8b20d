package reading

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/app/reading/meaning"
)

type sample struct {
	ID, Kind, Text string
	Expected       map[string]any
}

func samples(t testing.TB, file string) []sample {
	t.Helper()
	b, err := os.ReadFile("meaning/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var in struct{ Documents []sample }
	if err := json.Unmarshal(b, &in); err != nil {
		t.Fatal(err)
	}
	return in.Documents
}

func registers(t testing.TB) meaning.Knowledge {
	t.Helper()
	know, err := meaning.Shipped(os.DirFS("../../migrations/data"))
	if err != nil {
		t.Fatal(err)
	}
	return know
}

// result is one sample read from its scan.
type result struct {
	letters, slips    int
	fields, right     int
	sure, surelyWrong int
	wrong             []string
	kind              bool
	took              time.Duration
	askew, found      float64
}

// read prints a sample, scans it and reads the scan.
func read(t testing.TB, r *Reader, s sample, know meaning.Knowledge, rnd *rand.Rand, points float64) result {
	t.Helper()
	deg := rnd.Float64()*3 - 1.5
	file := filepath.Join(t.TempDir(), "scan.jpg")
	if err := os.WriteFile(file, scanned(t, sheet(t, s.Text, points), deg, rnd), 0o600); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	pages, err := r.All(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Understand(t.Context(), pages, know)
	if err != nil {
		t.Fatal(err)
	}
	out := result{kind: p.Kind == s.Kind, took: time.Since(began), askew: -deg, found: pages[0].Skew}
	want := []rune(strings.Join(strings.Fields(s.Text), " "))
	out.letters = len(want)
	out.slips = distance(want, []rune(strings.Join(strings.Fields(pages[0].Text()), " ")))
	for name, v := range s.Expected {
		w := fmt.Sprint(v)
		if n, ok := v.(float64); ok {
			w = fmt.Sprintf("%.0f", n)
		}
		out.fields++
		at := slices.IndexFunc(p.Fields, func(f meaning.Field) bool { return f.Name == name })
		switch {
		case at < 0:
			out.wrong = append(out.wrong, name+" not found")
		case p.Fields[at].Value == w:
			out.right++
			if p.Fields[at].Confidence >= meaning.Sure {
				out.sure++
			}
		default:
			out.wrong = append(out.wrong, fmt.Sprintf("%s %.2f %s", name, p.Fields[at].Confidence, p.Fields[at].Value))
			if p.Fields[at].Confidence >= meaning.Sure {
				out.surelyWrong++
			}
		}
		if at >= 0 && os.Getenv("OCR_WORDS") != "" {
			fmt.Printf("    %-22s %-45q %.2f %v\n", name, p.Fields[at].Value, p.Fields[at].Confidence, p.Fields[at].Value == w)
		}
	}
	if os.Getenv("OCR_WORDS") != "" {
		fmt.Println(pages[0].Text())
		for _, f := range p.Fields {
			if _, ok := s.Expected[f.Name]; !ok {
				fmt.Printf("    + %-22s %-45q %.2f\n", f.Name, f.Value, f.Confidence)
			}
		}
	}
	return out
}

func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diag := row[0]
		row[0] = i + 1
		for j, y := range b {
			next := diag
			if x != y {
				next = 1 + min(diag, row[j], row[j+1])
			}
			diag, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}

// TestReport is `make ocr-report`: every sample printed, scanned askew with noise
// and JPEG loss, read, and compared. It is not part of the tests: it takes
// seconds of processor time a page.
func TestReport(t *testing.T) {
	if os.Getenv("OCR_REPORT") == "" {
		t.Skip("make ocr-report")
	}
	r := New()
	if m := r.Missing(); len(m) > 0 {
		t.Fatalf("not installed: %s", strings.Join(m, ", "))
	}
	know := registers(t)
	for _, set := range []struct{ title, file string }{
		{"samples", "ocr_samples.json"},
		{"held out: other people, orders, breaks and kinds", "held_out.json"},
	} {
		rnd := rand.New(rand.NewPCG(2026, 11))
		fmt.Printf("\n%s\n%-24s %5s %9s %8s %6s %11s %6s %7s\n", set.title, "", "kind", "letters", "fields", "sure", "wrong, sure", "skew", "seconds")
		var all result
		line := func(name string, x result, kind, skew string) {
			fmt.Printf("%-24s %5s %8.2f%% %5d/%-2d %6d %11d %6s %7.1f", name, kind, 100*float64(x.slips)/float64(max(x.letters, 1)), x.right, x.fields, x.sure, x.surelyWrong, skew, x.took.Seconds())
			if len(x.wrong) > 0 {
				fmt.Printf("  %s", strings.Join(x.wrong, ", "))
			}
			fmt.Println()
		}
		docs := samples(t, set.file)
		for _, s := range docs {
			x := read(t, r, s, know, rnd, 13)
			kind := "yes"
			if !x.kind {
				kind = "NO"
			}
			line(s.ID, x, kind, fmt.Sprintf("%+.2f", x.askew-x.found))
			all.letters, all.slips, all.fields, all.right = all.letters+x.letters, all.slips+x.slips, all.fields+x.fields, all.right+x.right
			all.sure, all.surelyWrong, all.took = all.sure+x.sure, all.surelyWrong+x.surelyWrong, all.took+x.took
		}
		all.took /= time.Duration(max(len(docs), 1))
		line("all, seconds a page", all, "", "")
		if cer, acc := float64(all.slips)/float64(max(all.letters, 1)), float64(all.right)/float64(max(all.fields, 1)); len(docs) > 0 {
			verdict := func(ok bool) string {
				if ok {
					return "met"
				}
				return "MISSED"
			}
			fmt.Printf("letters wrong ≤ 2 %%: %s; fields ≥ 95 %%: %s (%.1f %%); none wrong at ≥ %.1f: %s\n", verdict(cer <= 0.02), verdict(acc >= 0.95), 100*acc, meaning.Sure, verdict(all.surelyWrong == 0))
			if cer > 0.02 || acc < 0.95 || all.surelyWrong > 0 {
				t.Fail()
			}
		}
	}
}
