package bench

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"motcua/migrations"
)

// GeneratorVersion changes when Generate makes other rows from the same number.
const GeneratorVersion = "3"

//go:embed generate.sql
var chunkSQL string

const chunk = 25_000

// officesSQL ranks the communes by size: weight (rank+10)^-0.8, four times that for
// the first (a provincial department, or eight years of an average commune).
const officesSQL = `
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
CREATE TABLE bench.office AS SELECT n::int, id, province_code, unit_code, power(n + 10, -0.8) * CASE WHEN n = 1 THEN 4 ELSE 1 END AS weight
  FROM (SELECT id, province_code, unit_code, row_number() OVER (ORDER BY md5(code)) n FROM app.tenant WHERE kind = 'commune') x;
CREATE UNIQUE INDEX ON bench.office (id);
CREATE TABLE bench.slot AS SELECT generate_series(round(131072 * (upto - weight) / whole)::int, round(131072 * upto / whole)::int - 1) AS slot, n AS office
  FROM (SELECT n, weight, sum(weight) OVER (ORDER BY n) upto, sum(weight) OVER () whole FROM bench.office) x;
CREATE TABLE bench.neighbours AS SELECT province_code, array_agg(id ORDER BY n) AS ids FROM bench.office GROUP BY 1 UNION ALL SELECT '*', array_agg(id ORDER BY n) FROM bench.office;
ANALYZE bench.office; ANALYZE bench.slot;
UPDATE app.province SET live_from = now() - interval '2 years' WHERE live_from IS NULL;
UPDATE app.tenant SET live_from = now() - interval '2 years', phone = '02183000000', address = 'Trụ sở' WHERE live_from IS NULL AND kind <> 'platform'`

// peopleSQL: one resident to three dossiers. $1 how many, $2 $3 $4 names.
const peopleSQL = `INSERT INTO app.resident (id, id_number, full_name, birth_date, gender, phone, level, created_at, last_seen_at)
  SELECT md5('resident' || i)::uuid, lpad(i::text, 12, '0'), ($2::text[])[1 + i % cardinality($2::text[])] || ' ' || ($3::text[])[1 + i * 7 % cardinality($3::text[])] || ' ' || ($4::text[])[1 + i * 13 % cardinality($4::text[])],
    '1980-01-01', 'Nữ', '', 2, now() - interval '1 year', now() - interval '1 day' FROM generate_series(0, greatest($1::bigint - 1, 0)) i`

