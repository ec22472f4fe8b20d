package console_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/documents"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// send is one request of the tus protocol.
func send(t *testing.T, c *apptest.Client, method, at string, body []byte, pairs ...string) *apptest.Page {
	t.Helper()
	rq, err := http.NewRequestWithContext(t.Context(), method, at, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	rq.Header.Set("Tus-Resumable", "1.0.0")
	rq.Header.Set("Content-Type", "application/offset+octet-stream")
	for i := 0; i < len(pairs); i += 2 {
		rq.Header.Set(pairs[i], pairs[i+1])
	}
	return c.Do(rq)
}

// A feeder's file of a whole dossier comes in pieces, is read, parted by its
// sheets, cut anew where the officer says, and becomes papers once.
func TestABatchBecomesThePapersOfADossier(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	su := pgtest.Conn(t, w.DB.SuperURL)
	desk, other := w.Officer("kimboi.tiepnhan"), w.Officer("hoabinh.tiepnhan")
	page := see(t, intake(t, desk, cardSen, "mo ho kinh doanh", "", false), 200)
	id := strings.Split(page.URL.Path, "/")[3]
	at := "/cb/ho-so/" + id
	p := see(t, desk.Get(at+"/them-giay-to"), 200)
	must(t, p, "Quét cả hồ sơ một lần", "In tờ ngăn cách")
	if s := desk.Get("/cb/to-ngan-cach"); s.Status != 200 || !strings.HasPrefix(s.Body, "%PDF-") {
		t.Errorf("the separating sheet: %d", s.Status)
	}

	// what is no batch
	form := "form[action$='/quet']"
	for want, files := range map[string][]apptest.Upload{
		"Chọn tệp PDF hoặc TIFF":          nil,
		"Tệp trống":                       {{Field: "lo", Name: "a.pdf", Data: []byte{}}},
		"Chưa nhận được loại tệp này":     {{Field: "lo", Name: "a.txt", Data: []byte("chữ")}},
		"nhiều hơn 300 trang cho phép":    {{Field: "lo", Name: "a.pdf", Data: scanOf(t, 301)}},
		"mang đuôi .pdf nhưng bên trong ": {{Field: "lo", Name: "a.pdf", Data: []byte("chữ")}},
	} {
		if x := desk.Submit(p, form, nil, files...); x.Status != 422 || !strings.Contains(x.Find(".em").Text(), want) {
			t.Errorf("%s: %d %s", want, x.Status, x.Find(".em").Text())
		}
	}

	// in two pieces; it waits for the button, a colleague of another office finds nothing
	file := scanOf(t, 6)
	begun := send(t, desk, "POST", w.URL+p.Find("[name=lo]").AttrOr("data-pieces", ""), nil, "Upload-Length", strconv.Itoa(len(file)), "Upload-Metadata", "filename aG8tc28ucGRm")
	if begun.Status != 201 {
		t.Fatalf("begun: %d %s", begun.Status, begun.Body)
	}
	piece := w.URL + begun.Header.Get("Location")
	if x := send(t, other, "HEAD", piece, nil); x.Status != 404 {
		t.Errorf("another office finds the upload: %d", x.Status)
	}
	if x := send(t, w.Officer("kimboi.thuly"), "HEAD", piece, nil); x.Status != 404 {
		t.Errorf("a colleague finds the upload: %d", x.Status)
	}
	for _, cut := range [][2]int{{0, 1000}, {1000, len(file)}} {
		if x := send(t, desk, "PATCH", piece, file[cut[0]:cut[1]], "Upload-Offset", strconv.Itoa(cut[0])); x.Status != 204 {
			t.Fatalf("piece at %d: %d %s", cut[0], x.Status, x.Body)
		}
	}
	p = see(t, desk.Get(at+"/them-giay-to"), 200)
	must(t, p, "ho-so.pdf", "Đã gửi, chờ bấm nút")
	p = see(t, desk.Submit(p, form, nil), 200)
	batch := uuid.MustParse(p.URL.Path[strings.LastIndex(p.URL.Path, "/")+1:])
	must(t, p, "Máy đang đọc: 0/6 trang")
	must(t, see(t, desk.Get(at), 200), "ho-so.pdf, 6 trang: đang đọc, 0 trang đã xong")
	if x := desk.PostForm(p.URL.Path, url.Values{"viec": {"tao"}}); x.Status != 422 {
		t.Errorf("parted before it was read: %d", x.Status)
	}
	for _, x := range []string{p.URL.Path, "/cb/tep/" + batch.String()} {
		if y := other.Get(x); y.Status != 404 {
			t.Errorf("another office reads %s: %d", x, y.Status)
		}
	}

	// read: a sheet after the second page, a blank back after the fourth, the last page is a card
	worker := tenants.With(t.Context(), tenants.Worker(apptest.KimBoi))
	if _, _, err := w.Documents.DigitizeDocument(worker, batch); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`UPDATE app.document_page SET separator = 'MOTCUA:TACH' WHERE document_id = $1 AND page = 3`,
		`UPDATE app.document_page SET blank = true WHERE document_id = $1 AND page = 5`,
		`UPDATE app.document_page SET kind = 'giay_de_nghi_hkd', body_text = 'GIẤY ĐỀ NGHỊ' WHERE document_id = $1 AND page = 1`,
	} {
		if _, err := su.Exec(t.Context(), q, batch); err != nil {
			t.Fatal(err)
		}
	}
	p = see(t, desk.Get(p.URL.Path), 200)
	must(t, p, "Giấy 1: trang 1–2", "Giấy 2: trang 4, 6", "Máy nhận ra: Giấy đề nghị đăng ký hộ kinh doanh", "Trang không lấy (2)")
	if x := desk.Get(p.Find(".piece img").AttrOr("src", "")); x.Status != 200 || x.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the small picture: %d %s", x.Status, x.Header)
	}
	form = "form[action$='" + p.URL.Path + "']"
	guess := p.Find("[name=loai_1] option[selected]").AttrOr("value", "")
	if guess == "" {
		t.Error("no component is proposed for the request")
	}
	second := p.Find("[name=loai_4] option").Eq(2).AttrOr("value", "")
	if second == guess || strings.HasPrefix(second, "-") {
		t.Fatalf("no other component: %q", second)
	}
	q := desk.Submit(p, form, url.Values{"viec": {"tao"}, "loai_4": {""}})
	if q.Status != 422 || !strings.Contains(q.Find(".em").Text(), "Chọn giấy tờ bắt đầu ở trang 4") {
		t.Fatalf("a piece that is nothing: %d %s", q.Status, q.Find(".em").Text())
	}
	// cut anew: page 6 begins a paper, which is joined to the one before after all
	p = see(t, desk.Submit(p, form, url.Values{"viec": {"cat"}, "loai_4": {second}, "moi": {"1", "4", "6"}}), 200)
	must(t, p, "Giấy 3: trang 6")
	p = see(t, desk.Submit(p, form, url.Values{"viec": {"cat"}, "loai_6": {"-ghep"}}), 200)
	must(t, p, "Giấy 2: trang 4, 6")
	made := url.Values{"viec": {"tao"}, "loai_1": {guess}, "loai_4": {second}, "ban_4": {"copy"}}
	for range 2 { // twice is harmless
		q = desk.Submit(p, form, made)
		if q.Status != 200 || q.URL.Path != at {
			t.Fatalf("%d %s %s", q.Status, q.URL, q.Find("main").Text())
		}
	}
	must(t, q, "đã tách 2 giấy tờ")
	if x := desk.Submit(p, form, url.Values{"viec": {"tao"}, "loai_1": {guess}, "loai_4": {second}, "moi": {"1", "2", "4"}, "loai_2": {second}}); x.Status != 422 && x.Status != 409 {
		t.Errorf("other papers of the same pages: %d", x.Status)
	}
	office := tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", ID: uuid.New()}))
	files, err := w.Documents.ForDossier(office, uuid.MustParse(id))
	if err != nil {
		t.Fatal(err)
	}
	var cut []documents.Document
	for _, d := range files {
		if d.BatchID != nil {
			cut = append(cut, d)
		}
	}
	if len(cut) != 2 || cut[0].Pages != 2 || cut[0].ContentType != documents.PDF || !cut[0].VisibleToResident || len(cut[1].BatchPages) != 2 || cut[1].BatchPages[1] != 6 {
		t.Fatalf("%+v", cut)
	}
	papers, err := w.Dossiers.Papers(office, uuid.MustParse(id))
	if err != nil {
		t.Fatal(err)
	}
	form4 := ""
	for _, x := range papers {
		if x.Document != nil && *x.Document == cut[1].ID {
			form4 = x.Form
		}
	}
	if form4 != "copy" {
		t.Errorf("the second paper was handed in as %q", form4)
	}
	// what was read of the batch is not read again
	if _, more, err := w.Documents.DigitizeDocument(worker, cut[0].ID); err != nil || more {
		t.Fatal(more, err)
	}
	var text string
	if err := su.QueryRow(t.Context(), `SELECT body_text FROM app.document WHERE id = $1 AND state = 'digitized'`, cut[0].ID).Scan(&text); err != nil || text != "GIẤY ĐỀ NGHỊ" && !strings.HasPrefix(text, "GIẤY ĐỀ NGHỊ\n") {
		t.Errorf("%q %v", text, err)
	}
	// the resident has her papers and not the batch
	her := w.Resident("017184000123", "Bùi Thị Sen")
	if x := her.Get("/tep/" + batch.String()); x.Status != 404 {
		t.Errorf("she reads the batch: %d", x.Status)
	}
	if x := her.Get("/tep/" + cut[0].ID.String()); x.Status != 200 {
		t.Errorf("her paper: %d", x.Status)
	}

	// whose scan for malware is open is told, and what is infected is not opened
	if _, err := su.Exec(t.Context(), `UPDATE app.document SET scan = CASE id WHEN $1 THEN 'waiting' ELSE 'infected' END WHERE id IN ($1, $2)`, cut[0].ID, cut[1].ID); err != nil {
		t.Fatal(err)
	}
	must(t, see(t, desk.Get(at), 200), "Chờ quét vi-rút", "Có mã độc, đã chặn", "yêu cầu người nộp gửi lại")
	must(t, see(t, her.Get("/ho-so/"+id), 200), "Chờ quét vi-rút", "Có mã độc, gửi lại giấy này")
	if x := desk.Get("/cb/tep/" + cut[1].ID.String()); x.Status != 409 {
		t.Errorf("an infected file opens: %d", x.Status)
	}
}
