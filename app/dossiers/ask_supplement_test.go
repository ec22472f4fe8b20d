package dossiers_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/storage/pg"
)

// The term in which papers may be asked for, and what a leader has to do with it.
func TestFurtherAndLateRequestsNeedALeader(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Terms.Supplement.AskDays = 2
	b.Terms.ByChannel["online"] = deadlines.Policy{Unit: deadlines.WorkingDay, Amount: 10}
	lam, head := b.officer(b.KimBoi, "Lâm"), b.officer(b.KimBoi, "Trưởng")
	blurred := dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "to_khai", Reason: "blurred"}}}
	r := b.accepted(b.KimBoi)
	b.later(4 * 24 * time.Hour) // Friday
	if err := b.AskSupplement(lam, r, blurred); !fault.Is(err, fault.Invalid) || fault.As(err).Fields["leader_reason"] == "" {
		t.Error("asked late without a leader", err)
	}
	b.Terms.Supplement.NeverLate = true
	if err := b.AskSupplement(lam, r, dossiers.AskSupplement{Items: blurred.Items, Leads: true, LeaderReason: "x"}); !fault.HasKey(err, "supplement.too_late") {
		t.Error("asked late where nobody may", err)
	}
	b.Terms.Supplement.NeverLate = false

	must(t, b.ProposeSupplement(lam, r, blurred, "Mới phát hiện"))
	d, err := b.Open(lam, r.ID)
	must(t, err)
	if d.State == dossiers.AwaitingSupplement || d.DueAt == nil || d.Asking == nil || d.Asking.State != "proposed" {
		t.Fatalf("a proposal stops the clock or is lost: %s %v %+v", d.State, d.DueAt, d.Asking)
	}
	if list, err := b.WaitingSupplements(head); err != nil || len(list) != 1 || list[0].Why != "Mới phát hiện" {
		t.Error(list, err)
	}
	if list, err := b.WaitingSupplements(b.officer(b.HoaBinh, "Hải")); err != nil || len(list) != 0 {
		t.Error("LEAK", list, err)
	}
	if mine, err := b.Open(b.resident(), r.ID); err != nil || mine.Asking != nil || len(mine.Supplements) != 0 {
		t.Error("the resident sees a proposal", err)
	}
	must(t, b.RefuseSupplement(head, dossiers.Ref{ID: r.ID}, "Đọc được"))
	if err := b.AgreeSupplement(head, dossiers.Ref{ID: r.ID}, "Được"); !fault.Is(err, fault.Conflict) {
		t.Error("agreed to what was refused", err)
	}
	must(t, b.ProposeSupplement(lam, dossiers.Ref{ID: r.ID}, blurred, "Vẫn cần"))
	must(t, b.AgreeSupplement(head, dossiers.Ref{ID: r.ID}, "Được"))
	d, err = b.Open(lam, r.ID)
	must(t, err)
	s := d.OpenSupplement()
	if s == nil || s.AskedName != "Lâm" || s.AgreedName != "Trưởng" || s.LeaderReason != "Được" || d.DueAt != nil || d.Asking != nil {
		t.Fatalf("%+v %+v", s, d.Asking)
	}
	n, err := pg.Values[int64](lam, b.DB, `SELECT n FROM app.rollup_supplement WHERE kind = 'round' AND key = '1' OR kind = 'reason' AND key = 'blurred'`)
	if err != nil || len(n) != 2 || n[0] != 1 || n[1] != 1 {
		t.Error("not counted", n, err)
	}
}