// rollupSQL counts what the triggers would have counted.
const rollupSQL = `
INSERT INTO app.rollup (tenant_id, province_code, side, state, due_day, n)
  SELECT x.t, tt.province_code, x.side, x.state, x.dd, count(*) FROM (
    SELECT app.answers_for(receiving_tenant, competent_tenant, state, accepted_at) t, 2::smallint side, state, app.roll_day(is_open, app.measured_due(due_at, lawful_due)) dd FROM app.dossier WHERE state <> 'draft'
    UNION ALL SELECT receiving_tenant, 1::smallint, state, app.roll_day(is_open, app.measured_due(due_at, lawful_due)) FROM app.dossier WHERE state <> 'draft' AND receiving_tenant <> app.answers_for(receiving_tenant, competent_tenant, state, accepted_at)) x
  JOIN app.tenant tt ON tt.id = x.t GROUP BY 1, 2, 3, 4, 5;
INSERT INTO app.rollup_month (tenant_id, province_code, month, received, online, helped, papers_required, papers_digitized, decided_on_time, decided_late, refused, immediate_on_time, immediate_late)
  SELECT x.t, tt.province_code, month, sum(received), sum(online), sum(helped), sum(pr), sum(pd), sum(dt), sum(dl), sum(rf), sum(dt * im), sum(dl * im) FROM (
    SELECT app.answers_for(receiving_tenant, competent_tenant, state, accepted_at) t, app.roll_month(submitted_at) AS month, 1 received, (channel = 'online')::int online, (filing = 'helped')::int helped, papers_required pr, papers_digitized pd, 0 dt, 0 dl, 0 rf, 0 im FROM app.dossier WHERE state <> 'draft'
    UNION ALL SELECT competent_tenant, app.roll_month(decided_at), 0, 0, 0, 0, 0, (decided_at <= coalesce(lawful_due, decided_at))::int, 1 - (decided_at <= coalesce(lawful_due, decided_at))::int, (outcome = 'refused')::int,
      (SELECT coalesce((v.data ->> 'immediate')::boolean, false)::int FROM app.revision v WHERE v.id = revision_id) FROM app.dossier WHERE decided_at IS NOT NULL) x
  JOIN app.tenant tt ON tt.id = x.t GROUP BY 1, 2, 3;
INSERT INTO app.rollup_pause (tenant_id, province_code, month, kind, lawful, dossiers, pauses, minutes)
  SELECT d.competent_tenant, t.province_code, app.roll_month(d.decided_at), w.kind, w.lawful, count(*), sum(w.n), sum(w.minutes)
    FROM app.dossier d JOIN app.tenant t ON t.id = d.competent_tenant CROSS JOIN LATERAL app.waited(d.id, d.decided_at) w WHERE d.decided_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5;
INSERT INTO app.rollup_time (tenant_id, province_code, procedure_id, month, upto, n)
  SELECT d.competent_tenant, t.province_code, d.procedure_id, app.roll_month(d.decided_at), app.time_step(d.worked_minutes), count(*)
    FROM app.dossier d JOIN app.tenant t ON t.id = d.competent_tenant WHERE d.decided_at IS NOT NULL AND d.worked_minutes IS NOT NULL GROUP BY 1, 2, 3, 4, 5;
SELECT app.sum_times(code, date_trunc('month', now() - interval '11 months')::date, 20, now()) FROM app.province`

