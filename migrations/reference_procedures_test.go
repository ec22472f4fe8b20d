package migrations_test

import (
	"context"
	"testing"

	"motcua/app/procedures/national"
	"motcua/migrations"
	"motcua/storage/pgtest"
)

// A published revision never changes: other data make the next number.
func TestProceduresPublishTheNextRevision(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	ctx := context.Background()
	c := pgtest.Conn(t, db.SuperURL)
	count := func(want int, sql string, args ...any) {
		t.Helper()
		var n int
		if err := c.QueryRow(ctx, sql, args...).Scan(&n); err != nil || n != want {
			t.Fatalf("%d rows (%v), want %d: %s", n, err, want, sql)
		}
	}
	id := migrations.ProcedureID("1.004873")
	shipped, err := national.Build(migrations.Data())
	if err != nil {
		t.Fatal(err)
	}
	all := len(shipped)
	if all < 98 { // as many as the reference table has, and those that the YAML adds
		t.Fatalf("only %d procedures are shipped", all)
	}
	count(all, `SELECT count(*) FROM app.procedure`)
	count(all, `SELECT count(*) FROM app.revision WHERE state = 'published' AND no = 1`)
	count(1, `SELECT count(*) FROM app.procedure WHERE id = $1 AND search_text LIKE '%giay doc than%'`, id)

	for _, sql := range []string{ // as an earlier release left it: the guard lets nobody change what is published
		`ALTER TABLE app.revision DISABLE TRIGGER guard`,
		`UPDATE app.revision SET data = data || '{"summary": "Cũ"}' WHERE procedure_id = '` + id.String() + `'`,
		`ALTER TABLE app.revision ENABLE TRIGGER guard`,
	} {
		if _, err := c.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	// what the operator named on a page keeps its name; what nobody named takes the shipped one
	named := migrations.ProcedureID("2.000815")
	for _, sql := range []string{
		`UPDATE app.procedure SET plain_name = 'Của người vận hành', named_at = now() WHERE id = '` + named.String() + `'`,
		`UPDATE app.procedure SET plain_name = 'Cũ' WHERE id = '` + id.String() + `'`,
	} {
		if _, err := c.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Exec(ctx, `DELETE FROM app.reference_load WHERE name = 'procedures'`); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time finds nothing to do
		if err := migrations.Up(ctx, db.MigrateURL, t.Logf); err != nil {
			t.Fatal(err)
		}
	}
	count(1, `SELECT count(*) FROM app.procedure WHERE id = $1 AND plain_name = 'Của người vận hành'`, named)
	count(0, `SELECT count(*) FROM app.procedure WHERE plain_name = 'Cũ'`)
	count(all+1, `SELECT count(*) FROM app.revision`)
	count(1, `SELECT count(*) FROM app.revision WHERE procedure_id = $1 AND no = 1 AND state = 'retired'`, id)
	count(1, `SELECT count(*) FROM app.revision WHERE procedure_id = $1 AND no = 2 AND state = 'published' AND data->>'summary' <> 'Cũ'`, id)
}
