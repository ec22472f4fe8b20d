package meaning

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

type sample struct {
	ID, Kind, Text string
	Expected       map[string]any
}

func load(t testing.TB, file string) (docs, noisy []sample) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var in struct{ Documents, Noisy []sample }
	if err := json.Unmarshal(b, &in); err != nil {
		t.Fatal(err)
	}
	return in.Documents, in.Noisy
}

// What papers say, as text without a slip: every field is there and right.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"testdata/ocr_samples.json", "testdata/held_out.json"} {
		docs, noisy := load(t, file)
		for _, s := range append(docs, noisy...) {
			t.Run(s.ID, func(t *testing.T) {
				t.Parallel()
				p := Understand(FromText(s.Text, 0.96), Knowledge{})
				if s.Kind != "" && p.Kind != s.Kind {
					t.Errorf("kind %s, want %s", p.Kind, s.Kind)
				}
				got := map[string]Field{}
				for _, f := range p.Fields {
					got[f.Name] = f
				}
				for name, v := range s.Expected {
					want := fmt.Sprint(v)
					if n, ok := v.(float64); ok {
						want = fmt.Sprintf("%.0f", n)
					}
					if got[name].Value != want {
						t.Errorf("%s is %q (%.2f), want %q", name, got[name].Value, got[name].Confidence, want)
					}
				}
			})
		}
	}
}
