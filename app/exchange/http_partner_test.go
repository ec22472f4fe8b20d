package exchange_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"motcua/app/dossiers"
	"motcua/app/exchange"
	"motcua/app/notices"
)

// The wire: what is sent is signed, and what comes back is told apart: taken,
// never, later, too late, no sense.
func TestHTTPPartner(t *testing.T) {
	t.Parallel()
	secret := []byte("a secret of at least thirty-two characters")
	answer := http.StatusOK
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method == http.MethodGet {
			body = []byte(r.URL.Path[len("/cong"):])
		}
		if r.Header.Get("X-Signature") != notices.Sign(secret, r.Header.Get("X-Timestamp"), body) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if answer != http.StatusOK {
			w.WriteHeader(answer)
			_, _ = io.WriteString(w, `{"MaLoi": "thieu_truong", "LyDo": "…"}`)
			return
		}
		var s exchange.Status
		switch r.URL.Path {
		case "/cong/trang-thai":
			if json.Unmarshal(body, &s) != nil || s.MaHoSo != "H44.1" {
				w.WriteHeader(http.StatusBadRequest)
			}
			_, _ = io.WriteString(w, `{"MaBienNhan": "BN-1"}`)
		case "/cong/tra-cuu":
			_, _ = io.WriteString(w, `{"verdict": "mismatch", "differs": ["birth_date"], "reference": "R1"}`)
		case "/cong/tep/1":
			_, _ = io.WriteString(w, "%PDF-1")
		}
	}))
	defer srv.Close()
	partner := func(secret []byte) *exchange.HTTPPartner {
		p, err := exchange.NewHTTPPartner(srv.URL+"/cong/", secret, time.Now)
		must(t, err)
		return p
	}
	ctx, p := t.Context(), partner(secret)
	if r, err := p.Put(ctx, exchange.Status{MaHoSo: "H44.1"}); err != nil || r != "BN-1" {
		t.Errorf("taken: %q, %v", r, err)
	}
	if a, err := p.Ask(ctx, exchange.Question{}); err != nil || a.Verdict != dossiers.RegisterMismatch || len(a.Differs) != 1 {
		t.Errorf("asked: %+v, %v", a, err)
	}
	if b, err := p.File(ctx, "/tep/1", 100); err != nil || string(b) != "%PDF-1" {
		t.Errorf("a file: %q", b)
	}
	var no exchange.RefusedError
	if _, err := p.File(ctx, "/tep/1", 3); !errors.As(err, &no) || no.Key != "too_large" {
		t.Errorf("a file that is too large: %v", err)
	}
	for _, never := range []int{400, 404, 409, 413, 422} {
		answer = never
		if _, err := p.Put(ctx, exchange.Status{}); !errors.As(err, &no) || no.Key != "thieu_truong" {
			t.Errorf("%d: %v", never, err)
		}
	}
	for _, later := range []int{401, 429, 500, 302} {
		answer = later
		if _, err := p.Put(ctx, exchange.Status{}); err == nil || errors.As(err, &no) {
			t.Errorf("%d: %v", later, err)
		}
	}
	answer = http.StatusOK
	if _, err := partner([]byte("another secret, also long enough to use")).Put(ctx, exchange.Status{MaHoSo: "H44.1"}); err == nil || errors.As(err, &no) {
		t.Errorf("a wrong secret is no reason to give up: %v", err)
	}
	gone, cancel := context.WithTimeout(ctx, 0)
	defer cancel()
	if _, err := p.Put(gone, exchange.Status{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("too late: %v", err)
	}
	for _, bad := range []string{"http://elsewhere.example", "ftp://x", "", "://"} {
		if _, err := exchange.NewHTTPPartner(bad, secret, time.Now); err == nil {
			t.Errorf("%q is taken for an address", bad)
		}
	}
}
