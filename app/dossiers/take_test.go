package dossiers_test

import (
	"testing"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
)

func TestTakeOnlyWhatNobodyHas(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.filed(b.KimBoi)
	lam, toan := b.officer(b.KimBoi, "Lâm"), b.officer(b.KimBoi, "Toàn")
	who := func(name string) uuid.UUID { return uuid.NewSHA1(b.KimBoi, []byte(name)) }
	if err := b.Take(lam, b.at(id, b.KimBoi, dossiers.Submitted), who("Lâm"), "Lâm"); !fault.Is(err, fault.Conflict) {
		t.Fatalf("taken before acceptance: %v", err)
	}
	must(t, b.Accept(lam, b.at(id, b.KimBoi, dossiers.Submitted)))
	seen := b.at(id, b.KimBoi, dossiers.Accepted)
	must(t, b.Take(lam, seen, who("Lâm"), "Lâm"))
	for _, r := range []dossiers.Ref{seen, b.at(id, b.KimBoi, dossiers.Processing)} {
		if err := b.Take(toan, r, who("Toàn"), "Toàn"); !fault.Is(err, fault.Conflict) {
			t.Fatalf("taken from a colleague: %v", err)
		}
	}
	mine, err := b.Worklist(lam, dossiers.List{Queue: dossiers.QueueMine, Staff: who("Lâm")})
	if err != nil || len(mine) != 1 {
		t.Fatalf("%v, %v", mine, err)
	}
}
