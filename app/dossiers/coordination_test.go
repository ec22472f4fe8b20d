package dossiers_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/migrations"
)

// queue is what waits for an office to coordinate.
func (b *bundle) queue(tenant uuid.UUID) []dossiers.Coordination {
	b.t.Helper()
	q, err := b.CoordinationQueue(b.officer(tenant, "x"))
	must(b.t, err)
	return q.Own
}

// A refused dossier has an owner who sends it on or back; at the second refusal
// the province decides, and its word binds.
func TestRefusedDossiersAreCoordinated(t *testing.T) {
	t.Parallel()
	b := setup(t)
	daoxa, centre := migrations.TenantID("08662"), migrations.TenantID("T25")
	b.super(`UPDATE app.tenant SET live_from = '2026-01-01' WHERE id = ANY($1)`, []uuid.UUID{b.KimBoi, b.HoaBinh, daoxa, centre})
	hb, kb, dx, up := b.officer(b.HoaBinh, "Hòa"), b.officer(b.KimBoi, "Lâm"), b.officer(daoxa, "Tâm"), b.officer(centre, "Lý")
	refuse := func(ctx context.Context, at, id, right uuid.UUID) error {
		return b.RefuseHandover(ctx, b.at(id, at, dossiers.InTransit), "Đất ở nơi khác", &right)
	}

	// refused, sent on, taken
	id := b.across()
	must(t, b.HandOverList(hb, b.list(b.HoaBinh, b.KimBoi))) // its papers are on their way to the wrong office
	must(t, refuse(kb, b.KimBoi, id, daoxa))
	q := b.queue(b.HoaBinh)
	if len(q) != 1 || q[0].Named != daoxa || q[0].Refuser() != b.KimBoi || !q[0].MaySendOn() || !q[0].MayReturn() {
		t.Fatalf("the receiving office's queue: %+v", q)
	}
	if _, err := b.ByID(dx, id); !fault.Is(err, fault.NotFound) {
		t.Fatalf("the office that was named reads it before it is sent: %v", err)
	}
	if n, err := b.Counts(dx); err != nil || n.ByState[dossiers.Submitted] != 0 {
		t.Fatalf("and counts it: %+v, %v", n, err)
	}
	must(t, b.SendHandover(hb, b.at(id, b.HoaBinh, dossiers.Submitted), daoxa))
	b.deliver(id, b.HoaBinh, hb)
	must(t, b.ReceiveHandover(dx, b.at(id, daoxa, dossiers.InTransit)))
	if len(b.queue(b.HoaBinh)) != 0 {
		t.Fatal("it is still in the queue")
	}
	// the papers that came to the wrong office go back, and then to the right one
	l := b.desk(b.KimBoi).Coming
	_, lines, err := b.HandoverList(kb, l[0].ID)
	must(t, err)
	must(t, b.ReceiveHandoverList(kb, l[0].ID, []dossiers.LineAnswer{{Line: lines[0].ID, Came: true}}))
	if w := b.desk(b.KimBoi).Waiting; len(w) != 1 || w[0].To != daoxa {
		t.Fatalf("papers at an office that does not decide: %+v", w)
	}
	must(t, b.HandOverList(kb, b.list(b.KimBoi, daoxa)))
	var received int64
	must(t, b.one(&received, `SELECT received FROM app.rollup_month WHERE tenant_id = $1`, daoxa))
	if received != 1 {
		t.Fatalf("Đào Xá has credit for %d filings", received)
	}
	must(t, b.one(&received, `SELECT coalesce(sum(received), 0)::bigint FROM app.rollup_month WHERE tenant_id IN ($1, $2)`, b.KimBoi, b.HoaBinh))
	if received != 0 {
		t.Fatalf("the others have credit for %d", received)
	}

	// refused, sent back with a reason, refused again: two offices disagree
	id = b.across()
	must(t, refuse(kb, b.KimBoi, id, daoxa))
	if err := b.SendAgain(hb, b.at(id, b.HoaBinh, dossiers.Submitted), " "); !fault.Is(err, fault.Invalid) {
		t.Fatalf("sent back without a reason: %v", err)
	}
	must(t, b.SendAgain(hb, b.at(id, b.HoaBinh, dossiers.Submitted), "Thửa đất ở thôn Vĩnh Đồng"))
	b.deliver(id, b.HoaBinh, hb)
	if f, err := b.Open(kb, id); err != nil || f.Handovers[1].Note != "Thửa đất ở thôn Vĩnh Đồng" {
		t.Fatalf("the reason is not there: %v", err)
	}
	must(t, refuse(kb, b.KimBoi, id, daoxa))
	if len(b.queue(b.HoaBinh)) != 0 {
		t.Fatal("two owners")
	}
	q = b.queue(centre)
	if len(q) != 1 || len(q[0].Story) != 2 || q[0].RaisedAt == nil {
		t.Fatalf("the centre's queue: %+v", q)
	}
	if _, err := b.ByID(up, id); !fault.Is(err, fault.NotFound) {
		t.Fatalf("the centre reads the dossier: %v", err)
	}
	if err := b.SendHandover(hb, b.at(id, b.HoaBinh, dossiers.Submitted), daoxa); !fault.HasKey(err, "coordination.raised") {
		t.Fatalf("sent on while the province decides: %v", err)
	}
	if err := b.DecideCoordination(hb, q[0].ID, b.KimBoi, "Tự quyết"); !fault.Is(err, fault.NotFound) {
		t.Fatalf("decided by a party: %v", err)
	}
	must(t, b.DecideCoordination(up, q[0].ID, b.KimBoi, "Bản đồ địa giới số 12"))
	if err := b.DecideCoordination(up, q[0].ID, daoxa, "Nhầm"); !fault.HasKey(err, "coordination.moved_on") {
		t.Fatalf("decided twice: %v", err)
	}
	f, err := b.Open(hb, id)
	must(t, err)
	must(t, b.DeliverHandover(b.worker(centre), f.Handovers[2].ID))
	if err := refuse(kb, b.KimBoi, id, daoxa); !fault.HasKey(err, "handover.decided") {
		t.Fatalf("refused what the province decided: %v", err)
	}
	must(t, b.ReceiveHandover(kb, b.at(id, b.KimBoi, dossiers.InTransit)))
	if h := f.History[len(f.History)-1]; h.Kind != "dossier.coordination_decided" || !h.Public {
		t.Fatalf("the decision is not in the history: %s", h.Kind)
	}

	// asked for at once, and left where it was received
	id = b.across()
	must(t, refuse(kb, b.KimBoi, id, b.HoaBinh))
	q = b.queue(b.HoaBinh)
	if q[0].MaySendOn() {
		t.Fatal("it may be sent to oneself")
	}
	must(t, b.RaiseCoordination(hb, q[0].ID, "Chúng tôi cho rằng thuộc Kim Bôi"))
	must(t, b.DecideCoordination(up, q[0].ID, b.HoaBinh, "Hòa Bình giải quyết"))
	must(t, b.Accept(hb, b.at(id, b.HoaBinh, dossiers.Submitted)))
}

