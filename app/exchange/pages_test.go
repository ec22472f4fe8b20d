package exchange_test

import (
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/app/exchange"
	"motcua/tenants"
)

// A dead letter is seen by its office with the dossier, by province and operator
// without; each may send it again, and that is on record.
func TestDeadLettersOnPages(t *testing.T) {
	t.Parallel()
	w := start(t)
	code := "G22.99-261126-000012"
	w.sim.Behave(exchange.Refusing, "")
	id := w.landed(code)
	kill := func() {
		t.Helper()
		must(t, w.Exchange.Push(w.worker(), id))
		if n := w.count(`SELECT count(*) FROM app.status_outbox WHERE dossier_id = $1 AND state = 'dead'`, id); n != 1 {
			t.Fatalf("%d dead letters", n)
		}
	}
	kill()
	for user, path := range map[string]string{"vanhanh": "/nen-tang/lien-thong", "phutho.quantri": "/tinh/lien-thong"} {
		who := w.Officer(user)
		p := who.Get(path)
		if p.Status != 200 || !strings.Contains(p.Body, "simulated_refusal") || !strings.Contains(p.Body, "Kim Bôi") {
			t.Fatalf("%s: %d", user, p.Status)
		}
		for _, no := range []string{code, "Bùi Thị Sen", id.String()} {
			if strings.Contains(p.Body, no) {
				t.Errorf("%s sees %q", user, no)
			}
		}
		p = who.Submit(p, "main form", nil)
		if p.Status != 200 || !strings.Contains(p.Body, "Đã xếp gửi lại") {
			t.Errorf("%s: %d, not sent again", user, p.Status)
		}
		if p := who.PostForm(path, url.Values{"don_vi": {apptest.KimBoi.String()}}); p.Status != 409 {
			t.Errorf("%s, nothing dead: %d", user, p.Status)
		}
		kill()
	}
	if p := w.Officer("hcm.quantri").PostForm("/tinh/lien-thong", url.Values{"don_vi": {apptest.KimBoi.String()}}); p.Status != 409 {
		t.Errorf("another province: %d", p.Status)
	}
	if p := w.Officer("vanhanh").Get("/nen-tang"); !strings.Contains(p.Body, "trạng thái không gửi được") {
		t.Error("the operator's home page says nothing")
	}
	if n := w.count(`SELECT count(*) FROM app.audit_entry WHERE kind = 'exchange.resent'`); n != 2 {
		t.Errorf("%d entries of the log", n)
	}
	for _, u := range []string{"vanhanh", "phutho.quantri"} {
		if p := w.Officer(u).Get(map[string]string{"vanhanh": "/nen-tang/lich-su", "phutho.quantri": "/tinh/lich-su"}[u]); !strings.Contains(p.Body, "trạng thái lên Cổng quốc gia của") {
			t.Errorf("%s: the log does not say so", u)
		}
	}
	boss := w.Officer("kimboi.giamdoc")
	p := boss.Get("/cb/lien-thong")
	if p.Status != 200 || !strings.Contains(p.Body, code) || strings.Contains(p.Body, "Bùi Thị Sen") {
		t.Fatalf("the office: %d", p.Status)
	}
	if p := w.Officer("hoabinh.giamdoc").Get("/cb/lien-thong"); strings.Contains(p.Body, code) {
		t.Error("another office sees it")
	}
	if p := w.Officer("kimboi.chutich").Get("/cb/lien-thong"); p.Status != 403 {
		t.Errorf("without permission: %d", p.Status)
	}
	bad := boss.Submit(p, `form[action$="/bo-qua"]`, nil)
	if bad.Status != 422 || !strings.Contains(bad.Body, "Ghi lý do bỏ qua") {
		t.Errorf("left out without a reason: %d", bad.Status)
	}
	if p = boss.Submit(p, `form[action$="/gui-lai"]`, nil); p.Status != 200 || !strings.Contains(p.Body, "Đã xếp gửi lại") {
		t.Errorf("sent again: %d", p.Status)
	}
	w.sim.Behave("", "")
	w.Work()
	w.Eventually("the portal heard of it", func() bool { return len(w.heard(code)) == 1 })
	if p := boss.Get("/cb/ho-so/" + id.String()); !strings.Contains(p.Body, "Cổng đã nhận") || !strings.Contains(p.Body, "MP-") {
		t.Error("the receipt is not on the dossier's page")
	}
}

// The page of the simulated nation: manners, and a dossier filed from there.
func TestPlayingTheNation(t *testing.T) {
	t.Parallel()
	w := start(t)
	any := w.Anybody()
	const at = "/mo-phong/quoc-gia"
	p := any.Get(at)
	if p.Status != 200 || !strings.Contains(p.Body, "mô phỏng") {
		t.Fatalf("%d", p.Status)
	}
	p = any.Click(p, "Nộp, gửi hai lần", url.Values{"ma_ho_so": {"G22.99-261126-000013"}})
	if p.Status != 200 || strings.Count(p.Read("#da-nop + *"), "200") < 2 {
		t.Fatalf("%d: %s", p.Status, p.Read("#da-nop + *"))
	}
	if _, err := w.Dossiers.ByCode(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), "G22.99-261126-000013"); err != nil {
		t.Fatal(err)
	}
	p = any.Submit(any.Get(at), `form[action="`+at+`"]`, url.Values{"cong": {"down"}, "csdl": {"slow"}})
	if a, b := w.sim.Manners(); p.Status != 200 || a != exchange.Down || b != exchange.Slow {
		t.Errorf("%d: %q, %q", p.Status, a, b)
	}
}
