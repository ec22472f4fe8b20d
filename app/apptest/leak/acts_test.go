package leak

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// act is one thing a tenant may want to do to a dossier, as SQL that a mistake
// in Go could send. $1 is the dossier, $2 its version, $3 the acting tenant.
type act struct {
	name, sql string
	may       func(f *facts, t uuid.UUID, d row) bool
}

func move(state, more string) string {
	return `UPDATE app.dossier SET state = '` + state + `'` + more + `, version = version + 1 WHERE id = $1 AND version = $2 AND state <> '` + state + `'`
}

// decides: it holds the dossier, and the matter is its to decide.
func decides(f *facts, t uuid.UUID, d row, states ...string) bool {
	return f.holds(t, d.id("id")) && d.is("competent_tenant", t) && in(d, states...)
}

func in(d row, states ...string) bool {
	for _, s := range states {
		if d.text("state") == s {
			return true
		}
	}
	return false
}

// acts is DESIGN.md section 5 as the database enforces it.
var acts = []act{
	{"accept", move("accepted", ", accepted_at = now()"), func(f *facts, t uuid.UUID, d row) bool {
		return decides(f, t, d, "submitted", "awaiting_supplement", "awaiting_payment", "withdrawal_requested")
	}},
	{"work on", move("processing", ""), func(f *facts, t uuid.UUID, d row) bool {
		return decides(f, t, d, "accepted", "awaiting_supplement", "awaiting_payment", "withdrawal_requested")
	}},
	{"ask for payment", move("awaiting_payment", ""), func(f *facts, t uuid.UUID, d row) bool { return decides(f, t, d, "accepted", "processing") }},
	{"decide", move("decided", ", outcome = 'granted', decided_at = now()"), func(f *facts, t uuid.UUID, d row) bool {
		return decides(f, t, d, "accepted", "processing")
	}},
	{"decline", move("declined", ""), func(f *facts, t uuid.UUID, d row) bool {
		return f.holds(t, d.id("id")) && (in(d, "submitted") || in(d, "awaiting_supplement") && d.null("accepted_at"))
	}},
	{"ask for papers", move("awaiting_supplement", ""), func(f *facts, t uuid.UUID, d row) bool {
		return f.holds(t, d.id("id")) && in(d, "submitted", "accepted", "processing")
	}},
	{"stop", move("stopped", ""), func(f *facts, t uuid.UUID, d row) bool {
		return f.holds(t, d.id("id")) && in(d, "submitted", "accepted", "processing", "awaiting_supplement", "awaiting_payment", "withdrawal_requested")
	}},
	{"pass on without a handover", move("in_transit", ""), func(*facts, uuid.UUID, row) bool { return false }},
	{"make a draft of it", move("draft", ""), func(*facts, uuid.UUID, row) bool { return false }},
	{"write over somebody's version", `UPDATE app.dossier SET step = 'x', version = version WHERE id = $1 AND version = $2`, func(*facts, uuid.UUID, row) bool { return false }},
	{"take it", `UPDATE app.dossier SET holder_tenant = $3::uuid, version = version + 1 WHERE id = $1 AND version = $2`, func(*facts, uuid.UUID, row) bool { return false }},
	{"give it away", `UPDATE app.dossier SET competent_tenant = $3::uuid, version = version + 1 WHERE id = $1 AND version = $2`, func(*facts, uuid.UUID, row) bool { return false }},
	{"lock it", `SELECT 1 FROM app.dossier WHERE id = $1 AND version = $2 FOR UPDATE`, func(f *facts, t uuid.UUID, d row) bool { return f.holds(t, d.id("id")) }},
	{"open a task", `INSERT INTO app.task (id, dossier_id, tenant_id, seq, step, title, role, started_at) SELECT gen_random_uuid(), $1, $3, 900 + $2, 'x', 'x', 'handler', now()`, onlyHolder},
	{"draft a result", `INSERT INTO app.result (id, dossier_id, tenant_id, title, outcome, state, drafted_by, drafted_name, drafted_at) SELECT gen_random_uuid(), $1, $3, 'x', 'granted', 'sent_back', gen_random_uuid(), 'x', now() WHERE $2 > 0`, onlyHolder},
	{"write into the register", `INSERT INTO app.register_entry (id, tenant_id, dossier_id, seq, title, copies, prepared_by, prepared_name, received_at) SELECT gen_random_uuid(), $3, $1, 90, 'x', 1, gen_random_uuid(), 'x', now() WHERE $2 > 0`, onlyHolder},
	{"write a numbered line", `INSERT INTO app.register_entry (id, tenant_id, dossier_id, seq, title, copies, prepared_by, prepared_name, received_at, register, year, ordinal, number, signed_by, signed_at) SELECT gen_random_uuid(), $3, $1, 91, 'x', 1, gen_random_uuid(), 'x', now(), 'x', 2026, 900 + $2, 'x', gen_random_uuid(), now()`, func(*facts, uuid.UUID, row) bool { return false }},
	{"take a number back", `DELETE FROM app.register_entry WHERE dossier_id = $1 AND $2 > 0 AND ordinal IS NOT NULL`, func(*facts, uuid.UUID, row) bool { return false }},
	{"request papers", `INSERT INTO app.supplement (id, dossier_id, tenant_id, round, state, before_acceptance, items, asked_name, asked_at, closes_at) SELECT gen_random_uuid(), $1, $3, 90, 'lapsed', true, '[]', 'x', now(), now() WHERE $2 > 0`, onlyHolder},
	{"pass a notice on", `INSERT INTO app.financial_obligation (id, dossier_id, tenant_id, round, state, amount, purpose, payee, notice_number, notice_date, legal_basis, asked_name, asked_at) SELECT gen_random_uuid(), $1, $3, 90, 'cancelled', 1, 'x', 'x', 'x', now(), 'x', 'x', now() WHERE $2 > 0`, decidingHolder},
	{"record a payment", `UPDATE app.financial_obligation SET state = 'fulfilled' WHERE dossier_id = $1 AND $2 > 0`, hasRow("financial_obligation")},
	{"change what is owed", `UPDATE app.financial_obligation SET amount = 1 WHERE dossier_id = $1 AND $2 > 0`, func(*facts, uuid.UUID, row) bool { return false }},
	{"pause the clock", `INSERT INTO app.clock_entry (id, dossier_id, tenant_id, seq, kind, at) SELECT gen_random_uuid(), $1, $3, 90, 'pause', now() WHERE $2 > 0`, onlyHolder},
	{"add a paper", `INSERT INTO app.paper (id, dossier_id, tenant_id, component, title, required) SELECT gen_random_uuid(), $1, $3, 'x', 'x', false WHERE $2 > 0`, func(f *facts, t uuid.UUID, d row) bool { return f.addsPapers(t, d.id("id")) }},
	{"judge the papers", `UPDATE app.paper SET state = 'confirmed' WHERE dossier_id = $1 AND $2 > 0`, onlyHolder},
	{"change the tasks", `UPDATE app.task SET note = 'x' WHERE dossier_id = $1 AND $2 > 0`, hasRow("task")},
	{"change the result", `UPDATE app.result SET content = 'x' WHERE dossier_id = $1 AND $2 > 0`, func(f *facts, t uuid.UUID, d row) bool {
		for _, r := range f.rows["result"] {
			if r.id("dossier_id") == d.id("id") && slices.Contains([]string{"issued", "revoked", "replaced"}, r.text("state")) {
				return false // what was issued is never edited
			}
		}
		return hasRow("result")(f, t, d)
	}},
	{"issue a second result", `INSERT INTO app.result (id, dossier_id, tenant_id, title, outcome, state, drafted_by, drafted_name, drafted_at, replaces) SELECT gen_random_uuid(), $1, $3, 'x', 'granted', 'issued', gen_random_uuid(), 'x', now(), r.id FROM app.result r WHERE r.dossier_id = $1 AND r.state = 'issued' AND $2 > 0`, func(*facts, uuid.UUID, row) bool { return false }},
	{"consult", `INSERT INTO app.consultation (id, dossier_id, tenant_id, to_tenant, question, asked_name, asked_at) SELECT gen_random_uuid(), $1, $3, $3, 'x', 'x', now() WHERE $2 > 0`, onlyHolder},
	{"write its history", `INSERT INTO app.audit_entry (subject, subject_id, seq, kind, tenant_id, actor_kind, actor_name, at, prev, hash) SELECT 'dossier', $1, 0, 'x', $3, 'staff', 'x', now(), '', '' WHERE $2 > 0`, func(f *facts, t uuid.UUID, d row) bool { return f.reads(t, d.id("id")) }},
	{"move its history to another dossier", `UPDATE app.audit_entry SET data = '{}' WHERE subject_id = $1 AND $2 > 0`, func(*facts, uuid.UUID, row) bool { return false }},
	{"send it on", `SELECT app.send_handover(gen_random_uuid(), $1, $2, now(), NULL, 'x')`, func(f *facts, t uuid.UUID, d row) bool {
		return f.holds(t, d.id("id")) && d.is("receiving_tenant", t) && !d.is("competent_tenant", t) && in(d, "submitted") && !f.coordinated(d.id("id"), true)
	}},
	{"receive it", `SELECT app.receive_handover($1, $2, now(), NULL, 'x', false, now(), 'examine')`, func(f *facts, t uuid.UUID, d row) bool {
		return in(d, "in_transit") && d.is("competent_tenant", t) && f.delivered(d.id("id"))
	}},
	{"refuse it", `SELECT app.refuse_handover($1, $2, '2020-01-01', 'x', 'y', (SELECT id FROM app.tenant WHERE code = '08662'), gen_random_uuid(), 'x', now(), now())`, func(f *facts, t uuid.UUID, d row) bool {
		return in(d, "in_transit") && d.is("competent_tenant", t)
	}},
	{"send it again to who refused it", `SELECT app.send_handover_again(gen_random_uuid(), $1, $2, (SELECT id FROM app.tenant WHERE code = '04978'), 'x', now(), NULL, 'x')`, func(f *facts, t uuid.UUID, d row) bool {
		return f.holds(t, d.id("id")) && d.is("receiving_tenant", t) && in(d, "submitted") && f.coordinated(d.id("id"), false)
	}},
	{"take what is owed", `SELECT app.collect_payment($1, $2, 'x', now()::date, '', now(), NULL, 'x', gen_random_uuid(), now(), now(), 1)`, func(f *facts, t uuid.UUID, d row) bool {
		return in(d, "awaiting_payment") && d.is("receiving_tenant", t) && !f.holds(t, d.id("id"))
	}},
	{"write a list itself", `INSERT INTO app.handover_line (id, dossier_id, kind, from_tenant, to_tenant, code, procedure_name, applicant_name, since, due_at) SELECT gen_random_uuid(), $1, 'papers', $3, '00000000-0000-0000-0000-0000000000dd', 'x', 'x', 'x', now(), now() WHERE $2 > 0`, func(*facts, uuid.UUID, row) bool { return false }},
	{"send the result back", `SELECT app.hand_back_result($1, $2, 'on_the_way')`, func(f *facts, t uuid.UUID, d row) bool {
		return in(d, "decided") && d.is("competent_tenant", t) && d.text("result_place") == "competent"
	}},
	{"take the result back", `SELECT app.hand_back_result($1, $2, 'receiving')`, func(f *facts, t uuid.UUID, d row) bool {
		return in(d, "decided") && d.is("receiving_tenant", t) && d.text("result_place") == "on_the_way"
	}},
	{"hand the result out", `SELECT app.return_result($1, $2, now())`, func(f *facts, t uuid.UUID, d row) bool {
		return in(d, "decided") && (d.is("receiving_tenant", t) || d.is("competent_tenant", t))
	}},
	{"pass it up to the province", `SELECT app.pass_competence($1, $2, (SELECT id FROM app.tenant WHERE code = 'T25'), now(), gen_random_uuid(), 'x', 'x', 'handler', 'work', '', now())`, func(f *facts, t uuid.UUID, d row) bool {
		return decides(f, t, d, "accepted", "processing") && f.inProvince(t, "25") && f.tenants[t].text("kind") == "commune" && !f.hasResult(d.id("id"))
	}},
	{"pass it to the neighbour", `SELECT app.pass_competence($1, $2, (SELECT id FROM app.tenant WHERE code = '04795'), now(), gen_random_uuid(), 'x', 'x', 'handler', 'work', '', now())`, func(*facts, uuid.UUID, row) bool { return false }},
	{"pass it up to another province", `SELECT app.pass_competence($1, $2, (SELECT id FROM app.tenant WHERE code = 'T01'), now(), gen_random_uuid(), 'x', 'x', 'handler', 'work', '', now())`, func(*facts, uuid.UUID, row) bool { return false }},
	{"pass it back to the commune", `SELECT app.pass_competence($1, $2, d.former_tenant, now(), gen_random_uuid(), 'x', 'x', 'handler', 'work', '', now()) FROM app.dossier d WHERE d.id = $1`, func(f *facts, t uuid.UUID, d row) bool {
		was := f.tenants[d.id("former_tenant")]
		return decides(f, t, d, "accepted", "processing") && f.tenants[t].text("kind") == "province" && was.text("kind") == "commune" && !f.hasResult(d.id("id"))
	}},
	{"pass it down to another commune", `SELECT app.pass_competence($1, $2, (SELECT id FROM app.tenant WHERE code = '08662'), now(), gen_random_uuid(), 'x', 'x', 'handler', 'work', '', now())`, func(*facts, uuid.UUID, row) bool { return false }},
	{"ask with a stranger's paper", `INSERT INTO app.consultation (id, dossier_id, tenant_id, to_tenant, question, document_ids, asked_name, asked_at) SELECT gen_random_uuid(), $1, $3, $3, 'x', ARRAY['00000000-0000-0000-0000-0000000000dd'::uuid], 'x', now() WHERE $2 > 0`, func(*facts, uuid.UUID, row) bool { return false }},
	{"make the answer itself", `UPDATE app.consultation SET answer = 'x' WHERE dossier_id = $1 AND $2 > 0`, func(*facts, uuid.UUID, row) bool { return false }},
	{"say that an open question is answered", `UPDATE app.consultation SET state = 'answered' WHERE dossier_id = $1 AND state = 'open' AND $2 > 0`, func(*facts, uuid.UUID, row) bool { return false }},
	{"take a question back", `UPDATE app.consultation SET state = 'cancelled' WHERE dossier_id = $1 AND $2 > 0`, func(f *facts, t uuid.UUID, d row) bool {
		for _, r := range f.rows["consultation"] {
			if r.id("dossier_id") == d.id("id") && r.is("tenant_id", t) && r.null("taken_at") {
				return true
			}
		}
		return false
	}},
	{"move it to the revision that holds", `SELECT app.rebase_dossier($1, $2, (SELECT v.id FROM app.revision v WHERE v.procedure_id = (SELECT procedure_id FROM app.dossier WHERE id = $1) AND v.province_code = '25' AND v.state = 'published'), '', now())`, func(f *facts, t uuid.UUID, d row) bool {
		return decides(f, t, d, "submitted", "accepted", "processing") && f.inProvince(t, "25")
	}},
	{"move it to another procedure's revision", `SELECT app.rebase_dossier($1, $2, (SELECT v.id FROM app.revision v WHERE v.procedure_id <> (SELECT procedure_id FROM app.dossier WHERE id = $1) AND v.state = 'published' AND v.no = 1 LIMIT 1), '', now())`, func(*facts, uuid.UUID, row) bool { return false }},
	{"go on in the helped draft", `SELECT 1 WHERE app.helped_draft_owner($1) IS NOT NULL AND $2 > 0`, func(f *facts, t uuid.UUID, d row) bool {
		return in(d, "draft") && d.is("supporting_tenant", t)
	}},
}

