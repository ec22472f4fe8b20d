package workers_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/tenants"
)

// partnersWorld is two simulated SMS partners and one for Zalo behind our own
// door for callbacks.
type partnersWorld struct {
	*world
	first, second, zalo *notices.Provider
}

func partners(t *testing.T) *partnersWorld {
	w := setup(t)
	secret := func(n string) []byte { return []byte(n + ": a secret of more than thirty-two bytes") }
	cb := &notices.Callbacks{DB: w.db, Now: w.clock, Secrets: map[string][]byte{}}
	door := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		err := cb.Take(tenants.With(r.Context(), tenants.Public()), r.URL.Path[1:], r.Header.Get("X-Timestamp"), r.Header.Get("X-Signature"), body)
		switch {
		case err == nil:
			rw.WriteHeader(204)
		case fault.Is(err, fault.Unauthenticated):
			rw.WriteHeader(401)
		case fault.Is(err, fault.Invalid):
			rw.WriteHeader(400)
		case fault.Is(err, fault.NotFound):
			rw.WriteHeader(404)
		default:
			t.Error(err)
			rw.WriteHeader(500)
		}
	}))
	t.Cleanup(door.Close)
	make1 := func(name string) (*notices.Provider, *notices.Gateway) {
		p := &notices.Provider{Name: name, Secret: secret(name), Callback: door.URL, Late: 300 * time.Millisecond, Now: w.clock}
		cb.Secrets[name] = p.Secret
		srv := httptest.NewServer(p)
		t.Cleanup(srv.Close)
		g, err := notices.NewGateway(srv.URL, "t")
		must(t, err)
		return p, g.Timeout(100 * time.Millisecond)
	}
	x := &partnersWorld{world: w}
	sms, zalo := notices.NewSMSRelay(w.clock), notices.NewSMSRelay(w.clock)
	var g *notices.Gateway
	x.first, g = make1("first")
	sms.Add("first", g)
	x.second, g = make1("second")
	sms.Add("second", g)
	x.zalo, g = make1("zalo")
	zalo.Add("zalo", g.ForZNS("123"))
	w.n.SMS, w.n.Zalo = sms, zalo
	return x
}

// message queues one notice of that channel about nothing in particular.
func (w *partnersWorld) message(channel string) uuid.UUID {
	id := uuid.New()
	w.exec(`INSERT INTO app.notice (id, tenant_id, channel, template, address, body, dedupe, created_at, send_at) VALUES ($1, $2, $3, 'x', '0912345678', 'x', $5, $4, $4)`, id, w.kimBoi, channel, w.clock(), id.String())
	return id
}

func (w *partnersWorld) send(id uuid.UUID) error {
	return w.n.SendNotice(w.worker(w.kimBoi), id)
}

func (w *partnersWorld) became(id uuid.UUID) string {
	return w.text(`SELECT state || ' ' || provider || ' ' || failed_key FROM app.notice WHERE id = $1`, id)
}

func (w *partnersWorld) is(id uuid.UUID, want string) {
	w.t.Helper()
	if got := w.became(id); got != want {
		w.t.Errorf("%q, want %q", got, want)
	}
}

