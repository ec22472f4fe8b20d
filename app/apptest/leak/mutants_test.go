package leak

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// check is one of the suite's own checks, run inside a transaction.
type check func(ctx context.Context, w *world, tx pgx.Tx) ([]string, error)

// on is the matrix for one kind of actor, one verb and one table.
func on(kind, verb, table string) check {
	return func(ctx context.Context, w *world, tx pgx.Tx) ([]string, error) {
		p, err := checkMatrix(ctx, w, tx, inside{tx}, focus{[]string{table}, []string{kind}, []string{verb}})
		if err != nil {
			return nil, err
		}
		return p.failed, nil
	}
}

func baseline(ctx context.Context, _ *world, tx pgx.Tx) ([]string, error) {
	return checkBaseline(ctx, tx)
}

func catalogue(ctx context.Context, _ *world, tx pgx.Tx) ([]string, error) {
	return checkCatalogue(ctx, tx)
}

func functions(only ...string) check {
	return func(ctx context.Context, w *world, tx pgx.Tx) ([]string, error) {
		return checkFunctions(ctx, w, tx, inside{tx}, only...)
	}
}

func single(ctx context.Context, w *world, tx pgx.Tx) ([]string, error) {
	return checkSingle(ctx, w, tx, inside{tx})
}

func states(only ...string) check {
	return func(ctx context.Context, w *world, tx pgx.Tx) ([]string, error) {
		return checkActs(ctx, w, tx, inside{tx}, only...)
	}
}

func projection(ctx context.Context, w *world, tx pgx.Tx) ([]string, error) {
	return checkProjection(ctx, w, tx)
}

// policy replaces one.
func policy(table, name, rest string) string {
	return fmt.Sprintf(`DROP POLICY %s ON app.%s; CREATE POLICY %s ON app.%s %s`, name, table, name, table, rest)
}

