package revision_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"motcua/app/procedures/revision"
)

func TestRowsOfAnEarlierDossier(t *testing.T) {
	t.Parallel()
	var f revision.Field
	if err := json.Unmarshal([]byte(`{"name": "places", "label": "Nơi cư trú", "type": "group", "max_items": 2, "fields": [{"name": "at", "label": "Ở đâu", "type": "address"}, {"name": "since", "label": "Từ ngày", "type": "date"},
		{"name": "who", "label": "Ai", "type": "person", "parts": ["full_name"]}]}`), &f); err != nil {
		t.Fatal(err)
	}
	earlier := map[string]string{
		"homes": "4", "homes_1_at": "Xóm Bãi, xã Kim Bôi, tỉnh Phú Thọ", "homes_1_at_place": "xã Kim Bôi, tỉnh Phú Thọ", "homes_1_at_code": "04978", "homes_1_since": "2019-03-01", "homes_1_note": "không hỏi ở đây",
		"homes_2_note": "không có gì khác", "homes_3_who_full_name": "Bùi Văn An", "homes_4_since": "2024-01-01", "homes_12_since": "2000-01-01",
	}
	rows, taken, found := f.EarlierRows(earlier, "homes")
	want := map[string]string{
		"places": "2", "places_1_at": earlier["homes_1_at"], "places_1_at_place": earlier["homes_1_at_place"], "places_1_at_code": "04978", "places_1_since": "2019-03-01", "places_2_who_full_name": "Bùi Văn An",
	}
	if !maps.Equal(rows, want) || taken != 2 || found != 3 {
		t.Errorf("%d of %d: %v", taken, found, rows)
	}
	for _, none := range []map[string]string{{}, {"homes": "x", "homes_1_since": "2020-01-01"}, {"homes": "0"}, {"homes": "3"}} {
		if rows, taken, _ := f.EarlierRows(none, "homes"); taken != 0 || len(rows) != 0 {
			t.Errorf("%v: %v", none, rows)
		}
	}
	for _, typed := range []string{"places", "places_2_since", "places_1_since_year", "places_1_at_line"} {
		if !f.Touched(map[string]string{typed: "1"}) {
			t.Errorf("%s was typed", typed)
		}
	}
	if f.Touched(map[string]string{"homes": "2", "places_1_note": "x", "places_9_since": "2020"}) {
		t.Error("nothing of it was typed")
	}
	// written once and read back, and only from a group
	b, err := json.Marshal(revision.Form{Sections: []revision.Section{{Key: "s", Title: "S", Fields: []revision.Field{{Name: "places", Label: "Nơi", Type: revision.Group, Prefill: "earlier.homes", Fields: f.Fields}}}}})
	if err != nil {
		t.Fatal(err)
	}
	var again revision.Form
	if err := json.Unmarshal(b, &again); err != nil || again.Sections[0].Fields[0].Prefill != "earlier.homes" {
		t.Errorf("%v %+v", err, again)
	}
	for _, c := range [][2]string{{`"prefill": "profile"`, "earlier.tên_nhóm"}, {`"prefill": "earlier.Bad Name"`, "earlier.tên_nhóm"}, {`"prefill": "earlier.homes"`, ""}} {
		r := revised(t, `{"form": {"sections": [{"key": "s", "title": "S", "fields": [{"name": "places", "label": "Nơi", "type": "group", `+c[0]+`, "fields": [{"name": "since", "label": "Từ", "type": "date"}]}]}]}}`)
		said := slices.ContainsFunc(r.Problems(), func(p revision.Problem) bool { return p.Place == "form.places" && strings.Contains(p.Say, c[1]) })
		if said != (c[1] != "") {
			t.Errorf("%s: %s", c[0], fmt.Sprint(r.Problems()))
		}
	}
	r := revised(t, `{"form": {"sections": [{"key": "s", "title": "S", "fields": [{"name": "places", "label": "Nơi", "type": "group", "fields": [{"name": "since", "label": "Từ", "type": "date", "prefill": "earlier.since"}]}]}]}}`)
	if !slices.ContainsFunc(r.Problems(), func(p revision.Problem) bool { return p.Place == "form.places.since" }) {
		t.Error(r.Problems())
	}
}
