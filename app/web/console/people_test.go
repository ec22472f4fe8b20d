package console_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/pquerna/otp/totp"

	"motcua/app/apptest"
)

// TestInviteToDisable: an account from its invitation to its end, through the pages.
func TestInviteToDisable(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	admin := w.Officer("kimboi.quantri")
	p := see(t, admin.Get("/cb/nhan-su/moi"), 200)
	p = see(t, admin.Submit(p, "main form", url.Values{"full_name": {"Đinh Văn Khoát"}, "username": {"Khoát!"}, "roles": {"handler"}}), 422)
	if v, _ := p.Find("[name=full_name]").Attr("value"); v != "Đinh Văn Khoát" {
		t.Errorf("the name is gone: %q", v)
	}
	if n := p.Find("input[value=handler][checked]").Length(); n != 1 {
		t.Error("the role is gone")
	}
	p = see(t, admin.Submit(p, "main form", url.Values{"username": {"kimboi.khoat"}, "roles": {"handler", "platform_operator"}}), 200)
	link := p.Find("[name=link]").AttrOr("value", "")
	member := p.Find("main a").Last().AttrOr("href", "")
	if !strings.HasPrefix(link, w.URL+"/cb/kich-hoat/") {
		t.Fatalf("the link is %q", link)
	}

	c := w.Anybody()
	p = see(t, c.Get(link), 200)
	must(t, p, "Đinh Văn Khoát", "kimboi.khoat", "Kim Bôi")
	see(t, c.Submit(p, "main form", url.Values{"password": {"ngắn"}, "again": {"ngắn"}}), 422)
	see(t, c.Submit(p, "main form", url.Values{"password": {"một câu dài dễ nhớ 7"}, "again": {"một câu dài dễ nhớ 8"}}), 422)
	p = see(t, c.Submit(p, "main form", url.Values{"password": {"một câu dài dễ nhớ 7"}, "again": {"một câu dài dễ nhớ 7"}}), 200)
	must(t, p, "Hôm nay")
	if q := w.Anybody().Get(link); q.Status != 404 {
		t.Errorf("the link works twice: %d", q.Status)
	}
	if q := c.Get("/cb/tiep-nhan"); q.Status != 403 {
		t.Errorf("a handler receives at the counter: %d", q.Status)
	}

	// a role granted works at the next click
	p = see(t, admin.Get(member), 200)
	see(t, admin.Submit(p, "form[action$='/giao-vai-tro']", url.Values{"role": {""}}), 422)
	p = see(t, admin.Submit(p, "form[action$='/giao-vai-tro']", url.Values{"role": {"receptionist"}}), 200)
	see(t, c.Get("/cb/tiep-nhan"), 200)
	f := p.Find("form[action$='/thu-vai-tro']").FilterFunction(func(_ int, s *goquery.Selection) bool {
		return s.Find("[name=role]").AttrOr("value", "") == "receptionist"
	})
	see(t, admin.PostForm(member+"/thu-vai-tro", apptest.FormValues(f)), 200)
	if q := c.Get("/cb/tiep-nhan"); q.Status != 403 {
		t.Errorf("a revoked role still works: %d", q.Status)
	}
	if q := admin.PostForm(member+"/giao-vai-tro", url.Values{"role": {"commune_admin"}}); q.Status != 403 {
		t.Errorf("a commune's admin makes another: %d", q.Status)
	}

	// second factor: set up, then asked for at the next sign-in
	p = see(t, c.Get("/cb/thiet-lap-ma"), 200)
	secret := strings.ReplaceAll(p.Find("ol b").Text(), " ", "")
	if src := p.Find("img.qr").AttrOr("src", ""); !strings.HasPrefix(src, "data:image/png") || p.Header.Get("Cache-Control") != "no-store" {
		t.Error("the secret's picture is not inside the page, or may be kept")
	}
	see(t, c.Submit(p, "main form", url.Values{"code": {"000000"}}), 422)
	see(t, c.Submit(p, "main form", url.Values{"code": {code(t, secret, 0)}}), 200)
	c = w.Anybody()
	p = c.Submit(c.Get("/cb/dang-nhap?tiep=%2Fcb%2Ftim"), "main form", url.Values{"username": {"kimboi.khoat"}, "password": {"một câu dài dễ nhớ 7"}})
	if p.URL.Path != "/cb/ma-xac-thuc" {
		t.Fatalf("no code is asked for: %s", p.URL)
	}
	if q := c.Get("/cb"); q.URL.Path != "/cb/dang-nhap" && q.URL.Path != "/cb/ma-xac-thuc" {
		t.Errorf("half signed in opens %s", q.URL)
	}
	p = see(t, c.Submit(p, "main form[action='/cb/ma-xac-thuc']", url.Values{"code": {code(t, secret, time.Minute/2)}}), 200)
	if p.URL.Path != "/cb/tim" {
		t.Errorf("after the code: %s", p.URL)
	}

	// closed: the session ends at once
	see(t, admin.Submit(see(t, admin.Get(member), 200), "form[action$='/khoa']", nil), 200)
	if q := c.Get("/cb"); q.URL.Path != "/cb/dang-nhap" {
		t.Errorf("a closed account still works: %s", q.URL)
	}
	must(t, see(t, admin.Get("/cb/lich-su"), 200), "Mời tài khoản mới", "Giao vai trò", "Thu vai trò", "Khóa tài khoản", "Đinh Văn Khoát")
}

