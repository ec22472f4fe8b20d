package leak

import (
	"fmt"
	"time"

	"github.com/google/uuid"
)

// fillTheRest writes, as superuser, rows of several owners into the tables that
// the life of a dossier does not touch.
func (w *world) fillTheRest() {
	provincial := func(code string) (id uuid.UUID) {
		must(w.t, w.su.QueryRow(w.t.Context(), `SELECT id FROM app.tenant WHERE kind = 'province' AND province_code = $1`, code).Scan(&id))
		return id
	}
	var platform uuid.UUID
	must(w.t, w.su.QueryRow(w.t.Context(), `SELECT id FROM app.tenant WHERE kind = 'platform'`).Scan(&platform))
	homes := []struct {
		name, province string
		id             uuid.UUID
	}{{"a", "25", w.A}, {"b", "25", w.B}, {"e", "25", w.E}, {"f", "79", w.F}, {"p25", "25", provincial("25")}, {"p79", "79", provincial("79")}, {"p0", "", platform}}
	w.exec(`UPDATE app.tenant SET live_from = now() WHERE id = ANY ($1)`, []uuid.UUID{w.A, w.F})
	staff := map[string]uuid.UUID{}
	for _, h := range homes {
		for i, role := range []string{"handler", "commune_admin"} {
			if h.name[0] == 'p' {
				role = map[string]string{"p25": "provincial_admin", "p79": "provincial_admin", "p0": "platform_operator"}[h.name]
			}
			id := uuid.New()
			staff[fmt.Sprint(h.name, i)] = id
			w.exec(`INSERT INTO app.staff (id, username, full_name, email, phone, home_tenant, province_code) VALUES ($1, $2, 'Cán bộ', 'x@y.vn', '0900000000', $3, nullif($4, ''))`, id, fmt.Sprint("leak.", h.name, i), h.id, h.province)
			w.exec(`INSERT INTO app.staff_credential (staff_id, password_phc) VALUES ($1, 'x')`, id)
			w.exec(`INSERT INTO app.staff_invite (token_hash, staff_id, tenant_id, expires_at) VALUES ($1, $2, $3, now())`, id[:], id, h.id)
			w.exec(`INSERT INTO app.session (id, token_hash, kind, staff_id, tenant_id, expires_at) VALUES ($1, $2, 'staff', $3, $4, now())`, uuid.New(), id[:], id, h.id)
			w.exec(`INSERT INTO app.role_grant (id, tenant_id, province_code, staff_id, role) VALUES ($1, $2, nullif($3, ''), $4, $5)`, uuid.New(), h.id, h.province, id, role)
			w.exec(`INSERT INTO app.audit_entry (subject, subject_id, seq, kind, tenant_id, province_code, actor_kind, actor_name, at, prev, hash) VALUES ('account', $1, 0, 'account.invited', $2, nullif($3, ''), 'staff', 'x', now(), '', '')`, id, h.id, h.province)
		}
	}
	// B's clerk also works at E: E sees that colleague and no other of B's
	w.exec(`INSERT INTO app.role_grant (id, tenant_id, province_code, staff_id, role) VALUES ($1, $2, '25', $3, 'clerk')`, uuid.New(), w.E, staff["b0"])
	for _, r := range []uuid.UUID{w.R1, w.R2} {
		w.exec(`INSERT INTO app.session (id, token_hash, kind, resident_id, expires_at) VALUES ($1, $2, 'resident', $3, now())`, uuid.New(), r[:], r)
		w.exec(`INSERT INTO app.audit_entry (subject, subject_id, seq, kind, actor_kind, actor_name, at, prev, hash) VALUES ('resident', $1, 0, 'resident.signed_in', 'resident', 'x', now(), '', '')`, r)
		w.exec(`INSERT INTO app.login_state VALUES ($1, 'n', 'v', '/', $2, now())`, r[:], r)
		w.exec(`INSERT INTO app.phone_code (id, phone, code_hash, resident_id, expires_at) VALUES ($1, '0912345678', 'x', $2, now())`, uuid.New(), r)
	}
	w.exec(`INSERT INTO app.audit_entry (subject, subject_id, seq, kind, actor_kind, actor_name, at, prev, hash) VALUES ('province', $1, 0, 'province.onboarded', 'staff', 'x', now(), '', '')`, uuid.New())
	for _, h := range homes[4:6] { // what a province changes concerns its communes
		w.exec(`INSERT INTO app.calendar_version (id, tenant_id, province_code, no, data, at) VALUES ($1, $1, $2, 1, '{"week": {}}', now())`, h.id, h.province)
		w.exec(`INSERT INTO app.calendar_change (id, tenant_id, province_code, base, data, changed_at) VALUES ($1, $1, $2, 0, '{"week": {}}', now())`, h.id, h.province)
		w.exec(`INSERT INTO app.calendar_part (change_id, tenant_id, phase, edit, total, started_at) SELECT $1, id, 'try', 1, 0, now() FROM app.tenant WHERE province_code = $2 AND id = ANY ($3)`, h.id, h.province, []uuid.UUID{w.A, w.B, w.E, w.F})
		w.exec(`INSERT INTO app.river_job (kind, args, queue, max_attempts) SELECT 'recompute_calendar', jsonb_build_object('tenant_id', id::text, 'change_id', $1::text), 'bulk', 5 FROM app.tenant WHERE province_code = $2 AND id = ANY ($3)`, h.id, h.province, []uuid.UUID{w.A, w.B, w.E, w.F})
	}
	for i, h := range homes[:6] {
		w.exec(`INSERT INTO app.outage (id, province_code, tenant_id, from_at, till_at, reason, legal_basis, offices, made_at) VALUES ($1::uuid, $2, CASE WHEN $3::boolean THEN NULL ELSE $1::uuid END, now() - interval '1 hour', now(), 'x', 'x', 1, now())`, h.id, h.province, i >= 4)
		w.exec(`INSERT INTO app.outage_part (outage_id, tenant_id) VALUES ($1, $1)`, h.id)
		w.exec(`INSERT INTO app.rollup_time (tenant_id, province_code, procedure_id, month, upto, n) VALUES ($1, $2, $3, '2026-01-01', 60, 1)`, h.id, h.province, w.procedure)
		w.exec(`INSERT INTO app.time_figure (tenant_id, whole, province_code, procedure_id, n, median, ninety, since, counted_at) VALUES ($1, $4, $2, $3, 20, 60, 60, '2026-01-01', now())`, h.id, h.province, w.procedure, i >= 4)
	}
	for _, h := range homes[:4] {
		w.exec(`INSERT INTO app.tenant_key (tenant_id, wrapped) VALUES ($1, $2)`, h.id, []byte("wrapped for "+h.name))
		w.exec(`INSERT INTO app.calendar_version (id, tenant_id, province_code, no, data, at) VALUES ($1, $1, $2, 1, '{"week": {}}', now())`, h.id, h.province)
		w.exec(`INSERT INTO app.calendar_change (id, tenant_id, province_code, base, data, changed_at) VALUES ($1, $1, $2, 0, '{"week": {}}', now())`, h.id, h.province)
		w.exec(`INSERT INTO app.calendar_part (change_id, tenant_id, phase, edit, total, started_at) VALUES ($1, $1, 'try', 1, 0, now())`, h.id)
		w.exec(`INSERT INTO app.procedure_setting (province_code, tenant_id, procedure_id, enabled) VALUES ($1, $2, $3, true)`, h.province, h.id, w.procedure)
		w.exec(`INSERT INTO app.office_unit (tenant_id, key, title) VALUES ($1, 'kinh_te', 'Phòng Kinh tế')`, h.id)
		w.exec(`INSERT INTO app.signing_key (id, tenant_id, source, sealed, certificate, subject, valid_from, valid_until, added_name, added_at) VALUES (gen_random_uuid(), $1, 'file', 'x', 'x', 'x', now(), now(), 'x', now())`, h.id)
		w.exec(`INSERT INTO app.signing_key (id, tenant_id, staff_id, source, certificate, subject, valid_from, valid_until, added_name, added_at, state, withdrawn_at) VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'file', 'x', 'x', now(), now(), 'x', now(), 'withdrawn', now())`, h.id)
		w.exec(`INSERT INTO app.job_run (kind, tenant_id) VALUES ('sweep_tenant', $1)`, h.id)
		w.exec(`INSERT INTO app.river_job (kind, args, queue, max_attempts) VALUES ('sweep_tenant', jsonb_build_object('tenant_id', $1::text), 'bulk', 3)`, h.id)
	}
	// every dossier: came from the portal, with a file that is still there; a register was asked about its party, and has answered before
	w.exec(`INSERT INTO app.portal_filing (code, message_id, digest, dossier_id, tenant_id, answer, received_at) SELECT 'P' || code, 'M' || code, 'x', id, competent_tenant, '{}', now() FROM app.dossier WHERE state <> 'draft'`)
	w.exec(`INSERT INTO app.portal_file (id, dossier_id, tenant_id, position, component, title, required, name, path) SELECT gen_random_uuid(), id, competent_tenant, 0, 'x', 'x', false, 'x', '/x' FROM app.dossier WHERE state <> 'draft'`)
	for _, verdict := range []string{"", "match"} {
		w.exec(`INSERT INTO app.register_lookup (id, dossier_id, tenant_id, party_id, subject_name, register, basis, asked, asked_by, asked_name, asked_at, verdict, answered_at)
			SELECT gen_random_uuid(), d.id, d.competent_tenant, p.id, 'x', 'population', 'x', '[]', gen_random_uuid(), 'Lâm', now(), $1, CASE WHEN $1 <> '' THEN now() END FROM app.dossier d JOIN app.party p ON p.dossier_id = d.id AND p.role = 'applicant' AND p.position = 0 WHERE d.state <> 'draft'`, verdict)
	}
	// of each dossier one status is dead; each office is asked to send again what it could not
	w.exec(`UPDATE app.status_outbox SET state = 'dead', ended_at = now(), failed_key = 'down' WHERE id IN (SELECT DISTINCT ON (dossier_id) id FROM app.status_outbox ORDER BY dossier_id, seq)`)
	for _, h := range homes[:4] {
		w.exec(`INSERT INTO app.river_job (kind, args, queue, max_attempts) VALUES ('push_status', jsonb_build_object('tenant_id', $1::text, 'dossier_id', '00000000-0000-0000-0000-000000000000'), 'exchange', 10)`, h.id)
	}
	w.exec(`INSERT INTO app.river_job (kind, args, queue, max_attempts) SELECT 'push_status', jsonb_build_object('tenant_id', competent_tenant::text, 'dossier_id', id::text), 'exchange', 10 FROM app.dossier WHERE state <> 'draft'`)
	w.exec(`INSERT INTO app.river_job (kind, args, queue, max_attempts) VALUES ('send_code', '{"code_id": "00000000-0000-0000-0000-000000000001"}', 'interactive', 5)`)
	w.exec(`INSERT INTO app.river_job (kind, args, queue, max_attempts) VALUES ('sweep_all', '{}', 'bulk', 3)`)
	w.exec(`INSERT INTO app.sample_picture (id, title, mime, bytes, width, height) VALUES (gen_random_uuid(), 'Mẫu', 'image/jpeg', 'x', 1, 1)`)
	for _, p := range []string{"25", "79"} {
		w.exec(`INSERT INTO app.sample_picture (id, province_code, title, mime, bytes, width, height) VALUES (gen_random_uuid(), $1, 'Mẫu', 'image/jpeg', 'x', 1, 1)`, p)
		w.exec(`INSERT INTO app.slip_template VALUES ($1, 'M01', 1, '{}', gen_random_uuid(), 'Khải', now())`, p)
		w.exec(`INSERT INTO app.role_override VALUES ($1, 'handler', 'dossier', 'accept', true)`, p)
		w.exec(`INSERT INTO app.notice_text (province_code, template, channel, version, body, saved_by, saved_name, saved_at) VALUES ($1, 'dossier.accepted', 'sms', 1, 'x', gen_random_uuid(), 'x', now())`, p)
		w.exec(`INSERT INTO app.procedure_setting (province_code, procedure_id, enabled) VALUES ($1, $2, true)`, p, w.procedure)
		w.exec(`INSERT INTO app.procedure_import (id, province_code, name, content) VALUES ($1, $2, 'a.csv', '')`, uuid.New(), p)
		// its own draft, what it publishes, what it withdrew, and procedures of its own: one that everybody may know of and one under review
		known, hidden := uuid.New(), uuid.New()
		w.exec(`INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text, province_code, published_at) VALUES ($1, $2, 'Riêng', 'Riêng', 'Thử', 'Cấp xã', 'rieng', $3, now())`, known, "T"+p+".001", p)
		w.exec(`INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text, province_code) VALUES ($1, $2, 'Kín', 'Kín', 'Thử', 'Cấp xã', 'kin', $3)`, hidden, "T"+p+".002", p)
		w.revisionOf(w.procedure, p, 0, "draft")
		w.revisionOf(w.procedure, p, 1, "published")
		w.revisionOf(known, p, 1, "retired")
		w.revisionOf(known, p, 2, "published")
		w.revisionOf(hidden, p, 0, "in_review")
		w.exec(`INSERT INTO app.audit_entry (subject, subject_id, seq, kind, province_code, actor_kind, actor_name, at, prev, hash) VALUES ('revision', $1, 0, 'revision.saved', $2, 'staff', 'x', now(), '', '')`, uuid.New(), p)
	}
	w.revisionOf(w.procedure, "", 0, "draft")
	w.exec(`INSERT INTO app.procedure_import (id, name, content) VALUES ($1, 'a.csv', '')`, uuid.New())
	w.exec(`INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text) VALUES ($1, 'LEAK.9', 'Chưa soạn', 'Chưa soạn', 'Thử', 'Cấp xã', 'chua soan')`, uuid.New())
	w.exec(`INSERT INTO app.audit_entry (subject, subject_id, seq, kind, actor_kind, actor_name, at, prev, hash) VALUES ('revision', $1, 0, 'revision.saved', 'staff', 'x', now(), '', '')`, uuid.New())
	w.exec(`INSERT INTO app.simulated_message (id, channel, address, subject, body) VALUES ($1, 'sms', '0912345678', '', 'mô phỏng')`, uuid.New())
	w.exec(`INSERT INTO app.audit_anchor (day, heads, digest) VALUES ('2026-09-06', 1, 'x')`)
	w.exec(`INSERT INTO app.rate_bucket VALUES ('hash', now())`)
	// every dossier: a message about it, a look at each of its papers, a page preview, a slip, a job of a resident's upload
	w.exec(`INSERT INTO app.notice (id, tenant_id, dossier_id, resident_id, channel, template, address, body, dedupe) SELECT gen_random_uuid(), competent_tenant, id, resident_id, 'sms', 't', '0912345678', 'x', id::text FROM app.dossier`)
	// a slip of each dossier that has a code; every second one is drawn and kept
	w.exec(`INSERT INTO app.slip_issued (id, tenant_id, dossier_id, form, year, number, code, event, issued_at, issued_name) SELECT gen_random_uuid(), receiving_tenant, id, 'M01', 2020, row_number() OVER (), code, 'dossier.accepted', now(), 'Lâm' FROM app.dossier WHERE code IS NOT NULL AND receiving_tenant IS NOT NULL`)
	w.exec(`UPDATE app.slip_issued s SET content = '{}', kept_at = now(), document_id = (SELECT d.id FROM app.document d WHERE d.dossier_id = s.dossier_id LIMIT 1) WHERE number % 2 = 0 AND EXISTS (SELECT 1 FROM app.document d WHERE d.dossier_id = s.dossier_id)`)
	w.exec(`INSERT INTO app.notice_preference (resident_id, channel, updated_at) SELECT id, 'email', now() FROM app.resident`)
	w.exec(`INSERT INTO app.dossier_message (id, dossier_id, tenant_id, from_resident, author_id, author_name, body, created_at, answer_by) SELECT gen_random_uuid(), id, competent_tenant, true, coalesce(resident_id, gen_random_uuid()), 'Sen', 'Hỏi', now(), now() FROM app.dossier WHERE state <> 'draft'`)
	w.exec(`INSERT INTO app.dossier_message (id, dossier_id, tenant_id, from_resident, author_id, author_name, body, created_at) SELECT gen_random_uuid(), id, competent_tenant, false, gen_random_uuid(), 'Lâm', 'Đáp', now() FROM app.dossier WHERE state <> 'draft'`)
	// a file in each conversation, a request that is being written, a message that was taken back
	w.exec(`INSERT INTO app.document (id, tenant_id, dossier_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind) SELECT gen_random_uuid(), competent_tenant, id, 'message', competent_tenant || '/' || gen_random_uuid(), 'x', 'y', 1, 'image/jpeg', 'resident' FROM app.dossier WHERE state <> 'draft'`)
	w.exec(`UPDATE app.dossier_message m SET document_ids = ARRAY[d.id] FROM app.document d WHERE d.dossier_id = m.dossier_id AND d.purpose = 'message' AND m.from_resident`)
	w.exec(`INSERT INTO app.supplement_draft (id, dossier_id, tenant_id, saved_by, saved_name, saved_at) SELECT gen_random_uuid(), id, competent_tenant, gen_random_uuid(), 'Lâm', now() FROM app.dossier WHERE state <> 'draft'`)
	w.exec(`INSERT INTO app.supplement_draft (id, dossier_id, tenant_id, state, saved_by, saved_name, saved_at, decided_name, decided_at, decision) SELECT gen_random_uuid(), id, competent_tenant, 'refused', gen_random_uuid(), 'Lâm', now(), 'Trưởng', now(), 'x' FROM app.dossier WHERE state <> 'draft'`)
	w.exec(`INSERT INTO app.notice_undone (dossier_id, event, act_at, tenant_id, undone_by, undone_name, undone_at) SELECT id, 'dossier.accepted', now(), competent_tenant, gen_random_uuid(), 'Lâm', now() FROM app.dossier WHERE state <> 'draft'`)
	w.exec(`INSERT INTO app.document_access (id, document_id, dossier_id, tenant_id, actor_kind, actor_name) SELECT gen_random_uuid(), id, dossier_id, tenant_id, 'staff', 'Lâm' FROM app.document WHERE dossier_id IN (SELECT id FROM app.dossier WHERE state <> 'draft')`)
	w.exec(`INSERT INTO app.document_access (id, document_id, dossier_id, actor_kind, actor_name) SELECT gen_random_uuid(), id, dossier_id, 'resident', 'Sen' FROM app.document`)
	w.exec(`INSERT INTO app.document (id, tenant_id, dossier_id, purpose, parent_id, page, object_key, wrapped_key, sha256, size, content_type, created_by_kind) SELECT gen_random_uuid(), tenant_id, dossier_id, 'preview', id, 1, tenant_id || '/' || gen_random_uuid(), 'x', 'y', 1, 'image/webp', 'system' FROM app.document`)
	w.exec(`INSERT INTO app.document (id, tenant_id, dossier_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind, visible_to_resident) SELECT gen_random_uuid(), competent_tenant, id, 'evidence', competent_tenant || '/' || gen_random_uuid(), 'x', 'y', 1, 'application/pdf', 'staff', false FROM app.dossier WHERE state <> 'draft'`)
	// what every paper says, by the machine or as somebody confirmed it; some were used again, some taken out
	for i, state := range []string{"proposed", "confirmed"} {
		w.exec(`INSERT INTO app.document_kind (document_id, dossier_id, tenant_id, kind, state, read_at, confirmed_at) SELECT id, dossier_id, tenant_id, CASE WHEN $2 = 'confirmed' THEN 'khac' ELSE '' END, $2, now(), CASE WHEN $2 = 'confirmed' THEN now() END
			FROM (SELECT *, row_number() OVER (PARTITION BY dossier_id ORDER BY id) AS n FROM app.document WHERE purpose IN ('paper', 'result')) d WHERE n % 2 = $1`, i, state)
		w.exec(`INSERT INTO app.document_field (document_id, name, dossier_id, tenant_id, proposed, confirmed, state, decided_at) SELECT document_id, 'name_' || $1::int, dossier_id, tenant_id, 'x', CASE WHEN $2 = 'confirmed' THEN 'x' ELSE '' END, $2, CASE WHEN $2 = 'confirmed' THEN now() END FROM app.document_kind`, i, state)
	}
	w.exec(`INSERT INTO app.vault_removed (resident_id, document_id, removed_at) SELECT s.resident_id, d.id, now() FROM app.document d JOIN app.dossier s ON s.id = d.dossier_id WHERE d.purpose = 'paper'`)
	w.exec(`INSERT INTO app.vault_use (id, resident_id, dossier_id, tenant_id, document_id, source_document, component, title, sha256, statement, method, used_by, used_name, used_at) SELECT gen_random_uuid(), s.resident_id, s.id, d.tenant_id, d.id, gen_random_uuid(), 'x', 'x', 'y', 'Tôi đồng ý dùng giấy này', 'online', s.resident_id, 'Sen', now() FROM app.document d JOIN app.dossier s ON s.id = d.dossier_id WHERE d.purpose = 'paper'`)
	w.exec(`INSERT INTO app.document_page (document_id, page, tenant_id, dossier_id, body_text) SELECT id, 1, tenant_id, dossier_id, CASE purpose WHEN 'evidence' THEN 'Sổ trang 1/2026' ELSE 'x' END FROM app.document WHERE purpose <> 'preview'`)
	// every dossier: a file on its way, of which a piece came
	w.exec(`INSERT INTO app.upload (id, dossier_id, tenant_id, component, name, length, received, created_at) SELECT gen_random_uuid(), id, competent_tenant, 'x', 'x', 9, 1, now() FROM app.dossier`)
	w.exec(`INSERT INTO app.upload (id, dossier_id, tenant_id, component, name, length, received, created_at, staff_id) SELECT gen_random_uuid(), id, t, 'lo', 'x', 9, 1, now(), gen_random_uuid() FROM app.dossier, LATERAL (SELECT competent_tenant UNION SELECT receiving_tenant) x(t) WHERE t IS NOT NULL`)
	w.exec(`INSERT INTO app.upload_piece (upload_id, at, size, object_key, wrapped_key, sha256) SELECT id, 0, 1, tenant_id || '/' || gen_random_uuid(), 'x', 'y' FROM app.upload`)
	// every dossier: a line of the competent office's register that waits for its number, and one that has it
	w.exec(`INSERT INTO app.register_entry (id, tenant_id, dossier_id, seq, title, copies, prepared_by, prepared_name, received_at) SELECT gen_random_uuid(), competent_tenant, id, 1, 'Bằng', 1, gen_random_uuid(), 'Hạnh', now() FROM app.dossier WHERE state <> 'draft'`)
	w.exec(`INSERT INTO app.register_entry (id, tenant_id, dossier_id, seq, title, copies, prepared_by, prepared_name, received_at, register, year, ordinal, number, signed_by, signed_at) SELECT gen_random_uuid(), competent_tenant, id, 2, 'Bằng', 1, gen_random_uuid(), 'Hạnh', now(), 'leak', 2026, row_number() OVER (), 'x', gen_random_uuid(), now() FROM app.dossier WHERE state <> 'draft'`)
	offices := []uuid.UUID{w.A, w.B, w.C, w.D, w.E, w.F, w.G}
	// every commune digitizes a book: a scan that somebody looked at, papers that wait, one that was left out
	w.exec(`INSERT INTO app.old_session (id, tenant_id, title, procedure_id, revision_id, result_title, register, year_from, year_to, parted, opened_by, opened_name, opened_at)
		SELECT gen_random_uuid(), t.id, 'x', d.procedure_id, d.revision_id, 'x', 'x', 1995, 1995, 'page', gen_random_uuid(), 'x', now() FROM app.tenant t, (SELECT procedure_id, revision_id FROM app.dossier LIMIT 1) d WHERE t.id = ANY ($1)`, offices)
	w.exec(`INSERT INTO app.document (id, tenant_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind, visible_to_resident) SELECT id, tenant_id, 'batch', tenant_id || '/' || id, 'x', 'y', 1, 'application/pdf', 'staff', false FROM app.old_session`)
	w.exec(`INSERT INTO app.old_scan (document_id, session_id, tenant_id, sent_by, sent_name, sent_at) SELECT id, id, tenant_id, gen_random_uuid(), 'x', now() FROM app.old_session`)
	w.exec(`INSERT INTO app.old_paper (id, session_id, tenant_id, scan_id, pages, position, state, note) SELECT gen_random_uuid(), id, tenant_id, id, '{1}', s.n, s.state, 'x' FROM app.old_session, (VALUES (1, 'parted'), (2, 'dropped')) s(n, state)`)
	// one waits for R1, who claims that in A; another person claims all but that in B; one scan whose papers are done long since
	w.exec(`INSERT INTO app.old_paper (id, session_id, tenant_id, scan_id, pages, position, state, register, year, number, full_name, birth_date) SELECT gen_random_uuid(), id, tenant_id, id, '{2}', 3, 'confirmed', 'x', 1995, '13', 'Bui Thi Sen', '1962-03-08' FROM app.old_session`)
	w.exec(`INSERT INTO app.old_claim (id, paper_id, tenant_id, resident_id, title, year, full_name, birth_date, id_number, made_at) SELECT gen_random_uuid(), p.id, p.tenant_id, r.id, 'x', 1995, 'x', 'x', 'x', now() FROM app.old_paper p, app.resident r WHERE p.state = 'confirmed' AND (r.id = $1 AND p.tenant_id <> $4 OR r.id = $2 AND p.tenant_id = $3)`, w.R2, w.R1, w.A, w.B)
	w.exec(`INSERT INTO app.document (id, tenant_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind, visible_to_resident) SELECT md5(s.id::text)::uuid, s.tenant_id, 'batch', s.tenant_id || '/' || md5(s.id::text)::uuid, 'x', 'y', 1, 'application/pdf', 'staff', false FROM app.old_session s`)
	w.exec(`INSERT INTO app.old_scan (document_id, session_id, tenant_id, sent_by, sent_name, sent_at, parted_at) SELECT md5(s.id::text)::uuid, s.id, s.tenant_id, gen_random_uuid(), 'x', now(), now() - interval '90 days' FROM app.old_session s`)
	w.exec(`INSERT INTO app.document_access (id, document_id, tenant_id, actor_kind, actor_name) SELECT gen_random_uuid(), id, tenant_id, 'staff', 'x' FROM app.old_session`)
	// every filed dossier is held, was held and is on a list; every office has a list of each state, a proof, files to delete, a quota
	w.exec(`INSERT INTO app.legal_hold (id, tenant_id, dossier_id, reason, legal_basis, placed_by, placed_name, placed_at) SELECT gen_random_uuid(), competent_tenant, id, 'x', 'x', gen_random_uuid(), 'x', now() FROM app.dossier WHERE state <> 'draft'`)
	w.exec(`INSERT INTO app.destruction_list (id, tenant_id, year, no, state, proposed_by, proposed_name, proposed_at, decided_by, decided_at, decision) SELECT gen_random_uuid(), t.id, 2026, s.no, s.state, gen_random_uuid(), 'x', now(), CASE WHEN s.no > 1 THEN gen_random_uuid() END, CASE WHEN s.no > 1 THEN now() END, 'x'
		FROM app.tenant t, (VALUES (1, 'proposed'), (2, 'approved'), (3, 'done')) s(no, state) WHERE t.id = ANY ($1)`, offices)
	w.exec(`INSERT INTO app.destruction_item (list_id, dossier_id, tenant_id, code, class_code, class_name, kept_until) SELECT DISTINCT ON (d.id) l.id, d.id, l.tenant_id, d.code, 'x', 'x', now() FROM app.dossier d JOIN app.destruction_list l ON l.tenant_id = d.competent_tenant AND l.state = 'proposed' WHERE d.state <> 'draft'`)
	w.exec(`INSERT INTO app.destruction_proof (list_id, tenant_id, code, procedure_code, class_code, class_name, legal_basis, ended_at, kept_until, documents, digest, proposed_by, proposed_name, decided_by, decided_name, decided_at, destroyed_at)
		SELECT id, tenant_id, 'x', 'x', 'x', 'x', 'x', now(), now(), '[]', '', gen_random_uuid(), 'x', gen_random_uuid(), 'x', now(), now() FROM app.destruction_list`)
	w.exec(`INSERT INTO app.destruction_object (object_key, list_id, tenant_id) SELECT tenant_id || '/' || id, id, tenant_id FROM app.destruction_list`)
	w.exec(`INSERT INTO app.storage_usage (tenant_id, province_code) SELECT id, province_code FROM app.tenant WHERE id = ANY ($1) ON CONFLICT DO NOTHING`, offices)
	w.exec(`INSERT INTO app.storage_quota (tenant_id, province_code, bytes, set_at, set_name) SELECT id, province_code, 1, now(), 'x' FROM app.tenant WHERE id = ANY ($1)`, offices)
	w.exec(`INSERT INTO app.storage_limit (province_code, bytes, reason, set_at, set_name) SELECT code, 1, 'x', now(), 'x' FROM app.province`)
	w.exec(`INSERT INTO app.retention_class (code, province_code, name, counted_from, legal_basis) SELECT 'ho_tich', code, 'x', 'ended', 'x' FROM app.province`)
	w.exec(`INSERT INTO app.river_job (kind, args, queue, max_attempts) SELECT 'digitize', jsonb_build_object('tenant_id', d.tenant_id, 'resident_id', s.resident_id, 'document_id', d.id), 'bulk', 5 FROM app.document d JOIN app.dossier s ON s.id = d.dossier_id WHERE d.created_by_kind IN ('resident', 'helper')`)
	w.exec(`INSERT INTO app.river_job (kind, args, queue, max_attempts) SELECT 'delete_blob', jsonb_build_object('tenant_id', $1::text, 'resident_id', $2::text, 'key', 'k'), 'bulk', 5`, w.A, w.R1)
	w.exec(`INSERT INTO app.river_queue (name, updated_at) VALUES ('interactive', $1)`, time.Now())
	w.exec(`INSERT INTO app.river_leader (leader_id, elected_at, expires_at) VALUES ('x', now(), now() + interval '1 s')`)
}

