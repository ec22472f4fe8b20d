package dossiers_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
)

func ref(d dossiers.Dossier) dossiers.Ref { return dossiers.Ref{ID: d.ID, Version: d.Version} }

// at reads the dossier as Kim Bôi sees it and checks its state.
func (b *bundle) at(id uuid.UUID, tenant uuid.UUID, want dossiers.State) dossiers.Ref {
	b.t.Helper()
	d, err := b.ByID(b.officer(tenant, "x"), id)
	must(b.t, err)
	if d.State != want {
		b.t.Fatalf("state is %s, want %s", d.State, want)
	}
	return ref(d)
}

func TestMainJobOnline(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.draft(b.KimBoi)
	handler, head, chair, clerk := b.officer(b.KimBoi, "Lâm"), b.officer(b.KimBoi, "Trưởng"), b.officer(b.KimBoi, "Hương"), b.officer(b.KimBoi, "Văn thư")
	if _, err := b.ByID(handler, id); !fault.Is(err, fault.NotFound) {
		t.Fatalf("an officer sees a draft: %v", err)
	}
	code, err := b.File(b.resident(), dossiers.Ref{ID: id})
	must(t, err)
	if again, err := b.File(b.resident(), dossiers.Ref{ID: id}); err != nil || again != code {
		t.Fatalf("second click: %q, %v; want %q", again, err, code)
	}
	if !strings.HasPrefix(code, "H44.04978-260907-0001") {
		t.Fatalf("code %q", code)
	}
	b.later(time.Hour)
	must(t, b.Accept(handler, b.at(id, b.KimBoi, dossiers.Submitted)))
	must(t, b.Assign(handler, b.at(id, b.KimBoi, dossiers.Accepted), uuid.NewSHA1(b.KimBoi, []byte("Lâm")), "Lâm"))
	f, err := b.Open(handler, id)
	must(t, err)
	must(t, b.Verify(handler, ref(f.Dossier), []dossiers.Verdict{{Paper: f.Papers[0].ID, OK: true}}))
	due := *f.DueAt
	// 09:00 Monday + 3 working days
	if want := time.Date(2026, 9, 10, 2, 0, 0, 0, time.UTC); !due.Equal(want) {
		t.Fatalf("promise %s, want %s", due, want)
	}
	b.later(time.Hour)
	must(t, b.AskSupplement(handler, b.at(id, b.KimBoi, dossiers.Processing), dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "to_khai", Reason: "blurred"}}}))
	if err := b.AnswerSupplement(b.resident(), dossiers.Ref{ID: id}, ""); !fault.Is(err, fault.Invalid) {
		t.Fatalf("answered without a new file: %v", err)
	}
	b.later(24 * time.Hour)
	_, err = b.AddPaper(b.resident(), id, "to_khai", "", b.attach(b.KimBoi, "paper", "resident"))
	must(t, err)
	must(t, b.AnswerSupplement(b.resident(), dossiers.Ref{ID: id}, "Đã chụp lại"))
	f, err = b.Open(handler, id)
	must(t, err)
	if !f.DueAt.Equal(due.Add(24 * time.Hour)) { // Thursday became Friday
		t.Fatalf("after the pause the promise is %s", f.DueAt)
	}
	if f.Papers[0].State != "replaced" || f.Papers[1].State != "pending" {
		t.Fatalf("after the answer the papers are %s and %s", f.Papers[0].State, f.Papers[1].State)
	}
	var vs []dossiers.Verdict
	for _, p := range f.Papers[1:] {
		vs = append(vs, dossiers.Verdict{Paper: p.ID, OK: true})
	}
	must(t, b.Verify(handler, ref(f.Dossier), vs))
	must(t, b.DraftResult(handler, b.at(id, b.KimBoi, dossiers.Processing), dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Xác nhận"}))
	if err := b.Approve(chair, b.at(id, b.KimBoi, dossiers.Processing), "CHỦ TỊCH"); !fault.Is(err, fault.Conflict) {
		t.Fatalf("approved before initials: %v", err)
	}
	must(t, b.Initial(head, b.at(id, b.KimBoi, dossiers.Processing)))
	if err := b.Approve(handler, b.at(id, b.KimBoi, dossiers.Processing), "CHỦ TỊCH"); !fault.HasKey(err, "result.own_draft") {
		t.Fatalf("the drafter signed: %v", err)
	}
	must(t, b.Approve(chair, b.at(id, b.KimBoi, dossiers.Processing), "CHỦ TỊCH"))
	if err := b.Withdraw(b.resident(), dossiers.Ref{ID: id}, ""); !fault.HasKey(err, "dossier.signed") {
		t.Fatalf("withdrawn after signature: %v", err)
	}
	must(t, b.Number(clerk, b.at(id, b.KimBoi, dossiers.Processing)))
	must(t, b.Issue(clerk, b.at(id, b.KimBoi, dossiers.Processing), b.attach(b.KimBoi, "result", "staff")))
	must(t, b.Return(clerk, b.at(id, b.KimBoi, dossiers.Decided), "Bùi Thị Sen"))
	must(t, b.Rate(b.resident(), dossiers.Ref{ID: id}, 5, "Nhanh"))
	mine, err := b.Open(b.resident(), id)
	must(t, err)
	if mine.State != dossiers.Returned || len(mine.Results) != 1 || mine.Results[0].Number != "01/2026" || len(mine.History) < 6 {
		t.Fatalf("the resident sees %s, %d results, %d lines", mine.State, len(mine.Results), len(mine.History))
	}
	for _, h := range mine.History {
		if !h.Public {
			t.Fatalf("the resident sees %s", h.Kind)
		}
	}
	c, err := b.Counts(handler)
	must(t, err)
	if c.ByState[dossiers.Returned] != 1 || c.ByState[dossiers.Processing] != 0 {
		t.Fatalf("counts %+v", c)
	}
}

func TestMainJobAcrossABoundary(t *testing.T) {
	t.Parallel()
	b := setup(t)
	hb, kb := b.officer(b.HoaBinh, "Hạnh"), b.officer(b.KimBoi, "Lâm")
	in := dossiers.CounterIntake{
		ID: uuid.New(), Procedure: b.Procedure, Revision: b.Revision, Competent: b.KimBoi, Resident: b.Resident,
		Applicants: []dossiers.Party{{FullName: "Bùi Thị Sen", IDNumber: "017184000123", IdentityLevel: 2}},
		Papers:     []dossiers.CounterPaper{{Component: "to_khai", Title: "Tờ khai", Required: true, Form: "original", Attach: b.attach(b.HoaBinh, "paper", "staff")}},
	}
	r, err := b.ReceiveAtCounter(hb, in)
	must(t, err)
	if r.State != dossiers.InTransit || r.Promise != nil || r.Expected == nil || !strings.HasPrefix(r.Code, "H44.04795-") {
		t.Fatalf("received %+v", r)
	}
	again, err := b.ReceiveAtCounter(hb, in)
	must(t, err)
	if again.Code != r.Code || again.Expected == nil {
		t.Fatalf("second click %+v", again)
	}
	if err := b.ReceiveHandover(kb, dossiers.Ref{ID: r.ID}); !fault.HasKey(err, "handover.not_delivered") {
		t.Fatalf("received before delivery: %v", err)
	}
	f, err := b.Open(hb, r.ID)
	must(t, err)
	b.later(10 * time.Minute)
	must(t, b.DeliverHandover(b.worker(b.HoaBinh), f.Handovers[0].ID))
	must(t, b.DeliverHandover(b.worker(b.HoaBinh), f.Handovers[0].ID))
	delivered := b.clock()
	b.later(50 * time.Minute)
	if err := b.Accept(kb, dossiers.Ref{ID: r.ID}); !fault.Is(err, fault.Conflict) {
		t.Fatalf("in transit the competent tenant may only receive or refuse: %v", err)
	}
	must(t, b.ReceiveHandover(kb, b.at(r.ID, b.KimBoi, dossiers.InTransit)))
	f, err = b.Open(kb, r.ID)
	must(t, err)
	if !f.Clock[0].At.Equal(delivered) || !f.AcceptedAt.Equal(delivered) {
		t.Fatalf("the clock starts at delivery, not at %s", f.Clock[0].At)
	}
	if err := b.Assign(hb, dossiers.Ref{ID: r.ID}, uuid.New(), "Hạnh"); !fault.Is(err, fault.Conflict) {
		t.Fatalf("the receiving tenant assigned: %v", err)
	}
	step := func(err error) { t.Helper(); must(t, err) }
	step(b.Assign(kb, b.at(r.ID, b.KimBoi, dossiers.Accepted), uuid.New(), "Lâm"))
	step(b.DraftResult(kb, b.at(r.ID, b.KimBoi, dossiers.Processing), dossiers.DraftResult{Outcome: dossiers.Refused, Content: "Từ chối", Reason: "Thiếu điều kiện"}))
	step(b.Initial(b.officer(b.KimBoi, "T"), dossiers.Ref{ID: r.ID}))
	step(b.Approve(b.officer(b.KimBoi, "C"), dossiers.Ref{ID: r.ID}, "CHỦ TỊCH"))
	step(b.Number(kb, dossiers.Ref{ID: r.ID}))
	step(b.Issue(kb, dossiers.Ref{ID: r.ID}, b.attach(b.KimBoi, "result", "staff")))
	if err := b.Return(hb, dossiers.Ref{ID: r.ID}, "Sen"); !fault.HasKey(err, "result.elsewhere") {
		t.Fatalf("returned a paper that is elsewhere: %v", err)
	}
	step(b.HandBack(kb, dossiers.Ref{ID: r.ID}))
	step(b.ConfirmHandBack(hb, dossiers.Ref{ID: r.ID}))
	step(b.Return(hb, dossiers.Ref{ID: r.ID}, "Bùi Thị Sen"))
	d, err := b.ByID(b.resident(), r.ID)
	must(t, err)
	if d.State != dossiers.Returned || *d.Outcome != dossiers.Refused {
		t.Fatalf("%s %v", d.State, d.Outcome)
	}
}

func TestHelpedFilingShowsTheHelperCodeAndStatusOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	hb, id := b.officer(b.HoaBinh, "Hạnh"), uuid.New()
	must(t, b.StartHelpedDraft(hb, dossiers.NewHelpedDraft{NewDraft: dossiers.NewDraft{ID: id, Procedure: b.Procedure, Revision: b.Revision, Competent: b.KimBoi}, Resident: b.Resident, Method: "spoken_at_counter", Statement: "Tôi đồng ý"}))
	other := b.filed(b.KimBoi)
	sc, err := b.HelpedScope(hb, id)
	must(t, err)
	helper := withScope(t, sc)
	if _, err := b.ByID(helper, other); !fault.Is(err, fault.NotFound) {
		t.Fatalf("the helper sees another dossier of hers: %v", err)
	}
	must(t, b.SaveAnswers(helper, id, map[string]string{"muc_dich": "x"}))
	must(t, b.ChangeDraft(helper, id, dossiers.DraftChange{Applicant: &dossiers.Party{FullName: "Bùi Thị Sen", IDNumber: "017184000123", Phone: "0912345678", Resident: &b.Resident}}))
	_, err = b.AddPaper(helper, id, "to_khai", "", b.attach(b.KimBoi, "paper", "helper"))
	must(t, err)
	code, err := b.File(helper, dossiers.Ref{ID: id})
	must(t, err)
	if again, err := b.File(helper, dossiers.Ref{ID: id}); err != nil || again != code {
		t.Fatalf("the helper's second click: %q, %v", again, err)
	}
	if _, err := b.HelpedScope(hb, id); !fault.Is(err, fault.NotFound) {
		t.Fatalf("help goes on after filing: %v", err)
	}
	if _, err := b.ByID(hb, id); !fault.Is(err, fault.NotFound) {
		t.Fatalf("the helping tenant opens the dossier: %v", err)
	}
	rows, err := b.Worklist(hb, dossiers.List{Queue: dossiers.QueueRecent})
	must(t, err)
	if len(rows) != 1 || rows[0].Code != code || rows[0].ApplicantName != "" || rows[0].Procedure != nil {
		t.Fatalf("the helping tenant's list: %+v", rows)
	}
	if d, err := b.ByID(b.resident(), id); err != nil || d.Filing != "helped" {
		t.Fatalf("the resident owns it: %v", err)
	}
}

