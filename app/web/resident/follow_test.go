package resident_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/signing"
	"motcua/tenants"
)

// at is an officer of Kim Bôi, by name.
func at(t *testing.T, name string) context.Context {
	return tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", ID: uuid.NewSHA1(apptest.KimBoi, []byte(name)), Name: name}))
}

// filed is a dossier that Quân filed at Kim Bôi, and his browser.
func filed(t *testing.T, w *apptest.World) (*apptest.Client, uuid.UUID) {
	t.Helper()
	c := w.Resident(quan, quanIs)
	base := start(t, c, marital).URL.Path
	c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"cho": {"self"}})
	fill(t, c, base, divorced)
	c.Submit(c.Get(base+"/giay/giay_ly_hon"), "form[action$='/giay_ly_hon']", nil, apptest.Upload{Field: "tep", Name: "ly-hon.jpg", Data: photo(t)})
	c.Submit(c.Get(base+"/nhan-ket-qua"), "form[action$='/nhan-ket-qua']", url.Values{"cach": {"electronic"}})
	if p := c.Submit(c.Get(base+"/kiem-tra"), "form[action$='/nop']", url.Values{"cam_doan": {"1"}}); p.Status != 200 || !strings.HasSuffix(p.URL.Path, "/da-gui") {
		t.Fatalf("file: %d %s", p.Status, text(p, "main"))
	}
	id, err := uuid.Parse(strings.TrimPrefix(base, "/hs/"))
	must(t, err)
	return c, id
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFollowedToTheEnd(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c, id := filed(t, w)
	here := "/ho-so/" + id.String()
	now := func(ctx context.Context) dossiers.Ref {
		d, err := w.Dossiers.ByID(ctx, id)
		must(t, err)
		return dossiers.Ref{ID: id, Version: d.Version}
	}
	handler, clerk := at(t, "Bùi Quang Lâm"), at(t, "Xa Thị Vân")
	must(t, w.Dossiers.Accept(handler, now(handler)))
	must(t, w.Dossiers.Assign(handler, now(handler), uuid.NewSHA1(apptest.KimBoi, []byte("Bùi Quang Lâm")), "Bùi Quang Lâm"))
	p := c.Get(here)
	for _, want := range []string{"Hẹn trả kết quả", "Bùi Quang Lâm", "Vì sao hẹn ngày này", "3 ngày làm việc"} {
		if !strings.Contains(text(p, "main"), want) {
			t.Errorf("accepted: %q is missing", want)
		}
	}
	if p.Find("details table tbody tr").Length() == 0 {
		t.Error("no account of the days")
	}
	if account := text(p, "details table tbody"); regexp.MustCompile(`[0-9]{3,} (ngày|phút)`).MatchString(account) { // minutes that were taken for days
		t.Errorf("the account of three days: %s", account)
	}
	must(t, w.Dossiers.AskSupplement(handler, now(handler), dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "giay_ly_hon", Reason: "blurred"}}, Message: "Chụp lại nơi sáng"}))
	p = c.Get(here)
	if !strings.Contains(text(p, ".note"), "mờ") || p.Find(`a[href$="/bo-sung"]`).Length() != 1 {
		t.Fatalf("asked: %s", text(p, "main"))
	}
	ask := c.Get(here + "/bo-sung")
	if ask.Find("section.card").Length() != 1 {
		t.Fatalf("more than the marked paper is asked for: %s", text(ask, "main"))
	}
	if p := c.Submit(ask, "form[action$='/bo-sung']", nil); p.Status != 422 || text(p, ".em") == "" {
		t.Fatalf("answered without a file: %d", p.Status)
	}
	if p := c.Submit(ask, "form[action$='/bo-sung']", nil, apptest.Upload{Field: "paper_giay_ly_hon", Name: "x.pdf", Data: []byte("%PDF-1.4 hỏng")}); p.Status != 422 || text(p, ".em") == "" {
		t.Fatalf("a broken file: %d", p.Status)
	}
	// a large photo goes in pieces, to what was asked for and nowhere else
	pieces := ask.Find("input[data-pieces]").First().AttrOr("data-pieces", "none")
	send := func(to string) int {
		p := tus(t, c, "POST", w.URL+to, nil, "Upload-Length", strconv.Itoa(len(photo(t))), "Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte("từng-phần.jpg")))
		if p.Status != 201 {
			return p.Status
		}
		return tus(t, c, "PATCH", w.URL+p.Header.Get("Location"), photo(t), "Upload-Offset", "0").Status
	}
	if got := send(pieces); got != 204 || !strings.Contains(text(c.Get(here+"/bo-sung"), ".files"), "từng-phần.jpg") {
		t.Errorf("an answer in pieces to %s: %d", pieces, got)
	}
	if got := send(strings.Replace(pieces, "giay_ly_hon", "to_khai", 1)); got != 409 {
		t.Errorf("what nobody asked for: %d", got)
	}
	done := c.Submit(ask, "form[action$='/bo-sung']", url.Values{"loi_nhan": {"Đã chụp lại"}}, apptest.Upload{Field: "paper_giay_ly_hon", Name: "lai.pdf", Data: signedThenChanged(t)})
	if done.Status != 200 || done.URL.Path != here || !strings.Contains(text(done, ".tl"), "Ông/Bà đã gửi bổ sung") {
		t.Fatalf("answer: %d at %s: %s", done.Status, done.URL, text(done, "main"))
	}
	if again := c.Submit(ask, "form[action$='/bo-sung']", nil); again.Status != 200 || again.URL.Path != here {
		t.Fatalf("answered twice: %d at %s", again.Status, again.URL)
	}

	// a signature that does not hold stands beside the paper, with why
	f, err := w.Dossiers.Open(handler, id)
	must(t, err)
	must(t, w.App.Checking.Incoming(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), *f.Papers[len(f.Papers)-1].Document))
	if p := w.Officer("kimboi.thuly").Get("/cb" + here); !strings.Contains(text(p, "main"), "Chữ ký số không hợp lệ") || !strings.Contains(text(p, "main"), "Bà Chúa Kho") {
		t.Errorf("the officer reads of the signature: %s", text(p, "main"))
	}

	code := issue(t, w, id)
	p = c.Get(here)
	file := p.Find(`a[href*="/tep/"][href$="?tai=1"]`).AttrOr("href", "")
	got := c.Get(file)
	if got.Status != 200 || got.Body != string(scanned(t)) || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("download of the result: %d %s", got.Status, got.Header)
	}
	f, err = w.Dossiers.Open(handler, id)
	must(t, err)
	check := w.Anybody().Get("/kiem-tra-ket-qua?ma=" + strings.ToLower(code))
	if check.Status != 200 || !strings.Contains(text(check, "main"), "UBND xã Kim Bôi") || strings.Contains(check.Body, "Quân") {
		t.Fatalf("check of the result: %d %s", check.Status, text(check, "main"))
	}
	if p := w.Anybody().Get("/kiem-tra-ket-qua?ma=AAAAAAAAAAAAAAAA"); p.Status != 404 {
		t.Fatalf("an unknown code: %d", p.Status)
	}
	byFile := func(name string, b []byte) string {
		t.Helper()
		any := w.Anybody()
		p := any.Submit(any.Get("/kiem-tra-ket-qua"), "form[method=post]", nil, apptest.Upload{Field: "tep", Name: name, Data: b})
		if strings.Contains(p.Body, "Quân") {
			t.Errorf("%s: the public reads whose it is", name)
		}
		return text(p, "main")
	}
	if s := byFile("goc.pdf", scanned(t)); !strings.Contains(s, "Tệp đúng là bản đã phát hành") || !strings.Contains(s, "UBND xã Kim Bôi") {
		t.Errorf("the file as issued: %s", s)
	}
	other := scanned(t)
	other[len(other)-1] ^= 1
	if s := byFile("sua.pdf", other); !strings.Contains(s, "Không phải tệp phát hành qua hệ thống này") {
		t.Errorf("the file with one byte changed: %s", s)
	}
	if s := byFile("nop.pdf", signedThenChanged(t)); !strings.Contains(s, "Chữ ký trong tệp không khớp với nội dung") {
		t.Errorf("a stranger's broken signature: %s", s)
	}
	must(t, w.Dossiers.Return(clerk, now(clerk), quanIs))
	rate := c.Get(here + "/danh-gia")
	if p := c.Submit(rate, "form[action$='/danh-gia']", nil); p.Status != 422 {
		t.Fatalf("rated without a choice: %d", p.Status)
	}
	if p := c.Submit(rate, "form[action$='/danh-gia']", url.Values{"stars": {"5"}, "gop_y": {"Nhanh"}}); p.Status != 200 || !strings.Contains(text(p, "main"), "5 trên 5") {
		t.Fatalf("rate: %d %s", p.Status, text(p, "main"))
	}
	// revoked: she reads why, the file is not offered any more, and the public reads that it does not hold
	must(t, w.Dossiers.AskRevocation(handler, dossiers.Ref{ID: id}, "Cấp sai mẫu", "Điều 20"))
	must(t, w.Dossiers.DecideRevocation(at(t, "Bạch Thị Hương"), dossiers.Ref{ID: id}, true, ""))
	if p := c.Get(here); !strings.Contains(text(p, "main"), "đã bị thu hồi") || !strings.Contains(text(p, "main"), "Cấp sai mẫu") || p.Find(`a[href="`+file+`"]`).Length() != 0 {
		t.Errorf("revoked: %s", text(p, "main"))
	}
	if p := c.Get(file); p.Status != 404 {
		t.Errorf("the file of what was revoked: %d", p.Status)
	}
	if p := w.Anybody().Get("/kiem-tra-ket-qua?ma=" + code); !strings.Contains(text(p, "main"), "đã bị thu hồi ngày") || strings.Contains(p.Body, "Cấp sai mẫu") {
		t.Errorf("the check of what was revoked: %s", text(p, "main"))
	}
	// an officer's look is in the log that she reads
	o, err := w.Documents.Open(handler, *f.Papers[0].Document, documents.View)
	must(t, err)
	o.Content.Close()
	if p := c.Get("/tai-khoan"); !strings.Contains(text(p, "main"), "Bùi Quang Lâm, UBND xã Kim Bôi xem ly-hon.jpg") {
		t.Errorf("who looked: %s", text(p, "main"))
	}
}

