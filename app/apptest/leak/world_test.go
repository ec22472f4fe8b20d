package leak

import (
	"context"
	"fmt"
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

// world is one database in which every table has rows of several owners.
//
// A decides most dossiers, B receives some of them across the boundary, C only
// helped to file, D is consulted, E has nothing to do with any of them, F lies
// in another province, G decided one before it passed on to A, P is the
// provincial centre to which A passed one.
type world struct {
	t                   *testing.T
	url                 *pgtest.DB
	db                  *pg.DB
	su                  *pgx.Conn
	svc                 *dossiers.Service
	now                 time.Time
	A, B, C, D, E, F, G uuid.UUID
	P                   uuid.UUID
	R1, R2, R0          uuid.UUID // R0 has not signed in: level 0
	procedure, revision uuid.UUID
	province, other     string
	answered            uuid.UUID            // a consultation
	byName              map[string]uuid.UUID // the dossiers, by what they are there for
	names               []string             // in order
	whole               *facts               // while walls are broken and no rows change: read once
}

func newWorld(t *testing.T) *world {
	t.Helper()
	d := pgtest.New(t)
	db, err := pg.Open(t.Context(), d.AppURL)
	must(t, err)
	t.Cleanup(db.Close)
	ins, err := jobs.NewInserter()
	must(t, err)
	w := &world{
		t: t, url: d, db: db, su: pgtest.Conn(t, d.SuperURL), now: time.Date(2026, 9, 7, 1, 0, 0, 0, time.UTC), province: "25", other: "79",
		A: migrations.TenantID("04978"), P: migrations.TenantID("T25"), B: migrations.TenantID("04795"), R1: uuid.New(), R2: uuid.New(), R0: uuid.New(), procedure: uuid.New(), revision: uuid.New(), answered: uuid.New(), byName: map[string]uuid.UUID{},
	}
	ids, err := collect[uuid.UUID](t.Context(), w.su, `SELECT id FROM app.tenant WHERE kind = 'commune' AND province_code = '25' AND id <> ALL ($1) ORDER BY code LIMIT 4`, []uuid.UUID{w.A, w.B})
	must(t, err)
	w.C, w.D, w.E, w.G = ids[0], ids[1], ids[2], ids[3]
	must(t, w.su.QueryRow(t.Context(), `SELECT id FROM app.tenant WHERE kind = 'commune' AND province_code = '79' ORDER BY code LIMIT 1`).Scan(&w.F))
	for _, r := range []struct {
		id       uuid.UUID
		no, name string
		level    int
	}{{w.R1, "017184000123", "Bùi Thị Sen", 3}, {w.R2, "079190000456", "Trần Văn Minh", 3}, {w.R0, "", "", 0}} {
		w.exec(`INSERT INTO app.resident (id, id_number, full_name, birth_date, phone, address, level) VALUES ($1, nullif($2, ''), $3, '1962-03-08', '0912345678', 'Xóm Bãi', $4)`, r.id, r.no, r.name, r.level)
	}
	w.exec(`INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text) VALUES ($1, 'LEAK.1', 'Thử', 'Thử', 'Thử', 'Cấp xã', 'thu')`, w.procedure)
	w.exec(`INSERT INTO app.revision (id, procedure_id, no, state, published_from, data) VALUES ($1, $2, 1, 'published', now(), '{}')`, w.revision, w.procedure)
	terms := dossiers.Terms{
		Procedure: w.procedure, Code: "LEAK.1", Name: "Thử", Intake: 480,
		ByChannel:  map[string]deadlines.Policy{"counter": {Unit: deadlines.WorkingDay, Amount: 3}, "online": {Unit: deadlines.WorkingDay, Amount: 3}},
		Supplement: dossiers.SupplementTerms{WindowDays: 7, FreeRounds: 1, Basis: "NĐ 118/2025 Đ.17"},
		Components: []dossiers.Component{{Key: "to_khai", Title: "Tờ khai", Required: true, Upload: true}},
		Steps: []dossiers.Step{
			{Key: "examine", Title: "Thẩm định", Role: "handler", Minutes: 600},
			{Key: "initial", Title: "Ký nháy", Role: "unit_head", Minutes: 240},
			{Key: "approve", Title: "Ký duyệt", Role: "signatory", Minutes: 240},
			{Key: "issue", Title: "Phát hành", Role: "clerk", Minutes: 120},
		},
		Result: dossiers.ResultKind{Code: "KQ.T", Title: "Giấy thử", Register: "GT"},
	}
	cal, err := deadlines.NewCalendar(deadlines.CalendarSpec{Week: deadlines.OfficeWeek()})
	must(t, err)
	w.svc = &dossiers.Service{
		DB: db, Jobs: ins, Now: func() time.Time { return w.now },
		Terms:    func(context.Context, dossiers.TermsQuery) (dossiers.Terms, error) { return terms, nil },
		Calendar: func(context.Context, uuid.UUID) (*deadlines.Calendar, error) { return cal, nil },
	}
	w.fileEveryState()
	w.fillTheRest()
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// exec writes as superuser.
func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.su.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatalf("%v in %.120s", err, sql)
	}
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func collect[T any](ctx context.Context, q querier, sql string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[T])
}

