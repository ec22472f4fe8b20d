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
}
