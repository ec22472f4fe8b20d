package exchange_test

import (
	"bytes"
	"os"
	"testing"

	"motcua/app/procedures/exchange"
	"motcua/app/procedures/national"
)

// FuzzRead: whatever the file, it is read or refused with a sentence, and what
// is taken is unchanged the second time.
func FuzzRead(f *testing.F) {
	s := shipped(f)
	e := *s.Entry("1.001193")
	y, err := exchange.YAML(e)
	if err != nil {
		f.Fatal(err)
	}
	j, err := exchange.JSON(e)
	if err != nil {
		f.Fatal(err)
	}
	p, err := os.ReadFile("testdata/portal.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{y, j, p, []byte(head + row(12, "a")), []byte(head + row(4, "-1") + "\"x"), []byte("\xff\xfea\x00"), []byte("a: &x [*x]"), []byte("{\"procedures\":[{}]}"), []byte("[[["), []byte("\ufeff,")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := exchange.Read(bytes.NewReader(b), "")
		if err != nil {
			if r := exchange.RefusedWhole(err); len(r.Refused) != 1 || r.Refused[0].Reason == "" {
				t.Fatalf("%+v", r)
			}
			return
		}
		have := map[string]*national.Entry{}
		get := func(code string) *national.Entry { return have[code] }
		_, out := exchange.Plan(file, s, get)
		for _, o := range out {
			have[o.Entry.Code] = o.Entry
		}
		if rep, _ := exchange.Plan(file, s, get); rep.Taken+rep.Changed > 0 {
			t.Fatalf("the second time: %+v", rep)
		}
	})
}
