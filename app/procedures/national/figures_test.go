package national_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"motcua/app/procedures/revision"
)

const (
	sameDay  = "0 same_day"
	unstated = ""
)

func days(n int) string         { return fmt.Sprintf("%d working_day", n) }
func calendarDays(n int) string { return fmt.Sprintf("%d calendar_day", n) }

// The figures of DOMAIN.md (h): time by case and class of area, the same on every channel.
func TestTimesOfTheCatalogue(t *testing.T) {
	t.Parallel()
	all := build(t)
	difficult := revision.AreaDifficult
	for _, c := range []struct{ code, key, area, want string }{
		{"1.001193", "", "", sameDay},
		{"1.001193", "no_proof", "", sameDay},
		{"1.004884", "", "", days(5)},
		{"1.004772", "", "", days(5)},
		{"1.000689", "", "", days(3)},
		{"1.001022", "", "", days(3)},
		{"1.003583", "", "", days(5)},
		{"1.000894", "", "", sameDay},
		{"1.000894", "verify", "", days(5)},
		{"1.004746", "", "", days(5)},
		{"2.000806", "", "", days(5)},
		{"1.004873", "", "", days(3)},
		{"1.004873", "verify", "", calendarDays(23)},
		{"1.000656", "", "", sameDay},
		{"1.000656", "verify", "", days(3)},
		{"1.005461", "", "", days(5)},
		{"2.000635", "", "", sameDay},
		{"1.004859", "supplement", "", sameDay},
		{"1.004859", "", "", days(3)},
		{"1.004837", "", "", days(3)},
		{"1.004845", "", "", days(2)},
		{"2.001263", "", "", unstated},
		{"2.000986", "", "", days(3)},
		{"2.000986", "verify", "", days(5)},
		{"2.002913", "", "", days(3)},
		{"2.002913", "verify", "", days(5)},
		{"2.000815", "", "", sameDay},
		{"2.000884", "", "", sameDay},
		{"2.000884", "neither", "", sameDay},
		{"2.001035", "", "", days(2)},
		{"2.000908", "", "", days(1)},
		{"1.004222", "", "", days(7)},
		{"1.004194", "", "", days(3)},
		{"1.002755", "", "", days(3)},
		{"1.010038", "", "", days(5)},
		{"1.003197", "", "", days(5)},
		{"1.010028", "", "", days(2)},
		{"1.003677", "", "", days(1)},
		{"1.003677", "complex", "", days(2)},
		{"1.010041", "", "", days(1)},
		{"1.010041", "verify", "", days(3)},
		{"1.001612", "", "", days(3)},
		{"1.001612", "family", "", days(3)},
		{"2.000720", "", "", days(3)},
		{"1.001570", "", "", days(3)},
		{"1.001266", "", "", days(3)},
		{"2.000575", "", "", days(3)},
		{"1.011606", "", "", calendarDays(15)},
		{"1.011607", "", "", calendarDays(15)},
		{"1.011608", "", "", calendarDays(15)},
		{"1.011609", "", "", calendarDays(15)},
		{"3.000412", "", "", calendarDays(15)},
		{"1.013225", "home", "", calendarDays(15)},
		{"1.013225", "", "", calendarDays(20)},
		{"1.013229", "home", "", calendarDays(15)},
		{"1.013229", "", "", calendarDays(20)},
		{"1.013226", "", "", calendarDays(20)},
		{"1.013227", "", "", days(5)},
		{"1.013228", "", "", days(5)},
		{"1.014159", "", "", calendarDays(10)},
		{"1.013978", "", "", days(20)},
		{"1.013978", "register_only", "", days(17)},
		{"1.013978", "", difficult, days(27)},
		{"1.013978", "register_only", difficult, days(27)},
		{"1.013949", "", "", calendarDays(15)},
		{"1.012796", "", "", days(8)},
		{"1.012812", "", "", calendarDays(30)},
		{"1.012812", "", difficult, calendarDays(40)},
		{"1.008004", "", "", days(5)},
		{"2.000950", "", "", days(5)},
		{"1.002211", "", "", days(5)},
		{"2.000930", "", "", days(5)},
		{"2.001428", "", "", calendarDays(7)},
		{"1.014027", "", "", days(10)},
		{"1.001699", "", "", days(25)},
	} {
		r := all[c.code].Revision
		if len(r.Ways) == 0 {
			t.Errorf("%s: no way to file", c.code)
		}
		for ch := range r.Ways {
			term, stated := r.TermFor(ch, c.key, c.area, nil)
			got := unstated
			if stated {
				got = fmt.Sprintf("%d %s", term.Amount, term.Unit)
			}
			if got != c.want {
				t.Errorf("%s %s %s %s: %q, want %q", c.code, ch, c.key, c.area, got, c.want)
			}
		}
	}
}

