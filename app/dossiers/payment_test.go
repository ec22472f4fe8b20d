package dossiers_test

import (
	"testing"
	"time"

	"motcua/app/dossiers"
	"motcua/app/fault"
)

func notice(due time.Time) dossiers.AskPayment {
	return dossiers.AskPayment{
		Amount: 12_500_000, Purpose: "Tiền sử dụng đất", Payee: "Kho bạc Nhà nước, qua ngân hàng ghi trên thông báo", NoticeNumber: "123/TB-CT",
		NoticeDate: time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC), DueOn: due, LegalBasis: "Nghị định 118/2025/NĐ-CP, Điều 17",
	}
}

func receipt(day int) dossiers.RecordPayment {
	return dossiers.RecordPayment{Number: "GNT 0098", Date: time.Date(2026, 9, day, 0, 0, 0, 0, time.UTC)}
}

func TestPaymentPausesTheClock(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.filed(b.KimBoi)
	handler := b.officer(b.KimBoi, "Lâm")
	ask := notice(time.Date(2026, 10, 7, 0, 0, 0, 0, time.UTC))
	if err := b.AskPayment(handler, b.at(id, b.KimBoi, dossiers.Submitted), ask); !fault.Is(err, fault.Conflict) {
		t.Fatalf("asked before acceptance: %v", err)
	}
	must(t, b.Accept(handler, b.at(id, b.KimBoi, dossiers.Submitted)))
	err := b.AskPayment(handler, b.at(id, b.KimBoi, dossiers.Accepted), dossiers.AskPayment{DueOn: time.Date(2026, 9, 6, 0, 0, 0, 0, time.UTC)})
	if f := fault.As(err); len(f.Fields) != 7 {
		t.Fatalf("an empty notice: %v", f.Fields)
	}
	// nobody works on it yet, and it goes back there
	must(t, b.AskPayment(handler, b.at(id, b.KimBoi, dossiers.Accepted), ask))
	must(t, b.RecordPayment(handler, b.at(id, b.KimBoi, dossiers.AwaitingPayment), receipt(7)))
	must(t, b.Assign(handler, b.at(id, b.KimBoi, dossiers.Accepted), b.Resident, "Lâm"))
	before, err := b.Open(handler, id)
	must(t, err)
	must(t, b.AskPayment(handler, b.at(id, b.KimBoi, dossiers.Processing), ask))
	if err := b.AskPayment(handler, b.at(id, b.KimBoi, dossiers.AwaitingPayment), ask); !fault.Is(err, fault.Conflict) {
		t.Fatalf("asked twice: %v", err)
	}
	mine, err := b.Open(b.resident(), id)
	must(t, err)
	if o := mine.OpenObligation(); o == nil || o.Amount != 12_500_000 || o.Round != 2 || o.DueOn == nil || mine.State.NationalCode() != 6 || mine.DueAt != nil {
		t.Fatalf("the resident sees %+v, due %v", mine.Obligations, mine.DueAt)
	}
	waiting, err := b.Worklist(handler, dossiers.List{Queue: dossiers.QueuePayment})
	if err != nil || len(waiting) != 1 || waiting[0].ID != id {
		t.Fatalf("the queue has %v, %v", waiting, err)
	}
	b.later(24 * time.Hour)
	if f := fault.As(b.RecordPayment(handler, b.at(id, b.KimBoi, dossiers.AwaitingPayment), dossiers.RecordPayment{Waived: true, Date: time.Date(2026, 9, 10, 0, 0, 0, 0, time.UTC)})); len(f.Fields) != 3 {
		t.Fatalf("an empty receipt: %v", f.Fields)
	}
	r := receipt(8)
	r.Attach = b.attach(b.KimBoi, "paper", "staff")
	must(t, b.RecordPayment(handler, b.at(id, b.KimBoi, dossiers.AwaitingPayment), r))
	after, err := b.Open(handler, id)
	must(t, err)
	if after.State != dossiers.Processing || !after.DueAt.Equal(before.DueAt.Add(24*time.Hour)) || !after.LawfulDue.Equal(*after.DueAt) {
		t.Fatalf("%s, due %s (was %s), lawful %s", after.State, after.DueAt, before.DueAt, after.LawfulDue)
	}
	if p := after.Papers[len(after.Papers)-1]; p.State != "confirmed" || p.Title != "Chứng từ nộp nghĩa vụ tài chính số GNT 0098" || p.Document == nil {
		t.Fatalf("the receipt is %+v", p)
	}
	kinds := map[string]int{}
	for _, h := range after.History {
		if h.Public {
			kinds[h.Kind]++
		}
	}
	if kinds["dossier.payment_asked"] != 2 || kinds["dossier.payment_recorded"] != 2 {
		t.Fatalf("the history says %v", kinds)
	}
	// a result is drafted: too late to ask
	var vs []dossiers.Verdict
	for _, p := range after.Papers {
		vs = append(vs, dossiers.Verdict{Paper: p.ID, OK: true})
	}
	must(t, b.Verify(handler, b.at(id, b.KimBoi, dossiers.Processing), vs))
	must(t, b.DraftResult(handler, b.at(id, b.KimBoi, dossiers.Processing), dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Xác nhận"}))
	if err := b.AskPayment(handler, b.at(id, b.KimBoi, dossiers.Processing), ask); !fault.Is(err, fault.Conflict) {
		t.Fatalf("asked after the draft: %v", err)
	}
}

func TestPaymentEndsWithTheDossier(t *testing.T) {
	t.Parallel()
	b := setup(t)
	handler := b.officer(b.KimBoi, "Lâm")
	for _, end := range []func(dossiers.Ref) error{
		func(r dossiers.Ref) error { return b.Withdraw(b.resident(), r, "Không có tiền nộp") },
		func(r dossiers.Ref) error { return b.Stop(handler, r, "Thông báo thuế bị thu hồi") },
	} {
		id := b.filed(b.KimBoi)
		must(t, b.Accept(handler, b.at(id, b.KimBoi, dossiers.Submitted)))
		must(t, b.AskPayment(handler, b.at(id, b.KimBoi, dossiers.Accepted), notice(time.Time{})))
		must(t, end(b.at(id, b.KimBoi, dossiers.AwaitingPayment)))
		f, err := b.Open(handler, id)
		must(t, err)
		if f.State != dossiers.Stopped || f.Obligations[0].State != "cancelled" || f.Clock[len(f.Clock)-1].Kind != "stop" {
			t.Fatalf("%s, %s, %+v", f.State, f.Obligations[0].State, f.Clock)
		}
	}
}
