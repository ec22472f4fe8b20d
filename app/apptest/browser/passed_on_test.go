package browser_test

import (
	"net/url"
	"testing"

	"motcua/app/apptest"
	"motcua/app/walk"
	"motcua/storage/pgtest"
)

// passedOn sees what passes between offices: a hand-over list made, handed over
// and asked for, and refused dossiers at the office that received them and at
// the centre of its province.
func (b *eyes) passedOn(t *testing.T, a *album) {
	see := func(who string, c *apptest.Client, p *walk.Page) *walk.Page { a.saw(who, c.Browser(), p); return p }
	su := pgtest.Conn(t, b.w.DB.SuperURL)
	// a pile, a list on its way and two cases, of dossiers that the world has
	for _, sql := range []string{
		`INSERT INTO app.handover_line (id, dossier_id, kind, from_tenant, to_tenant, code, procedure_name, applicant_name, paper_titles, since, due_at)
			SELECT gen_random_uuid(), d.id, 'papers', $1, $2, d.code, 'Đăng ký thành lập hộ kinh doanh', d.applicant_name, '{Giấy đề nghị,Bản sao hợp đồng thuê}', now(), now() - interval '1 hour' FROM app.dossier d WHERE d.competent_tenant = $2 AND d.is_open AND d.accepted_at IS NOT NULL ORDER BY d.id LIMIT 3`,
		`INSERT INTO app.coordination (id, dossier_id, tenant_id, raised_to, raised_at, code, procedure_name, applicant_name, named_tenant, story, opened_at, due_at)
			SELECT gen_random_uuid(), d.id, $1, CASE WHEN row_number() OVER (ORDER BY d.id) > 1 THEN (SELECT id FROM app.tenant WHERE code = 'T25') END, CASE WHEN row_number() OVER (ORDER BY d.id) > 1 THEN now() END, d.code, 'Đăng ký thành lập hộ kinh doanh', d.applicant_name, (SELECT id FROM app.tenant WHERE code = '08662'),
			jsonb_build_array(jsonb_build_object('from', $1::uuid, 'to', $2::uuid, 'sent', now(), 'refused', now(), 'by', 'Nguyễn Thị Hạnh', 'reason', 'Cơ sở ở xã khác', 'right', (SELECT id FROM app.tenant WHERE code = '08662'), 'note', '')), now(), now() + interval '2 hours'
			FROM (SELECT * FROM app.dossier WHERE competent_tenant = $1 AND state <> 'draft' ORDER BY id LIMIT 2) d WHERE $2::uuid IS NOT NULL`,
	} {
		if _, err := su.Exec(t.Context(), sql, apptest.HoaBinh, apptest.KimBoi); err != nil {
			t.Fatal(err)
		}
	}
	far, desk := b.w.Officer("hoabinh.tiepnhan"), b.w.Officer("kimboi.tiepnhan")
	p := see("hoabinh.tiepnhan", far, far.Get("/cb/ban-giao"))
	see("hoabinh.tiepnhan", far, far.Submit(p, "main form", nil))
	p = see("hoabinh.tiepnhan", far, far.Submit(p, "main form", url.Values{"dong": {p.Find("[name=dong]").AttrOr("value", "")}}))
	far.Submit(p, "form[action$='/giao']", nil)
	p = see("kimboi.tiepnhan", desk, desk.Get(p.URL.Path))
	see("kimboi.tiepnhan", desk, desk.Submit(p, "form[action$='/nhan']", url.Values{"nhan_1": {"khong"}}))
	b.crawl(t, a, "hoabinh.giamdoc", "/cb/dieu-phoi")
	up := b.w.Officer("phutho.trungtam.giamdoc")
	p = see("phutho.trungtam.giamdoc", up, up.Get("/cb/dieu-phoi"))
	p = see("phutho.trungtam.giamdoc", up, up.Get(p.Find("main tbody a").First().AttrOr("href", "")))
	see("phutho.trungtam.giamdoc", up, up.Submit(p, "form[action$='/quyet-dinh']", nil))
}
