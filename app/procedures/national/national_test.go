package national_test

import (
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
	"motcua/migrations"
)

func build(t *testing.T) map[string]national.Entry {
	t.Helper()
	list, err := national.Build(migrations.Data())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]national.Entry{}
	for _, e := range list {
		out[e.Code] = e
	}
	return out
}

func TestEveryProcedureIsComplete(t *testing.T) {
	t.Parallel()
	all := build(t)
	if len(all) != 101 {
		t.Fatalf("%d procedures, want 101", len(all))
	}
	for code, e := range all {
		r := e.Revision
		if len(r.Form.Inputs(nil)) < 8 {
			t.Errorf("%s asks only %d questions", code, len(r.Form.Inputs(nil)))
		}
		if len(r.Components) == 0 || len(e.Synonyms) == 0 {
			t.Errorf("%s has no papers or no synonyms", code)
		}
	}
}

// Where the portal's channel times differ, the difference is a case or an
// area, never the channel: the data must say which.
func TestTimesThatDifferByChannelAreCases(t *testing.T) {
	t.Parallel()
	all := build(t)
	rows := channelRows(t)
	for code, list := range rows {
		e, ok := all[code]
		if !ok {
			continue
		}
		differ := false
		for _, r := range list {
			differ = differ || r["time"] != list[0]["time"]
		}
		if !differ {
			continue
		}
		for ch, w := range e.Revision.Ways {
			if len(w.Terms) < 2 {
				t.Errorf("%s %s: the portal gives several times, the revision one", code, ch)
			}
		}
	}
	if r := all["1.013978"].Revision; r.Ways[revision.Counter].Terms[0].Amount != 27 || len(r.Ways) != 3 {
		t.Error("land: 27 days belong to difficult areas")
	}
	r := all["1.013978"].Revision
	for _, c := range []struct {
		ch         revision.Channel
		key, area  string
		wantAmount int
	}{{revision.Online, "", "", 20}, {revision.Counter, "", "", 20}, {revision.Counter, "register_only", "", 17}, {revision.Online, "", revision.AreaDifficult, 27}} {
		if got, _ := r.TermFor(c.ch, c.key, c.area, nil); got.Amount != c.wantAmount {
			t.Errorf("land %v: %d days, want %d", c, got.Amount, c.wantAmount)
		}
	}
	b := all["1.013225"].Revision
	if got, _ := b.TermFor(revision.Online, b.CaseOf(map[string]string{"building_kind": "nha_o"}), "", nil); got.Amount != 15 {
		t.Errorf("house permit: %d days, want 15", got.Amount)
	}
	if got, _ := b.TermFor(revision.Counter, "", "", nil); got.Amount != 20 {
		t.Errorf("other permits: %d days, want 20", got.Amount)
	}
}

func TestFees(t *testing.T) {
	t.Parallel()
	all := build(t)
	for _, c := range []struct {
		code string
		ch   revision.Channel
		want string
	}{
		{"1.004873", revision.Online, "unknown"}, // the portal shows 0, the council sets it
		{"1.001193", revision.Counter, "0"},
		{"2.000815", revision.Counter, "2000"},
		{"2.000635", revision.Online, "8000"},
		{"1.001612", revision.Counter, "unknown"},
		{"1.004222", revision.Online, "10000"},
		{"1.004222", revision.Counter, "20000"},
		{"1.011607", revision.Post, "0"},
	} {
		got := "unknown"
		if f := all[c.code].Revision.Ways[c.ch].Fee; f != nil {
			got = strconv.FormatInt(*f, 10)
		}
		if got != c.want {
			t.Errorf("%s %s: fee %s, want %s", c.code, c.ch, got, c.want)
		}
	}
}

func TestTimeThatTheLawDoesNotState(t *testing.T) {
	t.Parallel()
	r := build(t)["2.001263"].Revision
	if got, stated := r.TermFor(revision.Counter, "", "", nil); stated || got != r.Clock.Fallback {
		t.Errorf("got %v stated %v", got, stated)
	}
}

// Every form can be answered: whatever the choices, an honest applicant gets
// through, and each question's absence is told in at most 15 words.
func TestEveryFormCanBeAnswered(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	for code, e := range build(t) {
		for way := range 4 {
			n := way
			x := revision.Filler{Today: today, Pick: func(k int) int { n++; return n % k }}
			if way > 1 {
				x.Skip = func(revision.Field) bool { return false }
			}
			answers := x.Fill(e.Revision.Form)
			kept, faults := revision.CheckAnswers(e.Revision.Form, answers, today)
			if len(faults) > 0 {
				t.Errorf("%s: %v", code, faults)
			}
			if !maps.Equal(kept, answers) {
				t.Errorf("%s: kept %d of %d answers", code, len(kept), len(answers))
			}
		}
		_, faults := revision.CheckAnswers(e.Revision.Form, nil, today)
		for name, s := range faults {
			if len(strings.Fields(s)) > 15 {
				t.Errorf("%s %s: %q is too long", code, name, s)
			}
		}
		if len(faults) < 5 {
			t.Errorf("%s: an empty form misses only %d answers", code, len(faults))
		}
	}
}

// What a phone shows stays readable: labels and hints within UX.md 4.6.
func TestWordsAreShort(t *testing.T) {
	t.Parallel()
	for code, e := range build(t) {
		for _, q := range e.Revision.Form.Inputs(nil) {
			if len(strings.Fields(q.Label)) > 14 || len(strings.Fields(q.Hint)) > 20 {
				t.Errorf("%s %s: %q %q", code, q.Name, q.Label, q.Hint)
			}
			for _, bad := range []string{"Vui lòng", "bạn", "quý khách", "upload"} {
				if strings.Contains(strings.ToLower(" "+q.Label+" "+q.Hint+" "), " "+strings.ToLower(bad)+" ") {
					t.Errorf("%s %s says %q", code, q.Name, bad)
				}
			}
		}
	}
}
