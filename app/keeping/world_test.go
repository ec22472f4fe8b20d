package keeping_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/keeping"
	"motcua/jobs"
	"motcua/migrations"
	"motcua/storage/blob"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// world is one test's database and store, with a procedure that is kept two years.
type world struct {
	*keeping.Service
	t         *testing.T
	su        *pgx.Conn
	store     *blob.Store
	office    uuid.UUID
	other     uuid.UUID
	resident  uuid.UUID
	procedure uuid.UUID
	revision  uuid.UUID
}

func setup(t *testing.T) *world {
	t.Helper()
	if os.Getenv("S3_ENDPOINT") == "" {
		t.Fatal("S3_ENDPOINT is not set: run `make test`")
	}
	d := pgtest.New(t)
	db, err := pg.Open(t.Context(), d.AppURL)
	must(t, err)
	t.Cleanup(db.Close)
	key := filepath.Join(t.TempDir(), "master.key")
	must(t, os.WriteFile(key, bytes.Repeat([]byte{7}, 32), 0o600))
	name := "k-" + strings.ReplaceAll(uuid.NewString(), "-", "")[:20]
	store, err := blob.Open(t.Context(), blob.Config{
		Endpoint: os.Getenv("S3_ENDPOINT"), AccessKey: os.Getenv("S3_ACCESS_KEY"), SecretKey: os.Getenv("S3_SECRET_KEY"),
		Bucket: name, ResultBucket: name + "-r", MasterKeyFile: key, RetentionMode: blob.Governance, RetentionDays: 1,
	}, blob.PGKeys{DB: db})
	must(t, err)
	t.Cleanup(store.Close)
	ins, err := jobs.NewInserter()
	must(t, err)
	w := &world{
		Service: &keeping.Service{DB: db, Files: documents.New(db, store, ins, documents.Unread(), time.Now), Jobs: ins, Now: time.Now, Quota: 1 << 30}, t: t, su: pgtest.Conn(t, d.SuperURL), store: store,
		office: migrations.TenantID("04978"), other: migrations.TenantID("04795"), resident: uuid.New(), procedure: uuid.New(), revision: uuid.New(),
	}
	w.exec(`INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text) VALUES ($1, 'T.1', 'Thử', 'Thử', 'Thử', 'Cấp xã', 'thu')`, w.procedure)
	w.exec(`INSERT INTO app.revision (id, procedure_id, no, state, published_from, data) VALUES ($1, $2, 1, 'published', now(), '{"retention": "chung_thuc_chu_ky"}')`, w.revision, w.procedure)
	w.exec(`UPDATE app.retention_class SET confirmed = true WHERE code = 'chung_thuc_chu_ky'`)
	w.exec(`INSERT INTO app.resident (id, id_number, full_name, level) VALUES ($1, '017184000123', 'Bùi Thị Sen', 3)`, w.resident)
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	_, err := w.su.Exec(w.t.Context(), sql, args...)
	must(w.t, err)
}

func (w *world) count(sql string, args ...any) (n int) {
	w.t.Helper()
	must(w.t, w.su.QueryRow(w.t.Context(), sql, args...).Scan(&n))
	return n
}

func (w *world) officer(name string) context.Context { return w.officerOf(w.office, name) }

func (w *world) officerOf(tenant uuid.UUID, name string) context.Context {
	return tenants.With(w.t.Context(), tenants.Tenant(tenant, tenants.Actor{Kind: "staff", ID: uuid.NewSHA1(tenant, []byte(name)), Name: name}))
}

func (w *world) worker() context.Context {
	return tenants.With(w.t.Context(), tenants.Worker(w.office))
}

// returned is a dossier that ended so many years ago, with a paper in the store
// and something in the tables that hang from it.
func (w *world) returned(code string, years int) uuid.UUID {
	w.t.Helper()
	id, at := uuid.New(), time.Now().AddDate(-years, 0, -2)
	w.exec(`INSERT INTO app.dossier (id, code, procedure_id, revision_id, channel, filing, resident_id, receiving_tenant, competent_tenant, state, outcome, applicant_name, search_text, submitted_at, decided_at, returned_at)
		VALUES ($1, $2, $3, $4, 'online', 'self', $5, $6, $6, 'returned', 'granted', 'Bùi Thị Sen', 'bui thi sen', $7, $7, $7)`, id, code, w.procedure, w.revision, w.resident, w.office, at)
	w.exec(`INSERT INTO app.clock_entry (id, dossier_id, tenant_id, seq, kind, at) VALUES (gen_random_uuid(), $1, $2, 1, 'start', $3)`, id, w.office, at)
	w.exec(`INSERT INTO app.party (id, dossier_id, role, full_name) VALUES (gen_random_uuid(), $1, 'applicant', 'Bùi Thị Sen')`, id)
	w.exec(`INSERT INTO app.notice (id, tenant_id, dossier_id, channel, template, address, body, dedupe) VALUES (gen_random_uuid(), $1, $2, 'sms', 'x', '0912345678', 'x', $3)`, w.office, id, code)
	w.exec(`INSERT INTO app.audit_entry (subject, subject_id, seq, kind, tenant_id, actor_kind, actor_name, at, prev, hash) VALUES ('dossier', $1, 0, 'dossier.filed', NULL, 'resident', 'x', $2, '', '')`, id, at)
	w.file(id, "paper", at)
	return id
}

// file puts a file into the store and writes its row.
func (w *world) file(dossier uuid.UUID, purpose string, at time.Time) blob.Object {
	w.t.Helper()
	put := w.store.Put
	if purpose == "result" {
		put = w.store.PutResult
	}
	o, err := put(tenants.With(w.t.Context(), tenants.Worker(w.office)), w.office, strings.NewReader("giấy"), 1<<20, "image/jpeg")
	must(w.t, err)
	if purpose == "result" {
		must(w.t, w.store.Lock(w.t.Context(), o))
	}
	id := uuid.New()
	w.exec(`INSERT INTO app.document (id, tenant_id, dossier_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'image/jpeg', 'resident', $9)`,
		id, w.office, dossier, purpose, o.Key, o.WrappedKey, o.SHA256, o.Size, at)
	w.exec(`INSERT INTO app.document_access (id, document_id, dossier_id, actor_kind, actor_name) VALUES (gen_random_uuid(), $1, $2, 'staff', 'x')`, id, dossier)
	return o
}

var paperSum = sha256.Sum256([]byte("giấy"))
