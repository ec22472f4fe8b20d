package procedures

import (
	"slices"
	"strings"
	"testing"

	"motcua/app/procedures/national"
	"motcua/migrations"
)

func shipped(t testing.TB) *National {
	t.Helper()
	list, err := national.Build(migrations.Data())
	if err != nil {
		t.Fatal(err)
	}
	return NewNational(list)
}

func TestFindOfNothingAndNonsense(t *testing.T) {
	t.Parallel()
	n := shipped(t)
	for _, q := range []string{"", " ", "🎉🎉", "<script>alert(1)</script>", strings.Repeat("khai sinh ", 3000), "\xff\x00"} {
		_ = n.Find(q)
	}
	if h := n.Find("qwrtp zxcvb"); len(h) != 0 {
		t.Errorf("nonsense found %s", h[0].PlainName)
	}
}

func BenchmarkFind(b *testing.B) {
	n := shipped(b)
	for b.Loop() {
		n.Find("xin giay xac nhan tinh trang hon nhan")
	}
}

// whole is what `motcua procedures search` looks in.
func whole(t testing.TB) *National {
	t.Helper()
	list, err := national.Whole(migrations.Data())
	if err != nil {
		t.Fatal(err)
	}
	return NewNational(list)
}

// crowd is the shipped catalogue with every other procedure of the national
// list, by name only, and those again until there are n.
func crowd(t testing.TB, n int) *National {
	t.Helper()
	list, err := national.Crowd(migrations.Data(), n)
	if err != nil {
		t.Fatal(err)
	}
	return NewNational(list)
}

// Among 2,300 procedures people still find theirs.
func TestFindAmongTheWholeNation(t *testing.T) {
	t.Parallel()
	n := crowd(t, 2300)
	for _, c := range []struct{ q, code string }{
		{"doc than", "1.004873"},
		{"khai sinhf", "1.001193"},
		{"sổ đỏ", "1.013978"},
		{"giấy khai sinh mất", "2.000635"},
		{"mở quán", "1.001612"},
		{"gpxd", "1.013225"},
		{"làm căn cước cho con dưới 14 tuổi", "1.014062"},
	} {
		var got []string
		for i, h := range n.Find(c.q) {
			if i < 3 {
				got = append(got, h.Code)
			}
		}
		if !slices.Contains(got, c.code) {
			t.Errorf("%q: %s is not among %v", c.q, c.code, got)
		}
	}
}

func BenchmarkFindAmongTheWholeNation(b *testing.B) {
	n := crowd(b, 2300)
	for b.Loop() {
		n.Find("toi muon xin giay xac nhan tinh trang hon nhan de vay von ngan hang")
	}
}
