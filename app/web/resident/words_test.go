package resident_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
	"motcua/app/dossiers"
	"motcua/migrations"
	"motcua/tenants"
)

// A question to the counter with the hour of its answer, the answer, how she
// wants to be told, and the province's own words for it.
func TestWordsAndNotices(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Resident(quan, quanIs)
	db, err := pgx.Connect(t.Context(), w.DB.SuperURL)
	must(t, err)
	defer db.Close(context.Background())
	var who, rev uuid.UUID
	must(t, db.QueryRow(t.Context(), `SELECT id FROM app.resident WHERE id_number = $1`, quan).Scan(&who))
	must(t, db.QueryRow(t.Context(), `SELECT id FROM app.revision WHERE procedure_id = $1 AND state = 'published' AND province_code IS NULL`, migrations.ProcedureID("1.001193")).Scan(&rev))
	her := tenants.With(t.Context(), tenants.Resident(who, tenants.Actor{Kind: "resident", ID: who, Name: quanIs}))
	id := uuid.New()
	must(t, w.Dossiers.StartDraft(her, dossiers.NewDraft{ID: id, Procedure: migrations.ProcedureID("1.001193"), Revision: rev, Competent: apptest.KimBoi}))
	must(t, w.Dossiers.ChangeDraft(her, id, dossiers.DraftChange{Applicant: &dossiers.Party{FullName: quanIs, IDNumber: quan, Phone: "0912345678", Resident: &who, IdentityLevel: 3}}))
	_, err = w.Dossiers.File(her, dossiers.Ref{ID: id})
	must(t, err)
	here := "/ho-so/" + id.String()
	has := func(p *apptest.Page, status int, words ...string) {
		t.Helper()
		if p.Status != status {
			t.Fatalf("%s: %d\n%s", p.URL, p.Status, text(p, "main"))
		}
		for _, want := range words {
			if !strings.Contains(text(p, "main"), want) {
				t.Errorf("%s: %q is missing in\n%s", p.URL, want, text(p, "main"))
			}
		}
	}

	// the province's own words
	prov := w.Officer("phutho.quantri")
	has(prov.Get("/tinh/tin-bao"), 200, "Quầy trả lời tin nhắn", "Mẫu quốc gia")
	at := "/tinh/tin-bao/dossier.message_answered/sms"
	p := prov.Get(at)
	has(p, 200, "1 phần tin nhắn", "{ma_ho_so}")
	has(prov.PostForm(at, url.Values{"version": {"0"}, "body": {"Xem https://x.vn {ma_ho_so}"}}), 422, "đường dẫn")
	has(prov.PostForm(at, url.Values{"version": {"0"}, "body": {"Xem {ho_ten}"}}), 422, "{ho_ten}")
	has(prov.PostForm(at, url.Values{"version": {"0"}, "body": {"Quầy đã trả lời hồ sơ {ma_ho_so}"}, "xem": {"1"}}), 200, "Quay da tra loi ho so H44", "Khác với nội dung đang dùng")
	has(prov.PostForm(at, url.Values{"version": {"0"}, "body": {"Quầy đã trả lời hồ sơ {ma_ho_so}"}}), 200, "Đã lưu", "của tỉnh, lần 1")
	has(prov.PostForm(at, url.Values{"version": {"0"}, "body": {"Khác {ma_ho_so}"}}), 409, "vừa lưu nội dung khác")
	has(prov.Get("/tinh/lich-su"), 200, "Viết lại tin nhắn “Quầy trả lời tin nhắn”")
	if other := w.Officer("hcm.quantri").Get(at); strings.Contains(text(other, "main"), "lần 1") {
		t.Error("another province has the text")
	}

	// how she wants to be told
	has(c.PostForm("/tai-khoan/nhan-tin", url.Values{"channel": {"fax"}}), 422, "Chọn cách nhận tin")
	has(c.PostForm("/tai-khoan/nhan-tin", url.Values{"channel": {"zns"}}), 200, "Đã lưu cách nhận tin")

	// asked and answered
	w.Work()
	has(c.Get(here), 200, "Tin nhắn với quầy một cửa")
	has(c.Get(here+"/tin-nhan"), 200, "trả lời chậm nhất")
	has(c.PostForm(here+"/tin-nhan", url.Values{"body": {" "}}), 422, "Ghi điều Ông/Bà muốn hỏi")
	has(c.PostForm(here+"/tin-nhan", url.Values{"body": {"Bao giờ có kết quả?"}}), 200, "Đã gửi câu hỏi", "Bao giờ có kết quả?", "Quầy trả lời chậm nhất")
	if p := w.Resident("001090000025", "Trần Thị Khác").PostForm(here+"/tin-nhan", url.Values{"body": {"x"}}); p.Status != 404 {
		t.Errorf("somebody else: %d", p.Status)
	}
	office := w.Officer("kimboi.tiepnhan")
	has(office.Get("/cb/tin-nhan"), 200, "Bao giờ có kết quả?")
	cb := "/cb/ho-so/" + id.String() + "/tin-nhan"
	has(office.Get(cb), 200, "Người dân hỏi", "Trả lời chậm nhất")
	has(office.PostForm(cb, url.Values{"body": {""}}), 422, "Ghi câu trả lời")
	has(office.PostForm(cb, url.Values{"body": {"Thứ Năm có kết quả."}}), 200, "Thứ Năm có kết quả.", "Đã trả lời")
	has(office.Get("/cb/tin-nhan"), 200, "Không có câu hỏi nào")
	w.Eventually("she is told by Zalo, in the province's words", func() bool {
		var n int
		must(t, db.QueryRow(t.Context(), `SELECT count(*) FROM app.notice WHERE dossier_id = $1 AND template = 'dossier.message_answered' AND channel = 'zns' AND state = 'sent' AND text_version = 1 AND alternative LIKE 'UBND xa Kim Boi: Quay da tra loi ho so%'`, id).Scan(&n))
		return n == 1
	})
	has(c.Get(here+"/tin-nhan"), 200, "Thứ Năm có kết quả.", "Quầy đã trả lời hồ sơ", "Zalo")
	has(office.Get("/cb/ho-so/"+id.String()), 200, "Zalo đến", "Đã gửi")

	// nobody who cannot sign reports anything
	if p := w.Anybody().PostForm("/goi-lai/sms", url.Values{"id": {id.String()}}); p.Status != 401 {
		t.Errorf("unsigned: %d", p.Status)
	}
}
