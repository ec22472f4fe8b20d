package console_test

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"motcua/app/apptest"
	"motcua/app/procedures/revision"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

func TestReceivedAcrossABoundary(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Work()
	far, desk := w.Officer("hoabinh.tiepnhan"), w.Officer("kimboi.tiepnhan")

	p := see(t, intake(t, far, cardQuan, "mo ho kinh doanh", "vinh dong kim boi", true), 200) // an old name
	must(t, p, "dự kiến", "UBND xã Kim Bôi", "Nguyễn Văn Quân")
	d := strings.TrimSuffix(p.URL.Path, "/giay-hen")
	offers(t, far, d)
	w.Eventually("the handover arrives", func() bool {
		return strings.Contains(desk.Get(d).Find("[role=group]").Text(), "Nhận hồ sơ")
	})
	must(t, see(t, desk.Get("/cb/ho-so?hang=incoming"), 200), "Đang chuyển đến đây", "Nguyễn Văn Quân")

	// refusing needs a reason and the right place
	p = see(t, act(t, desk, d, "tra-lai-noi-gui", url.Values{"reason": {"Thử"}, "q": {""}}), 422)
	must(t, p, "Chọn đúng cơ quan có thẩm quyền")
	p = see(t, desk.Get(d+"/tra-lai-noi-gui"), 200)
	p = see(t, desk.Submit(p, "main form[action$='/tra-lai-noi-gui']", url.Values{"reason": {"Cơ sở đặt ở Đào Xá"}, "q": {"dao xa"}, "tim": {"1"}}), 200)
	must(t, p, "Đào Xá")
	if x := p.Find("[name=reason]").Text(); x != "Cơ sở đặt ở Đào Xá" {
		t.Errorf("the reason is gone: %q", x)
	}

	see(t, act(t, desk, d, "nhan", nil), 200)
	p = see(t, far.Get(d+"/giay-hen"), 200)
	if strings.Contains(p.Find("main").Text(), "dự kiến") {
		t.Error("the dated slip still says expected")
	}
	keptSlips(t, w, far, desk, d)
	offers(t, far, d, "Thêm giấy tờ")
	// the same act again, with the page of before: the answer is the dossier as it is now
	p = desk.PostForm(d+"/nhan", url.Values{"version": {"2"}})
	if p.Status != 409 {
		t.Errorf("a second receiving answers %d", p.Status)
	}

	// decided there, handed out here
	decide(t, w, d)
	offers(t, far, d)
	see(t, act(t, desk, d, "chuyen-ket-qua", nil), 200)
	offers(t, desk, d, "Đề nghị thu hồi kết quả")
	see(t, act(t, far, d, "nhan-ket-qua", nil), 200)
	offers(t, far, d, "Trả kết quả")
	p = see(t, act(t, far, d, "tra-ket-qua", nil), 200)
	must(t, p, "Đã trả kết quả", "Cơ quan có thẩm quyền nhận hồ sơ", "Chuyển kết quả về nơi tiếp nhận", "Nơi tiếp nhận đã nhận kết quả")
}

