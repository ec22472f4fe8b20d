package workers_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/tenants"
)

func TestAnApologyIsDraftedProposedAndSentOnce(t *testing.T) {
	w := setup(t)
	id, idle := w.accepted(), w.accepted() // due Monday 14th 08:00
	lam, head, stranger := w.officer(w.kimBoi, "lam"), w.officer(w.kimBoi, "truong"), w.officer(w.hoaBinh, "hoa")
	w.later(3 * 24 * time.Hour)
	w.sweep(w.kimBoi)
	w.sweep(w.kimBoi)
	if n := w.count(`SELECT count(*) FROM app.apology WHERE state = 'drafted' AND tenant_id = $1`, w.kimBoi); n != 2 {
		t.Fatalf("%d drafts", n)
	}
	e := dossiers.ExtendTerm{Amount: 2, Reason: "Chờ kết quả xác minh của cơ quan khác"}
	if err := w.d.ExtendTerm(head, dossiers.Ref{ID: id}, dossiers.ExtendTerm{Amount: 2}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a reason: %v", err)
	}
	if err := w.d.ExtendTerm(head, dossiers.Ref{ID: id}, dossiers.ExtendTerm{Amount: 6, Reason: "x"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("longer than the term: %v", err)
	}
	if err := w.d.ExtendTerm(stranger, dossiers.Ref{ID: id}, e); !fault.Is(err, fault.NotFound) {
		t.Errorf("another tenant: %v", err)
	}
	due := w.text(`SELECT due_at::text || ' ' || lawful_due FROM app.dossier WHERE id = $1`, id)
	must(t, w.d.ProposeExtension(lam, dossiers.Ref{ID: id}, dossiers.ExtendTerm{Amount: 1, Reason: "Chờ"}))
	if got := w.text(`SELECT due_at::text || ' ' || lawful_due FROM app.dossier WHERE id = $1`, id); got != due {
		t.Error("a proposal moves the date")
	}
	if n := w.count(`SELECT count(*) FROM app.river_job WHERE args ->> 'event' LIKE '%exten%'`); n != 0 {
		t.Error("the resident is told of a proposal")
	}
	list, err := w.d.WaitingApologies(head)
	if err != nil || len(list) != 2 || list[0].State != "proposed" && list[1].State != "proposed" {
		t.Errorf("%+v %v", list, err)
	}
	must(t, w.d.ExtendTerm(head, dossiers.Ref{ID: id}, e))
	if err := w.d.ExtendTerm(head, dossiers.Ref{ID: id}, e); !fault.HasKey(err, "dossier.extended") {
		t.Errorf("twice: %v", err)
	}
	f, err := w.d.Open(lam, id)
	must(t, err)
	a := f.Apology()
	if a == nil || a.State != "sent" || a.SignedName != "truong" || a.ProposedName != "lam" || a.Late() || a.Amount != 2 || a.Unit != "working_day" || !a.NewDue.Equal(*f.DueAt) || !a.OldDue.Equal(*f.PromisedFirst) || !f.LawfulDue.Equal(*f.PromisedFirst) {
		t.Errorf("%+v; due %s, lawful %s", a, f.DueAt, f.LawfulDue)
	}
	if x := f.Clock[len(f.Clock)-1]; x.Kind != "extend" || x.Amount != 2 || x.Reason != e.Reason {
		t.Errorf("ledger: %+v", x)
	}
	must(t, w.n.NotifyDossier(w.worker(w.kimBoi), id, "dossier.term_extended", f.Version))
	if body := w.text(`SELECT body FROM app.notice WHERE template = 'dossier.term_extended' AND channel = 'email'`); !strings.Contains(body, e.Reason) || !strings.Contains(body, "08:00 thứ Tư, 16/09/2026") {
		t.Error(body)
	}
	// the open figures count it by its first date, not by the new one
	w.later(5 * 24 * time.Hour) // Tuesday 15th
	if n := w.count(`SELECT sum(n)::int FROM app.rollup WHERE tenant_id = $1 AND side = 2 AND due_day = '2026-09-14'`, w.kimBoi); n != 2 {
		t.Errorf("%d of 2 overdue by the counters", n)
	}
	if n := w.count(`SELECT coalesce(sum(n), 0)::int FROM app.rollup WHERE tenant_id = $1 AND due_day = '2026-09-16' AND n <> 0`, w.kimBoi); n != 0 {
		t.Error("counted by the new date")
	}
	// decided on the new date: late
	w.exec(`UPDATE app.dossier SET state = 'processing', version = version + 1 WHERE id = $1 AND state = 'accepted'`, id)
	w.exec(`UPDATE app.dossier SET state = 'decided', outcome = 'granted', decided_at = $2, due_at = NULL, version = version + 1 WHERE id = $1`, id, w.clock())
	if got := w.text(`SELECT decided_on_time || ' ' || decided_late || ' ' || immediate_on_time FROM app.rollup_month WHERE tenant_id = $1 AND decided_on_time + decided_late > 0`, w.kimBoi); got != "0 1 0" {
		t.Errorf("on time, late, immediate: %s", got)
	}
	// and the letter that nobody needs any more is taken back
	w.exec(`UPDATE app.dossier SET state = 'stopped', ended_by = 'stopped_by_office', due_at = NULL, version = version + 1 WHERE id = $1`, idle)
	w.sweep(w.kimBoi)
	if got := w.text(`SELECT state FROM app.apology WHERE dossier_id = $1`, idle); got != "cancelled" {
		t.Error(got)
	}
}

// A province hears counts of its offices, once a day, and no dossier.
func TestTheProvinceIsToldOfCounts(t *testing.T) {
	w := setup(t)
	id := w.accepted()
	centre := w.text(`SELECT p.id::text FROM app.tenant p JOIN app.tenant k ON k.province_code = p.province_code WHERE p.kind = 'province' AND k.id = $1`, w.kimBoi)
	w.exec(`INSERT INTO app.staff (id, username, full_name, email, home_tenant, province_code) SELECT $1, 'khai', 'khai', 'khai@tinh.example', $2, province_code FROM app.tenant WHERE id = $2`, w.staff("khai"), centre)
	w.exec(`INSERT INTO app.role_grant (id, tenant_id, staff_id, role) VALUES (gen_random_uuid(), $1, $2, 'provincial_admin')`, centre, w.staff("khai"))
	ctx := tenants.With(t.Context(), tenants.Worker(mustID(t, centre)))
	sweep := func() {
		t.Helper()
		_, err := w.deps.Sweep.Run(ctx, "")
		must(t, err)
	}
	w.n.Office = named(w.n.Office)
	w.later(8 * 24 * time.Hour) // Tuesday: overdue for a day
	sweep()
	if got := w.letters(); len(got) != 0 {
		t.Fatalf("%v", got)
	}
	w.later(3 * 24 * time.Hour) // Friday
	sweep()
	sweep()
	if got := w.letters(); len(got) != 1 || !strings.HasPrefix(got[0], "khai@tinh.example: Quá hạn trên ") || !strings.HasSuffix(got[0], ": 1 hồ sơ ở 1 đơn vị") {
		t.Errorf("%v", got)
	}
	if body := w.text(`SELECT body FROM app.notice WHERE template = 'officer.province_digest'`); !strings.Contains(body, "Kim Bôi: 1 hồ sơ") || strings.Contains(body, w.text(`SELECT code FROM app.dossier WHERE id = $1`, id)) {
		t.Error(body)
	}
}

// What else goes up by the rules since the last letter stands in it, kind by kind.
func TestTheProvinceIsToldWhatWentUp(t *testing.T) {
	w := setup(t)
	w.accepted()
	centre := w.text(`SELECT p.id::text FROM app.tenant p JOIN app.tenant k ON k.province_code = p.province_code WHERE p.kind = 'province' AND k.id = $1`, w.kimBoi)
	w.exec(`INSERT INTO app.staff (id, username, full_name, email, home_tenant, province_code) SELECT $1, 'khai', 'khai', 'khai@tinh.example', $2, province_code FROM app.tenant WHERE id = $2`, w.staff("khai"), centre)
	w.exec(`INSERT INTO app.role_grant (id, tenant_id, staff_id, role) VALUES (gen_random_uuid(), $1, $2, 'provincial_admin')`, centre, w.staff("khai"))
	w.n.Office = named(w.n.Office)
	up := func(d time.Duration) string {
		t.Helper()
		w.later(d)
		w.sweep(w.kimBoi)
		_, err := w.deps.Sweep.Run(tenants.With(t.Context(), tenants.Worker(mustID(t, centre))), "")
		must(t, err)
		return w.text(`SELECT coalesce(string_agg(body, ' | ' ORDER BY created_at), '') FROM app.notice WHERE template = 'officer.province_digest'`)
	}
	if got := up(98 * time.Hour); got != "" { // Friday 10:00
		t.Error(got)
	}
	if got := up(69 * time.Hour); strings.Contains(got, "chưa ai làm gì") { // Monday 07:00: not yet 2400 working minutes
		t.Error(got)
	}
	got := up(27 * time.Hour)
	if !strings.Contains(got, "Để lâu chưa ai làm gì, thêm từ thư trước:\n\n- ") || !strings.Contains(got, "Kim Bôi: 1 hồ sơ") {
		t.Error(got)
	}
	if again := up(24 * time.Hour); strings.Count(again, "chưa ai làm gì") != 1 {
		t.Error(again)
	}
}

func mustID(t *testing.T, s string) uuid.UUID {
	t.Helper()
	id, err := uuid.Parse(s)
	must(t, err)
	return id
}

// named lets every other office be called by a name too.
func named(of func(context.Context, uuid.UUID) (string, string, error)) func(context.Context, uuid.UUID) (string, string, error) {
	return func(ctx context.Context, id uuid.UUID) (string, string, error) {
		if n, p, err := of(ctx, id); err == nil {
			return n, p, nil
		}
		return "Trung tâm tỉnh", "", nil
	}
}