// without takes words out of a function, or puts others in their place.
func without(fn, words string, instead ...string) string {
	return fmt.Sprintf(`DO $m$ DECLARE d text := pg_get_functiondef('app.%s'::regproc); BEGIN
		IF position(%s IN d) = 0 THEN RAISE EXCEPTION 'the mutant no longer fits app.%s'; END IF;
		EXECUTE replace(d, %s, %s); END $m$`, fn, literal(words), fn, literal(words), literal(strings.Join(instead, "")))
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

const me = `(SELECT app.tenant_id())`

// mutants are walls broken on purpose; each must be noticed by its check.
var mutants = []struct {
	name, sql string
	by        check
}{
	{"the list without row-level security", `ALTER TABLE app.tenant_dossier DISABLE ROW LEVEL SECURITY`, on(tenant, "see", "tenant_dossier")},
	{"a table that its owner reads", `ALTER TABLE app.dossier NO FORCE ROW LEVEL SECURITY`, catalogue},
	{"one policy too many", `CREATE POLICY oops ON app.dossier FOR SELECT TO app_tenant USING (true)`, on(tenant, "see", "dossier")},
	{"dossiers inserted for anybody", policy("dossier", "ten_ins", `FOR INSERT TO app_tenant WITH CHECK (true)`), on(tenant, "add", "dossier")},
	{"results inserted for anybody", policy("result", "ten_ins", `FOR INSERT TO app_tenant, app_worker WITH CHECK (true)`), on(tenant, "add", "result")},
	{"children that ask for their author only", policy("task", "ten_upd", `FOR UPDATE TO app_tenant USING (tenant_id = `+me+`) WITH CHECK (tenant_id = `+me+`)`), on(tenant, "change", "task")},
	{"children that ask for a reader instead of the holder", policy("clock_entry", "ten_ins", `FOR INSERT TO app_tenant WITH CHECK (tenant_id = `+me+` AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id))`), on(tenant, "add", "clock_entry")},
	{"money asked for by whoever holds the dossier", policy("financial_obligation", "ten_ins", `FOR INSERT TO app_tenant WITH CHECK (tenant_id = `+me+`)`), on(tenant, "add", "financial_obligation")},
	{"what is owed shown to everybody", policy("financial_obligation", "res_sel", `FOR SELECT TO app_resident USING (true)`), on(resident, "see", "financial_obligation")},
	{"open when nothing is set", policy("tenant_dossier", "ten", `FOR SELECT TO app_tenant USING (tenant_id = `+me+` OR app.tenant_id() IS NULL)`), on(tenant, "see", "tenant_dossier")},
	{"a setting with a default", `CREATE OR REPLACE FUNCTION app.tenant_id() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT coalesce(nullif(current_setting('app.tenant_id', true), '')::uuid, (SELECT id FROM app.tenant WHERE code = '04978')) $$`, on(tenant, "see", "handover")},
	{"a role that bypasses", `ALTER ROLE app_tenant BYPASSRLS`, on(tenant, "see", "consent")},
	{"a role that bypasses, in the catalogue", `ALTER ROLE app_tenant BYPASSRLS`, catalogue},
	{"a resident's policy that honours a tenant's setting", policy("dossier", "res_sel", `FOR SELECT TO app_resident USING (resident_id = (SELECT app.resident_id()) OR competent_tenant = `+me+`)`), on(resident, "see", "dossier")},
	{"a helper who sees all of hers", policy("dossier", "res_sel", `FOR SELECT TO app_resident USING (resident_id = (SELECT app.resident_id()))`), on(helper, "see", "dossier")},
	{"a helper who reads the profile", policy("resident", "me", `TO app_resident USING (id = (SELECT app.resident_id()))`), on(helper, "see", "resident")},
	{"a province that sees the nation's figures", policy("rollup", "prov", `FOR SELECT TO app_province USING (true)`), on(province, "see", "rollup")},
	{"a province that sees dossiers", `GRANT SELECT ON app.tenant_dossier TO app_province; CREATE POLICY prov ON app.tenant_dossier FOR SELECT TO app_province USING (true)`, on(province, "see", "tenant_dossier")},
	{"an operator who sees residents", `GRANT SELECT ON app.resident TO app_platform; CREATE POLICY plat ON app.resident FOR SELECT TO app_platform USING (true)`, on(platform, "see", "resident")},
	{"an officer who sees drafts", policy("dossier", "ten_sel", `FOR SELECT TO app_tenant USING (competent_tenant = `+me+`)`), on(tenant, "see", "dossier")},
	{"a draft in the list", `INSERT INTO app.tenant_dossier (tenant_id, dossier_id, role, holder, state, is_open, sort_due, submitted_at, code, step, applicant_name, search_text) SELECT competent_tenant, id, 2, false, state, true, now(), now(), 'x', '', applicant_name, '' FROM app.dossier WHERE state = 'draft'`, projection},
	{"a helper's list with the name", without("project_dossier", `CASE WHEN r.role & 19 <> 0 THEN NEW.applicant_name ELSE '' END`, `NEW.applicant_name`) + `; UPDATE app.dossier SET search_text = search_text || ' x', version = version + 1 WHERE supporting_tenant IS NOT NULL`, projection},
	{"a helping tenant that reads the dossier", policy("dossier", "ten_sel", `FOR SELECT TO app_tenant USING (state <> 'draft' AND EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = `+me+` AND a.dossier_id = dossier.id))`), on(tenant, "see", "dossier")},
	{"a consulted tenant that gets every file", policy("document", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = `+me+` AND a.dossier_id = document.dossier_id))`), on(tenant, "see", "document")},
	{"an answer that the asker writes", `GRANT UPDATE (answer) ON app.consultation TO app_tenant`, states("make the answer itself")},
	{"an answer from anybody", without("answer_consultation", ` AND to_tenant = app.tenant_id()`), functions("answer_consultation")},
	{"what the portal was told, read by everybody", policy("status_outbox", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (true)`), on(tenant, "see", "status_outbox")},
	{"dead letters of another province", policy("status_outbox", "prov_upd", `FOR UPDATE TO app_province USING (state = 'dead')`) + `; ` + policy("status_outbox", "prov_sel", `FOR SELECT TO app_province USING (true)`), on(province, "change", "status_outbox")},
	{"the operator learns which dossier a status is of", `GRANT SELECT ON app.status_outbox TO app_platform`, catalogue},
	{"a register asked in another office's name", policy("register_lookup", "ten_ins", `FOR INSERT TO app_tenant WITH CHECK (true)`), on(tenant, "add", "register_lookup")},
	{"an answer of a register that is rewritten", policy("register_lookup", "ten_upd", `FOR UPDATE TO app_tenant USING (tenant_id = `+me+`)`), on(tenant, "change", "register_lookup")},
	{"filings that everybody reads", policy("portal_filing", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (true)`), on(workerFor, "see", "portal_filing")},
	{"questions that everybody reads", policy("consultation", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (true)`), on(tenant, "see", "consultation")},
	{"competence that a reader passes on", without("pass_competence", `holder_tenant = app.tenant_id() AND competent_tenant = app.tenant_id() AND `), functions("pass_competence")},
	{"competence passed to a neighbour", without("pass_competence", ` AND t.kind = 'province'`), states("pass it to the neighbour")},
	{"competence passed back to a commune that never had it", without("pass_competence", ` AND t.id = d.former_tenant`), states("pass it down to another commune")},
	{"papers of a question that is over", policy("document", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = `+me+` AND a.dossier_id = document.dossier_id AND a.role & 19 <> 0) OR EXISTS (SELECT 1 FROM app.consultation c WHERE c.to_tenant = `+me+` AND coalesce(document.parent_id, document.id) = ANY (c.document_ids)))`), on(tenant, "see", "document")},
	{"pages of every paper of a dossier that one was asked about", policy("document", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (EXISTS (SELECT 1 FROM app.tenant_dossier a WHERE a.tenant_id = `+me+` AND a.dossier_id = document.dossier_id AND a.role & 19 <> 0) OR EXISTS (SELECT 1 FROM app.consultation c WHERE c.to_tenant = `+me+` AND c.dossier_id = document.dossier_id AND c.state IN ('open', 'answered') AND (document.id = ANY (c.document_ids) OR document.purpose = 'preview')))`), on(tenant, "see", "document")},
	{"a closed question that anybody takes note of", without("note_closed_question", ` AND to_tenant = app.tenant_id()`), functions("note_closed_question")},
	{"a worker that decides by itself", `DROP POLICY sector_only ON app.result`, on(workerFor, "add", "result")},
	{"where dossiers of others lie", policy("sector_case", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (true)`), on(tenant, "see", "sector_case")},
	{"tracking a sector system without the digits", without("track_sector", `AND p_last4 ~ '^[0-9]{4}$'
     AND EXISTS (SELECT 1 FROM app.party p WHERE p.dossier_id = d.id AND (right(p.phone, 4) = p_last4 OR right(p.id_number, 4) = p_last4))`), single},
	{"signing keys of every office", policy("signing_key", "ten_sel", `FOR SELECT TO app_tenant USING (true)`), on(tenant, "see", "signing_key")},
	{"units of every office", policy("office_unit", "ten", `TO app_tenant USING (true) WITH CHECK (true)`), on(tenant, "see", "office_unit")},
	{"results shown before they are issued", policy("result", "res_sel", `FOR SELECT TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = result.dossier_id))`), on(resident, "see", "result")},
	{"the office's remarks shown to the resident", policy("audit_entry", "res_sel", `FOR SELECT TO app_resident USING (subject = 'dossier' AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = subject_id))`), on(resident, "see", "audit_entry")},
	{"a paper that names a stranger's file", policy("paper", "res_ins", `FOR INSERT TO app_resident WITH CHECK (tenant_id IS NULL AND state = 'pending' AND checked_by IS NULL AND EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state IN ('draft', 'awaiting_supplement')))`), on(resident, "add", "paper")},
	{"receipts that every office reads", policy("vault_use", "ten", `FOR SELECT TO app_tenant USING (true)`), on(tenant, "see", "vault_use")},
	{"a helper reads what was used", policy("vault_use", "res", `FOR SELECT TO app_resident USING (resident_id = (SELECT app.resident_id()))`), on(helper, "see", "vault_use")},
	{"what officers send shown to the resident", policy("upload", "res", `TO app_resident USING (EXISTS (SELECT 1 FROM app.dossier d WHERE d.id = dossier_id AND d.state IN ('draft', 'awaiting_supplement')))`), on(resident, "see", "upload")},
	{"what officers of every office send", policy("upload", "ten", `TO app_tenant USING (staff_id IS NOT NULL)`), on(tenant, "see", "upload")},
	{"a job takes back what was confirmed", policy("document_field", "wrk_del", `FOR DELETE TO app_worker USING (tenant_id = `+me+`)`), on(workerFor, "remove", "document_field")},
	{"every office says what a paper says", policy("document_kind", "ten_upd", `FOR UPDATE TO app_tenant USING (true)`), on(tenant, "change", "document_kind")},
	{"anybody writes the access log", policy("document_access", "ten_ins", `FOR INSERT TO app_tenant, app_worker WITH CHECK (tenant_id = `+me+`)`), on(tenant, "add", "document_access")},
	{"a worker that sees every message", policy("notice", "wrk", `TO app_worker USING (true) WITH CHECK (true)`), on(workerFor, "see", "notice")},
	{"how everybody wants to be told", policy("notice_preference", "wrk", `FOR SELECT TO app_worker USING (true)`), on(workerFor, "see", "notice_preference")},
	{"words between others and their counter", policy("dossier_message", "ten_sel", `FOR SELECT TO app_tenant USING (true)`), on(tenant, "see", "dossier_message")},
	{"words in the resident's name", policy("dossier_message", "ten_ins", `FOR INSERT TO app_tenant WITH CHECK (tenant_id = `+me+`)`), on(tenant, "add", "dossier_message")},
	{"another province's texts", policy("notice_text", "prov", `TO app_province USING (true) WITH CHECK (true)`), on(province, "add", "notice_text")},
	{"the staff of the nation", policy("staff", "ten", `FOR SELECT TO app_tenant, app_worker USING (true)`), on(tenant, "see", "staff")},
	{"a province that grants in another", policy("role_grant", "prov", `TO app_province USING (true) WITH CHECK (role <> 'platform_operator')`), on(province, "add", "role_grant")},
	{"jobs without row-level security", `ALTER TABLE app.river_job DISABLE ROW LEVEL SECURITY`, on(tenant, "see", "river_job")},
	{"jobs of residents' drafts", policy("river_job", "ten", `TO app_tenant USING (args ->> 'tenant_id' = `+me+`::text) WITH CHECK (args ->> 'tenant_id' = `+me+`::text)`), on(tenant, "see", "river_job")},
	{"jobs that a helper sees", `DROP POLICY narrowed ON app.river_job`, on(helper, "see", "river_job")},
	{"jobs in another tenant's name", policy("river_job", "ten", `TO app_tenant USING (args ->> 'tenant_id' = `+me+`::text AND args ->> 'resident_id' IS NULL) WITH CHECK (true)`), on(tenant, "add", "river_job")},
	{"a function that forgets the tenant", without("receive_handover", `competent_tenant = app.tenant_id() AND `), functions("receive_handover")},
	{"a function that knows drafts", without("return_result", ` AND state <> 'draft'`), functions("return_result")},
	{"a function that tells whose it is", without("file_dossier", `resident_id = app.resident_id() AND`), functions("file_dossier")},
	{"a function for everybody", `GRANT EXECUTE ON FUNCTION app.claim_drafts(uuid, uuid) TO PUBLIC`, functions("is_mine")},
	{"a function for one more role", `GRANT EXECUTE ON FUNCTION app.province_read_dossier(text, text, uuid, text, timestamptz) TO app_platform`, functions("is_mine")},
	{"a function nobody listed", `CREATE FUNCTION app.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM app.dossier'`, functions("is_mine")},
	{"a definer function without a search_path", `ALTER FUNCTION app.track(text, text) RESET search_path`, catalogue},
	{"drafts claimed from somebody known", without("claim_drafts", ` AND level = 0`), single},
	{"a search through everybody's papers", without("search_pages", `d.tenant_id = t AND `), single},
	{"a search through everything listed", without("search_ids", `d.role & 19 <> 0 AND `), single},
	{"a search through the nation", without("search_ids", `d.tenant_id = t AND `), single},
	{"tracking without the digits", without("track", `AND (right(p.phone, 4) = p_last4 OR right(p.id_number, 4) = p_last4)`), single},
	{"a province that reads the nation", without("province_read_dossier", ` AND t.province_code = app.province_code()`), functions("province_read_dossier")},
	{"a province that reads without a reason", without("province_read_dossier", `length(trim(coalesce(p_reason, ''))) < 10`, `false`), single},
	{"a province that leaves no trace", without("province_read_dossier", `'dossier.read_by_province'`, `'x'`), single},
	{"a counter that overwrites what was known", without("resident_for", `SET last_seen_at = now()`, `SET full_name = p_name, last_seen_at = now()`), single},
	{"no state table", `DROP TRIGGER guard ON app.dossier`, states("accept")},
	{"a receiving tenant that decides", policy("dossier", "ten_upd", `FOR UPDATE TO app_tenant, app_worker USING (holder_tenant = `+me+`) WITH CHECK (holder_tenant = `+me+`)`), states("accept")},
	{"a competent tenant that acts while it is on its way", policy("dossier", "ten_upd", `FOR UPDATE TO app_tenant USING (competent_tenant = `+me+`)`), states("accept")},
	{"a dossier that may be taken", `GRANT UPDATE (holder_tenant) ON app.dossier TO app_tenant; ` + policy("dossier", "ten_upd", `FOR UPDATE TO app_tenant USING (true)`), states("take it")},
	{"a view with its owner's rights", `CREATE VIEW app.everything AS SELECT * FROM app.dossier; GRANT SELECT ON app.everything TO app_tenant`, catalogue},
	{"a materialized view", `CREATE MATERIALIZED VIEW app.everything AS SELECT * FROM app.dossier`, catalogue},
	{"TRUNCATE", `GRANT TRUNCATE ON app.paper TO app_tenant`, catalogue},
	{"a grant to everybody", `GRANT SELECT ON app.bank TO PUBLIC`, catalogue},
	{"a scope that may become the owner", `GRANT app_owner TO app_tenant`, catalogue},
	{"a login that needs no scope", `GRANT SELECT ON app.dossier TO motcua_app`, catalogue},
	{"a login that inherits", `ALTER ROLE motcua_app INHERIT`, catalogue},
	{"a scope that owns", `ALTER TABLE app.rating OWNER TO app_tenant`, catalogue},
	{"a reference table that a scope writes", `GRANT INSERT ON app.bank TO app_province`, catalogue},
	{"a resident who reads what officers write to each other", `GRANT SELECT ON app.task TO app_resident`, catalogue},
	{"terms of another province", policy("retention_class", "prov", `TO app_province USING (true) WITH CHECK (true)`), on(province, "change", "retention_class")},
	{"holds that everybody reads", policy("legal_hold", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (true)`), on(tenant, "see", "legal_hold")},
	{"a hold on what one does not read", policy("legal_hold", "ten_ins", `FOR INSERT TO app_tenant WITH CHECK (tenant_id = `+me+`)`), on(tenant, "add", "legal_hold")},
	{"a list that begins as agreed to", policy("destruction_list", "ten_ins", `FOR INSERT TO app_tenant WITH CHECK (tenant_id = `+me+`)`), on(tenant, "add", "destruction_list")},
	{"anybody's dossier on a list", policy("destruction_item", "ten_ins", `FOR INSERT TO app_tenant WITH CHECK (tenant_id = `+me+` AND state = 'proposed')`), on(tenant, "add", "destruction_item")},
	{"proofs that everybody reads", policy("destruction_proof", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (true)`), on(tenant, "see", "destruction_proof")},
	{"files of another office to delete", policy("destruction_object", "wrk", `TO app_worker USING (true) WITH CHECK (true)`), on(workerFor, "remove", "destruction_object")},
	{"the room of every office", policy("storage_usage", "ten", `FOR SELECT TO app_tenant, app_worker USING (true)`), on(tenant, "see", "storage_usage")},
	{"quotas of another province", policy("storage_quota", "prov", `TO app_province USING (true) WITH CHECK (true)`), on(province, "change", "storage_quota")},
	{"a province that sets its own limit", `GRANT UPDATE ON app.storage_limit TO app_province; CREATE POLICY prov ON app.storage_limit TO app_province USING (province_code = (SELECT app.province_code()))`, on(province, "change", "storage_limit")},
	{"limits of every province", policy("storage_limit", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (true)`), on(tenant, "see", "storage_limit")},
	{"books of every office", policy("old_session", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (true)`), on(tenant, "see", "old_session")},
	{"scans in another's book", policy("old_scan", "ten_ins", `FOR INSERT TO app_tenant WITH CHECK (tenant_id = `+me+`)`), on(tenant, "add", "old_scan")},
	{"old papers that everybody reads", policy("old_paper", "ten_sel", `FOR SELECT TO app_tenant, app_worker USING (true)`), on(tenant, "see", "old_paper")},
	{"an old paper that is done, changed", policy("old_paper", "ten_upd", `FOR UPDATE TO app_tenant USING (tenant_id = `+me+`)`), on(tenant, "change", "old_paper")},
	{"whole scans of every office", policy("document", "ten_sel_loose", `FOR SELECT TO app_tenant USING (dossier_id IS NULL)`), on(tenant, "see", "document")},
	{"a whole scan that goes while a paper waits", policy("document", "wrk_del_scan", `FOR DELETE TO app_worker USING (tenant_id = `+me+` AND dossier_id IS NULL AND purpose = 'batch')`), on(workerFor, "remove", "document")},
	{"claims that every office reads", policy("old_claim", "ten_sel", `FOR SELECT TO app_tenant USING (true)`), on(tenant, "see", "old_claim")},
	{"claims of others", policy("old_claim", "res_sel", `FOR SELECT TO app_resident USING (true)`), on(resident, "see", "old_claim")},
	{"old papers offered by birth date alone", without("old_papers_offered", ` AND app.fold(p.full_name) = app.fold(r.full_name)`), single},
	{"old papers offered to whoever helps her", without("proven_me", ` AND app.only_dossier() IS NULL`), single},
	{"a table nobody listed", `CREATE TABLE app.newcomer (id uuid)`, baseline},
	{"a table nobody keeps in order", `CREATE TABLE app.newcomer (id uuid)`, catalogue},
	{"a world with nothing in it", `DELETE FROM app.notice`, baseline},
}