// revisionOf writes a revision in a state, with a snapshot while it is open.
func (w *world) revisionOf(procedure uuid.UUID, province string, no int, state string) {
	id := uuid.New()
	w.exec(`INSERT INTO app.revision (id, procedure_id, province_code, no, state, published_from, data) VALUES ($1, $2, nullif($3, ''), $4, $5, CASE WHEN $4::int > 0 THEN now() END, '{}')`, id, procedure, province, no, state)
	if no == 0 {
		w.exec(`INSERT INTO app.revision_presence (revision_id, staff_id, province_code, name, since, seen_at) VALUES ($1, gen_random_uuid(), nullif($2, ''), 'Vân', now(), now())`, id, province)
		w.exec(`INSERT INTO app.revision_snapshot (revision_id, version, province_code, data, saved_at) VALUES ($1, 1, nullif($2, ''), '{}', now())`, id, province)
	}
	// tried in each office that it would hold for
	w.exec(`INSERT INTO app.revision_trial (id, revision_id, province_code, procedure_id, version, data, parts, asked_at) VALUES ($1, $1, nullif($2, ''), $3, 1, '{}', 1, now())`, id, province, procedure)
	offices := []uuid.UUID{w.A, w.B, w.C, w.D, w.E, w.F, w.G}
	w.exec(`INSERT INTO app.revision_trial_part (trial_id, tenant_id, found, pinned, done_at) SELECT $1, id, '{}', '[]', now() FROM app.tenant WHERE $2 IN ('', province_code) AND id = ANY ($3)`, id, province, offices)
	w.exec(`INSERT INTO app.river_job (kind, args, queue, max_attempts) SELECT 'try_revision', jsonb_build_object('tenant_id', id::text, 'trial_id', $1::text), 'bulk', 5 FROM app.tenant WHERE $2 IN ('', province_code) AND id = ANY ($3)`, id, province, offices)
}
