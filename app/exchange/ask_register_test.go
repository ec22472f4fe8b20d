package exchange_test

import (
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/app/dossiers"
	"motcua/app/exchange"
)

// An officer asks a register from the dossier's page: each of the four answers
// stands there with its ground, time and asker; no answer stops nothing.
func TestLookUpFromTheDossier(t *testing.T) {
	t.Parallel()
	w := start(t)
	id := w.landed("G22.99-261126-000011")
	at := "/cb/ho-so/" + id.String()
	desk := w.Officer("kimboi.tiepnhan")
	ask := func(want string, change url.Values) *apptest.Page {
		t.Helper()
		p := desk.Submit(desk.Get(at+"/tra-cuu"), "main form", change)
		if p.Status != 200 || !strings.Contains(p.Read("#tra-cuu"), want) {
			t.Fatalf("%d, wanted %q: %s", p.Status, want, p.Read("#tra-cuu"))
		}
		return p
	}
	for v, want := range map[dossiers.RegisterVerdict]string{dossiers.RegisterMatch: "Đã so", dossiers.RegisterMismatch: "Khác nhau: ngày sinh", dossiers.RegisterNoData: "Không có dữ liệu", dossiers.RegisterNoBasis: "Không đủ căn cứ để trả lời"} {
		w.sim.Play("017162000456", v)
		ask(want, nil)
	}
	for _, m := range []exchange.Manners{exchange.Down, exchange.Refusing} {
		w.sim.Behave("", m)
		ask("Không tra được, làm bằng giấy", url.Values{"register": {"civil_status"}})
	}
	w.sim.Behave("", "")
	p := desk.Submit(desk.Get(at+"/tra-cuu"), "main form", url.Values{"basis": {" "}})
	if p.Status != 422 || !strings.Contains(p.Body, "Ghi căn cứ tra cứu") {
		t.Errorf("without a ground: %d", p.Status)
	}
	_, _, asked := w.sim.Heard()
	p = desk.Get(at + "/tra-cuu")
	desk.Submit(p, "main form", nil)
	desk.Submit(p, "main form", nil) // pressed twice
	if _, _, now := w.sim.Heard(); len(now) != len(asked)+1 {
		t.Errorf("asked %d times", len(now)-len(asked))
	}
	if n := w.count(`SELECT count(*) FROM app.register_lookup WHERE dossier_id = $1 AND verdict <> '' AND basis <> '' AND asked_name = 'Nguyễn Thị Hạnh'`, id); n != 7 {
		t.Errorf("%d questions on record", n)
	}
	// she reads who asked, and not what was answered
	mine := w.Resident("017162000456", "Bùi Thị Sen").Get("/ho-so/" + id.String())
	if !strings.Contains(mine.Body, "Cán bộ tra cứu cơ sở dữ liệu về Ông/Bà") || !strings.Contains(mine.Body, "Nghị định 118/2025") || strings.Contains(mine.Body, "MP-TC") {
		t.Error("her page does not say who asked, or says too much")
	}
	for _, other := range []string{"hoabinh.tiepnhan", "govap.thuly"} {
		if p := w.Officer(other).Get(at + "/tra-cuu"); p.Status != 404 {
			t.Errorf("%s: %d", other, p.Status)
		}
	}
	if p := desk.Submit(desk.Get(at), `form[action$="/tiep-nhan"]`, nil); p.Status != 200 || !strings.Contains(p.Body, "Được tiếp nhận") && !strings.Contains(p.Body, "Đã tiếp nhận") {
		t.Errorf("the dossier is stopped: %d", p.Status)
	}
	w.Exchange.Registers = nil
	ask("Nơi này chưa kết nối", nil)
}