// testMutants runs the checks on the walls as they are, then on each mutant, in
// a transaction that nobody else sees and that is undone.
func testMutants(t *testing.T, w *world) {
	must(t, pgx.BeginFunc(t.Context(), w.su, func(tx pgx.Tx) (err error) {
		w.whole, err = readFacts(t.Context(), tx)
		return err
	}))
	defer func() { w.whole = nil }()
	run := func(sql string, c check) (failed []string, err error) {
		for range 3 {
			err = pgx.BeginFunc(t.Context(), w.su, func(tx pgx.Tx) error {
				if sql != "" {
					if _, err := tx.Exec(t.Context(), sql); err != nil {
						return fmt.Errorf("cannot break: %w", err)
					}
				}
				var err error
				if failed, err = c(t.Context(), w, tx); err != nil {
					return err
				}
				return errUndo
			})
			if err == errUndo {
				return failed, nil
			}
			if err == nil || !strings.Contains(err.Error(), "concurrently updated") { // another package bootstraps the same roles
				break
			}
			time.Sleep(200 * time.Millisecond)
		}
		return failed, err
	}
	for name, c := range map[string]check{"baseline": baseline, "catalogue": catalogue, "functions": functions("is_mine", "receive_handover"), "single": single, "states": states("accept", "take it"), "projection": projection, "matrix": on(tenant, "see", "tenant_dossier")} {
		if failed, err := run("", c); err != nil || len(failed) > 0 {
			t.Errorf("%s complains about walls that are whole: %v %v", name, failed, err)
		}
	}
	for _, m := range mutants {
		failed, err := run(m.sql, m.by)
		switch {
		case err != nil:
			t.Errorf("%s: %v", m.name, err)
		case len(failed) == 0:
			t.Errorf("NOT NOTICED: %s", m.name)
		default:
			t.Logf("%-60s %3d, first: %.140s", m.name, len(failed), failed[0])
		}
	}
}
