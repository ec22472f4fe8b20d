package resident_test

import (
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
)

func TestPrecheckChoosesTheCaseBeforeAnAccount(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Publish(apptest.RichCode, "Hỗ trợ làm lại nhà", apptest.Rich)
	c := w.Anybody()
	p := c.Click(c.Get("/thu-tuc/"+apptest.RichCode), "Kiểm tra trước: trường hợp của Ông/Bà cần giấy tờ gì", nil)
	if text(p, "h1") != "Nhà hỏng thế nào?" || p.Find("input[type=radio]").Length() != 3 {
		t.Fatal(text(p, "main"))
	}
	if bad := c.Submit(p, "main form", nil); bad.Status != 422 || text(bad, ".em") == "" {
		t.Fatalf("nothing chosen: %d", bad.Status)
	}
	p = c.Submit(p, "main form", url.Values{"damage": {"collapsed"}})
	p = c.Click(p, "Tôi không chắc", nil)
	if text(p, "h1") != "Năm nay đã được hỗ trợ chưa?" {
		t.Fatal(text(p, "main"))
	}
	// whom it does not fit is led to what does
	no := c.Submit(p, "main form", url.Values{"helped_before": {"yes"}})
	if no.Status != 200 || !strings.Contains(text(no, "main"), "chỉ được hỗ trợ một lần") || no.Find(`a[href="/thu-tuc/1.004873"]`).Length() != 1 || no.Find(".es").Length() != 0 {
		t.Fatalf("%d %s", no.Status, text(no, "main"))
	}
	p = c.Submit(p, "main form", url.Values{"helped_before": {"no"}})
	for _, want := range []string{"chỉ cần 2 giấy tờ", "Nhà sập hoàn toàn", "Biên bản thiệt hại", "1 bản chính, 2 bản sao", "Có thể cần thêm, vì có câu", "Giấy tờ về đất", "Cơ quan tự tra cứu", "Thông tin cư trú", "7 ngày làm việc", "20.000 đ, nộp khi hồ sơ được tiếp nhận"} {
		if !strings.Contains(text(p, "main"), want) {
			t.Errorf("no %q in %s", want, text(p, "main"))
		}
	}
	// the answers stand in the draft that begins, and nothing forged with them
	start := p.Find(`main a.btn`).AttrOr("href", "")
	p = c.Get(start + "&tl.own_land=%3Cb%3E&tl.house=x&q=kim+boi+hoa+binh")
	p = c.Submit(p, `form[action$="/bat-dau"]:has(input[name=xa][value="`+apptest.KimBoi.String()+`"])`, nil)
	got := draftAnswers(t, w, p.URL.Path)
	if got["damage"] != "collapsed" || got["helped_before"] != "no" || len(got) != 2 {
		t.Fatalf("at %s: %v", p.URL, got)
	}
	if p := c.Get("/thu-tuc/" + marital + "/hoi"); p.Status != 200 {
		t.Fatalf("a procedure without such questions: %d", p.Status)
	}
	if testing.Short() {
		return
	}
	at := "/thu-tuc/" + apptest.RichCode + "/hoi"
	look.Visit(t, look.Browser(t), w.URL, c.Cookies(), []look.Address{{Name: "r-precheck", Path: at}, {Name: "r-precheck-none", Path: at + "?damage=roof&own_land=yes&helped_before=yes"}, {Name: "r-precheck-done", Path: at + "?damage=collapsed&own_land=%3F&helped_before=no"}}, look.Phone)
}

