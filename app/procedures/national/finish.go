package national

import (
	"regexp"
	"slices"
	"strings"

	"motcua/app/procedures/revision"
)

// finish adds what follows from the rest: the applicant's questions first, the
// steps that share out the promise, a sentence on what one gets.
func finish(e *Entry) {
	r := &e.Revision
	if len(r.Form.Sections) == 0 || r.Form.Sections[0].Key != revision.Applicant {
		r.Form.Sections = append([]revision.Section{applicant()}, r.Form.Sections...)
	}
	if !slices.ContainsFunc(r.Steps, func(s revision.Step) bool { return s.Hours > 0 }) {
		title := ""
		if len(r.Steps) == 1 {
			title = r.Steps[0].Title
		}
		r.Steps = revision.Workflow(r.Promise().OfficeHours(), title)
	}
	addRefusal(r)
	spellOut(r)
	if r.Summary == "" {
		r.Summary = "Ông/Bà nhận: " + r.MainResult().Title + "."
	}
	if r.Promise() != r.Clock.Fallback {
		r.Unconfirmed = slices.DeleteFunc(r.Unconfirmed, func(s string) bool { return s == "time" })
	}
	open := func(f revision.Fee) bool { return f.Council && f.Amount == nil }
	if slices.ContainsFunc(r.Fees, open) && !slices.Contains(r.Unconfirmed, "fee") {
		r.Unconfirmed = append(r.Unconfirmed, "fee")
	} else if len(r.Fees) > 0 && !slices.ContainsFunc(r.Fees, open) { // rules know every amount
		r.Unconfirmed = slices.DeleteFunc(r.Unconfirmed, func(s string) bool { return s == "fee" })
	}
	if r.MainResult().Code == "" && !slices.Contains(r.Unconfirmed, "result_code") {
		r.Unconfirmed = append(r.Unconfirmed, "result_code")
	}
	slices.Sort(r.Unconfirmed)
}

// addRefusal makes sure that a refusal is something an office can issue.
func addRefusal(r *revision.Revision) {
	if !slices.ContainsFunc(r.Results, func(x revision.Result) bool { return x.Outcome == revision.Refused }) {
		r.Results = append(r.Results, revision.Result{Title: "Văn bản từ chối giải quyết", Register: "Sổ văn bản đi", Outcome: revision.Refused})
	}
}

var inWords = strings.NewReplacer("HĐND", "Hội đồng nhân dân", "CSDL", "cơ sở dữ liệu", "BHYT", "bảo hiểm y tế")

var decree = regexp.MustCompile(`NĐ ([0-9]+/[0-9]{4})`)

func words(s string) string {
	return decree.ReplaceAllString(inWords.Replace(s), "Nghị định $1/NĐ-CP")
}

// spellOut writes the abbreviations of the tables out where residents read them.
func spellOut(r *revision.Revision) {
	for i := range r.Results {
		r.Results[i].Title = words(r.Results[i].Title)
	}
	for i := range r.Components {
		c := &r.Components[i]
		c.Title, c.Note, c.Condition = words(c.Title), words(c.Note), words(c.Condition)
	}
	for ch, w := range r.Ways {
		w.FeeNote = words(w.FeeNote)
		for i := range w.Terms {
			w.Terms[i].Note = words(w.Terms[i].Note)
		}
		r.Ways[ch] = w
	}
}

func applicant() revision.Section {
	return revision.Section{Key: revision.Applicant, Title: "Người yêu cầu", Fields: []revision.Field{{
		Name: revision.Applicant, Label: "Người yêu cầu", Type: revision.Person, Required: true, Prefill: "profile",
		Parts: []string{"full_name", "birth_date", "gender", "id_number", "address", "phone", "email?"},
	}}}
}
