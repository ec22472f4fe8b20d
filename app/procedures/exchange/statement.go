package exchange

import (
	"bytes"
	"encoding/json"
	"slices"

	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
)

// Statement is what one line of a source says about one procedure. A source
// that knows a part leaves the rest alone.
type Statement struct {
	Code string
	Name string // for reports; "" when the source does not say
	Line int

	whole *national.Entry // everything is stated
	facts []fact
}

// fact is one thing a source states.
type fact struct {
	// shipped tells whether the source says here what the shipped catalogue was
	// made of; then the shipped reading of it, take, stands.
	shipped func(s *national.Shipped, code string) bool
	take    func(dst, src *national.Entry)
	put     func(e *national.Entry)
}

// Over lays what is stated over a procedure; have is nil for a new one. The
// same statement laid over its own outcome changes nothing.
// Fault: a *Refusal when the outcome could not be published.
func (st *Statement) Over(have *national.Entry, s *national.Shipped) (*national.Entry, error) {
	if st.whole != nil {
		return st.whole, nil
	}
	e := &national.Entry{Code: st.Code}
	if have != nil {
		e = clone(have)
	}
	base := s.Entry(st.Code)
	if have == nil && base != nil { // a catalogue that lost a shipped procedure starts from it again
		e = clone(base)
	}
	fresh := have == nil && base == nil
	for _, f := range st.facts {
		if base != nil && f.take != nil && f.shipped != nil && f.shipped(s, st.Code) {
			f.take(e, base)
			continue
		}
		f.put(e)
	}
	if fresh {
		unsure := slices.Clone(e.Revision.Unconfirmed)
		s.Complete(e)
		for _, u := range unsure { // finish takes a time for granted as soon as there is one
			doubt(&e.Revision, u)
		}
	}
	national.Tidy(&e.Revision)
	slices.Sort(e.Revision.Unconfirmed)
	if r := checkRevision(nil, st.Line, e); r != nil {
		return nil, r
	}
	return e, nil
}

// doubt marks what the source does not state; sure takes the mark away.
func doubt(r *revision.Revision, what string) {
	if !slices.Contains(r.Unconfirmed, what) {
		r.Unconfirmed = append(r.Unconfirmed, what)
	}
}

func sure(r *revision.Revision, what string) {
	r.Unconfirmed = slices.DeleteFunc(slices.Clone(r.Unconfirmed), func(s string) bool { return s == what })
	if len(r.Unconfirmed) == 0 {
		r.Unconfirmed = nil
	}
}

// clone is deep, so that facts may write into it.
func clone(e *national.Entry) *national.Entry {
	c := new(national.Entry)
	if b, err := json.Marshal(e); err == nil && json.Unmarshal(b, c) == nil {
		return c
	}
	*c = *e // what cannot be written is refused when it is compared
	return c
}

func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// The facts that several sources share.

func nameFact(name string) fact {
	return fact{put: func(e *national.Entry) {
		e.Name = name
		if e.PlainName == "" {
			e.PlainName = name
		}
	}}
}

func fieldFact(field string) fact { return fact{put: func(e *national.Entry) { e.Field = field }} }

func levelFact(level string) fact { return fact{put: func(e *national.Entry) { e.Level = level }} }

func decisionFact(no string) fact {
	return fact{put: func(e *national.Entry) { e.Revision.Decision = no }}
}

// takeTimes copies times, cases and what follows from them.
func takeTimes(dst, src *national.Entry) {
	r, from := &dst.Revision, clone(src).Revision
	before := r.Promise().OfficeHours()
	same := true
	for ch, w := range from.Ways {
		if have, ok := r.Ways[ch]; ok {
			same = same && sameJSON(have.Terms, w.Terms)
			have.Terms = w.Terms
			r.Ways[ch] = have
		}
	}
	if same {
		return
	}
	addCases(r, from.Cases)
	r.Immediate = from.Immediate
	r.Clock.Fallback = from.Clock.Fallback
	if !slices.Contains(from.Unconfirmed, "time") {
		sure(r, "time")
	}
	if r.Promise().OfficeHours() != before {
		r.Steps = from.Steps
	}
}

// addCases keeps the cases that are there and adds those that times need.
func addCases(r *revision.Revision, cases []revision.Case) {
	for _, c := range cases {
		if !slices.ContainsFunc(r.Cases, func(h revision.Case) bool { return h.Key == c.Key }) {
			r.Cases = append(r.Cases, c)
		}
	}
}

func takeFees(dst, src *national.Entry) {
	r, from := &dst.Revision, clone(src).Revision
	for ch, w := range from.Ways {
		if have, ok := r.Ways[ch]; ok {
			have.Fee, have.FeeUnit, have.FeeNote, have.FeeDue = w.Fee, w.FeeUnit, w.FeeNote, w.FeeDue
			r.Ways[ch] = have
		}
	}
	r.Fees = from.Fees
	sure(r, "fee")
	if slices.Contains(from.Unconfirmed, "fee") {
		doubt(r, "fee")
	}
}

func takeResults(dst, src *national.Entry) { dst.Revision.Results = clone(src).Revision.Results }

func takeComponents(dst, src *national.Entry) {
	from := clone(src).Revision
	addCases(&dst.Revision, from.Cases)
	dst.Revision.Components = from.Components
}
