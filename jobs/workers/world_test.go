package workers_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/exchange"
	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/app/reports"
	"motcua/jobs"
	"motcua/jobs/workers"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// world is two communes, one resident and everything the jobs need.
type world struct {
	t     *testing.T
	u     *pgtest.DB
	su    *pgx.Conn
	db    *pg.DB
	ins   *jobs.Inserter
	d     *dossiers.Service
	n     *notices.Service
	deps  workers.Deps
	out   *outbox
	files *files

	mu  sync.Mutex
	now time.Time

	kimBoi, hoaBinh, resident, procedure, revision uuid.UUID
}

// outbox is a partner that can be down.
type outbox struct {
	mu   sync.Mutex
	sent []message
	down error
}

type message struct{ channel, to, subject, body string }

func (o *outbox) put(m message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.down != nil {
		return o.down
	}
	o.sent = append(o.sent, m)
	return nil
}

func (o *outbox) all(channel string) (out []message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, m := range o.sent {
		if m.channel == channel {
			out = append(out, m)
		}
	}
	return out
}

type smsBox struct{ *outbox }

func (o smsBox) Send(_ context.Context, _ uuid.UUID, to, text string) error {
	return o.put(message{"sms", to, "", text})
}

type mailBox struct{ *outbox }

func (o mailBox) Send(_ context.Context, _ uuid.UUID, to, subject, body string) error {
	return o.put(message{"email", to, subject, body})
}

// files stands for app/documents.
type files struct {
	mu       sync.Mutex
	digitize func(ctx context.Context, id uuid.UUID) error
	swept    []uuid.UUID
	deleted  []string
}

func (f *files) DigitizeDocument(ctx context.Context, id uuid.UUID) ([]string, bool, error) {
	if f.digitize == nil {
		return nil, false, nil
	}
	return nil, false, f.digitize(ctx, id)
}

func (f *files) LockResult(context.Context, uuid.UUID) error { return nil }

func (f *files) LockLeft(context.Context) error { return nil }

func (f *files) ScanDocument(context.Context, uuid.UUID) error { return nil }

func (f *files) DeleteBlob(_ context.Context, key string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deleted = append(f.deleted, key)
	return nil
}

func (f *files) Sweep(ctx context.Context) (documents.Swept, error) {
	sc, err := tenants.From(ctx)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.swept = append(f.swept, sc.Tenant)
	return documents.Swept{}, err
}

// noOldPapers: nothing that is digitized here is a scan of old papers.
type noOldPapers struct{}

func (noOldPapers) Part(context.Context, uuid.UUID) error { return nil }
func (noOldPapers) Sweep(context.Context) (int, error)    { return 0, nil }

type codes struct{}

func (codes) CodeMessage(ctx context.Context, id uuid.UUID) (string, string, error) {
	sc, err := tenants.From(ctx)
	if err != nil || sc.Kind != tenants.KindIdentity {
		return "", "", fault.New(fault.NotFound, "scope")
	}
	return "0912345678", "Mã xác nhận: 48215", nil
}

func setup(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	return open(t, pgtest.New(t))
}