func TestPartnersThatMisbehave(t *testing.T) {
	w := partners(t)
	later := func(err error) bool { var l notices.Later; return errors.As(err, &l) }

	id := w.message("sms") // as it should be
	must(t, w.send(id))
	if a := w.first.Answers(); len(a) != 1 || a[0] != 204 {
		t.Fatalf("%v", a)
	}
	w.is(id, "delivered first ")

	w.first.Be(notices.Twice) // a duplicate is harmless
	id = w.message("sms")
	must(t, w.send(id))
	if a := w.first.Answers(); len(a) != 3 || a[2] != 204 {
		t.Errorf("%v", a)
	}
	w.is(id, "delivered first ")
	w.first.Report(id.String(), "bounced", "x", w.clock(), w.first.Secret) // nor does it change its mind
	w.is(id, "delivered first ")

	w.first.Be(notices.WrongSignature)
	id = w.message("sms")
	must(t, w.send(id))
	if a := w.first.Answers(); a[len(a)-1] != 401 {
		t.Errorf("%v", a)
	}
	w.is(id, "sent first ")

	w.first.Be(notices.Stale) // a replay
	id = w.message("sms")
	must(t, w.send(id))
	if a := w.first.Answers(); a[len(a)-1] != 401 {
		t.Errorf("%v", a)
	}
	w.is(id, "sent first ")

	w.first.Be(notices.NoCallback) // never says more: it was sent, and that is all we know
	id = w.message("sms")
	must(t, w.send(id))
	w.is(id, "sent first ")
	for _, c := range []struct {
		id     string
		secret []byte
		by     *notices.Provider
		want   int
	}{{uuid.NewString(), w.first.Secret, w.first, 404}, {id.String(), w.second.Secret, w.second, 404}, {id.String(), w.second.Secret, w.first, 401}, {"not an id", w.first.Secret, w.first, 400}} {
		c.by.Report(c.id, "delivered", "", w.clock(), c.secret)
		if a := c.by.Answers(); a[len(a)-1] != c.want {
			t.Errorf("%s: %v", c.id, a)
		}
		w.is(id, "sent first ") // nobody's message, another partner's, a stolen name: refused, the first two alike, and nothing changes
	}

	w.first.Be(notices.Bounces)
	id = w.message("sms")
	must(t, w.send(id))
	w.first.Answers()
	w.is(id, "bounced first no_such_number")

	w.first.Be(notices.Refuses) // no other partner is asked about a number that is none
	_, before := w.second.Taken()
	id = w.message("sms")
	must(t, w.send(id))
	w.is(id, "failed  sms.refused")
	if _, n := w.second.Taken(); n != before {
		t.Error("asked the second")
	}

	w.first.Be(notices.Broken) // the second takes over at once, and after three the first is left alone
	_, asked := w.first.Taken()
	for range 5 {
		id = w.message("sms")
		must(t, w.send(id))
		w.second.Answers()
		w.is(id, "delivered second ")
	}
	if _, n := w.first.Taken(); n != asked+3 {
		t.Errorf("asked the broken one %d times", n-asked)
	}
	w.second.Be(notices.Broken) // nobody: kept for later
	id = w.message("sms")
	if !later(w.send(id)) {
		t.Error("not kept")
	}
	w.is(id, "queued  sms.down")
	w.first.Be(notices.Polite)
	w.later(time.Minute) // the rest is over, and one tries
	must(t, w.send(id))
	w.first.Answers()
	w.is(id, "delivered first ")
}

// A slow partner may have taken the message: it is asked again under the same
// id, and only when it is left alone the other is.
func TestASlowPartnerIsAskedAgainBeforeAnother(t *testing.T) {
	w := partners(t)
	w.first.Be(notices.Slow)
	w.first.Callback = ""
	id := w.message("sms")
	for range 3 {
		var l notices.Later
		if err := w.send(id); !errors.As(err, &l) {
			t.Fatal(err)
		}
		w.is(id, "queued  sms.no_answer")
	}
	must(t, w.send(id))
	w.second.Answers()
	w.is(id, "delivered second ")
	if taken, asked := w.first.Taken(); taken != 1 || asked != 3 {
		t.Errorf("the slow one has %d messages, asked %d times", taken, asked)
	}
}