func (w *world) officer(tenant uuid.UUID, name string) context.Context {
	return tenants.With(w.t.Context(), tenants.Tenant(tenant, tenants.Actor{Kind: "staff", ID: uuid.NewSHA1(tenant, []byte(name)), Name: name}))
}

func (w *world) resident(r uuid.UUID) context.Context {
	return tenants.With(w.t.Context(), tenants.Resident(r, tenants.Actor{Kind: "resident", ID: r, Name: "Người dân"}))
}

func (w *world) attach(tenant uuid.UUID, purpose, by string) func(context.Context, pgx.Tx, uuid.UUID) (uuid.UUID, error) {
	return func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		id := uuid.New()
		_, err := tx.Exec(ctx, `INSERT INTO app.document (id, tenant_id, dossier_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind) VALUES ($1, $2, $3, $4, $5, 'x', 'y', 1, 'image/jpeg', $6)`,
			id, tenant, dossier, purpose, tenant.String()+"/"+id.String(), by)
		return id, err
	}
}

func (w *world) keep(name string, id uuid.UUID) uuid.UUID {
	if _, twice := w.byName[name]; twice {
		panic("two dossiers called " + name)
	}
	w.byName[name] = id
	w.names = append(w.names, name)
	return id
}

func (w *world) draft(name string, owner, competent uuid.UUID) uuid.UUID {
	id, ctx := w.keep(name, uuid.New()), w.resident(owner)
	must(w.t, w.svc.StartDraft(ctx, dossiers.NewDraft{ID: id, Procedure: w.procedure, Revision: w.revision, Competent: competent}))
	w.fill(ctx, id, owner, competent, "resident")
	return id
}

func (w *world) fill(ctx context.Context, id, owner, competent uuid.UUID, by string) {
	must(w.t, w.svc.ChangeDraft(ctx, id, dossiers.DraftChange{Applicant: &dossiers.Party{FullName: "Bùi Thị Sen", IDNumber: "017184000123", Phone: "0912345678", Resident: &owner, IdentityLevel: 3}}))
	_, err := w.svc.AddPaper(ctx, id, "to_khai", "", w.attach(competent, "paper", by))
	must(w.t, err)
}

func (w *world) filed(name string, owner, competent uuid.UUID) dossiers.Ref {
	r := dossiers.Ref{ID: w.draft(name, owner, competent)}
	_, err := w.svc.File(w.resident(owner), r)
	must(w.t, err)
	return r
}

func (w *world) atCounter(name string, at, competent uuid.UUID) dossiers.Ref {
	id := w.keep(name, uuid.New())
	_, err := w.svc.ReceiveAtCounter(w.officer(at, "Hạnh"), dossiers.CounterIntake{
		ID: id, Procedure: w.procedure, Revision: w.revision, Competent: competent, Resident: w.R1,
		Applicants: []dossiers.Party{{FullName: "Bùi Thị Sen", IDNumber: "017184000123", Phone: "0912345678", Resident: &w.R1, IdentityLevel: 2}},
		Papers:     []dossiers.CounterPaper{{Component: "to_khai", Title: "Tờ khai", Required: true, Form: "original", Attach: w.attach(at, "paper", "staff")}},
	})
	must(w.t, err)
	return dossiers.Ref{ID: id}
}

