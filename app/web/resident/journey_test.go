package resident_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/views/assets"
)

const (
	marital = "1.004873" // giấy xác nhận tình trạng hôn nhân
	quan    = "001090000017"
	quanIs  = "Nguyễn Văn Quân"
)

// photo is a picture of a paper.
func photo(t testing.TB) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 400, 560))
	for i := range img.Pix {
		img.Pix[i] = uint8(200 + i%50)
	}
	for y := 60; y < 500; y += 24 {
		for x := 40; x < 360; x++ {
			img.SetGray(x, y, color.Gray{Y: 30})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func text(p *apptest.Page, selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

// start begins a draft of the procedure at Kim Bôi and returns its task page.
func start(t testing.TB, c *apptest.Client, code string) *apptest.Page {
	t.Helper()
	p := c.Get("/thu-tuc/" + code + "/noi-nop?q=kim+boi+hoa+binh")
	if p.Status != 200 {
		t.Fatalf("choose the office: %d %s", p.Status, text(p, "h1"))
	}
	form := p.Find(`form[action$="/bat-dau"]:has(input[name=xa][value="` + apptest.KimBoi.String() + `"])`)
	if form.Length() == 0 {
		t.Fatalf("Kim Bôi is not offered: %s", text(p, "main"))
	}
	p = c.Submit(p, `form[action$="/bat-dau"]:has(input[name=xa][value="`+apptest.KimBoi.String()+`"])`, nil)
	if p.Status != 200 || !strings.HasPrefix(p.URL.Path, "/hs/") {
		t.Fatalf("start: %d at %s: %s", p.Status, p.URL, text(p, "main"))
	}
	return p
}

// answers for a divorced person who wants the paper to marry.
var divorced = []url.Values{
	{"applicant_full_name": {quanIs}, "applicant_birth_date_day": {"1"}, "applicant_birth_date_month": {"2"}, "applicant_birth_date_year": {"1990"}, "applicant_gender": {"Nam"}, "applicant_id_number": {"001 090 000 017"}, "applicant_address": {"Xóm Bãi, xã Kim Bôi"}, "applicant_phone": {"0912 345 678"}},
	{"for_whom": {"self"}},
	{"marital_status": {"divorced"}, "spouse_name": {"Bùi Thị Sen"}, "divorce_no": {"12/2024/QĐST-HNGĐ"}, "divorce_court": {"Tòa án nhân dân khu vực 5"}, "divorce_date_day": {"5"}, "divorce_date_month": {"9"}, "divorce_date_year": {"2024"}},
	{"residence_always": {"yes"}},
	{"purpose": {"loan"}, "purpose_other": {"Vay vốn làm nhà"}, "issued_before": {"no"}},
}

// fill answers every page of questions of a draft as the page asks, twice where
// an answer leads to more questions.
func fill(t testing.TB, c *apptest.Client, base string, pages []url.Values) {
	t.Helper()
	for i, v := range pages {
		at := base + "/phan/" + string(rune('1'+i))
		p := c.Get(at)
		if p.Status != 200 {
			t.Fatalf("%s: %d", at, p.Status)
		}
		p = c.Submit(p, "#cau-hoi-don", v)
		if strings.HasPrefix(p.URL.Path, at) && strings.Contains(p.URL.RawQuery, "them") {
			p = c.Submit(p, "#cau-hoi-don", v)
		}
		if p.Status != 200 || p.URL.Path == at {
			t.Fatalf("%s was not taken: %d %s", at, p.Status, text(p, ".es, .em"))
		}
	}
}

func TestAResidentFilesFromAPhone(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()

	if p := c.Get("/tim?q=doc+than"); p.Status != 200 || !strings.Contains(text(p, "#ket-qua"), "Giấy xác nhận tình trạng hôn nhân") {
		t.Fatalf("search: %d %s", p.Status, text(p, "main"))
	}
	if p := c.Get("/thu-tuc/" + marital); p.Status != 200 || p.Find(`a[href$="/noi-nop"]`).Length() == 0 {
		t.Fatalf("procedure page: %d", p.Status)
	}
	if p := c.Get("/thu-tuc/" + marital + "/noi-nop?q=vinh+dong"); !strings.Contains(text(p, ".tl"), "Kim Bôi") {
		t.Fatalf("the old name does not lead to the new office: %s", text(p, "main"))
	}
	tasks := start(t, c, marital)
	base := tasks.URL.Path
	if !strings.Contains(text(tasks, ".tl"), "Chưa làm được") {
		t.Fatal("a fresh draft can be filed")
	}
	c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"cho": {"self"}})
	fill(t, c, base, divorced)
	p := c.Get(base + "/giay/giay_ly_hon")
	p = c.Submit(p, "form[action$='/giay_ly_hon']", nil, apptest.Upload{Field: "tep", Name: "ly-hon.txt", Data: []byte("không phải ảnh")})
	if p.Status != 422 || text(p, ".em") == "" {
		t.Fatalf("a text file is refused beside the field: %d %s", p.Status, text(p, "main"))
	}
	p = c.Submit(p, "form[action$='/giay_ly_hon']", nil, apptest.Upload{Field: "tep", Name: "ly hôn.jpg", Data: photo(t)})
	if p.Status != 200 {
		t.Fatalf("photo: %d %s", p.Status, text(p, "main"))
	}
	img := c.Get(c.Get(base+"/giay/giay_ly_hon").Find(".files img").AttrOr("src", "/none"))
	if img.Status != 200 || img.Header.Get("Content-Type") != "image/jpeg" || img.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Fatalf("preview: %d %s", img.Status, img.Header.Get("Content-Type"))
	}
	c.Submit(c.Get(base+"/nhan-ket-qua"), "form[action$='/nhan-ket-qua']", url.Values{"cach": {"electronic"}})

	check := c.Get(base + "/kiem-tra")
	if check.Find("form[action$='/nop']").Length() != 0 || check.Find(`a[href^="/dang-nhap?tiep="]`).Length() == 0 {
		t.Fatalf("filing without signing in: %s", text(check, "main"))
	}
	c.SignInVNeID(quan, quanIs)
	check = c.Get(base + "/kiem-tra")
	if check.Status != 200 || check.Find("form[action$='/nop']").Length() != 1 {
		t.Fatalf("after signing in the draft is there: %d %s", check.Status, text(check, "main"))
	}
	if p := c.Submit(check, "form[action$='/nop']", nil); p.Status != 422 || p.Find(".es").Length() == 0 {
		t.Fatalf("filed without the declaration: %d", p.Status)
	}
	sent := c.Submit(check, "form[action$='/nop']", url.Values{"cam_doan": {"1"}})
	if sent.Status != 200 || !strings.HasSuffix(sent.URL.Path, "/da-gui") || !strings.HasPrefix(text(sent, ".code"), "H44.04978-") {
		t.Fatalf("sent: %d at %s: %s", sent.Status, sent.URL, text(sent, "main"))
	}
	again := c.Submit(check, "form[action$='/nop']", url.Values{"cam_doan": {"1"}})
	if text(again, ".code") != text(sent, ".code") {
		t.Fatalf("a second click: %d %s", again.Status, text(again, "main"))
	}
	id := strings.TrimPrefix(base, "/hs/")
	d := c.Get("/ho-so/" + id)
	if d.Status != 200 || !strings.Contains(text(d, "main"), "UBND xã Kim Bôi") || !strings.Contains(text(d, ".tl"), "Đã gửi hồ sơ") {
		t.Fatalf("dossier: %d %s", d.Status, text(d, "main"))
	}
	for _, path := range []string{"/ho-so", "/ho-so/" + id + "/giay-hen", "/tai-khoan", "/qr/" + text(sent, ".code")} {
		if p := c.Get(path); p.Status != 200 {
			t.Errorf("%s answers %d", path, p.Status)
		}
	}
	track := w.Anybody()
	code := strings.ReplaceAll(text(sent, ".code"), " ", "")
	if p := track.PostForm("/tra-cuu", url.Values{"ma": {" " + strings.ToLower(code)}, "so": {"5678"}}); p.Status != 200 || !strings.Contains(text(p, "main"), "Kim Bôi") || strings.Contains(p.Body, "Quân") {
		t.Fatalf("track: %d %s", p.Status, text(p, "main"))
	}
	wrong1 := track.PostForm("/tra-cuu", url.Values{"ma": {code}, "so": {"0000"}})
	wrong2 := track.PostForm("/tra-cuu", url.Values{"ma": {"H44.04978-990101-0001"}, "so": {"5678"}})
	if wrong1.Status != 404 || wrong2.Status != 404 || text(wrong1, ".note") != text(wrong2, ".note") {
		t.Fatalf("wrong digits and a wrong code differ: %d %d", wrong1.Status, wrong2.Status)
	}
	// somebody else's dossier, draft and file answer like missing ones
	other := w.Resident("001190000029", "Trần Thị Hoa")
	for _, path := range []string{base, base + "/kiem-tra", "/ho-so/" + id, "/ho-so/" + id + "/giay-hen", strings.TrimSuffix(img.URL.Path, "/xem")} {
		mine, missing := other.Get(path), other.Get(strings.Replace(path, path[len(path)-12:], "000000000000", 1))
		if mine.Status != 404 {
			t.Errorf("%s of somebody else answers %d", path, mine.Status)
		}
		if missing.Status == 404 && text(mine, "main h1") != text(missing, "main h1") {
			t.Errorf("%s: %q and %q", path, text(mine, "main h1"), text(missing, "main h1"))
		}
	}
}

