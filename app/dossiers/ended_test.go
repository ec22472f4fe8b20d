package dossiers_test

import (
	"testing"

	"motcua/app/dossiers"
	"motcua/app/fault"
)

// TestNobodyFilesUnderAWithdrawnProcedure: the draft stays, what is under way goes on.
func TestNobodyFilesUnderAWithdrawnProcedure(t *testing.T) {
	t.Parallel()
	b := setup(t)
	filed, draft := b.filed(b.KimBoi), b.draft(b.KimBoi)
	b.Terms.Ended = true
	if _, err := b.File(b.resident(), dossiers.Ref{ID: draft}); !fault.HasKey(err, "procedure.ended") {
		t.Fatal(err)
	}
	if d, err := b.ByID(b.resident(), draft); err != nil || d.State != dossiers.Draft {
		t.Fatal(d.State, err)
	}
	must(t, b.Accept(b.officer(b.KimBoi, "Hạnh"), dossiers.Ref{ID: filed}))
}
