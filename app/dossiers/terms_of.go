package dossiers

import (
	"strings"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/procedures/revision"
)

// TermsOf takes from a revision what a dossier with its facts and answers
// needs. dayMinutes is the length of a working day at the competent tenant
// (deadlines.Calendar.DayMinutes), by which step times are scaled.
func TermsOf(procedure uuid.UUID, code, plainName string, r *revision.Revision, facts revision.Facts, given map[string]string, dayMinutes int) Terms {
	if facts.Channel == "" {
		facts.Channel = revision.Counter
	}
	caseKey, area := facts.Case, facts.Area
	answers := facts.With(given)
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
	t.Supplement = SupplementTerms{WindowDays: clock.SupplementDays, FreeRounds: clock.SupplementRounds, Basis: basis, AskDays: clock.AskDays, NeverLate: clock.AskLate == revision.AskRefused, Stops: clock.OnLapse == revision.LapseStops}
	if t.Supplement.AskDays == 0 {
		t.Supplement.AskDays = 3
	}
	t.Extend = clock.ExtendMax
	for _, c := range r.ComponentsFor(caseKey, answers) {
		switch c.Kind {
		case revision.Note:
			continue
		case revision.ByForm:
			t.Declaration = append(t.Declaration, Component{Key: c.Key, Title: c.Title, Required: c.Required})
			continue
		}
		t.Components = append(t.Components, Component{Key: c.Key, Title: c.Title, Required: c.Required && c.Pull == "", Upload: c.Kind == revision.Submit, Shown: c.Kind == revision.Present})
	}
	t.Sector = r.WayOf(facts.Channel).System
	t.Flow, t.Facts = r.Flow(), facts.With(given)
	term, _ := r.TermFor(facts.Channel, caseKey, area, t.Facts)
	t.Steps = stepsOf(t.Flow.Steps, dayMinutes, term.OfficeHours(), r.Promise().OfficeHours())
	if x, ok := r.RouteFor(facts, given); ok && x.Unit != "" {
		toUnit(t.Steps, x)
	}
	res := r.MainResult()
	t.Result = ResultKind{Code: res.Code, Title: res.Title, Register: res.Register, Words: res.Words}
	if t.Result.Title == "" {
		t.Result.Title = "Kết quả: " + plainName
	}
	return t
}

// toUnit gives the steps that name no unit to the one that the route names:
// those of its handlers and heads, at the office that the route leads to.
func toUnit(steps []Step, x revision.Route) {
	for i := range steps {
		s := &steps[i]
		if s.Unit == "" && (s.Role == string(revision.Handler) || s.Role == string(revision.UnitHead)) && (s.At != revision.AtProvince || x.To == revision.ToProvince) {
			s.Unit = x.Unit
		}
	}
}

// PolicyOf is the policy of one channel alone: what a clock is computed with,
// when nothing else of the terms is needed. The same as TermsOf gives.
func PolicyOf(r *revision.Revision, facts revision.Facts, given map[string]string) deadlines.Policy {
	if facts.Channel == "" {
		facts.Channel = revision.Counter
	}
	answers := facts.With(given)
	clock := r.ClockFor(answers)
	answers["dossier.channel"] = string(facts.Channel)
	term, _ := r.TermFor(facts.Channel, facts.Case, facts.Area, answers)
	return policyOf(term, clock)
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

// stepsOf scales the revision's hours (8 to the working day, adding up to the
// ordinary promise) to this office's day and to this dossier's own promise.
func stepsOf(in []revision.Step, dayMinutes, hours, ordinary int) []Step {
	if dayMinutes <= 0 {
		dayMinutes = 480
	}
	if hours <= 0 || ordinary <= 0 {
		hours, ordinary = 1, 1
	}
	var out []Step
	for _, s := range in {
		x := Step{Key: s.Key, Title: s.Title, Role: string(s.Role), Minutes: s.Hours * dayMinutes / 8 * hours / ordinary, Kind: s.Kind, Unit: s.Unit, At: s.At, Request: s.Request}
		if s.Hours == 0 {
			x.Minutes = addedMinutes
		}
		out = append(out, x)
	}
	return out
}
