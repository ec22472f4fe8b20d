package procedures

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestOpenDataTellsWhatTheLawSays(t *testing.T) {
	t.Parallel()
	n := shipped(t)
	b, err := json.Marshal(OpenData("https://motcua.example/", n.index.list...))
	if err != nil {
		t.Fatal(err)
	}
	var g struct {
		Context map[string]any   `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(b, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Graph) != 2*len(n.index.list) {
		t.Fatalf("%d nodes for %d procedures", len(g.Graph), len(n.index.list))
	}
	byID := map[string]map[string]any{}
	for _, x := range g.Graph {
		id := x["@id"].(string)
		if byID[id] != nil {
			t.Errorf("%s twice", id)
		}
		byID[id] = x
		for k := range x {
			if pre, _, ok := strings.Cut(k, ":"); ok && g.Context[pre] == nil {
				t.Errorf("%s: prefix of %s is not in the context", id, k)
			}
		}
	}
	s := byID["https://motcua.example/thu-tuc/1.004873"]
	for k, want := range map[string]string{"@type": "cpsv:PublicService", "dct:identifier": "1.004873", "dct:title": "Cấp Giấy xác nhận tình trạng hôn nhân", "dct:subject": "Hộ tịch", "cv:processingTime": "P3D"} {
		if s[k] != want {
			t.Errorf("%s is %v, want %s", k, s[k], want)
		}
	}
	raw, _ := json.Marshal(s)
	for _, want := range []string{"KQ.G15.000038", "cv:Evidence", "eli:LegalResource", "cv:Channel", "cv:Cost", "3 ngày làm việc", "163/QĐ-BTP", "Bản án hoặc quyết định ly hôn", "giấy độc thân"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("the description does not say %q", want)
		}
	}
	gov := byID["https://motcua.example/thu-tuc/1.004873#dich-vu"]
	if gov["@type"] != "schema:GovernmentService" || gov["owl:sameAs"] != s["@id"] {
		t.Errorf("%v", gov)
	}
}

// What the source does not know must not be sold as free or as ten days.
func TestOpenDataDoesNotGuess(t *testing.T) {
	t.Parallel()
	n := shipped(t)
	seen := 0
	for _, p := range n.index.list {
		s := publicService("https://motcua.example", p)
		if slices.Contains(p.Revision.Unconfirmed, "time") {
			seen++
			if s.Time != "" {
				t.Errorf("%s: a time that nobody states: %s", p.Code, s.Time)
			}
		}
		for _, w := range p.Revision.Ways {
			if w.Fee == nil && len(p.Revision.Fees) == 0 {
				for _, c := range s.Cost {
					if c.Value == "0" && strings.Contains(c.Description, "Hội đồng") {
						t.Errorf("%s: unknown fee told as free", p.Code)
					}
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no procedure without a stated time: the test proves nothing")
	}
}
