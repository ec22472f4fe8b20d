package workers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/jobs"
	"motcua/migrations"
	"motcua/tenants"
)

// sweep runs a whole sweep of one tenant, as its jobs do one after another.
func (w *world) sweep(tenant uuid.UUID) (slices int) {
	w.t.Helper()
	for cursor := ""; ; {
		next, err := w.deps.Sweep.Run(w.worker(tenant), cursor)
		must(w.t, err)
		if slices++; next == "" {
			w.exec(`INSERT INTO app.job_run (kind, tenant_id, last_success_at) VALUES ('sweep_tenant', $1, $2) ON CONFLICT (kind, tenant_id) DO UPDATE SET last_success_at = $2`, tenant, w.clock())
			return slices
		}
		cursor = next
	}
}

// told lists what was said about a dossier, in order: "kind name" to officers,
// "template address" to residents.
func (w *world) told(id uuid.UUID) string {
	w.t.Helper()
	rows, err := w.su.Query(w.t.Context(), `SELECT x FROM (SELECT r.kind || ' ' || s.username AS x, r.said_at AS at FROM app.reminder r JOIN app.staff s ON s.id = r.staff_id WHERE r.dossier_id = $1
		UNION ALL SELECT template || ' ' || address, created_at FROM app.notice WHERE dossier_id = $1 AND dedupe LIKE 'remind:%') y ORDER BY at, x`, id)
	must(w.t, err)
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(w.t, err)
	return strings.Join(out, ", ")
}

// letters lists the digests, in order: "address: subject".
func (w *world) letters() (out []string) {
	w.t.Helper()
	rows, err := w.su.Query(w.t.Context(), `SELECT address || ': ' || subject FROM app.notice WHERE dedupe LIKE '%digest:%' ORDER BY created_at, address`)
	must(w.t, err)
	out, err = pgx.CollectRows(rows, pgx.RowTo[string])
	must(w.t, err)
	return out
}

func TestRemindersOfTheDueMoment(t *testing.T) {
	w := setup(t)
	id := w.accepted() // Monday 08:00, five working days: due Monday 14th 08:00
	expect := func(want ...string) {
		t.Helper()
		w.sweep(w.kimBoi)
		w.sweep(w.kimBoi) // says nothing twice
		w.sweep(w.hoaBinh)
		if got := w.told(id); got != strings.Join(want, ", ") {
			t.Errorf("%s: told %s", w.clock().Format(time.RFC3339), got)
		}
	}
	expect()
	w.later(24 * time.Hour) // Tuesday 08:00: 480 working minutes without a hand on it
	all := []string{}
	expect(all...)
	w.later(2 * time.Hour)
	all = append(all, "untouched lam")
	expect(all...)
	w.later(46 * time.Hour) // Thursday 08:00: the letter of apology is drafted, 960 working minutes ahead
	all = append(all, "apology lam")
	expect(all...)
	w.later(25 * time.Hour) // Friday 09:00: 480 working minutes before
	all = append(all, "apology truong", "due_soon lam")
	expect(all...)
	w.later(2*24*time.Hour + 22*time.Hour) // Monday 07:00; the head's word of three idle days had to wait for a day of its own
	all = append(all, "due lam", "untouched truong")
	expect(all...)
	w.later(3 * time.Hour) // overdue, but both have had their word for today
	expect(all...)
	w.later(24 * time.Hour)
	all = append(all, "overdue lam", "overdue truong")
	expect(all...)
	w.later(24 * time.Hour) // the step that nobody finished, behind what weighs more
	all = append(all, "step lam")
	expect(all...)
	w.later(72 * time.Hour)
	expect(all...)
	if n := w.count(`SELECT (SELECT count(*) FROM app.notice WHERE tenant_id <> $1) + (SELECT count(*) FROM app.reminder WHERE tenant_id <> $1)`, w.kimBoi); n != 0 {
		t.Errorf("%d reminders of another tenant", n)
	}
	if n := w.count(`SELECT count(*) FROM app.reminder GROUP BY staff_id, dossier_id, day HAVING count(*) > 1 UNION ALL SELECT 0`); n != 0 {
		t.Error("two words about one dossier on one day")
	}
	if n := w.count(`SELECT count(*) FROM (SELECT address, (created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM app.notice WHERE dedupe LIKE 'digest:%' GROUP BY 1, 2 HAVING count(*) > 1) x`); n != 0 {
		t.Error("two letters to one officer on one day")
	}
	body := w.text(`SELECT body FROM app.notice WHERE dedupe LIKE 'digest:%' AND address = 'truong@xa.example' AND body LIKE '%quá hạn%'`)
	if !strings.Contains(body, "quá hạn từ 08:00 thứ Hai, 14/09/2026") || strings.Contains(body, "Sen") {
		t.Error(body)
	}
}

