package signing

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ocsp"
)

// What is known about revocation.
const (
	revocationNotAsked    = "not_checked" // nobody was asked
	revocationGood        = "good"
	revocationRevoked     = "revoked"
	revocationUnreachable = "unreachable" // asked, no answer that counts
	revocationNowhere     = "no_source"   // the certificate names nobody to ask
)

const (
	askTime  = 4 * time.Second // per question
	askTotal = 15 * time.Second
	askSize  = 16 << 20 // lists of revoked certificates grow long
)

// answer is what was learned about one certificate, or a whole chain.
type answer struct {
	status string
	since  time.Time
	words  string
}

// revoked asks about each certificate of a chain but the root; the worst answer
// counts.
func (c *checking) revoked(chain []*x509.Certificate) answer {
	if c.Client == nil {
		return answer{status: revocationNotAsked, words: "Chưa tra cứu việc thu hồi chứng thư."}
	}
	if len(chain) < 2 {
		return answer{status: revocationNowhere, words: "Chứng thư không ghi nơi tra cứu việc thu hồi."}
	}
	ctx, cancel := context.WithTimeout(c.ctx, askTotal)
	defer cancel()
	order := []string{revocationGood, revocationNowhere, revocationUnreachable, revocationRevoked}
	worst := answer{status: revocationGood, words: "Chứng thư chưa bị thu hồi theo tra cứu lúc " + moment(c.Now()) + "."}
	for i, cert := range chain[:len(chain)-1] {
		a, there := c.asked[string(cert.Raw)]
		if !there {
			a = c.ask(ctx, cert, chain[i+1])
			c.asked[string(cert.Raw)] = a
		}
		if slices.Index(order, a.status) > slices.Index(order, worst.status) {
			worst = a
		}
	}
	return worst
}

func (c *checking) ask(ctx context.Context, cert, issuer *x509.Certificate) answer {
	if len(cert.OCSPServer)+len(cert.CRLDistributionPoints) == 0 {
		return answer{status: revocationNowhere, words: "Chứng thư không ghi nơi tra cứu việc thu hồi."}
	}
	for _, url := range first(cert.OCSPServer) {
		if since, err := c.askOCSP(ctx, url, cert, issuer); err == nil {
			return learned(since)
		}
	}
	for _, url := range first(cert.CRLDistributionPoints) {
		if since, err := c.askCRL(ctx, url, cert, issuer); err == nil {
			return learned(since)
		}
	}
	return answer{status: revocationUnreachable, words: "Chưa tra được chứng thư có bị thu hồi hay không: nơi tra cứu không trả lời."}
}

// first is at most three addresses that HTTP can ask.
func first(urls []string) (out []string) {
	for _, u := range urls {
		if (strings.HasPrefix(u, "http://") || strings.HasPrefix(u, "https://")) && len(out) < 3 {
			out = append(out, u)
		}
	}
	return out
}

func learned(since *time.Time) answer {
	if since == nil {
		return answer{status: revocationGood}
	}
	return answer{status: revocationRevoked, since: *since, words: "Chứng thư đã bị thu hồi lúc " + moment(*since) + "."}
}

func (c *checking) fetch(ctx context.Context, method, url, kind string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := c.Client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("signing: answered %d", res.StatusCode)
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, askSize+1))
	if err == nil && len(b) > askSize {
		err = errors.New("signing: an endless answer")
	}
	return b, err
}

// askOCSP returns when the certificate was revoked, or nil if it was not.
func (c *checking) askOCSP(ctx context.Context, url string, cert, issuer *x509.Certificate) (*time.Time, error) {
	q, err := ocsp.CreateRequest(cert, issuer, &ocsp.RequestOptions{Hash: crypto.SHA1}) // the one hash every responder knows; it only names the issuer
	if err != nil {
		return nil, err
	}
	b, err := c.fetch(ctx, http.MethodPost, url, "application/ocsp-request", q)
	if err != nil {
		return nil, err
	}
	r, err := ocsp.ParseResponseForCert(b, cert, issuer)
	if err != nil {
		return nil, err
	}
	now := c.Now()
	switch d := r.Certificate; {
	case d != nil && !d.Equal(issuer) && (!slices.Contains(d.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) || now.After(d.NotAfter)):
		return nil, errors.New("signing: answered by somebody who may not")
	case !r.NextUpdate.IsZero() && now.After(r.NextUpdate), r.ThisUpdate.After(now.Add(5 * time.Minute)):
		return nil, errors.New("signing: an old answer")
	case r.Status == ocsp.Revoked:
		return &r.RevokedAt, nil
	case r.Status == ocsp.Good:
		return nil, nil
	}
	return nil, errors.New("signing: the responder does not know the certificate")
}

func (c *checking) askCRL(ctx context.Context, url string, cert, issuer *x509.Certificate) (*time.Time, error) {
	b, err := c.fetch(ctx, http.MethodGet, url, "", nil)
	if err != nil {
		return nil, err
	}
	list, err := x509.ParseRevocationList(b)
	if err != nil {
		return nil, err
	}
	if err := list.CheckSignatureFrom(issuer); err != nil {
		return nil, err
	}
	if now := c.Now(); !list.NextUpdate.IsZero() && now.After(list.NextUpdate) {
		return nil, errors.New("signing: an old list")
	}
	for _, e := range list.RevokedCertificateEntries {
		if e.SerialNumber.Cmp(cert.SerialNumber) == 0 {
			return &e.RevocationTime, nil
		}
	}
	return nil, nil
}
