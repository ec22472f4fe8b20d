package national_test

import (
	"maps"
	"slices"
	"testing"

	"motcua/app/procedures/revision"
	"motcua/app/procedures/rules"
)

// Every question that is asked first decides something, and every choice leads
// on: to a case, to papers, or to a sentence that says why not and what instead.
func TestScreeningLeadsSomewhere(t *testing.T) {
	t.Parallel()
	all := build(t)
	for code, e := range all {
		r := e.Revision
		used := map[string]bool{}
		r.Rules(func(_ string, x *revision.Rule, _ rules.Type) {
			for _, v := range x.Uses() {
				used[v] = true
			}
		})
		for _, name := range r.Screening {
			if !used[name] {
				t.Errorf("%s asks %s first, but nothing depends on it", code, name)
			}
		}
		for _, x := range r.Eligibility {
			if x.Instead == code || x.Instead != "" && all[x.Instead].Code == "" {
				t.Errorf("%s %s: %q is no other procedure", code, x.Key, x.Instead)
			}
		}
		if slices.Contains(full, code) && (len(r.Screening) < 1 || len(r.Screening) > 5) {
			t.Errorf("%s asks %d questions first", code, len(r.Screening))
		}
		through := false
		for _, answers := range combinations(&r) {
			through = through || len(r.Ineligible(answers)) == 0
			if key := r.CaseOf(answers); key != "" && !slices.ContainsFunc(r.Cases, func(c revision.Case) bool { return c.Key == key }) {
				t.Errorf("%s %v: case %q", code, answers, key)
			}
			if len(r.ComponentsFor(r.CaseOf(answers), answers)) == 0 {
				t.Errorf("%s %v: no papers at all", code, answers)
			}
		}
		if !through {
			t.Errorf("%s: no choice lets anybody through", code)
		}
	}
}

// combinations are all answers to the questions asked first that are choices.
func combinations(r *revision.Revision) []map[string]string {
	out := []map[string]string{{}}
	for _, in := range r.Form.Inputs(nil) {
		if !slices.Contains(r.Screening, in.Name) {
			continue
		}
		var values []string
		for _, o := range in.Options {
			values = append(values, o.Value)
		}
		if in.Type == revision.YesNo {
			values = []string{"yes", "no"}
		}
		if values == nil {
			continue
		}
		var next []map[string]string
		for _, have := range out {
			for _, v := range values {
				more := maps.Clone(have)
				more[in.Name] = v
				next = append(next, more)
			}
		}
		out = next
	}
	return out
}

// Every case that follows from answers can be filled in, and its papers and time are found.
func TestEveryCaseCanBeFilled(t *testing.T) {
	t.Parallel()
	for code, e := range build(t) {
		r := e.Revision
		open := map[string]bool{}
		for _, c := range r.Cases {
			if c.When != nil {
				open[c.Key] = true
			}
		}
		for seed := 0; seed < 400 && len(open) > 0; seed++ {
			n := seed * 7919
			x := revision.Filler{Today: today, Pick: func(k int) int { n = (n*1103515245 + 12345) & 0x7fffffff; return (n >> 8) % k }}
			answers := x.Fill(r.Form)
			key := r.CaseOf(answers)
			if !open[key] {
				continue
			}
			delete(open, key)
			kept, faults := revision.CheckAnswers(r.Form, answers, today)
			if len(faults) > 0 || !maps.Equal(kept, answers) {
				t.Errorf("%s %s: %v", code, key, faults)
			}
			if len(r.ComponentsFor(key, kept)) == 0 {
				t.Errorf("%s %s: no papers", code, key)
			}
		}
		for key := range open {
			t.Errorf("%s: no answers lead to case %s", code, key)
		}
	}
}