// Where the catalogue is filed and decided elsewhere, it says so; what is counter or post only is not online.
func TestWhereItIsFiledAndDecided(t *testing.T) {
	t.Parallel()
	all := build(t)
	for _, code := range []string{"2.000986", "2.002913", "1.004222", "1.004194", "1.010038"} {
		r := all[code].Revision
		if w := r.Ways[revision.Online]; w.Filed != revision.Portal || w.Place == "" || w.DecidedIn() == "" || w.System == "" || r.Takes(revision.Counter) {
			t.Errorf("%s: %+v", code, r.Ways)
		}
	}
	for code, system := range map[string]string{"1.001193": "ho_tich", "1.000656": "ho_tich", "1.001612": "dang_ky_kinh_doanh", "2.000720": "dang_ky_kinh_doanh", "1.013314": "", "1.013978": ""} {
		r := all[code].Revision
		for ch, w := range r.Ways {
			if w.Filed != revision.Here || w.System != system || w.Decided != "" {
				t.Errorf("%s %s: filed %q, decided %q in %q, want %q", code, ch, w.Filed, w.Decided, w.System, system)
			}
		}
		if unsure := slices.Contains(r.Unconfirmed, "sector"); unsure != (system != "") {
			t.Errorf("%s: unconfirmed %v", code, r.Unconfirmed)
		}
	}
	for _, code := range []string{"1.011606", "1.011607", "1.011608", "1.011609", "3.000412", "2.000815", "2.000884"} {
		if _, ok := all[code].Revision.Ways[revision.Online]; ok {
			t.Errorf("%s can be filed online", code)
		}
	}
	steps := all["2.001428"].Revision.Steps
	hours := map[string]int{}
	for _, s := range steps {
		hours[s.At] += s.Hours
	}
	commune := revision.Term{Amount: 4, Unit: revision.CalendarDays}.OfficeHours()
	province := revision.Term{Amount: 3, Unit: revision.CalendarDays}.OfficeHours()
	if hours[""] != commune || hours[revision.AtProvince] != province {
		t.Errorf("two levels: %v, want %d hours (4 days) and %d (3 days)", hours, commune, province)
	}
	for code, field := range map[string]string{"1.013978": "parcel_address", "1.013225": "site_address", "1.001612": "business_address"} {
		r := all[code].Revision
		if x, ok := r.RouteFor(revision.Facts{}, nil); !ok || x.To != revision.ToCommune || x.Field != field {
			t.Errorf("%s goes %+v", code, x)
		}
	}
	land, permit := all["1.013978"].Revision, all["1.013225"].Revision
	if c := land.ClockFor(nil); c.OnSupplement != "pause" {
		t.Errorf("land: %+v", c)
	}
	if c := permit.ClockFor(nil); c.OnSupplement != "restart" || c.SupplementRounds != 2 {
		t.Errorf("building permit: %+v", c)
	}
}