// decidingHolder: who only received it asks nobody for money in its name.
func decidingHolder(f *facts, t uuid.UUID, d row) bool {
	return f.holds(t, d.id("id")) && d.is("competent_tenant", t)
}

func onlyHolder(f *facts, t uuid.UUID, d row) bool { return f.holds(t, d.id("id")) }

func hasRow(table string) func(*facts, uuid.UUID, row) bool {
	return func(f *facts, t uuid.UUID, d row) bool {
		for _, r := range f.rows[table] {
			if r.id("dossier_id") == d.id("id") && r.is("tenant_id", t) && f.holds(t, d.id("id")) {
				return true
			}
		}
		return false
	}
}

// hasResult: a result is in work or issued.
func (f *facts) hasResult(dossier uuid.UUID) bool {
	for _, r := range f.rows["result"] {
		if r.id("dossier_id") == dossier && r.text("state") != "sent_back" {
			return true
		}
	}
	return false
}

// coordinated: an office refused it, and it is looked for whose it is; by the province, or not yet.
func (f *facts) coordinated(dossier uuid.UUID, raised bool) bool {
	for _, r := range f.rows["coordination"] {
		if r.id("dossier_id") == dossier && r.text("state") == "open" && r.null("raised_to") != raised {
			return true
		}
	}
	return false
}