// Whoever says "known, in hand" is not told again about the same moment, by no
// word and no letter, until it went by; the head above is, and sees who knows.
// The province hears the count, once.
func TestWhoKnowsIsNotToldAgain(t *testing.T) {
	w := setup(t)
	w.exec(`INSERT INTO app.reminder_setting (province_code, quiet_from, quiet_till, extension_percent, changed_at) SELECT province_code, 0, 0, 100, now() FROM app.tenant WHERE id = $1`, w.kimBoi)
	w.exec(`INSERT INTO app.reminder_rule (province_code, kind, audience, minutes) SELECT province_code, x.k, x.a, x.m FROM app.tenant, (VALUES ('due_soon', 'holder', 900), ('due_soon', 'head', 480), ('due_soon', 'province', 480), ('due', 'holder', 0), ('overdue', 'holder', 0)) x(k, a, m) WHERE id = $1`, w.kimBoi)
	id := w.accepted() // due Monday 14th 08:00
	lam := w.officer(w.kimBoi, "lam")
	if err := w.d.Acknowledge(lam, id); !fault.Is(err, fault.NotFound) {
		t.Errorf("acknowledged nothing: %v", err)
	}
	step := func(d time.Duration, want string) {
		t.Helper()
		w.later(d)
		w.sweep(w.kimBoi)
		w.sweep(w.kimBoi)
		if got := w.told(id); got != want {
			t.Errorf("%s: told %s", w.clock().Format(time.RFC3339), got)
		}
	}
	step(74*time.Hour, "due_soon lam") // Thursday 10:00
	must(t, w.d.Acknowledge(lam, id))
	must(t, w.d.Acknowledge(lam, id))
	if list, err := w.d.Acknowledged(w.officer(w.kimBoi, "truong"), []uuid.UUID{id}); err != nil || len(list) != 1 || list[0].Name != "lam" {
		t.Errorf("%v %v", list, err)
	}
	if list, err := w.d.Acknowledged(w.officer(w.hoaBinh, "hoa"), []uuid.UUID{id}); err != nil || len(list) != 0 {
		t.Errorf("another office sees %v %v", list, err)
	}
	step(24*time.Hour, "due_soon lam, due_soon truong") // Friday 10:00
	if n := w.count(`SELECT count(*) FROM app.province_reminder WHERE tenant_id = $1 AND kind = 'due_soon'`, w.kimBoi); n != 1 {
		t.Errorf("went up %d times", n)
	}
	letters := len(w.letters())
	step(69*time.Hour, "due_soon lam, due_soon truong") // Monday 07:00: due today, as he knows
	if got := w.letters(); len(got) != letters {
		t.Errorf("%v", got)
	}
	step(24*time.Hour, "due_soon lam, due_soon truong, overdue lam") // it went by: that is news
}

// Nobody is written to at night or on a Sunday; the morning's one letter has it all.
func TestDigestsKeepQuietHours(t *testing.T) {
	w := setup(t)
	w.accepted()
	w.accepted()
	w.later(4*24*time.Hour + 11*time.Hour) // Friday 19:00
	w.sweep(w.kimBoi)
	w.later(38 * time.Hour) // Sunday 09:00
	w.sweep(w.kimBoi)
	if got := w.letters(); len(got) != 0 {
		t.Fatal(got)
	}
	w.later(21*time.Hour + 30*time.Minute) // Monday 06:30
	w.sweep(w.kimBoi)
	if got := w.letters(); len(got) != 0 {
		t.Fatal(got)
	}
	w.later(30 * time.Minute)
	w.sweep(w.kimBoi)
	w.later(2 * time.Hour) // overdue meanwhile: tomorrow's letter
	w.sweep(w.kimBoi)
	want := []string{"lam@xa.example: Nhắc việc 14/09/2026: 2 hồ sơ", "truong@xa.example: Nhắc việc 14/09/2026: 2 hồ sơ"}
	if got := w.letters(); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%v", got)
	}
	w.later(24 * time.Hour)
	w.sweep(w.kimBoi)
	if got := w.letters(); len(got) != 4 {
		t.Errorf("%v", got)
	}
}

