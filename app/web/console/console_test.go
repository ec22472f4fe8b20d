package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
)

// see demands a whole page of a status and gives it back.
func see(t *testing.T, p *apptest.Page, status int) *apptest.Page {
	t.Helper()
	if p.Status != status || p.Find("h1").Length() == 0 {
		t.Fatalf("%s answers %d, want %d: %s", p.URL, p.Status, status, strings.TrimSpace(p.Find("main").Text()))
	}
	return p
}

// must demands that the page's main part says it.
func must(t *testing.T, p *apptest.Page, texts ...string) {
	t.Helper()
	got := strings.Join(strings.Fields(p.Find("main").Text()), " ")
	for _, x := range texts {
		if !strings.Contains(got, x) {
			t.Errorf("%s does not say %q: %s", p.URL, x, got)
		}
	}
}

func TestEveryRoleHasItsHome(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	for _, role := range []string{"quantri", "giamdoc", "tiepnhan", "thuly", "lanhdaophong", "chutich", "vanthu"} {
		c := w.Officer("kimboi." + role)
		p := see(t, c.Get("/cb"), 200)
		must(t, p, "Hôm nay")
		p.Find("nav.nav a").Each(func(_ int, a *goquerySelection) {
			href, _ := a.Attr("href")
			see(t, c.Get(href), 200)
		})
		if role == "quantri" {
			if q := c.Get("/cb/ho-so"); q.Status != 403 {
				t.Errorf("an administrator sees dossiers: %d", q.Status)
			}
			continue
		}
		p = see(t, c.Get("/cb/ho-so?hang=recent"), 200)
		if n := p.Find("#bang tbody tr").Length(); n < 10 {
			t.Errorf("%s sees %d rows", role, n)
		}
	}
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	p := c.Get("/cb/ho-so?hang=recent")
	if !strings.HasPrefix(p.URL.Path, "/cb/dang-nhap") {
		t.Fatalf("a stranger lands on %s", p.URL)
	}
	p = see(t, c.Submit(p, "main form", url.Values{"username": {"kimboi.thuly"}, "password": {"sai mật khẩu rồi"}}), http.StatusUnprocessableEntity)
	must(t, p, "chưa đúng")
	if v, _ := p.Find("[name=username]").Attr("value"); v != "kimboi.thuly" {
		t.Errorf("what was typed is gone: %q", v)
	}
	p = see(t, c.Submit(p, "main form[action='/cb/dang-nhap']", url.Values{"password": {demoPassword}}), 200)
	if p.URL.RequestURI() != "/cb/ho-so?hang=recent" {
		t.Errorf("after signing in: %s", p.URL)
	}
	p = see(t, c.Get("/cb/tai-khoan"), 200)
	must(t, p, "Thiết bị này")
	p = c.Submit(p, "header form", nil)
	if p.URL.Path != "/cb/dang-nhap" || !strings.HasPrefix(c.Get("/cb").URL.Path, "/cb/dang-nhap") {
		t.Error("still signed in")
	}
}
