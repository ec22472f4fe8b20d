package dossiers_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/storage/pgtest"
)

// inWork is a dossier that a handler works on.
func (b *bundle) inWork() uuid.UUID {
	b.t.Helper()
	id := b.filed(b.KimBoi)
	lam := b.officer(b.KimBoi, "Lâm")
	must(b.t, b.Accept(lam, dossiers.Ref{ID: id}))
	must(b.t, b.Assign(lam, dossiers.Ref{ID: id}, uuid.NewSHA1(b.KimBoi, []byte("Lâm")), "Lâm"))
	return id
}

// count is how many events of a kind a dossier has.
func count(f dossiers.Full, kind string) (n int) {
	for _, h := range f.History {
		if h.Kind == kind {
			n++
		}
	}
	return n
}

// field is what a fault says at a field.
func field(err error, name string) string {
	if err == nil || !fault.Is(err, fault.Invalid) {
		return ""
	}
	return fault.As(err).Fields[name]
}

// Typed by an officer: number, status and result come once each, however often
// and in whatever order they are given, and then the dossier is decided like any other.
func TestSectorSystemByHand(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Terms.Sector = "ho_tich"
	lam := b.officer(b.KimBoi, "Lâm")
	id := b.inWork()
	r := dossiers.Ref{ID: id}
	status := func(words string, at time.Time) error {
		return b.TakeSectorStatus(lam, r, dossiers.SectorStatus{Words: words, At: at})
	}
	result := dossiers.SectorResult{Outcome: dossiers.Granted, Number: "15/2026", On: b.clock(), Attach: b.attach(b.KimBoi, "result", "staff")}

	if err := status("Đang xử lý", b.clock()); !fault.HasKey(err, "sector.not_entered") {
		t.Fatalf("a status before a number: %v", err)
	}
	if err := b.TakeSectorResult(lam, r, result); !fault.HasKey(err, "sector.not_entered") {
		t.Fatalf("a result before a number: %v", err)
	}
	for _, bad := range []string{"", "  ", "không số", "1;DROP", strings.Repeat("1", 61)} {
		if field(b.SendToSector(lam, r, bad), "number") == "" {
			t.Errorf("the number %q is taken", bad)
		}
	}
	must(t, b.SendToSector(lam, r, " HT-2026.0012 "))
	must(t, b.SendToSector(lam, r, "HT-2026.0012"))
	other := b.inWork()
	if field(b.SendToSector(lam, dossiers.Ref{ID: other}, "HT-2026.0012"), "number") == "" {
		t.Error("two dossiers have one number there")
	}
	if err := b.DraftResult(lam, r, dossiers.DraftResult{Outcome: dossiers.Refused, Content: "x", Reason: "y"}); !fault.HasKey(err, "sector.decides") {
		t.Errorf("decided here as well: %v", err)
	}

	b.later(time.Hour)
	must(t, status("Đang thẩm tra", b.clock().Add(-10*time.Minute)))
	must(t, status("Đang thẩm tra", b.clock().Add(-5*time.Minute))) // the same words
	must(t, status("Đã tiếp nhận", b.clock().Add(-30*time.Minute))) // stale
	must(t, status("Khác", b.clock().Add(-10*time.Minute)))         // the same moment
	if field(status("Xong", b.clock().Add(time.Hour)), "at_date") == "" || field(status("Xong", b.clock().Add(-40*24*time.Hour)), "at_date") == "" || field(status(" ", b.clock()), "status") == "" {
		t.Error("a status of tomorrow, of before the filing, or without words is taken")
	}
	f, err := b.Open(b.resident(), id)
	must(t, err)
	if f.Sector == nil || f.Sector.Number != "HT-2026.0012" || f.Sector.Status != "Đang thẩm tra" || count(f, "dossier.sector_sent") != 1 || count(f, "dossier.sector_status") != 1 {
		t.Fatalf("the resident sees %+v", f.Sector)
	}

	for name, n := range map[string]dossiers.SectorResult{
		"outcome": {Number: "1", On: b.clock()}, "number": {Outcome: dossiers.Granted, On: b.clock()}, "on": {Outcome: dossiers.Granted, Number: "1", On: b.clock().Add(48 * time.Hour)},
		"reason": {Outcome: dossiers.Refused, Number: "1", On: b.clock()},
	} {
		if field(b.TakeSectorResult(lam, r, n), name) == "" {
			t.Errorf("a result without %s is taken", name)
		}
	}
	must(t, b.TakeSectorResult(lam, r, result))
	must(t, b.TakeSectorResult(lam, r, result)) // twice is once
	result.Number = "16/2026"
	if err := b.TakeSectorResult(lam, r, result); !fault.Is(err, fault.Conflict) {
		t.Errorf("another result after the first: %v", err)
	}
	if err := status("Lại mở", b.clock()); !fault.Is(err, fault.Conflict) {
		t.Errorf("a status after the decision: %v", err)
	}
	f, err = b.Open(lam, id)
	must(t, err)
	res := f.LiveResult()
	if f.State != dossiers.Decided || *f.Outcome != dossiers.Granted || f.DueAt != nil || f.Step != "return" || res.Number != "15/2026" || res.Sector != "ho_tich" || res.Document == nil || count(f, "dossier.decided") != 1 {
		t.Fatalf("decided there: %s %+v", f.State, res)
	}
	if last := f.Clock[len(f.Clock)-1]; last.Kind != "stop" {
		t.Errorf("the clock: %+v", last)
	}
	for _, x := range f.Tasks {
		if x.DoneAt == nil {
			t.Errorf("still open: %s", x.Title)
		}
	}
	must(t, b.Return(lam, dossiers.Ref{ID: id}, "Bùi Thị Sen"))
	// the figures count it like any other
	var on int64
	must(t, pgtest.Conn(t, b.db.SuperURL).QueryRow(t.Context(), `SELECT decided_on_time FROM app.rollup_month WHERE tenant_id = $1`, b.KimBoi).Scan(&on))
	if on != 1 {
		t.Errorf("decided in time: %d", on)
	}
	// its number is nobody else's
	must(t, b.SendToSector(lam, dossiers.Ref{ID: other}, "HT-2026.0013"))
	result.Number = "15/2026"
	if field(b.TakeSectorResult(lam, dossiers.Ref{ID: other}, result), "number") == "" {
		t.Error("two results have one number")
	}
}

