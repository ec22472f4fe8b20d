package dossiers_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
)

const upAndBack = `[
 {"key": "check", "title": "Kiểm tra, trình tỉnh", "role": "handler", "kind": "work", "hours": 32},
 {"key": "again", "title": "Tỉnh thẩm định", "role": "handler", "kind": "work", "at": "province", "hours": 16},
 {"key": "draft", "title": "Dự thảo quyết định", "role": "handler", "kind": "draft", "hours": 16, "send_back": ["check"]},
 {"key": "approve", "title": "Ký duyệt", "role": "signatory", "hours": 8, "send_back": ["draft"]},
 {"key": "number", "title": "Cấp số", "role": "clerk", "hours": 8}]`

func TestCompetencePassesBackToTheCommune(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.under(upAndBack, nil)
	centre := b.Terms.Centre
	r := b.accepted(b.KimBoi)
	lam, prov := b.officer(b.KimBoi, "Lâm"), b.officer(centre, "Khoa")
	handler := uuid.NewSHA1(b.KimBoi, []byte("Lâm"))
	must(t, b.Assign(lam, r, handler, "Lâm"))
	b.checked(r, b.KimBoi)
	before, err := b.ByID(lam, r.ID)
	must(t, err)
	up := func() {
		t.Helper()
		must(t, b.FinishStep(lam, r, "", "Trình tỉnh"))
		must(t, b.Assign(prov, r, uuid.NewSHA1(centre, []byte("Khoa")), "Khoa"))
		b.later(2 * time.Hour)
		must(t, b.FinishStep(prov, r, "", "Đồng ý"))
	}
	up()
	d, err := b.ByID(lam, r.ID)
	must(t, err)
	if d.Competent != b.KimBoi || d.Holder == nil || *d.Holder != b.KimBoi || d.Former == nil || *d.Former != centre || d.Step != "draft" || d.State != dossiers.Processing {
		t.Fatalf("%+v", d)
	}
	if !d.DueAt.Equal(*before.DueAt) || !d.PromisedFirst.Equal(*before.PromisedFirst) {
		t.Error("the promise moved")
	}
	f, err := b.Open(lam, r.ID)
	must(t, err)
	if last := f.History[len(f.History)-1]; last.Kind != "dossier.competence_passed_back" {
		t.Error(last.Kind)
	}
	for _, task := range f.Tasks {
		if task.Step != "draft" {
			continue
		}
		// 16 hours of the revision are two days of 450 minutes here, from the moment it came back
		if spent := task.DueAt.Sub(task.StartedAt); spent != 48*time.Hour {
			t.Error("time of the step that came back:", task.StartedAt, task.DueAt)
		}
	}
	// the centre reads on, and can do nothing
	if _, err := b.Open(prov, r.ID); err != nil {
		t.Error("the centre no longer reads", err)
	}
	if err := b.Assign(prov, r, uuid.New(), "Khoa"); !fault.Is(err, fault.Conflict) {
		t.Error("the centre still acts", err)
	}
	if rows, err := b.Worklist(lam, dossiers.List{Queue: dossiers.QueueWork, Roles: []string{"handler"}}); err != nil || len(rows) != 1 {
		t.Error("not in the commune's list", rows, err)
	}
	// sent back to the commune's own first step, it goes up and comes back once more
	must(t, b.SendBackTo(lam, r, "", "check", "Thiếu biên bản"))
	if got := b.open(r.ID, b.KimBoi); got != "check:Lâm" {
		t.Fatal(got)
	}
	up()
	must(t, b.Assign(lam, r, handler, "Lâm"))
	must(t, b.DraftResult(lam, r, dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Cấp"}))
	must(t, b.Approve(b.officer(b.KimBoi, "Hương"), r, "CHỦ TỊCH"))
	must(t, b.Number(b.officer(b.KimBoi, "Vân"), r))
	must(t, b.Issue(b.officer(b.KimBoi, "Vân"), r, b.attach(b.KimBoi, "result", "staff")))
	must(t, b.Return(lam, r, "Bùi Thị Sen"))
	if f, err = b.Open(prov, r.ID); err != nil || f.State != dossiers.Returned || len(f.Results) != 1 {
		t.Error("what the centre reads in the end:", f.State, err)
	}
}

// What the centre asked is there for the commune that goes on with the answer.
func TestAnswersGoBackWithCompetence(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.under(`[
 {"key": "check", "title": "Kiểm tra", "role": "handler", "kind": "work", "hours": 32},
 {"key": "ask", "title": "Hỏi xã bên", "role": "handler", "at": "province", "hours": 24, "request": {"to": "commune", "field": "where", "title": "Xác minh", "amount": 3, "time_unit": "working_day", "silence": "wait"}},
 {"key": "draft", "title": "Dự thảo", "role": "handler", "hours": 16},
 {"key": "approve", "title": "Ký duyệt", "role": "signatory", "hours": 4},
 {"key": "number", "title": "Cấp số", "role": "clerk", "hours": 4}]`, nil)
	centre := b.Terms.Centre
	r := b.accepted(b.KimBoi)
	lam, prov, hai := b.officer(b.KimBoi, "Lâm"), b.officer(centre, "Khoa"), b.officer(b.HoaBinh, "Hải")
	must(t, b.Assign(lam, r, uuid.NewSHA1(b.KimBoi, []byte("Lâm")), "Lâm"))
	b.checked(r, b.KimBoi)
	must(t, b.FinishStep(lam, r, "", ""))
	must(t, b.AskConsultation(prov, r, dossiers.AskConsultation{To: b.HoaBinh, Question: "?"}))
	a, err := b.Asked(hai)
	must(t, err)
	q := a.Open[0]
	must(t, b.AnswerConsultation(hai, q.ID, dossiers.VerdictAgree, "Đúng"))
	must(t, b.TakeAnswer(b.worker(centre), q.ID))
	if got := b.open(r.ID, b.KimBoi); got != "draft" {
		t.Fatal(got)
	}
	qs, err := b.Consultations(lam, r.ID)
	if err != nil || len(qs) != 1 || qs[0].Answer != "Đúng" {
		t.Error("the commune does not read the answer it goes on with", qs, err)
	}
}
