package leak

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// narrow is one definer function: who may call it, and how it answers about
// what is the caller's own, somebody else's, and not there at all.
type narrow struct {
	name string
	may  []string // kinds with EXECUTE; a policy or trigger may need it beside them
	// ask builds a call about one id or code; own and foreign name targets.
	sql string
	// cases: an actor, what is its own (proof that the function answers) and what
	// must look exactly like something missing.
	cases []narrowCase
}

type narrowCase struct {
	actor   string
	own     []string
	foreign []string
}

var everyOther = []string{"other draft", "other submitted", "stranger's at A", "stranger's draft at A"}

// narrows is every SECURITY DEFINER function of the schema.
// In sql {id}, {code}, {version}, {handover}, {document}, {consultation}, {list}, {line} and {case} stand for the target's.
var narrows = []narrow{
	{name: "is_mine", may: []string{resident, helper}, sql: `SELECT app.is_mine({id})::text`, cases: []narrowCase{
		{"resident R1", []string{"draft", "accepted", "across: sent"}, everyOther},
		{"helper of helped: draft", []string{"helped: draft"}, append(everyOther, "draft", "accepted")},
	}},
	{name: "keeps", may: []string{workerFor, tenant, resident, helper}, sql: `SELECT app.keeps({document}, {id})::text`, cases: []narrowCase{
		{"worker for A", []string{"draft", "accepted"}, []string{"other draft", "other submitted"}}, {"worker for E", nil, []string{"draft", "accepted"}},
	}},
	{name: "being_destroyed"}, // the walls ask it
	{name: "refuse_unlawful_delete"},
	{name: "forget_resident"},
	{name: "count_stored"},
	{name: "files_of"}, // the one that destroys asks it
	{name: "destroy_dossier", may: []string{workerFor}, sql: `SELECT app.destroy_dossier((SELECT l.id FROM app.destruction_list l WHERE l.tenant_id = app.tenant_id() LIMIT 1), {id}, 0)`, cases: []narrowCase{
		{"worker for A", nil, []string{"other submitted", "other draft", "accepted", "draft"}},
	}},
	{name: "open_old_dossier", may: []string{tenant}, sql: `SELECT app.open_old_dossier({id}, gen_random_uuid(), gen_random_uuid(), 'x', now())`, cases: []narrowCase{
		{"tenant A", nil, []string{"other submitted", "accepted", "draft"}},
	}},
	{name: "issue_old_result", may: []string{tenant}, sql: `SELECT app.issue_old_result({id}, {id}, {document}, '1', 1995, now(), gen_random_uuid(), 'x', now())`, cases: []narrowCase{
		{"tenant A", nil, []string{"other submitted", "accepted", "draft"}},
	}},
	{name: "proven_me"}, // the two below ask it
	{name: "old_papers_offered", may: []string{resident, helper}},
	{name: "claim_old_paper", may: []string{resident, helper}, sql: `SELECT app.claim_old_paper(gen_random_uuid(), {id}, '13', now())`, cases: []narrowCase{
		{"resident R1", nil, []string{"other submitted", "accepted", "draft"}},
	}},
	{name: "scan_over", may: []string{workerFor}},
	{name: "province_bytes", may: []string{tenant}},
	{name: "fold_storage", may: []string{workerFor}},
	{name: "is_colleague", may: []string{tenant}},
	{name: "is_provincial", may: []string{platform}},
	{name: "tenant_key_get", may: []string{resident, helper, tenant, workerFor}},
	{name: "tenant_key_put", may: []string{resident, helper, tenant, workerFor}},
	{name: "rate_allow", may: []string{identity, public}},
	{name: "resident_for", may: []string{tenant}},
	{name: "search_ids", may: []string{tenant}},
	{name: "search_pages", may: []string{tenant}},
	{name: "next_code", may: []string{tenant}},
	{name: "next_number", may: []string{tenant, workerFor}},
	{name: "file_dossier", may: []string{resident, helper}, sql: `SELECT app.file_dossier({id}, {version}, now(), now(), 0)`, cases: []narrowCase{
		{"resident R1", []string{"draft", "accepted"}, everyOther},
		{"resident R2", []string{"other draft"}, []string{"draft", "accepted", "helped: draft", "of somebody not signed in"}},
		{"helper of helped: draft", []string{"helped: draft"}, append(everyOther, "draft", "accepted", "helped: submitted")},
	}},
	{name: "resident_move", may: []string{resident, helper}, sql: `SELECT app.resident_move({id}, {version}, 'stopped', NULL, NULL, 'withdrawn')`, cases: []narrowCase{
		{"resident R1", []string{"submitted", "draft"}, everyOther},
		{"helper of helped: submitted", nil, append(everyOther, "draft", "submitted", "helped: submitted")},
	}},
	{name: "correct_answers", may: []string{resident, helper}, sql: `SELECT app.correct_answers({id}, {version}, '{}')`, cases: []narrowCase{
		{"resident R1", []string{"awaiting_supplement"}, everyOther},
		{"helper of helped: submitted", nil, append(everyOther, "draft", "submitted", "helped: submitted")},
	}},
	{name: "use_vault_item", may: []string{resident, helper}, sql: `SELECT app.use_vault_item(gen_random_uuid(), {id}, {document}, {document}, 'x', 'x', 'Tôi đồng ý dùng giấy này', 'x', now())`, cases: []narrowCase{
		{"resident R1", []string{"draft", "accepted"}, everyOther},
		{"resident R2", []string{"other draft"}, []string{"draft", "accepted", "helped: draft"}},
		{"helper of helped: draft", nil, append(everyOther, "draft", "helped: draft")},
	}},
	{name: "was_listed"}, // the wall of files asks it
	{name: "may_copy_at_counter"},
	{name: "consent_at_counter", may: []string{tenant}, sql: `SELECT app.consent_at_counter(gen_random_uuid(), {id}, 'signature', repeat('Tôi đồng ý. ', 9), gen_random_uuid(), 'x', now())::text`, cases: []narrowCase{
		{"tenant A", []string{"submitted", "accepted", "processing"}, []string{"other draft", "other submitted", "stranger's draft at A", "draft", "across: sent"}},
		{"tenant E", nil, append(everyOther, "submitted", "accepted", "draft")},
	}},
	{name: "papers_at_counter", may: []string{tenant}, sql: `SELECT count(*)::text FROM app.papers_at_counter({id}, gen_random_uuid(), 'x', now())`, cases: []narrowCase{
		{"tenant A", []string{"submitted", "accepted"}, []string{"other draft", "other submitted", "stranger's draft at A", "draft", "across: sent"}},
		{"tenant E", nil, append(everyOther, "submitted", "accepted", "draft")},
	}},
	{name: "file_at_counter", may: []string{tenant}, sql: `SELECT count(*)::text FROM app.file_at_counter({id}, {document}, now())`, cases: []narrowCase{
		{"tenant A", []string{"submitted", "accepted"}, []string{"other draft", "other submitted", "stranger's draft at A", "draft", "across: sent"}},
		{"tenant E", nil, append(everyOther, "submitted", "accepted", "draft")},
	}},
	{name: "use_at_counter", may: []string{tenant}, sql: `SELECT app.use_at_counter(gen_random_uuid(), {id}, {document}, {document}, 'x', gen_random_uuid(), 'x', now())::text`, cases: []narrowCase{
		{"tenant A", []string{"submitted", "accepted"}, []string{"other draft", "other submitted", "stranger's draft at A", "draft", "across: sent"}},
		{"tenant E", nil, append(everyOther, "submitted", "accepted", "draft")},
	}},
	{name: "claim_drafts", may: []string{identity}},
	{name: "start_helped_draft", may: []string{tenant}, sql: `SELECT app.start_helped_draft({id}, gen_random_uuid(), '00000000-0000-0000-0000-0000000000aa', (SELECT id FROM app.procedure LIMIT 1), (SELECT id FROM app.revision LIMIT 1), app.tenant_id(), gen_random_uuid(), 'x', 'signature', 'x', now())`},
	{name: "helped_draft_owner", may: []string{tenant}, sql: `SELECT app.helped_draft_owner({id})::text`, cases: []narrowCase{
		{"tenant C", []string{"helped: draft"}, append(everyOther, "draft", "helped: submitted")},
		{"tenant A", nil, []string{"helped: draft", "draft", "stranger's draft at A"}},
	}},
	{name: "send_handover", may: []string{tenant}, sql: `SELECT app.send_handover(gen_random_uuid(), {id}, {version}, now(), NULL, 'x')`, cases: []narrowCase{
		{"tenant B", []string{"across: refused"}, append(everyOther, "submitted", "helped: submitted")},
		{"tenant A", nil, []string{"other draft", "other submitted", "stranger's draft at A", "draft", "across: refused"}},
		{"tenant E", nil, append(everyOther, "across: refused", "across: sent")},
	}},
	{name: "count_times", may: []string{workerFor}}, // of its own province, and 0 for any other office
	{name: "deliver_handover", may: []string{workerFor}, sql: `SELECT app.deliver_handover({handover}, now(), now())::text`, cases: []narrowCase{
		{"worker for B", []string{"across: sent"}, []string{"across: delivered"}}, {"worker for A", nil, []string{"across: sent"}}, {"worker for E", nil, []string{"across: sent"}},
	}},
	{name: "receive_handover", may: []string{tenant, workerFor}, sql: `SELECT app.receive_handover({id}, {version}, now(), NULL, 'x', false, now(), 'examine') IS NOT NULL`, cases: []narrowCase{
		{"tenant A", []string{"across: delivered", "across: sent"}, []string{"other draft", "other submitted", "draft", "stranger's draft at A", "helped: draft"}},
		{"tenant B", nil, []string{"across: delivered", "across: sent"}},
		{"tenant G", nil, []string{"across: delivered"}},
		{"worker for A", []string{"across: delivered"}, []string{"draft", "other submitted"}},
		{"worker for E", nil, []string{"across: delivered", "draft"}},
	}},
	{name: "refuse_handover", may: []string{tenant}, sql: `SELECT app.refuse_handover({id}, {version}, '2020-01-01', 'x', 'y', (SELECT id FROM app.tenant WHERE code = '08662'), gen_random_uuid(), 'x', now(), now())::text`, cases: []narrowCase{
		{"tenant A", []string{"across: delivered", "across: sent"}, []string{"other draft", "other submitted", "draft", "stranger's draft at A"}},
		{"tenant B", nil, []string{"across: delivered", "across: sent"}},
		{"tenant E", nil, []string{"across: delivered", "draft"}},
	}},
	{name: "send_handover_again", may: []string{tenant}, sql: `SELECT app.send_handover_again(gen_random_uuid(), {id}, {version}, (SELECT id FROM app.tenant WHERE code = '04978'), 'x', now(), NULL, 'x')`, cases: []narrowCase{
		{"tenant B", []string{"across: refused"}, append(everyOther, "submitted")},
		{"tenant A", nil, []string{"across: refused", "other draft", "other submitted", "draft"}},
		{"tenant G", nil, []string{"across: refused"}},
	}},
	{name: "raise_coordination", may: []string{tenant}, sql: `SELECT app.raise_coordination({case}, 'x', now(), 'x', now())`, cases: []narrowCase{
		{"tenant B", []string{"across: refused"}, nil}, {"tenant A", nil, []string{"across: refused", "across: raised"}}, {"tenant P", nil, []string{"across: refused", "across: raised"}}, {"tenant G", nil, []string{"across: refused"}},
	}},
	{name: "decide_coordination", may: []string{tenant}, sql: `SELECT app.decide_coordination({case}, gen_random_uuid(), (SELECT id FROM app.tenant WHERE code = '04978'), 'x', now(), NULL, 'x', now(), now())`, cases: []narrowCase{
		{"tenant P", []string{"across: raised"}, []string{"across: refused"}}, {"tenant B", nil, []string{"across: refused", "across: raised"}}, {"tenant A", nil, []string{"across: raised"}},
	}},
	{name: "papers_wait", may: []string{tenant, workerFor}, sql: `SELECT app.papers_wait(gen_random_uuid(), {id}, 'papers', 'x', now(), now())::text`, cases: []narrowCase{
		{"tenant A", nil, []string{"other submitted", "other draft", "draft", "across: raised"}}, {"tenant E", nil, []string{"across: sent", "across: accepted"}}, {"tenant G", nil, []string{"across: refused"}}, {"worker for E", nil, []string{"across: sent", "draft"}},
	}},
	{name: "papers_wait_at"},
	{name: "make_handover_list", may: []string{tenant}, sql: `SELECT app.make_handover_list(gen_random_uuid(), 900, 2026, (SELECT id FROM app.tenant WHERE code = '04978'), ARRAY[{line}], '', now(), NULL, 'x')`, cases: []narrowCase{
		{"tenant B", []string{"across: sent"}, []string{"papers on their way"}}, {"tenant A", nil, []string{"across: sent", "papers on their way"}}, {"tenant E", nil, []string{"across: sent"}},
	}},
	{name: "hand_over_list", may: []string{tenant}, sql: `SELECT (app.hand_over_list({list}, now(), NULL, 'x')).kind`, cases: []narrowCase{
		{"tenant B", []string{"papers on a list", "papers on their way"}, []string{"across: on the way"}}, {"tenant A", nil, []string{"papers on a list", "papers on their way"}}, {"tenant E", nil, []string{"papers on a list"}},
	}},
	{name: "cancel_handover_list", may: []string{tenant}, sql: `SELECT app.cancel_handover_list({list})`, cases: []narrowCase{
		{"tenant B", []string{"papers on a list"}, []string{"across: on the way"}}, {"tenant A", nil, []string{"papers on a list", "papers on their way"}}, {"tenant E", nil, []string{"papers on a list"}},
	}},
	{name: "answer_handover_line", may: []string{tenant}, sql: `SELECT app.answer_handover_line({line}, true, '', gen_random_uuid(), now(), now(), NULL, 'x')::text`, cases: []narrowCase{
		{"tenant A", []string{"papers on their way"}, []string{"papers on a list", "across: on the way", "across: sent"}}, {"tenant B", []string{"across: on the way"}, []string{"papers on a list", "papers on their way"}}, {"tenant E", nil, []string{"papers on their way"}},
	}},
	{name: "collect_payment", may: []string{tenant}, sql: `SELECT app.collect_payment({id}, {version}, 'x', now()::date, '', now(), NULL, 'x', gen_random_uuid(), now(), now(), 1)::text`, cases: []narrowCase{
		{"tenant B", []string{"across: awaiting_payment"}, []string{"awaiting_payment", "other submitted", "draft"}}, {"tenant A", nil, []string{"awaiting_payment", "across: awaiting_payment"}}, {"tenant E", nil, []string{"across: awaiting_payment"}},
	}},
	{name: "hand_back_result", may: []string{tenant}, sql: `SELECT app.hand_back_result({id}, {version}, 'on_the_way')`, cases: []narrowCase{
		{"tenant A", []string{"across: decided"}, []string{"other decided", "draft", "stranger's draft at A"}},
		{"tenant C", nil, []string{"helped: accepted", "decided", "across: decided"}},
		{"tenant F", nil, []string{"decided", "across: decided"}},
	}},
	{name: "return_result", may: []string{tenant}, sql: `SELECT app.return_result({id}, {version}, now())`, cases: []narrowCase{
		{"tenant A", []string{"decided"}, []string{"other decided", "draft"}},
		{"tenant B", []string{"across: decided"}, []string{"decided", "draft"}},
		{"tenant G", nil, []string{"decided", "passed on"}},
		{"tenant D", nil, []string{"consulted"}},
	}},
	{name: "pass_competence", may: []string{tenant, workerFor}, sql: `SELECT app.pass_competence({id}, {version}, (SELECT id FROM app.tenant WHERE code = 'T25'), now(), gen_random_uuid(), 'x', 'x', 'handler', 'work', '', now())`, cases: []narrowCase{
		{"tenant A", []string{"accepted", "submitted"}, []string{"other draft", "other submitted", "stranger's draft at A", "draft", "across: sent", "across: delivered", "passed up"}},
		{"tenant B", nil, []string{"across: accepted", "across: sent", "accepted"}},
		{"tenant G", nil, []string{"passed on", "accepted"}},
		{"tenant D", nil, []string{"consulted"}},
		{"tenant P", []string{"passed up"}, []string{"accepted", "draft"}},
		{"worker for A", []string{"accepted"}, []string{"other draft", "other submitted", "stranger's draft at A", "draft"}},
		{"worker for E", nil, []string{"accepted", "draft"}},
	}},
	{name: "keeps_paper", may: []string{tenant}, sql: `SELECT app.keeps_paper({document}, {id})::text`, cases: []narrowCase{
		{"tenant A", []string{"accepted", "processing"}, []string{"other submitted", "other draft", "draft", "across: sent", "across: delivered"}},
		{"tenant D", nil, []string{"consulted", "accepted"}},
		{"tenant E", nil, []string{"accepted", "draft"}},
	}},
	{name: "answer_consultation", may: []string{tenant}, sql: `SELECT app.answer_consultation({consultation}, 'agree', 'x', NULL, 'x', now())::text`, cases: []narrowCase{
		{"tenant D", []string{"consulted", "consulted, answered", "consulted, closed"}, nil},
		{"tenant A", nil, []string{"consulted", "consulted, answered"}},
		{"tenant E", nil, []string{"consulted", "consulted, answered"}},
		{"tenant P", nil, []string{"consulted"}},
	}},
	{name: "note_closed_question", may: []string{tenant}, sql: `SELECT app.note_closed_question({consultation}, 'x', now())`, cases: []narrowCase{
		{"tenant D", []string{"consulted, closed"}, nil},
		{"tenant A", nil, []string{"consulted, closed", "consulted"}},
		{"tenant E", nil, []string{"consulted, closed", "consulted"}},
	}},
	{name: "answer_draft", may: []string{resident, helper}, sql: `SELECT app.answer_draft({id}, NULL, true, '', now())::text`, cases: []narrowCase{
		{"resident R1", []string{"shown"}, everyOther},
		{"resident R2", nil, []string{"shown", "accepted"}},
		{"helper of helped: submitted", nil, append(everyOther, "shown", "helped: submitted")},
	}},
	{name: "rebase_dossier", may: []string{tenant}, sql: `SELECT app.rebase_dossier({id}, {version}, (SELECT v.id FROM app.revision v JOIN app.procedure p ON p.id = v.procedure_id WHERE p.code = 'LEAK.1' AND v.province_code = '25' AND v.state = 'published'), '', now())`, cases: []narrowCase{
		{"tenant A", []string{"submitted", "accepted", "processing"}, []string{"other submitted", "other draft", "draft", "stranger's draft at A"}},
		{"tenant B", nil, []string{"accepted", "across: accepted", "across: refused", "draft"}},
		{"tenant G", nil, []string{"passed on"}},
		{"tenant D", nil, []string{"consulted"}},
	}},
	{name: "track_sector", may: []string{public}, sql: `SELECT to_jsonb(t)::text FROM app.track_sector({code}, '0123') t`},
	{name: "resident_from_portal", may: []string{workerFor}},
	{name: "land_portal_filing", may: []string{workerFor}},
	{name: "portal_seen", may: []string{public}}, // what was answered about a code; behind the portal's signature
	{name: "track", may: []string{public}, sql: `SELECT to_jsonb(t)::text FROM app.track({code}, '0123') t`},
	{name: "check_result", may: []string{public}},
	{name: "check_result_file", may: []string{public}},
	{name: "take_number", may: []string{tenant}},
	{name: "open_book", may: []string{tenant}},
	{name: "close_book", may: []string{tenant}},
	{name: "notice_report", may: []string{public}},
	{name: "wish_of"}, // asked by party_wishes only
	{name: "party_wishes", may: []string{workerFor}, sql: `SELECT to_jsonb(t)::text FROM app.party_wishes({id}) t`, cases: []narrowCase{
		{"worker for A", []string{"accepted"}, []string{"other submitted", "draft"}}, {"worker for E", nil, []string{"accepted"}},
	}},
	{name: "province_read_dossier", may: []string{province}, sql: `SELECT to_jsonb(t)::text FROM app.province_read_dossier({code}, 'kiểm tra đơn phản ánh', gen_random_uuid(), 'x', now()) t`, cases: []narrowCase{
		{"province 25", []string{"accepted", "across: decided"}, []string{"other submitted", "other decided"}},
		{"province 79", []string{"other submitted"}, []string{"accepted", "across: decided", "helped: accepted"}},
	}},
	{name: "pinned_dossiers", may: []string{province}}, // counts; see functions_single_test.go
	{name: "pinned_provinces", may: []string{platform}},
	{name: "office_holdings", may: []string{province, platform}}, // roles held, by office; see functions_single_test.go
	// of the daily job; what they take is old and nobody's
	{name: "sweep_drafts", may: []string{workerFor}},
	{name: "sweep_nobody", may: []string{workerFor}},
	{name: "sweep_transient", may: []string{workerFor}},
	{name: "sweep_uploads", may: []string{workerFor}},
	// triggers
	{name: "audit_chain"},
	{name: "project_dossier"},
	{name: "project_consultation"},
	{name: "close_questions"},
	{name: "roll_dossier"},
	{name: "note_status"},
	{name: "roll_time"},
	{name: "follow_dossier"},
	{name: "credit_dossier"},
	{name: "credit_paper"},
	{name: "credit_obligation"},
	{name: "credit_register"},
	{name: "roll_supplement"},
}