// Who does not refuse in time has received; and the competent office's days
// count, for the time to refuse as for the promise.
func TestLateRefusalAndTheCompetentCalendar(t *testing.T) {
	t.Parallel()
	b := setup(t)
	// Kim Bôi opens at nine and rests on Tuesday 8 September
	week := deadlines.OfficeWeek()
	for d := range week {
		if len(week[d]) > 0 {
			week[d] = deadlines.Hours{{From: 9 * 60, To: 11*60 + 30}, {From: 13*60 + 30, To: 17 * 60}}
		}
	}
	own, err := deadlines.NewCalendar(deadlines.CalendarSpec{Week: week, Days: []deadlines.SpecialDay{{Day: deadlines.MakeDay(2026, 9, 8), Kind: deadlines.Closure, Name: "Mưa lũ"}}})
	must(t, err)
	usual := b.Calendar
	b.Calendar = func(ctx context.Context, tenant uuid.UUID) (*deadlines.Calendar, error) {
		if tenant == b.KimBoi {
			return own, nil
		}
		return usual(ctx, tenant)
	}
	kb := b.officer(b.KimBoi, "Lâm")
	id, late := b.across(), b.across()
	f, err := b.Open(kb, id)
	must(t, err)
	if by := time.Date(2026, 9, 7, 4, 0, 0, 0, time.UTC); !f.Handovers[0].AnswerBy.Equal(by) { // 08:00 + 2 hours from 09:00
		t.Fatalf("may be refused until %s, want %s", f.Handovers[0].AnswerBy, by)
	}
	b.later(3 * time.Hour)
	if err := b.RefuseHandover(kb, b.at(late, b.KimBoi, dossiers.InTransit), "Nơi khác", &b.HoaBinh); !fault.HasKey(err, "handover.too_late") {
		t.Fatalf("refused after its time: %v", err)
	}
	must(t, b.ReceiveHandover(b.worker(b.KimBoi), dossiers.Ref{ID: late}))
	must(t, b.ReceiveHandover(kb, b.at(id, b.KimBoi, dossiers.InTransit)))
	for _, x := range []uuid.UUID{id, late} {
		d, err := b.ByID(kb, x)
		must(t, err)
		// three days of six hours from Monday 09:00, without Tuesday: Thursday 17:00
		if want := time.Date(2026, 9, 10, 10, 0, 0, 0, time.UTC); !d.DueAt.Equal(want) {
			t.Errorf("promise %s, want %s", d.DueAt, want)
		}
	}
}

// A province's own times hold for its offices.
func TestHandoverRulesOfAProvince(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.super(`INSERT INTO app.handover_setting (province_code, refusal_minutes, papers_cutoff, coordination_minutes, decision_minutes, changed_at) VALUES ('25', 60, 480, 60, 240, now())`)
	hb := b.officer(b.HoaBinh, "Hạnh")
	id := b.across()
	f, err := b.Open(hb, id)
	must(t, err)
	if got, want := *f.Handovers[0].AnswerBy, b.clock().Add(time.Hour); !got.Equal(want) {
		t.Errorf("may be refused until %s, want %s", got, want)
	}
	// 08:00 is past a cutoff of 08:00: the next morning
	if w, want := b.desk(b.HoaBinh).Waiting[0].DueAt, time.Date(2026, 9, 8, 4, 30, 0, 0, time.UTC); !w.Equal(want) {
		t.Errorf("papers by %s, want %s", w, want)
	}
}
