package revision_test

import (
	"strings"
	"testing"
	"time"

	"motcua/app/procedures/revision"
)

func TestRebaseOnlyWhereNothingGetsWorse(t *testing.T) {
	t.Parallel()
	old := sample(t)
	answers := map[string]string{
		"applicant_full_name": "Bùi Thị Sen", "applicant_birth_date": "1962-03-04", "applicant_id_number": "017184000123", "applicant_address": "Xóm Bãi, xã Kim Bôi, tỉnh Phú Thọ",
		"applicant_gender": "female", "applicant_ethnicity": "Mường", "applicant_nationality": "Việt Nam", "applicant_phone": "0912345678",
	}
	// whatever else the form asks is answered with its first choice
	for range 5 {
		_, wrong := revision.CheckAnswers(old.Form, answers, time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC))
		for _, q := range old.Form.Inputs(answers) {
			if wrong[q.Name] == "" {
				continue
			}
			switch {
			case len(q.Options) > 0:
				answers[q.Name] = q.Options[0].Value
			case q.Type == revision.YesNo:
				answers[q.Name] = "no"
			case q.Type == revision.Number:
				answers[q.Name] = "1"
			case q.Type == revision.Date || q.Type == revision.PartialDate:
				answers[q.Name] = "2020-01-02"
			default:
				answers[q.Name] = "Nội dung"
			}
		}
	}
	papers := map[string]bool{}
	for _, c := range old.Components {
		papers[c.Key] = true
	}
	d := revision.Rebased{Facts: revision.Facts{Channel: revision.Counter, Case: old.CaseOf(answers), Today: time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC)}, Answers: answers, Steps: []string{old.Steps[1].Key}, Papers: papers}
	for _, c := range []struct {
		name   string
		change func(*revision.Revision)
		say    string
	}{
		{"nothing", func(*revision.Revision) {}, ""},
		{"words and a shorter time", func(r *revision.Revision) {
			r.Summary = "Khác"
			w := r.Ways[revision.Counter]
			w.Terms = []revision.Term{{Amount: 1, Unit: revision.WorkingDays}}
			r.Ways[revision.Counter] = w
		}, ""},
		{"a question nobody has to answer", func(r *revision.Revision) {
			s := &r.Form.Sections[0]
			s.Fields = append(s.Fields, revision.Field{Name: "them", Label: "Thêm", Type: revision.Text})
		}, ""},
		{"a longer time", func(r *revision.Revision) {
			w := r.Ways[revision.Counter]
			w.Terms = []revision.Term{{Amount: 30, Unit: revision.WorkingDays}}
			r.Ways[revision.Counter] = w
		}, "dài hơn"},
		{"a new required question", func(r *revision.Revision) {
			s := &r.Form.Sections[0]
			s.Fields = append(s.Fields, revision.Field{Name: "them", Label: "Số hộ khẩu", Type: revision.Text, Required: true})
		}, "Số hộ khẩu"},
		{"a new required paper", func(r *revision.Revision) {
			r.Components = append(r.Components, revision.Component{Key: "moi", Title: "Giấy mới", Kind: revision.Submit, Required: true})
		}, "Giấy mới"},
		{"a step that is gone", func(r *revision.Revision) { r.Steps = append(r.Steps[:1], r.Steps[2:]...) }, "không còn trong quy trình"},
		{"a step in other hands", func(r *revision.Revision) { r.Steps[1].Role = revision.Clerk }, "vai trò khác"},
		{"a higher fee", func(r *revision.Revision) {
			r.Fees = append(r.Fees, revision.Fee{Key: "them", Title: "Phụ thu", Amount: &revision.Rule{CEL: "1000000"}, Due: revision.DueFiling})
		}, "phí"},
		{"another office", func(r *revision.Revision) { r.Competence = revision.Land }, "nơi khác"},
	} {
		next := sample(t)
		c.change(next)
		next = copyOf(t, next)
		_, why := revision.RebaseFaults(old, next, d)
		all := strings.Join(why, "\n")
		if c.say == "" && len(why) > 0 || !strings.Contains(all, c.say) {
			t.Errorf("%s: %q, should say %q", c.name, all, c.say)
		}
	}
}
