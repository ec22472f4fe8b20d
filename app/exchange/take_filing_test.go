package exchange_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"motcua/app/apptest"
	"motcua/app/dossiers"
	"motcua/app/exchange"
	"motcua/tenants"
)

// A dossier of the portal lands once, under its own code; what is missing is on
// it for the officer, and its files follow.
func TestFilingLandsOnce(t *testing.T) {
	t.Parallel()
	w := start(t)
	f := w.filing("G22.99-261126-000007", "goi-tin-0001")
	pdf := apptest.SignedPDF(t)
	f.TaiLieuNop = []exchange.Attached{
		{TenTepDinhKem: "to-khai.pdf", MaThanhPhanHoSo: "la_gi_day", DuongDanTaiTepTin: w.sim.Lay("to-khai.pdf", pdf)},
		{TenTepDinhKem: "mat.pdf", MaThanhPhanHoSo: "la_gi_day", DuongDanTaiTepTin: "/tep/khong-co.pdf"},
	}
	var wait sync.WaitGroup
	answers := make([]string, 8)
	for i := range answers { // the same message eight times at once
		wait.Go(func() { _, answers[i] = w.file(f) })
	}
	wait.Wait()
	for _, a := range answers {
		if a != answers[0] || !strings.Contains(a, f.MaHoSo) {
			t.Fatalf("answers differ: %q and %q", a, answers[0])
		}
	}
	d, err := w.Dossiers.ByCode(w.worker(), f.MaHoSo)
	must(t, err)
	if d.State != dossiers.Submitted || d.Competent != apptest.KimBoi || d.Channel != "online" || d.DueAt == nil || d.ApplicantName != "Bùi Thị Sen" {
		t.Fatalf("landed: %+v", d)
	}
	if n := w.count(`SELECT count(*) FROM app.dossier WHERE applicant_name = 'Bùi Thị Sen' AND code LIKE 'G22%'`); n != 1 {
		t.Fatalf("%d dossiers", n)
	}
	must(t, ignoreLater(w.Exchange.FetchFiles(w.worker(), d.ID)))
	must(t, ignoreLater(w.Exchange.FetchFiles(w.worker(), d.ID)))
	if n := w.count(`SELECT count(*) FROM app.paper p JOIN app.document x ON x.id = p.document_id WHERE p.dossier_id = $1 AND x.size = $2`, d.ID, len(pdf)); n != 1 {
		t.Errorf("%d papers", n)
	}
	p := w.Officer("kimboi.tiepnhan").Get("/cb/ho-so/" + d.ID.String())
	for _, want := range []string{f.MaHoSo, "Cổng Dịch vụ công quốc gia", "còn thiếu hoặc chưa đúng", "Không tải được"} {
		if p.Status != 200 || !strings.Contains(p.Body, want) {
			t.Errorf("%d: the officer does not see %q", p.Status, want)
		}
	}
	// she is the same person when she comes through VNeID
	mine := w.Resident("017162000456", "Bùi Thị Sen").Get("/ho-so/" + d.ID.String())
	if mine.Status != 200 || !strings.Contains(mine.Body, f.MaHoSo) {
		t.Errorf("she does not find it: %d", mine.Status)
	}
	if a, b := w.Dossiers.Accept(w.officer("Hạnh"), ref(d.ID)), w.Exchange.Push(w.worker(), d.ID); a != nil || b != nil {
		t.Fatal(a, b)
	}
	if got := strings.Join(w.heard(f.MaHoSo), " "); got != "1 2" {
		t.Errorf("the portal heard %q", got)
	}
	again := f
	if status, a := w.file(again); status != http.StatusOK || a != answers[0] {
		t.Errorf("later: %d %s", status, a)
	}
	spelled, err := json.MarshalIndent(f, " ", "  ")
	must(t, err)
	if status, a := w.send(spelled, apptest.PortalSecret); status != http.StatusOK || a != answers[0] {
		t.Errorf("spelled otherwise: %d %s", status, a)
	}
	again.ChuHoSo.DiaChi = "nơi khác"
	w.refused(again, http.StatusConflict, "message_reused")
	again.MaGoiTin = "goi-tin-0002"
	w.refused(again, http.StatusConflict, "code_taken")
	own, err := w.Dossiers.Worklist(tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.System)), dossiers.List{Queue: dossiers.QueueRecent, Limit: 5})
	must(t, err)
	for _, x := range own {
		if x.Code != f.MaHoSo { // a code that this product gave itself
			again.MaHoSo, again.MaGoiTin = x.Code, "goi-tin-0003"
			w.refused(again, http.StatusConflict, "code_taken")
			break
		}
	}
}

