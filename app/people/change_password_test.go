package people

import (
	"testing"

	"motcua/app/authz"
	"motcua/app/fault"
)

func TestChangePassword(t *testing.T) {
	w := setup(t)
	w.officer("hanh", kimBoi)
	here, err := w.signIn("hanh", goodPassword)
	w.must(err)
	elsewhere, err := w.signIn("hanh", goodPassword)
	w.must(err)
	me := w.session(here.Token)
	const next = "ba con trâu cày ruộng sau nhà"
	for _, x := range []struct{ current, password, field string }{
		{"", next, "current"}, {"sai rồi sai rồi", next, "current"}, {goodPassword, goodPassword, "password"}, {goodPassword, "ngắn", "password"},
	} {
		if f := fault.As(w.s.ChangePassword(t.Context(), me, x.current, x.password)); f == nil || f.Fields[x.field] == "" {
			t.Errorf("%q to %q: %v", x.current, x.password, f)
		}
	}
	w.must(w.s.ChangePassword(t.Context(), me, goodPassword, next))
	w.session(here.Token)
	w.ended(elsewhere.Token)
	if _, err := w.signIn("hanh", goodPassword); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("the old password: %v", err)
	}
	_, err = w.signIn("hanh", next)
	w.must(err)
	// guesses from an open browser lock the account as those at the door do
	for range freeTries {
		_ = w.s.ChangePassword(t.Context(), me, "sai rồi sai rồi", next+" x")
	}
	if f := fault.As(w.s.ChangePassword(t.Context(), me, next, next+" x")); f == nil || f.Fields["current"] == "" {
		t.Errorf("after %d guesses: %v", freeTries, f)
	}
}

// Work is given to people who can sign in.
func TestAssignable(t *testing.T) {
	w := setup(t)
	id := w.officer("hanh", kimBoi, authz.Handler)
	i, err := w.s.InviteStaff(w.province("25"), NewStaff{Username: "moi", FullName: "Đinh Văn Mới", Title: "Công chức", Home: kimBoi, Roles: []string{authz.Handler}})
	w.must(err)
	who, err := w.s.Assignable(w.tenant(kimBoi, id), kimBoi, authz.Handler)
	w.must(err)
	if len(who) != 1 || who[0].ID != id {
		t.Fatalf("before: %+v", who)
	}
	_, err = w.s.AcceptInvite(t.Context(), i.Token, goodPassword)
	w.must(err)
	if who, err = w.s.Assignable(w.tenant(kimBoi, id), kimBoi, authz.Handler); err != nil || len(who) != 2 {
		t.Fatalf("after: %+v, %v", who, err)
	}
}
