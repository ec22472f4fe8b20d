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

// Drop turns a planned line into a refused one.
func (r *Report) Drop(o Outcome, reason string) {
	switch o.What {
	case Taken:
		r.Taken--
	case Changed:
		r.Changed--
	default:
		r.Unchanged--
	}
	r.Refused = append(r.Refused, Refusal{Line: o.Line, Code: o.Entry.Code, Reason: reason})
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
	rep := Report{Refused: append([]Refusal{}, f.Refused...)}
	var out []Outcome
	for i := range f.Items {
		st := &f.Items[i]
		old := have(st.Code)
		e, err := st.Over(old, s)
		o := Outcome{Line: st.Line, Entry: e, Have: old}
		if err == nil {
			o.What, err = compare(old, e)
		}
		if err != nil {
			r := &Refusal{Line: st.Line, Code: st.Code, Reason: err.Error()}
			errors.As(err, &r)
			rep.Refused = append(rep.Refused, *r)
			continue
		}
		switch o.What {
		case Taken:
			rep.Taken++
		case Changed:
			rep.Changed++
		default:
			rep.Unchanged++
		}
		out = append(out, o)
	}
	sortRefused(rep.Refused)
	return rep, out
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
