package revision

import (
	"slices"
	"strings"
)

// Form is the declaration as questions; a section is a page for a resident.
type Form struct {
	Sections []Section `json:"sections"`
}

// Section is a group of questions under one heading.
type Section struct {
	Key    string     `json:"key"`
	Title  string     `json:"title"`
	Hint   string     `json:"hint,omitempty"`
	ShowIf *Condition `json:"show_if,omitempty"`
	Fields []Field    `json:"fields"`
}

// Type of a field.
type Type string

// The types. Answers are kept as text: dates as 2006-01-02, partial dates also
// as 2006-01 or 2006, money and numbers as digits, several choices joined by
// commas, yes/no as yes or no.
const (
	Text        Type = "text"
	LongText    Type = "longtext"
	Number      Type = "number"
	Money       Type = "money"
	Date        Type = "date"
	PartialDate Type = "partial_date"
	IDNumber    Type = "id_number"
	Phone       Type = "phone"
	Email       Type = "email"
	Name        Type = "name"    // of a person: letters only
	Person      Type = "person"  // a block; Inputs spells it out
	Address     Type = "address" // one line, old and new names of units
	Choice      Type = "choice"
	MultiChoice Type = "multichoice"
	YesNo       Type = "yesno"
	Info        Type = "info" // a sentence between questions, not answered
)

// Field is one question.
type Field struct {
	Name     string     `json:"name"` // lower case, unique in the form
	Label    string     `json:"label"`
	Hint     string     `json:"hint,omitempty"`
	Type     Type       `json:"type"`
	Required bool       `json:"required,omitempty"`
	Options  []Option   `json:"options,omitempty"`
	Max      int        `json:"max,omitempty"`     // characters; of numbers the greatest value
	Min      int        `json:"min,omitempty"`     // of numbers the least value
	Decimal  bool       `json:"decimal,omitempty"` // numbers: up to two decimals
	When     string     `json:"when,omitempty"`    // dates: past (today included), future, "" any
	ShowIf   *Condition `json:"show_if,omitempty"`
	Prefill  string     `json:"prefill,omitempty"` // profile.full_name, profile.birth_date, …
	Missing  string     `json:"missing,omitempty"` // said when it is not answered; "" made from the label
	// Parts of a Person, in order; a question mark makes a part optional:
	// full_name, birth_date, gender, id_number, passport, ethnicity, nationality, address, phone, email.
	Parts []string `json:"parts,omitempty"`
}

// Option is one choice.
type Option struct {
	Value string `json:"value"`
	Text  string `json:"text"`
}

// Condition holds when an earlier answer is one of the values.
type Condition struct {
	Field string   `json:"field"`
	In    []string `json:"in"`
}

// Holds evaluates the condition; nil always holds.
func (c *Condition) Holds(answers map[string]string) bool {
	if c == nil {
		return true
	}
	for _, v := range strings.Split(answers[c.Field], ",") {
		if slices.Contains(c.In, v) {
			return true
		}
	}
	return false
}

// Applicant is the name of the person block that every form has: whose matter it is.
const Applicant = "applicant"

// Input is a question as it is put: person blocks spelled out.
type Input struct {
	Field
	Block      string // name of the person block it belongs to, else ""
	BlockTitle string // set on the first input of a block
	Part       string // of a person: full_name, …
}

// Inputs are the questions of a section that the answers so far call for.
// With a nil map every question is listed.
func (s Section) Inputs(answers map[string]string) []Input {
	var out []Input
	if answers != nil && !s.ShowIf.Holds(answers) {
		return nil
	}
	for _, f := range s.Fields {
		if answers != nil && !f.ShowIf.Holds(answers) {
			continue
		}
		if f.Type == Person {
			out = append(out, f.person()...)
			continue
		}
		out = append(out, Input{Field: f})
	}
	return out
}

// Inputs are the questions of all sections; see Section.Inputs.
func (f Form) Inputs(answers map[string]string) []Input {
	var out []Input
	for _, s := range f.Sections {
		out = append(out, s.Inputs(answers)...)
	}
	return out
}

// Section finds one by its key.
func (f Form) Section(key string) (Section, bool) {
	for _, s := range f.Sections {
		if s.Key == key {
			return s, true
		}
	}
	return Section{}, false
}

// Shown are the sections that have a question for these answers.
func (f Form) Shown(answers map[string]string) []Section {
	var out []Section
	for _, s := range f.Sections {
		if len(s.Inputs(answers)) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// Prefilled gives the answers that a profile (full_name, birth_date, gender,
// id_number, phone, email, address) already knows.
func (f Form) Prefilled(profile map[string]string) map[string]string {
	out := map[string]string{}
	for _, in := range f.Inputs(nil) {
		if src, ok := strings.CutPrefix(in.Prefill, "profile."); ok && profile[src] != "" {
			out[in.Name] = profile[src]
		}
	}
	return out
}

// PersonOf reads a person block back out of the answers: full_name, birth_date, …
func PersonOf(answers map[string]string, block string) map[string]string {
	out := map[string]string{}
	for part := range personParts {
		if v := answers[block+"_"+part]; v != "" {
			out[part] = v
		}
	}
	return out
}