func TestOtherEnds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	kb := b.officer(b.KimBoi, "Lâm")
	id := b.filed(b.KimBoi)
	if err := b.Decline(kb, b.at(id, b.KimBoi, dossiers.Submitted), "", ""); !fault.Is(err, fault.Invalid) {
		t.Fatalf("declined without a reason: %v", err)
	}
	must(t, b.Decline(kb, b.at(id, b.KimBoi, dossiers.Submitted), "Không thuộc thẩm quyền", "Nộp tại Công an xã"))
	id = b.filed(b.KimBoi)
	must(t, b.Withdraw(b.resident(), dossiers.Ref{ID: id}, "Đổi ý"))
	b.at(id, b.KimBoi, dossiers.Stopped)
	id = b.filed(b.KimBoi)
	must(t, b.Accept(kb, b.at(id, b.KimBoi, dossiers.Submitted)))
	must(t, b.Withdraw(b.resident(), dossiers.Ref{ID: id}, "Đổi ý"))
	must(t, b.DecideWithdrawal(kb, b.at(id, b.KimBoi, dossiers.WithdrawalRequested), false, "Đang chờ chữ ký"))
	must(t, b.Withdraw(b.resident(), dossiers.Ref{ID: id}, "Vẫn rút"))
	must(t, b.DecideWithdrawal(kb, b.at(id, b.KimBoi, dossiers.WithdrawalRequested), true, ""))
	id = b.filed(b.KimBoi)
	must(t, b.AskSupplement(kb, b.at(id, b.KimBoi, dossiers.Submitted), dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "to_khai", Reason: "missing"}}}))
	must(t, b.LapseSupplement(b.worker(b.KimBoi), id))
	b.at(id, b.KimBoi, dossiers.AwaitingSupplement)
	b.later(15 * 24 * time.Hour)
	must(t, b.LapseSupplement(b.worker(b.KimBoi), id))
	must(t, b.LapseSupplement(b.worker(b.KimBoi), id))
	b.at(id, b.KimBoi, dossiers.Declined) // never taken in: M03, unless the revision says otherwise
	b.Terms.Supplement.Stops = true
	id = b.filed(b.KimBoi)
	must(t, b.AskSupplement(kb, b.at(id, b.KimBoi, dossiers.Submitted), dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "to_khai", Reason: "missing"}}}))
	b.later(15 * 24 * time.Hour)
	must(t, b.LapseSupplement(b.worker(b.KimBoi), id))
	b.at(id, b.KimBoi, dossiers.Stopped)
}

