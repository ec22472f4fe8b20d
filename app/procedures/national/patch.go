package national

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"go.yaml.in/yaml/v3"

	"motcua/app/procedures/revision"
)

// patch is what procedures/*.yaml say about a field or a procedure; what is
// left out stays as it was.
type patch struct {
	// Of a procedure that procedures.csv does not list.
	Name     string `json:"name"`
	Field    string `json:"field"`
	Level    string `json:"level"`
	Decision string `json:"decision"`

	PlainName      string                            `json:"plain_name"`
	Synonyms       []string                          `json:"synonyms"`
	Rank           int                               `json:"rank"`
	LegalBasis     []string                          `json:"legal_basis"`
	Summary        string                            `json:"summary"`
	Who            string                            `json:"who"`
	Notes          []string                          `json:"notes"`
	Urgency        string                            `json:"urgency"`
	Presence       string                            `json:"presence"`
	Competence     revision.Competence               `json:"competence"`
	CompetenceText string                            `json:"competence_text"`
	NonBoundary    revision.Boundary                 `json:"non_boundary"`
	HelpOnly       *bool                             `json:"help_only"`
	Immediate      *bool                             `json:"immediate"`
	Clock          clockPatch                        `json:"clock"`
	Cases          []revision.Case                   `json:"cases"`
	Terms          []revision.Term                   `json:"terms"` // of every channel
	Ways           map[revision.Channel]revision.Way `json:"ways"`  // replaces where filed and decided, times and fees that it gives
	DropWays       []revision.Channel                `json:"drop_ways"`
	Appraise       string                            `json:"appraise"` // title of the handler's step
	Register       string                            `json:"register"` // book of the granting results
	Results        []revision.Result                 `json:"results"`
	Steps          []revision.Step                   `json:"steps"` // none: the usual hands share the promise
	Screening      []string                          `json:"screening"`
	Eligibility    []revision.Eligibility            `json:"eligibility"`
	Fees           []revision.Fee                    `json:"fees"`
	Routing        []revision.Route                  `json:"routing"`
	Unconfirmed    []string                          `json:"unconfirmed"` // added to what the tables leave open
	Components     []revision.Component              `json:"components"`
	Applicant      *revision.Section                 `json:"applicant"`
	Form           *revision.Form                    `json:"form"`
}

type clockPatch struct {
	AfterHour        string                  `json:"after_hour"`
	DayRule          string                  `json:"day_rule"`
	Fallback         *revision.Term          `json:"fallback"`
	Variants         []revision.ClockVariant `json:"variants"`
	OnSupplement     string                  `json:"on_supplement"`
	SupplementDays   int                     `json:"supplement_days"`
	SupplementRounds int                     `json:"supplement_rounds"`
	AskDays          int                     `json:"ask_days"`
	AskLate          string                  `json:"ask_late"`
	OnLapse          string                  `json:"on_lapse"`
	IntakeHours      int                     `json:"intake_hours"`
	LegalBasis       string                  `json:"legal_basis"`
}

// patches reads fields.yaml (field → patch) and the other files (code → its
// patches, in the order of the files: names may stand in one, questions in another).
func patches(data fs.FS) (fields map[string]*patch, codes map[string][]*patch, err error) {
	names, err := fs.Glob(data, "procedures/*.yaml")
	if err != nil {
		return nil, nil, err
	}
	codes = map[string][]*patch{}
	for _, n := range names {
		m, err := readPatches(data, n)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", n, err)
		}
		if path.Base(n) == "fields.yaml" {
			fields = m
			continue
		}
		for code, p := range m {
			codes[code] = append(codes[code], p)
		}
	}
	return fields, codes, nil
}

// readPatches goes through JSON so that there is one set of names and an
// unknown one is refused.
func readPatches(data fs.FS, name string) (map[string]*patch, error) {
	b, err := fs.ReadFile(data, name)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := yaml.Unmarshal(b, &tree); err != nil {
		return nil, err
	}
	for k := range tree {
		if k[0] == '.' { // anchors for use further down
			delete(tree, k)
		}
	}
	if b, err = json.Marshal(tree); err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var out map[string]*patch
	return out, dec.Decode(&out)
}

func set[T comparable](dst *T, v T) {
	var zero T
	if v != zero {
		*dst = v
	}
}

func setList[T any](dst *[]T, v []T) {
	if v != nil {
		*dst = v
	}
}

