package browser_test

import (
	"testing"

	"github.com/google/uuid"

	"motcua/migrations"
	"motcua/storage/pgtest"
)

// kept gives one commune what years bring: a dossier past its term, a list that
// waits for a second person, and a book of earlier results with a paper to confirm.
func (b *eyes) kept(t *testing.T) {
	t.Helper()
	su := pgtest.Conn(t, b.w.DB.SuperURL)
	office, resident, old := migrations.TenantID("04978"), uuid.New(), uuid.New()
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{`INSERT INTO app.resident (id, full_name, level) VALUES ($1, 'Bùi Thị Sen', 3)`, []any{resident}},
		{`INSERT INTO app.dossier (id, code, procedure_id, revision_id, channel, filing, resident_id, receiving_tenant, competent_tenant, state, outcome, applicant_name, search_text, submitted_at, decided_at, returned_at)
			SELECT x.id, 'H44.04978-030101-000' || x.n, r.procedure_id, r.id, 'online', 'self', $2, $3, $3, 'returned', 'granted', 'Bùi Thị Sen', 'bui thi sen', now() - interval '23 years', now() - interval '23 years', now() - interval '23 years'
			FROM (SELECT id FROM app.revision WHERE procedure_id = $4 AND state = 'published' LIMIT 1) y JOIN app.revision r ON r.id = y.id, (VALUES (1, $1::uuid), (2, gen_random_uuid())) x(n, id)`, []any{old, resident, office, migrations.ProcedureID("2.000815")}},
		{`INSERT INTO app.destruction_list (id, tenant_id, year, no, proposed_by, proposed_name, proposed_at) VALUES ($1, $2, 2026, 1, gen_random_uuid(), 'Xa Thị Vân', now())`, []any{old, office}},
		{`INSERT INTO app.destruction_item (list_id, dossier_id, tenant_id, code, class_code, class_name, kept_until) VALUES ($1, $1, $2, 'H44.04978-030101-0001', 'chung_thuc_hop_dong', 'Hồ sơ chứng thực hợp đồng, giao dịch', now())`, []any{old, office}},
		{`INSERT INTO app.old_session (id, tenant_id, title, procedure_id, revision_id, result_title, register, year_from, year_to, parted, opened_by, opened_name, opened_at)
			SELECT $1, $2, 'Sổ khai sinh 1995', r.procedure_id, r.id, 'Giấy khai sinh', 'KS', 1995, 1995, 'page', gen_random_uuid(), 'Xa Thị Vân', now() FROM app.revision r WHERE r.procedure_id = $3 AND r.state = 'published' LIMIT 1`, []any{old, office, migrations.ProcedureID("1.001193")}},
		{`INSERT INTO app.document (id, tenant_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind, visible_to_resident, pages) VALUES ($1::uuid, $2::uuid, 'batch', $2::text || '/' || $1::text, 'x', 'x', 1, 'application/pdf', 'staff', false, 1)`, []any{old, office}},
		{`INSERT INTO app.old_scan (document_id, session_id, tenant_id, sent_by, sent_name, sent_at, parted_at) VALUES ($1, $1, $2, gen_random_uuid(), 'Xa Thị Vân', now(), now())`, []any{old, office}},
		{`INSERT INTO app.old_paper (id, session_id, tenant_id, scan_id, pages, position) VALUES ($1, $1, $2, $1, '{1}', 1)`, []any{old, office}},
	} {
		if _, err := su.Exec(t.Context(), q.sql, q.args...); err != nil {
			t.Fatal(err)
		}
	}
}
