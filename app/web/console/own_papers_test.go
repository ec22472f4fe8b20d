package console_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/reading/meaning"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// At the counter nothing is named before the person agreed; then only what fits
// this dossier's components, with a line in her log and a word to her; what is
// used is a copy with its receipt. The walls are the database's.
func TestTheCounterAsksForPapersSheHas(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	su := pgtest.Conn(t, w.DB.SuperURL)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	count := func(sql string, a ...any) (n int) {
		t.Helper()
		ok(su.QueryRow(t.Context(), sql, a...).Scan(&n))
		return n
	}
	desk := func(at uuid.UUID) context.Context {
		return tenants.With(t.Context(), tenants.Tenant(at, tenants.Actor{Kind: "staff", ID: uuid.NewSHA1(at, []byte("quầy")), Name: "Quầy"}))
	}
	here, far := desk(apptest.KimBoi), desk(apptest.HoaBinh)
	w.Publish(apptest.RichCode, "Hỗ trợ làm lại nhà", strings.Replace(apptest.Rich, `"title": "Ảnh ngôi nhà", "kind"`, `"title": "Bản sao Quyết định ly hôn", "kind"`, 1))

	// two papers of hers that Hòa Bình confirmed: one fits, one does not
	other, me := filed(t, w, apptest.HoaBinh, apptest.RichCode)
	addPhoto(t, w, far, apptest.HoaBinh, idOf(other), "anh_nha")
	papers, err := w.Dossiers.Papers(me, idOf(other))
	ok(err)
	for i, kind := range []string{"quyet_dinh", "giay_khai_sinh"} {
		x := *papers[i].Document
		ok(w.Documents.Propose(tenants.With(t.Context(), tenants.Worker(apptest.HoaBinh)), x, meaning.Paper{Kind: kind, Fields: []meaning.Field{{Name: "number", Value: "12/" + kind, Confidence: 0.9, Page: 1}}}))
		ok(w.Dossiers.ConfirmDocument(far, idOf(other), documents.Confirmation{Document: x, Version: 1, Kind: kind, Fields: []documents.Decision{{Name: "number", State: documents.Confirmed, Value: "12/" + kind}}}, w.Documents.Confirm))
	}
	source, stranger := *papers[0].Document, *papers[1].Document

	d, _ := filed(t, w, apptest.KimBoi, apptest.RichCode)
	id, page := idOf(d), d+"/giay-da-co"
	c := w.Officer("kimboi.tiepnhan")
	if see(t, c.Get(d), 200).Find(`a[href$="/giay-da-co"]`).Length() == 0 {
		t.Error("no way to it from the dossier")
	}
	p := see(t, c.Get(page), 200)
	must(t, p, "Đọc to cho người dân nghe", "Bùi Thị Sen", "017184000123")
	if strings.Contains(p.Body, "12/quyet_dinh") || count(`SELECT count(*) FROM app.document_access WHERE purpose = 'listed'`) != 0 {
		t.Fatal("a paper is named before she agreed")
	}
	for name, err := range map[string]error{
		"looks without consent": second(w.Dossiers.OwnPapers(here, id)), "opens without consent": second(w.Documents.OpenListed(here, id, source)),
	} {
		if !fault.HasKey(err, "vault.no_consent") {
			t.Errorf("%s: %v", name, err)
		}
	}
	form := `form[action$="/giay-da-co"]`
	if p := c.Submit(p, form, url.Values{"cach": {""}}); p.Status != 422 || !strings.Contains(words(p), "Chọn cách người dân đồng ý") || !strings.Contains(words(p), "đồng ý rồi đánh dấu") || count(`SELECT count(*) FROM app.consent WHERE purpose = 'papers'`) != 0 {
		t.Fatalf("without consent: %d %s", p.Status, words(p))
	}
	yes := url.Values{"cach": {"spoken_at_counter"}, "dong_y": {"1"}}
	list := see(t, c.Submit(p, form, yes), 200)
	must(t, list, "Bản sao Quyết định ly hôn", "số 12/quyet_dinh", "đã xác nhận", "Người dân đã đồng ý (nói tại quầy)")
	if strings.Contains(list.Body, "12/giay_khai_sinh") {
		t.Error("what fits no component is named")
	}
	c.Submit(p, form, yes) // clicked twice
	if n := count(`SELECT count(*) FROM app.consent WHERE purpose = 'papers' AND dossier_id = $1 AND method = 'spoken_at_counter'`, id); n != 1 {
		t.Errorf("%d consents", n)
	}
	if n := count(`SELECT count(*) FROM app.river_job WHERE kind = 'notify_dossier' AND args->>'event' = 'dossier.own_papers_asked' AND args->>'dossier_id' = $1`, id.String()); n != 1 {
		t.Errorf("told %d times", n)
	}
	looks, err := w.Documents.AccessesMine(me, 20)
	ok(err)
	if i := slices.IndexFunc(looks, func(a documents.Access) bool { return a.Purpose == documents.Listed }); i < 0 || looks[i].DocumentID != source || *looks[i].TenantID != apptest.KimBoi {
		t.Errorf("her log: %+v", looks)
	}

	// another office, another paper, another component, a time long after: nothing
	late := func(at time.Time) error {
		return w.Dossiers.DB.Tx(here, func(tx pgx.Tx) error {
			_, err := tx.Exec(here, `SELECT * FROM app.papers_at_counter($1, $2, 'x', $3)`, id, uuid.New(), at)
			return err
		})
	}
	if err := late(time.Now().Add(3 * time.Hour)); err == nil || !strings.Contains(err.Error(), "vault.no_consent") {
		t.Errorf("hours later: %v", err)
	}
	if err := second(w.Dossiers.OwnPapers(far, id)); !fault.Is(err, fault.NotFound) {
		t.Errorf("another office: %v", err)
	}
	if err := second(w.Documents.OpenListed(here, id, stranger)); !fault.Is(err, fault.NotFound) {
		t.Errorf("a paper that was not named: %v", err)
	}
	use := func(o dossiers.OwnPaper) error {
		return w.Dossiers.UseOwnPaper(here, id, o, func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
			var any uuid.UUID
			return any, tx.QueryRow(ctx, `SELECT document_id FROM app.paper WHERE dossier_id = $1 AND document_id IS NOT NULL`, dossier).Scan(&any)
		})
	}
	_, err = su.Exec(t.Context(), `UPDATE app.document SET sha256 = '\x00' WHERE dossier_id = $1`, id)
	ok(err)
	for name, o := range map[string]dossiers.OwnPaper{"other bytes": {Component: "anh_nha", Source: source}, "not named": {Component: "anh_nha", Source: stranger}} {
		if err := use(o); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}

	// used: a copy under this office's key, with the receipt she reads
	done := see(t, c.Submit(list, form, url.Values{"dung": {"anh_nha." + source.String()}}), 200)
	must(t, done, "Đã dùng vào hồ sơ này", "số 12/quyet_dinh", "Không còn giấy tờ nào khác")
	c.PostForm(page, url.Values{"dung": {"anh_nha." + source.String()}})
	uses, err := w.Dossiers.VaultUses(me)
	ok(err)
	if len(uses) != 1 || uses[0].Method != "spoken_at_counter" || uses[0].Source != source || uses[0].Tenant != apptest.KimBoi || !strings.Contains(uses[0].Statement, "Tôi đồng ý") || uses[0].By == "Bùi Thị Sen" {
		t.Fatalf("%+v", uses)
	}
	x, err := w.Documents.Get(here, *uses[0].Document)
	ok(err)
	if u, err := w.Documents.Understood(here, x.ID); err != nil || u.State != documents.Confirmed || x.TenantID != apptest.KimBoi {
		t.Errorf("the copy: %+v %v", u, err)
	}
	must(t, see(t, c.Get(d), 200), "Dùng lại giấy đã xác nhận số 12/quyet_dinh", "Người dân đồng ý cho tìm giấy tờ đã có")

	// somebody who has nothing looks like somebody who is not known; who files for her may not ask
	_, err = su.Exec(t.Context(), `UPDATE app.party SET resident_id = NULL, authority = 'authorised' WHERE dossier_id = $1 AND role = 'submitter'`, id)
	ok(err)
	if err := w.Dossiers.AskOwnPapers(here, id, uuid.New(), "signature", strings.Repeat("Tôi đồng ý. ", 9)); !fault.Is(err, fault.Invalid) {
		t.Errorf("for somebody else: %v", err)
	}
	_, err = su.Exec(t.Context(), `UPDATE app.party SET resident_id = (SELECT resident_id FROM app.dossier WHERE id = $1), authority = 'self' WHERE dossier_id = $1 AND role = 'submitter'`, id)
	ok(err)
	for range 20 {
		if err = w.Dossiers.AskOwnPapers(here, id, uuid.New(), "signature", strings.Repeat("Tôi đồng ý. ", 9)); err != nil {
			break
		}
	}
	if err = w.Dossiers.AskOwnPapers(here, id, uuid.New(), "signature", strings.Repeat("Tôi đồng ý. ", 9)); !fault.Is(err, fault.TooMany) {
		t.Errorf("one after the other: %v", err)
	}

	// at the intake: what she does not bring is asked for as soon as there is a dossier; somebody else cannot ask
	form = "#tiep-nhan"
	in := see(t, c.Submit(c.Get("/cb/tiep-nhan"), form, url.Values{"scan": {cardQuan}}), 200)
	in = see(t, c.Submit(in, form, url.Values{"q": {"dang ky ket hon"}, "phone": {"0912 345 678"}}), 200)
	if x := see(t, c.Submit(in, form, url.Values{"by_name": {"Bùi Văn An"}}), 200); in.Find("option[value=own]").Length() != 1 || x.Find("option[value=own]").Length() != 0 {
		t.Errorf("%d papers may be her own, %d for somebody else", in.Find("option[value=own]").Length(), x.Find("option[value=own]").Length())
	}
	got := see(t, c.Submit(in, form, url.Values{"nhan_ho_so": {"1"}, "form_xac_nhan_hon_nhan": {"own"}}), 200)
	must(t, got, "Đọc to cho người dân nghe")
	received := uuid.MustParse(strings.Split(got.URL.Path, "/")[3])
	if count(`SELECT count(*) FROM app.paper WHERE dossier_id = $1 AND component = 'xac_nhan_hon_nhan'`, received) != 0 || count(`SELECT count(*) FROM app.dossier WHERE id = $1 AND state IN ('accepted', 'processing')`, received) != 1 {
		t.Error("a paper that nobody brought is on the dossier")
	}
	must(t, see(t, c.Submit(got, `form[action$="/giay-da-co"]`, yes), 200), "Không có giấy tờ nào dùng được")

	// the database and the code take the same kinds out of a title
	for _, title := range []string{"Bản sao Giấy khai sinh của trẻ", "Trích lục kết hôn (nếu có)", "Quyết định ly hôn, giấy báo tử", "Thẻ căn cước", "Giấy Xác nhận Tình trạng hôn nhân", "Giấy chứng nhận đăng ký hộ kinh doanh", "Giấy chứng sinh", "Giấy ủy quyền", "Trích lục khai tử", "Ảnh"} {
		var kinds []string
		ok(su.QueryRow(t.Context(), `SELECT app.kinds_in($1)`, title).Scan(&kinds))
		want := meaning.KindsIn(title)
		slices.Sort(want)
		slices.Sort(kinds)
		if !slices.Equal(kinds, want) {
			t.Errorf("%s: %v, want %v", title, kinds, want)
		}
	}
}

func second[T any](_ T, err error) error { return err }