func (p *patch) apply(e *Entry) {
	r := &e.Revision
	set(&e.PlainName, p.PlainName)
	set(&e.Rank, p.Rank)
	e.Synonyms = append(e.Synonyms, p.Synonyms...)
	setList(&r.LegalBasis, p.LegalBasis)
	set(&r.Summary, p.Summary)
	set(&r.Who, p.Who)
	setList(&r.Notes, p.Notes)
	set(&r.Urgency, p.Urgency)
	set(&r.Presence, p.Presence)
	set(&r.Competence, p.Competence)
	set(&r.CompetenceText, p.CompetenceText)
	set(&r.NonBoundary, p.NonBoundary)
	if p.HelpOnly != nil {
		r.HelpOnly = *p.HelpOnly
	}
	if p.Immediate != nil {
		r.Immediate = *p.Immediate
	}
	p.Clock.apply(&r.Clock)
	setList(&r.Cases, p.Cases)
	setList(&r.Screening, p.Screening)
	setList(&r.Eligibility, p.Eligibility)
	setList(&r.Fees, p.Fees)
	setList(&r.Routing, p.Routing)
	for _, what := range p.Unconfirmed {
		if !slices.Contains(r.Unconfirmed, what) {
			r.Unconfirmed = append(r.Unconfirmed, what)
		}
	}
	setList(&r.Components, p.Components)
	setList(&r.Results, p.Results)
	for i := range r.Results {
		if r.Results[i].Outcome == revision.Granted && p.Register != "" {
			r.Results[i].Register = p.Register
		}
	}
	p.applyWays(r)
	if p.Form != nil {
		r.Form = *p.Form
	}
	if p.Applicant != nil {
		r.Form.Sections = append([]revision.Section{*p.Applicant}, dropApplicant(r.Form.Sections)...)
	}
	if p.Steps != nil {
		r.Steps = p.Steps
	} else if p.Appraise != "" {
		r.Steps = []revision.Step{{Key: revision.StepAppraise, Title: p.Appraise}}
	}
}

func (p clockPatch) apply(c *revision.Clock) {
	set(&c.AfterHour, p.AfterHour)
	set(&c.DayRule, p.DayRule)
	set(&c.OnSupplement, p.OnSupplement)
	set(&c.SupplementDays, p.SupplementDays)
	set(&c.SupplementRounds, p.SupplementRounds)
	set(&c.AskDays, p.AskDays)
	set(&c.AskLate, p.AskLate)
	set(&c.OnLapse, p.OnLapse)
	set(&c.IntakeHours, p.IntakeHours)
	set(&c.LegalBasis, p.LegalBasis)
	setList(&c.Variants, p.Variants)
	if p.Fallback != nil {
		c.Fallback = *p.Fallback
	}
}

func (p *patch) applyWays(r *revision.Revision) {
	ways := maps.Clone(r.Ways)
	for ch, w := range ways {
		if p.Terms != nil {
			w.Terms = p.Terms
		}
		ways[ch] = w
	}
	for ch, n := range p.Ways {
		w, ok := ways[ch]
		if !ok {
			w = ordinary(ways)
		}
		if n.Filed == revision.Here { // what the field says of elsewhere falls away
			w.Place, w.Decided, w.System = "", "", ""
		}
		set(&w.Filed, n.Filed)
		set(&w.Place, n.Place)
		set(&w.Decided, n.Decided)
		set(&w.System, n.System)
		setList(&w.Terms, n.Terms)
		set(&w.Fee, n.Fee)
		set(&w.FeeUnit, n.FeeUnit)
		set(&w.FeeNote, n.FeeNote)
		set(&w.FeeDue, n.FeeDue)
		if w.Filed == "" {
			w.Filed = revision.Here
		}
		ways[ch] = w
	}
	for _, ch := range p.DropWays {
		delete(ways, ch)
	}
	r.Ways = ways
}

// ordinary is what a channel that is added later shares with the others: time and fee.
func ordinary(ways map[revision.Channel]revision.Way) revision.Way {
	for _, ch := range []revision.Channel{revision.Counter, revision.Online, revision.Post} {
		if w, ok := ways[ch]; ok {
			return w
		}
	}
	return revision.Way{}
}

func dropApplicant(in []revision.Section) []revision.Section {
	var out []revision.Section
	for _, s := range in {
		if s.Key != revision.Applicant {
			out = append(out, s)
		}
	}
	return out
}