// checkFunctions: every definer function is known here, may be called by exactly
// those kinds, and (those named in only; empty is all) answers about what is somebody else's as about nothing at all.
func checkFunctions(ctx context.Context, w *world, su pgx.Tx, d door, only ...string) (failed []string, err error) {
	fail := func(format string, args ...any) { failed = append(failed, fmt.Sprintf(format, args...)) }
	names, err := collect[string](ctx, su, `SELECT DISTINCT proname::text FROM pg_proc WHERE pronamespace = 'app'::regnamespace AND prosecdef ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if !slices.ContainsFunc(narrows, func(x narrow) bool { return x.name == n }) {
			fail("app.%s passes walls and is not in the leak suite: each new function arrives with its line in functions_test.go", n)
		}
	}
	f, err := w.facts(ctx, su)
	if err != nil {
		return nil, err
	}
	for _, n := range narrows {
		if !slices.Contains(names, n.name) {
			fail("functions_test.go lists %s, which is no definer function", n.name)
			continue
		}
		may, err := collect[string](ctx, su, `SELECT r.rolname::text FROM pg_roles r, pg_proc p WHERE p.pronamespace = 'app'::regnamespace AND p.proname = $1 AND r.rolname = ANY ($2) AND has_function_privilege(r.oid, p.oid, 'EXECUTE')`, n.name, roles())
		if err != nil {
			return nil, err
		}
		for _, k := range kinds {
			if has, should := slices.Contains(may, who{kind: k}.role()), slices.Contains(n.may, k); has != should {
				fail("%s: may call app.%s: %v", k, n.name, has)
			}
		}
		for _, c := range n.cases {
			if !chosen(only, n.name) {
				continue
			}
			err := d.as(ctx, w.actor(c.actor), func(tx pgx.Tx) error {
				missing, err := answer(ctx, tx, n.sql, nobodys("H44.00000-000000-0000", 1))
				if err != nil {
					return err
				}
				ask := func(name string) (string, error) {
					r := f.dossiers[w.byName[name]]
					code := r.text("code")
					if code == "" {
						code = "H44.00000-000000-0000"
					}
					t := nobodys(code, r.num("version"))
					t.id = r.id("id")
					for _, l := range f.rows["handover_line"] {
						if l.id("dossier_id") == t.id && l.text("state") != "withdrawn" {
							t.line, t.list = l.id("id"), l.id("list_id")
						}
					}
					for _, x := range f.rows["coordination"] {
						if x.id("dossier_id") == t.id {
							t.coordination = x.id("id")
						}
					}
					for _, q := range f.rows["consultation"] {
						if q.id("dossier_id") == t.id {
							t.consultation = q.id("id")
						}
					}
					for _, h := range f.rows["handover"] {
						if h.id("dossier_id") == t.id {
							t.handover = h.id("id")
						}
					}
					for _, h := range f.docs {
						if h.id("dossier_id") == t.id && h.is("tenant_id", r.id("competent_tenant")) {
							t.document = h.id("id")
						}
					}
					return answer(ctx, tx, n.sql, t)
				}
				for _, name := range c.own {
					if got, err := ask(name); err != nil {
						return err
					} else if got == missing {
						fail("%s: app.%s answers about its own %q as if it were missing: %s", c.actor, n.name, name, got)
					}
				}
				for _, name := range c.foreign {
					if got, err := ask(name); err != nil {
						return err
					} else if got != missing {
						fail("LEAK: %s: app.%s answers about %q with %s, about nothing with %s", c.actor, n.name, name, got, missing)
					}
				}
				return nil
			})
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", n.name, c.actor, err)
			}
		}
	}
	return failed, nil
}

// target is one dossier as a call names it.
type target struct {
	id, handover, document, consultation, list, line, coordination uuid.UUID
	code                                                           string
	version                                                        int
}

// nobodys names nothing that there is.
func nobodys(code string, version int) target {
	return target{uuid.New(), uuid.New(), uuid.New(), uuid.New(), uuid.New(), uuid.New(), uuid.New(), code, version}
}

// answer is all that a caller learns: the rows, or the error's code and words.
func answer(ctx context.Context, tx pgx.Tx, sql string, t target) (string, error) {
	lit := func(id uuid.UUID) string { return "'" + id.String() + "'::uuid" }
	sql = strings.NewReplacer("{id}", lit(t.id), "{handover}", lit(t.handover), "{document}", lit(t.document), "{consultation}", lit(t.consultation), "{list}", lit(t.list), "{line}", lit(t.line), "{case}", lit(t.coordination), "{code}", "'"+t.code+"'", "{version}", fmt.Sprint(t.version)).Replace(sql)
	var out string
	err := try(ctx, tx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql)
		if err != nil {
			return err
		}
		vs, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (string, error) { v, err := r.Values(); return fmt.Sprint(v...), err })
		out = fmt.Sprintf("%q", vs)
		return err
	})
	if c := code(err); c == "42883" || c == "42601" || c == "42703" {
		return "", err // the test's own mistake
	}
	if err != nil {
		return err.Error(), nil
	}
	return out, nil
}
