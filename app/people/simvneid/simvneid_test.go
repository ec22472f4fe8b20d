package simvneid

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const back = "http://mc.test/quay-lai"

type relying struct {
	*testing.T
	srv  *httptest.Server
	c    *http.Client
	conf *oauth2.Config
	p    *oidc.Provider
}

func start(t *testing.T, change func(*Config)) *relying {
	t.Helper()
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	cfg := Config{Issuer: srv.URL + "/vneid", ClientID: "mot-cua", ClientSecret: "bí mật & dài", RedirectURLs: []string{back}, Stylesheet: "/a/ui.css"}
	if change != nil {
		change(&cfg)
	}
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("/vneid/", h)
	p, err := oidc.NewProvider(t.Context(), srv.URL+"/vneid")
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &relying{t, srv, c, &oauth2.Config{ClientID: "mot-cua", ClientSecret: cfg.ClientSecret, RedirectURL: back, Endpoint: p.Endpoint(), Scopes: []string{"openid", "profile"}}, p}
}

// page reads the sign-in page and returns the status and its document.
func (r *relying) page(address string) (int, *goquery.Document) {
	r.Helper()
	res, err := r.c.Get(address)
	if err != nil {
		r.Fatal(err)
	}
	defer res.Body.Close()
	d, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		r.Fatal(err)
	}
	return res.StatusCode, d
}

// submit fills the n-th form of the page as a browser without scripts does.
func (r *relying) submit(d *goquery.Document, n int, fill url.Values) *http.Response {
	r.Helper()
	f := d.Find("form").Eq(n)
	v := url.Values{}
	f.Find("input[type=hidden]").Each(func(_ int, s *goquery.Selection) { v.Set(s.AttrOr("name", ""), s.AttrOr("value", "")) })
	for k := range fill {
		v.Set(k, fill.Get(k))
	}
	res, err := r.c.PostForm(r.srv.URL+f.AttrOr("action", ""), v)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { res.Body.Close() })
	return res
}

func (r *relying) landed(res *http.Response) url.Values {
	r.Helper()
	u, err := res.Location()
	if res.StatusCode != 303 || err != nil || !strings.HasPrefix(u.String(), back+"?") {
		r.Fatalf("%d %v %v", res.StatusCode, u, err)
	}
	return u.Query()
}

func TestWholeFlow(t *testing.T) {
	r := start(t, nil)
	v := oauth2.GenerateVerifier()
	status, d := r.page(r.conf.AuthCodeURL("trạng thái", oidc.Nonce("n-1"), oauth2.S256ChallengeOption(v)))
	if status != 200 || !strings.Contains(d.Text(), "VNeID mô phỏng – không phải VNeID thật") || d.Find("html").AttrOr("lang", "") != "vi" {
		t.Fatal("the page does not say what it is")
	}
	if d.Find("script, style, [style], [onclick]").Length() != 0 || d.Find("link[rel=stylesheet]").AttrOr("href", "") != "/a/ui.css" {
		t.Error("inline script or style, or no style sheet")
	}
	d.Find("input:not([type=hidden])").Each(func(_ int, s *goquery.Selection) {
		if d.Find("label[for='"+s.AttrOr("id", "-")+"']").Length() != 1 {
			t.Errorf("input %q has no label", s.AttrOr("name", ""))
		}
	})
	q := r.landed(r.submit(d, 0, url.Values{"do": {"pick"}, "who": {People[0].IDNumber}}))
	if q.Get("state") != "trạng thái" {
		t.Error("state is lost")
	}
	tok, err := r.conf.Exchange(t.Context(), q.Get("code"), oauth2.VerifierOption(v))
	if err != nil {
		t.Fatal(err)
	}
	id, err := r.p.Verifier(&oidc.Config{ClientID: "mot-cua"}).Verify(t.Context(), tok.Extra("id_token").(string))
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := id.Claims(&c); err != nil || id.Nonce != "n-1" || c["SoDinhDanh"] != People[0].IDNumber || c["HoVaTen"] != "Bùi Thị Sen" || c["NgayThangNamSinh"] != "12/03/1962" {
		t.Errorf("%v %v", c, err)
	}
	info, err := r.p.UserInfo(t.Context(), oauth2.StaticTokenSource(tok))
	if err != nil || info.Subject != id.Subject {
		t.Errorf("userinfo %v %v", info, err)
	}
	if _, err := r.conf.Exchange(t.Context(), q.Get("code"), oauth2.VerifierOption(v)); err == nil {
		t.Error("the code worked twice")
	}
}

