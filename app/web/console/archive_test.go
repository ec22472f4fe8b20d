package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/migrations"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// A dossier past its term: held it stays, then the clerk proposes, is refused as
// the one who decides, and the chairman decides.
func TestHeldThenDestroyedByTwo(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	su := pgtest.Conn(t, w.DB.SuperURL)
	id, office := uuid.New(), migrations.TenantID("04978")
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := su.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	resident := uuid.New()
	exec(`INSERT INTO app.resident (id, full_name, level) VALUES ($1, 'Bùi Thị Sen', 3)`, resident)
	exec(`INSERT INTO app.dossier (id, code, procedure_id, revision_id, channel, filing, resident_id, receiving_tenant, competent_tenant, state, outcome, applicant_name, search_text, submitted_at, decided_at, returned_at)
		SELECT $1, 'H44.04978-030101-0001', r.procedure_id, r.id, 'online', 'self', $2, $3, $3, 'returned', 'granted', 'Bùi Thị Sen', 'bui thi sen', now() - interval '23 years', now() - interval '23 years', now() - interval '23 years'
		FROM app.revision r WHERE r.procedure_id = $4 AND r.state = 'published' LIMIT 1`, id, resident, office, migrations.ProcedureID("2.000815"))
	at := "/cb/ho-so/" + id.String()
	if p := w.Officer("kimboi.vanthu").Get("/cb/luu-tru"); !strings.Contains(p.Body, "Tỉnh chưa xác nhận thời hạn lưu trữ") || strings.Contains(p.Body, `name="ho_so"`) {
		t.Error("a term that nobody confirmed lets it be chosen")
	}
	confirm := url.Values{"loai": {"chung_thuc_hop_dong"}, "years": {"20"}, "from": {"ended"}, "basis": {"theo luật"}, "confirmed": {"1"}}
	if p := w.Officer("phutho.quantri").PostForm("/tinh/luu-tru", confirm); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, "Ghi số văn bản") {
		t.Errorf("confirmed without a document's number: %d", p.Status)
	}
	confirm.Set("basis", "Nghị định 23/2015/NĐ-CP Điều 14")
	if p := w.Officer("phutho.quantri").PostForm("/tinh/luu-tru", confirm); p.Status != http.StatusOK {
		t.Fatalf("%d %s", p.Status, p.Read("main"))
	}
	clerk, chair := w.Officer("kimboi.vanthu"), w.Officer("kimboi.chutich")

	p := clerk.PostForm(at+"/giu", url.Values{"reason": {"Thanh tra"}, "basis": {""}})
	if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, "Thanh tra") || !strings.Contains(p.Body, "làm căn cứ") {
		t.Fatalf("held without a basis: %d", p.Status)
	}
	p = clerk.PostForm(at+"/giu", url.Values{"reason": {"Thanh tra"}, "basis": {"QĐ 5/2026"}})
	if p.Status != http.StatusOK || !strings.Contains(p.Body, "Hồ sơ đang được giữ") {
		t.Fatalf("the dossier does not say that it is held: %d", p.Status)
	}
	if p = clerk.Get("/cb/luu-tru"); !strings.Contains(p.Body, "Đang được giữ") || strings.Contains(p.Body, `name="ho_so"`) {
		t.Fatal("a held dossier can be chosen")
	}
	p = clerk.Get(at + "/giu")
	hold := p.Find("input[name=giu]").AttrOr("value", "")
	clerk.PostForm(at+"/thoi-giu", url.Values{"giu": {hold}, "thoi": {"Kết luận 7/2026"}})

	p = clerk.Get("/cb/luu-tru")
	list := p.Find("input[name=id]").AttrOr("value", "")
	if p = clerk.PostForm("/cb/luu-tru", url.Values{"id": {list}}); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("an empty list: %d", p.Status)
	}
	p = clerk.PostForm("/cb/luu-tru", url.Values{"id": {list}, "ho_so": {id.String()}, "ghi_chu": {"Đợt 2026"}})
	if p.Status != http.StatusOK || p.URL.Path != "/cb/luu-tru/"+list || p.Find("button[value=huy]").Length() != 0 {
		t.Fatalf("%d %s", p.Status, p.URL)
	}
	yes := url.Values{"quyet_dinh": {"huy"}, "words": {"QĐ 12/2026"}}
	if p := clerk.PostForm("/cb/luu-tru/"+list, yes); p.Status != http.StatusForbidden {
		t.Errorf("the clerk decides: %d", p.Status)
	}
	if p := chair.PostForm("/cb/luu-tru/"+list, url.Values{"quyet_dinh": {"huy"}}); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a decision's number: %d", p.Status)
	}
	if p := chair.PostForm("/cb/luu-tru/"+list, yes); p.Status != http.StatusOK {
		t.Fatalf("%d", p.Status)
	}
	if more, err := w.Keeping.Destroy(tenants.With(t.Context(), tenants.Worker(office)), uuid.MustParse(list)); more || err != nil {
		t.Fatal(more, err)
	}
	if p = chair.Get("/cb/luu-tru/" + list); !strings.Contains(p.Body, "Chứng tích tiêu hủy") || !strings.Contains(p.Body, "Đã hủy") {
		t.Error("no proof on the page")
	}
	if p := chair.Get(at); p.Status != http.StatusNotFound {
		t.Errorf("the dossier is still there: %d", p.Status)
	}
	if p := w.Officer("hoabinh.vanthu").Get("/cb/luu-tru/" + list); p.Status != http.StatusNotFound {
		t.Errorf("another office: %d", p.Status)
	}
}
