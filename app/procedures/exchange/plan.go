package exchange

import (
	"bytes"
	"errors"

	"motcua/app/procedures/national"
)

// Report says what an import took, changed, found unchanged and refused.
type Report struct {
	Taken     int       `json:"taken"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	Refused   []Refusal `json:"refused"`
}

// What becomes of a line.
const (
	Taken     = "taken"
	Changed   = "changed"
	Unchanged = "unchanged"
)

// Outcome is one line that was not refused, with the procedure as it will be.
type Outcome struct {
	Line  int
	What  string // Taken, Changed, Unchanged
	Entry *national.Entry
	Have  *national.Entry // nil for a new one
}

// Recount counts a line as something else than was said of it.
func (r *Report) Recount(from, to string) {
	r.count(from, -1)
	r.count(to, 1)
}

// Drop turns a line that was counted into a refused one.
func (r *Report) Drop(what string, line int, code, reason string) {
	r.count(what, -1)
	r.Refused = append(r.Refused, Refusal{Line: line, Code: code, Reason: reason})
	sortRefused(r.Refused)
}

// RefusedWhole is the report of a file that was refused as a whole; err is what Read said.
func RefusedWhole(err error) Report {
	r := &Refusal{Reason: err.Error()}
	errors.As(err, &r)
	return Report{Refused: []Refusal{*r}}
}

// Plan lays a file over what exists (have gives nil for a procedure that does
// not) and says line by line what would become of it. It writes nothing.
func Plan(f *File, s *national.Shipped, have func(code string) *national.Entry) (Report, []Outcome) {
	var out []Outcome
	rep, _ := Walk(f, s, have, func(o Outcome) (string, error) { // it never fails
		out = append(out, o)
		return "", nil
	})
	return rep, out
}

// Walk is Plan for large files: each outcome is handed on and forgotten. each
// may refuse it with a reason. Fault: the first of each.
func Walk(f *File, s *national.Shipped, have func(code string) *national.Entry, each func(o Outcome) (refused string, err error)) (Report, error) {
	rep := Report{Refused: append([]Refusal{}, f.Refused...)}
	for i := range f.Items {
		st := &f.Items[i]
		o := Outcome{Line: st.Line, Have: have(st.Code)}
		var err error
		if o.Entry, err = st.Over(o.Have, s); err == nil {
			o.What, err = compare(o.Have, o.Entry)
		}
		if err != nil {
			r := &Refusal{Line: st.Line, Code: st.Code, Reason: err.Error()}
			errors.As(err, &r)
			rep.Refused = append(rep.Refused, *r)
			continue
		}
		refused, err := each(o)
		if err != nil {
			return rep, err
		}
		if refused != "" {
			rep.Refused = append(rep.Refused, Refusal{Line: o.Line, Code: st.Code, Reason: refused})
			continue
		}
		rep.count(o.What, 1)
	}
	sortRefused(rep.Refused)
	return rep, nil
}

func (r *Report) count(what string, n int) {
	switch what {
	case Taken:
		r.Taken += n
	case Changed:
		r.Changed += n
	default:
		r.Unchanged += n
	}
}

func compare(old, e *national.Entry) (string, error) {
	is, err := Line(*e)
	if err != nil || old == nil {
		return Taken, err
	}
	was, err := Line(*old)
	if err != nil {
		return "", err
	}
	if bytes.Equal(was, is) {
		return Unchanged, nil
	}
	return Changed, nil
}
