package dossiers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// year is one commune's year: a world with real calendars in versions.
type year struct {
	*bundle
	units *registry.Units
	r     *rand.Rand
	open  []uuid.UUID
	made  int
}

// version makes an office's calendar of now another, and moves what the law lets it move.
func (y *year) version(office uuid.UUID, said registry.Said, moves ...registry.SaidDay) {
	y.t.Helper()
	data, err := json.Marshal(said)
	must(y.t, err)
	if moves == nil {
		moves = []registry.SaidDay{}
	}
	moved, err := json.Marshal(moves)
	must(y.t, err)
	var seq int64
	must(y.t, pgtest.Conn(y.t, y.db.SuperURL).QueryRow(y.t.Context(), `INSERT INTO app.calendar_version (id, tenant_id, province_code, no, data, moves, at, reason)
		SELECT gen_random_uuid(), t.id, t.province_code, 1 + (SELECT count(*) FROM app.calendar_version v WHERE v.tenant_id = t.id), $2, $3, $4, 'Thử' FROM app.tenant t WHERE t.id = $1 RETURNING seq`, office, data, moved, y.clock()).Scan(&seq))
	y.units.InvalidateCalendars()
	if len(moves) > 0 {
		_, err = y.MoveDates(y.worker(y.KimBoi), uuid.Nil, 500, dossiers.Move{Seq: seq, No: 1, Office: "Thử", Reason: "Bão"}, func(context.Context, pgx.Tx, dossiers.Recount) error { return nil })
		must(y.t, err)
	}
}

// act lets something happen to somebody's dossier, whatever its state allows.
func (y *year) act() {
	y.t.Helper()
	handler := y.officer(y.KimBoi, "Lâm")
	if y.made == 0 || y.r.IntN(5) == 0 {
		y.Revision = y.revisions()[y.r.IntN(4)]
		id := y.filed(y.KimBoi)
		must(y.t, y.Accept(handler, dossiers.Ref{ID: id}))
		y.open, y.made = append(y.open, id), y.made+1
		return
	}
	if len(y.open) == 0 {
		return
	}
	i := y.r.IntN(len(y.open))
	id := y.open[i]
	d, err := y.ByID(handler, id)
	must(y.t, err)
	ref := dossiers.Ref{ID: id}
	switch {
	case d.State == dossiers.AwaitingSupplement:
		err = y.AnswerSupplement(y.resident(), ref, "")
	case d.State == dossiers.AwaitingPayment:
		err = y.RecordPayment(handler, ref, dossiers.RecordPayment{Number: "GNT 1", Date: y.clock(), Attach: y.attach(y.KimBoi, "paper", "staff")})
	default:
		switch y.r.IntN(6) {
		case 0, 1:
			err = y.AskSupplement(handler, ref, dossiers.AskSupplement{LeaderReason: "Cần thêm", Leads: true, Items: []dossiers.SupplementItem{{Component: "can_cuoc", Reason: "missing"}}})
		case 2:
			n := notice(y.clock().AddDate(0, 1, 0))
			n.NoticeDate = y.clock()
			err = y.AskPayment(handler, ref, n)
		case 3:
			err = y.ExtendTerm(handler, ref, dossiers.ExtendTerm{Amount: 1, Reason: "Nhiều hồ sơ"})
			if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
				err = nil // once, and not after the date
			}
		default:
			err = y.Stop(handler, ref, "Người dân đề nghị dừng")
			y.open = append(y.open[:i], y.open[i+1:]...)
		}
	}
	must(y.t, err)
}

func (y *year) revisions() (out [4]uuid.UUID) {
	for i := range out {
		out[i] = uuid.NewSHA1(y.Procedure, []byte{byte(i)})
	}
	return out
}

func (y *year) replay() (n, entries int, faults []string) {
	y.t.Helper()
	must(y.t, y.Replay(y.officer(y.KimBoi, "Hệ thống"), time.Time{}, y.clock().AddDate(1, 0, 0), func(r dossiers.Replayed) error {
		n, entries = n+1, entries+r.Entries
		for _, f := range r.Faults {
			faults = append(faults, fmt.Sprintf("%s %s %d: stored %v, computed %v %s", r.Code, f.What, f.Seq, f.Stored, f.Computed, f.Why))
		}
		return nil
	}))
	return n, entries, faults
}