// helped is a draft that tenant by started for R1, competent A.
func (w *world) helped(name string, by uuid.UUID) (dossiers.Ref, context.Context) {
	id, ctx := w.keep(name, uuid.New()), w.officer(by, "Hạnh")
	must(w.t, w.svc.StartHelpedDraft(ctx, dossiers.NewHelpedDraft{NewDraft: dossiers.NewDraft{ID: id, Procedure: w.procedure, Revision: w.revision, Competent: w.A}, Resident: w.R1, Method: "spoken_at_counter", Statement: "Tôi đồng ý"}))
	sc, err := w.svc.HelpedScope(ctx, id)
	must(w.t, err)
	helper := tenants.With(w.t.Context(), sc)
	w.fill(helper, id, w.R1, w.A, "helper")
	return dossiers.Ref{ID: id}, helper
}

func (w *world) deliver(r dossiers.Ref, from uuid.UUID) {
	f, err := w.svc.Open(w.officer(from, "Hạnh"), r.ID)
	must(w.t, err)
	must(w.t, w.svc.DeliverHandover(tenants.With(w.t.Context(), tenants.Worker(from)), f.Handovers[len(f.Handovers)-1].ID))
}

// confirm passes every paper, assigns, and drafts the result.
func (w *world) work(r dossiers.Ref, at uuid.UUID, upTo string) {
	ctx, s, t := w.officer(at, "Lâm"), w.svc, w.t
	must(t, s.Assign(ctx, r, uuid.NewSHA1(at, []byte("Lâm")), "Lâm"))
	f, err := s.Open(ctx, r.ID)
	must(t, err)
	var vs []dossiers.Verdict
	for _, p := range f.Papers {
		vs = append(vs, dossiers.Verdict{Paper: p.ID, OK: true})
	}
	must(t, s.Verify(ctx, r, vs))
	if upTo == "processing" {
		return
	}
	must(t, s.DraftResult(ctx, r, dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Xác nhận"}))
	if upTo == "drafted" {
		return
	}
	must(t, s.Initial(w.officer(at, "Trưởng"), r))
	must(t, s.Approve(w.officer(at, "Hương"), r, "CHỦ TỊCH"))
	must(t, s.Number(w.officer(at, "Thư"), r))
	must(t, s.Issue(w.officer(at, "Thư"), r, w.attach(at, "result", "staff")))
}

func ask(item string) dossiers.AskSupplement {
	return dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: item, Reason: "blurred"}}}
}

