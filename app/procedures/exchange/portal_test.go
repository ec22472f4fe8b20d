package exchange_test

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"motcua/app/procedures/exchange"
	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
)

type nationalEntry = national.Entry

func TestPortal(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/portal.json")
	if err != nil {
		t.Fatal(err)
	}
	s := shipped(t)
	have := map[string]*national.Entry{}
	get := func(code string) *national.Entry {
		if e := have[code]; e != nil {
			return e
		}
		return s.Entry(code)
	}
	f, err := exchange.Read(strings.NewReader(string(b)), "portal.json")
	if err != nil {
		t.Fatal(err)
	}
	rep, out := exchange.Plan(f, s, get)
	if rep.Taken != 4 || rep.Changed != 1 || len(rep.Refused) != 1 || rep.Refused[0].Code != "9.100009" {
		t.Fatalf("%+v", rep)
	}
	for _, o := range out {
		have[o.Entry.Code] = o.Entry
	}
	if again, _ := exchange.Plan(f, s, get); again.Unchanged != 5 || len(again.Refused) != 1 {
		t.Errorf("second time: %+v", again)
	}

	byChannel := have["9.100001"].Revision
	for ch, want := range map[revision.Channel]revision.Term{revision.Online: {Amount: 5, Unit: revision.WorkingDays}, revision.Counter: {Amount: 10, Unit: revision.WorkingDays}, revision.Post: {Amount: 10, Unit: revision.WorkingDays}} {
		if got, stated := byChannel.TermFor(ch, "", "", nil); got != want || !stated {
			t.Errorf("by channel, %s: %v, want %v", ch, got, want)
		}
	}
	if byChannel.Competence != revision.Record && byChannel.Competence != revision.Residence {
		t.Errorf("competence of the field: %q", byChannel.Competence)
	}
	if slices.Contains(byChannel.Unconfirmed, "time") || *byChannel.Ways[revision.Counter].Fee != 20000 {
		t.Errorf("time and fee are stated: %v", byChannel.Unconfirmed)
	}
	kinds := map[revision.Kind]int{}
	for _, c := range byChannel.Components {
		kinds[c.Kind]++
	}
	if kinds[revision.ByForm] != 1 || kinds[revision.Present] != 1 || kinds[revision.Note] != 2 || kinds[revision.Submit] != 1 {
		t.Errorf("papers: %v", kinds)
	}

	byCase := have["9.100002"].Revision
	if len(byCase.Cases) != 1 || byCase.Cases[0].Title != "Nhà ở riêng lẻ" {
		t.Fatalf("cases: %+v", byCase.Cases)
	}
	home := byCase.Cases[0].Key
	for _, c := range []struct {
		key, area string
		want      int
	}{{"", "", 20}, {home, "", 15}, {"", revision.AreaDifficult, 30}} {
		if got, _ := byCase.TermFor(revision.Counter, c.key, c.area, nil); got.Amount != c.want {
			t.Errorf("case %q area %q: %d days, want %d", c.key, c.area, got.Amount, c.want)
		}
	}
	if n := len(byCase.ToHandIn(home, nil)); n != 2 {
		t.Errorf("papers of the case: %d, want 2", n)
	}
	if !slices.Contains(byCase.Unconfirmed, "competence") || !slices.Contains(byCase.Unconfirmed, "fee") {
		t.Errorf("unknown field, fee 0: %v", byCase.Unconfirmed)
	}
	for code, want := range map[string]bool{"9.100003": true, "9.100004": true} {
		if got := slices.Contains(have[code].Revision.Unconfirmed, "time"); got != want {
			t.Errorf("%s: time unconfirmed %v", code, got)
		}
	}
	if got, _ := have["9.100004"].Revision.TermFor(revision.Counter, "", "", nil); got.Amount != 3 || got.Note == "" {
		t.Errorf("a number without a unit: %+v", got)
	}

	// The portal repeats what it said of land: cases under channels stay cases.
	land := have["1.013978"].Revision
	if got, _ := land.TermFor(revision.Counter, "", "", nil); got.Amount != 20 {
		t.Errorf("land at the counter: %d days", got.Amount)
	}
	if len(land.Form.Sections) != len(s.Entry("1.013978").Revision.Form.Sections) || have["1.013978"].PlainName != s.Entry("1.013978").PlainName {
		t.Error("the portal knows no questions and no plain names: they must stay")
	}
}

// What the shipped channel table says, in the portal's form, changes no time.
func TestPortalRepeatsTheShippedChannels(t *testing.T) {
	t.Parallel()
	s := shipped(t)
	type m map[string]any
	var list []m
	n := 0
	for _, e := range s.Entries {
		rows := s.Channels(e.Code)
		if len(rows) == 0 {
			continue
		}
		n++
		var methods []m
		for _, r := range rows {
			x := m{"channel": r["channel"], "time": r["time"], "unit": r["unit"], "fee_vnd": nil, "note": nil}
			if f, err := strconv.Atoi(r["fee_vnd"]); err == nil {
				x["fee_vnd"] = f
			}
			methods = append(methods, x)
		}
		list = append(list, m{"code": e.Code, "name": e.Name, "field": e.Field, "decision": e.Revision.Decision, "level": e.Level, "methods": methods})
	}
	b, err := json.Marshal(m{"procedures": list})
	if err != nil {
		t.Fatal(err)
	}
	f, err := exchange.Read(strings.NewReader(string(b)), "")
	if err != nil {
		t.Fatal(err)
	}
	rep, out := exchange.Plan(f, s, s.Entry)
	if rep.Unchanged != n {
		for _, o := range out {
			if o.What == exchange.Changed {
				was, _ := exchange.YAML(*o.Have)
				is, _ := exchange.YAML(*o.Entry)
				t.Errorf("%s changed: %s", o.Entry.Code, firstDifference(string(was), string(is)))
			}
		}
		t.Errorf("%d of %d unchanged, %v", rep.Unchanged, n, rep.Refused)
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + " → " + y[i]
		}
	}
	return ""
}