func (w *world) refused(f exchange.Filing, status int, key string) {
	w.t.Helper()
	got, body := w.file(f)
	var a exchange.Turned
	if err := json.Unmarshal([]byte(body), &a); err != nil || got != status || a.MaLoi != key || a.LyDo == "" {
		w.t.Errorf("%d %s, wanted %d %s", got, body, status, key)
	}
}

// What cannot land is refused with a reason for programs, and nothing is written.
func TestFilingRefused(t *testing.T) {
	t.Parallel()
	w := start(t)
	before := w.count(`SELECT (SELECT count(*) FROM app.dossier) + (SELECT count(*) FROM app.resident) + (SELECT count(*) FROM app.party)`)
	good := w.filing("G22.99-261126-000008", "goi-tin-1001")
	b, err := json.Marshal(good)
	must(t, err)
	if status, _ := w.send(b, "not the portal's secret, quite as long"); status != http.StatusUnauthorized {
		t.Errorf("a wrong signature: %d", status)
	}
	if status, body := w.send([]byte(`{"MaHoSo": [`), apptest.PortalSecret); status != http.StatusBadRequest || !strings.Contains(body, "not_json") {
		t.Errorf("no JSON: %d %s", status, body)
	}
	if status, body := w.send([]byte(`{"MaHoSo": "a\u0000b"}`), apptest.PortalSecret); status != http.StatusBadRequest || !strings.Contains(body, "not_json") {
		t.Errorf("a character that no text holds: %d %s", status, body)
	}
	if status, _ := w.send([]byte(`{"x": "`+strings.Repeat("a", exchange.MaxFiling)+`"}`), apptest.PortalSecret); status != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %d", status)
	}
	for key, change := range map[string]func(f *exchange.Filing){
		"unknown_procedure": func(f *exchange.Filing) { f.MaTTHC = "9.999999" },
		"unknown_office":    func(f *exchange.Filing) { f.DonViXuLy = "H44.99999" },
		"office_not_live":   func(f *exchange.Filing) { f.DonViXuLy = "00004" },
		"fields":            func(f *exchange.Filing) { f.ChuHoSo.SoDinhDanh = "1234" },
	} {
		f := good
		change(&f)
		w.refused(f, http.StatusUnprocessableEntity, key)
	}
	for _, change := range []func(f *exchange.Filing){
		func(f *exchange.Filing) { f.MaHoSo = "'; DROP TABLE" },
		func(f *exchange.Filing) { f.NgayNopHoSo = "20200101000000" },
		func(f *exchange.Filing) { f.ChuHoSo.HoTen = " " },
		func(f *exchange.Filing) {
			f.TaiLieuNop = []exchange.Attached{{DuongDanTaiTepTin: "https://elsewhere.example/secret"}}
		},
		func(f *exchange.Filing) { f.TaiLieuNop = []exchange.Attached{{DuongDanTaiTepTin: "/tep/../../x"}} },
	} {
		f := good
		change(&f)
		w.refused(f, http.StatusUnprocessableEntity, "fields")
	}
	if n := w.count(`SELECT (SELECT count(*) FROM app.dossier) + (SELECT count(*) FROM app.resident) + (SELECT count(*) FROM app.party)`); n != before {
		t.Errorf("%d rows were written", n-before)
	}
	w.Exchange.Secret = nil
	w.refused(good, http.StatusNotFound, "not_connected")
}
