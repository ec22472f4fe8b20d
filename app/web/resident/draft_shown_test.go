package resident_test

import (
	"context"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
	"motcua/app/dossiers"
	"motcua/migrations"
	"motcua/tenants"
)

// The draft of a birth certificate goes to who filed online before it is
// signed: she confirms it, has it mended, or says nothing for a working day.
func TestDraftCertificateIsShown(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	w := apptest.Start(t, apptest.At(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }))
	c := w.Resident(quan, quanIs)
	db, err := pgx.Connect(t.Context(), w.DB.SuperURL)
	must(t, err)
	defer db.Close(context.Background())
	var who, rev uuid.UUID
	must(t, db.QueryRow(t.Context(), `SELECT id FROM app.resident WHERE id_number = $1`, quan).Scan(&who))
	must(t, db.QueryRow(t.Context(), `SELECT id FROM app.revision WHERE procedure_id = $1 AND state = 'published' AND province_code IS NULL`, migrations.ProcedureID("1.001193")).Scan(&rev))
	her := tenants.With(t.Context(), tenants.Resident(who, tenants.Actor{Kind: "resident", ID: who, Name: quanIs}))
	handler, lam := at(t, "Bùi Quang Lâm"), uuid.NewSHA1(apptest.KimBoi, []byte("Bùi Quang Lâm"))
	worker := tenants.With(t.Context(), tenants.Worker(apptest.KimBoi))
	draft := func(id uuid.UUID, text string) {
		t.Helper()
		must(t, w.Dossiers.DraftResult(handler, dossiers.Ref{ID: id}, dossiers.DraftResult{Outcome: dossiers.Granted, Content: text}))
	}
	shown := func() uuid.UUID {
		t.Helper()
		id := uuid.New()
		must(t, w.Dossiers.StartDraft(her, dossiers.NewDraft{ID: id, Procedure: migrations.ProcedureID("1.001193"), Revision: rev, Competent: apptest.KimBoi}))
		must(t, w.Dossiers.SaveAnswers(her, id, map[string]string{"relation": "father", "birth_proof": "data", "child_full_name": "Nguyễn Minh An"}))
		p := dossiers.Party{FullName: quanIs, IDNumber: quan, Phone: "0912345678", Resident: &who, IdentityLevel: 3}
		must(t, w.Dossiers.ChangeDraft(her, id, dossiers.DraftChange{Applicant: &p}))
		_, err := w.Dossiers.File(her, dossiers.Ref{ID: id})
		must(t, err)
		must(t, w.Dossiers.Accept(handler, dossiers.Ref{ID: id}))
		must(t, w.Dossiers.Assign(handler, dossiers.Ref{ID: id}, lam, "Bùi Quang Lâm"))
		draft(id, "Họ và tên: Nguyễn Minh Ân")
		return id
	}
	step := func(id uuid.UUID) string {
		t.Helper()
		d, err := w.Dossiers.ByID(handler, id)
		must(t, err)
		return d.Step
	}
	const form = `form[action$="/ban-du-thao"]`
	w.Work()

	// confirmed
	id := shown()
	here := "/ho-so/" + id.String()
	if step(id) != "confirm" {
		t.Fatalf("drafted: at %s", step(id))
	}
	p := c.Get(here)
	for _, want := range []string{"BẢN DỰ THẢO", "Nguyễn Minh Ân", "Mời Ông/Bà xem bản dự thảo"} {
		if !strings.Contains(text(p, "main"), want) {
			t.Errorf("shown: %q is missing in %s", want, text(p, "main"))
		}
	}
	if other := w.Resident("001090000025", "Trần Thị Khác").PostForm(here+"/ban-du-thao", url.Values{"y_kien": {"dung"}}); other.Status != 404 {
		t.Errorf("somebody else: %d", other.Status)
	}
	w.Eventually("she is told", func() bool {
		var n int
		must(t, db.QueryRow(t.Context(), `SELECT count(*) FROM app.notice WHERE dossier_id = $1 AND template = 'dossier.draft_shown'`, id).Scan(&n))
		return n > 0
	})
	if p := c.Submit(p, form, url.Values{"y_kien": {"dung"}}); p.Status != 200 || !strings.Contains(text(p, ".tl"), "xác nhận bản dự thảo đúng") || p.Find(form).Length() != 0 {
		t.Fatalf("confirm: %d %s", p.Status, text(p, "main"))
	}
	w.Eventually("confirmed goes on", func() bool { return step(id) == "initial" })
	must(t, w.Dossiers.Initial(at(t, "Hà Thị Nhung"), dossiers.Ref{ID: id}))

	// a change is asked for, then it is right
	id = shown()
	here = "/ho-so/" + id.String()
	old := c.Get(here)
	if p := c.Submit(old, form, url.Values{"y_kien": {"sua"}}); p.Status != 422 || !strings.Contains(text(p, ".em"), "Ghi chỗ cần sửa") {
		t.Fatalf("a change without words: %d %s", p.Status, text(p, "main"))
	}
	if p := c.Submit(old, form, url.Values{"y_kien": {"sua"}, "remark": {"Tên là An, không phải Ân"}}); p.Status != 200 || !strings.Contains(text(p, ".tl"), "Tên là An") {
		t.Fatalf("a change: %d %s", p.Status, text(p, "main"))
	}
	w.Eventually("back to the drafter", func() bool { return step(id) == "appraise" })
	f, err := w.Dossiers.Open(handler, id)
	must(t, err)
	if last := f.Results[len(f.Results)-1]; f.Assignee == nil || *f.Assignee != lam || last.State != "sent_back" || !strings.Contains(last.SentBackReason, "Tên là An") {
		t.Errorf("sent back: %v %+v", f.Assignee, last)
	}
	draft(id, "Họ và tên: Nguyễn Minh An")
	if p := c.Submit(old, form, url.Values{"y_kien": {"dung"}}); step(id) != "confirm" || p.Find(form).Length() != 1 {
		t.Error("the page of the first draft confirmed the second")
	}

	// silence
	quiet := shown()
	sweep := dossiers.Sweep{Service: w.Dossiers, Notices: w.Notices, Closing: 2, Unclaimed: 7}
	_, err = sweep.Run(worker, "")
	must(t, err)
	if step(quiet) != "confirm" {
		t.Fatal("went on before the time was over")
	}
	ahead.Store(int64(8 * 24 * time.Hour))
	_, err = sweep.Run(worker, "")
	must(t, err)
	if step(quiet) != "initial" {
		t.Fatalf("silence: at %s", step(quiet))
	}
	f, err = w.Dossiers.Open(handler, quiet)
	must(t, err)
	if f.Shown[0].State != "lapsed" || f.DueAt == nil {
		t.Errorf("silence: %+v, due %v", f.Shown[0], f.DueAt)
	}
	if p := w.Resident(quan, quanIs).Get("/ho-so/" + quiet.String()); !strings.Contains(text(p, ".tl"), "coi như đồng ý") || p.Find(form).Length() != 0 {
		t.Errorf("silence is not told: %s", text(p, "main"))
	}
}
