package migrations_test

import (
	"context"
	"testing"

	"motcua/migrations"
	"motcua/storage/pgtest"
)

// The login of migrations inherits nothing: asked as it stands, a database
// that is up to date must say so, and one migration fewer is noticed.
func TestPending(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	ask := func(want bool) {
		t.Helper()
		if got, err := migrations.Pending(t.Context(), db.MigrateURL); err != nil || got != want {
			t.Fatalf("%v %v, want %v", got, err, want)
		}
	}
	ask(false)
	c := pgtest.Conn(t, db.SuperURL)
	if _, err := c.Exec(context.Background(), `DELETE FROM app.schema_version WHERE version_id = (SELECT max(version_id) FROM app.schema_version)`); err != nil {
		t.Fatal(err)
	}
	ask(true)
}