func TestMissedNightsAreCaughtUp(t *testing.T) {
	w := setup(t)
	late, unassigned, online := w.accepted(), w.filed(), w.filed()
	must(t, w.d.Accept(w.officer(w.kimBoi, "lam"), dossiers.Ref{ID: unassigned}))
	w.sweep(w.kimBoi)
	w.later(14 * 24 * time.Hour) // nothing ran
	w.sweep(w.kimBoi)
	w.sweep(w.kimBoi)
	for id, want := range map[uuid.UUID]string{
		late: "overdue lam, overdue truong", unassigned: "overdue truong",
		online: "overdue hanh, overdue truong", // the intake clock: who takes in, and the head
	} {
		if got := w.told(id); got != want {
			t.Errorf("told %s, not %s", got, want)
		}
	}
	if got := w.letters(); len(got) != 3 {
		t.Errorf("%v", got)
	}
	if n := w.count(`SELECT count(*) FROM app.apology WHERE state = 'drafted' AND dossier_id = ANY ($1)`, []uuid.UUID{late, unassigned}); n != 2 {
		t.Errorf("%d letters of apology", n)
	}
}

func TestSweepDoesWhatJobsMissed(t *testing.T) {
	w := setup(t)
	lapsing, crossing, undelivered := w.accepted(), w.crossing(), w.crossing()
	lam := w.officer(w.kimBoi, "lam")
	must(t, w.d.AskSupplement(lam, dossiers.Ref{ID: lapsing}, dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "to_khai", Reason: "missing"}}}))
	f, err := w.d.Open(lam, lapsing)
	must(t, err)
	hand := func(id uuid.UUID) (h uuid.UUID) {
		must(t, w.su.QueryRow(t.Context(), `SELECT id FROM app.handover WHERE dossier_id = $1`, id).Scan(&h))
		return h
	}
	must(t, w.d.DeliverHandover(w.worker(w.hoaBinh), hand(crossing)))
	w.sweep(w.hoaBinh)
	w.sweep(w.kimBoi)
	if w.state(lapsing) != "awaiting_supplement" || w.state(crossing) != "in_transit" {
		t.Fatal("done before its time")
	}
	w.later(3 * time.Hour)
	w.sweep(w.kimBoi)
	w.sweep(w.hoaBinh)
	if w.state(crossing) != "accepted" || w.text(`SELECT state FROM app.handover WHERE id = $1`, hand(undelivered)) != "delivered" {
		t.Fatal("the handovers were not looked after")
	}
	w.mu.Lock()
	w.now = f.SupplementClosesAt.Add(-40 * time.Hour)
	w.mu.Unlock()
	w.sweep(w.kimBoi)
	w.sweep(w.kimBoi)
	if got := w.told(lapsing); !strings.HasSuffix(got, "resident.supplement_closing +84 912 345 678, resident.supplement_closing sen@example.org") && !strings.HasSuffix(got, "resident.supplement_closing 0912345678, resident.supplement_closing sen@example.org") {
		t.Error(got)
	}
	w.later(41 * time.Hour)
	w.sweep(w.kimBoi)
	if w.state(lapsing) != "stopped" {
		t.Fatal("not stopped")
	}
	w.sweep(w.kimBoi)
}

func TestUnclaimedResults(t *testing.T) {
	w := setup(t)
	id := w.accepted()
	w.exec(`UPDATE app.dossier SET state = 'processing', version = version + 1 WHERE id = $1 AND state = 'accepted'`, id)
	w.exec(`UPDATE app.dossier SET state = 'decided', outcome = 'granted', decided_at = $2, due_at = NULL, version = version + 1 WHERE id = $1`, id, w.clock())
	w.later(6 * 24 * time.Hour)
	w.sweep(w.kimBoi)
	if got := w.told(id); strings.Contains(got, "resident.unclaimed") {
		t.Fatal(got)
	}
	w.later(38 * time.Hour) // 22:00
	w.sweep(w.kimBoi)
	w.sweep(w.kimBoi)
	if got := w.told(id); !strings.Contains(got, "unclaimed hanh") || !strings.Contains(got, "resident.unclaimed 0912345678, resident.unclaimed sen@example.org") {
		t.Fatal(got)
	}
	if at := w.text(`SELECT to_char(j.scheduled_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI') FROM app.notice n JOIN app.river_job j ON j.args ->> 'notice_id' = n.id::text WHERE n.template = 'resident.unclaimed' AND n.channel = 'sms'`); at != "07:00" {
		t.Errorf("the phone rings at %s", at)
	}
}

