package notices

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Manners is how a simulated partner behaves.
type Manners string

// The manners.
const (
	Polite         Manners = ""                // takes a message and reports that it arrived
	Slow           Manners = "slow"            // takes it, and answers after longer than anybody waits
	Broken         Manners = "broken"          // answers 500
	NoCallback     Manners = "no_callback"     // takes it and never says more
	Twice          Manners = "twice"           // reports everything twice
	WrongSignature Manners = "wrong_signature" // signs with another secret
	Stale          Manners = "stale"           // reports with the time of an hour ago
	Bounces        Manners = "bounces"         // takes it, and reports that nobody has the number
	Refuses        Manners = "refuses"         // answers 422
)

// Provider is a simulated partner ("mô phỏng") that speaks the wire of Gateway
// and misbehaves on purpose. It keeps nothing on a disk and sends nothing on.
type Provider struct {
	Name     string
	Secret   []byte
	Callback string // our address for its reports; "" reports nothing
	Late     time.Duration
	Now      func() time.Time

	mu      sync.Mutex
	manners Manners
	seen    map[string]string // id → text, each id once
	asked   int
	answers []int // of our callback door
	wait    sync.WaitGroup
}

// Be changes its manners.
func (p *Provider) Be(m Manners) { p.mu.Lock(); defer p.mu.Unlock(); p.manners = m }

// Taken is how many messages it took, each id once, and how often it was asked.
func (p *Provider) Taken() (taken, asked int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.seen), p.asked
}

// Answers is what our door answered to its reports, once they are through.
func (p *Provider) Answers() []int {
	p.wait.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]int{}, p.answers...)
}

// ServeHTTP takes one message.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var m struct {
		ID   string            `json:"id"`
		To   string            `json:"to"`
		Text string            `json:"text"`
		Data map[string]string `json:"data"`
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, 64<<10)).Decode(&m); err != nil || m.ID == "" || m.To == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	p.asked++
	be := p.manners
	if be != Broken && be != Refuses {
		if p.seen == nil {
			p.seen = map[string]string{}
		}
		p.seen[m.ID] = m.Text + m.Data["noi_dung"]
	}
	p.mu.Unlock()
	switch be {
	case Broken:
		w.WriteHeader(http.StatusInternalServerError)
		return
	case Refuses:
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	case Slow:
		select {
		case <-time.After(p.Late):
		case <-r.Context().Done():
			return
		}
	}
	w.WriteHeader(http.StatusAccepted)
	p.wait.Add(1)
	go func() { // a partner reports in its own time
		defer p.wait.Done()
		p.report(be, m.ID)
	}()
}

func (p *Provider) report(be Manners, id string) {
	if p.Callback == "" || be == NoCallback {
		return
	}
	state, reason := "delivered", ""
	if be == Bounces {
		state, reason = "bounced", "no_such_number"
	}
	times, at, secret := 1, p.Now(), p.Secret
	switch be {
	case Twice:
		times = 2
	case WrongSignature:
		secret = []byte("somebody else's secret, quite long")
	case Stale:
		at = at.Add(-time.Hour)
	}
	for range times {
		p.Report(id, state, reason, at, secret)
	}
}

// Report sends one report; tests make up their own.
func (p *Provider) Report(id, state, reason string, at time.Time, secret []byte) {
	body, err := json.Marshal(map[string]string{"id": id, "state": state, "reason": reason})
	if err != nil {
		return
	}
	req, err := http.NewRequest(http.MethodPost, p.Callback+"/"+p.Name, bytes.NewReader(body))
	if err != nil {
		return
	}
	seconds := strconv.FormatInt(at.Unix(), 10)
	req.Header.Set("X-Timestamp", seconds)
	req.Header.Set("X-Signature", Sign(secret, seconds, body))
	code := 0
	if resp, err := http.DefaultClient.Do(req); err == nil {
		code = resp.StatusCode
		_ = resp.Body.Close()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers = append(p.answers, code)
}