// richly answers the whole rich form of a draft for Sen at Kim Bôi.
func richly(t *testing.T, c *apptest.Client, base string, change url.Values) {
	t.Helper()
	c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"cho": {"self"}})
	pages := []url.Values{
		{"applicant_full_name": {quanIs}, "applicant_birth_date_year": {"1990"}, "applicant_gender": {"Nam"}, "applicant_id_number": {quan}, "applicant_address_line": {"Xóm Bãi"}, "applicant_address_place": {"xã Kim Bôi, tỉnh Phú Thọ"}, "applicant_phone": {"0912345678"}},
		{"damage": {"roof"}, "house_line": {"Xóm Bãi"}, "house_place": {"xã Kim Bôi, tỉnh Phú Thọ"}, "own_land": {"yes"}, "helped_before": {"no"}},
		{"members_1_name": {"Bùi Văn An"}, "members_1_relation": {"other"}, "income": {"9000000"}},
		{"cost": {"50000000"}, "asked": {"10000000"}, "bank": {"0123456789"}, "copies": {"2"}},
	}
	for i, v := range pages {
		for k, x := range change {
			if _, ok := v[k]; ok {
				v[k] = x
			}
		}
		at := base + "/phan/" + string(rune('1'+i))
		if p := c.Submit(c.Get(at), "#cau-hoi-don", v); p.Status != 200 || p.URL.Path == at {
			t.Fatalf("%s: %d %s", at, p.Status, text(p, ".es, .em"))
		}
	}
	c.Submit(c.Get(base+"/giay/anh_nha"), "form[action$='/anh_nha']", nil, apptest.Upload{Field: "tep", Name: "nha.jpg", Data: photo(t)})
	c.Submit(c.Get(base+"/nhan-ket-qua"), "form[action$='/nhan-ket-qua']", url.Values{"cach": {"electronic"}})
}

func TestFeesAndEarlierAnswers(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Resident(quan, quanIs)
	base := rich(t, w, c)
	richly(t, c, base, nil)
	check := c.Get(base + "/kiem-tra")
	for _, want := range []string{"Phí khảo sát 20.000 đ, nộp khi hồ sơ được tiếp nhận", "Lệ phí cấp bản sao 10.000 đ, nộp khi nhận kết quả", "15 ngày làm việc", "Cơ quan tự tra cứu, Ông/Bà không phải nộp"} {
		if !strings.Contains(strings.ReplaceAll(text(check, "main"), "\u00a0", " "), want) && !strings.Contains(strings.ReplaceAll(text(check, "main"), "\u00a0", " "), strings.Replace(want, " 20", "20", 1)) && !strings.Contains(strings.ReplaceAll(text(check, "main"), "\u00a0", " "), strings.Replace(want, " 10", "10", 1)) {
			t.Errorf("no %q in %s", want, text(check, "main"))
		}
	}
	sent := c.Submit(check, "form[action$='/nop']", url.Values{"cam_doan": {"1"}})
	if sent.Status != 200 || !strings.HasSuffix(sent.URL.Path, "/da-gui") {
		t.Fatalf("%d at %s: %s", sent.Status, sent.URL, text(sent, "main"))
	}
	if slip := c.Get("/ho-so/" + strings.TrimPrefix(base, "/hs/") + "/giay-hen"); !strings.Contains(slip.Body, "Lệ phí cấp bản sao") || !strings.Contains(slip.Body, "nộp khi nhận kết quả") {
		t.Error(text(slip, "body"))
	}
	if pdf := c.Get("/ho-so/" + strings.TrimPrefix(base, "/hs/") + "/phieu/m01.pdf"); pdf.Status != 200 || !strings.HasPrefix(pdf.Body, "%PDF-1.") {
		t.Errorf("her slip as a file: %d", pdf.Status)
	}
	for _, not := range []string{"m02.pdf", "m06", "m07.pdf", "x"} { // none yet; not hers to have
		if p := c.Get("/ho-so/" + strings.TrimPrefix(base, "/hs/") + "/phieu/" + not); p.Status != 404 {
			t.Errorf("%s answers %d", not, p.Status)
		}
	}
	// what residents need not hand in the officer confirms as read, once
	desk, at := w.Officer("kimboi.tiepnhan"), "/cb/ho-so/"+strings.TrimPrefix(base, "/hs/")
	d := desk.Get(at)
	if !strings.Contains(text(d, "main"), "Đã tra cứu trong Cơ sở dữ liệu quốc gia về dân cư") {
		t.Fatal(text(d, "main"))
	}
	for range 2 {
		if p := desk.Submit(d, `form[action$="/them-giay-to"]`, url.Values{"da_tra_cuu": {"cu_tru"}}); p.Status != 200 || p.Find("button[name=da_tra_cuu]").Length() != 0 || strings.Count(text(p, "main"), "Thông tin cư trú") < 1 {
			t.Fatalf("%d %s", p.Status, text(p, "main"))
		}
	}
	if p := desk.PostForm(at+"/them-giay-to", url.Values{"da_tra_cuu": {"anh_nha"}}); p.Status != 404 {
		t.Errorf("a paper that is in no register: %d", p.Status)
	}
	// the next time: shown with its source, kept only when she goes on
	again := start(t, c, apptest.RichCode).URL.Path
	p := c.Get(again + "/phan/4")
	if p.Find("input[name=bank]").AttrOr("value", "") != "0123456789" || !strings.Contains(text(p, ".note"), "lấy từ hồ sơ ngày") || !strings.Contains(text(p, ".btns"), "Vẫn đúng, dùng lại") {
		t.Fatal(text(p, "main"))
	}
	if got := draftAnswers(t, w, again); got["bank"] != "" {
		t.Fatal("kept before she said so")
	}
	c.Submit(p, "#cau-hoi-don", url.Values{"cost": {"5"}, "asked": {"1"}})
	if got := draftAnswers(t, w, again); got["bank"] != "0123456789" {
		t.Fatal(got)
	}
	// rows of a group too, all at once; what was typed stays
	p = c.Get(again + "/phan/3")
	if p.Find("input[name=members_1_name]").AttrOr("value", "") != "Bùi Văn An" || p.Find("input[name=members_1_relation][checked]").AttrOr("value", "") != "other" || !strings.Contains(text(p, ".note"), "Người trong hộ: 1 dòng lấy từ hồ sơ ngày") || !strings.Contains(text(p, ".btns"), "Vẫn đúng, dùng lại") {
		t.Fatal(text(p, "main"))
	}
	if got := draftAnswers(t, w, again); got["members_1_name"] != "" || got["members"] != "" {
		t.Fatal("kept before she said so")
	}
	c.PostForm(again+"/phan/3/luu", url.Values{"members_1_name": {"Bùi Thị Na"}})
	p = c.Get(again + "/phan/3")
	if p.Find("input[name=members_1_name]").AttrOr("value", "") != "Bùi Thị Na" || p.Find("input[name=members_1_relation][checked]").Length() != 0 || strings.Contains(text(p, ".note"), "Người trong hộ") {
		t.Fatalf("what was typed was overwritten: %s", text(p, "main"))
	}
	other := w.Resident("001190000029", "Trần Thị Hoa")
	if p := other.Get(start(t, other, apptest.RichCode).URL.Path + "/phan/3"); p.Find("input[name=members_1_name]").AttrOr("value", "") != "" {
		t.Fatal("somebody else's rows")
	}
	if p := other.Get(start(t, other, apptest.RichCode).URL.Path + "/phan/4"); p.Find("input[name=bank]").AttrOr("value", "") != "" {
		t.Fatal("somebody else's answers")
	}
}

