package dossiers_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/migrations"
)

// under puts the world under a revision with these steps.
func (b *bundle) under(steps string, answers map[string]string) {
	b.t.Helper()
	var r revision.Revision
	if err := json.Unmarshal([]byte(`{"ways": {"counter": {"filed": "here", "terms": [{"amount": 10, "unit": "working_day"}]}}, "results": [{"title": "Giấy thử", "outcome": "granted", "register": "GT"}],
		"components": [{"key": "to_khai", "title": "Tờ khai", "kind": "submit", "required": true}],
		"form": {"sections": [{"key": "s", "title": "S", "fields": [{"name": "floors", "label": "Số tầng", "type": "number"}, {"name": "where", "label": "Nơi ở", "type": "address"}]}]}, "steps": `+steps+`}`), &r); err != nil {
		b.t.Fatal(err)
	}
	for _, p := range r.Problems() {
		if strings.HasPrefix(p.Place, "steps") && !strings.Contains(p.Say, "Đường dài nhất") {
			b.t.Fatal(p)
		}
	}
	b.Terms = dossiers.TermsOf(b.Procedure, "T.1", "Thử", &r, revision.Facts{}, answers, 450)
	b.Terms.Centre = migrations.TenantID("T25")
}

// open are the steps that somebody works on, with who.
func (b *bundle) open(id, tenant uuid.UUID) string {
	b.t.Helper()
	f, err := b.Open(b.officer(tenant, "Ai"), id)
	must(b.t, err)
	var out []string
	for _, t := range f.Tasks {
		if t.DoneAt == nil {
			s := t.Step
			if t.AssigneeName != "" {
				s += ":" + t.AssigneeName
			}
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}

func (b *bundle) accepted(tenant uuid.UUID) dossiers.Ref {
	b.t.Helper()
	r := dossiers.Ref{ID: b.filed(tenant)}
	must(b.t, b.Accept(b.officer(tenant, "Hạnh"), r))
	return r
}

// checked confirms every paper.
func (b *bundle) checked(r dossiers.Ref, tenant uuid.UUID) {
	b.t.Helper()
	f, err := b.Open(b.officer(tenant, "Lâm"), r.ID)
	must(b.t, err)
	var vs []dossiers.Verdict
	for _, p := range f.Papers {
		vs = append(vs, dossiers.Verdict{Paper: p.ID, OK: true})
	}
	must(b.t, b.Verify(b.officer(tenant, "Lâm"), r, vs))
}

const twoBranches = `[
 {"key": "check", "title": "Kiểm tra", "role": "handler", "hours": 8, "parallel": true, "next": [{"to": "survey"}, {"to": "fire", "when": "floors > 3"}]},
 {"key": "survey", "title": "Khảo sát", "role": "handler", "unit": "kinh_te", "hours": 16, "next": [{"to": "measure"}]},
 {"key": "measure", "title": "Đo đạc", "role": "handler", "unit": "kinh_te", "hours": 8, "next": [{"to": "draft"}]},
 {"key": "fire", "title": "Kiểm tra PCCC", "role": "unit_head", "hours": 8, "next": [{"to": "draft"}]},
 {"key": "draft", "title": "Dự thảo", "role": "handler", "join": true, "hours": 16},
 {"key": "initial", "title": "Ký nháy", "role": "unit_head", "hours": 8, "send_back": ["draft", "measure"]},
 {"key": "approve", "title": "Ký duyệt", "role": "signatory", "hours": 8, "send_back": ["draft", "initial"]},
 {"key": "number", "title": "Cấp số", "role": "clerk", "hours": 8}]`

func TestParallelBranchesMeet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.under(twoBranches, map[string]string{"floors": "5"})
	r := b.accepted(b.KimBoi)
	lam, nam, head := b.officer(b.KimBoi, "Lâm"), b.officer(b.KimBoi, "Nam"), b.officer(b.KimBoi, "Nhung")
	id := func(name string) uuid.UUID { return uuid.NewSHA1(b.KimBoi, []byte(name)) }
	at := func(want string) {
		t.Helper()
		if got := b.open(r.ID, b.KimBoi); got != want {
			t.Fatalf("open: %q, want %q", got, want)
		}
	}
	list := func(l dossiers.List) int {
		t.Helper()
		rows, err := b.Worklist(lam, l)
		must(t, err)
		return len(rows)
	}
	at("check")
	must(t, b.Assign(lam, r, id("Lâm"), "Lâm"))
	b.checked(r, b.KimBoi)
	if err := b.DraftResult(lam, r, dossiers.DraftResult{Outcome: dossiers.Granted, Content: "x"}); !fault.Is(err, fault.Conflict) {
		t.Error("drafted before its step", err)
	}
	must(t, b.FinishStep(lam, r, "check", ""))
	at("survey fire")
	// the branch that waits for somebody stands in the list of open work; given to somebody it is theirs
	if list(dossiers.List{Queue: dossiers.QueueWork, Roles: []string{"unit_head"}}) != 1 || list(dossiers.List{Queue: dossiers.QueueWork, Roles: []string{"handler"}}) != 1 || list(dossiers.List{Queue: dossiers.QueueWork, Roles: []string{"clerk"}}) != 0 {
		t.Error("open work is not listed")
	}
	must(t, b.AssignStep(head, r, "fire", id("Nhung"), "Nhung"))
	must(t, b.AssignStep(head, r, "survey", id("Nam"), "Nam"))
	at("fire:Nhung survey:Nam")
	for _, who := range []string{"Nhung", "Nam"} {
		if n := list(dossiers.List{Queue: dossiers.QueueMine, Staff: id(who)}); n != 1 {
			t.Errorf("%s has %d dossiers", who, n)
		}
	}
	must(t, b.FinishStep(head, r, "fire", ""))
	at("survey:Nam")
	must(t, b.FinishStep(nam, r, "survey", ""))
	at("measure:Nam") // same role and unit: who surveyed goes on
	if err := b.FinishStep(nam, r, "survey", ""); !fault.Is(err, fault.Conflict) {
		t.Error("a step is done twice", err)
	}
	must(t, b.FinishStep(nam, r, "", "Đã đo"))
	at("draft") // another unit: nobody's yet
	must(t, b.Assign(head, r, id("Lâm"), "Lâm"))
	must(t, b.DraftResult(lam, r, dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Cấp"}))
	at("initial")

	// back to a branch: the draft is undone, that branch alone is worked again
	must(t, b.SendBackTo(head, r, "", "measure", "Đo lại cạnh phía Bắc"))
	at("measure:Nam")
	f, err := b.Open(lam, r.ID)
	must(t, err)
	if f.LiveResult() != nil {
		t.Error("the draft stands although what it rests on is done again")
	}
	must(t, b.FinishStep(nam, r, "", ""))
	must(t, b.Assign(head, r, id("Lâm"), "Lâm"))
	must(t, b.DraftResult(lam, r, dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Cấp, đã đo lại"}))
	must(t, b.Initial(head, r))
	chair := b.officer(b.KimBoi, "Hương")
	// back to the initials only: the draft stands, its initials do not
	must(t, b.SendBackTo(chair, r, "", "initial", "Ghi rõ chức danh"))
	at("initial")
	if f, _ = b.Open(lam, r.ID); f.LiveResult() == nil || f.LiveResult().State != "drafted" {
		t.Error("the draft should stand without initials")
	}
	must(t, b.Initial(head, r))
	if err := b.SendBackTo(chair, r, "", "survey", "x"); !fault.Is(err, fault.Invalid) {
		t.Error("sent back to a step that the workflow does not name", err)
	}
	must(t, b.SendBack(chair, r, "Sai tên"))
	at("draft:Lâm")
	must(t, b.DraftResult(lam, r, dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Cấp cho bà Sen"}))
	must(t, b.Initial(head, r))
	must(t, b.Approve(chair, r, "CHỦ TỊCH"))
	must(t, b.Number(b.officer(b.KimBoi, "Thư"), r))
	must(t, b.Issue(b.officer(b.KimBoi, "Thư"), r, b.attach(b.KimBoi, "result", "staff")))
	if f, _ = b.Open(lam, r.ID); f.State != dossiers.Decided {
		t.Error(f.State)
	}
}

func TestConditionLeavesABranchOut(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.under(twoBranches, map[string]string{"floors": "1"})
	r := b.accepted(b.KimBoi)
	lam := b.officer(b.KimBoi, "Lâm")
	must(t, b.Assign(lam, r, uuid.NewSHA1(b.KimBoi, []byte("Lâm")), "Lâm"))
	must(t, b.FinishStep(lam, r, "", ""))
	if got := b.open(r.ID, b.KimBoi); got != "survey" {
		t.Error(got)
	}
}

const twoLevels = `[
 {"key": "check", "title": "Kiểm tra, trình tỉnh", "role": "handler", "kind": "work", "hours": 32},
 {"key": "again", "title": "Thẩm định", "role": "handler", "at": "province", "hours": 8},
 {"key": "initial", "title": "Ký nháy", "role": "unit_head", "at": "province", "hours": 8},
 {"key": "approve", "title": "Ký duyệt", "role": "signatory", "at": "province", "hours": 4},
 {"key": "number", "title": "Cấp số", "role": "clerk", "at": "province", "hours": 4}]`

func TestCompetencePassesToTheProvince(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.under(twoLevels, nil)
	centre := b.Terms.Centre
	r := b.accepted(b.KimBoi)
	lam, prov := b.officer(b.KimBoi, "Lâm"), b.officer(centre, "Khoa")
	must(t, b.Assign(lam, r, uuid.NewSHA1(b.KimBoi, []byte("Lâm")), "Lâm"))
	b.checked(r, b.KimBoi)
	if _, err := b.ByID(prov, r.ID); !fault.Is(err, fault.NotFound) {
		t.Fatal("the province sees it before its step", err)
	}
	before, err := b.ByID(lam, r.ID)
	must(t, err)
	must(t, b.FinishStep(lam, r, "", "Đủ điều kiện, trình tỉnh"))
	d, err := b.ByID(prov, r.ID)
	must(t, err)
	if d.Competent != centre || d.Holder == nil || *d.Holder != centre || d.Former == nil || *d.Former != b.KimBoi || d.Step != "again" || d.State != dossiers.Processing {
		t.Fatalf("%+v", d)
	}
	if !d.DueAt.Equal(*before.DueAt) || !d.PromisedFirst.Equal(*before.PromisedFirst) {
		t.Error("the promise moved")
	}
	// the commune reads on, and can do nothing
	f, err := b.Open(lam, r.ID)
	must(t, err)
	if last := f.History[len(f.History)-1]; last.Kind != "dossier.competence_passed" {
		t.Error(last.Kind)
	}
	if err := b.Assign(lam, r, uuid.New(), "Lâm"); !fault.Is(err, fault.Conflict) {
		t.Error("the commune still acts", err)
	}
	if rows, err := b.Worklist(prov, dossiers.List{Queue: dossiers.QueueWork, Roles: []string{"handler"}}); err != nil || len(rows) != 1 {
		t.Error("not in the province's list", rows, err)
	}
	must(t, b.Assign(prov, r, uuid.NewSHA1(centre, []byte("Khoa")), "Khoa"))
	must(t, b.DraftResult(prov, r, dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Cấp"}))
	must(t, b.Initial(b.officer(centre, "T"), r))
	must(t, b.Approve(b.officer(centre, "C"), r, "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"))
	must(t, b.Number(b.officer(centre, "V"), r))
	must(t, b.Issue(b.officer(centre, "V"), r, b.attach(centre, "result", "staff")))
	// the result goes back to the commune that received the dossier, and is handed out there
	must(t, b.HandBack(prov, r))
	must(t, b.ConfirmHandBack(lam, r))
	must(t, b.Return(lam, r, "Bùi Thị Sen"))
	if f, err = b.Open(lam, r.ID); err != nil || f.State != dossiers.Returned || len(f.Results) != 1 {
		t.Error(f.State, err)
	}
}

const asking = `[
 {"key": "check", "title": "Kiểm tra", "role": "handler", "kind": "work", "hours": 8},
 {"key": "ask", "title": "Xác minh cư trú", "role": "handler", "hours": 24, "request": {"to": "commune", "field": "where", "title": "Xác minh nơi cư trú", "amount": 3, "time_unit": "working_day", "silence": "SILENCE" PAUSES}},
 {"key": "draft", "title": "Dự thảo", "role": "handler", "hours": 16},
 {"key": "approve", "title": "Ký duyệt", "role": "signatory", "hours": 8},
 {"key": "number", "title": "Cấp số", "role": "clerk", "hours": 8}]`

func TestAnotherOfficeIsAsked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.under(strings.NewReplacer("SILENCE", "wait", "PAUSES", `, "pauses": true, "basis": "Điều 17 NĐ 118/2025"`).Replace(asking), nil)
	r := b.accepted(b.KimBoi)
	lam, other, stranger := b.officer(b.KimBoi, "Lâm"), b.officer(b.HoaBinh, "Hải"), b.officer(migrations.TenantID("T25"), "Ai")
	must(t, b.Assign(lam, r, uuid.NewSHA1(b.KimBoi, []byte("Lâm")), "Lâm"))
	b.checked(r, b.KimBoi)
	must(t, b.FinishStep(lam, r, "", ""))
	f, err := b.Open(lam, r.ID)
	must(t, err)
	if err := b.AskConsultation(lam, r, dossiers.AskConsultation{To: b.KimBoi, Question: "?"}); !fault.Is(err, fault.Invalid) {
		t.Error("asks itself", err)
	}
	paper := *f.Papers[0].Document
	must(t, b.AskConsultation(lam, r, dossiers.AskConsultation{To: b.HoaBinh, Question: "Bà Sen có cư trú tại phường không?", Documents: []uuid.UUID{paper}}))
	d, err := b.ByID(lam, r.ID)
	must(t, err)
	if d.DueAt != nil {
		t.Error("the clock does not stand still", d.DueAt)
	}
	if err := b.AskConsultation(lam, r, dossiers.AskConsultation{To: b.HoaBinh, Question: "?"}); !fault.Is(err, fault.Conflict) {
		t.Error("asks twice", err)
	}
	if err := b.AskSupplement(lam, r, dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "to_khai", Reason: "blurred"}}}); !fault.Is(err, fault.Invalid) {
		t.Error("pauses a paused clock", err)
	}
	// the one asked reads the question and that paper, nothing of the dossier
	asked, err := b.Asked(other)
	must(t, err)
	open := asked.Open
	if len(open) != 1 || open[0].Code != d.CodeText() || !slices.Equal(open[0].Documents, []uuid.UUID{paper}) {
		t.Fatalf("%+v", open)
	}
	if n, err := b.AskedCount(other); n != 1 || err != nil {
		t.Error(n, err)
	}
	if _, err := b.ByID(other, r.ID); !fault.Is(err, fault.NotFound) {
		t.Error("LEAK: reads the dossier", err)
	}
	q := open[0].ID
	for _, ctx := range []struct {
		who  string
		err  error
		want fault.Kind
	}{
		{"stranger", b.AnswerConsultation(stranger, q, dossiers.VerdictAgree, ""), fault.NotFound},
		{"asker", b.AnswerConsultation(lam, q, dossiers.VerdictAgree, ""), fault.NotFound},
		{"nothing said", b.AnswerConsultation(other, q, dossiers.VerdictDisagree, " "), fault.Invalid},
	} {
		if !fault.Is(ctx.err, ctx.want) {
			t.Errorf("%s: %v", ctx.who, ctx.err)
		}
	}
	must(t, b.TakeAnswer(b.worker(b.KimBoi), q)) // nothing to take yet
	b.later(26 * time.Hour)
	must(t, b.AnswerConsultation(other, q, dossiers.VerdictAgree, "Có, từ năm 2019"))
	if err := b.AnswerConsultation(other, q, dossiers.VerdictAgree, "Có"); !fault.Is(err, fault.Conflict) {
		t.Error("answers twice", err)
	}
	answered := b.clock()
	b.later(3 * time.Hour) // the job is late: the pause ended with the answer all the same
	must(t, b.PassAnswer(b.worker(b.HoaBinh), q, b.KimBoi))
	must(t, b.TakeAnswer(b.worker(b.KimBoi), q))
	must(t, b.TakeAnswer(b.worker(b.KimBoi), q))
	if f, err = b.Open(lam, r.ID); err != nil || b.open(r.ID, b.KimBoi) != "draft:Lâm" {
		t.Fatal(b.open(r.ID, b.KimBoi), err)
	}
	last := f.Clock[len(f.Clock)-1]
	if last.Kind != "resume" || !last.At.Equal(answered.UTC().Truncate(time.Microsecond)) || f.DueAt == nil || len(f.Clock) != 3 {
		t.Errorf("%+v", f.Clock)
	}
	if a, err := b.Asked(other); err != nil || len(a.Done) != 1 || a.Done[0].Answer != "Có, từ năm 2019" {
		t.Error(a, err)
	}
}

func TestSilenceIsConsent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.under(strings.NewReplacer("SILENCE", "consent", "PAUSES", ``).Replace(asking), nil)
	r := b.accepted(b.KimBoi)
	lam := b.officer(b.KimBoi, "Lâm")
	must(t, b.Assign(lam, r, uuid.NewSHA1(b.KimBoi, []byte("Lâm")), "Lâm"))
	must(t, b.FinishStep(lam, r, "", ""))
	// the term runs on the calendar of the one asked, which is closed tomorrow, and moves nothing of the dossier's own
	before, err := b.ByID(lam, r.ID)
	must(t, err)
	ours := b.Calendar
	b.Calendar = func(ctx context.Context, id uuid.UUID) (*deadlines.Calendar, error) {
		if id != b.HoaBinh {
			return ours(ctx, id)
		}
		return deadlines.NewCalendar(deadlines.CalendarSpec{Week: deadlines.OfficeWeek(), Days: []deadlines.SpecialDay{{Day: deadlines.DayOf(b.clock()) + 1, Kind: deadlines.Closure, Name: "Nghỉ"}}})
	}
	must(t, b.AskConsultation(lam, r, dossiers.AskConsultation{To: b.HoaBinh, Question: "Có cư trú không?"}))
	qs, err := b.Consultations(lam, r.ID)
	must(t, err)
	theirs, err := b.Calendar(t.Context(), b.HoaBinh)
	must(t, err)
	three := deadlines.Policy{Unit: deadlines.WorkingDay, Amount: 3}
	on := func(cal *deadlines.Calendar) time.Time {
		p, err := deadlines.Compute(cal, three, deadlines.Ledger{{Kind: deadlines.Start, At: b.clock()}}, b.clock())
		must(t, err)
		return p.Due
	}
	mine, err := ours(t.Context(), b.KimBoi)
	must(t, err)
	if due := *qs[0].DueAt; !due.Equal(on(theirs)) || due.Equal(on(mine)) {
		t.Errorf("due %s, on the calendar of the one asked %s, of the asker %s", due, on(theirs), on(mine))
	}
	if d, err := b.ByID(lam, r.ID); err != nil || !d.DueAt.Equal(*before.DueAt) {
		t.Error("the dossier's own date moved", err)
	}
	must(t, b.TakeAnswer(b.worker(b.KimBoi), qs[0].ID))
	if got := b.open(r.ID, b.KimBoi); got != "ask:Lâm" {
		t.Fatal("went on before the time was over", got)
	}
	b.later(10 * 24 * time.Hour)
	must(t, b.TakeAnswer(b.worker(b.KimBoi), qs[0].ID))
	if got := b.open(r.ID, b.KimBoi); got != "draft:Lâm" {
		t.Fatal(got)
	}
	if qs, err = b.Consultations(lam, r.ID); err != nil || qs[0].State != "lapsed" {
		t.Error(qs, err)
	}
	if err := b.AnswerConsultation(b.officer(b.HoaBinh, "Hải"), qs[0].ID, dossiers.VerdictAgree, ""); !fault.Is(err, fault.Conflict) {
		t.Error("answers what has lapsed", err)
	}
}

func TestAQuestionIsTakenBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.under(strings.NewReplacer("SILENCE", "wait", "PAUSES", `, "pauses": true, "basis": "Điều 17 NĐ 118/2025"`).Replace(asking), nil)
	r := b.accepted(b.KimBoi)
	lam := b.officer(b.KimBoi, "Lâm")
	must(t, b.Assign(lam, r, uuid.NewSHA1(b.KimBoi, []byte("Lâm")), "Lâm"))
	must(t, b.FinishStep(lam, r, "", ""))
	must(t, b.AskConsultation(lam, r, dossiers.AskConsultation{To: b.HoaBinh, Question: "Có cư trú không?"}))
	b.later(time.Hour)
	must(t, b.RecallConsultation(lam, r, ""))
	if d, err := b.ByID(lam, r.ID); err != nil || d.DueAt == nil {
		t.Error("the clock still stands", err)
	}
	must(t, b.AskConsultation(lam, r, dossiers.AskConsultation{To: b.HoaBinh, Question: "Hỏi lại"}))
	b.later(time.Hour)
	must(t, b.Stop(lam, r, "Người dân đã mất"))
	a, err := b.Asked(b.officer(b.HoaBinh, "Hải"))
	if err != nil || len(a.Open) != 0 {
		t.Error("asked about a dossier that ended", a.Open, err)
	}
	if len(a.Closed) != 2 || a.Closed[0].WhyClosed() == a.Closed[1].WhyClosed() || a.Closed[1].ClosedReason != "stopped_by_office" {
		t.Error("the one asked is not told why", a.Closed)
	}
}
