package resident_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"motcua/app/apptest"
	"motcua/app/config"
	"motcua/migrations"
)

func draftAnswers(t *testing.T, w *apptest.World, base string) map[string]string {
	t.Helper()
	db, err := pgx.Connect(t.Context(), w.DB.SuperURL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	out := map[string]string{}
	if err := db.QueryRow(t.Context(), `SELECT answers FROM app.dossier WHERE id = $1`, strings.TrimPrefix(base, "/hs/")).Scan(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// What is wrong is said beside the field, and everything typed stands there again.
func TestBadInputIsToldAndKept(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	base := start(t, c, marital).URL.Path
	long := strings.Repeat("Nguyễn ", 1430)
	for name, v := range map[string]url.Values{
		"a name of 10,000 characters": {"applicant_full_name": {long}},
		"emoji":                       {"applicant_full_name": {"Bùi 😀 Sen"}},
		"a script tag":                {"applicant_full_name": {`<script>alert(1)</script>`}},
		"a wrong number":              {"applicant_id_number": {"0010 9000 0017 5"}},
		"letters as a number":         {"applicant_id_number": {"không nhớ"}},
		"a day that is none":          {"applicant_birth_date_day": {"31"}, "applicant_birth_date_month": {"2"}, "applicant_birth_date_year": {"1990"}},
		"a birth in the future":       {"applicant_birth_date_year": {"2190"}},
		"a phone too short":           {"applicant_phone": {"0912"}},
		"a choice nobody offered":     {"applicant_gender": {"Khác<b>"}},
	} {
		all := url.Values{}
		for k, x := range divorced[0] {
			all[k] = x
		}
		if len(v["applicant_birth_date_year"]) > 0 {
			delete(all, "applicant_birth_date_day")
			delete(all, "applicant_birth_date_month")
		}
		for k, x := range v {
			all[k] = x
		}
		p := c.Submit(c.Get(base+"/phan/1"), "#cau-hoi-don", all)
		if p.Status != http.StatusUnprocessableEntity || p.Find(".es").Length() != 1 || p.Find(".em").Length() == 0 || !strings.HasPrefix(p.Find("title").Text(), "Lỗi: ") {
			t.Errorf("%s: %d, %q", name, p.Status, text(p, ".es"))
		}
		for k, x := range v {
			if k == "applicant_gender" {
				continue // nothing to show again: it was never on the page
			}
			if got := p.Find(`[name="`+k+`"]`).AttrOr("value", ""); got != x[0] {
				t.Errorf("%s: %s came back as %.40q", name, k, got)
			}
		}
		if p.Find(`input[name=applicant_address_line]`).AttrOr("value", "") != "Xóm Bãi" || p.Find(`input[name=applicant_address_place]`).AttrOr("value", "") != "xã Kim Bôi" {
			t.Errorf("%s: the right answers are gone", name)
		}
		if strings.Contains(p.Body, "<script>alert") {
			t.Errorf("%s: markup came through", name)
		}
		// and after leaving the page it is still there
		if k, x := "applicant_full_name", v.Get("applicant_full_name"); x != "" && c.Get(base+"/phan/1").Find(`[name="`+k+`"]`).AttrOr("value", "") != x {
			t.Errorf("%s: gone after coming back", name)
		}
	}
}

func TestTelexAndDecomposedNamesAreOne(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	base := start(t, c, marital).URL.Path
	v := url.Values{}
	for k, x := range divorced[0] {
		v[k] = x
	}
	v.Set("applicant_full_name", norm.NFD.String("Quách Thị Nguyệt Ánh"))
	if p := c.Submit(c.Get(base+"/phan/1"), "#cau-hoi-don", v); p.Status != 200 {
		t.Fatalf("decomposed letters are refused: %s", text(p, ".es"))
	}
	if got := draftAnswers(t, w, base)["applicant_full_name"]; got != "Quách Thị Nguyệt Ánh" {
		t.Fatalf("kept as %q", got)
	}
}

// Fields that are not on the page change nothing.
func TestForgedFieldsAreDropped(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	base := start(t, c, marital).URL.Path
	v := url.Values{}
	for k, x := range divorced[0] {
		v[k] = x
	}
	for _, k := range []string{"state", "code", "competent_tenant", "_seen", "_for", "_pickup", "purpose", "resident_id", "applicant_level"} {
		v.Set(k, "decided")
	}
	c.Submit(c.Get(base+"/phan/1"), "#cau-hoi-don", v)
	c.PostForm(base+"/phan/1/luu", v)
	for k, x := range draftAnswers(t, w, base) {
		if !strings.HasPrefix(k, "applicant_") && k != "_seen" && k != "_views" || x == "decided" || k == "applicant_level" {
			t.Errorf("kept %s = %q", k, x)
		}
	}
	if p := c.PostForm(base+"/nop", url.Values{"cam_doan": {"1"}}); p.Status != http.StatusUnauthorized {
		t.Errorf("filed without signing in: %d", p.Status)
	}
	c.SignInVNeID(quan, quanIs)
	if p := c.PostForm(base+"/nop", url.Values{"cam_doan": {"1"}, "state": {"decided"}}); p.Status != http.StatusUnprocessableEntity || !strings.Contains(text(p, "main"), "việc chưa xong") {
		t.Errorf("an unfinished draft was filed: %d %s", p.Status, text(p, "main"))
	}
	for what, form := range map[string]url.Values{"an unknown office": {"xa": {uuid.NewString()}}, "a provincial centre": {"xa": {"T25"}}, "nothing chosen": {}} {
		if p := c.PostForm("/thu-tuc/"+marital+"/bat-dau", form); p.Status != 404 && p.Status != 422 {
			t.Errorf("%s: %d", what, p.Status)
		}
	}
	// phường Mộc Châu is not live: the page says so and where to go
	if p := c.PostForm("/thu-tuc/"+marital+"/bat-dau", url.Values{"xa": {migrations.TenantID("03980").String()}}); p.Status != 422 || !strings.Contains(text(p, ".em"), "Ông/Bà nộp tại quầy một cửa") {
		t.Errorf("an office that is not live: %d %s", p.Status, text(p, "main"))
	}
	for _, path := range []string{"/thu-tuc/9.999999", "/thu-tuc/9.999999/noi-nop", base + "/phan/99", base + "/phan/x", base + "/giay/khong_co", "/hs/khong-phai-id", "/hs/" + uuid.NewString(), "/qr/..%2f", "/tep/" + uuid.NewString()} {
		if p := c.Get(path); p.Status != 404 || text(p, "h1") == "" {
			t.Errorf("%s: %d", path, p.Status)
		}
	}
}

// A session that ended while somebody typed: the words wait on the page, and go
// through after signing in again.
func TestWordsSurviveAnEndedSession(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Resident(quan, quanIs)
	base := start(t, c, marital).URL.Path
	page := c.Get(base + "/phan/1")
	c.PostForm("/dang-xuat", nil) // in another tab
	p := c.Submit(page, "#cau-hoi-don", divorced[0])
	if p.Status != http.StatusUnauthorized || p.Find(`input[name=applicant_address]`).AttrOr("value", "") == "" {
		t.Fatalf("%d: %s", p.Status, text(p, "main"))
	}
	c.SignInVNeID(quan, quanIs)
	again := c.Submit(p, `form[action$="/phan/1"]`, nil)
	if again.Status != 200 || draftAnswers(t, w, base)["applicant_address"] != "Xóm Bãi, xã Kim Bôi, tỉnh Phú Thọ" {
		t.Fatalf("sent again: %d %s", again.Status, text(again, "main"))
	}
	if got := c.Get(base + "/phan/1"); got.Status != 200 {
		t.Fatalf("draft after signing in: %d", got.Status)
	}
}

// With the store down the draft stays and the page says so.
func TestStoreDownKeepsTheDraft(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t, apptest.With(func(c *config.Config) { c.S3Endpoint = "http://127.0.0.1:9" }))
	c := w.Anybody()
	base := start(t, c, marital).URL.Path
	fill(t, c, base, divorced)
	p := c.Submit(c.Get(base+"/giay/giay_ly_hon"), "form[action$='/giay_ly_hon']", nil, apptest.Upload{Field: "tep", Name: "a.jpg", Data: photo(t)})
	if p.Status != http.StatusServiceUnavailable || !strings.Contains(text(p, "main"), "vẫn còn nguyên") {
		t.Fatalf("%d %s", p.Status, text(p, "main"))
	}
	if p := c.Get(base); p.Status != 200 || !strings.Contains(text(p, "main"), quanIs) {
		t.Fatalf("the draft afterwards: %d", p.Status)
	}
}