// A Zalo message that is refused or comes back becomes an SMS, once; what is
// taken back before its time is not sent; what nobody has to read stays home.
func TestZaloHoldAndPreference(t *testing.T) {
	w := partners(t)
	w.n.Hold = time.Minute
	id := w.accepted()
	must(t, w.n.SetPreference(w.asResident(), notices.Preference{Channel: "zns", Optional: false}))
	kb := w.worker(w.kimBoi)
	must(t, w.n.NotifyDossier(kb, id, "dossier.accepted", 3))
	must(t, w.n.NotifyDossier(kb, id, "dossier.filed", 2))
	if s := w.text(`SELECT string_agg(channel || ' ' || template || ' ' || state, ', ' ORDER BY template, channel) FROM app.notice WHERE dossier_id = $1 AND channel <> 'email'`, id); s != "zns dossier.accepted queued, zns dossier.filed unwanted" {
		t.Fatal(s)
	}
	var z uuid.UUID
	must(t, w.su.QueryRow(t.Context(), `SELECT id FROM app.notice WHERE template = 'dossier.accepted' AND channel = 'zns'`).Scan(&z))
	var l notices.Later
	if err := w.n.SendNotice(kb, z); !errors.As(err, &l) || l.After != time.Minute {
		t.Fatalf("not held: %v", err)
	}
	w.later(time.Minute)
	w.zalo.Be(notices.Bounces)
	if err := w.n.SendNotice(kb, z); !errors.As(err, &l) {
		t.Fatalf("nobody looks whether it arrived: %v", err)
	}
	w.zalo.Answers()
	for range 2 {
		must(t, w.n.SendNotice(kb, z))
	}
	if n := w.count(`SELECT count(*) FROM app.notice WHERE dossier_id = $1 AND channel = 'sms' AND template = 'dossier.accepted' AND state = 'queued' AND body LIKE 'UBND xa Kim Boi: Da tiep nhan%'`, id); n != 1 {
		t.Errorf("%d SMS instead", n)
	}
	// others of the dossier have wishes too, once they proved who they are; a phone in somebody's profile proves nothing
	lan, thief := uuid.New(), uuid.New()
	w.exec(`INSERT INTO app.resident (id, phone, level) VALUES ($1, '0900000001', 1)`, lan)
	w.exec(`INSERT INTO app.resident (id, id_number, phone, level) VALUES ($1, '001099000001', '0900000002', 3)`, thief)
	w.exec(`INSERT INTO app.notice_preference (resident_id, channel, optional, updated_at) SELECT unnest($1::uuid[]), 'email', false, now()`, []uuid.UUID{lan, thief})
	w.exec(`INSERT INTO app.party (id, dossier_id, tenant_id, role, position, full_name, phone, email, id_number) VALUES (gen_random_uuid(), $1, $2, 'applicant', 1, 'Lan', '0900000001', 'lan@example.org', ''),
		(gen_random_uuid(), $1, $2, 'applicant', 2, 'Hai', '0900000002', 'hai@example.org', ''), (gen_random_uuid(), $1, $2, 'applicant', 3, 'Ba', '0900000003', '', '001099000001')`, id, w.kimBoi)
	must(t, w.n.NotifyDossier(kb, id, "dossier.accepted", 4))
	must(t, w.n.NotifyDossier(kb, id, "dossier.filed", 4))
	if s := w.text(`SELECT string_agg(address || ' ' || split_part(template, '.', 2) || ' ' || state, ', ' ORDER BY address, template) FROM app.notice WHERE dossier_id = $1 AND dedupe LIKE '%:4:%' AND resident_id IS NULL`, id); s !=
		"0900000002 accepted queued, 0900000002 filed queued, 0900000003 accepted queued, 0900000003 filed unwanted, hai@example.org accepted queued, hai@example.org filed queued, lan@example.org accepted queued, lan@example.org filed unwanted" {
		t.Error(s)
	}
	if n := w.count(`SELECT count(*) FROM app.notice WHERE address = '0900000001'`); n != 0 {
		t.Error("told by SMS who wants e-mail")
	}
	// asked for papers by mistake, and the dossier moved on within the minute
	w.exec(`UPDATE app.notice_preference SET channel = 'sms'`)
	held := uuid.New()
	w.exec(`INSERT INTO app.notice (id, tenant_id, dossier_id, channel, template, address, body, dedupe, created_at, send_at) VALUES ($1, $2, $3, 'sms', 'dossier.supplement_asked', '0912345678', 'x', 'held', $4, $4)`, held, w.kimBoi, id, w.clock())
	_, before := w.first.Taken()
	must(t, w.n.SendNotice(kb, held))
	w.is(held, "dropped  notice.taken_back")
	if _, n := w.first.Taken(); n != before {
		t.Error("told what was taken back")
	}
}
