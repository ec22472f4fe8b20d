package procedures_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/tenants/registry"
)

type offices map[string]registry.Unit

func (o offices) ByCode(_ context.Context, code string) (registry.Unit, error) {
	if u, ok := o[code]; ok {
		return u, nil
	}
	return registry.Unit{}, fault.New(fault.NotFound, "unit.not_found")
}

func (o offices) Centre(ctx context.Context, province string) (registry.Unit, error) {
	return o.ByCode(ctx, "T"+province)
}

// One line a case that a lawyer could read: who decides, for whom, where.
func TestWhoIsCompetent(t *testing.T) {
	t.Parallel()
	at := offices{}
	for code, province := range map[string]string{"00001": "25", "00002": "25", "00003": "79", "T25": "25", "T79": "79"} {
		u := registry.Unit{ID: uuid.NewSHA1(uuid.Nil, []byte(code)), Code: code, Kind: registry.KindCommune, Province: province}
		if code[0] == 'T' {
			u.Kind = registry.KindProvince
		}
		at[code] = u
	}
	residence := `[{"to": "commune", "field": "home"}]`
	land := `[{"to": "province", "field": "land", "when": "hectares > 10"}, {"to": "commune", "field": "land"}]`
	any := `[{"to": "commune", "field": "seat", "within": "province"}]`
	up := `[{"to": "province", "when": "hectares > 10"}, {"to": "unit", "unit": "kinh_te", "when": "hectares > 5"}, {"to": "commune"}]`
	hard := `[{"to": "province", "when": "office.area == \"difficult\""}]`
	for _, c := range []struct {
		what, routing, chosen string
		answers               map[string]string
		want                  string
	}{
		{"no routing: the chosen one", `[]`, "00001", nil, "00001"},
		{"not answered yet: the chosen one", residence, "00001", nil, "00001"},
		{"where she lives", residence, "00001", map[string]string{"home_code": "00002"}, "00002"},
		{"in another province", residence, "00001", map[string]string{"home_code": "00003"}, "00003"},
		{"a place that is no commune of today", residence, "00001", map[string]string{"home_code": "-"}, "00001"},
		{"a code that does not exist", residence, "00001", map[string]string{"home_code": "99999"}, "00001"},
		{"a centre is no place to live", residence, "00001", map[string]string{"home_code": "T79"}, "00001"},
		{"where the land lies", land, "00001", map[string]string{"land_code": "00002", "hectares": "1"}, "00002"},
		{"up, where the land lies", land, "00001", map[string]string{"land_code": "00003", "hectares": "11"}, "T79"},
		{"up, but not known whose province", land, "00001", map[string]string{"hectares": "11"}, "00001"},
		{"unknown whether up: the commune of the land", land, "00001", map[string]string{"land_code": "00002"}, "00002"},
		{"any commune of the seat's province", any, "00001", map[string]string{"seat_code": "00002"}, "00001"},
		{"none of another province", any, "00003", map[string]string{"seat_code": "00002"}, "00002"},
		{"a centre is none of them", any, "T25", map[string]string{"seat_code": "00002"}, "00002"},
		{"up, in the chosen commune's province", up, "00003", map[string]string{"hectares": "11"}, "T79"},
		{"a unit of the chosen commune", up, "00003", map[string]string{"hectares": "6"}, "00003"},
		{"the chosen commune itself", up, "00003", map[string]string{"hectares": "1"}, "00003"},
		{"by the class of the chosen commune", hard, "00001", nil, "T25"},
	} {
		var r revision.Revision
		if err := json.Unmarshal([]byte(`{"form": {"sections": [{"key": "s", "title": "S", "fields": [{"name": "home", "label": "H", "type": "address"}, {"name": "land", "label": "L", "type": "address"},
			{"name": "seat", "label": "S", "type": "address"}, {"name": "hectares", "label": "H", "type": "number"}]}]}, "routing": `+c.routing+`}`), &r); err != nil {
			t.Fatal(err)
		}
		facts := revision.Facts{Area: revision.AreaDifficult, Province: at[c.chosen].Province, Today: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)}
		got, err := procedures.CompetentFor(t.Context(), at, &r, facts, c.answers, at[c.chosen])
		if err != nil || got.Code != c.want || got.Moved != (c.want != c.chosen) {
			t.Errorf("%s: %s (moved %t), want %s, %v", c.what, got.Code, got.Moved, c.want, err)
		}
	}
}