// A resident puts right what is marked and nothing else; two officers do not
// overwrite each other's request.
func TestOnlyWhatIsMarkedIsOpen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Terms.Components = append(b.Terms.Components, dossiers.Component{Key: "so_do", Title: "Sơ đồ", Upload: true})
	lam, hanh := b.officer(b.KimBoi, "Lâm"), b.officer(b.KimBoi, "Hạnh")
	r := b.accepted(b.KimBoi)
	f, err := b.Open(lam, r.ID)
	must(t, err)
	doc := *f.Papers[0].Document
	must(t, b.AddMark(lam, r.ID, f.Papers[0], dossiers.NewMark(doc, 1, 0.7, 0.1, 0.9, 0.2)))
	must(t, b.AddMark(lam, r.ID, f.Papers[0], dossiers.NewMark(doc, 1, 0.7, 0.1, 0.9, 0.2))) // two clicks
	if err := b.AddMark(lam, r.ID, f.Papers[0], dossiers.NewMark(uuid.New(), 1, 0, 0, 1, 1)); !fault.Is(err, fault.NotFound) {
		t.Error("marks a stranger's picture", err)
	}
	items := []dossiers.SupplementItem{{Component: "to_khai", Reason: "blurred"}, {Component: dossiers.AnswersItem, Title: "Nội dung kê khai", Reason: "other", Fields: []string{"muc_dich"}}}
	if err := b.SaveSupplementDraft(hanh, r.ID, dossiers.SupplementDraft{Items: items, Rev: 1}); !fault.Is(err, fault.Conflict) {
		t.Error("overwrites a colleague", err)
	}
	must(t, b.SaveSupplementDraft(lam, r.ID, dossiers.SupplementDraft{Items: items, Rev: 1}))
	f, err = b.Open(lam, r.ID)
	must(t, err)
	strange := dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "so_do", Reason: "blurred", Marks: f.Asking.Items[0].Marks}}}
	if err := b.AskSupplement(lam, r, strange); !fault.Is(err, fault.Invalid) {
		t.Error("a mark on another paper's picture", err)
	}
	must(t, b.AskSupplement(lam, r, dossiers.AskSupplement{Items: f.Asking.Items}))
	if err := b.AskSupplement(lam, dossiers.Ref{ID: r.ID}, dossiers.AskSupplement{Items: items}); !fault.Is(err, fault.Conflict) {
		t.Error("two requests at once", err)
	}
	mine, err := b.Open(b.resident(), r.ID)
	must(t, err)
	if s := mine.OpenSupplement(); len(s.Items[0].Marks) != 1 || s.Items[0].Marks[0].Where() != "trang 1, góc trên bên phải" {
		t.Errorf("%+v", s.Items)
	}
	if _, err := b.AddPaper(b.resident(), r.ID, "so_do", "", b.attach(b.KimBoi, "paper", "resident")); !fault.HasKey(err, "paper.locked") {
		t.Error("an unmarked paper is open", err)
	}
	err = b.DB.Tx(b.resident(), func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO app.paper (id, dossier_id, component, title, required, round) VALUES ($1, $2, 'so_do', 'x', false, 1)`, uuid.New(), r.ID)
		return err
	})
	if err == nil {
		t.Error("the database lets an unmarked paper in")
	}
	_, err = b.AddPaper(b.resident(), r.ID, "to_khai", "", b.attach(b.KimBoi, "paper", "resident"))
	must(t, err)
	version := mine.Version
	if err := b.AnswerSupplementWith(b.resident(), dossiers.Ref{ID: r.ID, Version: version}, dossiers.SupplementAnswer{Answers: map[string]string{"khac": "x"}}); !fault.Is(err, fault.Conflict) {
		t.Error("an unmarked answer is open", err)
	}
	b.later(time.Hour)
	sent := b.clock()
	must(t, b.AnswerSupplementWith(b.resident(), dossiers.Ref{ID: r.ID, Version: version}, dossiers.SupplementAnswer{Answers: map[string]string{"muc_dich": "Vay vốn"}}))
	b.later(24 * time.Hour) // nobody opens it meanwhile
	f, err = b.Open(lam, r.ID)
	must(t, err)
	if f.Answers["muc_dich"] != "Vay vốn" || f.DueAt == nil {
		t.Errorf("%v %v", f.Answers, f.DueAt)
	}
	if last := f.Clock[len(f.Clock)-1]; !last.At.Equal(sent) {
		t.Errorf("the pause ended at %s, sent at %s", last.At, sent)
	}
}

// A paper that is only shown, once an office asks for it: a file or a word on
// where it was shown, not neither.
func TestAPaperThatIsShownIsSentOrTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Terms.Components = append(b.Terms.Components, dossiers.Component{Key: "the", Title: "Thẻ căn cước", Shown: true})
	lam := b.officer(b.KimBoi, "Lâm")
	for _, word := range []string{"", "Đã cho xem tại quầy sáng nay"} {
		r := b.accepted(b.KimBoi)
		must(t, b.AskSupplement(lam, r, dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "the", Reason: "missing"}}}))
		answer := func(note string) error { return b.AnswerSupplement(b.resident(), dossiers.Ref{ID: r.ID}, note) }
		if err := answer(""); !fault.Is(err, fault.Invalid) || fault.As(err).Fields["paper_the"] == "" {
			t.Fatal("neither sent nor told", err)
		}
		if word == "" {
			_, err := b.AddPaper(b.resident(), r.ID, "the", "", b.attach(b.KimBoi, "paper", "resident"))
			must(t, err)
		}
		must(t, answer(word))
	}
}