// issue takes an assigned dossier through examination, initials, signature and
// number to its result, and returns the check code.
func issue(t *testing.T, w *apptest.World, id uuid.UUID) string {
	t.Helper()
	handler, head, chair, clerk := at(t, "Bùi Quang Lâm"), at(t, "Hà Thị Nhung"), at(t, "Bạch Thị Hương"), at(t, "Xa Thị Vân")
	f, err := w.Dossiers.Open(handler, id)
	must(t, err)
	now := func() dossiers.Ref {
		d, err := w.Dossiers.ByID(handler, id)
		must(t, err)
		return dossiers.Ref{ID: id, Version: d.Version}
	}
	var vs []dossiers.Verdict
	for _, x := range f.Papers {
		if x.State != "replaced" {
			vs = append(vs, dossiers.Verdict{Paper: x.ID, OK: true})
		}
	}
	must(t, w.Dossiers.Verify(handler, now(), vs))
	must(t, w.Dossiers.DraftResult(handler, now(), dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Xác nhận ông Nguyễn Văn Quân"}))
	must(t, w.Dossiers.Initial(head, now()))
	must(t, w.Dossiers.Approve(chair, now(), "CHỦ TỊCH"))
	must(t, w.Dossiers.Number(clerk, now()))
	scan := scanned(t)
	doc, err := w.Documents.Store(clerk, apptest.KimBoi, documents.Incoming{Purpose: documents.Result, Name: "ket-qua.png", File: bytes.NewReader(scan), Size: int64(len(scan))})
	must(t, err)
	must(t, w.Dossiers.Issue(clerk, now(), func(ctx context.Context, tx pgx.Tx, d uuid.UUID) (uuid.UUID, error) {
		return doc.ID, w.Documents.Record(ctx, tx, d, &doc)
	}))
	f, err = w.Dossiers.Open(handler, id)
	must(t, err)
	return *f.LiveResult().CheckCode
}

func scanned(t *testing.T) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 300, 400))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for x := 30; x < 270; x++ {
		img.SetGray(x, 60, color.Gray{})
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, img))
	return b.Bytes()
}

