package resident_test

import (
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
	"motcua/migrations"
	"motcua/storage/pgtest"
)

const (
	centrePhuTho = "Trung tâm Phục vụ hành chính công tỉnh Phú Thọ"
	centreHCM    = "Trung tâm Phục vụ hành chính công thành phố Hồ Chí Minh"
)

// works answers the routed form of a draft and returns the page it led to.
func works(t *testing.T, c *apptest.Client, base, size, site string) *apptest.Page {
	t.Helper()
	c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"cho": {"self"}})
	c.Submit(c.Get(base+"/phan/1"), "#cau-hoi-don", url.Values{"applicant_full_name": {quanIs}, "applicant_birth_date_year": {"1990"}, "applicant_gender": {"Nam"}, "applicant_id_number": {quan}, "applicant_phone": {"0912345678"}})
	p := c.Submit(c.Get(base+"/phan/2"), "#cau-hoi-don", url.Values{"size": {size}, "site_line": {"Khu 1"}, "site_place": {site}})
	if p.Status != 200 || p.URL.Path == base+"/phan/2" {
		t.Fatalf("%d at %s: %s", p.Status, p.URL, text(p, ".es, .em"))
	}
	return p
}

func papersOf(c *apptest.Client, base string, t *testing.T) {
	c.Submit(c.Get(base+"/giay/ban_ve"), "form[action$='/ban_ve']", nil, apptest.Upload{Field: "tep", Name: "ban-ve.jpg", Data: photo(t)})
	c.Submit(c.Get(base+"/nhan-ket-qua"), "form[action$='/nhan-ket-qua']", url.Values{"cach": {"electronic"}})
}

func choose(c *apptest.Client, base, office string) *apptest.Page {
	return c.Submit(c.Get(base+"/noi-nop"), `form:has(input[name=xa][value="`+office+`"])`, nil)
}

