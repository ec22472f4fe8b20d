package console

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/dossiers"
)

var (
	here, there  = uuid.New(), uuid.New()
	me, somebody = uuid.New(), uuid.New()
	granted      = dossiers.Granted
	threeSteps   = []dossiers.Step{{Key: "appraise", Role: "handler"}, {Key: "initial", Role: "unit_head"}, {Key: "approve", Role: "signatory"}, {Key: "number", Role: "clerk"}}
	held         = func(f dossiers.Full) *dossiers.Full {
		f.Holder, f.Competent, f.Receiving = &here, here, &here
		return &f
	}
	withResult = func(f *dossiers.Full, state string, by uuid.UUID) *dossiers.Full {
		f.Results = []dossiers.Result{{State: state, DraftedBy: by}}
		return f
	}
	inState = func(s dossiers.State, step string) dossiers.Full {
		return dossiers.Full{Dossier: dossiers.Dossier{State: s, Step: step}, Terms: dossiers.Terms{Steps: threeSteps}}
	}
	assigned = func(f *dossiers.Full, to uuid.UUID) *dossiers.Full { f.Assignee = &to; return f }
	crossing = func(f dossiers.Full, holder *uuid.UUID, place string) *dossiers.Full {
		f.Receiving, f.Competent, f.Holder, f.ResultPlace, f.ReturnMethod = &there, here, holder, place, "counter"
		return &f
	}
	crossingFromHere = func(f dossiers.Full, holder *uuid.UUID, place string) *dossiers.Full {
		f.Receiving, f.Competent, f.Holder, f.ResultPlace, f.ReturnMethod = &here, there, holder, place, "counter"
		return &f
	}
	refused = func(f *dossiers.Full) *dossiers.Full {
		f.Coordinated = &dossiers.Coordination{ID: uuid.New()}
		return f
	}
	arrived = func(f *dossiers.Full) *dossiers.Full {
		f.Handovers = []dossiers.Handover{{State: "delivered", To: f.Competent}}
		return f
	}
)

