package pgtest

import (
	"fmt"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestParallelClonesAreTheirOwn(t *testing.T) {
	for i := range 12 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			d := New(t)
			own := Conn(t, d.MigrateURL)
			if _, err := own.Exec(t.Context(), `CREATE SCHEMA mine; CREATE TABLE mine.t(n int); INSERT INTO mine.t VALUES (1)`); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := own.QueryRow(t.Context(), `SELECT count(*) FROM mine.t`).Scan(&n); err != nil || n != 1 {
				t.Errorf("%d rows, %v", n, err)
			}
			var db, user string
			if err := Conn(t, d.AppURL).QueryRow(t.Context(), `SELECT current_database(), session_user`).Scan(&db, &user); err != nil {
				t.Fatal(err)
			}
			if db != d.Name || user != "motcua_app" {
				t.Errorf("connected to %s as %s", db, user)
			}
		})
	}
}

// A clone must have the rights of the database that it stands for.
func TestCloneHasTheRightsOfTheRealOne(t *testing.T) {
	t.Parallel()
	d := New(t)
	const rights = `SELECT array_agg(x::text ORDER BY x::text)
		FROM pg_database, unnest(datacl) x WHERE datname = current_database()`
	var real, cloned []string
	if err := Conn(t, os.Getenv("SUPER_DATABASE_URL")).QueryRow(t.Context(), rights).Scan(&real); err != nil {
		t.Fatal(err)
	}
	if err := Conn(t, d.SuperURL).QueryRow(t.Context(), rights).Scan(&cloned); err != nil {
		t.Fatal(err)
	}
	if len(real) == 0 || fmt.Sprint(real) != fmt.Sprint(cloned) {
		t.Errorf("real %v\nclone %v", real, cloned)
	}
}

func TestDropped(t *testing.T) {
	var name string
	t.Run("inner", func(t *testing.T) {
		d := Empty(t)
		name = d.Name
		Conn(t, d.SuperURL) // left open on purpose
	})
	var there bool
	c := Conn(t, os.Getenv("SUPER_DATABASE_URL"))
	if err := c.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil || there {
		t.Errorf("still there: %v, %v", there, err)
	}
}

func BenchmarkClone(b *testing.B) {
	for b.Loop() {
		var _ *pgx.Conn = Conn(b, New(b).AppURL)
	}
}
