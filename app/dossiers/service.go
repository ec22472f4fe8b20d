package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
	"motcua/tenants/registry"
)

// Jobs puts jobs into the transaction of a change; jobs.Inserter is one.
type Jobs interface {
	Insert(ctx context.Context, tx pgx.Tx, a river.JobArgs) error
	InsertAt(ctx context.Context, tx pgx.Tx, a river.JobArgs, at time.Time) error
	InsertMany(ctx context.Context, tx pgx.Tx, as []river.JobArgs) error
}

// Service holds what the use-cases need. All fields are required.
type Service struct {
	DB   *pg.DB
	Jobs Jobs
	// Terms of a pinned revision for one dossier; cached by the catalogue. Fault: NotFound.
	Terms func(ctx context.Context, q TermsQuery) (Terms, error)
	// Policy is what Terms says of the clock alone, and the procedure's field; for
	// many dossiers at once. nil: taken from Terms.
	Policy func(ctx context.Context, q TermsQuery) (p deadlines.Policy, field string, err error)
	// Calendar of a tenant; cached by the registry.
	Calendar func(ctx context.Context, tenant uuid.UUID) (*deadlines.Calendar, error)
	// CalendarAt is the calendar of one clock: of a field, and of a promise given
	// before. nil: Calendar for all.
	CalendarAt func(ctx context.Context, q registry.CalendarQuery) (*deadlines.Calendar, error)
	Now        func() time.Time
	// Statuses: there is somebody to send national statuses to (app/exchange).
	Statuses bool
	// RefusalWindow is how many working minutes the competent tenant has to
	// refuse a delivered dossier before it counts as received. Default 120.
	RefusalWindow int
}

// TermsQuery says for which dossier the terms of a revision are asked.
type TermsQuery struct {
	Revision  uuid.UUID
	Channel   string // "" the counter
	Case      string
	Answers   map[string]string // conditional papers and steps follow from them
	Competent uuid.UUID         // its working day
	Place     uuid.UUID         // the commune, for its class of area; uuid.Nil or no commune: the one of AnswerCommune, else the competent one
}

// TermsFor are the terms of one dossier.
func (s *Service) TermsFor(ctx context.Context, d *Dossier) (Terms, error) {
	return s.Terms(ctx, termsQuery(d))
}

func termsQuery(d *Dossier) TermsQuery {
	q := TermsQuery{Revision: d.Revision, Channel: d.Channel, Case: d.Case, Answers: d.Answers, Competent: d.Competent}
	if d.Former != nil {
		q.Place = *d.Former // the law's time is that of the commune, whoever decides by now
	}
	return q
}

// Terms is what a dossier takes from the revision it is pinned to.
type Terms struct {
	Procedure   uuid.UUID
	Code        string // national procedure code
	Name        string // plain name, for people
	Field       string // some fields are open longer than others
	ByChannel   map[string]deadlines.Policy
	Intake      int // working minutes to answer an online filing; 8 hours by default
	Supplement  SupplementTerms
	Extend      int // longest extension in the unit of the term; 0: by the province's rule, below 0: none
	Components  []Component
	Declaration []Component // the form itself, where it comes on paper: officers file its scan
	Steps       []Step
	Flow        *revision.Flow    // how the steps lead to each other; nil: one after the other
	Facts       map[string]string // what the steps' conditions are asked with
	Centre      uuid.UUID         // the provincial centre that competence may pass to
	Right       uuid.UUID         // the office that the routing makes competent; uuid.Nil: it says nothing
	RightName   string            // "UBND xã Kim Bôi, tỉnh Phú Thọ"
	Result      ResultKind
	Sector      string // key of the sector system that decides (revision.SectorSystems); "" decided here
	Immediate   bool   // may go through the immediate lane
	Ended       bool   // the procedure was withdrawn: what is under way goes on, nothing new is filed
}

// SupplementTerms says how a request for papers works under this revision.
type SupplementTerms struct {
	WindowDays int    // working days the resident has
	FreeRounds int    // rounds that need no leader's reason
	Basis      string // legal basis of pause or restart
	AskDays    int    // working days after the papers came in which more may be asked for; below 0: no such term
	NeverLate  bool   // after them not at all; else with a leader's reason
	Stops      bool   // when nothing comes before acceptance either: stopped (M05) instead of declined (M03)
}

