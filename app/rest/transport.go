package rest

import (
	"errors"
	"net/http"
	"sync"
	"time"
)

// Transport leaves hosts alone that do not answer, each by itself.
type Transport struct {
	Next http.RoundTripper // nil: http.DefaultTransport
	Now  func() time.Time

	mu    sync.Mutex
	hosts map[string]*Rest
}

// mostHosts are remembered; with more of them all are forgotten.
const mostHosts = 200

// ErrLeftAlone says that a host did not answer lately and is not asked now.
var ErrLeftAlone = errors.New("rest: left alone for a while")

// RoundTrip asks, or says at once that the host is left alone (ErrLeftAlone).
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	h := t.host(r.URL.Host)
	if h.Left(t.Now()) > 0 {
		return nil, ErrLeftAlone
	}
	next := t.Next
	if next == nil {
		next = http.DefaultTransport
	}
	answer, err := next.RoundTrip(r)
	h.Said(err == nil && answer.StatusCode < http.StatusInternalServerError, t.Now())
	return answer, err
}

func (t *Transport) host(name string) *Rest {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hosts == nil || len(t.hosts) >= mostHosts {
		t.hosts = map[string]*Rest{}
	}
	if t.hosts[name] == nil {
		t.hosts[name] = &Rest{}
	}
	return t.hosts[name]
}
