package registry

import (
	"encoding/csv"
	"io/fs"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"motcua/migrations"
)

func csvRows(t testing.TB, name string) []map[string]string {
	t.Helper()
	b, err := fs.ReadFile(migrations.Data(), name)
	if err != nil {
		t.Fatal(err)
	}
	recs, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range recs[1:] {
		m := map[string]string{}
		for i, k := range recs[0] {
			m[k] = r[i]
		}
		out = append(out, m)
	}
	return out
}

// country is the index of all communes and their old names, without a database.
func country(t testing.TB) (*index, map[string]Unit) {
	t.Helper()
	prov := map[string]string{}
	for _, r := range csvRows(t, "provinces.csv") {
		prov[r["code"]] = r["full_name"]
	}
	var units []Unit
	byID := map[string]Unit{}
	for _, r := range csvRows(t, "communes.csv") {
		u := Unit{ID: migrations.TenantID(r["code"]), Code: r["code"], Kind: KindCommune, Name: r["name"], FullName: r["full_name"], UnitKind: r["kind"], ProvinceFull: prov[r["province_code"]]}
		units = append(units, u)
		byID[u.ID.String()] = u
	}
	var former []OldUnit
	for _, r := range csvRows(t, "commune_mergers.csv") {
		former = append(former, OldUnit{r["old_code"], r["old_name"], r["old_kind"], r["old_district"], r["old_province"], migrations.TenantID(r["new_code"]), r["coverage"]})
	}
	return newIndex(units, former), byID
}

func TestSearchFindsTheOfficeByAnyName(t *testing.T) {
	t.Parallel()
	x, byID := country(t)
	for _, c := range []struct {
		q    string
		want string // full name and province of one of the first three
		top  int
	}{
		{"kim boi", "Xã Kim Bôi, Tỉnh Phú Thọ", 1},
		{"Xã Kim Bôi", "Xã Kim Bôi, Tỉnh Phú Thọ", 1},
		{norm.NFD.String("xã Kim Bôi, Phú Thọ"), "Xã Kim Bôi, Tỉnh Phú Thọ", 1},
		{"KIM BOI PHU THO", "Xã Kim Bôi, Tỉnh Phú Thọ", 1},
		{"phu tho kim boi", "Xã Kim Bôi, Tỉnh Phú Thọ", 1},
		{"xa vinh dong", "Xã Kim Bôi, Tỉnh Phú Thọ", 3},
		{"vinh dong kim boi hoa binh", "Xã Kim Bôi, Tỉnh Phú Thọ", 1},
		{"thị trấn Bo", "Xã Kim Bôi, Tỉnh Phú Thọ", 1},
		{"thi tran bo kim boi", "Xã Kim Bôi, Tỉnh Phú Thọ", 1},
		{"xóm Sào, Thị trấn Bo, Kim Bôi, Hòa Bình", "Xã Kim Bôi, Tỉnh Phú Thọ", 1},
		{"phường Hòa Bình", "Phường Hòa Bình, Tỉnh Phú Thọ", 1},
		{"hoa binh phu tho", "Phường Hòa Bình, Tỉnh Phú Thọ", 1},
		{"hoaf binhf phus thoj", "Phường Hòa Bình, Tỉnh Phú Thọ", 1},
		{"dao xa", "Xã Đào Xá, Tỉnh Phú Thọ", 1},
		{"xã đào xá", "Xã Đào Xá, Tỉnh Phú Thọ", 1},
		{"go vap", "Phường Gò Vấp, Thành phố Hồ Chí Minh", 1},
		{"phuong go vap tp hcm", "Phường Gò Vấp, Thành phố Hồ Chí Minh", 1},
		{"gof vaaps", "Phường Gò Vấp, Thành phố Hồ Chí Minh", 1},
		{"go vapp", "Phường Gò Vấp, Thành phố Hồ Chí Minh", 1},
		{"phuong 17 go vap", "Phường Gò Vấp, Thành phố Hồ Chí Minh", 1},
		{"thu cuc tan son", "Xã Thu Cúc, Tỉnh Phú Thọ", 1},
		{"hy cuong viet tri", "Xã Hy Cương, Tỉnh Phú Thọ", 1},
		{"ba dinh ha noi", "Phường Ba Đình, Thành phố Hà Nội", 1},
		{"truc bach", "Phường Ba Đình, Thành phố Hà Nội", 1},
		{"ben nghe quan 1", "Phường Sài Gòn, Thành phố Hồ Chí Minh", 3},
		{"phu quoc", "Đặc khu Phú Quốc, Tỉnh An Giang", 1},
		{"con dao", "Đặc khu Côn Đảo, Thành phố Hồ Chí Minh", 1},
	} {
		var got []string
		ok := false
		for i, h := range x.search(c.q, 8) {
			u := byID[h.Unit.ID.String()]
			name := u.FullName + ", " + u.ProvinceFull
			if h.Old != nil {
				got = append(got, name+" ← "+h.Old.Long())
			} else {
				got = append(got, name)
			}
			ok = ok || i < c.top && name == c.want
		}
		if !ok {
			t.Errorf("%q: want %s in the first %d, got\n\t%s", c.q, c.want, c.top, strings.Join(got, "\n\t"))
		}
	}
}

func TestSearchOfAnOldWardOfGoVap(t *testing.T) {
	t.Parallel()
	x, byID := country(t)
	hits := x.search("phuong 3 go vap", 5)
	if len(hits) == 0 || hits[0].Old == nil || hits[0].Old.Name != "3" || hits[0].Old.District != "Quận Gò Vấp" {
		for _, h := range hits {
			t.Log(byID[h.Unit.ID.String()].FullName, h.Old)
		}
		t.Fatal("the old ward 3 of Gò Vấp is not first")
	}
}

func TestSearchRefusesNothingAndNonsense(t *testing.T) {
	t.Parallel()
	x, _ := country(t)
	for _, q := range []string{"", "   ", "🎉", strings.Repeat("a ", 5000), "'; DROP TABLE", "\x00\xff"} {
		_ = x.search(q, 5)
	}
	if h := x.search("qqqqzzzz", 5); len(h) != 0 {
		t.Errorf("nonsense found %v", h)
	}
}

func BenchmarkSearch(b *testing.B) {
	x, _ := country(b)
	for _, q := range []string{"kim boi", "xa vinh dong kim boi hoa binh", "phuong 3 go vap", "hoaf binhf", "go vapp"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				x.search(q, 10)
			}
		})
	}
}