// Many dossiers are swept in slices; one that cannot be worked stops no other.
func TestManyAreSweptInSlices(t *testing.T) {
	w := setup(t)
	model := w.accepted()
	w.exec(`INSERT INTO app.dossier (id, code, procedure_id, revision_id, channel, filing, resident_id, receiving_tenant, competent_tenant, holder_tenant, state, applicant_name, search_text, submitted_at, due_at, assignee)
		SELECT gen_random_uuid(), 'X-' || i, procedure_id, revision_id, channel, filing, resident_id, receiving_tenant, competent_tenant, holder_tenant, 'processing', '', '', submitted_at, due_at, assignee
		FROM app.dossier, generate_series(1, 450) i WHERE id = $1`, model)
	// three of them on the way since long, one of which nobody can compute
	broken := uuid.New()
	for i := range 3 {
		id := uuid.New()
		if i == 0 {
			id = broken
		}
		w.exec(`INSERT INTO app.dossier (id, code, procedure_id, revision_id, channel, filing, resident_id, receiving_tenant, competent_tenant, holder_tenant, state, submitted_at)
			SELECT $2, 'Y-' || $3::text, procedure_id, revision_id, 'counter', 'counter', resident_id, $4, competent_tenant, NULL, 'in_transit', submitted_at FROM app.dossier WHERE id = $1`, model, id, fmt.Sprint(i), w.hoaBinh)
		w.exec(`INSERT INTO app.handover (id, dossier_id, from_tenant, to_tenant, state, sent_at, sent_name, delivered_at, answer_by) VALUES (gen_random_uuid(), $1, $2, $3, 'delivered', $4, 'x', $4, $4)`, id, w.hoaBinh, w.kimBoi, w.clock())
	}
	w.exec(`INSERT INTO app.clock_entry (id, dossier_id, tenant_id, seq, kind, at) VALUES (gen_random_uuid(), $1, $2, 1, 'start', now())`, broken, w.kimBoi) // a ledger that is begun already
	w.later(8 * 24 * time.Hour)
	cursor, rounds, failed := "", 0, 0
	for {
		next, err := w.deps.Sweep.Run(w.worker(w.kimBoi), cursor)
		if err != nil {
			failed++
		}
		if rounds++; next == "" {
			break
		}
		cursor = next
	}
	if rounds < 3 || rounds > 8 || failed != 1 {
		t.Errorf("%d rounds, %d with a failure", rounds, failed)
	}
	if n := w.count(`SELECT count(*) FROM app.dossier WHERE code LIKE 'Y-%' AND state = 'accepted'`); n != 2 {
		t.Errorf("%d of 2 received", n)
	}
	if n := w.count(`SELECT count(DISTINCT n.dossier_id) FROM app.reminder n JOIN app.dossier d ON d.id = n.dossier_id WHERE n.kind = 'overdue' AND d.code NOT LIKE 'Y-%'`); n != 451 {
		t.Errorf("%d of 451 reminded", n)
	}
	if _, err := w.deps.Sweep.Run(w.worker(w.kimBoi), "1.2"); !fault.HasKey(err, "sweep.cursor") {
		t.Errorf("a forged cursor: %v", err)
	}
}

// The periodic list starts by itself, sweeps every live tenant and leaves word of it.
func TestPeriodicJobs(t *testing.T) {
	w := setup(t)
	w.n.Quiet = notices.Quiet{}
	id := w.accepted()
	w.later(8 * 24 * time.Hour)
	w.start(jobs.Options{Periodic: true})
	w.until("each live tenant is swept", func() bool {
		return w.count(`SELECT count(*) FROM app.job_run WHERE kind = 'sweep_tenant' AND last_success_at = $1 AND tenant_id = ANY ($2)`, w.clock(), []uuid.UUID{w.kimBoi, w.hoaBinh}) == 2
	})
	w.until("files, audit and the list itself are looked after", func() bool {
		return w.count(`SELECT count(*) FROM app.job_run WHERE kind IN ('sweep_all', 'anchor_audit') AND tenant_id = $1 AND last_success_at IS NOT NULL`, migrations.PlatformTenant) == 2 &&
			w.count(`SELECT count(*) FROM app.job_run WHERE kind = 'sweep_blobs'`) == 3 && w.count(`SELECT count(*) FROM app.job_run WHERE kind = 'count_times'`) == 1
	})
	w.until("two communes and their centre have their lines, and what is about all", func() bool { return w.count(`SELECT count(*) FROM app.job_run`) == 9 })
	if got := w.told(id); !strings.Contains(got, "overdue lam") {
		t.Error(got)
	}
	w.until("the e-mails are out", func() bool { return len(w.out.all("email")) >= 2 })
}

