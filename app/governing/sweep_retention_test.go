package governing_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/governing"
	"motcua/app/people"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
)

func TestRetentionTakesWhatIsPastItsTimeAndNothingElse(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	db, err := pg.Open(t.Context(), d.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	pe, err := people.New(db, people.Config{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	su := pgtest.Conn(t, d.SuperURL)
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := su.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	old, fresh, owner, known := uuid.New(), uuid.New(), uuid.New(), uuid.New()
	for id, at := range map[uuid.UUID]time.Time{old: now.AddDate(0, 0, -31), fresh: now.AddDate(0, 0, -29), owner: now.AddDate(0, 0, -100), known: now.AddDate(0, 0, -400)} {
		level := 0
		if id == known {
			level = 3
		}
		exec(`INSERT INTO app.resident (id, level, last_seen_at) VALUES ($1, $2, $3)`, id, level, at)
	}
	exec(`INSERT INTO app.session (id, token_hash, kind, resident_id, expires_at) VALUES ($1, 'x', 'resident', $2, $3)`, uuid.New(), old, now.AddDate(0, 0, -30))
	var proc, rev uuid.UUID
	if err := su.QueryRow(t.Context(), `SELECT procedure_id, id FROM app.revision LIMIT 1`).Scan(&proc, &rev); err != nil {
		t.Fatal(err)
	}
	draft := func(days int) uuid.UUID {
		id := uuid.New()
		exec(`INSERT INTO app.dossier (id, procedure_id, revision_id, channel, filing, resident_id, competent_tenant, state, updated_at) VALUES ($1, $2, $3, 'online', 'self', $4, $5, 'draft', $6)`,
			id, proc, rev, owner, migrations.TenantID("04978"), now.AddDate(0, 0, -days))
		return id
	}
	stale, kept := draft(61), draft(59)
	exec(`INSERT INTO app.rate_bucket VALUES ('old', $1), ('new', $2)`, now.AddDate(0, 0, -2), now)
	r := &governing.Retention{DB: db, People: pe, Now: func() time.Time { return now }}
	for range 2 {
		if err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	count := func(sql string, args ...any) (n int) {
		t.Helper()
		if err := su.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(`SELECT count(*) FROM app.resident WHERE id = ANY ($1)`, []uuid.UUID{old}); n != 0 {
		t.Error("somebody nobody knows was kept beyond 30 days")
	}
	if n := count(`SELECT count(*) FROM app.resident WHERE id = ANY ($1)`, []uuid.UUID{fresh, owner, known}); n != 3 {
		t.Errorf("%d of 3 people are left", n)
	}
	if count(`SELECT count(*) FROM app.dossier WHERE id = $1`, stale) != 0 || count(`SELECT count(*) FROM app.dossier WHERE id = $1`, kept) != 1 {
		t.Error("the wrong draft went")
	}
	if count(`SELECT count(*) FROM app.rate_bucket`) != 1 {
		t.Error("rate buckets were not swept")
	}
}
