package dossiers

import (
	"strings"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/procedures/revision"
)

// TermsOf takes from a revision what a dossier of one case, with its answers,
// in one class of area needs. dayMinutes is the length of a working day at the competent
// tenant (deadlines.Calendar.DayMinutes), by which step times are scaled.
func TermsOf(procedure uuid.UUID, code, plainName string, r *revision.Revision, caseKey string, answers map[string]string, area string, dayMinutes int) Terms {
	answers = revision.Facts{Case: caseKey, Area: area}.With(answers)
	clock := r.ClockFor(answers)
	t := Terms{Procedure: procedure, Code: code, Name: plainName, ByChannel: map[string]deadlines.Policy{}, Intake: clock.IntakeHours * 60, Immediate: r.Immediate}
	if t.Intake <= 0 {
		t.Intake = 480
	}
	for _, ch := range []revision.Channel{revision.Counter, revision.Online, revision.Post} {
		answers["dossier.channel"] = string(ch)
		term, _ := r.TermFor(ch, caseKey, area, answers)
		t.ByChannel[string(ch)] = policyOf(term, clock)
	}
	basis := clock.LegalBasis
	if basis == "" {
		basis = revision.DefaultClock().LegalBasis // a pause without a basis would not count as lawful
	}
	t.Supplement = SupplementTerms{WindowDays: clock.SupplementDays, FreeRounds: clock.SupplementRounds, Basis: basis}
	for _, c := range r.ComponentsFor(caseKey, answers) {
		if c.Kind == revision.Note || c.Kind == revision.ByForm {
			continue
		}
		t.Components = append(t.Components, Component{Key: c.Key, Title: c.Title, Required: c.Required && c.Pull == "", Upload: c.Kind == revision.Submit})
	}
	t.Steps = stepsOf(r.Steps, dayMinutes)
	res := r.MainResult()
	t.Result = ResultKind{Code: res.Code, Title: res.Title, Register: res.Register}
	if t.Result.Title == "" {
		t.Result.Title = "Kết quả: " + plainName
	}
	return t
}

func policyOf(term revision.Term, c revision.Clock) deadlines.Policy {
	p := deadlines.Policy{Unit: deadlines.Unit(term.Unit), Amount: term.Amount, DayRule: deadlines.DayRule(c.DayRule), OnSupplement: deadlines.AfterSupplement(c.OnSupplement), LegalBasis: c.LegalBasis}
	if p.Unit == deadlines.SameDay {
		p.Amount = 0
	}
	if strings.TrimSpace(c.AfterHour) != "" {
		if h, err := deadlines.ParseTimeOfDay(c.AfterHour); err == nil {
			p.AfterHour = h
		}
	}
	return p
}

// stepsOf scales the revision's hours (8 to the working day) to this office's
// day, and makes sure that what is drafted is also signed and numbered: very
// short procedures name only the work itself.
func stepsOf(in []revision.Step, dayMinutes int) []Step {
	if dayMinutes <= 0 {
		dayMinutes = 480
	}
	var out []Step
	have := map[string]bool{}
	for _, s := range in {
		out = append(out, Step{Key: s.Key, Title: s.Title, Role: string(s.Role), Minutes: s.Hours * dayMinutes / 8})
		have[string(s.Role)] = true
	}
	for _, s := range []Step{{revision.StepAppraise, "Thẩm định hồ sơ", "handler", 60}, {revision.StepApprove, "Ký duyệt kết quả", "signatory", 30}, {revision.StepNumber, "Cấp số, phát hành", "clerk", 30}} {
		if !have[s.Role] {
			out = append(out, s)
		}
	}
	return out
}
