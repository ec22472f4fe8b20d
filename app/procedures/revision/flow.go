package revision

import "math/bits"

// Flow is a workflow ready to be walked: what each step does, where it leads
// and what can be reached from it. It never changes once made.
type Flow struct {
	Steps []Step // kinds named, Next spelled out; what very short workflows leave out is added
	at    map[string]int
	reach []set // of each step: itself and all after it
}

// set of steps, by index; MostSteps and the two that may be added fit.
type set uint64

func (s set) has(i int) bool { return s&(1<<i) != 0 }

func (s set) each(fn func(i int)) {
	for ; s != 0; s &= s - 1 {
		fn(bits.TrailingZeros64(uint64(s)))
	}
}

// NewFlow reads a list of steps. Where a step does not say what it does:
// a signatory signs, a clerk numbers, a step with a request asks; the last
// step of a handler before the signature drafts, what unit heads do between
// both is their initials; what receptionists and unit heads do before the
// first handler is done by accepting and assigning. The rest is work that is
// done and passed on. Workflows without signature and number get both at the
// end: very short procedures name only the work itself.
func NewFlow(steps []Step) *Flow {
	f := &Flow{at: map[string]int{}}
	steps = steps[:min(len(steps), MostSteps)]
	finished := false
	for i, s := range steps {
		if len(s.Next) == 0 {
			to := StepEnd
			if i+1 < len(steps) {
				to = steps[i+1].Key
			}
			s.Next = []Next{{To: to}}
		}
		kind := s.KindOf()
		finished = finished || kind == Sign || kind == NumberIt
		f.Steps = append(f.Steps, s)
	}
	if !finished && len(steps) > 0 {
		f.finish()
	}
	for i, s := range f.Steps {
		if _, twice := f.at[s.Key]; !twice {
			f.at[s.Key] = i
		}
	}
	f.walkAll()
	f.name()
	return f
}

// finish adds signature and number where a list ends without them.
func (f *Flow) finish() {
	for i := range f.Steps {
		next := append([]Next(nil), f.Steps[i].Next...)
		for j := range next {
			if next[j].To == StepEnd {
				next[j].To = StepApprove
			}
		}
		f.Steps[i].Next = next
	}
	at := f.Steps[len(f.Steps)-1].At
	f.Steps = append(f.Steps,
		Step{Key: StepApprove, Title: "Ký duyệt kết quả", Role: Signatory, At: at, Next: []Next{{To: StepNumber}}},
		Step{Key: StepNumber, Title: "Cấp số, phát hành", Role: Clerk, At: at, Next: []Next{{To: StepEnd}}})
}

// walkAll finds what can be reached from where.
func (f *Flow) walkAll() {
	f.reach = make([]set, len(f.Steps))
	for i, s := range f.Steps {
		f.reach[i] = 1 << i
		for _, n := range s.Next {
			if j, ok := f.at[n.To]; ok {
				f.reach[i] |= 1 << j
			}
		}
	}
	for k := range f.Steps {
		for i := range f.Steps {
			if f.reach[i].has(k) {
				f.reach[i] |= f.reach[k]
			}
		}
	}
}

// name settles what each step does.
func (f *Flow) name() {
	drafted := false
	auto := make([]bool, len(f.Steps))
	for i := range f.Steps {
		s := &f.Steps[i]
		auto[i] = s.Kind == Auto && s.KindOf() == Work
		s.Kind = s.KindOf()
		drafted = drafted || s.Kind == Draft
	}
	var drafts set
	for i := range f.Steps {
		if f.Steps[i].Kind == Draft {
			drafts |= 1 << i
		}
		if drafted || !auto[i] || f.Steps[i].Role != Handler || f.some(f.reach[i]&^(1<<i), func(s Step) bool { return s.Role == Handler && s.Kind != AskOthers }) {
			continue
		}
		drafts |= 1 << i
	}
	drafts.each(func(i int) { f.Steps[i].Kind, auto[i] = Draft, false })
	for i := range f.Steps {
		if auto[i] && f.Steps[i].Role == UnitHead && f.from(drafts).has(i) && f.some(f.reach[i], func(s Step) bool { return s.Kind == Sign }) {
			f.Steps[i].Kind, auto[i] = Initial, false
		}
	}
	for i := 0; i < len(f.Steps) && auto[i] && (f.Steps[i].Role == Receptionist || f.Steps[i].Role == UnitHead); {
		s := &f.Steps[i]
		j, ok := f.at[s.Next[0].To]
		if len(s.Next) != 1 || s.Parallel || s.Join || !ok || j <= i || !f.some(f.reach[j], func(s Step) bool { return s.Role == Handler }) {
			break
		}
		s.Kind, i = Intake, j
	}
}

func (f *Flow) some(in set, fits func(Step) bool) bool {
	found := false
	in.each(func(i int) { found = found || fits(f.Steps[i]) })
	return found
}

// from is everything that can be reached from some steps, they themselves too.
func (f *Flow) from(some set) (out set) {
	some.each(func(i int) { out |= f.reach[i] })
	return out
}

// Step finds one by its key.
func (f *Flow) Step(key string) (Step, bool) {
	if i, ok := f.at[key]; ok {
		return f.Steps[i], true
	}
	return Step{}, false
}

// Leads tells whether to can be reached from from, or is it.
func (f *Flow) Leads(from, to string) bool {
	i, ok := f.at[from]
	j, there := f.at[to]
	return ok && there && f.reach[i].has(j)
}

// Turn is one thing that was decided on the way: a step left out, or a branch taken.
type Turn struct {
	Step  string
	Taken string // key of the branch; "" the step was left out
	When  *Rule  // what decided it; nil nothing, it is what happens otherwise
	Say   string // the condition in the words of who wrote it, if there are any
}

