package workers_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/jobs"
	"motcua/jobs/args"
	"motcua/tenants"
)

func TestJobsComeAndGoWithTheChange(t *testing.T) {
	w := setup(t)
	id := w.filed()
	mine := func() int {
		return w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'notify_dossier' AND args ->> 'dossier_id' = $1`, id.String())
	}
	if mine() != 1 {
		t.Fatalf("%d notices asked for", mine())
	}
	if _, err := w.d.File(w.asResident(), dossiers.Ref{ID: id}); err != nil || mine() != 1 {
		t.Fatalf("second click: %d notices, %v", mine(), err)
	}
	if err := w.d.Accept(w.officer(w.kimBoi, "lam"), dossiers.Ref{ID: id, Version: 99}); !fault.Is(err, fault.Conflict) || mine() != 1 {
		t.Fatalf("refused act: %d notices, %v", mine(), err)
	}
	broken := errors.New("broken")
	err := w.db.Tx(w.officer(w.kimBoi, "lam"), func(tx pgx.Tx) error {
		must(t, w.ins.Insert(t.Context(), tx, args.NotifyDossier{Ref: args.Ref{TenantID: w.kimBoi}, DossierID: id}))
		return broken
	})
	if !errors.Is(err, broken) || mine() != 1 {
		t.Fatalf("rolled back: %d notices, %v", mine(), err)
	}
}

// From the counter of one commune to the phone of the resident, by jobs alone.
func TestMainJobByJobs(t *testing.T) {
	w := setup(t)
	w.deps.Dossiers.RefusalWindow = 120
	w.start(jobs.Options{})
	id := w.crossing()
	w.until("delivered", func() bool {
		return w.count(`SELECT count(*) FROM app.handover WHERE dossier_id = $1 AND state = 'delivered'`, id) == 1
	})
	w.until("told", func() bool { return len(w.out.all("sms")) == 1 && len(w.out.all("email")) == 1 })
	if m := w.out.all("sms")[0]; m.to != "0912345678" || !strings.HasPrefix(m.body, "UBND phuong Hoa Binh: Da nhan ho so H44.04795-260907-0001, chuyen UBND xa Kim Boi giai quyet. Du kien tra ket qua 14/09/2026.") {
		t.Errorf("%+v", m)
	}
	if m := w.out.all("email")[0]; m.to != "sen@example.org" || m.subject != "Đã nhận hồ sơ H44.04795-260907-0001 và chuyển nơi giải quyết" {
		t.Errorf("%+v", m)
	}
	// the job that would count it as received has run, and found that two hours are not over
	w.until("looked", func() bool {
		return w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'receive_handover' AND state = 'completed'`) == 1
	})
	if w.state(id) != "in_transit" {
		t.Fatal("received before the window closed")
	}
	w.later(2*time.Hour + time.Minute)
	must(t, w.db.Tx(w.worker(w.kimBoi), func(tx pgx.Tx) error {
		return w.ins.Insert(t.Context(), tx, args.ReceiveHandover{Ref: args.Ref{TenantID: w.kimBoi}, DossierID: id})
	}))
	w.until("received by itself", func() bool { return w.state(id) == "accepted" })
	if n := w.count(`SELECT count(*) FROM app.task WHERE dossier_id = $1 AND done_at IS NULL AND role = 'handler'`, id); n != 1 {
		t.Errorf("%d open tasks", n)
	}
	w.until("told of the date", func() bool { return len(w.out.all("sms")) == 2 })
	if m := w.out.all("sms")[1]; !strings.HasPrefix(m.body, "UBND xa Kim Boi: Da tiep nhan ho so H44.04795-260907-0001 chuyen den. Hen tra ket qua 08:00 thu Hai 14/09/2026.") {
		t.Errorf("%+v", m)
	}
	// a code for signing in
	must(t, w.db.Tx(tenants.With(t.Context(), tenants.Identity()), func(tx pgx.Tx) error {
		return notices.CodeSender{Jobs: w.ins}.SendCode(t.Context(), tx, uuid.New(), "0912345678", "48215")
	}))
	w.until("code sent", func() bool {
		ms := w.out.all("sms")
		return ms[len(ms)-1].body == "Ma xac nhan: 48215"
	})
	if n := w.count(`SELECT count(*) FROM app.river_job WHERE args::text ~ '48215|0912345678|example'`); n != 0 {
		t.Error("a job's arguments name a person or a code")
	}
}

