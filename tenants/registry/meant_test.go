package registry

import (
	"strings"
	"testing"
)

func TestMeantKnowsWhatAnAddressNames(t *testing.T) {
	t.Parallel()
	x, byID := country(t)
	for _, c := range []struct {
		text string
		want string // codes joined by spaces; "many", or "" for none
	}{
		{"xã Kim Bôi, tỉnh Phú Thọ", "04978"},
		{"xã Vĩnh Đồng, huyện Kim Bôi, tỉnh Hòa Bình", "04978"},
		{"xã Kim Bôi cũ, huyện Kim Bôi, tỉnh Hòa Bình", "04978"},
		{"thị trấn Bo, Kim Bôi, Hòa Bình", "04978"},
		{"Vĩnh Đồng, Kim Bôi, Hòa Bình", "04978"}, // as identity cards print it
		{"xa vinh dong, huyen kim boi, hoa binh", "04978"},
		{"phường Hòa Bình, tỉnh Phú Thọ", "04795"},
		{"phường Gò Vấp, Thành phố Hồ Chí Minh", "26884"},
		{"xã Hy Cương, tỉnh Phú Thọ", "08515"},
		{"xã Tân Lập", "many"}, // there were dozens
		{"xã Tân Lập, huyện Bắc Quang, tỉnh Hà Giang", "01171"},
		{"xã Tân Lập, huyện Đan Phượng, Hà Nội", "09817"}, // the other half got fields only
		{"xã Vĩnh Đồg, huyện Kim Bôi", "many"},            // misspelt: shown, not taken
		{"Berlin, Cộng hòa Liên bang Đức", ""},
		{"tỉnh Phú Thọ", ""},
		{"", ""},
	} {
		hits := x.search(formerly.ReplaceAllString(c.text, ""), 200)
		for i := range hits {
			hits[i].Unit = byID[hits[i].Unit.ID.String()]
			if o := hits[i].Old; o != nil {
				hits[i].Ask = o.Coverage != "full"
			}
		}
		var got []string
		for _, h := range meant(hits, c.text) {
			got = append(got, h.Unit.Code)
		}
		if s := strings.Join(got, " "); s != c.want && (c.want != "many" || len(got) == 0 || len(got) == 1 && !meant(hits, c.text)[0].Ask) {
			t.Errorf("%q: %q, want %q", c.text, s, c.want)
		}
	}
}