// Opened is what begins, and why just that.
type Opened struct {
	Steps []Step
	Turns []Turn
	Ended bool // nothing is open any more
}

// Start is what begins when a dossier is accepted.
func (f *Flow) Start(holds func(*Rule) bool) Opened {
	if len(f.Steps) == 0 {
		return Opened{Ended: true}
	}
	return f.move([]int{0}, 0, holds)
}

// After is what begins when step key is done while the others in open are still at work.
func (f *Flow) After(key string, open []string, holds func(*Rule) bool) Opened {
	i, ok := f.at[key]
	if !ok {
		return Opened{Ended: len(open) == 0}
	}
	var others set
	for _, k := range open {
		if j, ok := f.at[k]; ok && j != i {
			others |= 1 << j
		}
	}
	var o Opened
	to := f.leads(i, holds, &o)
	next := f.move(to, others, holds)
	next.Turns = append(o.Turns, next.Turns...)
	return next
}

// leads chooses where step i goes on.
func (f *Flow) leads(i int, holds func(*Rule) bool, o *Opened) (to []int) {
	s := f.Steps[i]
	for _, n := range s.Next {
		if !holds(n.When) {
			continue
		}
		if len(s.Next) > 1 {
			o.Turns = append(o.Turns, Turn{s.Key, n.To, n.When, n.Say})
		}
		if j, ok := f.at[n.To]; ok {
			to = append(to, j)
		}
		if !s.Parallel {
			return to
		}
	}
	return to
}

// move lets what arrives begin, leave out, or wait where branches meet.
func (f *Flow) move(arriving []int, open set, holds func(*Rule) bool) (o Opened) {
	var opened, waiting, seen set
	for len(arriving) > 0 || waiting != 0 {
		if len(arriving) == 0 { // who waits for nobody any more goes on
			ready := -1
			waiting.each(func(j int) {
				if ready < 0 && !f.expects(j, open|opened|waiting&^(1<<j)) {
					ready = j
				}
			})
			if ready < 0 {
				break
			}
			waiting &^= 1 << ready
			arriving = append(arriving, ready)
			seen |= 1 << ready
		}
		i := arriving[0]
		arriving = arriving[1:]
		s := f.Steps[i]
		switch {
		case s.Join && !seen.has(i):
			waiting |= 1 << i
		case s.Kind == Intake || !holds(s.When):
			if s.Kind != Intake {
				o.Turns = append(o.Turns, Turn{Step: s.Key, When: s.When})
			}
			seen |= 1 << i
			for _, j := range f.leads(i, holds, &o) {
				if !seen.has(j) {
					arriving = append(arriving, j)
				}
			}
		case !opened.has(i) && !open.has(i):
			opened |= 1 << i
			o.Steps = append(o.Steps, s)
		}
	}
	o.Ended = opened|open == 0 && waiting == 0
	return o
}

// expects tells whether step j can still be reached by what is open.
func (f *Flow) expects(j int, open set) bool {
	found := false
	open.each(func(i int) { found = found || i != j && f.reach[i].has(j) })
	return found
}

// SendBacks are the steps that key may be sent back to: those it names, else
// for the resident's word on the draft, initials, signature and number the
// step that drafted.
func (f *Flow) SendBacks(key string) []Step {
	i, ok := f.at[key]
	if !ok {
		return nil
	}
	var out []Step
	for _, k := range f.Steps[i].SendBack {
		if s, ok := f.Step(k); ok {
			out = append(out, s)
		}
	}
	if kind := f.Steps[i].Kind; len(out) > 0 || kind != Initial && kind != Sign && !(kind == AskOthers && f.Steps[i].Request != nil && f.Steps[i].Request.To == AskApplicant) {
		return out
	}
	for j, s := range f.Steps {
		if s.Kind == Draft && f.reach[j].has(i) {
			out = append(out, s)
		}
	}
	return out
}

// Hours is the time of the longest way from the start to the end: of parallel
// branches and of alternatives the longer one counts. In a circle it is 0.
func (f *Flow) Hours() int {
	if len(f.Steps) == 0 || f.circle() != nil {
		return 0
	}
	known := make([]int, len(f.Steps))
	for i := range known {
		known[i] = -1
	}
	var longest func(i int) int
	longest = func(i int) int {
		if known[i] >= 0 {
			return known[i]
		}
		rest := 0
		for _, n := range f.Steps[i].Next {
			if j, ok := f.at[n.To]; ok {
				rest = max(rest, longest(j))
			}
		}
		known[i] = f.Steps[i].Hours + rest
		return known[i]
	}
	return longest(0)
}

// circle is a way that comes back to where it began, nil when there is none.
func (f *Flow) circle() []string {
	state := make([]byte, len(f.Steps)) // 1 on the way, 2 done
	var path, found []string
	var visit func(i int)
	visit = func(i int) {
		state[i] = 1
		path = append(path, f.Steps[i].Key)
		for _, n := range f.Steps[i].Next {
			j, ok := f.at[n.To]
			switch {
			case found != nil || !ok || state[j] == 2:
			case state[j] == 1:
				for k, key := range path {
					if key == n.To {
						found = append(append([]string(nil), path[k:]...), n.To)
						break
					}
				}
			default:
				visit(j)
			}
		}
		path = path[:len(path)-1]
		state[i] = 2
	}
	for i := range f.Steps {
		if state[i] == 0 && found == nil {
			visit(i)
		}
	}
	return found
}

// Flow reads the revision's workflow.
func (r *Revision) Flow() *Flow { return NewFlow(r.Steps) }
