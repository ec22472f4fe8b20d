package resident_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/reading/meaning"
	"motcua/tenants"
)

// Once only: a paper that an officer confirmed at one office is offered by the
// next dossier, used with consent only, receipted, and fills in what it says.
// What nobody confirmed, what is another person's and what is out of date is not.
func TestAConfirmedPaperIsUsedAgain(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	a, first := filed(t, w)
	handler := at(t, "Bùi Quang Lâm")
	d, err := w.Dossiers.ByID(handler, first)
	must(t, err)
	must(t, w.Dossiers.Accept(handler, dossiers.Ref{ID: first, Version: d.Version}))
	papers, err := w.Dossiers.Papers(handler, first)
	must(t, err)
	paper := *papers[0].Document
	must(t, w.Documents.Propose(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), paper, meaning.Paper{Kind: "quyet_dinh", Fields: []meaning.Field{
		{Name: "number", Value: "12/QĐ-TA", Confidence: 0.95, Page: 1},
		{Name: "date", Value: "2020-02-03", Confidence: 0.97, Page: 1},
		{Name: "wife_name", Value: "Hà Thị Vui", Confidence: 0.97, Page: 1},
		{Name: "husband_name", Value: "Nguyên Văn Quan", Confidence: 0.5, Page: 1},
	}}))
	w.Publish(apptest.RichCode, "Hỗ trợ làm lại nhà", strings.NewReplacer(`"title": "Ảnh ngôi nhà", "kind"`, `"title": "Bản sao Quyết định ly hôn", "kind"`,
		`{"name": "school", "label"`, `{"name": "wife_name", "label": "Họ tên vợ", "type": "name"}, {"name": "husband_name", "label": "Họ tên chồng", "type": "name"}, {"name": "school", "label"`).Replace(apptest.Rich))
	base := start(t, a, apptest.RichCode).URL.Path
	page := base + "/giay/anh_nha"
	const button, reuse = "Dùng giấy này", "form[action$='/dung-lai']"
	offered := func(c *apptest.Client, at string) bool { return strings.Contains(text(c.Get(at), "main"), button) }
	if offered(a, page) || strings.Contains(text(a.Get("/giay-to"), "main"), "12/QĐ-TA") {
		t.Fatal("what nobody confirmed is offered")
	}

	confirm := func(version int, kind string, more ...documents.Decision) {
		t.Helper()
		must(t, w.Dossiers.ConfirmDocument(handler, first, documents.Confirmation{Document: paper, Version: version, Kind: kind, Fields: more}, w.Documents.Confirm))
	}
	confirm(1, "quyet_dinh", documents.Decision{Name: "number", State: documents.Confirmed, Value: "12/QĐ-TA"}, documents.Decision{Name: "date", State: documents.Confirmed, Value: "2020-02-03"},
		documents.Decision{Name: "wife_name", State: documents.Confirmed, Value: "Hà Thị Vui"}, documents.Decision{Name: "expires", State: documents.Corrected, Value: "2020-03-03"})
	if offered(a, page) {
		t.Error("what is out of date is offered")
	}
	if s := text(a.Get("/giay-to"), "main"); !strings.Contains(s, "Hết hạn") || !strings.Contains(s, "12/QĐ-TA") {
		t.Errorf("it is not said that it is out of date: %s", s)
	}
	confirm(2, "quyet_dinh", documents.Decision{Name: "expires", State: documents.Dropped})

	// another person neither sees nor takes it, nor does whoever is not signed in
	b := w.Resident("017184000123", "Bùi Thị Sen")
	theirs := start(t, b, apptest.RichCode).URL.Path + "/giay/anh_nha"
	if offered(b, theirs) || strings.Contains(text(b.Get("/giay-to"), "main"), "12/QĐ-TA") {
		t.Error("another person is offered it")
	}
	for _, path := range []string{theirs + "/dung-lai", "/giay-to/" + paper.String() + "/bo"} {
		if p := b.PostForm(path, url.Values{"giay_cu": {paper.String()}, "dong_y_" + paper.String(): {"1"}}); p.Status != 404 {
			t.Errorf("another person at %s: %d", path, p.Status)
		}
	}

	p := a.Get(page)
	if s := text(p, "form[action$='/dung-lai']"); !strings.Contains(s, "số 12/QĐ-TA ngày 03/02/2020") || !strings.Contains(s, "Tôi đồng ý dùng") || !strings.Contains(s, "UBND xã Kim Bôi đã xác nhận") {
		t.Fatalf("not offered: %q", text(p, "main"))
	}
	if p := a.Submit(p, reuse, nil); p.Status != 422 || !strings.Contains(text(p, ".em"), "Đánh dấu đồng ý") || p.Find(".files li").Length() != 0 {
		t.Fatalf("without consent: %d %s", p.Status, text(p, "main"))
	}
	yes := url.Values{"dong_y_" + paper.String(): {"1"}}
	done := a.Submit(p, reuse, yes)
	if done.Status != 200 || !strings.Contains(text(done, "main"), "Đã dùng giấy tờ có sẵn") || strings.Contains(text(done, "main"), button) {
		t.Fatalf("%d: %s", done.Status, text(done, "main"))
	}
	if again := a.Submit(p, reuse, yes); again.Status != 200 || again.Find(".files li").Length() != 1 {
		t.Fatalf("clicked twice: %d, %d files", again.Status, again.Find(".files li").Length())
	}
	id := uuid.MustParse(strings.TrimPrefix(base, "/hs/"))
	me := tenants.With(t.Context(), tenants.Resident(d.Resident, tenants.Actor{Kind: "resident", ID: d.Resident, Name: quanIs}))
	uses, err := w.Dossiers.VaultUses(me)
	must(t, err)
	if len(uses) != 1 || uses[0].Dossier != id || uses[0].Source != paper || uses[0].Number != "12/QĐ-TA" || *uses[0].IssuedBy != apptest.KimBoi || !strings.Contains(uses[0].Statement, "Tôi đồng ý") {
		t.Fatalf("%+v", uses)
	}

	// what was confirmed answers, with its source; what was not does not
	q := a.Get(base + "/phan/3")
	if v, _ := q.Find("[name=wife_name]").Attr("value"); v != "Hà Thị Vui" || !strings.Contains(text(q, "main"), "số 12/QĐ-TA (UBND xã Kim Bôi xác nhận ngày ") {
		t.Errorf("not filled in: %q %s", v, text(q, "main"))
	}
	if v, _ := q.Find("[name=husband_name]").Attr("value"); v != "" {
		t.Errorf("an unconfirmed value is filled in: %q", v)
	}

	// the code of a card on a photo of the draft answers too; print that nobody confirmed never does
	a.Submit(a.Get(page), "form[action$='/anh_nha']", nil, apptest.Upload{Field: "tep", Name: "the.jpg", Data: photo(t)})
	now, err := w.Dossiers.Papers(me, id)
	must(t, err)
	card := meaning.CardFields("025192905449||Nguyễn Thị Hồng Gấm|08031992|Nữ|Khu 5, Xã Hy Cương|15062021", 1, meaning.Box{0.1, 0.1, 0.2, 0.2})
	must(t, w.Documents.Propose(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), *now[len(now)-1].Document, meaning.Paper{Kind: meaning.Card, Fields: append(card, meaning.Field{Name: "hometown", Value: "Kim Bôi", Confidence: 0.99, Page: 1})}))
	said, err := w.Dossiers.PaperAnswers(me, id)
	must(t, err)
	from := map[string]string{}
	for _, x := range said {
		from[x.Field] = x.Source
	}
	if from["wife_name"] != "vault" || from["id"] != "code" || from["husband_name"] != "" || from["hometown"] != "" {
		t.Errorf("what papers answer: %v", from)
	}
	if q := a.Get(base + "/phan/1"); strings.Contains(q.Body, "025192905449") {
		t.Error("another person's card answers about the applicant")
	}

	// taken out: no longer offered, and put back
	x := a.Get("/giay-to")
	if s := text(x, "main"); !strings.Contains(s, "dùng cho hồ sơ gửi UBND xã Kim Bôi") {
		t.Errorf("the use is not told: %s", s)
	}
	out := a.Submit(x, "form[action$='/bo']", nil)
	if s := text(out, "main"); out.Status != 200 || !strings.Contains(s, "Đưa trở lại") {
		t.Fatalf("%d %s", out.Status, s)
	}
	second := start(t, a, apptest.RichCode).URL.Path + "/giay/anh_nha"
	if offered(a, second) {
		t.Error("what was taken out is offered")
	}
	a.Submit(out, "form[action$='/bo']", nil)
	if !offered(a, second) {
		t.Error("it was not put back")
	}
	must(t, w.Dossiers.Verify(handler, dossiers.Ref{ID: first, Version: d.Version + 1}, []dossiers.Verdict{{Paper: papers[0].ID, Reason: "other"}}))
	if offered(a, second) {
		t.Error("a faulty paper is offered")
	}
	if u, err := w.Documents.Understood(me, *uses[0].Document); err != nil || u.State != documents.Confirmed || len(u.Fields) != 3 || time.Since(u.ConfirmedAt.UTC()) < 0 {
		t.Errorf("the copy: %+v %v", u, err)
	}
}
