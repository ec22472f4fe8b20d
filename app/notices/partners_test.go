package notices

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// mailServer is a real SMTP server inside the test.
type mailServer struct {
	mu    sync.Mutex
	got   []received
	reply error // to the recipient
	data  error // to the message
}

type received struct {
	from, to string
	text     string
}

type mailSession struct {
	s *mailServer
	m received
}

func (s *mailServer) NewSession(*smtp.Conn) (smtp.Session, error) { return &mailSession{s: s}, nil }

func (x *mailSession) Mail(from string, _ *smtp.MailOptions) error { x.m.from = from; return nil }

func (x *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.m.to = to
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	return x.s.reply
}

func (x *mailSession) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	if x.s.data != nil {
		return x.s.data
	}
	x.m.text = string(b)
	x.s.got = append(x.s.got, x.m)
	return err
}
func (x *mailSession) Reset()        {}
func (x *mailSession) Logout() error { return nil }

func serveMail(t *testing.T) (*mailServer, *SMTP, func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &mailServer{}
	srv := smtp.NewServer(s)
	srv.Domain = "localhost"
	go func() { _ = srv.Serve(l) }()
	stop := func() { _ = srv.Close() }
	t.Cleanup(stop)
	m, err := NewSMTP(SMTPConfig{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: "none", From: "motcua@tinh.example", FromName: "Một Cửa"})
	if err != nil {
		t.Fatal(err)
	}
	return s, m, stop
}

func TestSMTP(t *testing.T) {
	s, m, stop := serveMail(t)
	id := uuid.New()
	l, _ := Render("dossier.supplement_asked", sample("UBND xã Kim Bôi"))
	for range 2 {
		if err := m.Send(t.Context(), id, "sen@example.org", l.Subject, l.Body); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.got) != 2 || s.got[0].from != "motcua@tinh.example" || s.got[0].to != "sen@example.org" {
		t.Fatalf("%+v", s.got)
	}
	var ids []string
	for _, g := range s.got {
		msg, err := mail.ReadMessage(strings.NewReader(g.text))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
		if err != nil || subject != l.Subject || msg.Header.Get("Auto-Submitted") != "auto-generated" || !strings.HasPrefix(msg.Header.Get("Content-Type"), "text/plain; charset=UTF-8") {
			t.Errorf("%v %v", msg.Header, err)
		}
		ids = append(ids, msg.Header.Get("Message-Id"))
	}
	if ids[0] == "" || ids[0] != ids[1] {
		t.Errorf("the same notice is two messages: %v", ids)
	}
	for _, c := range []struct {
		name        string
		to          string
		reply, data error
		kind        fault.Kind
		key         string
	}{
		{"nobody there", "sen@example.org", &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user sen@example.org"}, nil, fault.Invalid, "mail.refused_address"},
		{"grey list", "sen@example.org", &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "later sen@example.org"}, nil, fault.Unavailable, "mail.down"},
		{"content refused", "sen@example.org", nil, &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "spam from sen@example.org"}, fault.Invalid, "mail.refused"},
		{"full", "sen@example.org", nil, &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "full"}, fault.Unavailable, "mail.down"},
		{"not an address", "sen tại gmail", nil, nil, fault.Invalid, "mail.address"},
		{"a second header", "sen@example.org\r\nBcc: x@example.org", nil, nil, fault.Invalid, "mail.address"},
	} {
		s.reply, s.data = c.reply, c.data
		err := m.Send(t.Context(), uuid.New(), c.to, "a", "b")
		if !fault.Is(err, c.kind) || !fault.HasKey(err, c.key) || strings.Contains(err.Error(), "@") || strings.Contains(err.Error(), "gmail") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	s.reply, s.data = nil, nil
	if err := m.Send(t.Context(), uuid.New(), "sen@example.org", "x\r\nBcc: y@example.org", "b"); err == nil {
		if g := s.got[len(s.got)-1]; strings.Contains(g.text, "\nBcc:") {
			t.Error("a subject became a header")
		}
	}
	stop()
	if err := m.Send(t.Context(), uuid.New(), "sen@example.org", "a", "b"); !fault.HasKey(err, "mail.down") {
		t.Errorf("server gone: %v", err)
	}
	if _, err := NewSMTP(SMTPConfig{Host: "x", Port: 25, Security: "maybe"}); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestGateway(t *testing.T) {
	code := http.StatusAccepted
	var got map[string]string
	var auth string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		auth = r.Header.Get("Authorization")
		_ = json.NewDecoder(r.Body).Decode(&got)
		w.Header().Set("Location", "https://example.org/")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "to 0912345678")
	}))
	defer srv.Close()
	g, err := NewGateway(srv.URL+"/send", "secret")
	if err != nil {
		t.Fatal(err)
	}
	id := uuid.New()
	if err := g.Send(t.Context(), id, "0912345678", "UBND xa Mau: x"); err != nil || auth != "Bearer secret" || got["id"] != id.String() || got["to"] != "0912345678" || got["text"] != "UBND xa Mau: x" {
		t.Errorf("%v %v %s", err, got, auth)
	}
	for c, kind := range map[int]fault.Kind{400: fault.Invalid, 422: fault.Invalid, 401: fault.Unavailable, 429: fault.Unavailable, 500: fault.Unavailable, 302: fault.Unavailable} {
		code = c
		if err := g.Send(t.Context(), id, "0912345678", "x"); !fault.Is(err, kind) || strings.Contains(err.Error(), "0912") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%d: %v", c, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	if err := g.Send(ctx, id, "0912345678", "x"); !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
	for _, bad := range []string{"", "http://sms.example.org", "ftp://127.0.0.1/", "x"} {
		if _, err := NewGateway(bad, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestSimulatedPartnersKeepEachMessageOnce(t *testing.T) {
	u := pgtest.New(t)
	db, err := pg.Open(t.Context(), u.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	id, other := uuid.New(), uuid.New()
	for _, sc := range []tenants.Scope{tenants.Worker(uuid.New()), tenants.Identity()} {
		ctx := tenants.With(t.Context(), sc)
		for range 2 {
			if err := (SimulatedSMS{db}).Send(ctx, id, "0912345678", "x"); err != nil {
				t.Fatal(err)
			}
			if err := (SimulatedMail{db}).Send(ctx, other, "sen@example.org", "a", "b"); err != nil {
				t.Fatal(err)
			}
		}
	}
	n, err := pg.Value[int64](tenants.With(t.Context(), tenants.Public()), db, `SELECT count(*) FROM app.simulated_message`)
	if err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
	if err := (SimulatedSMS{db}).Send(tenants.With(t.Context(), tenants.Public()), uuid.New(), "1", "x"); err == nil {
		t.Error("the public scope writes messages")
	}
}