// fileEveryState makes a dossier in each state, at home, across the boundary and helped.
func (w *world) fileEveryState() {
	t, s, a, b := w.t, w.svc, w.officer(w.A, "Lâm"), w.officer(w.B, "Hạnh")
	w.draft("draft", w.R1, w.A)
	w.filed("submitted", w.R1, w.A)
	must(t, s.AskSupplement(a, w.filed("awaiting before acceptance", w.R1, w.A), ask("to_khai")))
	accepted := func(name string) dossiers.Ref {
		r := w.filed(name, w.R1, w.A)
		must(t, s.Accept(a, r))
		return r
	}
	accepted("accepted")
	w.work(accepted("processing"), w.A, "drafted")
	r := accepted("awaiting_supplement")
	w.work(r, w.A, "processing")
	must(t, s.AskSupplement(a, r, ask("to_khai")))
	pay := dossiers.AskPayment{Amount: 12_500_000, Purpose: "Tiền sử dụng đất", Payee: "Kho bạc Nhà nước", NoticeNumber: "12/TB-CT", NoticeDate: w.now, LegalBasis: "NĐ 118/2025 Đ.17"}
	r = accepted("awaiting_payment")
	w.work(r, w.A, "processing")
	must(t, s.AskPayment(a, r, pay))
	must(t, s.Withdraw(w.resident(w.R1), accepted("withdrawal_requested"), "Đổi ý"))
	must(t, s.Decline(a, w.filed("declined", w.R1, w.A), "Không thuộc thẩm quyền", "Nộp nơi khác"))
	must(t, s.Withdraw(w.resident(w.R1), w.filed("stopped", w.R1, w.A), "Đổi ý"))
	w.work(accepted("decided"), w.A, "issued")
	r = accepted("returned")
	w.work(r, w.A, "issued")
	must(t, s.Return(a, r, "Bùi Thị Sen"))
	must(t, s.Rate(w.resident(w.R1), r, 5, "Nhanh"))
	must(t, s.AskRevocation(a, r, "Sai tên", "Điều 5"))
	r = accepted("revoked")
	w.work(r, w.A, "issued")
	must(t, s.AskRevocation(a, r, "Cấp sai", "Điều 5"))
	must(t, s.DecideRevocation(w.officer(w.A, "Hương"), r, true, ""))
	w.exec(`INSERT INTO app.document_signature (document_id, tenant_id, dossier_id, verdict, checked_at) SELECT id, tenant_id, dossier_id, 'none', now() FROM app.document WHERE purpose = 'paper'`)
	must(t, s.OpenBook(w.officer(w.A, "Thư"), "Sổ thử", 1, 5, ""))
	_, err := s.VoidNext(w.officer(w.A, "Thư"), "Sổ thử", "Đã ghi tay")
	must(t, err)
	w.atCounter("counter at home", w.A, w.A)

	across := func(name string) dossiers.Ref {
		r := w.atCounter("across: "+name, w.B, w.A)
		if name != "sent" {
			w.deliver(r, w.B)
		}
		return r
	}
	across("sent")
	across("delivered")
	must(t, s.RefuseHandover(a, across("refused"), "Đất ở xã khác", &w.G))
	w.exec(`UPDATE app.tenant SET live_from = '2026-01-01' WHERE id = $1`, w.P)
	r = across("raised")
	must(t, s.RefuseHandover(a, r, "Đất ở xã khác", &w.G))
	var cases []dossiers.Coordination
	cases, err = s.CoordinationsOf(b, r.ID)
	must(t, err)
	must(t, s.RaiseCoordination(b, cases[0].ID, "Đề nghị cấp tỉnh"))
	w.exec(`INSERT INTO app.handover_setting (province_code, refusal_minutes, papers_cutoff, coordination_minutes, decision_minutes, changed_at) SELECT DISTINCT province_code, 120, 900, 120, 480, now() FROM app.tenant WHERE kind = 'province' AND province_code IS NOT NULL`)
	received := func(name string) dossiers.Ref {
		r := across(name)
		must(t, s.ReceiveHandover(a, r))
		return r
	}
	received("accepted")
	w.work(received("processing"), w.A, "drafted")
	r = received("awaiting_supplement")
	w.work(r, w.A, "processing")
	must(t, s.AskSupplement(a, r, ask("to_khai")))
	r = received("awaiting_payment")
	w.work(r, w.A, "processing")
	must(t, s.AskPayment(a, r, pay))
	r = received("paid")
	must(t, s.AskPayment(a, r, pay))
	must(t, s.RecordPayment(a, r, dossiers.RecordPayment{Number: "GNT 7", Date: w.now}))
	w.work(received("decided"), w.A, "issued")
	r = received("on the way")
	w.work(r, w.A, "issued")
	must(t, s.HandBack(a, r))
	r = received("returned")
	w.work(r, w.A, "issued")
	must(t, s.HandBack(a, r))
	must(t, s.ConfirmHandBack(b, r))
	must(t, s.Return(b, r, "Bùi Thị Sen"))

	for _, name := range []string{"papers on a list", "papers on their way"} {
		r := w.atCounter(name, w.B, w.A)
		w.deliver(r, w.B)
		must(t, s.ReceiveHandover(a, r))
		lines, err := s.LinesOf(b, r.ID)
		must(t, err)
		list := dossiers.NewHandoverList{ID: uuid.New(), To: w.A, Lines: []uuid.UUID{lines[0].ID}}
		must(t, s.MakeHandoverList(b, list))
		if name == "papers on their way" {
			must(t, s.HandOverList(b, list.ID))
		}
	}
	w.helped("helped: draft", w.C)
	for _, name := range []string{"helped: submitted", "helped: accepted"} {
		r, helper := w.helped(name, w.C)
		_, err := s.File(helper, r)
		must(t, err)
		if name == "helped: accepted" {
			must(t, s.Accept(a, r))
		}
	}
	// D is consulted about one; G decided another before it passed on to A
	r = accepted("consulted")
	w.work(r, w.A, "processing")
	must(t, w.db.Tx(a, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO app.consultation (id, dossier_id, tenant_id, to_tenant, question, document_ids, asked_name, asked_at)
			SELECT gen_random_uuid(), $1, $2, $3, 'Đúng không?', array_agg(id), 'Lâm', now() FROM app.document WHERE dossier_id = $1`, r.ID, w.A, w.D)
		return err
	}))
	// pages of what D was sent, and a paper with its page that D was not sent
	w.exec(`WITH sent AS (SELECT * FROM app.document WHERE dossier_id = $1 LIMIT 1), kept AS (
			INSERT INTO app.document (id, tenant_id, dossier_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind) SELECT gen_random_uuid(), tenant_id, dossier_id, 'paper', tenant_id || '/kept', wrapped_key, sha256, 1, content_type, 'staff' FROM sent RETURNING *)
		INSERT INTO app.document (id, tenant_id, dossier_id, purpose, object_key, wrapped_key, sha256, size, content_type, created_by_kind, parent_id, page)
			SELECT gen_random_uuid(), tenant_id, dossier_id, 'preview', tenant_id || '/page of ' || id, wrapped_key, sha256, 1, content_type, 'system', id, 1 FROM (TABLE sent UNION ALL TABLE kept) x`, r.ID)
	// and was asked about another, whose question is closed
	r = accepted("consulted, closed")
	w.work(r, w.A, "processing")
	must(t, w.db.Tx(a, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO app.consultation (id, dossier_id, tenant_id, to_tenant, question, document_ids, asked_name, asked_at)
			SELECT gen_random_uuid(), $1, $2, $3, 'Đúng không?', array_agg(id), 'Lâm', now() FROM app.document WHERE dossier_id = $1`, r.ID, w.A, w.D)
		if err == nil {
			_, err = tx.Exec(t.Context(), `UPDATE app.consultation SET state = 'cancelled', closed_reason = 'recalled', closed_at = now(), taken_at = now() WHERE dossier_id = $1`, r.ID)
		}
		return err
	}))
	// a draft waits for its resident's word
	r = accepted("shown")
	w.work(r, w.A, "processing")
	must(t, w.db.Tx(a, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO app.draft_confirmation (id, dossier_id, tenant_id, step, title, content, shown_at, due_at) VALUES (gen_random_uuid(), $1, $2, 'confirm', 'Giấy', 'Nội dung', now(), now() + interval '1 day')`, r.ID, w.A)
		return err
	}))
	// one has a letter of apology that waits, another one that was sent; officers were told of both, by each province's own rules
	for _, state := range []string{"drafted", "sent"} {
		r = accepted("apology " + state)
		w.work(r, w.A, "processing")
		must(t, w.db.Tx(a, func(tx pgx.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO app.apology (id, dossier_id, tenant_id, state, old_due, amount, unit, new_due, reason, drafted_at, signed_name, signed_at)
				SELECT gen_random_uuid(), $1, $2, $3, now(), 1, 'working_day', now() + interval '1 day', 'Chờ', now(), 'Lâm', CASE WHEN $3 = 'sent' THEN now() END`, r.ID, w.A, state)
			return err
		}))
		must(t, w.db.Tx(tenants.With(t.Context(), tenants.Worker(w.A)), func(tx pgx.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO app.reminder (id, tenant_id, staff_id, dossier_id, kind, audience, about, day, said_at) VALUES (gen_random_uuid(), $2, $2, $1, 'due', 'holder', now(), current_date, now())`, r.ID, w.A)
			if err != nil || state == "sent" {
				return err
			}
			_, err = tx.Exec(t.Context(), `INSERT INTO app.province_reminder (tenant_id, province_code, dossier_id, kind, about, said_at) SELECT id, province_code, $1, 'due', now(), now() FROM app.tenant WHERE id = $2`, r.ID, w.A)
			return err
		}))
	}
	w.exec(`INSERT INTO app.reminder_setting (province_code, quiet_from, quiet_till, extension_percent, changed_at) SELECT DISTINCT province_code, 18, 7, 100, now() FROM app.tenant WHERE kind = 'province' AND province_code IS NOT NULL`)
	w.exec(`INSERT INTO app.reminder_rule (province_code, kind, audience, minutes) SELECT province_code, 'overdue', 'holder', 0 FROM app.reminder_setting`)
	// one lies in a sector system, which has said nothing yet; of another its result came back
	for _, name := range []string{"in a sector system", "back from a sector system"} {
		r = accepted(name)
		w.work(r, w.A, "processing")
		must(t, w.db.Tx(a, func(tx pgx.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO app.sector_case (dossier_id, tenant_id, system, door, state, number, entered_name, entered_at) VALUES ($1, $2, 'ho_tich', 'typed', 'open', $3, 'Lâm', now())`, r.ID, w.A, "HT "+name)
			return err
		}))
	}
	must(t, w.db.Tx(tenants.With(t.Context(), tenants.Worker(w.A)), func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO app.result (id, dossier_id, tenant_id, title, outcome, state, drafted_by, drafted_name, drafted_at, sector) VALUES (gen_random_uuid(), $1, $2, 'Giấy', 'granted', 'issued', $2, 'Hệ thống', now(), 'ho_tich')`, r.ID, w.A)
		return err
	}))
	// and about another, where it has answered and A has not gone on yet
	r = accepted("consulted, answered")
	w.work(r, w.A, "processing")
	must(t, w.db.Tx(a, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO app.consultation (id, dossier_id, tenant_id, to_tenant, question, asked_name, asked_at, due_at) VALUES ($1, $2, $3, $4, 'Đúng không?', 'Lâm', now(), now())`, w.answered, r.ID, w.A, w.D)
		return err
	}))
	must(t, s.AnswerConsultation(w.officer(w.D, "Hải"), w.answered, dossiers.VerdictAgree, "Đúng"))
	// A's part of a two-level procedure is done, the centre's has begun
	r = accepted("passed up")
	w.work(r, w.A, "processing")
	must(t, w.db.Tx(a, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `SELECT app.pass_competence($1, (SELECT version FROM app.dossier WHERE id = $1), $2, now(), gen_random_uuid(), 'again', 'Thẩm định', 'handler', 'work', '', now())`, r.ID, w.P)
		return err
	}))
	r = accepted("passed on")
	w.exec(`UPDATE app.dossier SET former_tenant = $2, version = version + 1 WHERE id = $1`, r.ID, w.G)

	w.draft("of somebody not signed in", w.R0, w.A)
	w.draft("other draft", w.R2, w.F)
	w.filed("other submitted", w.R2, w.F)
	w.draft("stranger's draft at A", w.R2, w.A)
	w.filed("stranger's at A", w.R2, w.A)
	r = w.filed("other decided", w.R2, w.F)
	must(t, s.Accept(w.officer(w.F, "Nam"), r))
	must(t, s.AskPayment(w.officer(w.F, "Nam"), r, pay))
	must(t, s.RecordPayment(w.officer(w.F, "Nam"), r, dossiers.RecordPayment{Number: "GNT 8", Date: w.now}))
	w.work(r, w.F, "issued")
	must(t, s.Rate(w.resident(w.R2), r, 4, ""))
}

// tenantsOf lists the communes with their letters.
func (w *world) communes() []named {
	return []named{{"A", w.A}, {"B", w.B}, {"C", w.C}, {"D", w.D}, {"E", w.E}, {"F", w.F}, {"G", w.G}, {"P", w.P}}
}

type named struct {
	name string
	id   uuid.UUID
}

func (w *world) dossierName(id uuid.UUID) string {
	for n, d := range w.byName {
		if d == id {
			return fmt.Sprintf("%q", n)
		}
	}
	return id.String()
}
