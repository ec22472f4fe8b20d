package apptest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/people"
	"motcua/app/procedures/revision"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// OnSteps puts a dossier that is worked on, by its path in the console, under a workflow of the test's
// own, as if it had been accepted under it, and gives it to an officer at the
// first step. The revision is a retired one, so that nobody else starts on it.
func (w *World) OnSteps(t testing.TB, path, to string, steps ...revision.Step) {
	t.Helper()
	su := pgtest.Conn(t, w.DB.SuperURL)
	var dossier, old, staff, rev uuid.UUID
	var name string
	var data []byte
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(su.QueryRow(t.Context(), `SELECT d.id, d.revision_id, r.data FROM app.dossier d JOIN app.revision r ON r.id = d.revision_id WHERE d.id = $1`, path[strings.LastIndex(path, "/")+1:]).Scan(&dossier, &old, &data))
	must(su.QueryRow(t.Context(), `SELECT id, full_name FROM app.staff WHERE username = $1`, to).Scan(&staff, &name))
	var r revision.Revision
	must(json.Unmarshal(data, &r))
	r.Steps = steps
	r.Prepare()
	data, err := json.Marshal(&r)
	must(err)
	rev = uuid.New()
	_, err = su.Exec(t.Context(), `INSERT INTO app.revision (id, procedure_id, no, state, published_from, data) SELECT $1, procedure_id, 1 + (SELECT max(no) FROM app.revision x WHERE x.procedure_id = r.procedure_id), 'retired', '2020-01-01', $3 FROM app.revision r WHERE id = $2`, rev, old, data)
	must(err)
	first := r.Flow().Start(func(x *revision.Rule) bool { return x == nil }).Steps[0]
	_, err = su.Exec(t.Context(), `UPDATE app.task SET step = $2, title = $3, role = $4, kind = $5, assignee = $6, assignee_name = $7 WHERE dossier_id = $1 AND done_at IS NULL`, dossier, first.Key, first.Title, string(first.Role), string(first.Kind), staff, name)
	must(err)
	_, err = su.Exec(t.Context(), `UPDATE app.dossier SET revision_id = $2, step = $3, assignee = $4, state = 'processing', version = version + 1 WHERE id = $1`, dossier, rev, first.Key, staff)
	must(err)
}

// BranchedSteps is a workflow in which everything happens: two branches of
// which one asks another commune, a step back, and the province at the end.
func BranchedSteps() []revision.Step {
	return []revision.Step{
		{Key: "check", Title: "Kiểm tra hồ sơ", Role: revision.Handler, Hours: 4, Parallel: true, Next: []revision.Next{{To: "visit"}, {To: "ask"}}},
		{Key: "visit", Title: "Xác minh tại thôn", Role: revision.Handler, Hours: 8, Next: []revision.Next{{To: "meet"}}},
		{Key: "ask", Title: "Hỏi xã khác", Role: revision.Handler, Hours: 8, Request: &revision.Request{To: revision.AskCommune, Title: "Xác minh nơi cư trú trước đây", Amount: 3, Time: revision.WorkingDays, Silence: revision.SilenceWait, Pauses: true, Basis: "Điều 17 Nghị định 118/2025/NĐ-CP"}},
		{Key: "meet", Title: "Tổng hợp, trình tỉnh", Role: revision.Handler, Kind: revision.Work, Join: true, Hours: 4, SendBack: []string{"check", "visit"}},
		{Key: "again", Title: "Thẩm định lần hai", Role: revision.Handler, At: revision.AtProvince, Hours: 8},
		{Key: "initial", Title: "Ký nháy", Role: revision.UnitHead, At: revision.AtProvince, Hours: 4},
		{Key: "approve", Title: "Ký duyệt", Role: revision.Signatory, At: revision.AtProvince, Hours: 4},
		{Key: "number", Title: "Cấp số, phát hành", Role: revision.Clerk, At: revision.AtProvince, Hours: 4},
	}
}

// Accepted files a dossier to Kim Bôi and takes it in; the path is the console's.
func (w *World) Accepted(t testing.TB, code string) (path string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	proc, err := w.Catalogue.ByCode(tenants.With(t.Context(), tenants.Public()), code)
	must(err)
	office := tenants.With(t.Context(), tenants.Tenant(KimBoi, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Thử"}))
	who, err := w.People.CounterPerson(office, people.Seen{IDNumber: "017184000987", FullName: "Bùi Thị Mận", Birth: "1984-03-12", Gender: "Nữ", Phone: "0912345987", Address: "Khu 3"})
	must(err)
	me := tenants.With(t.Context(), tenants.Resident(who, tenants.Actor{Kind: "resident", ID: who, Name: "Bùi Thị Mận"}))
	id := uuid.Must(uuid.NewV7())
	must(w.Dossiers.StartDraft(me, dossiers.NewDraft{ID: id, Procedure: proc.ID, Revision: proc.Revision.ID, Competent: KimBoi}))
	must(w.Dossiers.SaveAnswers(me, id, map[string]string{"applicant_full_name": "Bùi Thị Mận", "applicant_id_number": "017184000987"}))
	must(w.Dossiers.ChangeDraft(me, id, dossiers.DraftChange{Applicant: &dossiers.Party{FullName: "Bùi Thị Mận", IDNumber: "017184000987", Phone: "0912345987", Resident: &who, IdentityLevel: 3}}))
	_, err = w.Dossiers.File(me, dossiers.Ref{ID: id})
	must(err)
	must(w.Dossiers.Accept(office, dossiers.Ref{ID: id}))
	return "/cb/ho-so/" + id.String()
}
