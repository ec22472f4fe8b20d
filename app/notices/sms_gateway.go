package notices

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
)

// Gateway hands messages to an SMS or Zalo ZNS partner over HTTPS: a POST to
// URL with "Authorization: Bearer <Token>" and
//
//	{"id": "0199…", "to": "0912345678", "text": "UBND xa …"}
//
// and for ZNS, whose messages are made of templates that Zalo approved,
//
//	{"id": "0199…", "to": "0912345678", "template": "12345", "data": {"noi_dung": "UBND xã …"}}
//
// Any 2xx is "taken"; the partner takes an id it knows already without sending
// again. 400, 404, 413 and 422 say that this message will never be taken.
// Everything else is worth another try; no answer leaves open whether it was taken.
type Gateway struct {
	url, token, template, channel string
	client                        *http.Client
}

// NewGateway checks the address. Fault: Invalid unless it is https, or http to
// this machine (a proxy that adds the partner's own manners).
func NewGateway(address, token string) (*Gateway, error) {
	u, err := url.Parse(address)
	local := err == nil && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1")
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && local) {
		return nil, fault.New(fault.Invalid, "sms.url")
	}
	return &Gateway{url: address, token: token, channel: ChannelSMS, client: &http.Client{
		Timeout:       5 * time.Second,                                                               // longer, and a storm stands behind one slow partner
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the token goes to nobody else
	}}, nil
}

// ForZNS makes it speak to Zalo with one approved template that has a field noi_dung.
func (g *Gateway) ForZNS(template string) *Gateway {
	z := *g
	z.channel, z.template = ChannelZNS, template
	return &z
}

// Timeout shortens how long an answer is waited for; tests.
func (g *Gateway) Timeout(d time.Duration) *Gateway {
	c := *g.client
	c.Timeout = d
	z := *g
	z.client = &c
	return &z
}

// Send hands one message over.
func (g *Gateway) Send(ctx context.Context, id uuid.UUID, phone, text string) error {
	m := map[string]any{"id": id.String(), "to": phone}
	if g.channel == ChannelZNS {
		m["template"], m["data"] = g.template, map[string]string{"noi_dung": text}
	} else {
		m["text"] = text
	}
	body, err := json.Marshal(m)
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
		// names the partner's address, not the person's
		var op *net.OpError
		if errors.As(err, &op) && op.Op == "dial" {
			return fault.New(fault.Unavailable, g.channel+".down").Wrap(err)
		}
		return fault.New(fault.Unavailable, g.channel+noAnswer).Wrap(err)
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 1<<16) // lets the connection be used again; an answer may repeat the number, so it is not kept
	switch {
	case resp.StatusCode/100 == 2:
		return nil
	case resp.StatusCode == 400 || resp.StatusCode == 404 || resp.StatusCode == 413 || resp.StatusCode == 422:
		return fault.New(fault.Invalid, g.channel+".refused").Wrap(fmt.Errorf("gateway answered %d", resp.StatusCode))
	}
	return fault.New(fault.Unavailable, g.channel+".down").Wrap(fmt.Errorf("gateway answered %d", resp.StatusCode))
}