// keptSlips: both receipts are kept as they were issued, each under the number of the office that issued it.
func keptSlips(t *testing.T, w *apptest.World, far, desk *apptest.Client, d string) {
	t.Helper()
	var p *apptest.Page
	w.Eventually("both receipts are kept", func() bool {
		p = far.Get(d + "/giay-hen")
		return strings.Contains(p.Find("main").Text(), "Đã lưu nguyên bản")
	})
	must(t, p, "giai đoạn 2", "Quyển số: 20", "phát hành")
	digest := regexp.MustCompile(`SHA-256 ([0-9a-f]{16})`).FindStringSubmatch(p.Find("main").Text())
	first, again := desk.Get(d+"/phieu/m01.pdf"), desk.Get(d+"/phieu/m01.pdf")
	if sum := fmt.Sprintf("%x", sha256.Sum256([]byte(first.Body))); len(digest) != 2 || sum[:16] != digest[1] || first.Body != again.Body {
		t.Errorf("the kept file has the digest %s, the page says %v", sum, digest)
	}
	old, ok := p.Find("a[href*='/phieu/m01?so=']").First().Attr("href")
	if !ok {
		t.Fatal("the receipt of before is gone")
	}
	must(t, see(t, far.Get(old), 200), "dự kiến", "chưa xác nhận đã nhận")
	if x := w.Officer("govap.tiepnhan").Get(old); x.Status != 404 {
		t.Errorf("a stranger's receipt answers %d", x.Status)
	}
	book := see(t, far.Get("/cb/so-phieu?mau=M01"), 200)
	must(t, book, "Nguyễn Văn Quân", "dự kiến")
	if csv := far.Get("/cb/so-phieu?mau=M01&dang=csv"); csv.Status != 200 || !strings.Contains(csv.Body, "Nguyễn Văn Quân") {
		t.Errorf("the register as a file: %d", csv.Status)
	}
	var n int
	if err := pgtest.Conn(t, w.DB.SuperURL).QueryRow(t.Context(), `SELECT (SELECT count(*) FROM (SELECT 1 FROM app.slip_issued GROUP BY tenant_id, form, year HAVING max(number) <> count(*)) x)
		+ (SELECT count(*) FROM app.river_job WHERE kind = 'issue_slip' AND array_length(errors, 1) > 0)`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows of numbers with gaps, or slips that could not be kept: %v", n, err)
	}
}

func TestUnlistedProcedureIsRefusedWithTheRightPlace(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	p := see(t, intake(t, w.Officer("govap.tiepnhan"), cardQuan, "giay phep xay dung nha o", "xa kim boi phu tho", false), 200)
	must(t, p, "UBND xã Kim Bôi")
	if p.Find("[name=nhan_ho_so]").Length() > 0 {
		t.Error("it may be received")
	}
}