func TestWithdrawBeforeAndAfterAcceptance(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c, id := filed(t, w)
	here := "/ho-so/" + id.String()
	ask := c.Get(here + "/rut")
	if p := c.Submit(ask, "form[action$='/rut']", url.Values{"ly_do": {"Nộp nhầm"}}); p.Status != 200 || !strings.Contains(text(p, "main"), "đã rút hồ sơ") && !strings.Contains(text(p, "main"), "Ông/Bà rút lại") {
		t.Fatalf("withdraw: %d %s", p.Status, text(p, "main"))
	}
	if p := c.Submit(ask, "form[action$='/rut']", nil); p.Status != 200 {
		t.Fatalf("withdraw twice: %d", p.Status)
	}
	handler := at(t, "Bùi Quang Lâm")
	c, id = filed(t, w)
	d, err := w.Dossiers.ByID(handler, id)
	must(t, err)
	must(t, w.Dossiers.Accept(handler, dossiers.Ref{ID: id, Version: d.Version}))
	stale := c.Get("/ho-so/" + id.String() + "/rut")
	if p := c.Submit(stale, "form[action$='/rut']", nil); p.Status != 200 || !strings.Contains(text(p, "main"), "xem yêu cầu rút") {
		t.Fatalf("ask to withdraw: %d %s", p.Status, text(p, "main"))
	}
}

