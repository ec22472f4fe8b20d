package console_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// TestRebase: a head moves an open dossier to what the province published
// since, and is told why where that would make something worse.
func TestRebase(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	su := pgtest.Conn(t, w.DB.SuperURL)
	var id, procedure uuid.UUID
	var code string
	if err := su.QueryRow(t.Context(), `SELECT d.id, d.procedure_id, x.code FROM app.dossier d JOIN app.tenant x ON x.id = d.competent_tenant WHERE x.code IN ('04978', '04795', '08662') AND d.holder_tenant = x.id
		AND d.state IN ('accepted', 'processing') AND NOT EXISTS (SELECT 1 FROM app.result r WHERE r.dossier_id = d.id) ORDER BY d.channel = 'online' DESC, d.id LIMIT 1`).Scan(&id, &procedure, &code); err != nil {
		t.Fatal(err)
	}
	office := map[string]string{"04978": "kimboi", "04795": "hoabinh", "08662": "daoxa"}[code]
	head := w.Officer(office + ".lanhdaophong")
	here := "/cb/ho-so/" + id.String()
	if strings.Contains(head.Get(here).Body, here+"/phien-ban") {
		t.Error("offered while nothing newer holds")
	}
	person := func(name string) tenants.Actor { return tenants.Actor{Kind: "staff", ID: uuid.New(), Name: name} }
	publish := func(change func(*revision.Revision)) {
		t.Helper()
		a, b := tenants.With(t.Context(), tenants.Province("25", person("Khải"))), tenants.With(t.Context(), tenants.Province("25", person("Vân")))
		v, err := w.Revisions.StartDraft(a, procedures.StartDraft{Procedure: procedure})
		if err != nil {
			t.Fatal(err)
		}
		e, err := w.Revisions.Read(a, v)
		if err != nil {
			t.Fatal(err)
		}
		change(&e.Content)
		content, err := json.Marshal(&e.Content)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Revisions.SaveDraft(a, procedures.SaveDraft{ID: v, Seen: 1, Content: content}); err != nil {
			t.Fatal(err)
		}
		note := "12/QĐ-UBND"
		if err := w.Revisions.Submit(a, v, 0); err != nil {
			t.Fatal(err, procedures.ProblemsIn(err))
		}
		if err := w.Revisions.Publish(b, procedures.PublishRevision{ID: v, Note: &note}); err != nil {
			t.Fatal(err)
		}
	}
	publish(func(r *revision.Revision) { r.Who = "Công dân cư trú trong tỉnh" })
	p := head.Get(here)
	if !strings.Contains(p.Body, here+"/phien-ban") {
		t.Fatal("not offered")
	}
	p = head.Get(here + "/phien-ban")
	if p.Status != 200 || !strings.Contains(p.Text(), "Công dân cư trú trong tỉnh") {
		t.Fatalf("%d %.1500s", p.Status, p.Text())
	}
	if p.Find("form textarea[name=reason]").Length() == 0 {
		t.Fatalf("cannot move: %.2500s", p.Find("main").Text())
	}
	if p := head.Submit(p, "main form", url.Values{"reason": {""}}); p.Status != 422 {
		t.Fatalf("without a reason: %d", p.Status)
	}
	p = head.Submit(head.Get(here+"/phien-ban"), "main form", url.Values{"reason": {"Theo quyết định 12/QĐ-UBND"}})
	if p.Status != 200 || !strings.Contains(p.Text(), "Chuyển sang bản quy định mới") {
		t.Fatalf("%d %.2000s", p.Status, p.Text())
	}
	var province *string
	var lines int
	if err := su.QueryRow(t.Context(), `SELECT v.province_code, (SELECT count(*) FROM app.audit_entry WHERE subject_id = d.id AND kind = 'dossier.rebased' AND public) FROM app.dossier d JOIN app.revision v ON v.id = d.revision_id WHERE d.id = $1`, id).Scan(&province, &lines); err != nil || province == nil || lines != 1 {
		t.Fatalf("%v %d %v", province, lines, err)
	}
	publish(func(r *revision.Revision) {
		s := &r.Form.Sections[0]
		s.Fields = append(s.Fields, revision.Field{Name: "so_ho", Label: "Số hộ", Type: revision.Text, Required: true})
	})
	p = head.Get(here + "/phien-ban")
	if p.Status != 200 || !strings.Contains(p.Text(), "phải tiếp tục theo bản cũ") || !strings.Contains(p.Text(), "Số hộ") || p.Find("form textarea[name=reason]").Length() > 0 {
		t.Fatalf("%d %.2000s", p.Status, p.Text())
	}
	if p := head.PostForm(here+"/phien-ban", url.Values{"version": {"0"}, "reason": {"Cố chuyển"}}); p.Status != 409 {
		t.Errorf("moved although it makes something worse: %d", p.Status)
	}
	if p := w.Officer(office + ".thuly").Get(here + "/phien-ban"); p.Status != 403 {
		t.Errorf("a handler may: %d", p.Status)
	}
}
