package dossiers_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/storage/pgtest"
)

// lane is a world whose procedure may go through the immediate lane.
func lane(t *testing.T) *bundle {
	b := setup(t)
	b.Terms.Immediate = true
	b.Terms.ByChannel = map[string]deadlines.Policy{"counter": {Unit: deadlines.SameDay, AfterHour: 15 * 60}}
	b.Terms.Result.Register = "Sổ chứng thực"
	return b
}

func (b *bundle) intake(lines ...dossiers.ImmediateLine) dossiers.ImmediateIntake {
	return dossiers.ImmediateIntake{
		ID: uuid.New(), Procedure: b.Procedure, Revision: b.Revision, Resident: b.Resident, Lines: lines,
		Applicants: []dossiers.Party{{FullName: "Bùi Thị Sen", IDNumber: "017184000123", Resident: &b.Resident, IdentityLevel: 2}},
	}
}

func line(title string, fee int64) dossiers.ImmediateLine {
	return dossiers.ImmediateLine{Title: title, Pages: 2, Copies: 1, Fee: &fee}
}

// TestImmediateLane goes once through: received, signed with a number for each
// paper, returned with its fee; the drafter may not sign, nobody is messaged.
func TestImmediateLane(t *testing.T) {
	t.Parallel()
	b := lane(t)
	hanh, huong := b.officer(b.KimBoi, "Hạnh"), b.officer(b.KimBoi, "Hương")
	in := b.intake(line("Bằng tốt nghiệp", 4000), line("Giấy khai sinh", 2000))
	got, err := b.ReceiveImmediate(hanh, in)
	must(t, err)
	if h := got.Promise.In(deadlines.Zone).Format("02/01 15:04"); h != "07/09 17:00" {
		t.Errorf("received at 08:00 and promised for %s", h)
	}
	again, err := b.ReceiveImmediate(hanh, in)
	must(t, err)
	if again.Code != got.Code {
		t.Errorf("the second click received again: %s and %s", got.Code, again.Code)
	}
	ref := dossiers.Ref{ID: in.ID}
	if _, err := b.SignImmediate(hanh, ref, "CHỦ TỊCH"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the drafter signed: %v", err)
	}
	if err := b.Approve(huong, ref, "CHỦ TỊCH"); !fault.Is(err, fault.Conflict) {
		t.Errorf("the ordinary workflow took it: %v", err)
	}
	n, err := b.SignImmediate(huong, ref, "CHỦ TỊCH")
	must(t, err)
	if n != "01/2026 đến 02/2026" {
		t.Errorf("numbers %q", n)
	}
	if err := b.ReturnImmediate(hanh, ref, dossiers.ReturnImmediate{How: dossiers.PaidExempt}); !fault.Is(err, fault.Invalid) {
		t.Errorf("given away without a reason: %v", err)
	}
	must(t, b.ReturnImmediate(hanh, ref, dossiers.ReturnImmediate{How: dossiers.PaidCash}))
	if err := b.ReturnImmediate(hanh, ref, dossiers.ReturnImmediate{How: dossiers.PaidCash}); !fault.Is(err, fault.Conflict) {
		t.Errorf("returned twice: %v", err)
	}
	f, err := b.Open(hanh, in.ID)
	must(t, err)
	if f.State != dossiers.Returned || f.CodeText() != got.Code || len(f.Clock) != 2 || f.Clock[1].Kind != "stop" || f.LawfulDue == nil {
		t.Errorf("%s %s with ledger %+v", f.State, f.CodeText(), f.Clock)
	}
	lines, err := b.Register(hanh, b.clock().Add(-time.Hour), b.clock().Add(time.Hour), "")
	must(t, err)
	if len(lines) != 2 || lines[0].Number != "01/2026" || lines[1].Title != "Giấy khai sinh" || *lines[0].Collected != 4000 || lines[0].SignedName != "Hương" || lines[0].PreparedName != "Hạnh" || lines[0].IDNumber != "017184000123" {
		t.Errorf("register %+v", lines)
	}
	if other, err := b.Register(b.officer(b.HoaBinh, "X"), b.clock().Add(-time.Hour), b.clock().Add(time.Hour), ""); err != nil || len(other) != 0 {
		t.Errorf("another office reads the register: %v %v", other, err)
	}
	su := pgtest.Conn(t, b.db.SuperURL)
	var jobs, received, onTime int
	must(t, su.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM app.river_job WHERE kind = 'notify_dossier'), (SELECT sum(received) FROM app.rollup_month), (SELECT sum(decided_on_time) FROM app.rollup_month)`).Scan(&jobs, &received, &onTime))
	if jobs != 0 || received != 1 || onTime != 1 {
		t.Errorf("%d messages, %d received, %d on time", jobs, received, onTime)
	}
	if _, err := su.Exec(t.Context(), `UPDATE app.register_entry SET number = '99/2026'`); err == nil {
		t.Error("a number in the book was changed")
	}
}

// TestImmediateAfterThree: received after 15:00 it is promised for the next
// working day, and the ledger explains that.
func TestImmediateAfterThree(t *testing.T) {
	t.Parallel()
	b := lane(t)
	b.later(7*time.Hour + 30*time.Minute) // Monday 15:30
	hanh := b.officer(b.KimBoi, "Hạnh")
	in := b.intake(line("Bằng lái xe", 2000))
	got, err := b.ReceiveImmediate(hanh, in)
	must(t, err)
	if h := got.Promise.In(deadlines.Zone).Format("02/01 15:04"); h != "08/09 17:00" {
		t.Errorf("received at 15:30 and promised for %s", h)
	}
	d, err := b.ByID(hanh, in.ID)
	must(t, err)
	x, err := b.Explain(hanh, d)
	must(t, err)
	if s := fmt.Sprintf("%+v", x.Rows); !strings.Contains(s, "after_hours") {
		t.Errorf("the explanation is silent about 15:00: %s", s)
	}
}

// TestImmediateSentBack: the counter corrects what the signatory returned.
func TestImmediateSentBack(t *testing.T) {
	t.Parallel()
	b := lane(t)
	hanh, huong := b.officer(b.KimBoi, "Hạnh"), b.officer(b.KimBoi, "Hương")
	in := b.intake(line("Bằng", 2000), line("Thừa", 2000))
	_, err := b.ReceiveImmediate(hanh, in)
	must(t, err)
	ref := dossiers.Ref{ID: in.ID}
	if err := b.SendBackImmediate(huong, ref, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a reason: %v", err)
	}
	must(t, b.SendBackImmediate(huong, ref, "Chỉ có một bản chính"))
	if _, err := b.SignImmediate(huong, ref, "CHỦ TỊCH"); !fault.Is(err, fault.Conflict) {
		t.Errorf("signed what was sent back: %v", err)
	}
	must(t, b.CorrectImmediate(hanh, ref, map[string]string{"deed": "Bằng tốt nghiệp"}, []dossiers.ImmediateLine{line("Bằng tốt nghiệp", 4000)}, uuid.Nil))
	n, err := b.SignImmediate(huong, ref, "CHỦ TỊCH")
	must(t, err)
	if n != "01/2026" {
		t.Errorf("number %q", n)
	}
}

// TestImmediateSignedOnce: of two signatories one signs, the other is told.
func TestImmediateSignedOnce(t *testing.T) {
	t.Parallel()
	b := lane(t)
	in := b.intake(line("Bằng tốt nghiệp", 4000))
	_, err := b.ReceiveImmediate(b.officer(b.KimBoi, "Hạnh"), in)
	must(t, err)
	d, err := b.ByID(b.officer(b.KimBoi, "Hạnh"), in.ID)
	must(t, err)
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = b.SignImmediate(b.officer(b.KimBoi, fmt.Sprint("Người ký ", i)), dossiers.Ref{ID: in.ID, Version: d.Version}, "CHỦ TỊCH")
		})
	}
	wg.Wait()
	signed := 0
	for _, err := range errs {
		switch {
		case err == nil:
			signed++
		case !fault.Is(err, fault.Conflict):
			t.Errorf("the slower one is told %v", err)
		}
	}
	if signed != 1 {
		t.Errorf("%d signatures", signed)
	}
}

// TestImmediateNumbersWithoutGaps: many dossiers signed at once, some failing,
// give 1, 2, 3, … and no double; those of one dossier follow each other.
func TestImmediateNumbersWithoutGaps(t *testing.T) {
	t.Parallel()
	b := lane(t)
	hanh := b.officer(b.KimBoi, "Hạnh")
	var wg sync.WaitGroup
	want := 0
	for i := range 12 {
		lines := slices.Repeat([]dossiers.ImmediateLine{line("Giấy tờ", 2000)}, 1+i%3)
		want += len(lines)
		in := b.intake(lines...)
		_, err := b.ReceiveImmediate(hanh, in)
		must(t, err)
		for k := range 2 { // the second is told that the first was faster
			wg.Go(func() {
				if _, err := b.SignImmediate(b.officer(b.KimBoi, []string{"Hương", "Hải"}[k]), dossiers.Ref{ID: in.ID}, "CHỦ TỊCH"); err != nil && !fault.HasKey(err, "dossier.moved_on") {
					t.Errorf("the slower one is told %v", err)
				}
			})
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(hanh, time.Duration(1+i)*time.Millisecond) // cut off somewhere on the way
				defer cancel()
				_, _ = b.SignImmediate(ctx, dossiers.Ref{ID: in.ID}, "CHỦ TỊCH")
			})
		}
	}
	wg.Wait()
	su := pgtest.Conn(t, b.db.SuperURL)
	var n, last, dossiersWithHoles int
	must(t, su.QueryRow(t.Context(), `SELECT count(DISTINCT ordinal), max(ordinal) FROM app.register_entry`).Scan(&n, &last))
	must(t, su.QueryRow(t.Context(), `SELECT count(*) FROM (SELECT 1 FROM app.register_entry GROUP BY dossier_id HAVING max(ordinal) - min(ordinal) + 1 <> count(*)) x`).Scan(&dossiersWithHoles))
	if n != want || last != want || dossiersWithHoles > 0 {
		t.Errorf("%d lines have %d numbers up to %d, %d dossiers with holes", want, n, last, dossiersWithHoles)
	}
}