func TestWorkedTwiceIsHarmless(t *testing.T) {
	w := setup(t)
	id := w.accepted()
	must(t, w.d.AskSupplement(w.officer(w.kimBoi, "lam"), dossiers.Ref{ID: id}, dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "to_khai", Reason: "blurred"}}}))
	v := w.count(`SELECT version FROM app.dossier WHERE id = $1`, id)
	kb := w.worker(w.kimBoi)
	for range 3 {
		must(t, w.n.NotifyDossier(kb, id, "dossier.supplement_asked", v))
	}
	ns := w.count(`SELECT count(*) FROM app.notice WHERE dossier_id = $1`, id)
	js := w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'send_notice'`)
	if ns != 2 || js != 2 { // applicant and submitter are one person with one phone and one address
		t.Fatalf("%d notices, %d jobs", ns, js)
	}
	var ids []uuid.UUID
	rows, err := w.su.Query(t.Context(), `SELECT id FROM app.notice`)
	must(t, err)
	ids, err = pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	must(t, err)
	for range 2 {
		for _, n := range ids {
			must(t, w.n.SendNotice(kb, n))
		}
	}
	if len(w.out.sent) != 2 {
		t.Fatalf("sent %d", len(w.out.sent))
	}
	must(t, w.n.SendNotice(w.worker(w.hoaBinh), ids[0])) // another tenant's is not there
	must(t, w.n.NotifyDossier(w.worker(w.hoaBinh), id, "dossier.supplement_asked", v))
	must(t, w.n.NotifyDossier(kb, uuid.New(), "dossier.filed", 1))
	// once answered, a late request is not told any more
	must(t, w.d.AnswerSupplement(w.asResident(), dossiers.Ref{ID: id}, ""))
	w.exec(`DELETE FROM app.notice`)
	must(t, w.n.NotifyDossier(kb, id, "dossier.supplement_asked", v))
	if n := w.count(`SELECT count(*) FROM app.notice`); n != 0 {
		t.Fatalf("%d notices about what is over", n)
	}
	// the officer is told of the answer, by e-mail only
	must(t, w.n.NotifyDossier(kb, id, "dossier.supplement_answered", v+1))
	if n := w.count(`SELECT count(*) FROM app.notice WHERE address = 'lam@xa.example' AND channel = 'email' AND template = 'officer.supplement_answered' AND staff_id = $1`, w.staff("lam")); n != 1 || w.count(`SELECT count(*) FROM app.notice`) != 3 {
		t.Fatalf("the officer has %d of %d", n, w.count(`SELECT count(*) FROM app.notice`))
	}
}

func TestAPartnerThatIsDownLosesNothing(t *testing.T) {
	w := setup(t)
	id := w.filed()
	kb := w.worker(w.kimBoi)
	must(t, w.n.NotifyDossier(kb, id, "dossier.filed", 2))
	rows, err := w.su.Query(t.Context(), `SELECT id FROM app.notice WHERE channel = 'sms'`)
	must(t, err)
	sms, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[uuid.UUID])
	must(t, err)
	w.out.down = fault.New(fault.Unavailable, "sms.down")
	var last time.Duration
	for range 5 {
		var l notices.Later
		if err := w.n.SendNotice(kb, sms); !errors.As(err, &l) || l.After < last || l.After > 15*time.Minute {
			t.Fatalf("%v after %s", err, l.After)
		}
		last = l.After
		w.later(l.After)
	}
	if s := w.text(`SELECT state || attempts || failed_key FROM app.notice WHERE id = $1`, sms); s != "queued5sms.down" {
		t.Fatal(s)
	}
	w.out.down = nil
	must(t, w.n.SendNotice(kb, sms))
	if s := w.text(`SELECT state || attempts || failed_key FROM app.notice WHERE id = $1`, sms); s != "sent6" || len(w.out.sent) != 1 {
		t.Fatal(s)
	}
	// refused for good
	mail := uuid.New()
	w.exec(`INSERT INTO app.notice (id, tenant_id, channel, template, address, body, dedupe) VALUES ($1, $2, 'email', 'x', 'nobody', 'x', 'x')`, mail, w.kimBoi)
	w.out.down = fault.New(fault.Invalid, "mail.refused_address")
	must(t, w.n.SendNotice(kb, mail))
	if s := w.text(`SELECT state || failed_key FROM app.notice WHERE id = $1`, mail); s != "failedmail.refused_address" {
		t.Fatal(s)
	}
	// given up when it says nothing new
	old := uuid.New()
	w.exec(`INSERT INTO app.notice (id, tenant_id, channel, template, address, body, dedupe, created_at) VALUES ($1, $2, 'email', 'x', 'nobody', 'x', 'y', '2026-09-01')`, old, w.kimBoi)
	w.out.down = fault.New(fault.Unavailable, "mail.down")
	must(t, w.n.SendNotice(kb, old))
	if s := w.text(`SELECT state || failed_key FROM app.notice WHERE id = $1`, old); s != "failednotice.too_old" {
		t.Fatal(s)
	}
}

func TestNoPhoneRingsAtNight(t *testing.T) {
	w := setup(t)
	id := w.filed()
	w.later(14 * time.Hour) // 22:00
	must(t, w.d.Accept(w.officer(w.kimBoi, "lam"), dossiers.Ref{ID: id}))
	must(t, w.n.NotifyDossier(w.worker(w.kimBoi), id, "dossier.accepted", 3))
	must(t, w.n.NotifyDossier(w.worker(w.kimBoi), id, "dossier.filed", 2))
	at := func(template, channel string) string {
		return w.text(`SELECT to_char(j.scheduled_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD HH24:MI') FROM app.notice n JOIN app.river_job j ON j.args ->> 'notice_id' = n.id::text WHERE n.template = $1 AND n.channel = $2`, template, channel)
	}
	if s := at("dossier.accepted", "sms"); s != "08 07:00" {
		t.Errorf("the SMS goes out at %s", s)
	}
	if s := at("dossier.accepted", "email"); s == "08 07:00" {
		t.Error("an e-mail wakes nobody and may go at once")
	}
	if s := at("dossier.filed", "sms"); s == "08 07:00" {
		t.Error("a receipt goes at once")
	}
}
