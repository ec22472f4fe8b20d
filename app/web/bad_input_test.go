package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"golang.org/x/text/unicode/norm"

	"motcua/app/apptest"
	"motcua/app/walk"
)

// filed is the page of a new dossier that waits at Kim Bôi's counter.
func filed(t *testing.T, w *apptest.World) string {
	t.Helper()
	_, id, err := walk.File(t.Context(), w.URL)
	if err != nil {
		t.Fatal(err)
	}
	return "/cb/ho-so/" + id
}

// A form that another site sends in somebody's name changes nothing.
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	officer := w.Officer("kimboi.tiepnhan")
	here := filed(t, w)
	version := officer.Get(here).Find("input[name=version]").First().AttrOr("value", "")
	for _, from := range []http.Header{{"Origin": {"https://vi-du-xau.example"}, "Sec-Fetch-Site": {"cross-site"}}, {"Origin": {"https://vi-du-xau.example"}}, {"Origin": {"null"}, "Sec-Fetch-Site": {"cross-site"}}} {
		for _, path := range []string{here + "/tiep-nhan", "/cb/dang-xuat", "/thu-tuc/1.004873/bat-dau", "/dang-xuat"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+path, strings.NewReader(url.Values{"version": {version}}.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r.Header = from.Clone()
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if p := officer.Do(r); p.Status != http.StatusForbidden || p.Read("h1") == "" {
				t.Errorf("%s with %v: %d %s", path, from, p.Status, p.Read("h1"))
			}
		}
	}
	if p := officer.Get(here); p.Status != 200 || p.Read(".dh .chip") != "Chờ tiếp nhận" {
		t.Fatalf("afterwards: %d, %s", p.Status, p.Read(".dh .chip"))
	}
}