func open(t *testing.T, u *pgtest.DB) *world {
	t.Helper()
	db, err := pg.Open(t.Context(), u.AppURL)
	must(t, err)
	t.Cleanup(db.Close)
	ins, err := jobs.NewInserter()
	must(t, err)
	// Monday 7 September 2026, 08:00 in Vietnam
	w := &world{
		t: t, u: u, su: pgtest.Conn(t, u.SuperURL), db: db, ins: ins, now: time.Date(2026, 9, 7, 1, 0, 0, 0, time.UTC), out: &outbox{}, files: &files{},
		kimBoi: migrations.TenantID("04978"), hoaBinh: migrations.TenantID("04795"), resident: uuid.New(), procedure: uuid.New(), revision: uuid.New(),
	}
	w.exec(`INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text) VALUES ($1, 'T.1', 'Thử', 'Thử', 'Thử', 'Cấp xã', 'thu')`, w.procedure)
	w.exec(`INSERT INTO app.revision (id, procedure_id, no, state, published_from, data) VALUES ($1, $2, 1, 'published', now(), '{}')`, w.revision, w.procedure)
	w.exec(`INSERT INTO app.resident (id, id_number, full_name, level) VALUES ($1, '017184000123', 'Bùi Thị Sen', 3)`, w.resident)
	w.exec(`UPDATE app.tenant SET live_from = NULL`)
	w.exec(`UPDATE app.tenant SET live_from = '2026-01-01' WHERE id = ANY ($1)`, []uuid.UUID{w.kimBoi, w.hoaBinh})
	for _, s := range []struct {
		name, role string
		tenant     uuid.UUID
	}{{"lam", "handler", w.kimBoi}, {"truong", "unit_head", w.kimBoi}, {"hanh", "receptionist", w.kimBoi}, {"hoa", "receptionist", w.hoaBinh}} {
		w.exec(`INSERT INTO app.staff (id, username, full_name, email, home_tenant) VALUES ($1, $2, $2, $2 || '@xa.example', $3)`, w.staff(s.name), s.name, s.tenant)
		w.exec(`INSERT INTO app.role_grant (id, tenant_id, staff_id, role) VALUES (gen_random_uuid(), $1, $2, $3)`, s.tenant, w.staff(s.name), s.role)
	}
	cal, err := deadlines.NewCalendar(deadlines.CalendarSpec{Week: deadlines.OfficeWeek()})
	must(t, err)
	terms := dossiers.Terms{
		Procedure: w.procedure, Code: "T.1", Name: "Thử", Intake: 480,
		ByChannel:  map[string]deadlines.Policy{"counter": {Unit: deadlines.WorkingDay, Amount: 5}, "online": {Unit: deadlines.WorkingDay, Amount: 5}},
		Supplement: dossiers.SupplementTerms{WindowDays: 7, FreeRounds: 1},
		Components: []dossiers.Component{{Key: "to_khai", Title: "Tờ khai"}},
		Steps: []dossiers.Step{
			{Key: "receive", Title: "Tiếp nhận", Role: "receptionist", Minutes: 60},
			{Key: "examine", Title: "Thẩm định", Role: "handler", Minutes: 600},
			{Key: "initial", Title: "Ký nháy", Role: "unit_head", Minutes: 240},
			{Key: "approve", Title: "Ký duyệt", Role: "signatory", Minutes: 240},
			{Key: "issue", Title: "Phát hành", Role: "clerk", Minutes: 120},
		},
		Result: dossiers.ResultKind{Title: "Giấy thử", Register: "GT"},
	}
	w.d = &dossiers.Service{
		DB: db, Jobs: ins, Now: w.clock,
		Terms:    func(context.Context, dossiers.TermsQuery) (dossiers.Terms, error) { return terms, nil },
		Calendar: func(context.Context, uuid.UUID) (*deadlines.Calendar, error) { return cal, nil },
	}
	w.n = &notices.Service{
		DB: db, Jobs: ins, Now: w.clock, SMS: smsBox{w.out}, Mail: mailBox{w.out}, Quiet: notices.Night,
		Office: func(_ context.Context, id uuid.UUID) (string, string, error) {
			switch id {
			case w.kimBoi:
				return "UBND xã Kim Bôi", "0218387123", nil
			case w.hoaBinh:
				return "UBND phường Hòa Bình", "", nil
			}
			return "", "", fault.New(fault.NotFound, "tenant.not_found")
		},
		ProcedureName: func(context.Context, uuid.UUID) (string, error) { return "Thử", nil },
	}
	w.deps = workers.Deps{DB: db, Jobs: ins, Dossiers: w.d, Sweep: &dossiers.Sweep{Service: w.d, Notices: w.n}, Notices: w.n, Documents: w.files, Codes: codes{}, Trials: noTrials{}, Slips: noSlips{}, OldPapers: noOldPapers{}, Exchange: &exchange.Link{}, Times: &reports.Service{DB: db, Now: w.clock}, Platform: migrations.PlatformTenant, Now: w.clock}
	return w
}

type noSlips struct{}

func (noSlips) Draw(context.Context, uuid.UUID) error { return nil }

func (w *world) staff(name string) uuid.UUID { return uuid.NewSHA1(w.kimBoi, []byte(name)) }

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *world) later(d time.Duration) { w.mu.Lock(); w.now = w.now.Add(d); w.mu.Unlock() }

func (w *world) exec(sql string, a ...any) {
	w.t.Helper()
	_, err := w.su.Exec(context.Background(), sql, a...)
	must(w.t, err)
}

func (w *world) count(sql string, a ...any) (n int) {
	w.t.Helper()
	must(w.t, w.su.QueryRow(context.Background(), sql, a...).Scan(&n))
	return n
}