// code is what the authenticator shows, a step later with after.
func code(t *testing.T, secret string, after time.Duration) string {
	t.Helper()
	s, err := totp.GenerateCode(secret, time.Now().Add(after))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOfficeDetails(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	admin := w.Officer("daoxa.quantri")
	p := see(t, admin.Get("/cb/don-vi"), 200)
	see(t, admin.Submit(p, "main form", url.Values{"phone": {"gọi tôi"}}), 422)
	must(t, see(t, admin.Submit(p, "main form", url.Values{"phone": {"0210 123 4567"}, "address": {"Khu 1, xã Đào Xá"}}), 200), "Đã lưu")
	must(t, see(t, admin.Get("/cb/lich-su"), 200), "Sửa thông tin đơn vị")
	if q := w.Officer("daoxa.chutich").PostForm("/cb/don-vi", url.Values{"phone": {"0210 000 000"}}); q.Status != 403 {
		t.Errorf("a signatory changes the office: %d", q.Status)
	}
}

// TestBadInput: what people and forgers send gets a clear answer, keeps what was
// typed and writes nothing.
func TestBadInput(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer("kimboi.tiepnhan")
	long := strings.Repeat("Nguyễn ", 1500)
	cases := map[string]url.Values{
		"script":    {"full_name": {"<script>alert(1)</script>"}},
		"long name": {"full_name": {long}},
		"emoji":     {"full_name": {"Bùi Thị 🌸"}},
		"number":    {"id_number": {"123"}},
		"birth":     {"birth_date": {"31/02/1984"}},
		"future":    {"birth_date": {"01/01/2150"}},
		"gender":    {"gender": {"Nam"}},
		"phone":     {"phone": {"không có"}},
		"procedure": {"thu_tuc": {apptest.Missing().String()}, "q": {""}},
		"forged":    {"thu_tuc": {"' OR 1=1 --"}, "q": {""}, "co_quan": {"../.."}},
	}
	for name, v := range cases {
		p := see(t, c.Submit(see(t, c.Get("/cb/tiep-nhan"), 200), "#tiep-nhan", url.Values{"scan": {cardSen}, "q": {"mo ho kinh doanh"}}), 200)
		v.Set("nhan_ho_so", "1")
		p = c.Submit(p, "#tiep-nhan", v)
		if p.Status != 422 {
			t.Errorf("%s: %d", name, p.Status)
			continue
		}
		if p.Find(".es li").Length() == 0 {
			t.Errorf("%s: nothing is said", name)
		}
		if x, _ := p.Find("[name=address]").Attr("value"); x != "Khu 3, xã Kim Bôi, tỉnh Phú Thọ" {
			t.Errorf("%s: the rest is gone: %q", name, x)
		}
		if strings.Contains(p.Body, "<script>alert") {
			t.Errorf("%s: the script is in the page", name)
		}
	}
	// decomposed letters are the same name
	p := see(t, c.Submit(see(t, c.Get("/cb/tiep-nhan"), 200), "#tiep-nhan", url.Values{"scan": {cardSen}, "q": {"mo ho kinh doanh"}}), 200)
	p = see(t, c.Submit(p, "#tiep-nhan", url.Values{"full_name": {"Bu\u0300i Thi\u0323 Sen"}, "nhan_ho_so": {"1"}}), 200)
	must(t, p, "Bùi Thị Sen")

	// the same form sent again receives nothing more
	n := see(t, c.Get("/cb/tim?q=sen"), 200).Find("#bang tbody tr").Length()
	form := see(t, c.Get("/cb/tiep-nhan"), 200)
	v := apptest.FormValues(form.Find("#tiep-nhan"))
	all := url.Values{"scan": {cardQuan}, "q": {"mo ho kinh doanh"}, "nhan_ho_so": {"1"}, "thu_tuc": {""}}
	for k, x := range all {
		v[k] = x
	}
	form = c.PostForm("/cb/tiep-nhan", v)
	if form.Status == 422 { // the list of papers was not on the screen yet
		v = apptest.FormValues(form.Find("#tiep-nhan"))
		v.Set("nhan_ho_so", "1")
		form = c.PostForm("/cb/tiep-nhan", v)
	}
	one := see(t, form, 200).URL.Path
	if two := see(t, c.PostForm("/cb/tiep-nhan", v), 200).URL.Path; one != two {
		t.Errorf("sent twice: %s and %s", one, two)
	}
	if m := see(t, c.Get("/cb/tim?q=sen"), 200).Find("#bang tbody tr").Length(); m != n {
		t.Errorf("%d and %d rows", n, m)
	}
	for _, x := range []string{"/cb/ho-so?hang=khong-co", "/cb/ho-so?hang=recent&sau=xyz", "/cb/ho-so/abc", "/cb/tep/abc", "/cb/lich-su?truoc=x"} {
		if q := c.Get(x); q.Status != 404 && q.Status != 403 {
			t.Errorf("%s answers %d", x, q.Status)
		}
	}
	see(t, c.Get("/cb/tim?q="+url.QueryEscape(`%_\'"<b>`)), 200)
}