// TestActsByRole says in a table who may do what to a dossier, in each state,
// by the permissions that are shipped.
func TestActsByRole(t *testing.T) {
	t.Parallel()
	permissions := shipped(t)
	for _, x := range []struct {
		name, role string
		f          *dossiers.Full
		want       string
	}{
		{"filed here", "receptionist", held(inState(dossiers.Submitted, "")), "tiep-nhan bo-sung them-giay-to tu-choi"},
		{"filed here", "handler", held(inState(dossiers.Submitted, "")), "bo-sung them-giay-to"},
		{"filed here", "clerk", held(inState(dossiers.Submitted, "")), ""},
		{"filed elsewhere", "receptionist", crossing(inState(dossiers.Submitted, ""), &there, "competent"), ""},
		{"came back", "receptionist", crossingFromHere(inState(dossiers.Submitted, ""), &here, "competent"), "bo-sung them-giay-to tu-choi"},
		{"came back", "centre_director", refused(crossingFromHere(inState(dossiers.Submitted, ""), &here, "competent")), "dieu-phoi bo-sung tu-choi"},
		{"on its way here", "receptionist", crossing(inState(dossiers.InTransit, ""), nil, "competent"), ""},
		{"arrived", "receptionist", arrived(crossing(inState(dossiers.InTransit, ""), nil, "competent")), "nhan tra-lai-noi-gui"},
		{"arrived", "handler", arrived(crossing(inState(dossiers.InTransit, ""), nil, "competent")), ""},
		{"on its way from here", "receptionist", arrived(crossingFromHere(inState(dossiers.InTransit, ""), nil, "competent")), ""},
		{"accepted", "unit_head", held(inState(dossiers.Accepted, "appraise")), "phan-cong bo-sung nghia-vu them-giay-to dung"},
		{"accepted", "handler", held(inState(dossiers.Accepted, "appraise")), "nhan-viec bo-sung nghia-vu them-giay-to dung"},
		{"left by somebody", "handler", held(inState(dossiers.Processing, "appraise")), "nhan-viec bo-sung nghia-vu them-giay-to dung"},
		{"accepted", "signatory", held(inState(dossiers.Accepted, "appraise")), "dung"},
		{"my work", "handler", assigned(held(inState(dossiers.Processing, "appraise")), me), "du-thao bo-sung nghia-vu them-giay-to dung"},
		{"somebody's work", "handler", assigned(held(inState(dossiers.Processing, "appraise")), somebody), "bo-sung nghia-vu them-giay-to dung"},
		{"drafted", "unit_head", withResult(held(inState(dossiers.Processing, "initial")), "drafted", somebody), "ky-nhay tra-du-thao them-giay-to dung"},
		{"drafted", "signatory", withResult(held(inState(dossiers.Processing, "initial")), "drafted", somebody), "dung"},
		{"initialled", "signatory", withResult(held(inState(dossiers.Processing, "approve")), "initialled", somebody), "ky-duyet tra-du-thao dung"},
		{"initialled, one's own draft", "signatory", withResult(held(inState(dossiers.Processing, "approve")), "initialled", me), "tra-du-thao dung"},
		{"approved", "clerk", withResult(held(inState(dossiers.Processing, "number")), "approved", somebody), "cap-so"},
		{"approved", "signatory", withResult(held(inState(dossiers.Processing, "number")), "approved", somebody), ""},
		{"numbered", "clerk", withResult(held(inState(dossiers.Processing, "number")), "numbered", somebody), "phat-hanh huy-so"},
		{"asked to withdraw", "handler", held(inState(dossiers.WithdrawalRequested, "appraise")), "rut"},
		{"waits for the resident", "handler", held(inState(dossiers.AwaitingSupplement, "appraise")), ""},
		{"waits for a payment", "handler", held(inState(dossiers.AwaitingPayment, "appraise")), "da-nop dung"},
		{"waits for a payment", "receptionist", held(inState(dossiers.AwaitingPayment, "appraise")), "da-nop"},
		{"waits for a payment", "cashier", held(inState(dossiers.AwaitingPayment, "appraise")), "da-nop"},
		{"waits for a payment", "signatory", held(inState(dossiers.AwaitingPayment, "appraise")), "dung"},
		{"waits for a payment elsewhere", "receptionist", crossingFromHere(inState(dossiers.AwaitingPayment, "appraise"), &there, "competent"), "da-nop"},
		{"worked on elsewhere", "receptionist", crossingFromHere(inState(dossiers.Processing, "appraise"), &there, "competent"), "them-giay-to"},
		{"worked on elsewhere", "clerk", crossingFromHere(inState(dossiers.Processing, "appraise"), &there, "competent"), ""},
		{"decided here", "receptionist", held(inState(dossiers.Decided, "return")), "tra-ket-qua"},
		{"decided for another counter", "clerk", crossing(inState(dossiers.Decided, "return"), &here, "competent"), "chuyen-ket-qua"},
		{"decided for another counter", "receptionist", crossing(inState(dossiers.Decided, "return"), &here, "competent"), "chuyen-ket-qua tra-ket-qua"},
		{"on the way back", "receptionist", crossingFromHere(inState(dossiers.Decided, "return"), &there, "on_the_way"), "nhan-ket-qua"},
		{"back at the counter", "receptionist", crossingFromHere(inState(dossiers.Decided, "return"), &there, "receiving"), "tra-ket-qua"},
		{"returned", "receptionist", held(inState(dossiers.Returned, "return")), ""},
		{"declined", "centre_director", held(inState(dossiers.Declined, "")), ""},
		{"stopped", "centre_director", held(inState(dossiers.Stopped, "")), ""},
	} {
		if x.f.State.Ended() && x.f.State != dossiers.Decided {
			x.f.Holder = nil
		}
		if x.f.State == dossiers.Decided {
			x.f.Outcome = &granted
		}
		r := reader{tenant: here, staff: me, may: func(a string) bool { return permissions[x.role+" "+a] }}
		var got []string
		for _, a := range acts(x.f, r) {
			got = append(got, a.slug)
		}
		want := strings.Fields(x.want)
		slices.Sort(want)
		sorted := slices.Sorted(slices.Values(got))
		if !slices.Equal(sorted, want) {
			t.Errorf("%s, %s: %v, want %v", x.name, x.role, sorted, want)
		}
		for _, a := range acts(x.f, reader{tenant: uuid.New(), staff: me, may: func(string) bool { return true }}) {
			t.Errorf("%s: an office that has nothing to do with it may %s", x.name, a.slug)
		}
	}
}

// shipped are the dossier permissions of the national role templates.
func shipped(t *testing.T) map[string]bool {
	t.Helper()
	f, err := os.Open("../../../migrations/data/permissions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, r := range rows {
		if r[1] == "dossier" {
			out[r[0]+" "+r[2]] = true
		}
	}
	return out
}

func TestCursor(t *testing.T) {
	t.Parallel()
	q, _ := queueBy("open")
	r := dossiers.Row{ID: me, SortDue: dossiers.FarFuture}
	c, err := cursor(cursorText(q, r))
	if err != nil || c.ID != me || !c.At.Equal(dossiers.FarFuture) {
		t.Errorf("%v, %v", c, err)
	}
	for _, s := range []string{"x", "1_2", strings.Repeat("9", 60), me.String(), "99999999999999999999_" + me.String()} {
		if _, err := cursor(s); err == nil {
			t.Errorf("%q is taken", s)
		}
	}
}
