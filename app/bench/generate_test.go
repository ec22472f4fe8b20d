package bench

import (
	"testing"
	"time"

	"motcua/storage/pgtest"
)

// What is written set by set is what the triggers write row by row.
func TestGenerateWritesWhatTriggersWrite(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	const rows = 3000
	if err := Generate(t.Context(), d.SuperURL, rows, time.Now(), t.Logf); err != nil {
		t.Fatal(err)
	}
	c := pgtest.Conn(t, d.SuperURL)
	must := func(sql string) {
		t.Helper()
		if _, err := c.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	count := func(sql string) (n int) {
		t.Helper()
		if err := c.QueryRow(t.Context(), sql).Scan(&n); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return n
	}
	for sql, least := range map[string]int{
		`SELECT count(*) FROM app.dossier`:                                                                        rows,
		`SELECT count(*) FROM app.dossier WHERE receiving_tenant <> competent_tenant`:                             rows / 12,
		`SELECT count(*) FROM app.dossier WHERE is_open`:                                                          rows / 5,
		`SELECT count(*) FROM app.dossier WHERE supporting_tenant IS NOT NULL`:                                    1,
		`SELECT count(*) FROM app.tenant_dossier`:                                                                 rows,
		`SELECT count(*) FROM app.rollup`:                                                                         100,
		`SELECT count(*) FROM app.rollup_month`:                                                                   100,
		`SELECT count(*) FROM app.rollup_time`:                                                                    rows / 3,
		`SELECT count(*) FROM app.party`:                                                                          rows,
		`SELECT count(DISTINCT state) FROM app.dossier`:                                                           11,
		`SELECT count(*) FROM pg_indexes WHERE schemaname = 'app' AND tablename IN ('dossier', 'tenant_dossier')`: 12,
	} {
		if n := count(sql); n < least {
			t.Errorf("%s: %d, want at least %d", sql, n, least)
		}
	}
	tables := []string{"tenant_dossier", "rollup", "rollup_month", "rollup_time"}
	for _, x := range tables {
		must(`CREATE TEMP TABLE was_` + x + ` AS SELECT * FROM app.` + x)
	}
	must(`CREATE TEMP TABLE rows AS SELECT * FROM app.dossier; ALTER TABLE rows DROP COLUMN is_open`)
	must(`SET session_replication_role = replica`)
	must(`TRUNCATE app.tenant_dossier, app.rollup, app.rollup_month, app.rollup_time; DELETE FROM app.party; DELETE FROM app.clock_entry; DELETE FROM app.dossier`)
	must(`SET session_replication_role = origin`)
	must(`DO $$ BEGIN EXECUTE (SELECT format('INSERT INTO app.dossier (%1$s) SELECT %1$s FROM rows', string_agg(column_name, ', ')) FROM information_schema.columns WHERE table_schema = 'app' AND table_name = 'dossier' AND is_generated = 'NEVER'); END $$`)
	for _, x := range tables {
		if n := count(`SELECT count(*) FROM ((SELECT * FROM was_` + x + ` EXCEPT SELECT * FROM app.` + x + `) UNION ALL (SELECT * FROM app.` + x + ` EXCEPT SELECT * FROM was_` + x + `)) diff`); n != 0 {
			var set, triggers string
			_ = c.QueryRow(t.Context(), `SELECT x::text FROM (SELECT * FROM was_`+x+` EXCEPT SELECT * FROM app.`+x+` ORDER BY 1, 2) x LIMIT 1`).Scan(&set)
			_ = c.QueryRow(t.Context(), `SELECT x::text FROM (SELECT * FROM app.`+x+` EXCEPT SELECT * FROM was_`+x+` ORDER BY 1, 2) x LIMIT 1`).Scan(&triggers)
			t.Errorf("%s: %d rows are not as the triggers write them: %s, %s", x, n, set, triggers)
		}
	}
}

func TestSubstitute(t *testing.T) {
	t.Parallel()
	k := known{"abc": "'p' || :n"}
	for v, want := range map[string]string{
		"abc":             "'p' || :n",
		`{"id":"abc"}`:    `'{"id":"' || 'p' || :n || '"}'`,
		"it's abc, abc":   "'it''s ' || 'p' || :n || ', ' || 'p' || :n",
		"nothing of that": "",
	} {
		got, found := substitute(v, k)
		if got != want || found != (want != "") {
			t.Errorf("substitute(%q) = %q, %v, want %q", v, got, found, want)
		}
	}
}