func TestFeesByRule(t *testing.T) {
	t.Parallel()
	all := build(t)
	day := func(s string) time.Time { d, _ := time.Parse("2006-01-02", s); return d }
	for _, c := range []struct {
		code    string
		facts   revision.Facts
		answers map[string]string
		want    string
	}{
		{"2.000815", revision.Facts{Channel: revision.Counter, Pages: 1, Copies: 1}, nil, "[certify 2000 return]"},
		{"2.000815", revision.Facts{Channel: revision.Counter, Pages: 2, Copies: 1}, nil, "[certify 4000 return]"},
		{"2.000815", revision.Facts{Channel: revision.Counter, Pages: 3, Copies: 1}, nil, "[certify 5000 return]"},
		{"2.000815", revision.Facts{Channel: revision.Counter, Pages: 3, Copies: 10}, nil, "[certify 50000 return]"},
		{"2.000815", revision.Facts{Channel: revision.Counter, Pages: 500, Copies: 1}, nil, "[certify 200000 return]"},
		{"2.000815", revision.Facts{Channel: revision.Counter, Pages: 500, Copies: 3}, nil, "[certify 600000 return]"},
		{"2.000815", revision.Facts{Channel: revision.Counter}, map[string]string{"pages": "3", "copies": "2"}, "[certify 10000 return]"},
		{"2.000815", revision.Facts{Channel: revision.Counter, Pages: 1}, map[string]string{"pages": "3", "copies": "2"}, "[certify 4000 return]"}, // what the officer counted
		{"2.000815", revision.Facts{Channel: revision.Counter}, nil, "[certify ? return]"},
		{"2.000942", revision.Facts{Channel: revision.Counter, Pages: 3, Copies: 1}, nil, "[certify 5000 return]"},
		{"2.000884", revision.Facts{Channel: revision.Counter, Pages: 9, Copies: 4}, nil, "[certify 10000 return]"},
		{"2.000635", revision.Facts{Channel: revision.Counter}, map[string]string{"copies": "3"}, "[copies 24000 return]"},
		{"2.000635", revision.Facts{Channel: revision.Online}, map[string]string{"copies": "3"}, "[copies_ahead 24000 filing]"},
		{"2.000635", revision.Facts{Channel: revision.Counter, Copies: 1}, map[string]string{"copies": "3"}, "[copies 8000 return]"},
		{"1.001193", revision.Facts{Channel: revision.Counter, Today: day("2026-11-25")}, map[string]string{"child_birth_date": "2026-09-26", "copies": "2"}, "[registration 0 return copies 16000 return]"},
		{"1.001193", revision.Facts{Channel: revision.Counter, Today: day("2026-11-25")}, map[string]string{"child_birth_date": "2026-09-25"}, "[late ? return]"},
		{"1.000656", revision.Facts{Channel: revision.Counter, Today: day("2026-11-25")}, map[string]string{"death_date": "2026-11-09", "exempt": "none"}, "[late ? return]"},
		{"1.000656", revision.Facts{Channel: revision.Counter, Today: day("2026-11-25")}, map[string]string{"death_date": "2026-11-09", "exempt": "poor"}, "[registration 0 return]"},
		{"1.000894", revision.Facts{Channel: revision.Counter}, nil, "[registration 0 return]"},
		{"1.004873", revision.Facts{Channel: revision.Online}, nil, "[certificate ? return]"},
		{"1.001612", revision.Facts{Channel: revision.Online}, nil, "[registration ? filing]"},
		{"1.013978", revision.Facts{Channel: revision.Counter}, map[string]string{"want": "register"}, "[]"},
		{"1.004222", revision.Facts{Channel: revision.Online}, nil, "[fee 10000 acceptance]"},
		{"1.004222", revision.Facts{Channel: revision.Counter}, nil, "[fee 20000 acceptance]"},
		{"1.004194", revision.Facts{Channel: revision.Online}, nil, "[fee 7000 acceptance]"},
		{"1.004194", revision.Facts{Channel: revision.Counter}, nil, "[fee 10000 acceptance]"},
		{"2.001035", revision.Facts{Channel: revision.Counter}, nil, "[fee 50000 acceptance]"},
		{"2.001263", revision.Facts{Channel: revision.Counter}, nil, "[fee 400000 acceptance]"},
		{"2.001428", revision.Facts{Channel: revision.Post}, nil, "[fee 0 acceptance]"},
	} {
		r := all[c.code].Revision
		var got []string
		for _, x := range r.ChargesFor(c.facts, c.answers) {
			amount := "?"
			if x.Known {
				amount = fmt.Sprint(x.Amount)
			}
			got = append(got, x.Key, amount, x.Due)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s %+v %v: %v, want %s", c.code, c.facts, c.answers, got, c.want)
		}
	}
}

// Nothing is left open without saying so.
func TestWhatIsNotKnownIsMarked(t *testing.T) {
	t.Parallel()
	for code, e := range build(t) {
		r := e.Revision
		says := func(what string) bool { return slices.Contains(r.Unconfirmed, what) }
		for ch, w := range r.Ways {
			if len(w.Terms) == 0 && !says("time") {
				t.Errorf("%s %s: no time and no word of it", code, ch)
			}
			if len(r.Fees) == 0 && w.Fee == nil && !says("fee") {
				t.Errorf("%s %s: no fee and no word of it", code, ch)
			}
		}
		for _, f := range r.Fees {
			if f.Council && !says("fee") {
				t.Errorf("%s: the council's fee is not marked", code)
			}
		}
		if r.MainResult().Code == "" && !says("result_code") {
			t.Errorf("%s: no result code and no word of it", code)
		}
		if !slices.ContainsFunc(r.Results, func(x revision.Result) bool { return x.Outcome == revision.Refused }) {
			t.Errorf("%s cannot be refused", code)
		}
	}
}
