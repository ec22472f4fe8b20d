package browser_test

import (
	"context"
	"encoding/json"
	"net/url"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/walk"
	"motcua/migrations"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// governed sees the life of a revision: begun, refused, under review, published,
// overtaken by the nation, and a procedure of the province's own; then a
// dossier that may move to what was published since.
func (b *eyes) governed(t *testing.T, a *album) {
	khai, van := b.w.Officer("phutho.quantri"), b.w.Officer("phutho.kiemsoat")
	see := func(who string, c *apptest.Client, p *walk.Page) *walk.Page { a.saw(who, c.Browser(), p); return p }
	const list = "/tinh/thu-tuc/2.000815/phien-ban"
	see("phutho.quantri", khai, khai.Get(list))
	p := khai.Submit(khai.Get(list), "main form[method=post]", nil)
	see("phutho.quantri", khai, p)
	here := p.URL.Path
	id := uuid.MustParse(here[len(list)+1:])
	rewrite := func(ctx context.Context, id uuid.UUID, change func(*revision.Revision)) {
		e, err := b.w.Revisions.Read(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		change(&e.Content)
		content, err := json.Marshal(&e.Content)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.w.Revisions.SaveDraft(ctx, procedures.SaveDraft{ID: id, Seen: e.Version.Version, Content: content}); err != nil {
			t.Fatal(err)
		}
	}
	var staff uuid.UUID
	if err := pgtest.Conn(t, b.w.DB.SuperURL).QueryRow(t.Context(), `SELECT id FROM app.staff WHERE username = 'phutho.quantri'`).Scan(&staff); err != nil {
		t.Fatal(err)
	}
	author := tenants.With(t.Context(), tenants.Province("25", tenants.Actor{Kind: "staff", ID: staff, Name: "Trần Đức Khải"}))
	rewrite(author, id, func(r *revision.Revision) { r.Summary, r.Steps = "", r.Steps[:1] })
	see("phutho.quantri", khai, khai.Submit(khai.Get(here), "form[action$=gui-duyet]", nil))
	rewrite(author, id, func(r *revision.Revision) { *r = *b.national(t, "2.000815"); r.Who = "Người có bản chính" })
	see("phutho.quantri", khai, khai.Submit(khai.Get(here), "form[action$=gui-duyet]", nil))
	see("phutho.kiemsoat", van, van.Submit(van.Get(here), "form[action$=tra-lai]", url.Values{"reason": {""}}))
	see("phutho.kiemsoat", van, van.Submit(van.Get(here), "form[action$=cong-bo]", url.Values{"from": {"hôm qua"}, "note": {""}}))
	see("phutho.kiemsoat", van, van.Submit(van.Get(here), "form[action$=cong-bo]", url.Values{"note": {"125/QĐ-UBND ngày 20/11/2026"}}))
	see("phutho.kiemsoat", van, van.Get(list+"/so-sanh"))

	// the nation publishes after the province
	operator := func() context.Context {
		return tenants.With(t.Context(), tenants.Platform(tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Vận hành"}))
	}
	o := operator()
	decision := "163/QĐ-BTP ngày 1/11/2026"
	n, err := b.w.Revisions.StartDraft(o, procedures.StartDraft{Procedure: migrations.ProcedureID("2.000815")})
	if err != nil {
		t.Fatal(err)
	}
	rewrite(o, n, func(r *revision.Revision) { r.Summary, r.Who = "Bản sao được chứng thực", "Mọi người" })
	if err := b.w.Revisions.Submit(o, n, 0); err != nil {
		t.Fatal(err, procedures.ProblemsIn(err))
	}
	if err := b.w.Revisions.Publish(operator(), procedures.PublishRevision{ID: n, Note: &decision}); err != nil {
		t.Fatal(err)
	}
	see("phutho.quantri", khai, khai.Get(list))
	see("phutho.quantri", khai, khai.Get(list+"/cap-nhat"))
	vanhanh := b.w.Officer("vanhanh")
	see("vanhanh", vanhanh, vanhanh.Get("/nen-tang/thu-tuc/2.000815/phien-ban/so-sanh"))

	// a procedure of the province's own
	see("phutho.quantri", khai, khai.Submit(khai.Get("/tinh/thu-tuc/moi"), "main form", nil))
	see("phutho.quantri", khai, khai.Submit(khai.Get("/tinh/thu-tuc/moi"), "main form", url.Values{"name": {"Hỗ trợ trồng chè"}, "field": {"Nông nghiệp"}}))
	see("phutho.quantri", khai, khai.Get("/tinh/thu-tuc/T25.001/bai-bo"))
	see("phutho.quantri", khai, khai.Submit(khai.Get("/tinh/thu-tuc/T25.001/bai-bo"), "main form", url.Values{"from": {"1/1/2020"}}))
	b.rebased(t, a, author)
}

// national is the national revision of a procedure, fresh.
func (b *eyes) national(t *testing.T, code string) *revision.Revision {
	p, err := b.w.Catalogue.ByCode(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	content, err := json.Marshal(&p.Revision.Revision)
	if err != nil {
		t.Fatal(err)
	}
	r := &revision.Revision{}
	if err := json.Unmarshal(content, r); err != nil {
		t.Fatal(err)
	}
	return r
}

// rebased sees the page that moves a dossier to a newer revision: possible, and not.
func (b *eyes) rebased(t *testing.T, a *album, author context.Context) {
	su := pgtest.Conn(t, b.w.DB.SuperURL)
	var id, procedure uuid.UUID
	var code string
	if err := su.QueryRow(t.Context(), `SELECT d.id, d.procedure_id, x.code FROM app.dossier d JOIN app.tenant x ON x.id = d.competent_tenant WHERE x.code IN ('04978', '04795', '08662') AND d.holder_tenant = x.id
		AND d.state IN ('accepted', 'processing') AND NOT EXISTS (SELECT 1 FROM app.result r WHERE r.dossier_id = d.id) ORDER BY d.channel = 'online' DESC, d.id LIMIT 1`).Scan(&id, &procedure, &code); err != nil {
		t.Fatal(err)
	}
	head := b.w.Officer(map[string]string{"04978": "kimboi", "04795": "hoabinh", "08662": "daoxa"}[code] + ".lanhdaophong")
	for _, change := range []func(*revision.Revision){
		func(r *revision.Revision) { r.Who = "Công dân cư trú trong tỉnh" },
		func(r *revision.Revision) {
			// the steps have other keys, so no dossier can go on under it; the questions stay, because others file meanwhile
			for i := range r.Steps {
				s := &r.Steps[i]
				s.Key += "_moi"
				for j := range s.Next {
					s.Next[j].To += "_moi"
				}
				for j := range s.SendBack {
					s.SendBack[j] += "_moi"
				}
			}
		},
	} {
		v, err := b.w.Revisions.StartDraft(author, procedures.StartDraft{Procedure: procedure})
		if err != nil {
			t.Fatal(err)
		}
		e, err := b.w.Revisions.Read(author, v)
		if err != nil {
			t.Fatal(err)
		}
		change(&e.Content)
		content, err := json.Marshal(&e.Content)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.w.Revisions.SaveDraft(author, procedures.SaveDraft{ID: v, Seen: 1, Content: content}); err != nil {
			t.Fatal(err)
		}
		if err := b.w.Revisions.Submit(author, v, 0); err != nil {
			t.Fatal(err, procedures.ProblemsIn(err))
		}
		note := "12/QĐ-UBND"
		if err := b.w.Revisions.Publish(tenants.With(t.Context(), tenants.Province("25", tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Vân"})), procedures.PublishRevision{ID: v, Note: &note}); err != nil {
			t.Fatal(err)
		}
		p := head.Get("/cb/ho-so/" + id.String() + "/phien-ban")
		a.saw("lanhdaophong "+note, head.Browser(), p)
	}
}