// A resident begins at her commune; an answer makes the province decide. She is
// told why and where, her photos go along, and it is filed there.
func TestAnAnswerLeadsUpToTheProvince(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Publish(apptest.RoutedCode, "Cấp phép công trình", apptest.Routed)
	c := w.Resident(quan, quanIs)
	base := start(t, c, apptest.RoutedCode).URL.Path
	papersOf(c, base, t) // first, at the commune
	su := pgtest.Conn(t, w.DB.SuperURL)
	id, centre := strings.TrimPrefix(base, "/hs/"), migrations.TenantID("T25")

	p := works(t, c, base, "large", "xã Đào Xá, tỉnh Phú Thọ")
	if p.URL.Path != base+"/noi-nop" {
		t.Fatalf("not told at once: %s", p.URL)
	}
	for _, want := range []string{centrePhuTho, "cấp tỉnh giải quyết, không phải xã, phường", "Công trình cấp II trở lên do tỉnh cấp phép"} {
		if !strings.Contains(text(p, "main"), want) {
			t.Errorf("no %q in %s", want, text(p, "main"))
		}
	}
	if !testing.Short() {
		look.Visit(t, look.Browser(t), w.URL, c.Cookies(), []look.Address{{Name: "r-office-province", Path: base + "/noi-nop"}}, look.Phone)
	}
	// the wrong office takes nothing, whichever way it is tried
	check := c.Get(base + "/kiem-tra")
	if check.Find("form[action$='/nop']").Length() != 0 || !strings.Contains(text(check, "main"), "Chuyển nơi nộp sang "+centrePhuTho) {
		t.Fatal(text(check, "main"))
	}
	if p := c.PostForm(base+"/nop", url.Values{"cam_doan": {"1"}}); p.Status != 422 || !strings.Contains(text(p, ".es"), "không nộp đến UBND xã Kim Bôi") || !strings.Contains(text(p, ".es"), centrePhuTho) {
		t.Fatalf("%d %s", p.Status, text(p, "main"))
	}
	if p := c.PostForm(base+"/noi-nop", url.Values{"xa": {migrations.TenantID("T79").String()}}); p.Status != 404 {
		t.Errorf("another province's centre: %d", p.Status)
	}
	p = choose(c, base, centre.String())
	if p.URL.Path != base || !strings.Contains(text(p, "main"), "Nộp đến "+centrePhuTho+".") || !strings.Contains(text(p, "main"), "Ông/Bà nộp ngay tại đây") || strings.Contains(text(p, "main"), "Chuyển nơi nộp") {
		t.Fatalf("at %s: %s", p.URL, text(p, "main"))
	}
	var there, elsewhere int
	if err := su.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE d.tenant_id = $2), count(*) FILTER (WHERE d.tenant_id <> $2) FROM app.document d WHERE d.dossier_id = $1`, id, centre).Scan(&there, &elsewhere); err != nil || there != 1 || elsewhere != 0 {
		t.Fatalf("the photo went along: %d there, %d elsewhere, %v", there, elsewhere, err)
	}
	if p := c.Get(base + "/giay/ban_ve"); p.Find(".files li").Length() != 1 {
		t.Fatal(text(p, "main"))
	}
	sent := c.Submit(c.Get(base+"/kiem-tra"), "form[action$='/nop']", url.Values{"cam_doan": {"1"}})
	if !strings.HasPrefix(text(sent, ".code"), "H44.00-") || !strings.Contains(text(sent, "main"), centrePhuTho) {
		t.Fatalf("%d %s", sent.Status, text(sent, "main"))
	}
	if p := c.Get("/ho-so/" + id); !strings.Contains(text(p, "main"), centrePhuTho) {
		t.Fatal(text(p, "main"))
	}
	// the centre sees and accepts it; the commune that was chosen first never knew
	at := "/cb/ho-so/" + id
	if p := w.Officer("kimboi.tiepnhan").Get(at); p.Status != 404 {
		t.Fatalf("the commune: %d", p.Status)
	}
	desk := w.Officer("phutho.trungtam.tiepnhan")
	p = desk.Get(at)
	b := p.Find(`button[formaction="` + at + `/tiep-nhan"]`)
	if p = desk.PostForm(at+"/tiep-nhan", apptest.FormValues(p.Find("form#"+b.AttrOr("form", "none")))); p.Status != 200 {
		t.Fatalf("%d %s", p.Status, text(p, "main"))
	}
	var state string
	if err := su.QueryRow(t.Context(), `SELECT state FROM app.dossier WHERE id = $1 AND competent_tenant = $2 AND holder_tenant = $2`, id, centre).Scan(&state); err != nil || state != "accepted" {
		t.Fatalf("%q %v", state, err)
	}
}

// The province of the address, of the chosen commune, and back to the commune
// when the answer changes; any commune of the province where that is the rule.
func TestRoutesFollowTheAnswers(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Publish(apptest.RoutedCode, "Cấp phép công trình", apptest.Routed)
	c := w.Resident(quan, quanIs)
	base := start(t, c, apptest.RoutedCode).URL.Path
	says := func(p *apptest.Page, want string) {
		t.Helper()
		if !strings.Contains(text(p, "main"), want) {
			t.Fatalf("no %q at %s: %s", want, p.URL, text(p, "main"))
		}
	}
	says(works(t, c, base, "large", "phường Gò Vấp, Thành phố Hồ Chí Minh"), centreHCM) // two provinces away
	says(works(t, c, base, "line", "phường Gò Vấp, Thành phố Hồ Chí Minh"), centrePhuTho)
	says(choose(c, base, migrations.TenantID("T25").String()), "Nộp đến "+centrePhuTho)
	says(works(t, c, base, "small", "xã Đào Xá, tỉnh Phú Thọ"), "Xã Đào Xá, tỉnh Phú Thọ") // down again
	says(works(t, c, base, "shop", "xã Đào Xá, tỉnh Phú Thọ"), "Xã Kim Bôi, tỉnh Phú Thọ") // the one she chose does
	says(choose(c, base, apptest.KimBoi.String()), "Nộp đến UBND xã Kim Bôi")
	if p := works(t, c, base, "shop", "phường Hòa Bình, tỉnh Phú Thọ"); p.URL.Path == base+"/noi-nop" {
		t.Fatal("any commune of the province decides")
	}
	says(works(t, c, base, "shop", "phường Gò Vấp, Thành phố Hồ Chí Minh"), "Phường Gò Vấp, thành phố Hồ Chí Minh")
	says(works(t, c, base, "small", "xã Đào Xá, tỉnh Phú Thọ"), "Nơi giải quyết theo nội dung đã khai")
	bad := c.PostForm(base+"/noi-nop", url.Values{"xa": {apptest.HoaBinh.String()}})
	if bad.Status != 422 {
		t.Fatalf("a commune that the address does not name: %d", bad.Status)
	}
	says(bad, "Nộp đến UBND xã Đào Xá, tỉnh Phú Thọ, hoặc sửa lại địa chỉ")
	// who chooses a commune under answers that the province decides has chosen its centre
	works(t, c, base, "line", "xã Đào Xá, tỉnh Phú Thọ")
	says(c.PostForm(base+"/noi-nop", url.Values{"xa": {apptest.GoVap.String()}}), "Nộp đến "+centreHCM)
	if got := draftAnswers(t, w, base); got["_commune"] != "26884" {
		t.Fatal(got)
	}
}
