package exchange_test

import (
	"bytes"
	"sync"
	"testing"

	"motcua/app/procedures/exchange"
	"motcua/app/procedures/national"
	"motcua/migrations"
)

var open = sync.OnceValues(func() (*national.Shipped, error) { return national.Open(migrations.Data()) })

func shipped(t testing.TB) *national.Shipped {
	t.Helper()
	s, err := open()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every shipped procedure goes out and comes back byte for byte, in both
// forms and from one into the other, and importing it changes nothing.
func TestRoundTripOfEveryProcedure(t *testing.T) {
	t.Parallel()
	s := shipped(t)
	for _, e := range s.Entries {
		y, err := exchange.YAML(e)
		if err != nil {
			t.Fatal(err)
		}
		j, err := exchange.JSON(e)
		if err != nil {
			t.Fatal(err)
		}
		for form, b := range map[string][]byte{"yaml": y, "json": j} {
			f, err := exchange.Read(bytes.NewReader(b), "")
			if err != nil || len(f.Items) != 1 {
				t.Fatalf("%s as %s: %v %v", e.Code, form, err, f)
			}
			rep, out := exchange.Plan(f, s, s.Entry)
			if rep.Unchanged != 1 {
				t.Errorf("%s as %s: %+v", e.Code, form, rep)
				continue
			}
			back, err := exchange.YAML(*out[0].Entry)
			if err != nil || !bytes.Equal(back, y) {
				t.Errorf("%s from %s: YAML differs (%v)", e.Code, form, err)
			}
			if back, err = exchange.JSON(*out[0].Entry); err != nil || !bytes.Equal(back, j) {
				t.Errorf("%s from %s: JSON differs (%v)", e.Code, form, err)
			}
		}
	}
}

// Texts that YAML might take for something else, and letters that come in two forms.
func TestRoundTripOfAwkwardTexts(t *testing.T) {
	t.Parallel()
	e := *shipped(t).Entry("1.004873")
	e.Synonyms = []string{
		"no", "Yes", "null", "~", "123", "1e3", "0x1F", "15:00", "2026-11-25", "- a", "a: b", "a #b", "#a", "*a", "&a", "!a", "%a", "@a", "`a", "'", "\"", "{", "[", "|", ">", "?", "=",
		" leading", "trailing ", "two\nlines", "two\nlines\n", "\nfirst empty", "tab\tin", " in\n  dented", "end  \nspace", "\u2028", "\u00a0", "😀", "<b>&amp;</b>", "\\", "C:\\a\\n", "e\u0302\u0301", "---", "...", "a\r\nb", "\ufeffx",
	}
	y, err := exchange.YAML(e)
	if err != nil {
		t.Fatal(err)
	}
	f, err := exchange.Read(bytes.NewReader(y), "x.yaml")
	if err != nil || len(f.Items) != 1 {
		t.Fatalf("%v %+v\n%s", err, f, y)
	}
	_, out := exchange.Plan(f, shipped(t), func(string) *national.Entry { return nil })
	got := out[0].Entry
	for i, want := range e.Synonyms {
		if want == "e\u0302\u0301" {
			want = "ế"
		}
		if got.Synonyms[i] != want {
			t.Errorf("%q came back as %q", want, got.Synonyms[i])
		}
	}
	again, err := exchange.YAML(*got)
	if err != nil || !bytes.Equal(again, y) {
		t.Errorf("differs the second time: %v", err)
	}
	j, err := exchange.JSON(*got)
	if err != nil {
		t.Fatal(err)
	}
	f, err = exchange.Read(bytes.NewReader(j), "")
	if err != nil {
		t.Fatal(err)
	}
	_, out = exchange.Plan(f, shipped(t), func(string) *national.Entry { return nil })
	if again, _ = exchange.YAML(*out[0].Entry); !bytes.Equal(again, y) {
		t.Error("differs by way of JSON")
	}
}
