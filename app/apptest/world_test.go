package apptest_test

import (
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/app/dossiers"
	"motcua/app/walk"
	"motcua/tenants"
)

func TestTheSmallWorldHasDossiersOfManyStates(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	seen := map[dossiers.State]int64{}
	for _, id := range []tenants.ID{apptest.KimBoi, apptest.HoaBinh, apptest.DaoXa, apptest.GoVap} {
		c, err := w.Dossiers.Counts(tenants.With(t.Context(), tenants.Tenant(id, tenants.System)))
		if err != nil {
			t.Fatal(err)
		}
		for s, n := range c.ByState {
			seen[s] += n
		}
	}
	if len(seen) < 8 || seen[dossiers.Returned] == 0 || seen[dossiers.Processing] == 0 || seen[dossiers.InTransit] == 0 || seen[dossiers.AwaitingPayment] == 0 {
		t.Fatalf("states of the world: %v", seen)
	}
	p := w.Anybody().Get("/mo-phong/hop-thu")
	if p.Status != 200 || strings.TrimSpace(p.Find("h1").Text()) != "Hộp thư mô phỏng" {
		t.Fatalf("outbox: %d %s", p.Status, p.Find("h1").Text())
	}
	if p := w.Anybody().Get("/khong-co-trang-nay"); p.Status != 404 {
		t.Fatalf("a missing page answers %d", p.Status)
	}
}

// The product's own clock moves between two looks at it; a fake one does not.
func TestMessagesAreSentWithTheRealClock(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Work()
	if _, _, err := walk.File(t.Context(), w.URL); err != nil {
		t.Fatal(err)
	}
	w.Eventually("the resident's message reaches the simulated phone", func() bool {
		return strings.Contains(w.Anybody().Get("/mo-phong/hop-thu").Body, "H44.04978-")
	})
}