func TestAnchorsChangeWithTheChains(t *testing.T) {
	w := setup(t)
	w.filed()
	platform := tenants.With(t.Context(), tenants.Worker(migrations.PlatformTenant))
	for _, day := range []string{"2026-09-07", "2026-09-07", "2026-09-08"} {
		must(t, audit.Anchor(platform, w.db, day))
	}
	w.filed()
	must(t, audit.Anchor(platform, w.db, "2026-09-09"))
	if n := w.count(`SELECT count(*) FROM app.audit_anchor a JOIN app.audit_anchor b USING (digest) WHERE a.day = '2026-09-07' AND b.day = '2026-09-08' AND a.heads > 0`); n != 1 {
		t.Error("the same chains have two digests")
	}
	if n := w.count(`SELECT count(DISTINCT digest) FROM app.audit_anchor`); n != 2 || w.count(`SELECT count(*) FROM app.audit_anchor`) != 3 {
		t.Errorf("%d digests", n)
	}
}

// A confirmed paper whose term ends within thirty days is told once, to whose
// it is; a copy, one taken out and one that lasts longer are not.
func TestPapersThatEnd(t *testing.T) {
	w := setup(t)
	id := w.accepted()
	n := 0
	paper := func(days int, more string) (doc uuid.UUID) {
		t.Helper()
		doc, n = uuid.New(), n+1
		w.exec(`INSERT INTO app.document (id, tenant_id, dossier_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind) VALUES ($1::uuid, $2::uuid, $3, 'paper', $2::uuid || '/' || $1::uuid, '', '', 1, 'image/jpeg', 'resident')`, doc, w.kimBoi, id)
		w.exec(`INSERT INTO app.paper (id, dossier_id, component, title, required, document_id) VALUES (gen_random_uuid(), $1, 'x', 'x', false, $2)`, id, doc)
		w.exec(`INSERT INTO app.document_kind (document_id, dossier_id, tenant_id, kind, state, expires_on, read_at, confirmed_at) VALUES ($1, $2, $3, 'quyet_dinh', 'confirmed', ($4::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + $5::int, now(), now())`, doc, id, w.kimBoi, w.clock(), days)
		if more != "" {
			w.exec(more, doc, id, w.resident)
		}
		return doc
	}
	paper(20, `INSERT INTO app.vault_removed (resident_id, document_id, removed_at) SELECT $3, $1, now() WHERE $2::uuid IS NOT NULL`)
	paper(21, `UPDATE app.paper SET state = 'faulty' WHERE document_id = $1 AND dossier_id = $2 AND $3::uuid IS NOT NULL`)
	paper(22, `INSERT INTO app.vault_use (id, resident_id, dossier_id, tenant_id, document_id, source_document, component, title, sha256, statement, method, used_by, used_name, used_at)
		SELECT gen_random_uuid(), $3, $2, d.competent_tenant, $1, gen_random_uuid(), 'x', 'x', '', 'Tôi đồng ý dùng giấy này', 'online', $3, 'x', now() FROM app.dossier d WHERE d.id = $2`)
	paper(32, "")
	told := func() int { return strings.Count(w.told(id), "resident.paper_ends") }
	w.sweep(w.kimBoi)
	if n := told(); n != 0 {
		t.Fatalf("told of %d papers that do not end: %s", n, w.told(id))
	}
	paper(25, "")
	w.sweep(w.kimBoi) // the same day: looked at already
	if n := told(); n != 0 {
		t.Fatalf("looked at twice a day: %d", n)
	}
	w.later(24 * time.Hour)
	w.sweep(w.kimBoi)
	w.sweep(w.kimBoi)
	if n := told(); n != 2 || !strings.Contains(w.told(id), "resident.paper_ends sen@example.org") { // by SMS and by e-mail
		t.Fatalf("%d: %s", n, w.told(id))
	}
	w.later(24 * time.Hour) // the one of 32 days is due now
	w.sweep(w.kimBoi)
	if n := told(); n != 4 {
		t.Errorf("%d: %s", n, w.told(id))
	}
}
