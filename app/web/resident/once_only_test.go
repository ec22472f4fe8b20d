package resident_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/reading/meaning"
	"motcua/tenants"
)

// Asked for papers again, a person answers with one of her own: with consent
// only, kept until she sends, gone when she takes it back, for what was asked only.
func TestASupplementIsAnsweredWithAPaperOfOnesOwn(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	a, first := filed(t, w)
	handler := at(t, "Bùi Quang Lâm")
	ref := func(id uuid.UUID) dossiers.Ref {
		d, err := w.Dossiers.ByID(handler, id)
		must(t, err)
		return dossiers.Ref{ID: id, Version: d.Version}
	}
	must(t, w.Dossiers.Accept(handler, ref(first)))
	papers, err := w.Dossiers.Papers(handler, first)
	must(t, err)
	source := *papers[0].Document
	must(t, w.Documents.Propose(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), source, meaning.Paper{Kind: "quyet_dinh", Fields: []meaning.Field{{Name: "number", Value: "12/QĐ-TA", Confidence: 0.9, Page: 1}}}))
	must(t, w.Dossiers.ConfirmDocument(handler, first, documents.Confirmation{Document: source, Version: 1, Kind: "quyet_dinh", Fields: []documents.Decision{{Name: "number", State: documents.Confirmed, Value: "12/QĐ-TA"}}}, w.Documents.Confirm))
	w.Publish(apptest.RichCode, "Hỗ trợ làm lại nhà", strings.Replace(apptest.Rich, `"title": "Ảnh ngôi nhà", "kind"`, `"title": "Bản sao Quyết định ly hôn", "kind"`, 1))
	base := start(t, a, apptest.RichCode).URL.Path
	richly(t, a, base, nil)
	if p := a.Submit(a.Get(base+"/kiem-tra"), "form[action$='/nop']", url.Values{"cam_doan": {"1"}}); p.Status != 200 || !strings.HasSuffix(p.URL.Path, "/da-gui") {
		t.Fatalf("file: %d %s", p.Status, text(p, "main"))
	}
	id := uuid.MustParse(strings.TrimPrefix(base, "/hs/"))
	must(t, w.Dossiers.AskSupplement(handler, ref(id), dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "anh_nha", Reason: "blurred"}}}))

	page := "/ho-so/" + id.String() + "/bo-sung"
	tick := "dong_y_anh_nha_" + source.String()
	form := "form[action='" + page + "']"
	p := a.Get(page)
	if s := text(p, "main"); !strings.Contains(s, "Dùng giấy tờ đã có") || !strings.Contains(s, "số 12/QĐ-TA") {
		t.Fatalf("not offered: %s", s)
	}
	typed := url.Values{"dung": {tick}, "loi_nhan": {"Gửi kèm bản đã có"}}
	no := a.Submit(p, form, typed)
	if v := text(no, "textarea[name=loi_nhan]"); no.Status != 422 || !strings.Contains(text(no, ".em"), "Đánh dấu đồng ý") || v != "Gửi kèm bản đã có" {
		t.Fatalf("without consent: %d %q %s", no.Status, v, text(no, ".em"))
	}
	typed.Set(tick, "1")
	yes := a.Submit(p, form, typed)
	if s := text(yes, "main"); yes.Status != 200 || !strings.Contains(s, "Đã dùng giấy tờ có sẵn") || strings.Contains(s, "Dùng giấy này") || text(yes, "textarea[name=loi_nhan]") != "Gửi kèm bản đã có" {
		t.Fatalf("used: %d %s", yes.Status, s)
	}
	a.Submit(p, form, typed) // clicked twice
	me := func() (fresh []dossiers.Paper) {
		d, err := w.Dossiers.ByID(handler, id)
		must(t, err)
		list, err := w.Dossiers.Papers(tenants.With(t.Context(), tenants.Resident(d.Resident, tenants.Actor{Kind: "resident", ID: d.Resident, Name: quanIs})), id)
		must(t, err)
		for _, y := range list {
			if y.Round == 1 {
				fresh = append(fresh, y)
			}
		}
		return fresh
	}
	fresh := me()
	if len(fresh) != 1 || fresh[0].Note != dossiers.ReusedMark+"giấy đã xác nhận số 12/QĐ-TA" {
		t.Fatalf("%+v", fresh)
	}
	// taken back before it is sent: the copy is gone, and it may be used again
	copied := *fresh[0].Document
	if off := a.PostForm(page+"/anh_nha/bo/"+fresh[0].ID.String(), nil); off.Status != 200 || !strings.Contains(text(off, "main"), "Dùng giấy này") || len(me()) != 0 {
		t.Fatalf("taken back: %d %s", off.Status, text(off, "main"))
	}
	if _, err := w.Documents.Get(handler, copied); err == nil {
		t.Error("the copy that was taken back is still there")
	}
	if s := text(a.Get("/giay-to"), "main"); !strings.Contains(s, "rồi bỏ ra trước khi nộp") {
		t.Errorf("the receipt of what was taken back: %s", s)
	}
	a.Submit(a.Get(page), form, typed)
	if sent := a.Submit(a.Get(page), form, url.Values{"loi_nhan": {""}}); sent.Status != 200 || strings.HasSuffix(sent.URL.Path, "/bo-sung") {
		t.Fatalf("sent: %d %s", sent.Status, text(sent, "main"))
	}
	u, err := w.Documents.Understood(handler, *me()[0].Document)
	if err != nil || u.State != documents.Confirmed || len(u.Fields) != 1 {
		t.Errorf("what it says: %+v %v", u, err)
	}
	// sent is sent; and nothing answers what was not asked for
	d, err := w.Dossiers.ByID(handler, id)
	must(t, err)
	mine := tenants.With(t.Context(), tenants.Resident(d.Resident, tenants.Actor{Kind: "resident", ID: d.Resident, Name: quanIs}))
	if err := w.Dossiers.RemovePaper(mine, id, me()[0].ID, w.Documents.Remove); err == nil {
		t.Error("a sent paper was taken back")
	}
}
