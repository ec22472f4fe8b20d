package simvneid

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest/look"
	"motcua/views/assets"
)

type html string

func (h html) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(h))
	return err
}

// The pages as a browser shows them: axe clean, no wider than the phone.
func TestPagesInABrowser(t *testing.T) {
	h, err := New(Config{
		Issuer: "http://mc.test/vneid", ClientID: "mot-cua", ClientSecret: "x", RedirectURLs: []string{back},
		Stylesheet: assets.URL("ui.css"), Icon: assets.URL("icon.svg"),
	})
	if err != nil {
		t.Fatal(err)
	}
	q := url.Values{
		"client_id": {"mot-cua"}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {"openid"}, "state": {"s"},
		"code_challenge_method": {"S256"}, "code_challenge": {strings.Repeat("a", 43)},
	}
	get := func(r *http.Request) html {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return html(w.Body.String())
	}
	post := func(extra url.Values) html {
		v := url.Values{}
		for k := range q {
			v.Set(k, q.Get(k))
		}
		for k := range extra {
			v.Set(k, extra.Get(k))
		}
		r := httptest.NewRequest("POST", "/vneid/authorize", strings.NewReader(v.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return get(r)
	}
	look.Pages(t, []look.Page{
		{Name: "vneid-mo-phong", View: get(httptest.NewRequest("GET", "/vneid/authorize?"+q.Encode(), nil))},
		{Name: "vneid-mo-phong-chua-chon", View: post(nil)},
		{Name: "vneid-mo-phong-nhap-sai", View: post(url.Values{"do": {"type"}, "name": {"L"}})},
		{Name: "vneid-mo-phong-hong", View: get(httptest.NewRequest("GET", "/vneid/authorize", nil))},
	}, look.Narrow, look.Desk)
}