func TestTheAddressNamesTheOffice(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Resident(quan, quanIs)
	base := rich(t, w, c)
	richly(t, c, base, url.Values{"house_place": {"xã Đào Xá, tỉnh Phú Thọ"}})
	check := c.Get(base + "/kiem-tra")
	if check.Find("form[action$='/nop']").Length() != 0 || !strings.Contains(text(check, "main"), "Chuyển nơi nộp sang UBND xã Đào Xá") {
		t.Fatalf("it can be filed at the wrong office: %s", text(check, "main"))
	}
	p := c.Get(base + "/noi-nop")
	if !strings.Contains(text(p, "main"), "Nơi giải quyết theo nội dung đã khai") {
		t.Fatal(text(p, "main"))
	}
	p = c.Submit(p, `form:has(input[name=xa][value="`+apptest.DaoXa.String()+`"])`, nil)
	if p.URL.Path != base || strings.Contains(text(p, "main"), "Chuyển nơi nộp") || !strings.Contains(text(p, "main"), "UBND xã Đào Xá") {
		t.Fatalf("at %s: %s", p.URL, text(p, "main"))
	}
	if p = c.Get(base + "/giay/anh_nha"); p.Find(".files li").Length() != 1 {
		t.Fatalf("the photo did not go along: %s", text(p, "main"))
	}
}
