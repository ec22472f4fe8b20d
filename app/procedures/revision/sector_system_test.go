package revision

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestSectorSystems(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range SectorSystems {
		if s.Key == "" || s.Name == "" || seen[s.Key] || s.Back != BackAutomatic && s.Back != BackTyped {
			t.Errorf("%+v", s)
		}
		seen[s.Key] = true
	}
	var r Revision
	if err := json.Unmarshal([]byte(`{"ways": {"counter": {"filed": "here", "system": "ho_tich"}, "online": {"filed": "here", "system": "khong_co"}}}`), &r); err != nil {
		t.Fatal(err)
	}
	bad := map[string]bool{}
	for _, p := range r.Problems() {
		if strings.Contains(p.Say, "hệ thống chuyên ngành") {
			bad[p.Place] = true
		}
	}
	if bad["ways.counter"] || !bad["ways.online"] {
		t.Errorf("problems at %v", bad)
	}
	if w := r.Ways[Counter]; w.DecidedIn() != "Hệ thống hộ tịch điện tử của Bộ Tư pháp" || r.WayOf(Post).System != "ho_tich" {
		t.Errorf("decided in %q", w.DecidedIn())
	}
}