func TestHandoverRefusedNamesTheRightTenantAndReceivedByItself(t *testing.T) {
	t.Parallel()
	b := setup(t)
	hb, kb := b.officer(b.HoaBinh, "Hạnh"), b.officer(b.KimBoi, "Lâm")
	intake := func() uuid.UUID {
		r, err := b.ReceiveAtCounter(hb, dossiers.CounterIntake{ID: uuid.New(), Procedure: b.Procedure, Revision: b.Revision, Competent: b.KimBoi, Resident: b.Resident, Applicants: []dossiers.Party{{FullName: "Sen"}}})
		must(t, err)
		f, err := b.Open(hb, r.ID)
		must(t, err)
		must(t, b.DeliverHandover(b.worker(b.HoaBinh), f.Handovers[0].ID))
		return r.ID
	}
	id := intake()
	if err := b.RefuseHandover(kb, b.at(id, b.KimBoi, dossiers.InTransit), "Đất ở phường Hòa Bình", nil); !fault.Is(err, fault.Invalid) {
		t.Fatalf("refused without the right place: %v", err)
	}
	must(t, b.RefuseHandover(kb, b.at(id, b.KimBoi, dossiers.InTransit), "Đất ở phường Hòa Bình", &b.HoaBinh))
	if _, err := b.ByID(kb, id); !fault.Is(err, fault.NotFound) {
		t.Fatalf("the refusing tenant still sees it: %v", err)
	}
	must(t, b.Accept(hb, b.at(id, b.HoaBinh, dossiers.Submitted)))
	id = intake()
	b.later(3 * time.Hour)
	must(t, b.ReceiveHandover(b.worker(b.KimBoi), dossiers.Ref{ID: id}))
	must(t, b.Assign(kb, b.at(id, b.KimBoi, dossiers.Accepted), uuid.New(), "Lâm"))
}

func TestTwoOfficersAtOnceAndTwoClicks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	kb := b.officer(b.KimBoi, "Lâm")
	id := b.filed(b.KimBoi)
	seen := b.at(id, b.KimBoi, dossiers.Submitted)
	must(t, b.Accept(kb, seen))
	if err := b.Decline(kb, seen, "x", "y"); !fault.Is(err, fault.Conflict) {
		t.Fatalf("a lost write: %v", err)
	}
	draft := b.draft(b.KimBoi)
	codes := make([]string, 8)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() {
			c, err := b.File(b.resident(), dossiers.Ref{ID: draft})
			if err != nil {
				t.Errorf("click %d: %v", i, err)
			}
			codes[i] = c
		})
	}
	wg.Wait()
	for _, c := range codes {
		if c != codes[0] || c == "" {
			t.Fatalf("double click filed twice: %v", codes)
		}
	}
}