func TestRefusals(t *testing.T) {
	now := time.Now()
	var mu sync.Mutex
	r := start(t, func(c *Config) { c.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); return now } })
	v := oauth2.GenerateVerifier()
	address := r.conf.AuthCodeURL("s", oauth2.S256ChallengeOption(v))
	code := func() string {
		_, d := r.page(address)
		return r.landed(r.submit(d, 0, url.Values{"who": {People[1].IDNumber}})).Get("code")
	}
	if _, err := r.conf.Exchange(t.Context(), code(), oauth2.VerifierOption(oauth2.GenerateVerifier())); err == nil {
		t.Error("another verifier worked")
	}
	bad := *r.conf
	bad.ClientSecret = "khác"
	if _, err := bad.Exchange(t.Context(), code(), oauth2.VerifierOption(v)); err == nil {
		t.Error("another secret worked")
	}
	old := code()
	mu.Lock()
	now = now.Add(codeLife + time.Second)
	mu.Unlock()
	if _, err := r.conf.Exchange(t.Context(), old, oauth2.VerifierOption(v)); err == nil {
		t.Error("an old code worked")
	}
	if _, err := r.conf.Exchange(t.Context(), "AAAA", oauth2.VerifierOption(v)); err == nil {
		t.Error("nonsense worked")
	}
	// a foreign address is never sent to
	for _, wrong := range []string{strings.Replace(address, "mc.test", "ke-gian.test", 1), strings.Replace(address, "client_id=mot-cua", "client_id=khac", 1)} {
		if status, d := r.page(wrong); status != 400 || d.Find("form").Length() != 0 {
			t.Errorf("%s: %d", wrong, status)
		}
	}
	res, err := r.c.Get(r.conf.AuthCodeURL("s"))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if r.landed(res).Get("error") != "invalid_request" {
		t.Error("a request without PKCE was taken")
	}
	_, d := r.page(address)
	if r.landed(r.submit(d, 0, url.Values{"do": {"cancel"}})).Get("error") != "access_denied" {
		t.Error("cancelling says nothing")
	}
	if got := r.submit(d, 0, nil).StatusCode; got != 422 {
		t.Errorf("nobody chosen: %d", got)
	}
}

func TestTypedPerson(t *testing.T) {
	r := start(t, nil)
	v := oauth2.GenerateVerifier()
	_, d := r.page(r.conf.AuthCodeURL("s", oauth2.S256ChallengeOption(v)))
	res := r.submit(d, 1, url.Values{"do": {"type"}, "name": {`<b>Lê "Thử"`}, "number": {"12"}, "birth": {"31/02/1999"}})
	again, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != 422 || again.Find("#name").AttrOr("value", "") != `<b>Lê "Thử"` || again.Find("#number-e").Length() != 1 || again.Find("#birth-e").Length() != 1 || again.Find("#gender-e").Length() != 1 {
		t.Fatal("what was typed is lost, or an error is not beside its field")
	}
	again.Find("[role=alert] a").Each(func(_ int, s *goquery.Selection) {
		if again.Find(s.AttrOr("href", "-")).Length() != 1 {
			t.Errorf("the summary leads to %s", s.AttrOr("href", ""))
		}
	})
	q := r.landed(r.submit(again, 1, url.Values{"do": {"type"}, "name": {"Le\u0302 Thử"}, "number": {"001 099 000 111"}, "birth": {"3/2/1999"}, "gender": {"Nam"}}))
	tok, err := r.conf.Exchange(t.Context(), q.Get("code"), oauth2.VerifierOption(v))
	if err != nil {
		t.Fatal(err)
	}
	info, err := r.p.UserInfo(t.Context(), oauth2.StaticTokenSource(tok))
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := info.Claims(&c); err != nil || c["HoVaTen"] != "Lê Thử" || c["SoDinhDanh"] != "001099000111" || c["NgayThangNamSinh"] != "03/02/1999" {
		t.Errorf("%v %v", c, err)
	}
}

// Two replicas with one key file finish each other's sign-ins.
func TestTwoReplicas(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys", "vneid.pem")
	cfg := Config{Issuer: "http://mc.test/vneid", ClientID: "mot-cua", ClientSecret: "x", RedirectURLs: []string{back}, KeyFile: file}
	handlers := make([]http.Handler, 6)
	var wg sync.WaitGroup
	for i := range handlers {
		wg.Go(func() {
			h, err := New(cfg)
			if err != nil {
				t.Error(err)
			}
			handlers[i] = h
		})
	}
	wg.Wait()
	keys := map[string]bool{}
	for _, h := range handlers {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/vneid/jwks", nil))
		keys[w.Body.String()] = true
	}
	if len(keys) != 1 {
		t.Errorf("%d different keys", len(keys))
	}
	if _, err := New(Config{Issuer: "http://mc.test/"}); err == nil {
		t.Error("an incomplete configuration was taken")
	}
}