// A phone code is enough to file; the identity is marked as unconfirmed.
func TestFilingWithAPhoneCode(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	base := start(t, c, marital).URL.Path
	c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"cho": {"parent"}})
	if p := c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"ten": {"Nguyễn Văn Quân"}, "so": {"12"}}); p.Status != 422 || p.Find(".em").Length() != 2 {
		t.Fatalf("who files: %d %s", p.Status, text(p, ".es"))
	}
	c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"ten": {"Nguyễn Văn Quân"}, "so": {quan}, "dien_thoai": {"0912 345 678"}})
	fill(t, c, base, divorced)
	c.Submit(c.Get(base+"/giay/giay_ly_hon"), "form[action$='/giay_ly_hon']", nil, apptest.Upload{Field: "tep", Name: "ly-hon.jpg", Data: photo(t)})
	c.Submit(c.Get(base+"/nhan-ket-qua"), "form[action$='/nhan-ket-qua']", url.Values{"cach": {"counter"}})
	w.Work()
	page := c.PostForm("/dang-nhap/ma", url.Values{"phone": {"0912 345 678"}, "tiep": {base + "/kiem-tra"}})
	if page.Status != 200 || page.Find("input[name=code]").Length() != 1 {
		t.Fatalf("code: %d %s", page.Status, text(page, "main"))
	}
	if p := c.Submit(page, "form[action$='/xac-nhan']", url.Values{"code": {"000000"}}); p.Status != 422 || text(p, ".em") == "" {
		t.Fatalf("a wrong code: %d", p.Status)
	}
	var code string
	w.Eventually("the code arrives", func() bool {
		_, after, ok := strings.Cut(w.Anybody().Get("/mo-phong/hop-thu").Body, "ma xac nhan cua Ong/Ba la ")
		if ok {
			code = after[:6]
		}
		return ok
	})
	check := c.Submit(page, "form[action$='/xac-nhan']", url.Values{"code": {code[:3] + " " + code[3:]}})
	if check.Status != 200 || check.URL.Path != base+"/kiem-tra" || !strings.Contains(text(check, ".note"), "Chưa xác nhận danh tính") {
		t.Fatalf("signed in by phone: %d at %s: %s", check.Status, check.URL, text(check, "main"))
	}
	sent := c.Submit(check, "form[action$='/nop']", url.Values{"cam_doan": {"1"}})
	if sent.Status != 200 || !strings.Contains(text(sent, "main"), "chưa xác nhận danh tính") {
		t.Fatalf("sent: %d %s", sent.Status, text(sent, "main"))
	}
	f, err := w.Dossiers.Open(at(t, "Lâm"), uuid.MustParse(strings.TrimPrefix(base, "/hs/")))
	must(t, err)
	for _, x := range f.Parties {
		if x.Role == "submitter" && (x.Authority != "relative" || x.IdentityLevel != 1) || x.Role == "applicant" && x.IdentityLevel != 0 {
			t.Errorf("%s: %s, level %d", x.Role, x.Authority, x.IdentityLevel)
		}
	}
}

