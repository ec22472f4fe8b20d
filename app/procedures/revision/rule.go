package revision

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"motcua/app/procedures/rules"
)

// Rule is a CEL expression kept with the revision and with the cases that
// prove it; see package rules for the variables. In JSON a string when it has
// no cases; {field, in} is the short form of "that question was answered with
// one of these" and brings its cases along.
type Rule struct {
	CEL   string
	Cases []RuleCase

	short *short
	want  rules.Type
	prog  *rules.Program
	fault *rules.Fault
	kinds kinds
}

// RuleCase says what a rule gives for some answers. Given are answers as they
// are kept, system variables under their names. Want is true, false, a number
// of đồng, a text, or nil for "not known yet".
type RuleCase struct {
	Given map[string]string `json:"given"`
	Want  any               `json:"want"`
}

type short struct {
	Field string   `json:"field"`
	In    []string `json:"in"`
}

type ruleJSON struct {
	CEL   string     `json:"cel"`
	Cases []RuleCase `json:"cases,omitempty"`
}

// UnmarshalJSON reads the three forms.
func (r *Rule) UnmarshalJSON(b []byte) error {
	*r = Rule{}
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &r.CEL)
	}
	dec := func(v any) error {
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		return d.Decode(v)
	}
	var s short
	if err := dec(&s); err == nil && s.Field != "" {
		r.short = &s
		return nil
	}
	var j ruleJSON
	if err := dec(&j); err != nil {
		return err
	}
	r.CEL, r.Cases = j.CEL, j.Cases
	return nil
}

// MarshalJSON writes a string, or an object when there are cases.
func (r Rule) MarshalJSON() ([]byte, error) {
	switch {
	case r.short != nil:
		return json.Marshal(r.short)
	case len(r.Cases) == 0:
		return json.Marshal(r.CEL)
	}
	return json.Marshal(ruleJSON{r.CEL, r.Cases})
}

// prepare compiles the rule over a form's variables.
func (r *Rule) prepare(env *rules.Env, k kinds, want rules.Type) {
	if r.short != nil {
		r.CEL, r.Cases = r.short.spell(k)
		r.short = nil
	}
	r.want, r.kinds, r.prog, r.fault = want, k, nil, nil
	prog, err := env.Compile(r.CEL, want)
	if err != nil {
		if !errors.As(err, &r.fault) {
			r.fault = &rules.Fault{Line: 1, Column: 1, Say: err.Error()}
		}
		return
	}
	r.prog = prog
}

// spell turns the short form into CEL and its two cases.
func (s short) spell(k kinds) (string, []RuleCase) {
	quoted := make([]string, len(s.In))
	for i, v := range s.In {
		b, _ := json.Marshal(v)
		quoted[i] = string(b)
	}
	list := "[" + strings.Join(quoted, ", ") + "]"
	cel := s.Field + " in " + list
	switch {
	case k.vars[s.Field] == rules.YesNo && slices.Equal(s.In, []string{"yes"}):
		cel = s.Field
	case k.vars[s.Field] == rules.YesNo && slices.Equal(s.In, []string{"no"}):
		cel = "!" + s.Field
	case k.vars[s.Field] == rules.List:
		cel = s.Field + ".exists(x, x in " + list + ")"
	case len(s.In) == 1:
		cel = s.Field + " == " + quoted[0]
	}
	if len(s.In) == 0 {
		return cel, nil
	}
	return cel, []RuleCase{{map[string]string{s.Field: s.In[0]}, true}, {map[string]string{}, nil}}
}

// Holds tells whether a condition is true of the answers; nil always holds.
// What depends on something unanswered does not hold.
func (r *Rule) Holds(answers map[string]string) bool {
	if r == nil {
		return true
	}
	v, _ := r.eval(answers)
	b, _ := v.(bool)
	return b
}

// Fails tells whether a condition is known to be false.
func (r *Rule) Fails(answers map[string]string) bool {
	if r == nil {
		return false
	}
	v, known := r.eval(answers)
	b, _ := v.(bool)
	return known && !b
}

// Int gives an amount; known is false when something it needs is not answered.
func (r *Rule) Int(answers map[string]string) (n int64, known bool) {
	v, known := r.eval(answers)
	n, ok := v.(int64)
	return n, known && ok
}

func (r *Rule) eval(answers map[string]string) (any, bool) {
	if r == nil || r.prog == nil {
		return nil, false
	}
	vars := make(map[string]any, 4)
	for _, name := range r.prog.Uses() {
		if v, ok := r.kinds.value(answers, name); ok {
			vars[name] = v
		}
	}
	return r.prog.Eval(vars)
}

// Fault says what is wrong with the expression, nil when nothing is.
func (r *Rule) Fault() *rules.Fault {
	if r == nil {
		return nil
	}
	return r.fault
}

// Uses are the variables the expression reads.
func (r *Rule) Uses() []string {
	if r == nil || r.prog == nil {
		return nil
	}
	return r.prog.Uses()
}

// CaseFaults says which cases fail and which are missing: a condition needs
// one that holds and one that does not, an amount one at least.
func (r *Rule) CaseFaults() []string {
	if r == nil || r.prog == nil {
		return nil
	}
	var out []string
	held, not := false, false
	for i, c := range r.Cases {
		v, known := r.eval(c.Given)
		if !known {
			v = nil
		}
		if text(v) != text(c.Want) {
			out = append(out, fmt.Sprintf("Trường hợp thử %d: được %s, mong đợi %s", i+1, said(v), said(c.Want)))
		}
		held, not = held || c.Want == true, not || c.Want != true
	}
	switch {
	case r.want == rules.YesNo && !held:
		out = append(out, "Thiếu trường hợp thử mà điều kiện đúng")
	case r.want == rules.YesNo && !not:
		out = append(out, "Thiếu trường hợp thử mà điều kiện không đúng")
	case len(r.Cases) == 0:
		out = append(out, "Thiếu trường hợp thử")
	}
	return out
}

// text compares values whatever JSON made of their numbers.
func text(v any) string {
	if f, ok := v.(float64); ok && f == float64(int64(f)) {
		return fmt.Sprint(int64(f))
	}
	return fmt.Sprint(v)
}

func said(v any) string {
	switch v {
	case nil:
		return "chưa biết"
	case true:
		return "đúng"
	case false:
		return "không đúng"
	}
	return text(v)
}
