package people

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/people/simvneid"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

const callback = "http://mc.test/dang-nhap/xong"

// vneid adds the simulated provider to a world.
func vneid(t *testing.T) (func(*Config), *httptest.Server) {
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	now := time.Now
	h, err := simvneid.New(simvneid.Config{
		Issuer: srv.URL + "/vneid", ClientID: "mot-cua", ClientSecret: "bí mật", RedirectURLs: []string{callback},
		Now: func() time.Time { return now() },
	})
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("/vneid/", h)
	return func(c *Config) {
		now = c.Now // the world's clock for both
		c.OIDC = OIDC{Issuer: srv.URL + "/vneid", ClientID: "mot-cua", ClientSecret: "bí mật", RedirectURL: callback}
	}, srv
}

// atProvider answers the provider's page as somebody and returns what the browser brings back.
func (w *world) atProvider(address string, who url.Values) Callback {
	w.Helper()
	u, err := url.Parse(address)
	w.must(err)
	v := u.Query()
	for k := range who {
		v.Set(k, who.Get(k))
	}
	u.RawQuery = ""
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.PostForm(u.String(), v)
	w.must(err)
	res.Body.Close()
	to, err := res.Location()
	w.must(err)
	q := to.Query()
	return Callback{State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error"), Device: "Chrome, Android"}
}

func (w *world) viaVNeID(resident uuid.UUID, oldToken, idNumber string) (Finished, error) {
	w.Helper()
	b, err := w.s.BeginSignIn(w.Context(), "/hs/nop?x=1", resident)
	w.must(err)
	cb := w.atProvider(b.URL, url.Values{"who": {idNumber}})
	cb.BrowserState, cb.OldToken = b.State, oldToken
	return w.s.FinishSignIn(w.Context(), cb)
}

// draft puts a draft into a resident's hands.
func (w *world) draft(resident uuid.UUID) uuid.UUID {
	w.Helper()
	c := pgtest.Conn(w.T, w.u.SuperURL)
	id := uuid.New()
	_, err := c.Exec(w.Context(), `WITH p AS (INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text) VALUES (gen_random_uuid(), gen_random_uuid()::text, 'Thử', 'Thử', 'thu', 'commune', 'thu') RETURNING id),
		r AS (INSERT INTO app.revision (id, procedure_id, no, state, data) SELECT gen_random_uuid(), id, 1, 'published', '{}' FROM p RETURNING id, procedure_id)
		SELECT 1 FROM r`)
	w.must(err)
	_, err = c.Exec(w.Context(), `INSERT INTO app.dossier (id, procedure_id, revision_id, channel, filing, resident_id, competent_tenant, state)
		SELECT $1, procedure_id, id, 'online', 'self', $2, $3, 'draft' FROM app.revision LIMIT 1`, id, resident, kimBoi)
	w.must(err)
	return id
}

func (w *world) owner(dossier uuid.UUID) (r uuid.UUID) {
	w.Helper()
	w.must(pgtest.Conn(w.T, w.u.SuperURL).QueryRow(w.Context(), `SELECT resident_id FROM app.dossier WHERE id = $1`, dossier).Scan(&r))
	return r
}

func TestVNeIDTakesDraftsAlong(t *testing.T) {
	conf, _ := vneid(t)
	w := setup(t, conf)
	anon, err := w.s.StartAnonymous(t.Context(), "Chrome, Android")
	w.must(err)
	x := w.session(anon.Token)
	if x.Kind != KindResident || x.Level != 0 || x.ResidentID != anon.ResidentID || x.Name != "" {
		t.Fatalf("%+v", x)
	}
	d := w.draft(anon.ResidentID)
	sen := simvneid.People[0]
	in, err := w.viaVNeID(anon.ResidentID, anon.Token, sen.IDNumber)
	w.must(err)
	if in.ReturnTo != "/hs/nop?x=1" || in.Claimed != 1 || w.owner(d) != in.ResidentID || in.ResidentID == anon.ResidentID {
		t.Errorf("%+v, owner %s", in, w.owner(d))
	}
	w.ended(anon.Token) // the session changed
	x = w.session(in.Token)
	if x.Level != 3 || x.Name != "Bùi Thị Sen" || x.Expires.Sub(w.now()) != 12*time.Hour {
		t.Errorf("%+v", x)
	}
	sc, err := x.ResidentScope()
	w.must(err)
	p, err := w.s.Profile(tenants.With(t.Context(), sc))
	w.must(err)
	if p.IDNumber != sen.IDNumber || p.Birth != "1962-03-12" || p.Gender != "Nữ" || p.Phone != "0912000101" || p.Level != 3 {
		t.Errorf("%+v", p)
	}
	// again, from another phone: the same person, with nothing to claim
	again, err := w.viaVNeID(uuid.Nil, "", sen.IDNumber)
	w.must(err)
	if again.ResidentID != in.ResidentID || again.Claimed != 0 {
		t.Errorf("%+v", again)
	}
	w.session(in.Token) // the other device stays
	other, err := w.viaVNeID(uuid.Nil, "", simvneid.People[1].IDNumber)
	w.must(err)
	if other.ResidentID == in.ResidentID {
		t.Error("two people are one resident")
	}
	// nobody takes drafts from somebody known
	third, err := w.viaVNeID(in.ResidentID, "", simvneid.People[1].IDNumber)
	w.must(err)
	if third.Claimed != 0 || w.owner(d) != in.ResidentID {
		t.Error("drafts of a known resident were taken")
	}
	// idle an hour
	w.add(time.Hour)
	w.ended(in.Token)
}

func TestVNeIDRefusals(t *testing.T) {
	conf, srv := vneid(t)
	w := setup(t, conf)
	sen := url.Values{"who": {simvneid.People[0].IDNumber}}
	anon, err := w.s.StartAnonymous(t.Context(), "")
	w.must(err)
	d := w.draft(anon.ResidentID)

	begin := func() Begun {
		b, err := w.s.BeginSignIn(t.Context(), "//ke-gian.test/", anon.ResidentID)
		w.must(err)
		return b
	}
	b := begin()
	cb := w.atProvider(b.URL, sen)
	_, err = w.s.FinishSignIn(t.Context(), cb) // another browser: no state of its own
	w.want(err, fault.Invalid, "login.state")
	cb.BrowserState = begin().State
	_, err = w.s.FinishSignIn(t.Context(), cb)
	w.want(err, fault.Invalid, "login.state")
	cb.BrowserState = b.State
	in, err := w.s.FinishSignIn(t.Context(), cb)
	w.must(err)
	if in.ReturnTo != "/" {
		t.Errorf("sent to %q", in.ReturnTo)
	}
	_, err = w.s.FinishSignIn(t.Context(), cb) // the same answer again
	w.want(err, fault.Invalid, "login.state")

	b = begin()
	cb = w.atProvider(b.URL, url.Values{"do": {"cancel"}})
	cb.BrowserState = b.State
	_, err = w.s.FinishSignIn(t.Context(), cb)
	w.want(err, fault.Invalid, "login.cancelled")

	b = begin()
	cb = w.atProvider(b.URL, sen)
	cb.BrowserState = b.State
	w.add(loginLife)
	_, err = w.s.FinishSignIn(t.Context(), cb)
	w.want(err, fault.Invalid, "login.state")
	w.add(-loginLife)

	// a code of another sign-in, put into this one
	b1, b2 := begin(), begin()
	cb1, cb2 := w.atProvider(b1.URL, sen), w.atProvider(b2.URL, sen)
	cb1.BrowserState, cb1.Code = b1.State, cb2.Code
	_, err = w.s.FinishSignIn(t.Context(), cb1)
	w.want(err, fault.Invalid, "login.state")

	// an identity made for another nonce
	b = begin()
	cb = w.atProvider(b.URL, url.Values{"who": {simvneid.People[0].IDNumber}, "nonce": {"khác"}})
	cb.BrowserState = b.State
	_, err = w.s.FinishSignIn(t.Context(), cb)
	w.want(err, fault.Invalid, "login.state")

	// VNeID down: said, and the draft is kept
	b = begin()
	cb = w.atProvider(b.URL, sen)
	cb.BrowserState = b.State
	srv.Close()
	_, err = w.s.FinishSignIn(t.Context(), cb)
	w.want(err, fault.Unavailable, "vneid.down")
	if w.owner(d) != in.ResidentID {
		t.Error("the draft went astray")
	}
	fresh, err := New(w.db, Config{Secret: []byte(strings.Repeat("s", 32)), OIDC: OIDC{Issuer: srv.URL + "/vneid"}})
	w.must(err)
	_, err = fresh.BeginSignIn(t.Context(), "/", uuid.Nil)
	w.want(err, fault.Unavailable, "vneid.down")
	off, err := New(w.db, Config{Secret: []byte(strings.Repeat("s", 32))})
	w.must(err)
	_, err = off.BeginSignIn(t.Context(), "/", uuid.Nil)
	w.want(err, fault.Unavailable, "vneid.off")
	if _, err := New(w.db, Config{}); err == nil {
		t.Error("no secret was taken")
	}
}

// outbox is a CodeSender for tests.
type outbox struct {
	mu   sync.Mutex
	sent []string
	ids  []uuid.UUID
	fail error
}

func (o *outbox) SendCode(_ context.Context, _ pgx.Tx, id uuid.UUID, phone, code string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent, o.ids = append(o.sent, phone+" "+code), append(o.ids, id)
	return o.fail
}

func (o *outbox) code(i int) string { return strings.Fields(o.sent[i])[1] }

func TestPhoneCode(t *testing.T) {
	box := &outbox{}
	w := setup(t, func(c *Config) { c.Codes = box })
	for _, bad := range []string{"", "123", "0241234567", "abc", "09123456789999"} {
		_, err := w.s.RequestCode(t.Context(), bad, "192.0.2.1")
		w.wantField(err, "phone")
	}
	masked, err := w.s.RequestCode(t.Context(), "+84 912.345.678", "192.0.2.1")
	w.must(err)
	if masked != "091 ••• •678" || box.sent[0][:11] != "0912345678 " || len(box.code(0)) != 6 {
		t.Errorf("%q %q", masked, box.sent)
	}
	phone, text, err := w.s.CodeMessage(t.Context(), box.ids[0])
	w.must(err)
	if phone != "0912345678" || !strings.Contains(text, box.code(0)) || len(text) > 160 {
		t.Errorf("%q %q (%d)", phone, text, len(text))
	}
	w.add(5 * time.Minute)
	_, err = w.s.RequestCode(t.Context(), "0912345678", "192.0.2.1")
	w.must(err)

	anon, err := w.s.StartAnonymous(t.Context(), "")
	w.must(err)
	d := w.draft(anon.ResidentID)
	give := func(code string) (SignedIn, error) {
		return w.s.ConfirmCode(t.Context(), PhoneCode{Phone: "0912 345 678", Code: code, Resident: anon.ResidentID, OldToken: anon.Token})
	}
	_, err = give("000000x")
	w.wantField(err, "code")
	_, err = give(other(box.code(0), box.code(1)))
	w.wantField(err, "code")
	in, err := give(box.code(0)[:3] + " " + box.code(0)[3:]) // the first message, though a second was asked for
	w.must(err)
	x := w.session(in.Token)
	if x.Level != 1 || w.owner(d) != in.ResidentID {
		t.Errorf("%+v", x)
	}
	w.ended(anon.Token)
	_, err = give(box.code(0))
	w.wantField(err, "code") // used
	_, err = give(box.code(1))
	w.wantField(err, "code") // and the other with it

	// the same phone is the same resident next time
	w.add(time.Hour)
	w.unlimited()
	_, err = w.s.RequestCode(t.Context(), "0912345678", "192.0.2.1")
	w.must(err)
	again, err := give(box.code(2))
	w.must(err)
	if again.ResidentID != in.ResidentID {
		t.Error("the same phone became another resident")
	}
	// after a quarter of an hour it is too late
	w.unlimited()
	_, err = w.s.RequestCode(t.Context(), "0912345678", "192.0.2.1")
	w.must(err)
	w.add(codeLife)
	_, err = give(box.code(3))
	w.wantField(err, "code")
	_, _, err = w.s.CodeMessage(t.Context(), box.ids[3])
	w.want(err, fault.NotFound, "row.not_found")
}

// other is a code that is none of these.
func other(codes ...string) string {
	for _, c := range []string{"111111", "222222", "333333"} {
		if !strings.Contains(strings.Join(codes, " "), c) {
			return c
		}
	}
	return "444444"
}

func TestPhoneCodeGuessing(t *testing.T) {
	box := &outbox{}
	w := setup(t, func(c *Config) { c.Codes = box })
	_, err := w.s.RequestCode(t.Context(), "0912345678", "192.0.2.1")
	w.must(err)
	give := func(code string) error {
		_, err := w.s.ConfirmCode(t.Context(), PhoneCode{Phone: "0912345678", Code: code})
		return err
	}
	for range codeTries {
		w.wantField(give(other(box.code(0))), "code")
	}
	w.wantField(give(box.code(0)), "code") // spent by guessing
	err = nil
	for range 20 {
		if err = give("111111"); fault.Is(err, fault.TooMany) {
			break
		}
	}
	w.want(err, fault.TooMany, "limit.try-phone")
	err = nil
	for range 5 {
		if _, err = w.s.RequestCode(t.Context(), "0912345678", "192.0.2.1"); err != nil {
			break
		}
	}
	w.want(err, fault.TooMany, "limit.code-phone")

	// the message could not be queued: no code is stored either
	box.fail = errors.New("no queue")
	_, err = w.s.RequestCode(t.Context(), "0987654321", "192.0.2.1")
	if err == nil {
		t.Fatal("a lost message was called sent")
	}
	var n int
	w.must(pgtest.Conn(t, w.u.SuperURL).QueryRow(t.Context(), `SELECT count(*) FROM app.phone_code WHERE phone = '0987654321'`).Scan(&n))
	if n != 0 {
		t.Error("a code nobody got is stored")
	}
	off, err := New(w.db, Config{Secret: []byte(strings.Repeat("s", 32))})
	w.must(err)
	_, err = off.RequestCode(t.Context(), "0912345678", "192.0.2.1")
	w.want(err, fault.Unavailable, "codes.off")
}

// Filed by phone, then confirmed with VNeID: what was filed stays with the person.
func TestPhoneThenVNeID(t *testing.T) {
	box := &outbox{}
	conf, _ := vneid(t)
	w := setup(t, conf, func(c *Config) { c.Codes = box })
	byPhone := func() SignedIn {
		w.unlimited()
		_, err := w.s.RequestCode(t.Context(), "0912345678", "192.0.2.1")
		w.must(err)
		in, err := w.s.ConfirmCode(t.Context(), PhoneCode{Phone: "0912345678", Code: box.code(len(box.sent) - 1)})
		w.must(err)
		return in
	}
	first, elsewhere := byPhone(), byPhone()
	if first.ResidentID != elsewhere.ResidentID {
		t.Fatal("one phone, two residents")
	}
	in, err := w.viaVNeID(first.ResidentID, first.Token, simvneid.People[0].IDNumber)
	w.must(err)
	if in.ResidentID != first.ResidentID || w.session(in.Token).Level != 3 {
		t.Errorf("%+v", in)
	}
	w.ended(first.Token)
	w.ended(elsewhere.Token) // whoever else held that phone is not this person

	// the phone alone does not lead back to somebody who is known now
	w.add(10 * time.Minute)
	third := byPhone()
	if third.ResidentID == in.ResidentID {
		t.Fatal("a phone code signed in as a confirmed person")
	}
	// and its drafts follow a person who exists already
	d := w.draft(third.ResidentID)
	in2, err := w.viaVNeID(third.ResidentID, third.Token, simvneid.People[0].IDNumber)
	w.must(err)
	if in2.ResidentID != in.ResidentID || in2.Claimed != 1 || w.owner(d) != in.ResidentID {
		t.Errorf("%+v", in2)
	}
	// another phone code in the same browser takes nothing from the one before
	w.add(10 * time.Minute)
	a := byPhone()
	d = w.draft(a.ResidentID)
	_, err = w.s.RequestCode(t.Context(), "0987654321", "192.0.2.1")
	w.must(err)
	b, err := w.s.ConfirmCode(t.Context(), PhoneCode{Phone: "0987654321", Code: box.code(len(box.sent) - 1), Resident: a.ResidentID, OldToken: a.Token})
	w.must(err)
	if b.ResidentID == a.ResidentID || w.owner(d) != a.ResidentID {
		t.Error("one phone took another's draft")
	}
}

func TestCounterResident(t *testing.T) {
	conf, _ := vneid(t)
	w := setup(t, conf)
	sen := simvneid.People[0]
	in, err := w.viaVNeID(uuid.Nil, "", sen.IDNumber)
	w.must(err)
	ctx := w.tenant(kimBoi, uuid.New())
	look := func(p Seen) (id uuid.UUID, err error) {
		err = w.db.Tx(ctx, func(tx pgx.Tx) error { id, err = ResidentFor(ctx, tx, p); return err })
		return id, err
	}
	known, err := look(Seen{IDNumber: "0171 6200 4821", FullName: "Bùi Thị Khác", Birth: "1962"})
	w.must(err)
	if known != in.ResidentID {
		t.Error("the counter met another person")
	}
	fresh, err := look(Seen{IDNumber: "025058992789", FullName: "Hà Đức Nghiệp", Birth: "1958-01-01", Gender: "Nam", Phone: "0912345679", Address: "Xã Thu Cúc"})
	w.must(err)
	again, err := look(Seen{IDNumber: "025058992789", FullName: "Hà Đức Nghiệp"})
	w.must(err)
	if fresh == known || again != fresh {
		t.Error("not one id per person")
	}
	c := pgtest.Conn(t, w.u.SuperURL)
	var name string
	var level int
	w.must(c.QueryRow(t.Context(), `SELECT full_name, level FROM app.resident WHERE id = $1`, known).Scan(&name, &level))
	if name != "Bùi Thị Sen" || level != 3 {
		t.Errorf("the counter overwrote a confirmed person: %s, %d", name, level)
	}
	_, err = look(Seen{IDNumber: "12", FullName: "<script>", Birth: "hôm qua", Phone: "1"})
	for _, f := range []string{"id_number", "full_name", "birth_date", "phone"} {
		w.wantField(err, f)
	}
	// the tenant's scope reads no residents
	if err := w.db.Tx(ctx, func(tx pgx.Tx) error { _, err := tx.Exec(ctx, `SELECT * FROM app.resident`); return err }); err == nil {
		t.Error("an office reads the table of residents")
	}
}

func TestContact(t *testing.T) {
	conf, _ := vneid(t)
	w := setup(t, conf)
	in, err := w.viaVNeID(uuid.Nil, "", simvneid.People[0].IDNumber)
	w.must(err)
	sc, err := w.session(in.Token).ResidentScope()
	w.must(err)
	ctx := tenants.With(t.Context(), sc)
	err = w.s.UpdateContact(ctx, "12", "không phải thư", strings.Repeat("đ", 301))
	for _, f := range []string{"phone", "email", "address"} {
		w.wantField(err, f)
	}
	w.must(w.s.UpdateContact(ctx, "0912 000 999", "sen@example.vn", "  Xóm  Sào "))
	p, err := w.s.Profile(ctx)
	w.must(err)
	if p.Phone != "0912000999" || p.Email != "sen@example.vn" || p.Address != "Xóm Sào" || p.FullName != "Bùi Thị Sen" {
		t.Errorf("%+v", p)
	}
	if _, err := w.s.Profile(tenants.With(t.Context(), tenants.Resident(uuid.New(), tenants.System))); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody else's profile: %v", err)
	}
}
