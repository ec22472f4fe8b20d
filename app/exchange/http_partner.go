package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"motcua/app/fault"
	"motcua/app/notices"
)

// HTTPPartner speaks to a connector over HTTPS. Every call carries X-Timestamp
// and X-Signature, made as notices.Sign makes them, of a GET over its path.
//
//	POST {base}/trang-thai   Status   → 2xx {"MaBienNhan": "…"}
//	GET  {base}{path}                 → 2xx the file
//	POST {base}/tra-cuu      Question → 2xx Reply
//
// 400, 404, 409, 413 and 422 say "never", with {"MaLoi": "a_key"}; everything
// else is worth another try.
type HTTPPartner struct {
	base   string
	secret []byte
	client *http.Client
	now    func() time.Time
}

// NewHTTPPartner checks the address. Fault: Invalid unless it is https, or http
// to this machine.
func NewHTTPPartner(base string, secret []byte, now func() time.Time) (*HTTPPartner, error) {
	u, err := url.Parse(base)
	local := err == nil && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1")
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && local) {
		return nil, fault.New(fault.Invalid, "exchange.url")
	}
	return &HTTPPartner{base: strings.TrimRight(base, "/"), secret: secret, now: now, client: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // people's data go to nobody else
	}}, nil
}

// Put is Portal.
func (h *HTTPPartner) Put(ctx context.Context, s Status) (string, error) {
	var r struct{ MaBienNhan string }
	err := h.post(ctx, "/trang-thai", s, &r)
	return r.MaBienNhan, err
}

// Ask is Registers.
func (h *HTTPPartner) Ask(ctx context.Context, q Question) (r Reply, err error) {
	err = h.post(ctx, "/tra-cuu", q, &r)
	return r, err
}

// File is Portal.
func (h *HTTPPartner) File(ctx context.Context, path string, limit int64) ([]byte, error) {
	return h.call(ctx, http.MethodGet, path, nil, limit)
}

func (h *HTTPPartner) post(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	b, err := h.call(ctx, http.MethodPost, path, body, 64<<10)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, out); err != nil {
		return fault.New(fault.Unavailable, "no_sense") // an answer may repeat what was sent, so it is not kept
	}
	return nil
}

func (h *HTTPPartner) call(ctx context.Context, method, path string, body []byte, limit int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, h.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	said := body
	if method == http.MethodGet {
		said = []byte(path)
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	seconds := strconv.FormatInt(h.now().Unix(), 10)
	req.Header.Set("X-Timestamp", seconds)
	req.Header.Set("X-Signature", notices.Sign(h.secret, seconds, said))
	resp, err := h.client.Do(req)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, err
	} else if err != nil {
		return nil, fault.New(fault.Unavailable, "down").Wrap(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case err != nil:
		return nil, fault.New(fault.Unavailable, "no_answer").Wrap(err)
	case resp.StatusCode/100 == 2 && int64(len(b)) > limit:
		return nil, RefusedError{"too_large"}
	case resp.StatusCode/100 == 2:
		return b, nil
	case never(resp.StatusCode):
		var r Turned
		_ = json.Unmarshal(b, &r)
		return nil, RefusedError{r.MaLoi}
	}
	return nil, fault.New(fault.Unavailable, "down").Wrap(fmt.Errorf("partner answered %d", resp.StatusCode))
}

func never(status int) bool {
	return status == 400 || status == 404 || status == 409 || status == 413 || status == 422
}
