package resident_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/fault"
	"motcua/tenants"
)

func word(t *testing.T, extra ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range append([]string{"[Content_Types].xml", "word/document.xml"}, extra...) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte("<x/>"))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEachPaperTakesWhatItAccepts(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Resident(quan, quanIs)
	base := rich(t, w, c)
	c.Submit(c.Get(base+"/phan/2"), "#cau-hoi-don", url.Values{"own_land": {"no"}})
	p := c.Get(base + "/giay/giay_dat")
	if !strings.Contains(text(p, "main"), "1 bản sao") || !strings.Contains(text(p, "main"), "Chọn ảnh, PDF hoặc Word (docx, odt) có sẵn") {
		t.Fatal(text(p, "main"))
	}
	p = c.Submit(p, "form[action$='/giay_dat']", nil, apptest.Upload{Field: "tep", Name: "hop-dong.docx", Data: word(t, "word/vbaProject.bin")})
	if p.Status != 422 || !strings.Contains(text(p, ".em"), "macro") {
		t.Fatalf("a macro: %d %s", p.Status, text(p, "main"))
	}
	p = c.Submit(p, "form[action$='/giay_dat']", nil, apptest.Upload{Field: "tep", Name: "hop-dong.docx", Data: word(t)})
	if p.Status != 200 {
		t.Fatalf("word: %d %s", p.Status, text(p, "main"))
	}
	p = c.Get(base + "/giay/giay_dat")
	file := c.Get(p.Find(".files a").AttrOr("href", "/none"))
	if file.Status != 200 || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("a Word file is saved, not shown: %d %s", file.Status, file.Header.Get("Content-Disposition"))
	}
	p = c.Submit(c.Get(base+"/giay/anh_nha"), "form[action$='/anh_nha']", nil, apptest.Upload{Field: "tep", Name: "nha.pdf", Data: apptest.SignedPDF(t)})
	if p.Status != 422 || !strings.Contains(text(p, ".em"), "ảnh") {
		t.Fatalf("a PDF where only pictures are: %d %s", p.Status, text(p, ".em"))
	}
	if p := c.Get(base + "/giay/cu_tru"); p.Status != 404 {
		t.Fatalf("a paper that officers read themselves is asked for: %d", p.Status)
	}
}

func TestSamplePictures(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	actor := tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Quản trị tỉnh"}
	ctx := tenants.With(t.Context(), tenants.Scope{Kind: tenants.KindProvince, Province: "25", Actor: actor})
	s, err := w.Catalogue.SaveSample(ctx, "  Giấy chứng sinh ", photo(t))
	if err != nil || s.Title != "Giấy chứng sinh" || *s.Province != "25" || max(s.Width, s.Height) > 1200 {
		t.Fatalf("%+v %v", s.Title, err)
	}
	for title, file := range map[string][]byte{"": photo(t), "a": []byte("<svg/>"), "b": nil, "c": photo(t)[:200]} {
		if _, err := w.Catalogue.SaveSample(ctx, title, file); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", title, err)
		}
	}
	if _, err := w.Catalogue.SaveSample(tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, actor)), "x", photo(t)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a commune saves one: %v", err)
	}
	p := w.Anybody().Get("/mau-giay/" + s.ID.String())
	if p.Status != http.StatusOK || p.Header.Get("Content-Type") != "image/jpeg" || !strings.Contains(p.Header.Get("Cache-Control"), "immutable") {
		t.Fatalf("%d %v", p.Status, p.Header)
	}
	if p := w.Anybody().Get("/mau-giay/" + uuid.NewString()); p.Status != 404 {
		t.Fatal(p.Status)
	}
	w.Publish(apptest.RichCode, "Hỗ trợ làm lại nhà", strings.Replace(apptest.Rich, `"accept": ["image"]`, `"accept": ["image"], "sample": "`+s.ID.String()+`"`, 1))
	c := w.Anybody()
	if p := c.Get(start(t, c, apptest.RichCode).URL.Path + "/giay/anh_nha"); p.Find(`img.sample[src="/mau-giay/`+s.ID.String()+`"]`).Length() != 1 {
		t.Fatal(text(p, "main"))
	}
	page := w.Anybody().Get("/thu-tuc/" + apptest.RichCode)
	if img := page.Find(`details img[src="/mau-giay/` + s.ID.String() + `"]`); img.Length() != 1 || img.AttrOr("loading", "") != "lazy" || img.AttrOr("alt", "") == "" || img.AttrOr("width", "") == "" {
		t.Fatal(text(page, "main"))
	}
}
