package audit_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

type bundle struct {
	db              *pg.DB
	su              *pgx.Conn
	officer, worker context.Context
}

func setup(t *testing.T) *bundle {
	t.Helper()
	t.Parallel()
	d := pgtest.New(t)
	db, err := pg.Open(t.Context(), d.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	kimBoi := migrations.TenantID("04978")
	return &bundle{
		db, pgtest.Conn(t, d.SuperURL),
		tenants.With(t.Context(), tenants.Tenant(kimBoi, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Nguyễn Thị Hạnh"})),
		tenants.With(t.Context(), tenants.Worker(kimBoi)),
	}
}

func (b *bundle) write(t *testing.T, id uuid.UUID, e audit.Entry) {
	t.Helper()
	e.Subject, e.SubjectID = "account", id
	if err := b.db.Tx(b.officer, func(tx pgx.Tx) error { return audit.Write(b.officer, tx, e) }); err != nil {
		t.Fatal(err)
	}
}

// chain writes five entries with everything that a text can trip over.
func (b *bundle) chain(t *testing.T) uuid.UUID {
	id := uuid.New()
	b.write(t, id, audit.Entry{Kind: "account.invited"})
	b.write(t, id, audit.Entry{Kind: "account.changed", Public: true, Data: map[string]any{"b": 1, "a": "dòng\nmới \"ngoặc\" é", "ư": []any{nil, true, 1.50, 1e21}}})
	b.write(t, id, audit.Entry{Kind: "account.changed", At: time.Date(1969, 12, 31, 23, 59, 59, 999999999, time.UTC)})
	b.write(t, id, audit.Entry{Kind: "account.changed", At: time.Date(2026, 9, 7, 8, 0, 0, 123456789, time.FixedZone("", 7*3600))})
	b.write(t, id, audit.Entry{Kind: "account.disabled", Data: []string{}})
	return id
}

func (b *bundle) verify(t *testing.T, id uuid.UUID) audit.Chain {
	t.Helper()
	c, err := audit.Verify(b.worker, b.db, "account", id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnUntouchedChainIsWhole(t *testing.T) {
	b := setup(t)
	id := b.chain(t)
	if c := b.verify(t, id); !c.OK() || c.Lines != 5 {
		t.Fatalf("%+v", c)
	}
	var same bool
	if err := b.su.QueryRow(t.Context(), `SELECT hash = $2 FROM app.audit_head WHERE subject_id = $1`, id, b.verify(t, id).Head).Scan(&same); err != nil || !same {
		t.Fatalf("the recomputed head is not the stored one: %v", err)
	}
	if c := b.verify(t, uuid.New()); !c.OK() || c.Lines != 0 {
		t.Fatalf("a subject without history: %+v", c)
	}
}

func TestTamperingIsFoundWhereItBegan(t *testing.T) {
	b := setup(t)
	for _, c := range []struct {
		name, sql string
		seq       int
		why       string
	}{
		{"data changed", `UPDATE app.audit_entry SET data = '{"x": 1}' WHERE subject_id = $1 AND seq = 2`, 2, "changed"},
		{"actor changed", `UPDATE app.audit_entry SET actor_name = 'Ai khác' WHERE subject_id = $1 AND seq = 3`, 3, "changed"},
		{"moment moved by a microsecond", `UPDATE app.audit_entry SET at = at + interval '1 microsecond' WHERE subject_id = $1 AND seq = 4`, 4, "changed"},
		{"made visible", `UPDATE app.audit_entry SET public = true WHERE subject_id = $1 AND seq = 1`, 1, "changed"},
		{"tenant taken off", `UPDATE app.audit_entry SET province_code = NULL WHERE subject_id = $1 AND seq = 5`, 5, "changed"},
		{"first entry deleted", `DELETE FROM app.audit_entry WHERE subject_id = $1 AND seq = 1`, 1, "missing"},
		{"entry deleted", `DELETE FROM app.audit_entry WHERE subject_id = $1 AND seq = 3`, 3, "missing"},
		{"last entry deleted", `DELETE FROM app.audit_entry WHERE subject_id = $1 AND seq = 5`, 5, "missing"},
		{"all entries deleted", `DELETE FROM app.audit_entry WHERE subject_id = $1`, 1, "missing"},
		{"two entries swapped", `UPDATE app.audit_entry SET seq = CASE seq WHEN 2 THEN 30 ELSE 20 END WHERE subject_id = $1 AND seq IN (2, 3); UPDATE app.audit_entry SET seq = seq / 10 WHERE subject_id = $1 AND seq > 5`, 2, "moved"},
		{"an entry deleted and the rest moved up", `DELETE FROM app.audit_entry WHERE subject_id = $1 AND seq = 2; UPDATE app.audit_entry SET seq = seq - 1 WHERE subject_id = $1 AND seq > 2`, 2, "moved"},
		{"an entry and its digest changed", `UPDATE app.audit_entry SET actor_name = 'x', hash = sha256(prev || convert_to(app.audit_text(subject, subject_id, seq, kind, tenant_id, province_code, actor_kind, actor_id, 'x', at, data, public), 'UTF8')) WHERE subject_id = $1 AND seq = 2`, 3, "moved"},
		{"the last entry and its digest changed", `UPDATE app.audit_entry SET actor_name = 'x', hash = sha256(prev || convert_to(app.audit_text(subject, subject_id, seq, kind, tenant_id, province_code, actor_kind, actor_id, 'x', at, data, public), 'UTF8')) WHERE subject_id = $1 AND seq = 5`, 5, "head"},
		{"head set back", `UPDATE app.audit_head SET seq = 4 WHERE subject_id = $1`, 5, "head"},
		{"head deleted", `DELETE FROM app.audit_head WHERE subject_id = $1`, 5, "head"},
	} {
		id := b.chain(t)
		tamper := `ALTER TABLE app.audit_entry DISABLE TRIGGER append_only; ` + c.sql + `; ALTER TABLE app.audit_entry ENABLE TRIGGER append_only`
		if _, err := b.su.Exec(t.Context(), strings.ReplaceAll(tamper, "$1", "'"+id.String()+"'")); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got := b.verify(t, id); got.Broken != c.seq || got.Why != c.why {
			t.Errorf("%s: broken at %d (%s), should be %d (%s)", c.name, got.Broken, got.Why, c.seq, c.why)
		}
	}
}

func TestNobodyChangesAnEntry(t *testing.T) {
	b := setup(t)
	id := b.chain(t)
	for _, sql := range []string{`UPDATE app.audit_entry SET actor_name = 'x' WHERE subject_id = $1`, `DELETE FROM app.audit_entry WHERE subject_id = $1`} {
		if _, err := b.su.Exec(t.Context(), sql, id); err == nil {
			t.Errorf("even a superuser first has to take the trigger away: %s", sql)
		}
	}
	for _, ctx := range []context.Context{b.officer, b.worker} {
		for _, sql := range []string{`UPDATE app.audit_entry SET actor_name = 'x' WHERE subject_id = $1`, `DELETE FROM app.audit_entry WHERE subject_id = $1`, `UPDATE app.audit_head SET seq = 0 WHERE subject_id = $1`} {
			if err := b.db.Tx(ctx, func(tx pgx.Tx) error { _, err := tx.Exec(ctx, sql, id); return err }); err == nil {
				t.Errorf("allowed: %s", sql)
			}
		}
	}
}

func TestTwentyWritersLeaveNoGap(t *testing.T) {
	b := setup(t)
	id := uuid.New()
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			err := b.db.Tx(b.officer, func(tx pgx.Tx) error {
				if err := audit.Write(b.officer, tx, audit.Entry{Subject: "account", SubjectID: id, Kind: "account.changed", Data: map[string]int{"n": i}}); err != nil {
					return err
				}
				if i%5 == 4 {
					return fmt.Errorf("this one gives up")
				}
				return nil
			})
			if (err != nil) != (i%5 == 4) {
				t.Errorf("writer %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if c := b.verify(t, id); !c.OK() || c.Lines != 16 {
		t.Fatalf("%+v", c)
	}
}