// A procedure that is retired while a draft and a dossier are under way: nobody
// starts it any more, the dossier goes on under the revision it was filed with.
func TestARetiredProcedure(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c, id := filed(t, w)
	base := start(t, c, marital).URL.Path
	choose := c.Get("/thu-tuc/" + marital + "/noi-nop?q=kim+boi+hoa+binh")
	db, err := pgx.Connect(t.Context(), w.DB.SuperURL)
	must(t, err)
	defer db.Close(context.Background())
	_, err = db.Exec(t.Context(), `UPDATE app.revision SET state = 'retired' WHERE procedure_id = (SELECT id FROM app.procedure WHERE code = $1)`, marital)
	must(t, err)
	w.Catalogue.Invalidate()
	if p := c.Get("/thu-tuc/" + marital); p.Status != 404 || !strings.Contains(text(p, "main"), "Tìm lại") {
		t.Errorf("its page: %d %s", p.Status, text(p, "main"))
	}
	if p := c.Submit(choose, `form[action$="/bat-dau"]`, nil); p.Status != 404 {
		t.Errorf("started all the same: %d", p.Status)
	}
	if p := c.Get("/ho-so/" + id.String()); p.Status != 200 || !strings.Contains(text(p, "h1"), "tình trạng hôn nhân") {
		t.Errorf("the dossier: %d", p.Status)
	}
	if p := c.Submit(c.Get(base+"/phan/1"), "#cau-hoi-don", divorced[0]); p.Status != 200 {
		t.Errorf("the draft: %d", p.Status)
	}
	fill(t, c, base, divorced)
	c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"cho": {"self"}})
	c.Submit(c.Get(base+"/giay/giay_ly_hon"), "form[action$='/giay_ly_hon']", nil, apptest.Upload{Field: "tep", Name: "a.jpg", Data: photo(t)})
	c.Submit(c.Get(base+"/nhan-ket-qua"), "form[action$='/nhan-ket-qua']", url.Values{"cach": {"counter"}})
	if p := c.Submit(c.Get(base+"/kiem-tra"), "form[action$='/nop']", url.Values{"cam_doan": {"1"}}); p.Status != 422 || !strings.Contains(text(p, ".es"), "chưa nhận thủ tục này") {
		t.Errorf("filed all the same: %d %s", p.Status, text(p, "main"))
	}
}

// Clicks at the same moment file once, and each is answered with the same code.
func TestClicksAtOnceFileOnce(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Resident(quan, quanIs)
	base := start(t, c, marital).URL.Path
	c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"cho": {"self"}})
	fill(t, c, base, divorced)
	c.Submit(c.Get(base+"/giay/giay_ly_hon"), "form[action$='/giay_ly_hon']", nil, apptest.Upload{Field: "tep", Name: "a.jpg", Data: photo(t)})
	c.Submit(c.Get(base+"/nhan-ket-qua"), "form[action$='/nhan-ket-qua']", url.Values{"cach": {"counter"}})
	check := c.Get(base + "/kiem-tra")
	codes := make([]string, 4)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() {
			p := c.Submit(check, "form[action$='/nop']", url.Values{"cam_doan": {"1"}})
			codes[i] = fmt.Sprint(p.Status, text(p, ".code"), text(p, ".es"), map[bool]string{true: text(p, "main")}[p.Status != 200])
		})
	}
	wg.Wait()
	for _, x := range codes {
		if x != codes[0] || !strings.HasPrefix(x, "200H44") {
			t.Errorf("answers differ: %q", codes)
		}
	}
}

// signedThenChanged is a signed PDF of which one byte is not what was signed.
func signedThenChanged(t *testing.T) []byte {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 9, 1, 3, 0, 0, 0, time.UTC) }
	a, err := signing.NewSimulated(now())
	must(t, err)
	id, err := a.Issue("Bà Chúa Kho", "UBND xã Mẫu", now())
	must(t, err)
	p := fpdf.New("P", "mm", "A4", "")
	p.SetCompression(false)
	p.AddPage()
	p.SetFont("Helvetica", "", 12)
	p.Cell(40, 10, "Giay ly hon")
	var b bytes.Buffer
	must(t, p.Output(&b))
	signed, err := (&signing.Signer{Identity: id, Stamps: a.Stamps(now), Now: now}).Sign(t.Context(), b.Bytes(), signing.Options{Name: "Bà Chúa Kho"})
	must(t, err)
	return bytes.Replace(signed, []byte("Giay ly hon"), []byte("Giay ly hOn"), 1)
}