// TestHelpedFiling: the resident owns the case; the office that helped sees code and status.
func TestHelpedFiling(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer("hoabinh.tiepnhan")
	p := see(t, intake(t, c, cardQuan, "xac nhan doc than", "kim boi", false), 200)
	must(t, p, "Giúp Ông/Bà nộp trực tuyến")
	b := p.Find("button[formaction='/cb/giup']")
	if b.Length() != 1 {
		t.Fatal("no way from the counter to helped filing")
	}
	p = see(t, c.PostForm("/cb/giup", apptest.FormValues(p.Find("#tiep-nhan"))), 200)
	must(t, p, "Đọc to cho người dân nghe", "Nguyễn Văn Quân", "UBND xã Kim Bôi")
	p = see(t, c.Submit(p, "main form", url.Values{"bat_dau": {"1"}}), 422)
	must(t, p, "Chọn cách người dân đồng ý")
	p = see(t, c.Submit(p, "main form", url.Values{"bat_dau": {"1"}, "cach": {"spoken_at_counter"}, "dong_y": {"1"}}), 200)
	must(t, p, "Đang làm giúp Nguyễn Văn Quân")
	if !strings.HasPrefix(p.URL.Path, "/cb/giup/") {
		t.Fatalf("it leads to %s", p.URL)
	}
	// a colleague elsewhere does not see the draft, and nobody of this office sees it in a list
	if q := w.Officer("kimboi.tiepnhan").Get(p.URL.Path); q.Status != 404 {
		t.Errorf("another office opens the draft: %d", q.Status)
	}
	form := see(t, c.Get(p.URL.Path+"/phan/1"), 200)
	got := map[string]string{}
	form.Find("main input").Each(func(_ int, s *goquery.Selection) { got[s.AttrOr("name", "")] = s.AttrOr("value", "") })
	if got["applicant_full_name"] != "Nguyễn Văn Quân" || got["applicant_id_number"] != "017097004821" {
		t.Errorf("the card is not in the form: %v", got)
	}

	// the portal's own pages, to the end
	base := p.URL.Path
	see(t, c.Submit(see(t, c.Get(base+"/cho-ai"), 200), "main form[action$='/cho-ai']", url.Values{"cho": {"self"}}), 200)
	proc, err := w.Catalogue.ByCode(tenants.With(t.Context(), tenants.Public()), "1.004873")
	if err != nil {
		t.Fatal(err)
	}
	answers := revision.Filler{Today: time.Now()}.Fill(proc.Revision.Form)
	for i := range 3 * len(proc.Revision.Form.Sections) { // an answer may bring further questions
		n := i/3 + 1
		at := fmt.Sprintf("%s/phan/%d", base, n)
		f := c.Get(at)
		if f.Status != 200 || f.URL.Path != at {
			continue // not asked for these answers
		}
		v := url.Values{}
		f.Find("main [name]").Each(func(_ int, x *goquery.Selection) {
			name := x.AttrOr("name", "")
			if a, ok := answers[name]; ok && !strings.HasPrefix(name, "applicant_") {
				v.Set(name, a)
			}
			if q, ok := strings.CutSuffix(name, revision.PlaceSuffix); ok && answers[q] != "" && !strings.HasPrefix(name, "applicant_") {
				v.Set(name, answers[q])
			}
			for part, i := range map[string]int{"_year": 0, "_month": 1, "_day": 2} {
				if q, ok := strings.CutSuffix(name, part); ok && !strings.HasPrefix(name, "applicant_") && len(answers[q]) == 10 {
					v.Set(name, strings.Split(answers[q], "-")[i])
				}
			}
		})
		c.Submit(f, "main form", v)
	}
	see(t, c.Submit(see(t, c.Get(base+"/nhan-ket-qua"), 200), "main form[action$='/nhan-ket-qua']", url.Values{"cach": {"electronic"}}), 200)
	check := see(t, c.Get(base+"/kiem-tra"), 200)
	if check.Find("form[action$='/nop']").Length() == 0 {
		t.Fatalf("the draft is not complete: %s", strings.Join(strings.Fields(check.Find("main").Text()), " "))
	}
	p = see(t, c.Submit(check, "form[action$='/nop']", url.Values{"cam_doan": {"1"}}), 200)
	if !strings.HasSuffix(p.URL.Path, "/da-gui") {
		t.Fatalf("it was not filed: %s", strings.Join(strings.Fields(p.Find("main").Text()), " "))
	}
	code := regexp.MustCompile(`H44\.04978-\d{6}-\d{4}`).FindString(strings.Join(strings.Fields(p.Body), ""))
	if code == "" {
		t.Fatalf("no code: %s", strings.Join(strings.Fields(p.Find("main").Text()), " "))
	}

	// the office that helped: code and status, no link, no name; the draft is closed to it
	list := see(t, c.Get("/cb/ho-so?hang=recent"), 200)
	row := list.Find("#bang tr").FilterFunction(func(_ int, x *goquery.Selection) bool { return strings.Contains(x.Text(), code) })
	if row.Length() != 1 || row.Find("a").Length() != 0 || strings.Contains(row.Text(), "Quân") {
		t.Errorf("the helping office sees %q", strings.Join(strings.Fields(row.Text()), " "))
	}
	id := strings.TrimPrefix(base, "/cb/giup/")
	for _, x := range []string{"/cb/ho-so/" + id, base + "/kiem-tra", "/cb/ho-so/" + id + "/giay-hen"} {
		if q := c.Get(x); q.Status != 404 && q.URL.Path == x {
			t.Errorf("%s is still open to the helping office: %d", x, q.Status)
		}
	}
	must(t, see(t, w.Officer("kimboi.tiepnhan").Get("/cb/ho-so/"+id), 200), "Trực tuyến, nộp hộ có đồng ý", "Nguyễn Văn Quân", "Đã xem căn cước tại quầy")
}
