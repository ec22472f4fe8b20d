package procedures_test

import (
	"slices"
	"testing"
	"time"

	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/tenants/registry"
)

// A province's own procedures and its words for the nation's are found from its
// communes; own ones also by who names no place; neither from another province.
func TestFindWhatAProvinceOffers(t *testing.T) {
	t.Parallel()
	d := atDesk(t)
	marriage, err := d.c.ByID(t.Context(), d.marriage)
	if err != nil {
		t.Fatal(err)
	}
	_, id, err := d.s.StartProcedure(d.khai, procedures.NewProcedure{Name: "Hỗ trợ kinh phí trồng chè búp", PlainName: "Hỗ trợ trồng chè", Synonyms: []string{"tiền trồng chè"}, Field: "Nông nghiệp", Level: "Cấp xã", From: marriage.Revision.ID})
	if err != nil {
		t.Fatal(err)
	}
	d.publish(t, id, d.now)
	if err := d.c.SetWords(d.khai, d.marriage, nil, []string{"giấy còn son"}); err != nil {
		t.Fatal(err)
	}
	id = d.start(t, d.marriage)
	d.edit(t, d.khai, id, func(r *revision.Revision) { r.Summary = "Giấy của tỉnh." })
	d.publish(t, id, d.now)
	d.now = d.now.Add(20 * time.Second) // the catalogue reads again
	nowhere := registry.Unit{}
	for _, c := range []struct {
		q    string
		at   registry.Unit
		code string
		want bool // the best hit; else not found at all
	}{
		{"trong che", d.kimBoi, "T25.001", true},
		{"tien trong che bup", d.kimBoi, "T25.001", true},
		{"T25.001", d.kimBoi, "T25.001", true},
		{" t25.0", d.kimBoi, "T25.001", true},
		{"trồng chè", nowhere, "T25.001", true},
		{"T25.001", nowhere, "T25.001", true},
		{"trồng chè", d.goVap, "T25.001", false},
		{"T25.001", d.goVap, "T25.001", false},
		{"giay con son", d.kimBoi, "1.004873", true},
		{"doc than", d.kimBoi, "1.004873", true},
		{"doc than", d.goVap, "1.004873", true},
		{"doc than", nowhere, "1.004873", true},
	} {
		hits, err := d.c.Find(t.Context(), c.q, c.at)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, h := range hits {
			codes = append(codes, h.Code)
		}
		switch {
		case c.want && (len(codes) == 0 || codes[0] != c.code || slices.Contains(codes[1:], c.code)):
			t.Errorf("%q from %q: %v, want %s first and once", c.q, c.at.Name, codes, c.code)
		case !c.want && slices.Contains(codes, c.code):
			t.Errorf("%q from %q: found %s", c.q, c.at.Name, c.code)
		}
	}
}