func (w *world) text(sql string, a ...any) (s string) {
	w.t.Helper()
	must(w.t, w.su.QueryRow(context.Background(), sql, a...).Scan(&s))
	return s
}

func (w *world) asResident() context.Context {
	return tenants.With(w.t.Context(), tenants.Resident(w.resident, tenants.Actor{Kind: "resident", ID: w.resident, Name: "Bùi Thị Sen"}))
}

func (w *world) officer(tenant uuid.UUID, name string) context.Context {
	return tenants.With(w.t.Context(), tenants.Tenant(tenant, tenants.Actor{Kind: "staff", ID: w.staff(name), Name: name}))
}

func (w *world) worker(tenant uuid.UUID) context.Context {
	return tenants.With(w.t.Context(), tenants.Worker(tenant))
}

var sen = dossiers.Party{FullName: "Bùi Thị Sen", Phone: "+84 912 345 678", Email: "sen@example.org"}

// filed is an online dossier that Kim Bôi has to answer.
func (w *world) filed() uuid.UUID {
	w.t.Helper()
	id := uuid.New()
	must(w.t, w.d.StartDraft(w.asResident(), dossiers.NewDraft{ID: id, Procedure: w.procedure, Revision: w.revision, Competent: w.kimBoi}))
	must(w.t, w.d.ChangeDraft(w.asResident(), id, dossiers.DraftChange{Applicant: &sen}))
	_, err := w.d.File(w.asResident(), dossiers.Ref{ID: id})
	must(w.t, err)
	return id
}

// accepted is one that Lâm works on.
func (w *world) accepted() uuid.UUID {
	w.t.Helper()
	id, lam := w.filed(), w.officer(w.kimBoi, "lam")
	must(w.t, w.d.Accept(lam, dossiers.Ref{ID: id}))
	must(w.t, w.d.Assign(lam, dossiers.Ref{ID: id}, w.staff("lam"), "Lâm"))
	return id
}

// crossing is a dossier received at Hòa Bình for Kim Bôi.
func (w *world) crossing() uuid.UUID {
	w.t.Helper()
	r, err := w.d.ReceiveAtCounter(w.officer(w.hoaBinh, "hoa"), dossiers.CounterIntake{ID: uuid.New(), Procedure: w.procedure, Revision: w.revision, Competent: w.kimBoi, Resident: w.resident, Applicants: []dossiers.Party{sen}})
	must(w.t, err)
	return r.ID
}

// start works the queues until the test ends.
func (w *world) start(o jobs.Options) *jobs.Client {
	w.t.Helper()
	log := &logs{}
	o.Logger = slog.New(slog.NewTextHandler(log, nil))
	if o.Now == nil {
		o.Now = w.clock
	}
	ws := river.NewWorkers()
	workers.Register(ws, w.deps)
	c, err := jobs.NewClient(w.db, ws, o)
	must(w.t, err)
	must(w.t, c.Start(w.t.Context()))
	w.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := c.Stop(ctx); err != nil {
			w.t.Error(err)
		}
		s := log.String()
		for _, bad := range []string{"permission denied", "0912345678", "sen@example.org", "Bùi Thị Sen", "must be owner"} {
			if strings.Contains(s, bad) {
				w.t.Errorf("the log says %q:\n%s", bad, s)
			}
		}
	})
	return c
}

type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.b.Write(p) }

func (l *logs) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

// until waits for something that jobs bring about.
func (w *world) until(what string, ok func() bool) {
	w.t.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	rows, _ := w.su.Query(context.Background(), `SELECT kind || ' ' || state || ' ' || coalesce(errors[array_upper(errors, 1)] ->> 'error', '') FROM app.river_job`)
	all, _ := pgx.CollectRows(rows, pgx.RowTo[string])
	w.t.Fatalf("waited in vain until %s; jobs:\n%s", what, strings.Join(all, "\n"))
}

func (w *world) state(id uuid.UUID) string {
	return w.text(`SELECT state FROM app.dossier WHERE id = $1`, id)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openPool(t *testing.T, url string) *pg.DB {
	t.Helper()
	db, err := pg.Open(t.Context(), url)
	must(t, err)
	return db
}

// noTrials: drafts are tried where procedures are governed, see app/governing.
type noTrials struct{}

func (noTrials) Run(context.Context, uuid.UUID) error        { return nil }
func (noTrials) CheckAfter(context.Context, uuid.UUID) error { return nil }