func TestWhoMayAsk(t *testing.T) {
	t.Parallel()
	all := build(t)
	for _, c := range []struct {
		code    string
		answers map[string]string
		why     string // key of the condition that fails, "" may ask
	}{
		{"1.014027", map[string]string{"request": "start", "for_whom": "self", "applicant_birth_date": "1950", "poor": "none", "pension": "no"}, ""},
		{"1.014027", map[string]string{"request": "start", "for_whom": "self", "applicant_birth_date": "1953", "poor": "none", "pension": "no"}, "old_enough"},
		{"1.014027", map[string]string{"request": "start", "for_whom": "self", "applicant_birth_date": "1953", "poor": "poor", "pension": "no"}, ""},
		{"1.014027", map[string]string{"request": "start", "for_whom": "other", "applicant_birth_date": "1990", "beneficiary_birth_date": "1949-03-01", "poor": "none", "pension": "yes", "pension_amount": "2100000"}, "no_pension"},
		{"1.014027", map[string]string{"request": "start", "for_whom": "other", "applicant_birth_date": "1990"}, ""}, // not known yet
		{"1.000894", map[string]string{"applicant_gender": "Nam", "applicant_birth_date": "2006-11-26"}, "age_applicant"},
		{"1.000894", map[string]string{"partner_gender": "Nữ", "partner_birth_date": "2008-11-25", "foreign": "no"}, ""},
		{"1.000894", map[string]string{"foreign": "yes"}, "vietnamese"},
		{"1.000894", map[string]string{"applicant_status": "single", "partner_status": "married"}, "free"},
		{"1.001193", map[string]string{"parents_married": "no", "father_named": "yes"}, "father_recognised"},
		{"1.001193", map[string]string{"parents_married": "no", "father_named": "no"}, ""},
		{"1.004873", map[string]string{"purpose": "marry", "marital_status": "married"}, "free_to_marry"},
		{"1.001612", map[string]string{"applicant_birth_date": "2010-01-01"}, "grown_up"},
		{"1.001612", map[string]string{"other_business": "yes"}, "first"},
		{"1.013978", map[string]string{"want": "certificate", "dispute": "yes"}, "no_dispute"},
		{"1.013978", map[string]string{"want": "register", "dispute": "yes"}, ""},
		{"1.013225", map[string]string{"building_kind": "nha_o", "exempt_area": "yes"}, "needed"},
		{"2.000884", map[string]string{"deed_kind": "contract"}, "no_contract"},
		{"2.000986", map[string]string{"child_birth_date": "2020-11-25"}, "under_six"},
	} {
		r := all[c.code].Revision
		got := r.Ineligible(revision.Facts{Today: today}.With(c.answers))
		switch {
		case c.why == "" && len(got) > 0:
			t.Errorf("%s %v: %s", c.code, c.answers, got[0].Key)
		case c.why != "" && (len(got) != 1 || got[0].Key != c.why):
			t.Errorf("%s %v: %+v, want %s", c.code, c.answers, got, c.why)
		}
	}
}

// Papers follow the answers.
func TestPapersFollowAnswers(t *testing.T) {
	t.Parallel()
	all := build(t)
	for _, c := range []struct {
		code    string
		answers map[string]string
		want    []string // handed in
	}{
		{"1.001193", map[string]string{"birth_proof": "data", "relation": "mother"}, nil},
		{"1.001193", map[string]string{"birth_proof": "paper", "relation": "mother"}, []string{"giay_chung_sinh"}},
		{"1.001193", map[string]string{"birth_proof": "witness", "relation": "authorised"}, []string{"van_ban_lam_chung", "van_ban_uy_quyen"}},
		{"1.000656", map[string]string{"notice": "none", "relation": "child"}, nil},
		{"1.000656", map[string]string{"notice": "hospital", "relation": "child"}, []string{"giay_bao_tu"}},
		{"1.000894", map[string]string{"applicant_status": "single", "partner_status": "divorced"}, []string{"xac_nhan_hon_nhan", "giay_ly_hon"}},
		{"1.001612", map[string]string{"owner_kind": "person", "by_other": "no"}, nil},
		{"1.001612", map[string]string{"owner_kind": "family", "by_other": "no"}, []string{"uy_quyen_chu_ho"}},
		{"1.013225", map[string]string{"building_kind": "nha_o", "adjacent": "yes", "has_basement": "no"}, []string{"giay_to_dat", "ban_ve_nha", "cam_ket_lien_ke", "nang_luc_thiet_ke"}},
		{"1.013225", map[string]string{"building_kind": "cap_3", "adjacent": "no", "has_basement": "no"}, []string{"giay_to_dat", "ho_so_thiet_ke", "quyet_dinh_dau_tu", "nang_luc_thiet_ke"}},
		{"1.014027", map[string]string{"receiver_other": "no", "request": "start"}, nil},
	} {
		r := all[c.code].Revision
		var got []string
		for _, x := range r.ToHandIn(r.CaseOf(c.answers), c.answers) {
			got = append(got, x.Key)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %v: %v, want %v", c.code, c.answers, got, c.want)
		}
	}
}