// wrongFiles are what people send instead of a paper, with the sentence that tells them what to do.
func wrongFiles(t *testing.T) []struct {
	what, name, say string
	data            []byte
} {
	t.Helper()
	pdf, photo := walk.SignedPDF("giay to"), walk.Photo()
	conf := model.NewAESConfiguration("mat-khau", "mat-khau", 256)
	var locked bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(pdf), &locked, conf); err != nil {
		t.Fatal(err)
	}
	return []struct {
		what, name, say string
		data            []byte
	}{
		{"an empty file", "trong.jpg", "Tệp trống", nil},
		{"a program called a photo", "anh.jpg", "Tệp này là chương trình", append([]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"), make([]byte, 4000)...)},
		{"text called a PDF", "don.pdf", "bên trong không phải", []byte(strings.Repeat("Đơn đề nghị. ", 50))},
		{"half a photo", "anh.jpg", "Ảnh bị hỏng hoặc chưa tải đủ", photo[:len(photo)/2]},
		{"half a PDF", "don.pdf", "Tệp PDF bị hỏng hoặc chưa tải đủ", pdf[:len(pdf)/3]},
		{"a locked PDF", "don.pdf", "bỏ mật khẩu", locked.Bytes()},
		{"a file too large", "anh.jpg", "20 MB", append(bytes.Clone(photo), make([]byte, 22<<20)...)},
	}
}

// What cannot be a paper is refused with a sentence beside the field; the paper
// sent before it stays.
func TestWrongFilesAreRefusedWithASentence(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	p := c.Submit(c.Get("/thu-tuc/1.004873/noi-nop?q=kim+boi"), "main ul.tl form", nil)
	base := p.URL.Path
	v := walk.FormValues(c.Get(base + "/phan/3").Find("main form").First())
	v.Set("marital_status", "divorced")
	c.PostForm(base+"/phan/3", v)
	paper := base + "/giay/giay_ly_hon"
	if p = c.Submit(c.Get(paper), "main form", nil, apptest.Upload{Field: "tep", Name: "dung.jpg", Data: walk.Photo()}); p.Status != 200 {
		t.Fatalf("a photo: %d", p.Status)
	}
	for _, x := range wrongFiles(t) {
		p := c.Submit(c.Get(paper), "main form", nil, apptest.Upload{Field: "tep", Name: x.name, Data: x.data})
		if p.Status != 422 && p.Status != 413 || !strings.Contains(p.Read(".em")+p.Read("main"), x.say) {
			t.Errorf("%s: %d, %q", x.what, p.Status, p.Read("main"))
		}
		if n := c.Get(paper).Find(".files li").Length(); n != 1 {
			t.Errorf("%s: %d files are kept", x.what, n)
		}
	}
}

// The counter tells what is wrong with a person's data and keeps what was typed.
func TestWrongPersonsAtTheCounter(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer("kimboi.tiepnhan")
	p := walk.Invent()
	page := c.Get("/cb/tiep-nhan")
	good := url.Values{"full_name": {p.Name}, "id_number": {p.Number}, "birth_date": {p.Birth()}, "gender": {p.Gender}, "phone": {p.Phone}, "address": {p.Address}, "q": {"mở hộ kinh doanh"}}
	page = c.Submit(page, "#tiep-nhan", good)
	for what, v := range map[string]url.Values{
		"a number of eleven digits":        {"id_number": {p.Number[:11]}},
		"a number of another year":         {"birth_date": {fmt.Sprintf("%02d/%02d/%d", p.Day, p.Month, p.Year+1)}},
		"a birth in the future":            {"birth_date": {"01/01/2190"}},
		"a day that is none":               {"birth_date": {"31/02/1990"}},
		"nobody's name":                    {"full_name": {""}},
		"a script as a name":               {"full_name": {`<script>alert(1)</script>`}},
		"a name that is no name, of emoji": {"full_name": {"😀😀😀"}},
		"a phone too short":                {"phone": {"0912"}},
	} {
		v.Set("nhan_ho_so", "1")
		a := c.Submit(page, "#tiep-nhan", v)
		if a.Status != 422 || a.Find(".es").Length() == 0 || a.Find(".em").Length() == 0 {
			t.Errorf("%s: %d %q", what, a.Status, a.Read("main"))
		}
		if strings.Contains(a.Body, "<script>alert") {
			t.Errorf("%s: markup came through", what)
		}
		for k := range v {
			if k != "nhan_ho_so" && a.Find(`[name="`+k+`"]`).AttrOr("value", "") != v.Get(k) {
				t.Errorf("%s: %s came back as %.40q", what, k, a.Find(`[name="`+k+`"]`).AttrOr("value", ""))
			}
		}
		if a.Find("[name=address]").AttrOr("value", "") != p.Address {
			t.Errorf("%s: the rest is gone", what)
		}
	}
	// decomposed letters, as some keyboards send them, are the same name
	papers := url.Values{"full_name": {norm.NFD.String("Quách Thị Nguyệt Ánh")}, "nhan_ho_so": {"1"}}
	for _, s := range page.Find("select[name^=form_]").EachIter() {
		papers.Set(s.AttrOr("name", ""), "original")
	}
	a := c.Submit(page, "#tiep-nhan", papers)
	if a.Status != 200 || !a.Says("Quách Thị Nguyệt Ánh") {
		t.Errorf("decomposed letters: %d %q", a.Status, a.Read("main"))
	}
}

// An act that is sent again does nothing twice: the second is a conflict page
// that says who was faster, and the words typed stand on it.
func TestActsSentAgain(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer("kimboi.tiepnhan")
	here := filed(t, w)
	form := c.Get(here + "/tu-choi")
	words := url.Values{"reason": {"Không thuộc thẩm quyền của xã."}, "remedy": {"Nộp tại phường Hòa Bình."}}
	if p := c.Submit(form, "main form", words); p.Status != 200 || !p.Says("Phiếu từ chối") {
		t.Fatalf("declining: %d %s", p.Status, p.Read("main"))
	}
	p := c.Submit(form, "main form", url.Values{"reason": {"Gõ lại lần hai."}, "remedy": {"Như trên."}})
	if p.Status != http.StatusConflict || !p.Says("Gõ lại lần hai.") && p.Find(`textarea:contains("Gõ lại lần hai.")`).Length() == 0 {
		t.Fatalf("declining again: %d %s", p.Status, p.Read("main"))
	}
	if n := strings.Count(c.Get(here).Read("#nhat-ky"), "Không tiếp nhận"); n != 1 {
		t.Errorf("the history tells %d times", n)
	}
	// a session that ended meanwhile: the words wait and go through after signing in
	next := filed(t, w)
	form = c.Get(next + "/tu-choi")
	c.PostForm("/cb/dang-xuat", nil)
	p = c.Submit(form, "main form", words)
	if p.Status != http.StatusUnauthorized || !strings.Contains(p.Body, words.Get("reason")) {
		t.Fatalf("without a session: %d %s", p.Status, p.Read("main"))
	}
	for _, k := range w.Officer("kimboi.tiepnhan").Cookies() {
		c.Cookie(k.Name, k.Value)
	}
	if p = c.Submit(p, `form[action$="/tu-choi"]`, nil); p.Status != 200 || !p.Says(words.Get("reason")) {
		t.Fatalf("sent again after signing in: %d %s", p.Status, p.Read("main"))
	}
}

// A workplace that is not one's own, or nobody's, is never entered.
func TestForgedWorkplace(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer("kimboi.tiepnhan")
	for what, at := range map[string]string{"another commune": apptest.HoaBinh.String(), "nobody's": apptest.Missing().String(), "no id": "khong-phai-id"} {
		if p := c.PostForm("/cb/noi-lam-viec", url.Values{"noi": {at}}); p.Status < 400 && p.URL.Path != "/cb/noi-lam-viec" {
			t.Errorf("%s: %d at %s", what, p.Status, p.URL.Path)
		}
		if p := c.Get("/cb"); p.Status != 200 || !p.Says("UBND xã Kim Bôi") {
			t.Errorf("after %s: %d", what, p.Status)
		}
	}
}
