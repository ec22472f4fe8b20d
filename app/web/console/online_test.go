package console_test

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/people"
	"motcua/tenants"
)

// filed is a dossier that a resident filed online, with a photo for each paper
// it needs: the address officers see, and her own scope.
func filed(t *testing.T, w *apptest.World, commune uuid.UUID, code string) (path string, resident context.Context) {
	t.Helper()
	pub := tenants.With(t.Context(), tenants.Public())
	proc, err := w.Catalogue.ByCode(pub, code)
	if err != nil {
		t.Fatal(err)
	}
	office := tenants.With(t.Context(), tenants.Tenant(commune, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Thử"}))
	who, err := w.People.CounterPerson(office, people.Seen{IDNumber: "017184000123", FullName: "Bùi Thị Sen", Birth: "1984-03-12", Gender: "Nữ", Phone: "0912345678", Address: "Khu 3"})
	if err != nil {
		t.Fatal(err)
	}
	me := tenants.With(t.Context(), tenants.Resident(who, tenants.Actor{Kind: "resident", ID: who, Name: "Bùi Thị Sen"}))
	id := uuid.Must(uuid.NewV7())
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.Dossiers.StartDraft(me, dossiers.NewDraft{ID: id, Procedure: proc.ID, Revision: proc.Revision.ID, Competent: commune}))
	must(w.Dossiers.SaveAnswers(me, id, map[string]string{"applicant_full_name": "Bùi Thị Sen", "applicant_id_number": "017184000123", "by_other": "yes"})) // a household business then asks for a mandate
	must(w.Dossiers.ChangeDraft(me, id, dossiers.DraftChange{Applicant: &dossiers.Party{FullName: "Bùi Thị Sen", IDNumber: "017184000123", BirthDate: "1984-03-12", Gender: "Nữ", Phone: "0912345678", Resident: &who, IdentityLevel: 3}}))
	d, err := w.Dossiers.ByID(me, id)
	must(err)
	terms, err := w.Dossiers.TermsFor(me, &d)
	must(err)
	n := 0
	for _, c := range terms.Components { // what must be there, and one paper at least
		if c.Upload && (c.Required || n == 0) {
			addPhoto(t, w, me, commune, id, c.Key)
			n++
		}
	}
	_, err = w.Dossiers.File(me, dossiers.Ref{ID: id})
	must(err)
	return "/cb/ho-so/" + id.String(), me
}

func addPhoto(t *testing.T, w *apptest.World, me context.Context, commune, dossier uuid.UUID, component string) {
	t.Helper()
	b := apptest.Photo(t)
	doc, err := w.Documents.Store(me, commune, documents.Incoming{Name: "anh.jpg", File: bytes.NewReader(b), Size: int64(len(b))})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Dossiers.AddPaper(me, dossier, component, "", func(ctx context.Context, tx pgx.Tx, id uuid.UUID) (uuid.UUID, error) {
		err := w.Documents.Record(ctx, tx, id, &doc)
		return doc.ID, err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func idOf(path string) uuid.UUID { return uuid.MustParse(strings.TrimPrefix(path, "/cb/ho-so/")) }

func TestAcceptAndNext(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	desk := w.Officer("kimboi.tiepnhan")
	one, _ := filed(t, w, apptest.KimBoi, "1.001612")
	two, _ := filed(t, w, apptest.KimBoi, "1.001612")
	p := see(t, desk.Get("/cb/ho-so?hang=intake"), 200)
	if n := p.Find("#bang tbody tr").Length(); n < 2 {
		t.Fatalf("%d wait", n)
	}
	href := p.Find(`#bang a[href^="`+one+`"]`).AttrOr("href", "")
	p = see(t, desk.Get(href), 200)
	b := p.Find("[role=group] button[data-key='Ctrl+Enter']")
	if b.AttrOr("name", "") != "tiep_theo" {
		t.Fatalf("the main button is %q", b.Text())
	}
	v := apptest.FormValues(p.Find("#kiem-tra"))
	v.Set("tiep_theo", "1")
	p.Find("#kiem-tra input[type=radio][value=ok]").Each(func(_ int, s *goquery.Selection) { v.Set(s.AttrOr("name", ""), "ok") })
	p = see(t, desk.PostForm(one+"/tiep-nhan", v), 200)
	if !strings.HasPrefix(p.URL.RequestURI(), two) {
		t.Errorf("the next one is %s, not %s", p.URL, two)
	}
	must(t, see(t, desk.Get(one), 200), "Đã tiếp nhận", "Kiểm tra giấy tờ")
}

func TestTwoOfficersAtOnce(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	a, b := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.giamdoc")
	d, _ := filed(t, w, apptest.KimBoi, "1.001612")
	pa, pb := see(t, a.Get(d+"/tu-choi"), 200), see(t, b.Get(d+"/tu-choi"), 200)
	form := "main form[action$='/tu-choi']"
	v := url.Values{"reason": {"Không thuộc thẩm quyền của xã"}, "remedy": {"Nộp ở nơi thường trú"}}
	see(t, a.Submit(pa, form, v), 200)
	p := see(t, b.Submit(pb, form, v), 409)
	must(t, p, "Hồ sơ đã sang bước khác", "Nguyễn Thị Hạnh")
	if x := p.Find("textarea[readonly]").First().Text(); x != "Không thuộc thẩm quyền của xã" {
		t.Errorf("what was typed is gone: %q", x)
	}
	m := see(t, a.Get(d+"/phieu/m03"), 200)
	must(t, m, "Phiếu từ chối tiếp nhận", "Nộp ở nơi thường trú", "khiếu nại")

	// at the same moment: one of them accepts, the other is told by whom
	d, _ = filed(t, w, apptest.KimBoi, "1.001612")
	pa, pb = see(t, a.Get(d), 200), see(t, b.Get(d), 200)
	var wg sync.WaitGroup
	codes := make([]int, 2)
	for i, x := range []struct {
		c *apptest.Client
		p *apptest.Page
	}{{a, pa}, {b, pb}} {
		f := x.p.Find("#kiem-tra")
		if f.Length() == 0 {
			f = x.p.Find("form[action$='/tiep-nhan']")
		}
		v := apptest.FormValues(f)
		wg.Go(func() { codes[i] = x.c.PostForm(d+"/tiep-nhan", v).Status })
	}
	wg.Wait()
	if codes[0]+codes[1] != 200+409 {
		t.Errorf("two officers accept: %v", codes)
	}

	// the version moved on but the act is still possible: everything typed stays, sent again it works
	d, _ = filed(t, w, apptest.KimBoi, "1.001612")
	pb = see(t, b.Get(d+"/tu-choi"), 200)
	p = see(t, a.Get(d), 200)
	w1 := url.Values{}
	p.Find("#kiem-tra input[type=radio][value=ok]").Each(func(_ int, s *goquery.Selection) { w1.Set(s.AttrOr("name", ""), "ok") })
	see(t, a.Submit(p, "#kiem-tra", w1), 200)
	p = see(t, b.Submit(pb, form, v), 409)
	must(t, p, "Nguyễn Thị Hạnh vừa ghi", "phần đã nhập vẫn còn")
	if x := p.Find("[name=reason]").Text(); x != "Không thuộc thẩm quyền của xã" {
		t.Errorf("what was typed is gone: %q", x)
	}
	see(t, b.Submit(p, form, nil), 200)
}

func TestSupplementRound(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	desk, handler := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.thuly")
	d, me := filed(t, w, apptest.KimBoi, "1.001612")
	see(t, act(t, desk, d, "tiep-nhan", nil), 200)
	see(t, act(t, desk, d, "phan-cong", url.Values{"assignee": {officer(t, w, desk, d, "Bùi Quang Lâm")}}), 200)

	p := see(t, act(t, handler, d, "bo-sung", nil), 422)
	must(t, p, "Chọn ít nhất một giấy tờ")
	key := p.Find("input[name=items]").First().AttrOr("value", "")
	p = see(t, handler.Submit(p, "main form[action$='/bo-sung']", url.Values{"items": {key}, "message": {"Chụp lại giúp ở nơi sáng"}}), 422)
	must(t, p, "Chọn lý do cho giấy tờ này")
	v := url.Values{"items": {key}, "reason_" + key: {"blurred"}, "message": {"Chụp lại giúp ở nơi sáng"}}
	preview := url.Values{"xem": {"1"}}
	for k, x := range v {
		preview[k] = x
	}
	p = see(t, handler.Submit(p, "main form[action$='/bo-sung']", preview), 200)
	must(t, p, "Người dân sẽ thấy", "Ảnh bị mờ", "Ông/Bà gửi lại chậm nhất", "Chụp lại giúp ở nơi sáng")
	p = see(t, handler.Submit(p, "main form[action$='/bo-sung']", nil), 200)
	must(t, p, "Phiếu yêu cầu bổ sung", "Ảnh bị mờ")
	must(t, see(t, handler.Get("/cb/ho-so?hang=supplement"), 200), "Bùi Thị Sen", "Chờ bổ sung")
	offers(t, handler, d)

	addPhoto(t, w, me, apptest.KimBoi, idOf(d), key)
	if err := w.Dossiers.AnswerSupplement(me, dossiers.Ref{ID: idOf(d)}, ""); err != nil {
		t.Fatal(err)
	}
	p = see(t, handler.Get(d), 200)
	must(t, p, "Người dân bổ sung", "Đã bổ sung", "bổ sung lần 1")

	// a second round needs a leader: whoever works on it proposes, with the place drawn on the picture
	p = see(t, act(t, handler, d, "bo-sung", url.Values{"items": {key}, "reason_" + key: {"blurred"}}), 422)
	must(t, p, "Đây là lần bổ sung thứ 2", "Ghi vì sao cần yêu cầu thêm")
	form := "main form[action$='/bo-sung']"
	p = see(t, handler.Submit(p, form, url.Values{"khoanh": {p.Find("button[name=khoanh]").First().AttrOr("value", "")}, "note_" + key: {"Con dấu"}}), 200)
	must(t, p, "Khoanh chỗ cần sửa", "Chưa khoanh chỗ nào")
	wide := p.Find("input[type=image]").AttrOr("width", "")
	p = see(t, handler.Submit(p, "form[data-mark]", url.Values{"diem.x": {"0"}, "diem.y": {"0"}}), 422) // the keyboard
	p = see(t, handler.Submit(p, "form[data-mark]", url.Values{"diem.x": {wide}, "diem.y": {"2"}}), 200)
	must(t, p, "Bấm vào góc đối diện")
	p = see(t, handler.Submit(p, "form[data-mark]", url.Values{"diem.x": {"560"}, "diem.y": {"20"}}), 200)
	must(t, p, "trang 1, góc trên bên phải")
	p = see(t, handler.Click(p, "Khoanh vùng này", url.Values{"vung": {"0"}}), 200)
	must(t, p, "trang 1, cả trang")
	p = see(t, handler.Submit(p, "main form:has(button[name=bo])", url.Values{"bo": {p.Find("button[name=bo]").Last().AttrOr("value", "")}}), 200)
	if n := p.Find("button[name=bo]").Length(); n != 1 {
		t.Errorf("%d marks", n)
	}
	p = see(t, handler.Get(d+"/bo-sung"), 200)
	must(t, p, "trang 1, góc trên bên phải")
	if v := p.Find("input[name=note_"+key+"]").AttrOr("value", ""); v != "Con dấu" {
		t.Errorf("what was typed is gone: %q", v)
	}
	p = see(t, handler.Submit(p, form, url.Values{"leader_reason": {"Ảnh gửi lại vẫn mờ"}}), 200)
	must(t, p, "Đang chờ lãnh đạo duyệt", "Đang xử lý")
	head := w.Officer("kimboi.lanhdaophong")
	must(t, see(t, head.Get("/cb"), 200), "Duyệt yêu cầu bổ sung")
	p = see(t, head.Click(see(t, head.Get("/cb/duyet-bo-sung"), 200), f2code(t, w, d), nil), 200)
	must(t, p, "Ảnh gửi lại vẫn mờ", "Người dân sẽ thấy", "trang 1, góc trên bên phải", "Con dấu", "1 tin")
	p = see(t, head.Submit(p, "main form[action$='/duyet-bo-sung']", url.Values{"leader_reason": {"Con dấu phải đọc được"}}), 200)
	must(t, p, "Chờ bổ sung", "Yêu cầu bổ sung lần 2", "Con dấu phải đọc được")
	// the resident sees the place on her own photo, in words too
	full, err := w.Dossiers.Open(me, idOf(d))
	if err != nil || full.OpenSupplement() == nil || len(full.OpenSupplement().Items[0].Marks) != 1 || full.OpenSupplement().AgreedName == "" {
		t.Errorf("%+v %v", full.Supplements, err)
	}
}

// f2code is the code of the dossier at an address.
func f2code(t *testing.T, w *apptest.World, d string) string {
	t.Helper()
	f, err := w.Dossiers.ByID(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), idOf(d))
	if err != nil {
		t.Fatal(err)
	}
	return f.CodeText()
}

func TestWithdrawnAndStopped(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	desk, handler := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.thuly")
	d, me := filed(t, w, apptest.KimBoi, "1.001612")
	see(t, act(t, desk, d, "tiep-nhan", nil), 200)
	if err := w.Dossiers.Withdraw(me, dossiers.Ref{ID: idOf(d)}, "Tôi không cần nữa"); err != nil {
		t.Fatal(err)
	}
	p := see(t, act(t, handler, d, "rut", url.Values{"grant": {"no"}}), 422)
	must(t, p, "Tôi không cần nữa", "Ghi lý do chưa cho rút")
	p = see(t, handler.Submit(p, "main form[action$='/rut']", url.Values{"grant": {"yes"}}), 200)
	must(t, p, "Thông báo dừng giải quyết")

	d, _ = filed(t, w, apptest.KimBoi, "1.001612")
	see(t, act(t, desk, d, "tiep-nhan", nil), 200)
	see(t, act(t, handler, d, "dung", url.Values{"reason": {""}}), 422)
	must(t, see(t, act(t, handler, d, "dung", url.Values{"reason": {"Người yêu cầu đã mất"}}), 200), "Người yêu cầu đã mất")
}

// TestForeignDossiers: another office's dossier answers like a missing one, on every page.
func TestForeignDossiers(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	d, _ := filed(t, w, apptest.KimBoi, "1.001612")
	missing := "/cb/ho-so/" + apptest.Missing().String()
	c := w.Officer("daoxa.tiepnhan")
	for _, s := range []string{"", "/giay-hen", "/phieu/m02", "/tu-choi", "/bo-sung", "/phan-cong", "/them-giay-to"} {
		a, b := c.Get(d+s), c.Get(missing+s)
		if a.Status != 404 || b.Status != 404 || words(a) != words(b) {
			t.Errorf("GET %s: %d and %d", s, a.Status, b.Status)
		}
	}
	for _, s := range []string{"/tiep-nhan", "/tu-choi", "/kiem-tra", "/nhan", "/luan-chuyen"} {
		v := url.Values{"version": {"1"}, "reason": {"x"}, "remedy": {"y"}, "v_" + apptest.Missing().String(): {"ok"}}
		a, b := c.PostForm(d+s, v), c.PostForm(missing+s, v)
		if a.Status != 404 || b.Status != 404 || words(a) != words(b) {
			t.Errorf("POST %s: %d and %d", s, a.Status, b.Status)
		}
	}
}

// words is a page without the number of the request.
func words(p *apptest.Page) string {
	t := p.Find("main").Text()
	if i := strings.Index(t, "Mã để báo"); i > 0 {
		t = t[:i]
	}
	return t
}