func (f *facts) delivered(dossier uuid.UUID) bool {
	for _, h := range f.rows["handover"] {
		if h.id("dossier_id") == dossier && h.text("state") == "delivered" {
			return true
		}
	}
	return false
}

// checkActs lets every commune try every act on every dossier of the world, so
// in every state and in every role. only names acts; empty is all of them.
func checkActs(ctx context.Context, w *world, su pgx.Tx, d door, only ...string) (failed []string, err error) {
	f, err := w.facts(ctx, su)
	if err != nil {
		return nil, err
	}
	done := map[string]int{}
	for _, c := range w.communes() {
		err := d.as(ctx, w.actor("tenant "+c.name), func(tx pgx.Tx) error {
			p := &probe{f: f, w: w}
			for _, a := range acts {
				if !chosen(only, a.name) {
					continue
				}
				items := map[string]row{}
				for name, id := range w.byName {
					r := f.dossiers[id]
					items[name] = row{"id": id.String(), "version": r["version"], "tenant": c.id.String()}
				}
				sql := strings.NewReplacer("$1", "($1 ->> 'id')::uuid", "$2", "($1 ->> 'version')::int", "$3", "($1 ->> 'tenant')::uuid").Replace(a.sql)
				got, err := p.outcomes(ctx, tx, sql, items)
				if err != nil {
					return fmt.Errorf("%s: %w", a.name, err)
				}
				for name, id := range w.byName {
					should := a.may(f, c.id, f.dossiers[id])
					ok := got[name] == "LK001"
					if ok {
						done[a.name]++
					}
					if ok != should {
						word := "cannot"
						if ok {
							word = "LEAK: can"
						}
						failed = append(failed, fmt.Sprintf("tenant %s %s %s: %q, in state %s (%s)", c.name, word, a.name, name, f.dossiers[id].text("state"), got[name]))
					}
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for _, a := range acts {
		if !chosen(only, a.name) {
			continue
		}
		// an act that nobody can do at all would prove nothing
		possible := false
		for _, c := range w.communes() {
			for _, d := range f.dossiers {
				possible = possible || a.may(f, c.id, d)
			}
		}
		if possible && done[a.name] == 0 {
			failed = append(failed, "nobody could "+a.name+": the baseline is missing")
		}
	}
	return failed, nil
}

// checkProjection recomputes the lists from the dossiers: who has a line, and
// what stands in it. Whoever only helped or was asked sees code and state.
func checkProjection(ctx context.Context, w *world, su pgx.Tx) (failed []string, err error) {
	f, err := readFacts(ctx, su)
	if err != nil {
		return nil, err
	}
	lines := f.rows["tenant_dossier"]
	for name, id := range w.byName {
		d := f.dossiers[id]
		for _, c := range w.communes() {
			r, has := lines[c.id.String()+" "+id.String()]
			if has != f.lists(c.id, id) {
				failed = append(failed, fmt.Sprintf("the list of tenant %s has %q: %v", c.name, name, has))
				continue
			}
			if !has {
				continue
			}
			if r.text("code") != d.text("code") || r.yes("holder") != f.holds(c.id, id) || f.reads(c.id, id) && (r.text("state") != d.text("state") || r.text("applicant_name") != d.text("applicant_name")) {
				failed = append(failed, fmt.Sprintf("tenant %s's line of %q is stale: %v", c.name, name, r))
			}
			if !f.reads(c.id, id) && (r.text("applicant_name") != "" || !r.null("procedure_id") || r.text("step") != "" || !r.null("assignee") || r.text("search_text") != strings.ToLower(d.text("code")) || !strings.HasPrefix(r.text("sort_due"), "9999-")) {
				failed = append(failed, fmt.Sprintf("LEAK: tenant %s's line of %q says more than code and state: %v", c.name, name, r))
			}
		}
	}
	return failed, nil
}
