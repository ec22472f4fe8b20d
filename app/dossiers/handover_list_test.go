package dossiers_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
)

// across receives a dossier at Hòa Bình for Kim Bôi, with one paper on the desk, and delivers it.
func (b *bundle) across() uuid.UUID {
	b.t.Helper()
	hb := b.officer(b.HoaBinh, "Hạnh")
	r, err := b.ReceiveAtCounter(hb, dossiers.CounterIntake{
		ID: uuid.New(), Procedure: b.Procedure, Revision: b.Revision, Competent: b.KimBoi, Resident: b.Resident, Applicants: []dossiers.Party{{FullName: "Bùi Thị Sen"}},
		Papers: []dossiers.CounterPaper{
			{Component: "to_khai", Title: "Tờ khai", Required: true, Form: "original", Attach: b.attach(b.HoaBinh, "paper", "staff")},
			{Component: "can_cuoc", Title: "Căn cước", Form: "electronic", Attach: b.attach(b.HoaBinh, "paper", "staff")},
		},
	})
	must(b.t, err)
	b.deliver(r.ID, b.HoaBinh, hb)
	return r.ID
}

// deliver runs the job of the last handover in the scope of whoever sent or decided it.
func (b *bundle) deliver(id, by uuid.UUID, reader context.Context) {
	b.t.Helper()
	f, err := b.Open(reader, id)
	must(b.t, err)
	must(b.t, b.DeliverHandover(b.worker(by), f.Handovers[len(f.Handovers)-1].ID))
}