// First view: at most 60 KB and 8 requests, with everything a page loads.
func TestPagesStaySmall(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Resident(quan, quanIs)
	base := start(t, c, marital).URL.Path
	for i, v := range divorced {
		c.Submit(c.Get(base+"/phan/"+string(rune('1'+i))), "#cau-hoi-don", v)
	}
	common := 0
	for _, name := range []string{"ui.css", "htmx.min.js", "app.js", "icon.svg"} {
		common += assets.GzipSize(name)
	}
	for _, path := range []string{
		"/", "/tim", "/tim?q=khai+sinh", "/thu-tuc/" + marital, "/thu-tuc/" + marital + "/noi-nop?tinh=25", "/xa?tinh=79", "/dang-nhap", "/tra-cuu", "/tro-giup", "/quyen-rieng-tu", "/niem-yet?tinh=25", "/niem-yet/phi-dia-gioi?tinh=25",
		base, base + "/phan/1", base + "/phan/3", base + "/giay/giay_ly_hon", base + "/kiem-tra", "/ho-so", "/tai-khoan",
	} {
		p := c.Get(path)
		if p.Status != 200 {
			t.Errorf("%s answers %d", path, p.Status)
		}
		size, requests := common+len(p.Body), 5+p.Find("main img").Length()
		if size > 60_000 || requests > 8 {
			t.Errorf("%s: %d bytes, %d requests", path, size, requests)
		}
		if p.Find(`script:not([src]):not([type="application/ld+json"]), [style], [onclick]`).Length() > 0 { // JSON-LD is data, no browser runs it
			t.Errorf("%s: inline script or style", path)
		}
	}
}

