package checking

import (
	"bufio"
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"time"

	"motcua/app/child"
	"motcua/app/fault"
	"motcua/app/signing"
)

// Files whose signatures are looked at come from strangers, so they are parsed
// in a child: one that runs away or eats memory takes the child with it, not the
// server. The child asks nobody itself. What it wants to know about revocation
// it asks this process for, which knows what partners are silent just now.

// childName is the subcommand as which a child checks signatures.
const childName = "signatures"

// checkMemory is what a child may hold, bytes; its address space is bounded above it.
const checkMemory = 700 << 20

// bounds of one child.
var bounds = child.Bounds{Time: longest, CPU: 30, Memory: 2 << 20, File: 0}

// mostSaid is how much a child may answer, bytes; mostAsked how often it may ask.
const (
	mostSaid  = 8 << 20
	mostAsked = 400
	mostHeard = 16 << 20 // of one answer about revocation
)

// question is the first line that a child reads; the file follows.
type question struct {
	Roots [][]byte // certificates that are believed, DER
	Now   time.Time
	Asks  bool // about revocation
	Size  int
}

// line is one thing that a child says: that it wants an address asked, or what it found.
type line struct {
	Ask       *ask            `json:",omitempty"`
	Report    *signing.Report `json:",omitempty"`
	Key, Text string          // of a refusal
}

type ask struct {
	Method, URL, Type string
	Body              []byte
	Within            time.Duration
}

// heard is what came of it; Status 0: nothing.
type heard struct {
	Status int
	Body   []byte
}

// verify checks a file's signatures, in a child where there is a program for it.
// Faults: as signing.Checker.Verify; Invalid (checking.too_hard) when the child
// was ended by its bounds.
func (s *Service) verify(ctx context.Context, pdf []byte) (signing.Report, error) {
	if s.Child == "" {
		return s.Checker.Verify(ctx, pdf)
	}
	q := question{Now: s.Checker.Now(), Asks: s.Checker.Client != nil, Size: len(pdf)}
	for _, r := range s.Checker.Roots {
		q.Roots = append(q.Roots, r.Raw)
	}
	head, err := json.Marshal(q)
	if err != nil {
		return signing.Report{}, err
	}
	in, to, err := os.Pipe() // the child's own end of it: when it dies nobody waits for it to read
	if err != nil {
		return signing.Report{}, err
	}
	defer in.Close()
	defer to.Close()
	go func() {
		_, _ = to.Write(append(head, '\n'))
		_, _ = to.Write(pdf) // a child that does not read it fails on its own
	}()
	talk := &talk{ctx: ctx, client: s.Checker.Client, to: to}
	err = s.limits().Feed(ctx, in, talk, s.Child, childName)
	var failed *child.Error
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded):
		return signing.Report{}, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded), talk.refused, errors.As(err, &failed) && errors.As(failed.Err, &exit):
		return signing.Report{}, fault.New(fault.Invalid, "checking.too_hard", "Tệp quá phức tạp nên không kiểm tra được chữ ký. Mở tệp bằng phần mềm ký số để xem.").Wrap(err)
	case err != nil:
		return signing.Report{}, fmt.Errorf("signatures: %w", err)
	case talk.last.Key != "":
		return signing.Report{}, fault.New(fault.Invalid, talk.last.Key, talk.last.Text)
	case talk.last.Report == nil:
		return signing.Report{}, errors.New("signatures: the child said nothing")
	}
	return *talk.last.Report, nil
}

func (s *Service) limits() child.Bounds {
	if s.bounds != (child.Bounds{}) {
		return s.bounds
	}
	return bounds
}

// talk hears what a child says, line by line, and asks others for it.
type talk struct {
	ctx     context.Context
	client  *http.Client
	to      io.Writer
	buf     []byte
	said    int
	asked   int
	last    line
	refused bool
}

// Write implements io.Writer for the child's output.
func (t *talk) Write(p []byte) (int, error) {
	if t.said += len(p); t.said > mostSaid {
		t.refused = true
		return 0, errors.New("signatures: the child says too much")
	}
	t.buf = append(t.buf, p...)
	for {
		at := bytes.IndexByte(t.buf, '\n')
		if at < 0 {
			return len(p), nil
		}
		var l line
		if err := json.Unmarshal(t.buf[:at], &l); err != nil {
			return 0, err
		}
		t.buf = t.buf[at+1:]
		if l.Ask == nil {
			t.last = l
			continue
		}
		if t.asked++; t.asked > mostAsked || t.client == nil {
			t.refused = true
			return 0, errors.New("signatures: the child asks too much")
		}
		if err := json.NewEncoder(t.to).Encode(t.hear(*l.Ask)); err != nil {
			return 0, err
		}
	}
}

func (t *talk) hear(a ask) heard {
	ctx, cancel := context.WithTimeout(t.ctx, min(a.Within, longest))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, a.Method, a.URL, bytes.NewReader(a.Body))
	if err != nil {
		return heard{}
	}
	if a.Type != "" {
		req.Header.Set("Content-Type", a.Type)
	}
	res, err := t.client.Do(req)
	if err != nil {
		return heard{}
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, mostHeard+1))
	if err != nil {
		return heard{}
	}
	return heard{res.StatusCode, b}
}

// AnswerSignatures is the child's side: it reads a question and a file, checks,
// and answers. Its process should end after it.
func AnswerSignatures(ctx context.Context, in io.Reader, out io.Writer) error {
	var q question
	r, err := child.Asked(in, checkMemory, &q)
	if err != nil {
		return err
	}
	pdf, err := child.File(r, int64(q.Size))
	if err != nil {
		return err
	}
	c := signing.Checker{Now: func() time.Time { return q.Now }}
	for _, der := range q.Roots {
		root, err := x509.ParseCertificate(der)
		if err != nil {
			return err
		}
		c.Roots = append(c.Roots, root)
	}
	if q.Asks {
		c.Client = &http.Client{Transport: through{r, out}}
	}
	report, err := c.Verify(ctx, pdf)
	l := line{Report: &report}
	if fault.Is(err, fault.Invalid) {
		f := fault.As(err)
		l = line{Key: f.Key, Text: f.Text}
	} else if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(l)
}

// through asks by way of the process that this one is a child of, one thing at a time.
type through struct {
	in  *bufio.Reader
	out io.Writer
}

// RoundTrip implements http.RoundTripper.
func (t through) RoundTrip(r *http.Request) (*http.Response, error) {
	a := ask{Method: r.Method, URL: r.URL.String(), Type: r.Header.Get("Content-Type"), Within: longest}
	if end, ok := r.Context().Deadline(); ok {
		a.Within = time.Until(end)
	}
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if a.Body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	if err := json.NewEncoder(t.out).Encode(line{Ask: &a}); err != nil {
		return nil, err
	}
	b, err := t.in.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	var h heard
	if err := json.Unmarshal(b, &h); err != nil {
		return nil, err
	}
	if h.Status == 0 {
		return nil, errors.New("signatures: no answer")
	}
	return &http.Response{StatusCode: h.Status, Body: io.NopCloser(bytes.NewReader(h.Body)), Request: r, Header: http.Header{}}, nil
}