// decideThere works an accepted dossier at Kim Bôi to its result.
func (b *bundle) decideThere(id uuid.UUID) {
	b.t.Helper()
	kb := b.officer(b.KimBoi, "Lâm")
	r := dossiers.Ref{ID: id}
	must(b.t, b.Assign(kb, r, uuid.New(), "Lâm"))
	papers, err := b.Papers(kb, id)
	must(b.t, err)
	var seen []dossiers.Verdict
	for _, p := range papers {
		seen = append(seen, dossiers.Verdict{Paper: p.ID, OK: true})
	}
	must(b.t, b.Verify(kb, r, seen))
	must(b.t, b.DraftResult(kb, r, dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Được"}))
	must(b.t, b.Initial(b.officer(b.KimBoi, "T"), r))
	must(b.t, b.Approve(b.officer(b.KimBoi, "C"), r, "CHỦ TỊCH"))
	must(b.t, b.Number(kb, r))
	must(b.t, b.Issue(kb, r, b.attach(b.KimBoi, "result", "staff")))
}

func (b *bundle) desk(tenant uuid.UUID) dossiers.HandoverDesk {
	b.t.Helper()
	d, err := b.HandoverDesk(b.officer(tenant, "x"))
	must(b.t, err)
	return d
}

// list gathers all that waits at one office for another.
func (b *bundle) list(from, to uuid.UUID) uuid.UUID {
	b.t.Helper()
	n := dossiers.NewHandoverList{ID: uuid.New(), To: to, Carrier: "Bưu điện"}
	for _, x := range b.desk(from).Waiting {
		if x.To == to {
			n.Lines = append(n.Lines, x.ID)
		}
	}
	ctx := b.officer(from, "Hạnh")
	must(b.t, b.MakeHandoverList(ctx, n))
	must(b.t, b.MakeHandoverList(ctx, n)) // the second click
	return n.ID
}

// Papers go to the competent office and the result comes back in lists that
// both sides confirm; each side sees its own lists and nothing before its time.
func TestHandoverListsThereAndBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	hb, kb := b.officer(b.HoaBinh, "Hạnh"), b.officer(b.KimBoi, "Lâm")
	first, second := b.across(), b.across()
	d := b.desk(b.HoaBinh)
	if len(d.Waiting) != 2 || len(d.Waiting[0].Papers) != 1 || d.Waiting[0].Papers[0] != "Tờ khai" {
		t.Fatalf("waiting: %+v", d.Waiting)
	}
	// Monday 08:00: the same day, closing time
	if by := time.Date(2026, 9, 7, 10, 0, 0, 0, time.UTC); !d.Waiting[0].DueAt.Equal(by) {
		t.Fatalf("due %s, want %s", d.Waiting[0].DueAt, by)
	}
	if len(b.desk(b.KimBoi).Waiting) != 0 {
		t.Fatal("the other side sees what is on no list")
	}
	id := b.list(b.HoaBinh, b.KimBoi)
	for who, ctx := range map[string]context.Context{"the receiver": kb, "a third office": b.officer(uuid.New(), "x")} {
		if _, _, err := b.HandoverList(ctx, id); !fault.Is(err, fault.NotFound) {
			t.Fatalf("%s, before it is handed over: %v", who, err)
		}
		if err := b.HandOverList(ctx, id); !fault.Is(err, fault.NotFound) {
			t.Fatalf("%s hands it over: %v", who, err)
		}
	}
	must(t, b.HandOverList(hb, id))
	if err := b.HandOverList(hb, id); !fault.HasKey(err, "handover_list.moved_on") {
		t.Fatalf("handed over twice: %v", err)
	}
	if err := b.ReceiveHandoverList(hb, id, nil); !fault.Is(err, fault.NotFound) {
		t.Fatalf("the sender confirmed for the receiver: %v", err)
	}
	l, lines, err := b.HandoverList(kb, id)
	must(t, err)
	if len(lines) != 2 || l.Number() != "01/2026/BG" || l.HandedName != "Hạnh" {
		t.Fatalf("%s by %s with %d lines", l.Number(), l.HandedName, len(lines))
	}
	if err := b.ReceiveHandoverList(kb, id, []dossiers.LineAnswer{{Line: lines[0].ID, Came: true}, {Line: lines[1].ID}}); !fault.Is(err, fault.Invalid) {
		t.Fatalf("missing without a reason: %v", err)
	}
	b.later(10 * time.Hour) // 18:00
	if c, err := b.HandoverCounts(kb); err != nil || c.Lists != 1 || c.Late != 1 {
		t.Fatalf("not confirmed in time: %+v, %v", c, err)
	}
	must(t, b.ReceiveHandoverList(kb, id, []dossiers.LineAnswer{{Line: lines[0].ID, Came: true}, {Line: lines[1].ID, Reason: "Không có trong túi"}}))
	if l, lines, err = b.HandoverList(hb, id); err != nil || l.State != "received" || l.Missing != 1 || lines[1].Reason != "Không có trong túi" {
		t.Fatalf("the sender sees %+v, %v", l, err)
	}
	// what is missing lies with the sender again, and waits until the next working morning
	d = b.desk(b.HoaBinh)
	if by := time.Date(2026, 9, 8, 4, 30, 0, 0, time.UTC); len(d.Waiting) != 1 || d.Waiting[0].Dossier != lines[1].Dossier || !d.Waiting[0].DueAt.Equal(by) {
		t.Fatalf("what is missing: %+v", d.Waiting)
	}
	// a paper brought later travels by itself
	b.later(14 * time.Hour)
	for _, x := range []uuid.UUID{first, second} {
		must(t, b.ReceiveHandover(kb, dossiers.Ref{ID: x}))
	}
	_, err = b.AddPaper(hb, lines[0].Dossier, "can_cuoc", "copy", b.attach(b.HoaBinh, "paper", "staff"))
	must(t, err)
	if d = b.desk(b.HoaBinh); len(d.Waiting) != 2 {
		t.Fatalf("a paper brought later: %+v", d.Waiting)
	}
	id = b.list(b.HoaBinh, b.KimBoi)
	must(t, b.CancelHandoverList(hb, id))
	if d = b.desk(b.HoaBinh); len(d.Waiting) != 2 || len(d.Made) != 0 {
		t.Fatalf("taken apart: %+v", d)
	}

	// results come back the same way, one is missing and one is told of
	b.decideThere(first)
	b.decideThere(second)
	if d = b.desk(b.HoaBinh); len(d.Waiting) != 0 {
		t.Fatalf("papers still go to a decided dossier: %+v", d.Waiting)
	}
	id = b.list(b.KimBoi, b.HoaBinh)
	must(t, b.HandOverList(kb, id))
	_, lines, err = b.HandoverList(hb, id)
	must(t, err)
	if len(lines) != 2 || lines[0].Kind != dossiers.TravelResult {
		t.Fatalf("results: %+v", lines)
	}
	for _, x := range lines {
		if v, err := b.ByID(hb, x.Dossier); err != nil || v.ResultPlace != "on_the_way" {
			t.Fatalf("%s, %v", v.ResultPlace, err)
		}
	}
	must(t, b.ReceiveHandoverList(hb, id, []dossiers.LineAnswer{{Line: lines[0].ID, Came: true}, {Line: lines[1].ID, Reason: "Nhầm hồ sơ"}}))
	came, lost := lines[0].Dossier, lines[1].Dossier
	must(t, b.Return(hb, dossiers.Ref{ID: came}, "Bùi Thị Sen"))
	if err := b.Return(hb, dossiers.Ref{ID: lost}, "Bùi Thị Sen"); !fault.HasKey(err, "result.elsewhere") {
		t.Fatalf("returned what did not come: %v", err)
	}
	must(t, b.HandBack(kb, dossiers.Ref{ID: lost}))
	must(t, b.ConfirmHandBack(hb, dossiers.Ref{ID: lost}))
	must(t, b.Return(hb, dossiers.Ref{ID: lost}, "Bùi Thị Sen"))
	if d = b.desk(b.KimBoi); len(d.Waiting)+len(d.Made)+len(d.Sent)+len(d.Coming) != 0 {
		t.Fatalf("left over: %+v", d)
	}

	// credit is where it is due: received, digitized and returned at Hòa Bình, for another office
	for _, x := range []struct {
		act string
		n   int64
	}{{"received", 2}, {"digitized", 5}, {"returned", 2}} {
		if n := b.credit(b.HoaBinh, x.act, true); n != x.n {
			t.Errorf("%s for others: %d, want %d", x.act, n, x.n)
		}
		if n := b.credit(b.KimBoi, x.act, false) + b.credit(b.KimBoi, x.act, true); n != 0 {
			t.Errorf("Kim Bôi has credit for %d %s", n, x.act)
		}
	}
}

func (b *bundle) credit(tenant uuid.UUID, act string, elsewhere bool) (n int64) {
	b.t.Helper()
	must(b.t, b.one(&n, `SELECT coalesce(sum(n), 0)::bigint FROM app.rollup_credit WHERE tenant_id = $1 AND act = $2 AND elsewhere = $3`, tenant, act, elsewhere))
	return n
}

// The counter that received a dossier takes the money for the office that
// decides it: the clock goes on there, the credit is the counter's.
func TestReceivingOfficeCollects(t *testing.T) {
	t.Parallel()
	b := setup(t)
	hb, kb := b.officer(b.HoaBinh, "Hạnh"), b.officer(b.KimBoi, "Lâm")
	id := b.across()
	must(t, b.ReceiveHandover(kb, b.at(id, b.KimBoi, dossiers.InTransit)))
	before, err := b.ByID(kb, id)
	must(t, err)
	must(t, b.AskPayment(kb, dossiers.Ref{ID: id}, dossiers.AskPayment{Amount: 500_000, Purpose: "Lệ phí", Payee: "Kho bạc", NoticeNumber: "1", NoticeDate: b.clock(), LegalBasis: "NĐ 118/2025 Đ.17"}))
	b.later(24 * time.Hour)
	if err := b.RecordPayment(hb, dossiers.Ref{ID: id}, dossiers.RecordPayment{Waived: true, Number: "1", Date: b.clock(), Note: "Miễn"}); !fault.Is(err, fault.Invalid) {
		t.Fatalf("the counter waived what another office asks for: %v", err)
	}
	must(t, b.RecordPayment(hb, b.at(id, b.HoaBinh, dossiers.AwaitingPayment), dossiers.RecordPayment{Number: "BL 7", Date: b.clock(), Attach: b.attach(b.HoaBinh, "paper", "staff")}))
	f, err := b.Open(kb, id)
	must(t, err)
	if f.State != dossiers.Accepted || *f.Holder != b.KimBoi || !f.DueAt.Equal(before.DueAt.Add(24*time.Hour)) {
		t.Fatalf("%s at %s, due %s, was %s", f.State, f.Holder, f.DueAt, before.DueAt)
	}
	var amount int64
	must(t, b.one(&amount, `SELECT amount FROM app.rollup_credit WHERE tenant_id = $1 AND act = 'fee' AND elsewhere`, b.HoaBinh))
	if amount != 500_000 {
		t.Fatalf("credit for %d", amount)
	}
	must(t, b.Assign(kb, dossiers.Ref{ID: id}, uuid.New(), "Lâm")) // it goes on there
}