// A year of one commune's dossiers, with pauses, restarts, extensions, a storm,
// other hours and an announced swap, gives the stored promises again.
func TestAYearIsReplayed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	db, err := pg.Open(t.Context(), b.db.AppURL)
	must(t, err)
	t.Cleanup(db.Close)
	y := &year{bundle: b, units: registry.New(db, b.clock), r: rand.New(rand.NewPCG(2026, 4))}
	y.Calendar = func(ctx context.Context, id uuid.UUID) (*deadlines.Calendar, error) {
		return y.units.CalendarAt(tenants.With(ctx, tenants.Public()), registry.CalendarQuery{Tenant: id})
	}
	y.CalendarAt = func(ctx context.Context, q registry.CalendarQuery) (*deadlines.Calendar, error) {
		return y.units.CalendarAt(tenants.With(ctx, tenants.Public()), q)
	}
	terms := map[uuid.UUID]dossiers.Terms{}
	for i, id := range y.revisions() {
		b.super(`INSERT INTO app.revision (id, procedure_id, no, state, published_from, data) VALUES ($1, $2, $3, 'published', now(), '{}')`, id, b.Procedure, 2+i)
		p := []deadlines.Policy{
			{Unit: deadlines.WorkingDay, Amount: 5, AfterHour: deadlines.AfterThree},
			{Unit: deadlines.WorkingDay, Amount: 8, DayRule: deadlines.ByCivilDays, OnSupplement: deadlines.RestartOnSupplement},
			{Unit: deadlines.CalendarDay, Amount: 20},
			{Unit: deadlines.WorkingHour, Amount: 16, OnSupplement: deadlines.RestartOnSupplement},
		}[i]
		x := b.Terms
		x.Extend, x.ByChannel = 1, map[string]deadlines.Policy{"counter": p, "online": p}
		terms[id] = x
	}
	y.Service.Terms = func(_ context.Context, q dossiers.TermsQuery) (dossiers.Terms, error) { return terms[q.Revision], nil }
	b.now = time.Date(2025, 12, 1, 1, 0, 0, 0, time.UTC)
	centre, err := y.units.Centre(tenants.With(t.Context(), tenants.Public()), "25")
	must(t, err)
	day := func(m time.Month, d int, kind string) registry.SaidDay {
		return registry.SaidDay{Day: deadlines.MakeDay(2026, m, d), Kind: kind, Name: "Thử", LegalBasis: "QĐ thử"}
	}
	storm, swapOff, swapWork := day(3, 18, registry.Closed), day(6, 12, registry.SwapOff), day(6, 20, registry.SwapWork)
	late := deadlines.OfficeWeek()
	late[time.Friday] = deadlines.Hours{{From: 8 * 60, To: 12 * 60}}
	changes := map[int]func(){
		70:  func() { y.version(y.KimBoi, registry.Said{Week: late}) },
		106: func() { y.version(centre.ID, registry.Said{Days: []registry.SaidDay{storm}}, storm) },
		180: func() {
			y.version(centre.ID, registry.Said{Days: []registry.SaidDay{storm, swapOff, swapWork}}, swapOff, swapWork)
		},
		260: func() { y.version(y.KimBoi, registry.Said{Week: deadlines.OfficeWeek()}) },
	}
	for d := range 365 {
		if f := changes[d]; f != nil {
			f()
		}
		for range y.r.IntN(3) {
			b.later(time.Duration(y.r.IntN(180)) * time.Minute)
			y.act()
		}
		b.mu.Lock()
		b.now = time.Date(2025, 12, 2+d, 0, 30, 0, 0, time.UTC)
		b.mu.Unlock()
	}
	n, entries, faults := y.replay()
	if n < 50 || entries < 250 || len(faults) > 0 {
		t.Fatalf("%d dossiers, %d entries, %d differ: %.10s", n, entries, len(faults), faults)
	}
	var moved int
	must(t, pgtest.Conn(t, b.db.SuperURL).QueryRow(t.Context(), `SELECT count(*) FROM app.audit_entry WHERE kind = 'dossier.date_moved'`).Scan(&moved))
	if moved == 0 {
		t.Fatal("the storm moved nothing: the comparison says nothing about it")
	}

	// it does see what is wrong: one stored promise a minute off, and the calendar's versions forgotten
	b.super(`SET session_replication_role = replica; UPDATE app.clock_entry SET promise = promise + interval '1 minute' WHERE id = (SELECT id FROM app.clock_entry WHERE promise IS NOT NULL AND kind <> 'start' ORDER BY id LIMIT 1)`)
	if _, _, faults := y.replay(); len(faults) != 1 {
		t.Errorf("one promise was changed, %d differ: %s", len(faults), faults)
	}
	y.CalendarAt = func(ctx context.Context, q registry.CalendarQuery) (*deadlines.Calendar, error) {
		return y.units.CalendarAt(tenants.With(ctx, tenants.Public()), registry.CalendarQuery{Tenant: q.Tenant})
	}
	if _, _, faults := y.replay(); len(faults) < 5 {
		t.Errorf("without the calendars of their time only %d differ", len(faults))
	}
}
