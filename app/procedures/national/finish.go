package national

import (
	"slices"

	"motcua/app/procedures/revision"
)

// finish adds what follows from the rest: the applicant's questions first, the
// steps that share out the promise, a sentence on what one gets.
func finish(e *Entry) {
	r := &e.Revision
	if len(r.Form.Sections) == 0 || r.Form.Sections[0].Key != revision.Applicant {
		r.Form.Sections = append([]revision.Section{applicant()}, r.Form.Sections...)
	}
	title := ""
	if len(r.Steps) == 1 {
		title = r.Steps[0].Title
	}
	r.Steps = revision.Workflow(r.Promise().OfficeHours(), title)
	if r.Summary == "" {
		r.Summary = "Ông/Bà nhận: " + r.MainResult().Title + "."
	}
	if r.Promise() != r.Clock.Fallback {
		r.Unconfirmed = slices.DeleteFunc(r.Unconfirmed, func(s string) bool { return s == "time" })
	}
	slices.Sort(r.Unconfirmed)
}

func applicant() revision.Section {
	return revision.Section{Key: revision.Applicant, Title: "Người yêu cầu", Fields: []revision.Field{{
		Name: revision.Applicant, Label: "Người yêu cầu", Type: revision.Person, Required: true, Prefill: "profile",
		Parts: []string{"full_name", "birth_date", "gender", "id_number", "address", "phone", "email?"},
	}}}
}
