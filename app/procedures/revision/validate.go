package revision

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var fieldName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)

// Validate refuses a revision that a dossier could not live under, all faults
// at once: each names its place.
func (r *Revision) Validate() error {
	var errs []error
	bad := func(place, format string, a ...any) { errs = append(errs, fmt.Errorf(place+": "+format, a...)) }
	if !slices.Contains([]Competence{Residence, Land, Seat, Record, Any}, r.Competence) {
		bad("competence", "unknown %q", r.Competence)
	}
	if !slices.Contains([]Boundary{BoundaryNone, BoundaryProvince, BoundaryNation}, r.NonBoundary) {
		bad("non_boundary", "unknown %q", r.NonBoundary)
	}
	for place, s := range map[string]string{"competence_text": r.CompetenceText, "summary": r.Summary, "who": r.Who} {
		if strings.TrimSpace(s) == "" {
			bad(place, "is empty")
		}
	}
	if r.HelpOnly && r.NonBoundary != BoundaryNone {
		bad("help_only", "contradicts non_boundary %s", r.NonBoundary)
	}
	r.validateWays(bad)
	r.validateComponents(bad)
	r.validateForm(bad)
	r.validateSteps(bad)
	if r.MainResult().Title == "" {
		bad("results", "none grants")
	}
	return errors.Join(errs...)
}

func (r *Revision) validateWays(bad func(string, string, ...any)) {
	if len(r.Ways) == 0 {
		bad("ways", "there is none")
	}
	cases := map[string]bool{"": true}
	for _, c := range r.Cases {
		if cases[c.Key] {
			bad("cases", "%q is listed twice", c.Key)
		}
		cases[c.Key] = true
	}
	for ch, w := range r.Ways {
		place := "ways." + string(ch)
		if !slices.Contains(Channels, ch) {
			bad(place, "unknown channel")
		}
		if !slices.Contains([]Filed{Here, Portal, Elsewhere}, w.Filed) {
			bad(place, "unknown filed %q", w.Filed)
		}
		if w.Filed != Here && w.Place == "" {
			bad(place, "does not say where to go")
		}
		if w.Fee != nil && *w.Fee < 0 {
			bad(place, "fee below zero")
		}
		for i, t := range w.Terms {
			if !cases[t.Case] {
				bad(place, "term %d has unknown case %q", i+1, t.Case)
			}
			if last := i == len(w.Terms)-1; last != (t.Case == "" && t.Area == "") {
				bad(place, "the last term, and only it, holds for every case and area")
			}
			if err := t.check(); err != nil {
				bad(place, "%v", err)
			}
		}
	}
	if err := r.Clock.Fallback.check(); err != nil {
		bad("clock.fallback", "%v", err)
	}
	if r.Clock.OnSupplement != "pause" && r.Clock.OnSupplement != "restart" {
		bad("clock.on_supplement", "unknown %q", r.Clock.OnSupplement)
	}
	if r.Clock.SupplementDays < 1 || r.Clock.IntakeHours < 1 || r.Clock.SupplementRounds < 0 {
		bad("clock", "supplement_days and intake_hours are at least 1")
	}
}

func (t Term) check() error {
	switch t.Unit {
	case SameDay:
		if t.Amount != 0 {
			return fmt.Errorf("same_day has no amount")
		}
		return nil
	case Hours, WorkingDays, CalendarDays, Months:
		if t.Amount < 1 || t.Amount > 3660 {
			return fmt.Errorf("amount %d", t.Amount)
		}
		return nil
	}
	return fmt.Errorf("unknown unit %q", t.Unit)
}

func (r *Revision) validateComponents(bad func(string, string, ...any)) {
	seen := map[string]bool{}
	for _, c := range r.Components {
		if c.Key == "" || c.Title == "" || seen[c.Key] {
			bad("components", "%q has no key or title, or comes twice", c.Key)
		}
		seen[c.Key] = true
		if !slices.Contains([]Kind{Submit, Present, ByForm, Note}, c.Kind) {
			bad("components."+c.Key, "unknown kind %q", c.Kind)
		}
		if c.Required && c.Kind != Submit {
			bad("components."+c.Key, "only what is handed in can be required")
		}
	}
}

func (r *Revision) validateForm(bad func(string, string, ...any)) {
	seen := map[string]Field{}
	check := func(place string, c *Condition) {
		if c == nil {
			return
		}
		f, ok := seen[c.Field]
		if !ok {
			bad(place, "asks about %q, which does not come before it", c.Field)
			return
		}
		for _, v := range c.In {
			if !f.offers(v) && !(f.Type == YesNo && (v == "yes" || v == "no")) {
				bad(place, "%s cannot be answered with %q", c.Field, v)
			}
		}
	}
	for _, s := range r.Form.Sections {
		if s.Key == "" || s.Title == "" || len(s.Fields) == 0 {
			bad("form."+s.Key, "has no key, title or question")
		}
		check("form."+s.Key, s.ShowIf)
		for _, f := range s.Fields {
			for _, p := range f.Parts {
				if _, ok := personParts[strings.TrimSuffix(p, "?")]; !ok {
					bad("form."+f.Name, "unknown part %q", p)
				}
			}
			check("form."+f.Name, f.ShowIf)
			for _, q := range (Section{Fields: []Field{f}}).Inputs(nil) {
				if _, twice := seen[q.Name]; twice || !fieldName.MatchString(q.Name) {
					bad("form."+q.Name, "name comes twice or is not lower case")
				}
				if q.Label == "" || !slices.Contains(types, q.Type) {
					bad("form."+q.Name, "has no label or unknown type %q", q.Type)
				}
				if (q.Type == Choice || q.Type == MultiChoice) && len(q.Options) < 2 {
					bad("form."+q.Name, "offers no choice")
				}
				seen[q.Name] = q.Field
			}
		}
	}
	if _, ok := seen[Applicant+"_full_name"]; !ok {
		bad("form", "has no person block %q with a name", Applicant)
	}
	for _, c := range r.Cases {
		check("cases."+c.Key, c.When)
	}
	for _, c := range r.Components {
		check("components."+c.Key, c.When)
	}
}

var types = []Type{Text, LongText, Number, Money, Date, PartialDate, IDNumber, Phone, Email, Name, Address, Choice, MultiChoice, YesNo, Info}

func (r *Revision) validateSteps(bad func(string, string, ...any)) {
	sum, seen := 0, map[string]bool{}
	for _, s := range r.Steps {
		if s.Key == "" || s.Title == "" || seen[s.Key] || s.Hours < 1 {
			bad("steps."+s.Key, "has no key, title or hours, or comes twice")
		}
		if !slices.Contains([]Role{Receptionist, Handler, UnitHead, Signatory, Clerk}, s.Role) {
			bad("steps."+s.Key, "unknown role %q", s.Role)
		}
		seen[s.Key] = true
		sum += s.Hours
	}
	if t := r.Promise(); sum != t.OfficeHours() {
		bad("steps", "%d hours for a promise of %d", sum, t.OfficeHours())
	}
}

// Promise is the ordinary time of the counter (else of another channel): what the steps add up to.
func (r *Revision) Promise() Term {
	for _, ch := range []Channel{Counter, Online, Post} {
		if w, ok := r.Ways[ch]; ok && len(w.Terms) > 0 {
			return w.Terms[len(w.Terms)-1]
		}
	}
	return r.Clock.Fallback
}
