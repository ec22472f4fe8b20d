package builder_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/procedures/revision"
	"motcua/storage/pgtest"
)

// A provincial admin walks a workflow with branches, a question to another
// office and a step of the province to its end; nothing is stored by it.
func TestWalkOfAVersion(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	khai := w.Officer(admin)
	p := khai.Submit(khai.Get(married+"/phien-ban"), "main form[method=post]", nil)
	here := p.URL.Path
	id := uuid.MustParse(here[strings.LastIndex(here, "/")+1:])
	rewrite(t, w, as(t, w, admin), id, func(r *revision.Revision) {
		n := r.Promise().OfficeHours()
		r.Steps = []revision.Step{
			{Key: "check", Title: "Kiểm tra", Role: revision.Handler, Hours: 1, Parallel: true, Next: []revision.Next{{To: "visit"}, {To: "ask", When: &revision.Rule{CEL: `dossier.channel == "online"`}}}},
			{Key: "visit", Title: "Xác minh tại thôn", Role: revision.Handler, Unit: "tu_phap", Hours: 1, Next: []revision.Next{{To: "meet"}}},
			{Key: "ask", Title: "Hỏi xã khác", Role: revision.Handler, Hours: 8, Request: &revision.Request{To: "commune", Title: "Xác minh nơi cư trú trước", Amount: 1, Time: revision.WorkingDays, Silence: "consent"}},
			{Key: "meet", Title: "Tổng hợp", Role: revision.Handler, Kind: revision.Work, Join: true, Hours: 1},
			{Key: "again", Title: "Thẩm định", Role: revision.Handler, At: "province", Hours: max(n-14, 1)},
			{Key: "initial", Title: "Ký nháy", Role: revision.UnitHead, At: "province", Hours: 1},
			{Key: "approve", Title: "Ký duyệt", Role: revision.Signatory, At: "province", Hours: 2},
			{Key: "number", Title: "Cấp số", Role: revision.Clerk, At: "province", Hours: 1},
		}
	})
	want(t, khai.Get(here), 200, "chạy thử với hồ sơ giả")
	p = khai.Get(here + "/chay-quy-trinh?cach=online")
	want(t, p, 200, "Hồ sơ ở đây là giả", "Kiểm tra", "Hỏi xã, phường liên quan: Xác minh nơi cư trú trước", "Chuyển lên cấp tỉnh")
	if p.Find("svg .wf-now").Length() != 1 {
		t.Error("the picture does not say where the dossier stands")
	}
	click := func(text string) {
		t.Helper()
		href := ""
		p.Find("#dang-o a").Each(func(_ int, a *goquery.Selection) {
			if href == "" && strings.Contains(a.Text(), text) {
				href, _ = a.Attr("href")
			}
		})
		if href == "" {
			t.Fatalf("no %q in %s", text, p.Read("#dang-o"))
		}
		href, _, _ = strings.Cut(href, "#")
		p = khai.Get(href)
	}
	click("Xong bước này")
	want(t, p, 200, "Xác minh tại thôn", "Hỏi xã khác", "Sang “Hỏi xã khác”: Cách nộp: trực tuyến")
	click("Hết hạn không trả lời")
	want(t, p, 200, "Không trả lời, coi như đồng ý")
	click("Xong bước này")
	click("Xong bước này")
	want(t, p, 200, "Chuyên viên thụ lý, cấp tỉnh")
	click("Dự thảo từ chối")
	click("Trả lại “Thẩm định”")
	click("Lùi một bước")
	click("Xong bước này")
	click("Xong bước này")
	click("Xong bước này")
	want(t, p, 200, "Hồ sơ giả đã kết thúc: từ chối")
	// at the counter nobody is asked
	p = khai.Get(here + "/chay-quy-trinh?cach=counter&b=check:done:")
	if s := p.Read("#dang-o"); strings.Contains(s, "Hỏi xã khác") || !strings.Contains(s, "Xác minh tại thôn") {
		t.Error(s)
	}
	// what was made up is told and left out
	want(t, khai.Get(here+"/chay-quy-trinh?b=number:done:&b=x&q_zzz=1"), 200, "không còn làm được")
	var n int
	if err := pgtest.Conn(t, w.DB.SuperURL).QueryRow(t.Context(), `SELECT count(*) FROM app.task WHERE step = 'visit'`).Scan(&n); err != nil || n != 0 {
		t.Error("a trial wrote something", n, err)
	}
}
