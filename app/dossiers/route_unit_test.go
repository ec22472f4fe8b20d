package dossiers_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
)

// A route's unit works the steps of handlers and heads that name no other, at
// the office that the route leads to.
func TestARouteLeadsToAUnit(t *testing.T) {
	t.Parallel()
	var r revision.Revision
	if err := json.Unmarshal([]byte(`{"form": {"sections": [{"key": "s", "title": "S", "fields": [{"name": "kind", "label": "K", "type": "choice", "options": [{"value": "shop"}, {"value": "school"}, {"value": "mine"}]}]}]},
		"routing": [{"to": "province", "unit": "kinh_te", "when": "kind == \"mine\""}, {"to": "unit", "unit": "van_hoa_xa_hoi", "when": "kind == \"school\""}, {"to": "unit", "unit": "kinh_te"}],
		"steps": [{"key": "a", "title": "A", "role": "handler"}, {"key": "b", "title": "B", "role": "handler", "unit": "tu_phap"}, {"key": "c", "title": "C", "role": "unit_head"},
			{"key": "d", "title": "D", "role": "handler", "at": "province"}, {"key": "e", "title": "E", "role": "signatory"}]}`), &r); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]string{
		"":       "[kinh_te tu_phap kinh_te  ]",
		"school": "[van_hoa_xa_hoi tu_phap van_hoa_xa_hoi  ]",
		"mine":   "[kinh_te tu_phap kinh_te kinh_te ]",
	} {
		var got []string
		for _, s := range dossiers.TermsOf(uuid.New(), "T.1", "Thử", &r, revision.Facts{}, map[string]string{"kind": kind}, 480).Steps[:5] {
			got = append(got, s.Unit)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%q: %q, want %s", kind, got, want)
		}
	}
}

// The task carries the unit; and no door files where the answers say another office.
func TestTheOfficeAndTheUnitOfARoute(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Terms.Steps[1].Unit = "kinh_te"
	b.Terms.Right, b.Terms.RightName = b.HoaBinh, "UBND phường Hòa Bình"
	id := b.draft(b.KimBoi)
	_, err := b.File(b.resident(), dossiers.Ref{ID: id})
	if !fault.HasKey(err, "dossier.wrong_office") {
		t.Fatalf("filed at the wrong office: %v", err)
	}
	if _, err := b.ReceiveAtCounter(b.officer(b.KimBoi, "Hạnh"), dossiers.CounterIntake{ID: uuid.New(), Procedure: b.Procedure, Revision: b.Revision, Competent: b.KimBoi, Resident: b.Resident}); !fault.HasKey(err, "dossier.wrong_office") {
		t.Fatalf("received for the wrong office: %v", err)
	}
	commune := "04978"
	must(t, b.ChangeDraft(b.resident(), id, dossiers.DraftChange{Competent: &b.HoaBinh, Commune: &commune}))
	d, err := b.ByID(b.resident(), id)
	must(t, err)
	if d.Competent != b.HoaBinh || d.Answers[dossiers.AnswerCommune] != commune || d.Answers["muc_dich"] == "" {
		t.Fatalf("%+v", d)
	}
	_, err = b.File(b.resident(), dossiers.Ref{ID: id})
	must(t, err)
	must(t, b.Accept(b.officer(b.HoaBinh, "Thảo"), dossiers.Ref{ID: id}))
	f, err := b.Open(b.officer(b.HoaBinh, "Thảo"), id)
	must(t, err)
	if len(f.Tasks) == 0 || f.Tasks[len(f.Tasks)-1].Unit != "kinh_te" {
		t.Fatalf("%+v", f.Tasks)
	}
}
