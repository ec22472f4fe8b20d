package workers_test

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"motcua/app/dossiers"
	"motcua/storage/pg"
)

// recorder keeps the statements that go to PostgreSQL in batches: the reads.
type recorder struct {
	mu   sync.Mutex
	sql  []string
	args [][]any
}

func (*recorder) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}
func (*recorder) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (*recorder) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}
func (*recorder) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}
func (r *recorder) TraceBatchQuery(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sql, r.args = append(r.sql, d.SQL), append(r.args, d.Args)
}

var (
	buffers = regexp.MustCompile(`(?m)^\s+Buffers: shared hit=(\d+)(?: read=(\d+))?`)
	seqScan = regexp.MustCompile(`Seq Scan on (dossier|tenant_dossier|task|handover|notice|supplement|consultation|draft_confirmation)\b`)
)

// No page of a sweep reads a table or a tenant from end to end: with 20,000
// dossiers in the tenant and nothing to be done, each is a handful of buffers.
func TestSweepReadsByIndex(t *testing.T) {
	w := setup(t)
	model := w.accepted()
	w.exec(`SET session_replication_role = replica`) // the triggers would count each of them
	w.exec(`INSERT INTO app.dossier (id, code, procedure_id, revision_id, channel, filing, resident_id, receiving_tenant, competent_tenant, holder_tenant, state, submitted_at, due_at, decided_at, outcome, supplement_closes_at)
		SELECT gen_random_uuid(), 'X-' || i, procedure_id, revision_id, channel, filing, resident_id, receiving_tenant, competent_tenant, holder_tenant, s, submitted_at,
			CASE WHEN s = 'processing' THEN due_at + interval '1 year' END, CASE WHEN s = 'decided' THEN now() END, CASE WHEN s = 'decided' THEN 'granted' END, CASE WHEN s = 'awaiting_supplement' THEN now() + interval '1 year' END
		FROM app.dossier, generate_series(1, 20000) i, LATERAL (SELECT (ARRAY['processing', 'decided', 'awaiting_supplement', 'accepted'])[1 + i % 4]) x(s) WHERE id = $1`, model)
	w.exec(`INSERT INTO app.tenant_dossier (tenant_id, dossier_id, role, holder, state, is_open, sort_due, submitted_at, code, step, applicant_name, search_text)
		SELECT holder_tenant, id, 3, true, state, is_open, coalesce(due_at, '9999-01-01'), submitted_at, code, '', '', lower(code) FROM app.dossier WHERE code LIKE 'X-%'`)
	w.exec(`INSERT INTO app.task (id, dossier_id, tenant_id, seq, step, title, role, started_at, due_at) SELECT gen_random_uuid(), id, holder_tenant, 1, 'x', 'x', 'handler', now(), now() + interval '1 year' FROM app.dossier WHERE code LIKE 'X-%'`)
	w.exec(`INSERT INTO app.handover (id, dossier_id, from_tenant, to_tenant, state, sent_at, sent_name, answer_by) SELECT gen_random_uuid(), id, $1, $2, 'received', now(), 'x', now() FROM app.dossier WHERE code LIKE 'X-%'`, w.kimBoi, w.hoaBinh)
	w.exec(`RESET session_replication_role`)
	for _, table := range []string{"dossier", "tenant_dossier", "task", "handover"} {
		w.exec(`VACUUM ANALYZE app.` + table)
	}
	rec := &recorder{}
	db, err := pg.Open(t.Context(), w.u.AppURL, pg.Options{Tracer: rec})
	must(t, err)
	t.Cleanup(db.Close)
	d := *w.d
	d.DB = db
	_, err = (&dossiers.Sweep{Service: &d, Notices: w.n}).Run(w.worker(w.kimBoi), "")
	must(t, err)
	seen := 0
	for i, sql := range rec.sql {
		if !strings.Contains(sql, "LIMIT") {
			continue
		}
		seen++
		var plan []string
		must(t, w.db.Tx(w.worker(w.kimBoi), func(tx pgx.Tx) error {
			rows, err := tx.Query(t.Context(), `EXPLAIN (ANALYZE, BUFFERS) `+sql, rec.args[i]...)
			if err != nil {
				return err
			}
			plan, err = pgx.CollectRows(rows, pgx.RowTo[string])
			return err
		}))
		text := strings.Join(plan, "\n")
		m := buffers.FindStringSubmatch(text)
		digits := 2
		if strings.Contains(sql, "audit_entry") { // one step into the history of each of a page's 200 dossiers, once an hour
			digits = 3
		}
		if m == nil || len(m[1]) > digits || len(m[2]) > digits || seqScan.MatchString(text) {
			t.Errorf("%s\n%s", sql, text)
		}
	}
	if seen != 10 {
		t.Errorf("%d pages seen", seen)
	}
}
