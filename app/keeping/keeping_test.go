package keeping_test

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/app/keeping"
	"motcua/app/procedures/revision"
	"motcua/migrations"
	"motcua/storage/blob"
	"motcua/storage/pg"
	"motcua/tenants"
)

// down is a store that does not answer.
type down struct{ keeping.Files }

func (down) DestroyFiles(context.Context, uuid.UUID, int) (int, error) {
	return 0, errors.New("down")
}

func TestTwoPeopleDestroyAndAProofRemains(t *testing.T) {
	t.Parallel()
	w := setup(t)
	old, young := w.returned("H-1", 2), w.returned("H-2", 1)
	o := w.file(old, "evidence", time.Now().AddDate(-2, 0, -2))
	lam, head := w.officer("lam"), w.officer("head")
	c, err := w.Candidates(lam, 10)
	if err != nil || len(c) != 1 || c[0].ID != old || !c[0].Free() {
		t.Fatalf("%+v %v", c, err)
	}
	if c, err := w.Candidates(w.officerOf(w.other, "x"), 10); err != nil || len(c) != 0 {
		t.Fatalf("another office sees %v %v", c, err)
	}
	list := uuid.New()
	if err := w.Propose(lam, list, []uuid.UUID{young}, ""); !fault.HasKey(err, "destruction.empty") {
		t.Fatalf("proposed what is kept: %v", err)
	}
	must(t, w.Propose(lam, list, []uuid.UUID{old, young}, "Năm 2026"))
	must(t, w.Propose(lam, list, []uuid.UUID{old}, "Năm 2026"))

	// one person cannot do both, whatever asks
	yes := keeping.Decision{List: list, Approve: true, Words: "QĐ 12/2026"}
	if err := w.Decide(lam, yes); !fault.HasKey(err, "destruction.own") {
		t.Fatalf("decided alone: %v", err)
	}
	if _, err := w.su.Exec(t.Context(), `UPDATE app.destruction_list SET state = 'approved', decided_by = proposed_by, decided_at = now() WHERE id = $1`, list); err == nil {
		t.Fatal("the database let one person decide alone")
	}
	if more, err := w.Destroy(w.worker(), list); more || err != nil || w.count(`SELECT count(*) FROM app.dossier WHERE id = $1`, old) != 1 {
		t.Fatalf("destroyed before anybody decided: %v", err)
	}
	must(t, w.Decide(head, yes))
	if err := w.Decide(head, yes); !fault.HasKey(err, "destruction.moved_on") {
		t.Fatalf("decided twice: %v", err)
	}
	if n := w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'destroy_list' AND args ->> 'list_id' = $1::text`, list); n != 1 {
		t.Fatalf("%d jobs", n)
	}

	// the store is down after the rows went; one file goes and the process dies before its line; then again and again
	files := w.Files
	w.Files = down{files}
	if _, err := w.Destroy(w.worker(), list); err == nil {
		t.Fatal("not down")
	}
	if w.count(`SELECT count(*) FROM app.dossier WHERE id = $1`, old) != 0 || w.count(`SELECT count(*) FROM app.destruction_object WHERE list_id = $1`, list) != 2 {
		t.Fatal("the rows go first, the lines of the files last")
	}
	w.Files = files
	must(t, w.store.Delete(t.Context(), o))
	for range 2 {
		if more, err := w.Destroy(w.worker(), list); more || err != nil {
			t.Fatal(more, err)
		}
	}
	l, items, proofs, err := w.List(head, list)
	must(t, err)
	if l.State != keeping.Done || l.Destroyed != 1 || l.Items != 1 || len(items) != 1 || len(proofs) != 1 {
		t.Fatalf("%+v %+v %+v", l, items, proofs)
	}
	p := proofs[0]
	if p.Code != "H-1" || p.Files != 2 || strings.Count(string(p.Documents), hex.EncodeToString(paperSum[:])) != 2 || strings.Contains(string(p.Documents), "Sen") {
		t.Errorf("%+v", p)
	}
	if n := w.count(`SELECT count(*) FROM app.destruction_proof WHERE digest = sha256(convert_to(documents::text, 'UTF8'))`); n != 1 {
		t.Error("the digest is not that of what it names")
	}
	if _, err := w.su.Exec(t.Context(), `DELETE FROM app.destruction_proof`); err == nil {
		t.Error("a proof was deleted")
	}
	w.nothingOf(old)
	if w.count(`SELECT count(*) FROM app.dossier WHERE id = $1`, young) != 1 {
		t.Error("took another")
	}
	left := 0
	must(t, w.store.List(t.Context(), w.office, func(blob.Listed) error { left++; return nil }))
	if left != 1 {
		t.Errorf("%d files are left", left)
	}
	// the history is whole, to its last line
	if n := w.count(`SELECT count(*) FROM (SELECT e.*, lag(hash, 1, '') OVER (ORDER BY seq) AS before FROM app.audit_entry e WHERE subject_id = $1) x
		WHERE prev = before AND hash = sha256(prev || convert_to(app.audit_text(subject, subject_id, seq, kind, tenant_id, province_code, actor_kind, actor_id, actor_name, at, data, public), 'UTF8'))`, old); n != 2 {
		t.Errorf("%d lines of the history hold", n)
	}
}

// nothingOf looks through every table that names dossiers.
func (w *world) nothingOf(id uuid.UUID) {
	w.t.Helper()
	rows, err := w.su.Query(w.t.Context(), `SELECT c.table_name::text FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) WHERE c.table_schema = 'app' AND c.column_name = 'dossier_id' AND t.table_type = 'BASE TABLE'`)
	must(w.t, err)
	var tables []string
	for rows.Next() {
		var s string
		must(w.t, rows.Scan(&s))
		tables = append(tables, s)
	}
	for _, s := range tables {
		if s != "destruction_item" && w.count(`SELECT count(*) FROM app.`+s+` WHERE dossier_id = $1`, id) != 0 {
			w.t.Errorf("%s still has it", s)
		}
	}
	if len(tables) < 20 {
		w.t.Errorf("looked through %d tables only", len(tables))
	}
}

// A table that hangs from dossiers goes with them, or is a book that is kept
// for good and refers to none.
func TestEverythingGoesWithItsDossier(t *testing.T) {
	t.Parallel()
	w := setup(t)
	rows, err := w.su.Query(t.Context(), `SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = 'app.dossier'::regclass AND confdeltype NOT IN ('c', 'n')`)
	must(t, err)
	for rows.Next() {
		var s string
		must(t, rows.Scan(&s))
		t.Errorf("%s keeps dossiers from being destroyed: add ON DELETE CASCADE", s)
	}
}

func TestAHoldOutlivesEverything(t *testing.T) {
	t.Parallel()
	w := setup(t)
	lam, head := w.officer("lam"), w.officer("head")
	refused := func(what, key, sql string, args ...any) {
		t.Helper()
		if _, err := w.su.Exec(t.Context(), sql, args...); !fault.HasKey(pg.Translate(err), key) {
			t.Errorf("%s: %v", what, err)
		}
	}
	id := w.returned("H-1", 3)
	refused("a filed dossier by hand", "dossier.kept", `DELETE FROM app.dossier WHERE id = $1`, id)

	list := uuid.New()
	must(t, w.Propose(lam, list, []uuid.UUID{id}, ""))
	must(t, w.Decide(head, keeping.Decision{List: list, Approve: true, Words: "QĐ 1"}))
	if _, err := w.Place(lam, keeping.PlaceHold{Dossier: id, Reason: "Thanh tra"}); !fault.Is(err, fault.Invalid) {
		t.Fatalf("held without a basis: %v", err)
	}
	hold := keeping.PlaceHold{Dossier: id, Reason: "Thanh tra", Basis: "QĐ 5/2026"}
	if _, err := w.Place(w.officerOf(w.other, "x"), hold); !fault.Is(err, fault.NotFound) {
		t.Fatalf("another office holds it: %v", err)
	}
	for i, want := range []int{1, 0} { // twice is once
		if n, err := w.Place(lam, hold); err != nil || n != want {
			t.Fatalf("%d: held %d, %v", i, n, err)
		}
	}
	refused("a held dossier though two decided", "dossier.held", `DELETE FROM app.dossier WHERE id = $1`, id)
	refused("its file", "dossier.held", `DELETE FROM app.document WHERE dossier_id = $1`, id)
	if _, err := w.Destroy(w.worker(), list); err != nil {
		t.Fatal(err)
	}
	if l, items, _, err := w.List(lam, list); err != nil || l.State != keeping.Done || items[0].State != "kept" || items[0].Reason != "held" {
		t.Fatalf("%+v %+v %v", l, items, err)
	}
	hs, err := w.HoldsOf(lam, id)
	if err != nil || len(hs) != 1 || hs[0].Basis != "QĐ 5/2026" {
		t.Fatalf("%+v %v", hs, err)
	}
	if c, err := w.Candidates(lam, 5); err != nil || len(c) != 1 || !c[0].Held || c[0].Free() {
		t.Fatalf("%+v %v", c, err)
	}
	if err := w.Lift(w.officerOf(w.other, "x"), hs[0].ID, "x"); !fault.Is(err, fault.NotFound) {
		t.Errorf("another office lifted it: %v", err)
	}
	must(t, w.Lift(head, hs[0].ID, "Kết luận thanh tra 7/2026"))
	if c, err := w.Candidates(lam, 5); err != nil || len(c) != 1 || !c[0].Free() {
		t.Fatalf("not free after it was lifted: %+v %v", c, err)
	}

	// drafts: neither their owner nor the nightly job
	draft := uuid.New()
	w.exec(`INSERT INTO app.dossier (id, procedure_id, revision_id, channel, filing, resident_id, competent_tenant, state, updated_at) VALUES ($1, $2, $3, 'online', 'self', $4, $5, 'draft', now() - interval '1 year')`, draft, w.procedure, w.revision, w.resident, w.office)
	w.exec(`INSERT INTO app.legal_hold (id, tenant_id, dossier_id, reason, legal_basis, placed_by, placed_name, placed_at) VALUES (gen_random_uuid(), $1, $2, 'x', 'x', gen_random_uuid(), 'x', now())`, w.office, draft)
	her := tenants.With(t.Context(), tenants.Resident(w.resident, tenants.Actor{Kind: "resident", ID: w.resident}))
	if _, err := pg.Rows[struct{}](her, w.DB, `DELETE FROM app.dossier WHERE id = $1`, draft); !fault.HasKey(documents.Held(pg.Translate(err)), "dossier.held") {
		t.Errorf("its owner deleted it: %v", err)
	}
	if n, err := pg.Value[int](w.worker(), w.DB, `SELECT app.sweep_drafts(now() - interval '60 days', 10)`); err != nil || n != 0 {
		t.Errorf("the nightly job took %d, %v", n, err)
	}
}

// A result that the store still locks stays, and so does what the resident waits for.
func TestWhatMayNotGoYet(t *testing.T) {
	t.Parallel()
	w := setup(t)
	lam, head := w.officer("lam"), w.officer("head")
	locked, asked := w.returned("H-1", 3), w.returned("H-2", 3)
	o := w.file(locked, "result", time.Now())
	w.exec(`INSERT INTO app.dossier_message (id, dossier_id, tenant_id, from_resident, author_id, author_name, body, created_at, answer_by) VALUES (gen_random_uuid(), $1, $2, true, $3, 'x', 'x', now(), now())`, asked, w.office, w.resident)
	list := uuid.New()
	if err := w.Propose(lam, list, []uuid.UUID{locked, asked}, ""); !fault.HasKey(err, "destruction.empty") {
		t.Fatalf("proposed: %v", err)
	}
	// even when the row says that the lock is over, the store has the last word
	w.exec(`UPDATE app.document SET created_at = now() - interval '3 years' WHERE object_key = $1`, o.Key)
	must(t, w.Propose(lam, list, []uuid.UUID{locked}, ""))
	must(t, w.Decide(head, keeping.Decision{List: list, Approve: true, Words: "QĐ 1"}))
	if _, err := w.Destroy(w.worker(), list); !fault.HasKey(err, blob.KeyLocked) {
		t.Fatalf("a locked result was deleted: %v", err)
	}
	if l, _, _, err := w.List(lam, list); err != nil || l.State != keeping.Approved {
		t.Fatalf("%+v %v", l, err)
	}
	// a term that was made longer after two people agreed holds
	late, longer := w.returned("H-3", 3), uuid.New()
	must(t, w.Propose(lam, longer, []uuid.UUID{late}, ""))
	must(t, w.Decide(head, keeping.Decision{List: longer, Approve: true, Words: "QĐ 2"}))
	w.exec(`UPDATE app.retention_class SET years = 9 WHERE code = 'chung_thuc_chu_ky'`)
	if _, err := w.Destroy(w.worker(), longer); err != nil {
		t.Fatal(err)
	}
	if _, items, _, err := w.List(lam, longer); err != nil || items[0].Reason != "kept" || w.count(`SELECT count(*) FROM app.dossier WHERE id = $1`, late) != 1 {
		t.Fatalf("%+v %v", items, err)
	}
	// a term that nobody confirmed destroys nothing: not proposed, and not by a list that was agreed to before
	w.exec(`UPDATE app.retention_class SET years = 2 WHERE code = 'chung_thuc_chu_ky'`)
	agreed, more := w.returned("H-4", 3), uuid.New()
	must(t, w.Propose(lam, more, []uuid.UUID{agreed}, ""))
	must(t, w.Decide(head, keeping.Decision{List: more, Approve: true, Words: "QĐ 3"}))
	w.exec(`UPDATE app.retention_class SET confirmed = false WHERE code = 'chung_thuc_chu_ky'`)
	if err := w.Propose(lam, uuid.New(), []uuid.UUID{late}, ""); !fault.HasKey(err, "destruction.empty") {
		t.Errorf("proposed by a term nobody confirmed: %v", err)
	}
	if _, err := w.Destroy(w.worker(), more); err != nil {
		t.Fatal(err)
	}
	if _, items, _, err := w.List(lam, more); err != nil || items[0].Reason != "unconfirmed" || w.count(`SELECT count(*) FROM app.dossier WHERE id = $1`, agreed) != 1 {
		t.Errorf("%+v %v", items, err)
	}
}

func TestClasses(t *testing.T) {
	t.Parallel()
	w := setup(t)
	of := func(data, field, province string) (s string) {
		t.Helper()
		must(t, w.su.QueryRow(t.Context(), `SELECT coalesce((SELECT code || ' ' || coalesce(years::text, '-') FROM app.retention_of($1, $2, $3)), '')`, data, field, province).Scan(&s))
		return s
	}
	for _, c := range [][3]string{
		{`{}`, "Thử", ""}, // nothing says how long: kept
		{`{}`, "Hộ tịch", "ho_tich -"},
		{`{}`, "Chứng thực", "chung_thuc_hop_dong 20"},
		{`{"retention": "chung_thuc_chu_ky"}`, "Chứng thực", "chung_thuc_chu_ky 2"},
		{`{"retention": "tthc_10", "results": [{"retention": "tthc_20"}, {}]}`, "Thử", "tthc_20 20"},
		{`{"retention": "tthc_10", "results": [{"retention": "vinh_vien"}]}`, "Thử", "vinh_vien -"},
		{`{"retention": "gone"}`, "Thử", "gone -"},
	} {
		if got := of(c[0], c[1], "25"); got != c[2] {
			t.Errorf("%s %s: %s, not %s", c[0], c[1], got, c[2])
		}
	}
	for _, c := range revision.RetentionClasses { // what a page of a procedure offers
		if w.count(`SELECT count(*) FROM app.retention_class WHERE code = $1 AND province_code IS NULL`, c.Key) != 1 {
			t.Errorf("%s is no class", c.Key)
		}
	}
	prov := tenants.With(t.Context(), tenants.Province("25", tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Tỉnh"}))
	years := 5
	if err := w.SetClass(prov, keeping.Class{Code: "nobody", Years: &years, From: keeping.FromEnded, Basis: "x"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a class nobody ships: %v", err)
	}
	if err := w.SetClass(prov, keeping.Class{Code: "chung_thuc_chu_ky", Years: &years, From: keeping.FromEnded, Basis: "theo luật", Confirmed: true}); !fault.Is(err, fault.Invalid) {
		t.Errorf("confirmed without a document's number: %v", err)
	}
	must(t, w.SetClass(prov, keeping.Class{Code: "chung_thuc_chu_ky", Years: &years, From: keeping.FromEnded, Basis: "QĐ 9/2026", Confirmed: true}))
	if got := of(`{"retention": "chung_thuc_chu_ky"}`, "", "25") + of(`{"retention": "chung_thuc_chu_ky"}`, "", "79"); got != "chung_thuc_chu_ky 5chung_thuc_chu_ky 2" {
		t.Errorf("a province's word: %s", got)
	}
	must(t, w.ResetClass(prov, "chung_thuc_chu_ky"))
	if got := of(`{"retention": "chung_thuc_chu_ky"}`, "", "25"); got != "chung_thuc_chu_ky 2" {
		t.Error(got)
	}
	var until time.Time
	must(t, w.su.QueryRow(t.Context(), `SELECT app.retention_until(2, 'year_end', NULL, '2026-03-05 17:00Z')`).Scan(&until))
	if want := time.Date(2028, 12, 31, 17, 0, 0, 0, time.UTC); !until.Equal(want) {
		t.Errorf("until %s", until.UTC())
	}
}

func TestRoom(t *testing.T) {
	t.Parallel()
	w := setup(t)
	lam := w.officer("lam")
	id := w.returned("H-1", 1)
	u, err := w.Usage(lam, w.office)
	if err != nil || u.Documents != 1 || u.Bytes != int64(len("giấy")) || u.Own {
		t.Fatalf("%+v %v", u, err)
	}
	for range 2 {
		_, err = pg.Value[int](w.worker(), w.DB, `SELECT 1 FROM (SELECT app.fold_storage()) x`)
		must(t, err)
	}
	if again, err := w.Usage(lam, w.office); err != nil || again.Bytes != u.Bytes || w.count(`SELECT count(*) FROM app.storage_delta`) != 0 {
		t.Fatalf("folded: %+v %v", again, err)
	}
	must(t, w.Room(lam))
	prov := tenants.With(t.Context(), tenants.Province("25", tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Tỉnh"}))
	must(t, w.SetQuota(prov, w.office, 1<<30, ""))
	w.exec(`UPDATE app.storage_usage SET bytes = $1`, int64(1<<30))
	if err := w.Room(lam); !fault.HasKey(err, "storage.full") {
		t.Errorf("full, and more is taken: %v", err)
	}
	if list, err := w.Strained(prov, 5); err != nil || len(list) != 1 || list[0].Percent() != 100 {
		t.Errorf("%+v %v", list, err)
	}
	// the province together: the operator says how much and why, and any of its offices is refused when it is full
	ops := tenants.With(t.Context(), tenants.Platform(tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Vận hành"}))
	if err := w.SetLimit(ops, "25", 1<<30, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a reason: %v", err)
	}
	if err := w.SetLimit(prov, "25", 2<<30, "x"); err == nil {
		t.Error("a province sets its own limit")
	}
	must(t, w.SetQuota(prov, w.office, 0, ""))
	w.Quota = 0
	must(t, w.Room(lam))
	must(t, w.SetLimit(ops, "25", 1<<30, "CV 12/2026"))
	if err := w.Room(w.officerOf(w.other, "x")); !fault.HasKey(err, "storage.full") {
		t.Errorf("the province is full, and another office of it takes more: %v", err)
	}
	must(t, w.Room(w.officerOf(migrations.TenantID("26890"), "x"))) // of another province
	if list, err := w.Provinces(ops, true); err != nil || len(list) != 34 || !slices.ContainsFunc(list, func(p keeping.ProvinceUsage) bool {
		return p.Province == "25" && p.Full() && p.Reason != "" && p.Offices == 1
	}) {
		t.Errorf("%+v %v", list, err)
	}
	must(t, w.SetLimit(ops, "25", 0, "bỏ"))
	must(t, w.Room(lam))
	// what a resident hands in is taken all the same
	w.file(id, "paper", time.Now())
}

// With her last dossier the resident's row goes too, by the same two people;
// not while she has another, or signs in.
func TestTheLastDossierTakesItsResident(t *testing.T) {
	t.Parallel()
	w := setup(t)
	quiet, list := w.resident, uuid.New()
	ids := []uuid.UUID{w.returned("H-1", 2)}
	other := w.returned("H-2", 2)
	w.resident = uuid.New()
	active := w.resident
	w.exec(`INSERT INTO app.resident (id, id_number, full_name, level) VALUES ($1, '017184000124', 'Bùi Thị Lan', 3)`, active)
	ids = append(ids, w.returned("H-3", 2))
	w.exec(`UPDATE app.resident SET last_seen_at = now() - interval '2 years' WHERE id = $1`, quiet)
	destroy := func(ids ...uuid.UUID) {
		t.Helper()
		list = uuid.New()
		must(t, w.Propose(w.officer("lam"), list, ids, ""))
		must(t, w.Decide(w.officer("head"), keeping.Decision{List: list, Approve: true, Words: "QĐ 12/2026"}))
		_, err := w.Destroy(w.worker(), list)
		must(t, err)
	}
	destroy(ids...)
	if w.count(`SELECT count(*) FROM app.dossier WHERE id = ANY ($1)`, ids) != 0 || w.count(`SELECT count(*) FROM app.resident WHERE id IN ($1, $2)`, quiet, active) != 2 {
		t.Fatal("a resident went who has another dossier, or an account in use")
	}
	destroy(other)
	if w.count(`SELECT count(*) FROM app.resident WHERE id = $1`, quiet) != 0 || w.count(`SELECT count(*) FROM app.audit_entry WHERE subject = 'resident' AND subject_id = $1 AND kind = 'resident.destroyed' AND data::text NOT LIKE '%Sen%'`, quiet) != 1 {
		t.Error("the row stayed, or nothing says who destroyed it")
	}
}
