package documents

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/jobs"
	"motcua/storage/blob"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// world is a database with three communes, two residents and no dossier.
type world struct {
	*Service
	t               *testing.T
	super           *pgx.Conn
	cfg             blob.Config
	a, b, c         uuid.UUID // communes: competent, supporting, a stranger
	hoa, minh       uuid.UUID // residents
	procedure, revi uuid.UUID
	clock           time.Time
}

func setup(t *testing.T) *world {
	t.Helper()
	if os.Getenv("S3_ENDPOINT") == "" {
		t.Fatal("S3_ENDPOINT is not set: run `make test`")
	}
	d := pgtest.New(t)
	db, err := pg.Open(t.Context(), d.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	w := &world{t: t, super: pgtest.Conn(t, d.SuperURL), clock: time.Now()}
	key := filepath.Join(t.TempDir(), "master.key")
	if err := os.WriteFile(key, bytes.Repeat([]byte{7}, 32), 0o600); err != nil {
		t.Fatal(err)
	}
	name := "d-" + strings.ReplaceAll(uuid.NewString(), "-", "")[:20]
	w.cfg = blob.Config{
		Endpoint: os.Getenv("S3_ENDPOINT"), AccessKey: os.Getenv("S3_ACCESS_KEY"), SecretKey: os.Getenv("S3_SECRET_KEY"),
		Bucket: name, ResultBucket: name + "-r", MasterKeyFile: key, RetentionMode: blob.Governance, RetentionDays: 1,
	}
	store, err := blob.Open(t.Context(), w.cfg, blob.PGKeys{DB: db})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	ins, err := jobs.NewInserter()
	if err != nil {
		t.Fatal(err)
	}
	digitizer := Unread()
	digitizer.Reader.TempDir = t.TempDir()
	w.Service = New(db, store, ins, digitizer, func() time.Time { return w.clock })

	w.exec(`INSERT INTO app.province (code, name, full_name, kind, region, unit_prefix) VALUES ('X9', 'X', 'Tỉnh X', 'tỉnh', '', 'X9')`)
	for i, id := range []*uuid.UUID{&w.a, &w.b, &w.c} {
		*id = uuid.New()
		code := string(rune('a' + i))
		w.exec(`INSERT INTO app.tenant (id, code, kind, province_code, name, full_name, unit_code) VALUES ($1, $2, 'commune', 'X9', $2, $2, $2)`, *id, "test-"+code)
	}
	for _, id := range []*uuid.UUID{&w.hoa, &w.minh} {
		*id = uuid.New()
		w.exec(`INSERT INTO app.resident (id, full_name, level) VALUES ($1, 'Người thử', 3)`, *id)
	}
	w.procedure, w.revi = uuid.New(), uuid.New()
	w.exec(`INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text) VALUES ($1, 'test-p', 'P', 'P', 'f', 'commune', 'p')`, w.procedure)
	w.exec(`INSERT INTO app.revision (id, procedure_id, no, state, data) VALUES ($1, $2, 1, 'published', '{}')`, w.revi, w.procedure)
	return w
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.super.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) count(sql string, args ...any) (n int) {
	w.t.Helper()
	if err := w.super.QueryRow(w.t.Context(), sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// draft is Hoa's, for commune a, helped by commune b.
func (w *world) draft() uuid.UUID {
	w.t.Helper()
	id := uuid.New()
	w.exec(`INSERT INTO app.dossier (id, procedure_id, revision_id, channel, filing, resident_id, competent_tenant, supporting_tenant, state)
		VALUES ($1, $2, $3, 'online', 'helped', $4, $5, $6, 'draft')`, id, w.procedure, w.revi, w.hoa, w.a, w.b)
	return id
}

func (w *world) file(dossier uuid.UUID) {
	w.t.Helper()
	w.exec(`UPDATE app.dossier SET state = 'submitted', code = $2, submitted_at = now(), receiving_tenant = competent_tenant, holder_tenant = competent_tenant, version = version + 1
		WHERE id = $1`, dossier, "X9-"+dossier.String()[:8])
}

func (w *world) resident(id uuid.UUID) context.Context {
	return tenants.With(w.t.Context(), tenants.Resident(id, tenants.Actor{Kind: "resident", ID: id, Name: "Người thử"}))
}

func (w *world) officer(tenant uuid.UUID) context.Context {
	return tenants.With(w.t.Context(), tenants.Tenant(tenant, tenants.Actor{Kind: "staff", ID: uuid.NewSHA1(tenant, []byte("officer")), Name: "Cán bộ thử"}))
}

func (w *world) worker(tenant uuid.UUID) context.Context {
	return tenants.With(w.t.Context(), tenants.Worker(tenant))
}

func incoming(b []byte, name string) Incoming {
	return Incoming{Name: name, File: bytes.NewReader(b), Size: int64(len(b))}
}

func (w *world) receive(ctx context.Context, dossier uuid.UUID, b []byte, name string) Document {
	w.t.Helper()
	d, err := w.Receive(ctx, dossier, incoming(b, name))
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// objects counts what the store holds for a tenant, results left out.
func (w *world) objects(tenant uuid.UUID) (n int) {
	w.t.Helper()
	if err := w.blobs.Keys(w.t.Context(), tenant, time.Now().Add(time.Hour), func(blob.Object) error { n++; return nil }); err != nil {
		w.t.Fatal(err)
	}
	return n
}