// Two clicks on "Nộp ở nơi này" begin one draft.
func TestStartingTwiceBeginsOnce(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	p := c.Get("/thu-tuc/" + marital + "/noi-nop?q=kim+boi+hoa+binh")
	form := `form[action$="/bat-dau"]:has(input[value="` + apptest.KimBoi.String() + `"])`
	one, two := c.Submit(p, form, nil), c.Submit(p, form, nil)
	if one.Status != 200 || one.URL.Path != two.URL.Path || c.Get("/ho-so").Find(`a[href^="/hs/"]`).Length() != 1 {
		t.Fatalf("%s and %s", one.URL, two.URL)
	}
}

// Somebody changed the draft on another phone after the check page was shown.
func TestFilingShowsWhatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Resident(quan, quanIs)
	base := start(t, c, marital).URL.Path
	c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"cho": {"self"}})
	fill(t, c, base, divorced)
	c.Submit(c.Get(base+"/giay/giay_ly_hon"), "form[action$='/giay_ly_hon']", nil, apptest.Upload{Field: "tep", Name: "a.jpg", Data: photo(t)})
	c.Submit(c.Get(base+"/nhan-ket-qua"), "form[action$='/nhan-ket-qua']", url.Values{"cach": {"counter"}})
	check := c.Get(base + "/kiem-tra")
	v := url.Values{"purpose": {"loan"}, "purpose_other": {"Vay mua xe"}, "issued_before": {"no"}}
	c.Submit(c.Get(base+"/phan/5"), "#cau-hoi-don", v)
	p := c.Submit(check, "form[action$='/nop']", url.Values{"cam_doan": {"1"}})
	if p.Status != 409 || !strings.Contains(text(p, "main"), "Vay mua xe") || !strings.Contains(text(p, ".es"), "máy khác") {
		t.Fatalf("%d %s", p.Status, text(p, ".es"))
	}
	if p = c.Submit(p, "form[action$='/nop']", url.Values{"cam_doan": {"1"}}); p.Status != 200 || !strings.HasSuffix(p.URL.Path, "/da-gui") {
		t.Fatalf("after looking again: %d at %s", p.Status, p.URL)
	}
}
