package revision

import (
	"fmt"
	"slices"
	"time"
)

// Trial is a fake dossier that a workflow is walked with. Nothing is stored.
type Trial struct {
	Facts   Facts
	Answers map[string]string
	Start   time.Time // when it is accepted
	// Due adds office hours (8 to the working day) to a moment. nil: hours of the clock.
	Due func(from time.Time, hours int) time.Time
}

// What can be chosen at a step of a trial.
const (
	Done     = "done"      // the step is done, its whole time used
	SentBack = "send_back" // to a step that it may be sent back to
	Silent   = "silent"    // the one asked did not answer in time
	Deny     = "refuse"    // the draft refuses: goes the same way, to be signed and numbered
)

// MostChoices is how long a trial may go on.
const MostChoices = 200

// Pick is what somebody did at a step.
type Pick struct{ Step, Act, To string }

// Stand is a step that a trial stands at.
type Stand struct {
	Step
	From, Due time.Time
	Acts      []Pick // what may be chosen
}

// Moment is one thing that happened in a trial.
type Moment struct {
	Step    Step
	Act     string // "" it began
	To      Step   // of what was sent back
	At, Due time.Time
	Why     []string // conditions that decided what came next, in words
	Passed  string   // competence passed on with its beginning: PassedUp, PassedBack, or not at all
}

// Where competence passed to.
const (
	PassedUp   = "up"   // to the provincial centre
	PassedBack = "back" // to the commune again
)

// Walked is where a trial has come to.
type Walked struct {
	Open    []Stand
	Log     []Moment
	Ended   bool
	Outcome string // of an ended one: granted or refused
	Passed  bool   // competence is with the provincial centre now
	At      time.Time
	Unknown []Pick // choices that were not possible when their turn came
}

// Walk takes a fake dossier through the workflow, choice by choice: which
// steps begin, who does them until when, which branch is taken and why. A
// choice that is not possible is left out and named.
func (r *Revision) Walk(t Trial, choices []Pick) Walked {
	f := r.Flow()
	if t.Due == nil {
		t.Due = func(from time.Time, hours int) time.Time { return from.Add(time.Duration(hours) * time.Hour) }
	}
	all := t.Facts.With(t.Answers)
	holds := func(x *Rule) bool { return x.Holds(all) }
	w := Walked{Outcome: Granted, At: t.Start}
	w.begin(r, f, f.Start(holds), t, t.Start)
	for i, c := range choices {
		if i >= MostChoices {
			break
		}
		if w.Ended || !w.take(r, f, c, t, holds) {
			w.Unknown = append(w.Unknown, c)
		}
	}
	if !w.Ended {
		w.Outcome = ""
	}
	return w
}

func (w *Walked) take(r *Revision, f *Flow, c Pick, t Trial, holds func(*Rule) bool) bool {
	i := slices.IndexFunc(w.Open, func(s Stand) bool { return s.Key == c.Step })
	if i < 0 || !slices.Contains(w.Open[i].Acts, c) {
		return false
	}
	s := w.Open[i]
	if s.Due.After(w.At) {
		w.At = s.Due
	}
	w.Open = slices.Delete(w.Open, i, i+1)
	m := Moment{Step: s.Step, Act: c.Act, At: s.Due}
	if c.Act == SentBack {
		to, _ := f.Step(c.To)
		m.To = to
		w.Log = append(w.Log, m)
		w.Open = slices.DeleteFunc(w.Open, func(o Stand) bool { return f.Leads(to.Key, o.Key) })
		w.begin(r, f, Opened{Steps: []Step{to}}, t, s.Due)
		return true
	}
	if s.Kind == Draft {
		w.Outcome = map[bool]string{true: Refused, false: Granted}[c.Act == Deny]
	}
	w.Log = append(w.Log, m)
	var open []string
	for _, o := range w.Open {
		open = append(open, o.Key)
	}
	w.begin(r, f, f.After(s.Key, open, holds), t, s.Due)
	return true
}

// begin opens steps and says why just those.
func (w *Walked) begin(r *Revision, f *Flow, o Opened, t Trial, from time.Time) {
	var why []string
	for _, x := range o.Turns {
		why = append(why, r.turnWords(f, x))
	}
	if n := len(w.Log); n > 0 {
		w.Log[n-1].Why = why
		why = nil
	}
	for _, s := range o.Steps {
		at := from
		if s.Join && w.At.After(at) {
			at = w.At // begins when the last branch has come
		}
		st := Stand{Step: s, From: at, Due: t.Due(at, s.Hours)}
		if s.Request != nil && s.Request.Pauses {
			st.Due = t.Due(at, s.Hours+Term{Amount: s.Request.Amount, Unit: s.Request.Time}.OfficeHours())
		}
		passed := ""
		switch up := s.At == AtProvince; {
		case up && !w.Passed:
			passed = PassedUp
		case !up && w.Passed:
			passed = PassedBack
		}
		w.Passed = s.At == AtProvince
		st.Acts = f.acts(s)
		w.Open = append(w.Open, st)
		w.Log = append(w.Log, Moment{Step: s, At: at, Due: st.Due, Why: why, Passed: passed})
		why = nil
	}
	w.Ended = len(w.Open) == 0
}

// acts are the choices at a step.
func (f *Flow) acts(s Step) []Pick {
	out := []Pick{{Step: s.Key, Act: Done}}
	switch {
	case s.Kind == Draft:
		out = append(out, Pick{Step: s.Key, Act: Deny})
	case s.Kind == AskOthers && s.Request != nil && s.Request.Silence == SilenceConsent:
		out = append(out, Pick{Step: s.Key, Act: Silent})
	}
	for _, b := range f.SendBacks(s.Key) {
		out = append(out, Pick{s.Key, SentBack, b.Key})
	}
	return out
}

func (r *Revision) turnWords(f *Flow, x Turn) string {
	s, _ := f.Step(x.Step)
	if x.Taken == "" {
		return fmt.Sprintf("Bỏ qua “%s” vì không đúng điều kiện: %s", s.Title, r.RuleWords(x.When))
	}
	words := x.Say
	if words == "" {
		words = r.RuleWords(x.When)
	}
	if x.When == nil && s.Parallel {
		words = "nhánh luôn làm"
	}
	return fmt.Sprintf("Sang “%s”: %s", f.titles([]string{x.Taken})[0], words)
}