// Generate fills a migrated database with rows dossiers and everything lists
// and figures need, set by set, as superuser and past the triggers. The same
// number and moment give the same rows.
func Generate(ctx context.Context, superURL string, rows int, now time.Time, say func(string, ...any)) error {
	c, err := connectPast(ctx, superURL)
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	family, middle, given, err := names()
	if err != nil {
		return err
	}
	if _, err := c.Exec(ctx, officesSQL); err != nil {
		return fmt.Errorf("offices: %w", err)
	}
	var procedures, revisions []uuid.UUID
	if err := c.QueryRow(ctx, `SELECT array_agg(procedure_id ORDER BY procedure_id), array_agg(id ORDER BY procedure_id) FROM (
		SELECT DISTINCT ON (procedure_id) procedure_id, id FROM app.revision WHERE state = 'published' AND province_code IS NULL ORDER BY procedure_id, no DESC) x`).Scan(&procedures, &revisions); err != nil {
		return err
	}
	rebuild, err := dropIndexes(ctx, c)
	if err != nil {
		return err
	}
	if _, err := c.Exec(ctx, peopleSQL, max(rows/3, 1), family, middle, given); err != nil {
		return fmt.Errorf("residents: %w", err)
	}
	say("writing %d dossiers", rows)
	begun, done := time.Now(), atomic.Int64{}
	chunks := make(chan int)
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(chunks)
		for from := 1; from <= rows; from += chunk {
			select {
			case chunks <- from:
			case <-gctx.Done():
				return gctx.Err()
			}
		}
		return nil
	})
	for range min(2, runtime.NumCPU()) {
		g.Go(func() error {
			w, err := connectPast(gctx, superURL)
			if err != nil {
				return err
			}
			defer w.Close(context.WithoutCancel(gctx))
			for from := range chunks {
				if _, err := w.Exec(gctx, `SELECT setseed($1)`, float64(from%1_000_003)/1_000_003); err != nil {
					return err
				}
				to := min(from+chunk-1, rows)
				if _, err := w.Exec(gctx, chunkSQL, from, to, rows, family, middle, given, procedures, revisions, now); err != nil {
					return fmt.Errorf("dossiers %d to %d: %w", from, to, err)
				}
				if n := done.Add(int64(to - from + 1)); n/500_000 != (n-int64(to-from+1))/500_000 {
					say("… %d written in %s", n, time.Since(begun).Round(time.Second))
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	say("counting and indexing")
	if _, err := c.Exec(ctx, rollupSQL); err != nil {
		return fmt.Errorf("rollup: %w", err)
	}
	for _, ddl := range rebuild {
		if _, err := c.Exec(ctx, ddl); err != nil {
			return fmt.Errorf("%s: %w", ddl, err)
		}
	}
	if _, err := c.Exec(ctx, `CREATE TABLE bench.size AS SELECT tenant_id, count(*) AS n FROM app.tenant_dossier GROUP BY 1`); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, `VACUUM (ANALYZE)`); err != nil {
		return err
	}
	_, err = c.Exec(ctx, `CHECKPOINT`)
	return err
}

// connectPast opens a connection on which triggers and foreign keys are silent.
func connectPast(ctx context.Context, superURL string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(superURL)
	if err != nil {
		return nil, err
	}
	for k, v := range map[string]string{"session_replication_role": "replica", "synchronous_commit": "off", "maintenance_work_mem": "256MB", "work_mem": "64MB", "search_path": "app, public"} {
		cfg.RuntimeParams[k] = v
	}
	return pgx.ConnectConfig(ctx, cfg)
}

// dropIndexes takes away what is cheaper to build at the end, and says how.
func dropIndexes(ctx context.Context, c *pgx.Conn) ([]string, error) {
	rows, err := c.Query(ctx, `SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), k.conname, pg_get_constraintdef(k.oid), i.indrelid::regclass::text
		FROM pg_index i LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u')
		WHERE i.indrelid IN ('app.dossier'::regclass, 'app.tenant_dossier'::regclass, 'app.party'::regclass)
		  AND (k.oid IS NULL OR i.indrelid = 'app.tenant_dossier'::regclass) ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	type index struct {
		name, def  string
		con, condf *string
		table      string
	}
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (x index, err error) {
		return x, r.Scan(&x.name, &x.def, &x.con, &x.condf, &x.table)
	})
	var rebuild []string
	for _, x := range all {
		drop := "DROP INDEX " + x.name
		ddl := x.def
		if x.con != nil {
			drop = "ALTER TABLE " + x.table + " DROP CONSTRAINT " + *x.con
			ddl = "ALTER TABLE " + x.table + " ADD CONSTRAINT " + *x.con + " " + *x.condf
		}
		if _, err := c.Exec(ctx, drop); err != nil {
			return nil, fmt.Errorf("%s: %w", drop, err)
		}
		rebuild = append(rebuild, ddl)
	}
	return rebuild, err
}

// names are the parts of invented names; families by how common they are.
func names() (family, middle, given []string, err error) {
	raw, err := fs.ReadFile(migrations.Data(), "names.json")
	if err != nil {
		return nil, nil, nil, err
	}
	var b struct {
		Family []struct {
			Name   string
			Weight float64
		}
		MiddleMale   []string `json:"middle_male"`
		MiddleFemale []string `json:"middle_female"`
		GivenMale    []string `json:"given_male"`
		GivenFemale  []string `json:"given_female"`
	}
	if err := json.Unmarshal(raw, &b); err != nil {
		return nil, nil, nil, err
	}
	for _, f := range b.Family {
		for range max(1, int(f.Weight*2)) {
			family = append(family, strings.TrimSpace(f.Name))
		}
	}
	return family, append(b.MiddleMale, b.MiddleFemale...), append(b.GivenMale, b.GivenFemale...), nil
}