// Only a dossier that is decided there, only while it is being processed, only by its holder.
func TestSectorSystemIsNotForOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	lam := b.officer(b.KimBoi, "Lâm")
	here := b.inWork()
	if err := b.SendToSector(lam, dossiers.Ref{ID: here}, "HT-1"); !fault.HasKey(err, "sector.decided_here") {
		t.Errorf("decided here, sent there: %v", err)
	}
	if err := b.HandToSector(lam, dossiers.Ref{ID: here}); !fault.HasKey(err, "sector.decided_here") {
		t.Errorf("decided here, handed there: %v", err)
	}
	b.Terms.Sector = "ho_tich"
	early := b.filed(b.KimBoi)
	if err := b.SendToSector(lam, dossiers.Ref{ID: early}, "HT-1"); !fault.Is(err, fault.Conflict) {
		t.Errorf("sent before acceptance: %v", err)
	}
	must(t, b.SendToSector(lam, dossiers.Ref{ID: here}, "HT-1"))
	for name, ctx := range map[string]context.Context{"another commune": b.officer(b.HoaBinh, "Toàn"), "its worker": b.worker(b.HoaBinh)} {
		for what, err := range map[string]error{
			"sent":   b.SendToSector(ctx, dossiers.Ref{ID: here}, "HT-2"),
			"handed": b.HandToSector(ctx, dossiers.Ref{ID: here}),
			"number": b.TakeSectorNumber(ctx, here, "HT-2"),
			"status": b.TakeSectorStatus(ctx, dossiers.Ref{ID: here}, dossiers.SectorStatus{Words: "Xong", At: b.clock()}),
			"result": b.TakeSectorResult(ctx, dossiers.Ref{ID: here}, dossiers.SectorResult{Outcome: dossiers.Granted, Number: "9", On: b.clock()}),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %s: %v", name, what, err)
			}
		}
		if x, err := b.SectorCase(ctx, here); x != nil || err != nil {
			t.Errorf("%s sees %+v, %v", name, x, err)
		}
	}
	// a result is on its way here: not there as well
	drafted := b.inWork()
	f, err := b.Open(lam, drafted)
	must(t, err)
	must(t, b.Verify(lam, dossiers.Ref{ID: drafted}, []dossiers.Verdict{{Paper: f.Papers[0].ID, OK: true}}))
	must(t, b.DraftResult(lam, dossiers.Ref{ID: drafted}, dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Xác nhận"}))
	if err := b.SendToSector(lam, dossiers.Ref{ID: drafted}, "HT-3"); !fault.HasKey(err, "sector.drafted_here") {
		t.Errorf("drafted here, sent there: %v", err)
	}
}
