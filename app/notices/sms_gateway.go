package notices

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
)

// Gateway hands messages to an SMS partner over HTTPS: a POST to URL with
// "Authorization: Bearer <Token>" and
//
//	{"id": "0199…", "to": "0912345678", "text": "UBND xa …"}
//
// Any 2xx is "taken"; the partner takes an id it knows already without sending
// again. 400, 404, 413 and 422 say that this message will never be taken.
// Everything else, and no answer, is worth another try.
type Gateway struct {
	url, token string
	client     *http.Client
}

// NewGateway checks the address. Fault: Invalid unless it is https, or http to
// this machine (a proxy that adds the partner's own manners).
func NewGateway(address, token string) (*Gateway, error) {
	u, err := url.Parse(address)
	local := err == nil && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1")
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && local) {
		return nil, fault.New(fault.Invalid, "sms.url")
	}
	return &Gateway{url: address, token: token, client: &http.Client{
		Timeout:       15 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the token goes to nobody else
	}}, nil
}

// Send hands one message over.
func (g *Gateway) Send(ctx context.Context, id uuid.UUID, phone, text string) error {
	body, err := json.Marshal(map[string]string{"id": id.String(), "to": phone, "text": text})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if g.token != "" {
		req.Header.Set("Authorization", "Bearer "+g.token)
	}
	resp, err := g.client.Do(req)
	if err != nil {
		return fault.New(fault.Unavailable, "sms.down").Wrap(err) // names the partner's address, not the person's
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 1<<16) // lets the connection be used again; an answer may repeat the number, so it is not kept
	switch {
	case resp.StatusCode/100 == 2:
		return nil
	case resp.StatusCode == 400 || resp.StatusCode == 404 || resp.StatusCode == 413 || resp.StatusCode == 422:
		return fault.New(fault.Invalid, "sms.refused").Wrap(fmt.Errorf("gateway answered %d", resp.StatusCode))
	}
	return fault.New(fault.Unavailable, "sms.down").Wrap(fmt.Errorf("gateway answered %d", resp.StatusCode))
}
