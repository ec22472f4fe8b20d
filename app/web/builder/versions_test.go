package builder_test

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/migrations"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

const controller = "phutho.kiemsoat"

// as is the scope of somebody of Phú Thọ, for what the pages' forms do not write.
func as(t *testing.T, w *apptest.World, username string) context.Context {
	t.Helper()
	var id uuid.UUID
	var name string
	if err := pgtest.Conn(t, w.DB.SuperURL).QueryRow(t.Context(), `SELECT id, full_name FROM app.staff WHERE username = $1`, username).Scan(&id, &name); err != nil {
		t.Fatal(err)
	}
	return tenants.With(t.Context(), tenants.Province("25", tenants.Actor{Kind: "staff", ID: id, Name: name}))
}

// rewrite saves a change of a draft as somebody.
func rewrite(t *testing.T, w *apptest.World, ctx context.Context, id uuid.UUID, change func(*revision.Revision)) {
	t.Helper()
	e, err := w.Revisions.Read(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	change(&e.Content)
	b, err := json.Marshal(&e.Content)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Revisions.SaveDraft(ctx, procedures.SaveDraft{ID: id, Seen: e.Version.Version, Content: b}); err != nil {
		t.Fatal(err)
	}
}

func TestVersionFromDraftToEnd(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	khai, van := w.Officer(admin), w.Officer(controller)
	list := khai.Get(married + "/phien-ban")
	want(t, list, 200, "Bản số 1 của trung ương", "Đang áp dụng")
	p := khai.Submit(list, "main form[method=post]", nil)
	want(t, p, 200, "Bản đang soạn", "Khác gì so với bản số 1 của trung ương", "Không khác gì", "Không còn chỗ nào phải sửa")
	here := p.URL.Path
	id := uuid.MustParse(here[strings.LastIndex(here, "/")+1:])
	ctx := as(t, w, admin)
	rewrite(t, w, ctx, id, func(r *revision.Revision) { r.Summary = "" })
	p = khai.Get(here)
	want(t, p, 200, "Kết quả nhận được", "Bỏ", "một câu")
	p = khai.Submit(p, "form[action$=gui-duyet]", nil)
	want(t, p, 422, "còn chỗ phải sửa")
	rewrite(t, w, ctx, id, func(r *revision.Revision) { r.Summary = "Giấy xác nhận tình trạng hôn nhân của tỉnh" })
	p = khai.Submit(khai.Get(here), "form[action$=gui-duyet]", nil)
	want(t, p, 200, "Chờ duyệt", "Ông/Bà sửa bản này lần cuối")
	want(t, khai.PostForm(here+"/cong-bo", url.Values{"from": {"31/12/2027"}, "note": {"12/QĐ-UBND"}}), 403, "không tự công bố được")

	p = van.Get(here)
	p = van.Submit(p, "form[action$=tra-lai]", url.Values{"reason": {"x"}})
	want(t, p, 422, "ít nhất 5 ký tự")
	p = van.Submit(p, "form[action$=tra-lai]", url.Values{"reason": {"Ghi rõ căn cứ của tỉnh"}})
	want(t, p, 200, "Đang soạn", "Ghi rõ căn cứ của tỉnh", "Người duyệt trả lại")
	p = khai.Submit(khai.Get(here), "form[action$=gui-duyet]", nil)
	want(t, p, 200, "Chờ duyệt")
	for from, say := range map[string]string{"01/01/2020": "Không công bố lùi ngày", "hôm qua": "ngày/tháng/năm", "": "Nhập ngày"} {
		p = van.Submit(van.Get(here), "form[action$=cong-bo]", url.Values{"from": {from}, "note": {"12/QĐ-UBND ngày 1/11/2026"}})
		want(t, p, 422, say)
		if got := p.Find("input[name=note]").AttrOr("value", ""); got != "12/QĐ-UBND ngày 1/11/2026" {
			t.Errorf("what was typed is lost: %q", got)
		}
	}
	want(t, van.Submit(van.Get(here), "form[action$=cong-bo]", url.Values{"note": {""}}), 422, "Ghi số và ngày quyết định")
	p = van.Submit(van.Get(here), "form[action$=cong-bo]", url.Values{"note": {"12/QĐ-UBND ngày 1/11/2026"}})
	want(t, p, 200, "Đang áp dụng", "Bản số 1 của tỉnh", "12/QĐ-UBND", "Công bố bản số 1", "Ngừng áp dụng")
	want(t, van.PostForm(here+"/cong-bo", url.Values{"from": {"31/12/2027"}, "note": {"12/QĐ-UBND"}}), 409, "công bố rồi")
	want(t, khai.Get(married), 200, "Tỉnh, số 1")
	want(t, khai.Get("/tinh/lich-su"), 200, "công bố bản số 1")

	// somebody of another province, and another procedure's address
	other := w.Officer("hcm.quantri")
	if p := other.Get(here); p.Status != 200 {
		t.Logf("published versions of a province: %d", p.Status)
	}
	want(t, khai.Get("/tinh/thu-tuc/1.013978/phien-ban/"+id.String()), 404)

	p = khai.Get(married + "/phien-ban/so-sanh")
	want(t, p, 200, "Từ bản số 1 của trung ương sang bản số 1 của tỉnh", "Giấy xác nhận tình trạng hôn nhân của tỉnh")
	p = van.Submit(van.Get(here), "form[action$=ngung]", url.Values{"why": {""}})
	want(t, p, 422, "ít nhất 5 ký tự")
	p = van.Submit(p, "form[action$=ngung]", url.Values{"why": {"Quyết định 15/QĐ-UBND"}})
	want(t, p, 200, "Hết hiệu lực")
	want(t, khai.Get(married), 200, "Trung ương, số 1")
}

func TestProcedureOfTheProvincesOwn(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	khai, other := w.Officer(admin), w.Officer("hcm.quantri")
	p := khai.Get("/tinh/thu-tuc/moi")
	p = khai.Submit(p, "main form", nil)
	want(t, p, 422, "Không để trống ô này")
	p = khai.Submit(p, "main form", url.Values{"name": {"Hỗ trợ trồng chè"}, "field": {"Nông nghiệp"}, "synonyms": {"tiền trồng chè, che"}})
	want(t, p, 200, "Bản đang soạn", "Phải sửa trước khi công bố", "Hỗ trợ trồng chè (T25.001)")
	here := p.URL.Path
	want(t, khai.Get("/tinh/thu-tuc"), 200, "Đang soạn và chờ duyệt", "Hỗ trợ trồng chè")
	want(t, khai.Get("/tinh/thu-tuc/T25.001"), 200, "Các phiên bản")
	for _, at := range []string{"/tinh/thu-tuc/T25.001", "/tinh/thu-tuc/T25.001/phien-ban", here} {
		want(t, other.Get(at), 404)
	}
	want(t, khai.Submit(khai.Get("/tinh/thu-tuc/T25.001/bai-bo"), "main form", url.Values{"note": {""}}), 422, "ít nhất 5 ký tự")
	p = khai.Submit(khai.Get(here), "form[action$=xoa]", nil)
	want(t, p, 200, "Thủ tục")
	want(t, khai.Get("/tinh/thu-tuc/T25.001/phien-ban"), 404)
}

func TestNationalChangeIsOffered(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	khai := w.Officer(admin)
	kctx, vctx := as(t, w, admin), as(t, w, controller)
	procedure := migrations.ProcedureID("1.004873")
	id, err := w.Revisions.StartDraft(kctx, procedures.StartDraft{Procedure: procedure})
	if err != nil {
		t.Fatal(err)
	}
	rewrite(t, w, kctx, id, func(r *revision.Revision) { r.Who = "Người dân của tỉnh" })
	note := "12/QĐ-UBND"
	if err := w.Revisions.Submit(kctx, id, 0); err != nil {
		t.Fatal(err, procedures.ProblemsIn(err))
	}
	if err := w.Revisions.Publish(vctx, procedures.PublishRevision{ID: id, Note: &note}); err != nil {
		t.Fatal(err)
	}
	want(t, khai.Get(married+"/phien-ban/cap-nhat"), 404, "đã theo bản mới nhất")
	operator := func() context.Context {
		return tenants.With(t.Context(), tenants.Platform(tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Vận hành"}))
	}
	a := operator()
	n, err := w.Revisions.StartDraft(a, procedures.StartDraft{Procedure: procedure})
	if err != nil {
		t.Fatal(err)
	}
	rewrite(t, w, a, n, func(r *revision.Revision) { r.Who, r.Summary = "Công dân", "Tóm tắt của trung ương" })
	if err := w.Revisions.Submit(a, n, 0); err != nil {
		t.Fatal(err)
	}
	if err := w.Revisions.Publish(operator(), procedures.PublishRevision{ID: n, Note: &note}); err != nil {
		t.Fatal(err)
	}
	want(t, khai.Get(married+"/phien-ban"), 200, "Trung ương đã công bố bản số 2")
	p := khai.Get(married + "/phien-ban/cap-nhat")
	want(t, p, 200, "Tóm tắt của trung ương", "Người dân của tỉnh")
	if p.Find("input[name=accept][checked]").Length() != 1 || p.Find("input[name=accept]").Length() != 2 {
		t.Error("what the province changed itself is not left unchosen")
	}
	p = khai.Submit(p, "main form", url.Values{"accept": {"summary"}})
	want(t, p, 200, "Đã đưa thay đổi của trung ương vào bản này", "Tóm tắt của trung ương")
}
