package revision

import (
	"strconv"
	"strings"

	"motcua/app/procedures/rules"
)

// Form is the declaration as questions; a section is a page for a resident.
// It is stored as a JSON Schema with a layout, see MarshalJSON.
type Form struct {
	Sections []Section `json:"sections"`
	Checks   []Check   `json:"checks,omitempty"`

	doc     *document
	places  Places
	decides map[string]bool
}

// Check is something that must hold between answers. It is asked when all of
// them are given; where it is false, Say stands beside the question At.
type Check struct {
	At   string `json:"at"`
	Rule *Rule  `json:"rule"`
	Say  string `json:"say"`
}

// Section is a group of questions under one heading.
type Section struct {
	Key    string  `json:"key"`
	Title  string  `json:"title"`
	Hint   string  `json:"hint,omitempty"`
	ShowIf *Rule   `json:"show_if,omitempty"`
	Fields []Field `json:"fields"`
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
	Address     Type = "address" // two levels, old and new names of communes, see Places
	Choice      Type = "choice"
	MultiChoice Type = "multichoice"
	YesNo       Type = "yesno"
	Info        Type = "info"  // a sentence between questions, not answered
	Group       Type = "group" // repeated: the answer is how often, the rows are name_1_sub, name_2_sub, …
	File        Type = "file"  // a component handed in at this place of the form
	Calc        Type = "calc"  // worked out from earlier answers, shown, not typed
)

// Field is one question.
type Field struct {
	Name     string   `json:"name"` // lower case, unique in the form
	Label    string   `json:"label,omitempty"`
	Hint     string   `json:"hint,omitempty"`
	Type     Type     `json:"type"`
	Required bool     `json:"required,omitempty"`
	Options  []Option `json:"options,omitempty"`
	Max      int      `json:"max,omitempty"`     // characters; of numbers the greatest value
	Min      int      `json:"min,omitempty"`     // of numbers the least value
	Decimal  bool     `json:"decimal,omitempty"` // numbers: up to two decimals
	When     string   `json:"when,omitempty"`    // dates: past (today included), future, "" any
	ShowIf   *Rule    `json:"show_if,omitempty"`
	Prefill  string   `json:"prefill,omitempty"` // profile.full_name (also read from the ID card at a counter), earlier.<question of an earlier dossier>; of a group earlier.<group>, row by row
	Missing  string   `json:"missing,omitempty"` // said when it is not answered; "" made from the label
	Pattern  string   `json:"pattern,omitempty"` // text: a regular expression of the whole answer
	Say      string   `json:"say,omitempty"`     // said when the pattern does not match

	Fields    []Field `json:"fields,omitempty"`    // of a group: one row
	MinItems  int     `json:"min_items,omitempty"` // rows of a group
	MaxItems  int     `json:"max_items,omitempty"` // default 10
	Item      string  `json:"item,omitempty"`      // of a group: what one row is called ("Người con")
	Component string  `json:"component,omitempty"` // of a file: Component.Key
	Expr      *Rule   `json:"expr,omitempty"`      // of a calc
	Of        Type    `json:"of,omitempty"`        // of a calc: the type of its value, default number

	// Parts of a Person, in order; a question mark makes a part optional:
	// full_name, birth_date, gender, id_number, passport, ethnicity, nationality, address, phone, email.
	Parts []string `json:"parts,omitempty"`
}

// Option is one choice.
type Option struct {
	Value string `json:"value"`
	Text  string `json:"text"`
}

// Applicant is the name of the person block that every form has: whose matter it is.
const Applicant = "applicant"

// Input is a question as it is put: person blocks spelled out.
type Input struct {
	Field
	Block      string // name of the person block it belongs to, else ""
	BlockTitle string // set on the first input of a block
	Part       string // of a person: full_name, …
	Group      string // of a row's question: name of the group
	Row        int    // from 1
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
		out = append(out, f.inputs(answers)...)
	}
	return out
}

// inputs spells a question out: persons by their parts, groups by their rows.
func (f Field) inputs(answers map[string]string) []Input {
	switch f.Type {
	case Person:
		return f.person()
	case Group:
		out := []Input{{Field: f}}
		rows := f.most()
		if answers != nil {
			rows = f.rows(answers[f.Name])
		}
		for i := 1; i <= rows; i++ {
			first := len(out)
			for _, sub := range f.Fields {
				if answers != nil && !sub.ShowIf.Holds(answers) {
					continue
				}
				sub.Name = rowName(f.Name, i, sub.Name)
				for _, in := range sub.inputs(nil) {
					in.Group, in.Row = f.Name, i
					out = append(out, in)
				}
			}
			if len(out) > first && out[first].BlockTitle == "" {
				out[first].Block, out[first].BlockTitle = f.Name+"_"+strconv.Itoa(i), f.item(i)
			}
		}
		return out
	}
	return []Input{{Field: f}}
}

// Row are the questions of one row of a group, counted from 1, whatever was answered.
func (f Field) Row(i int) []Input {
	var out []Input
	for _, sub := range f.Fields {
		sub.Name = rowName(f.Name, i, sub.Name)
		for _, in := range sub.inputs(nil) {
			in.Group, in.Row = f.Name, i
			out = append(out, in)
		}
	}
	return out
}

// Count is how many rows of a group are asked.
func (f Field) Count(answers map[string]string) int { return f.rows(answers[f.Name]) }

// Most is the greatest number of rows of a group.
func (f Field) Most() int { return f.most() }

// ItemTitle is what one row of a group is called: "Người con 1".
func (f Field) ItemTitle(i int) string { return f.item(i) }

func (f Field) item(i int) string {
	if f.Item == "" {
		return f.Label + " " + strconv.Itoa(i)
	}
	return f.Item + " " + strconv.Itoa(i)
}

func (f Field) most() int {
	if f.MaxItems < 1 {
		return max(10, f.MinItems)
	}
	return min(f.MaxItems, rules.MostRows)
}

// rows reads how many rows a group has; what is no number is the least.
func (f Field) rows(v string) int {
	n, err := strconv.Atoi(v)
	if err != nil {
		n = 0
	}
	return max(min(n, f.most()), f.MinItems)
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
