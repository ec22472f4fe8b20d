package console_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/documents"
	"motcua/app/reading/meaning"
	"motcua/migrations"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// scanOf is a file of so many sheets.
func scanOf(t *testing.T, sheets int) []byte {
	t.Helper()
	f := fpdf.New("P", "mm", "A4", "")
	f.SetFont("Helvetica", "", 14)
	for i := range sheets {
		f.AddPage()
		f.Cell(40, 10, fmt.Sprint("Sheet ", i+1))
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// wordsOf is a text as the reader keeps the words of a page.
func wordsOf(text string) (out []documents.PageWord) {
	for _, w := range meaning.FromText(text, 0.97)[0].Words {
		out = append(out, documents.PageWord{Text: w.Text, Conf: w.Conf, Line: w.Line, Gap: w.Gap, Box: w.Box})
	}
	return out
}

// A scan of three sheets, two papers: one goes to its owner's own papers, one
// waits for a number, and a number that is taken is refused.
func TestOldPapersReachTheirOwners(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	su := pgtest.Conn(t, w.DB.SuperURL)
	office := migrations.TenantID("04978")
	worker := tenants.With(t.Context(), tenants.Worker(office))
	c := w.Officer("kimboi.vanthu")

	session := uuid.NewString()
	form := url.Values{"id": {session}, "title": {"Sổ khai sinh 1995"}, "register": {"KS"}, "from": {"1995"}, "parted": {"page"}}
	if p := c.PostForm("/cb/giay-to-cu", form); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, "Chọn thủ tục đã cấp") {
		t.Fatalf("without a procedure: %d", p.Status)
	}
	form.Set("procedure", migrations.ProcedureID("1.001193").String())
	at := "/cb/giay-to-cu/" + session
	if p := c.PostForm("/cb/giay-to-cu", form); p.Status != http.StatusOK || p.URL.Path != at {
		t.Fatalf("%d %s", p.Status, p.URL)
	}
	p := c.PostFiles(at+"/tep", url.Values{"id": {uuid.NewString()}}, apptest.Upload{Field: "tep", Name: "so-1995.pdf", Data: scanOf(t, 3)})
	if p.Status != http.StatusOK || p.URL.Path != at {
		t.Fatalf("%d %s", p.Status, p.Read("main"))
	}
	// as the reader leaves it: the second page is blank
	var scan uuid.UUID
	if err := su.QueryRow(t.Context(), `SELECT document_id FROM app.old_scan WHERE session_id = $1`, session).Scan(&scan); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`INSERT INTO app.document_page (document_id, page, tenant_id, blank) SELECT $1, n, $2, n = 2 FROM generate_series(1, 3) n`,
		`UPDATE app.document SET state = 'digitized', pages = 3 WHERE id = $1 AND tenant_id = $2`,
	} {
		if _, err := su.Exec(t.Context(), q, scan, office); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // twice is harmless
		if err := w.OldPapers.Part(worker, scan); err != nil {
			t.Fatal(err)
		}
	}
	list, err := w.OldPapers.Papers(tenants.With(t.Context(), tenants.Tenant(office, tenants.Actor{Kind: "staff", ID: uuid.New()})), uuid.MustParse(session), 9)
	if err != nil || len(list) != 2 || list[0].Pages[0] != 1 || list[1].Pages[0] != 3 {
		t.Fatalf("%+v %v", list, err)
	}
	words, err := json.Marshal(wordsOf("GIẤY KHAI SINH\nSố: 12/1995\nHọ, chữ đệm, tên: BÙI THỊ SEN   Giới tính: Nữ\nNgày, tháng, năm sinh: 01/02/1995\nHọ, chữ đệm, tên người mẹ: Bùi Thị Mai   Năm sinh: 1970\nKim Bôi, ngày 05 tháng 3 năm 1995"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := su.Exec(t.Context(), `UPDATE app.document_page SET words = $2 WHERE document_id = $1 AND page = 1`, scan, words); err != nil {
		t.Fatal(err)
	}
	first, second := "/cb/giay-to-cu/to/"+list[0].ID.String(), "/cb/giay-to-cu/to/"+list[1].ID.String()
	if p := c.Get("/cb/tep/" + scan.String()); p.Status != http.StatusOK {
		t.Errorf("the scan: %d", p.Status)
	}
	if p := w.Officer("hoabinh.vanthu").Get("/cb/tep/" + scan.String()); p.Status != http.StatusNotFound {
		t.Errorf("another office reads the scan: %d", p.Status)
	}
	if p := w.Officer("hoabinh.vanthu").Get(first); p.Status != http.StatusNotFound {
		t.Errorf("another office reads the paper: %d", p.Status)
	}

	// what the machine read stands in the boxes with how sure it is and where; of the other paper nothing
	read := c.Get(first)
	for field, want := range map[string]string{"number": "12/1995", "issued_on": "05/03/1995", "full_name": "Bùi Thị Sen", "birth_date": "01/02/1995", "id_number": ""} {
		if v := read.Find("[name="+field+"]").AttrOr("value", "?"); v != want {
			t.Errorf("%s is filled in with %q, not %q", field, v, want)
		}
	}
	if n := read.Find("rect[data-box]").Length(); n != 4 || strings.Count(read.Read("main"), "Cần xem") != 4 || strings.Contains(read.Read("main"), "Đọc rõ") {
		t.Errorf("%d places: %s", n, read.Read("main"))
	}
	if p := c.Get(second); p.Find("rect[data-box]").Length() != 0 || p.Find("[name=full_name]").AttrOr("value", "?") != "" {
		t.Errorf("one paper's data on another: %s", p.Read("main"))
	}

	const number, name = "017195004321", "Bùi Thị Sen"
	typed := url.Values{"number": {"12"}, "issued_on": {"05/03/1996"}, "full_name": {name}, "id_number": {number}}
	if p := c.PostForm(first, typed); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, name) {
		t.Fatalf("a year that is not the book's: %d", p.Status)
	}
	typed.Set("issued_on", "05/03/1995")
	if p := c.PostForm(first, typed); p.Status != http.StatusOK || p.URL.Path != second {
		t.Fatalf("%d %s %s", p.Status, p.URL, p.Read("main"))
	}
	if p := c.PostForm(first, typed); p.Status != http.StatusConflict {
		t.Errorf("placed twice: %d", p.Status)
	}
	if p := c.PostForm(second, typed); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, "đã có một giấy tờ khác") {
		t.Errorf("a number that is taken: %d", p.Status)
	}
	typed.Set("number", "13")
	typed.Set("id_number", "")
	typed.Set("birth_date", "01/02/1990")
	if p := c.PostForm(second, typed); p.Status != http.StatusOK || p.URL.Path != at || !strings.Contains(p.Body, "Chờ số định danh của "+name) {
		t.Errorf("%d %s", p.Status, p.URL)
	}
	// in her own papers, one page of the scan, and nothing of what waits
	her := w.Resident(number, name)
	p = her.Get("/giay-to")
	if strings.Count(p.Body, "1995") == 0 || !strings.Contains(p.Body, "12") {
		t.Errorf("not among her papers: %s", p.Read("main"))
	}
	open := p.Find(`a[href^="/tep/"]`).First().AttrOr("href", "")
	if q := her.Get(open); q.Status != http.StatusOK {
		t.Errorf("%s: %d", open, q.Status)
	}
	var n int
	if err := su.QueryRow(t.Context(), `SELECT count(*) FROM app.result WHERE register = 'KS' AND state = 'issued'`).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d results, %v", n, err)
	}
	if d, err := w.Documents.Get(worker, scan); err != nil || d.Purpose != documents.Batch || d.VisibleToResident {
		t.Errorf("%+v %v", d, err)
	}

	// what waits is offered to whoever has its name and birth date, without what stands on it; another person is told of nothing
	const claim, offered = "/giay-to-cu/", "Có thể là giấy tờ của Ông/Bà"
	paper := list[1].ID.String()
	owner, twin, other := w.Resident("017190000111", "BÙI THỊ SEN"), w.Resident("017190000222", name), w.Resident("017190000333", "Bùi Thị Sến Mây")
	if p := owner.Get("/giay-to"); !strings.Contains(p.Body, offered) || !strings.Contains(p.Read("main"), "Năm 1995, UBND xã Kim Bôi") || p.Find(`a[href^="/tep/"]`).Length() != 0 || strings.Contains(p.Read("main"), "13") {
		t.Fatalf("not offered: %s", p.Read("main"))
	}
	if p := other.Get("/giay-to"); strings.Contains(p.Body, offered) {
		t.Error("offered to another name")
	}
	if p := other.PostForm(claim+paper, nil); p.Status != http.StatusNotFound {
		t.Errorf("claimed by another: %d", p.Status)
	}
	if p := w.Anybody().PostForm(claim+paper, nil); p.URL.Path == "/giay-to" {
		t.Error("claimed by nobody")
	}
	for range 2 { // twice makes one
		if p := owner.PostForm(claim+paper, url.Values{"so": {"13"}}); p.Status != http.StatusOK || !strings.Contains(p.Body, "Chờ cơ quan đối chiếu") || strings.Contains(p.Body, offered) || p.Find(`a[href^="/tep/"]`).Length() != 0 {
			t.Fatalf("%d %s", p.Status, p.Read("main"))
		}
	}
	twin.PostForm(claim+paper, url.Values{"so": {"99"}})
	// the officer compares; another office cannot
	p = c.Get(at)
	if !strings.Contains(p.Read("main"), "có người nhận 1") || !strings.Contains(p.Body, "Có người nhận, chờ đối chiếu") {
		t.Errorf("the session does not tell of claims: %s", p.Read("main"))
	}
	p = c.Get(second)
	forms := p.Find(`form[action^="/cb/giay-to-cu/nhan/"]`)
	if forms.Length() != 4 || !strings.Contains(p.Body, "Nêu đúng số của giấy tờ: 13") || !strings.Contains(p.Body, "Nêu số khác với giấy tờ: 99") || !strings.Contains(p.Body, "017190000111") {
		t.Fatalf("%d claims: %s", forms.Length(), p.Read("main"))
	}
	hers, twins := forms.First().AttrOr("action", ""), forms.Last().AttrOr("action", "")
	if p := w.Officer("hoabinh.vanthu").PostForm(hers, url.Values{"viec": {"trao"}}); p.Status != http.StatusNotFound {
		t.Errorf("another office places it: %d", p.Status)
	}
	if p := c.PostForm(twins, url.Values{"viec": {"khong"}}); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, "Ghi lý do") {
		t.Errorf("refused without a reason: %d", p.Status)
	}
	if p := c.PostForm(hers, url.Values{"viec": {"trao"}}); p.Status != http.StatusOK || p.URL.Path != at || !strings.Contains(p.Read("main"), "có người nhận 0") {
		t.Fatalf("%d %s", p.Status, p.Read("main"))
	}
	if p := c.PostForm(hers, url.Values{"viec": {"trao"}}); p.Status != http.StatusNotFound {
		t.Errorf("placed twice: %d", p.Status)
	}
	if p := owner.Get("/giay-to"); p.Find(`a[href^="/tep/"]`).Length() == 0 || !strings.Contains(p.Body, "Đã vào Giấy tờ của tôi") {
		t.Errorf("not among hers: %s", p.Read("main"))
	}
	if p := twin.Get("/giay-to"); p.Find(`a[href^="/tep/"]`).Length() != 0 || !strings.Contains(p.Body, "Không phải của Ông/Bà") || strings.Contains(p.Body, offered) {
		t.Errorf("the other with her name: %s", p.Read("main"))
	}
	if err := su.QueryRow(t.Context(), `SELECT count(*) FROM app.old_claim WHERE state <> 'open' AND id_number = '' AND full_name = ''`).Scan(&n); err != nil || n != 2 {
		t.Errorf("%d claims are over, %v", n, err)
	}

	// the whole scan goes thirty days after its last paper, not while one of its dossiers is held, and leaves a proof
	sweep := func(want int, when string) {
		t.Helper()
		if n, err := w.OldPapers.Sweep(worker); err != nil || n != want {
			t.Errorf("%s: %d scans went, %v", when, n, err)
		}
	}
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := su.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	sweep(0, "on the same day")
	exec(`UPDATE app.old_scan SET parted_at = now() - interval '40 days'`)
	exec(`UPDATE app.old_paper SET confirmed_at = now() - interval '31 days' WHERE position = 1`)
	sweep(0, "a paper was placed today")
	exec(`UPDATE app.old_paper SET confirmed_at = now() - interval '31 days'`)
	exec(`INSERT INTO app.legal_hold (id, tenant_id, dossier_id, reason, legal_basis, placed_by, placed_name, placed_at) SELECT dossier_id, tenant_id, dossier_id, 'x', 'x', dossier_id, 'x', now() FROM app.old_paper WHERE position = 2`)
	sweep(0, "a dossier out of it is held")
	exec(`UPDATE app.legal_hold SET lifted_by = placed_by, lifted_at = now(), lift_reason = 'x'`)
	exec(`INSERT INTO app.old_paper (id, session_id, tenant_id, scan_id, pages, position) SELECT gen_random_uuid(), session_id, tenant_id, scan_id, '{2}', 3 FROM app.old_paper WHERE position = 1`)
	sweep(0, "a paper waits")
	exec(`DELETE FROM app.old_paper WHERE position = 3`)
	sweep(1, "all are placed")
	sweep(0, "twice")
	if p := c.Get("/cb/tep/" + scan.String()); p.Status != http.StatusNotFound {
		t.Errorf("the scan is still there: %d", p.Status)
	}
	if p := c.Get(second); p.Status != http.StatusOK || !strings.Contains(p.Body, "Tệp quét cả tập đã xóa") {
		t.Errorf("the paper's page: %d", p.Status)
	}
	if err := su.QueryRow(t.Context(), `SELECT count(*) FROM app.old_scan x WHERE length(sha256) = 32 AND placed = 2 AND dropped = 0 AND pages = 3 AND size > 0 AND EXISTS (SELECT 1 FROM app.river_job j WHERE j.kind = 'delete_blob')`).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d proofs, %v", n, err)
	}
	if p := owner.Get("/giay-to"); p.Find(`a[href^="/tep/"]`).Length() == 0 || owner.Get(p.Find(`a[href^="/tep/"]`).First().AttrOr("href", "")).Status != http.StatusOK {
		t.Error("her paper went with the scan")
	}
}
