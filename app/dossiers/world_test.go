package dossiers_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/jobs"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// bundle is one test's world: a database of its own, two communes and a resident.
type bundle struct {
	*dossiers.Service
	t         *testing.T
	db        *pgtest.DB
	mu        sync.Mutex
	now       time.Time
	KimBoi    uuid.UUID
	HoaBinh   uuid.UUID
	Resident  uuid.UUID
	Procedure uuid.UUID
	Revision  uuid.UUID
	Terms     dossiers.Terms
}

func setup(t *testing.T) *bundle {
	t.Helper()
	d := pgtest.New(t)
	db, err := pg.Open(t.Context(), d.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	ins, err := jobs.NewInserter()
	if err != nil {
		t.Fatal(err)
	}
	// Monday 7 September 2026, 08:00 in Vietnam
	b := &bundle{
		t: t, db: d, now: time.Date(2026, 9, 7, 1, 0, 0, 0, time.UTC), KimBoi: migrations.TenantID("04978"), HoaBinh: migrations.TenantID("04795"),
		Resident: uuid.New(), Procedure: uuid.New(), Revision: uuid.New(),
	}
	su := pgtest.Conn(t, d.SuperURL)
	var n int
	if err := su.QueryRow(t.Context(), `SELECT count(*) FROM app.tenant WHERE id = ANY($1)`, []uuid.UUID{b.KimBoi, b.HoaBinh}).Scan(&n); err != nil || n != 2 {
		t.Fatalf("communes of the test world: %d, %v", n, err)
	}
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{`INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text) VALUES ($1, 'T.1', 'Thử', 'Thử', 'Thử', 'Cấp xã', 'thu')`, []any{b.Procedure}},
		{`INSERT INTO app.revision (id, procedure_id, no, state, published_from, data) VALUES ($1, $2, 1, 'published', now(), '{}')`, []any{b.Revision, b.Procedure}},
		{`INSERT INTO app.resident (id, id_number, full_name, level) VALUES ($1, '017184000123', 'Bùi Thị Sen', 3)`, []any{b.Resident}},
	} {
		if _, err := su.Exec(t.Context(), q.sql, q.args...); err != nil {
			t.Fatal(err)
		}
	}
	b.Terms = dossiers.Terms{
		Procedure: b.Procedure, Code: "T.1", Name: "Thử", Intake: 480,
		ByChannel:  map[string]deadlines.Policy{"counter": {Unit: deadlines.WorkingDay, Amount: 3}, "online": {Unit: deadlines.WorkingDay, Amount: 3}},
		Supplement: dossiers.SupplementTerms{WindowDays: 7, FreeRounds: 1, Basis: "NĐ 118/2025 Đ.17"},
		Components: []dossiers.Component{{Key: "to_khai", Title: "Tờ khai", Required: true, Upload: true}, {Key: "can_cuoc", Title: "Căn cước", Required: false}},
		Steps: []dossiers.Step{
			{Key: "receive", Title: "Tiếp nhận", Role: "receptionist", Minutes: 60},
			{Key: "examine", Title: "Thẩm định", Role: "handler", Minutes: 600},
			{Key: "initial", Title: "Ký nháy", Role: "unit_head", Minutes: 240},
			{Key: "approve", Title: "Ký duyệt", Role: "signatory", Minutes: 240},
			{Key: "issue", Title: "Phát hành", Role: "clerk", Minutes: 120},
		},
		Result: dossiers.ResultKind{Code: "KQ.T", Title: "Giấy thử", Register: "GT"},
	}
	cal, err := deadlines.NewCalendar(deadlines.CalendarSpec{Week: deadlines.OfficeWeek()})
	if err != nil {
		t.Fatal(err)
	}
	b.Service = &dossiers.Service{
		DB: db, Jobs: ins, Now: b.clock,
		Terms:    func(context.Context, dossiers.TermsQuery) (dossiers.Terms, error) { return b.Terms, nil },
		Calendar: func(context.Context, uuid.UUID) (*deadlines.Calendar, error) { return cal, nil },
	}
	return b
}

func (b *bundle) clock() time.Time { b.mu.Lock(); defer b.mu.Unlock(); return b.now }

// later moves the fake clock on.
func (b *bundle) later(d time.Duration) { b.mu.Lock(); b.now = b.now.Add(d); b.mu.Unlock() }

func (b *bundle) resident() context.Context {
	return tenants.With(b.t.Context(), tenants.Resident(b.Resident, tenants.Actor{Kind: "resident", ID: b.Resident, Name: "Bùi Thị Sen"}))
}

func (b *bundle) officer(tenant uuid.UUID, name string) context.Context {
	return tenants.With(b.t.Context(), tenants.Tenant(tenant, tenants.Actor{Kind: "staff", ID: uuid.NewSHA1(tenant, []byte(name)), Name: name}))
}

func (b *bundle) worker(tenant uuid.UUID) context.Context {
	return tenants.With(b.t.Context(), tenants.Worker(tenant))
}

// attach writes a document row as documents does, without an object behind it.
func (b *bundle) attach(tenant uuid.UUID, purpose, by string) func(context.Context, pgx.Tx, uuid.UUID) (uuid.UUID, error) {
	return func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		id := uuid.New()
		_, err := tx.Exec(ctx, `INSERT INTO app.document (id, tenant_id, dossier_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind) VALUES ($1, $2, $3, $4, $5, 'x', 'y', 1, 'image/jpeg', $6)`,
			id, tenant, dossier, purpose, tenant.String()+"/"+id.String(), by)
		return id, err
	}
}

// draft starts and fills a draft for the competent tenant.
func (b *bundle) draft(competent uuid.UUID) uuid.UUID {
	b.t.Helper()
	id := uuid.New()
	ctx := b.resident()
	must(b.t, b.StartDraft(ctx, dossiers.NewDraft{ID: id, Procedure: b.Procedure, Revision: b.Revision, Competent: competent}))
	must(b.t, b.SaveAnswers(ctx, id, map[string]string{"muc_dich": "Kết hôn"}))
	must(b.t, b.ChangeDraft(ctx, id, dossiers.DraftChange{Applicant: &dossiers.Party{FullName: "Bùi Thị Sen", IDNumber: "017184000123", Phone: "0912345678", Resident: &b.Resident, IdentityLevel: 3}}))
	_, err := b.AddPaper(ctx, id, "to_khai", "", b.attach(competent, "paper", "resident"))
	must(b.t, err)
	return id
}

// filed is a draft that was filed online.
func (b *bundle) filed(competent uuid.UUID) uuid.UUID {
	b.t.Helper()
	id := b.draft(competent)
	_, err := b.File(b.resident(), dossiers.Ref{ID: id})
	must(b.t, err)
	return id
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func withScope(t *testing.T, s tenants.Scope) context.Context { return tenants.With(t.Context(), s) }

// super runs SQL past all walls.
func (b *bundle) super(sql string, args ...any) {
	b.t.Helper()
	if _, err := pgtest.Conn(b.t, b.db.SuperURL).Exec(b.t.Context(), sql, args...); err != nil {
		b.t.Fatal(err)
	}
}

// one reads one value past all walls.
func (b *bundle) one(into any, sql string, args ...any) error {
	b.t.Helper()
	return pgtest.Conn(b.t, b.db.SuperURL).QueryRow(b.t.Context(), sql, args...).Scan(into)
}
