package dossiers_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// signedResult is a dossier whose result was signed and waits for its number.
func (b *bundle) signedResult() dossiers.Ref {
	b.t.Helper()
	r := b.accepted(b.KimBoi)
	lam := b.officer(b.KimBoi, "Lâm")
	must(b.t, b.Assign(lam, r, uuid.NewSHA1(b.KimBoi, []byte("Lâm")), "Lâm"))
	b.checked(r, b.KimBoi)
	must(b.t, b.DraftResult(lam, r, dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Cấp cho bà Xen"}))
	must(b.t, b.Approve(b.officer(b.KimBoi, "Hương"), r, "CHỦ TỊCH"))
	return r
}

const short = `[{"key": "draft", "title": "Dự thảo", "role": "handler", "hours": 16}, {"key": "approve", "title": "Ký duyệt", "role": "signatory", "hours": 8, "send_back": ["draft"]}, {"key": "number", "title": "Cấp số", "role": "clerk", "hours": 8}]`

func TestRevokedAndReplaced(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.under(short, nil)
	lam, huong, chair, thu := b.officer(b.KimBoi, "Lâm"), b.officer(b.KimBoi, "Hương"), b.officer(b.KimBoi, "Bình"), b.officer(b.KimBoi, "Thư")
	public := tenants.With(t.Context(), tenants.Public())
	r := b.signedResult()
	must(t, b.Number(thu, r))
	must(t, b.Issue(thu, r, b.attach(b.KimBoi, "result", "staff")))
	must(t, b.Return(b.officer(b.KimBoi, "Hạnh"), r, "Bùi Thị Sen"))
	holding := func() dossiers.Result {
		t.Helper()
		f, err := b.Open(lam, r.ID)
		must(t, err)
		if f.Issued() == nil {
			t.Fatal("no result holds")
		}
		return *f.Issued()
	}
	checked := func(code string) dossiers.CheckedResult {
		t.Helper()
		x, err := b.CheckResult(public, code)
		must(t, err)
		return x
	}
	old := holding()

	// a correction: drafted, signed by somebody else, numbered anew; until it is issued the old one holds
	if err := b.DraftCorrection(lam, r, dossiers.DraftResult{Content: "Cấp cho bà Sen"}); !fault.Is(err, fault.Invalid) {
		t.Error("a correction without what it puts right", err)
	}
	must(t, b.DraftCorrection(lam, r, dossiers.DraftResult{Content: "Cấp cho bà Sen", Fixes: "Tên đúng là Sen"}))
	if err := b.DraftCorrection(huong, r, dossiers.DraftResult{Content: "x", Fixes: "x"}); !fault.Is(err, fault.Conflict) {
		t.Error("two corrections at once", err)
	}
	if err := b.Approve(lam, r, "CHỦ TỊCH"); !fault.Is(err, fault.Forbidden) {
		t.Error("signed by who drafted it", err)
	}
	must(t, b.SendBack(chair, r, "Ghi rõ chữ đệm"))
	must(t, b.DraftCorrection(lam, r, dossiers.DraftResult{Content: "Cấp cho bà Thị Sen", Fixes: "Tên đúng là Thị Sen"}))
	must(t, b.Approve(chair, r, "CHỦ TỊCH"))
	must(t, b.Number(thu, r))
	must(t, b.VoidNumber(thu, r, "Nhầm sổ"))
	must(t, b.Number(thu, r))
	if err := b.Number(thu, r); !fault.Is(err, fault.Conflict) {
		t.Error("numbered twice", err)
	}
	if x := checked(*old.CheckCode); x.State != "issued" {
		t.Error("the old one ended before the new one was issued:", x.State)
	}
	must(t, b.Issue(thu, r, b.attach(b.KimBoi, "result", "staff")))
	now := holding()
	if x := checked(*old.CheckCode); x.State != "replaced" || x.NewNumber == nil || *x.NewNumber != now.Number || x.EndedAt == nil || now.Number != "03/2026" {
		t.Errorf("the old code says %+v, the new number is %s", x, now.Number)
	}
	if f, err := b.Open(b.resident(), r.ID); err != nil || len(f.Results) != 2 || f.LiveResult().ID != now.ID || f.Results[0].State != "replaced" {
		t.Errorf("the resident sees %+v %v", f.Results, err)
	}

	// revoked: who asked does not decide; then nothing holds
	must(t, b.AskRevocation(chair, r, "Cấp sai đối tượng", "Điều 20 Luật X"))
	if err := b.AskRevocation(lam, r, "x", "y"); !fault.Is(err, fault.Conflict) {
		t.Error("asked twice", err)
	}
	if err := b.DecideRevocation(chair, r, true, ""); !fault.Is(err, fault.Forbidden) {
		t.Error("decided by who asked", err)
	}
	if err := b.DecideRevocation(b.officer(b.HoaBinh, "Ai"), r, true, ""); err == nil {
		t.Error("decided by another office")
	}
	must(t, b.DecideRevocation(huong, r, true, ""))
	if x := checked(*now.CheckCode); x.State != "revoked" || x.EndedAt == nil {
		t.Errorf("%+v", x)
	}
	f, err := b.Open(b.resident(), r.ID)
	must(t, err)
	if f.LiveResult() != nil || f.Results[1].RevokeReason != "Cấp sai đối tượng" || len(f.Revocations) != 0 || f.State != dossiers.Returned {
		t.Errorf("%+v", f.Results[1])
	}
	// what was issued is never edited, by any statement of any tenant
	for _, sql := range []string{`UPDATE app.result SET content = 'x' WHERE id = $1`, `UPDATE app.result SET state = 'issued', ended_at = NULL, replaced_by = NULL WHERE id = $1`} {
		if err := b.DB.Tx(thu, func(tx pgx.Tx) error {
			tag, err := tx.Exec(thu, sql, old.ID)
			return pg.MustAffect(tag, err)
		}); err == nil {
			t.Error("went through:", sql)
		}
	}
}

func TestBooksNumberWithoutGaps(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.under(short, nil)
	thu := b.officer(b.KimBoi, "Thư")
	for field, err := range map[string]error{
		"opening": b.OpenBook(thu, "GT", 1, 0, ""), "book": b.OpenBook(thu, "GT", 0, 5, ""), "format": b.OpenBook(thu, "GT", 1, 5, "{nam}"), "register": b.OpenBook(thu, "", 1, 5, ""),
	} {
		if !fault.Is(err, fault.Invalid) || fault.As(err).Fields[field] == "" {
			t.Error(field, err)
		}
	}
	must(t, b.OpenBook(thu, "GT", 3, 118, "{so}-Q{quyen}/{nam}")) // goes on from paper in the middle of the year

	// several dossiers are numbered at once, with a void number among them
	refs := make([]dossiers.Ref, 5)
	for i := range refs {
		refs[i] = b.signedResult()
	}
	var wg sync.WaitGroup
	for _, r := range refs {
		wg.Go(func() {
			if err := b.Number(thu, r); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Go(func() {
		if _, err := b.VoidNext(thu, "GT", "Đã ghi tay vào sổ giấy"); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	must(t, b.VoidNumber(thu, refs[3], "Cấp nhầm ngày"))
	lines, err := b.RegisterNumbers(thu, "GT", 2026, 1, 0)
	must(t, err)
	void := 0
	for i, l := range lines {
		if l.Ordinal != 118+i || l.Number != fmt.Sprintf("%d-Q3/2026", 118+i) {
			t.Errorf("line %d is %d, %s", i, l.Ordinal, l.Number)
		}
		if l.State == "void" && l.Note != "" {
			void++
		}
	}
	if len(lines) != 6 || void != 2 {
		t.Errorf("%d lines, %d void", len(lines), void)
	}
	must(t, b.Number(thu, refs[3])) // takes another

	regs, err := b.Registers(thu, 2026)
	must(t, err)
	if len(regs) != 1 || regs[0].Last != 124 || regs[0].Open() == nil {
		t.Fatalf("%+v", regs)
	}
	if kept, err := b.CloseBook(thu, regs[0].Open().ID); err != nil || !kept {
		t.Fatal(kept, err)
	}
	if _, err := b.VoidNext(thu, "GT", "x"); !fault.HasKey(err, "register.closed") {
		t.Error("a number of a closed book", err)
	}
	if err := b.OpenBook(thu, "GT", 4, 200, ""); !fault.Is(err, fault.Invalid) {
		t.Error("numbers left out between two books", err)
	}
	must(t, b.OpenBook(thu, "GT", 4, 125, ""))
	regs, _ = b.Registers(thu, 2026)
	if kept, err := b.CloseBook(thu, regs[0].Open().ID); err != nil || kept {
		t.Error("an unused book stays", kept, err)
	}
}