// Component is one paper the procedure asks for.
type Component struct {
	Key      string
	Title    string
	Required bool
	Upload   bool // a file is expected; else it is shown at the counter or read from data
	Shown    bool // at the counter; a file is sent only to an office that asks for it
}

// Sendable tells whether a file answers a request for it.
func (c Component) Sendable() bool { return c.Upload || c.Shown }

// Step is a stage of the workflow.
type Step struct {
	Key     string
	Title   string
	Role    string // receptionist, handler, unit_head, signatory, clerk
	Minutes int    // working minutes
	Kind    revision.StepKind
	Unit    string // key of the unit whose people do it; "" anybody of the role
	At      string // revision.AtProvince: the provincial centre does it
	Request *revision.Request
}

// ResultKind is what the office issues.
type ResultKind struct {
	Code     string // KQ.G15.000038
	Title    string
	Register string // suffix of the number: "XNTTHN"
	Words    string // what its letter says, with placeholders; "" the usual
}

// misplaced refuses a new dossier at another office than its answers make
// competent, and names the right one. Fault: Invalid.
func (t Terms) misplaced(competent uuid.UUID) error {
	if t.Right == uuid.Nil || t.Right == competent {
		return nil
	}
	return fault.New(fault.Invalid, "dossier.wrong_office", "Theo nội dung đã khai thì "+t.RightName+" giải quyết hồ sơ này, không phải nơi đang chọn. Chuyển nơi nộp sang đó rồi nộp; phần đã điền vẫn còn.")
}

// Policy of a channel; the counter's where the revision does not tell them apart.
func (t Terms) Policy(channel string) deadlines.Policy {
	if p, ok := t.ByChannel[channel]; ok {
		return p
	}
	return t.ByChannel["counter"]
}

// RequiredUploads are the components that need a file.
func (t Terms) RequiredUploads() []Component {
	var out []Component
	for _, c := range t.Components {
		if c.Required && c.Upload {
			out = append(out, c)
		}
	}
	return out
}

// OnPaper are the papers that a counter takes in: the declaration, then the components.
func (t Terms) OnPaper() []Component {
	return append(append([]Component(nil), t.Declaration...), t.Components...)
}

// Component finds one by key.
func (t Terms) Component(key string) (Component, bool) {
	for _, c := range t.Components {
		if c.Key == key {
			return c, true
		}
	}
	return Component{}, false
}

// flow is how the steps lead to each other.
func (t Terms) flow() *revision.Flow {
	if t.Flow != nil {
		return t.Flow
	}
	list := make([]revision.Step, len(t.Steps))
	for i, s := range t.Steps {
		list[i] = revision.Step{Key: s.Key, Title: s.Title, Kind: s.Kind, Role: revision.Role(s.Role), Unit: s.Unit, At: s.At, Request: s.Request}
	}
	return revision.NewFlow(list)
}

// holds asks a step's condition.
func (t Terms) holds(r *revision.Rule) bool { return r.Holds(t.Facts) }

// StepByKey finds a step.
func (t Terms) StepByKey(key string) (Step, bool) {
	f, ok := t.flow().Step(key)
	if !ok {
		return Step{}, false
	}
	for _, s := range t.Steps {
		if s.Key == key {
			s.Kind = f.Kind
			return s, true
		}
	}
	return Step{Key: key, Title: f.Title, Role: string(f.Role), Kind: f.Kind, Unit: f.Unit, At: f.At, Request: f.Request, Minutes: addedMinutes}, true
}

// SendBacks are the steps that a step may be sent back to.
func (t Terms) SendBacks(key string) []Step {
	var out []Step
	for _, f := range t.flow().SendBacks(key) {
		if s, ok := t.StepByKey(f.Key); ok {
			out = append(out, s)
		}
	}
	return out
}

// addedMinutes is the time of a signature or number that the workflow does not name.
const addedMinutes = 30
