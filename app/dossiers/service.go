package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/deadlines"
	"motcua/storage/pg"
)

// Jobs puts jobs into the transaction of a change; jobs.Inserter is one.
type Jobs interface {
	Insert(ctx context.Context, tx pgx.Tx, a river.JobArgs) error
	InsertAt(ctx context.Context, tx pgx.Tx, a river.JobArgs, at time.Time) error
}

// Service holds what the use-cases need. All fields are required.
type Service struct {
	DB   *pg.DB
	Jobs Jobs
	// Terms of a pinned revision for one dossier; cached by the catalogue. Fault: NotFound.
	Terms func(ctx context.Context, q TermsQuery) (Terms, error)
	// Calendar of a tenant; cached by the registry.
	Calendar func(ctx context.Context, tenant uuid.UUID) (*deadlines.Calendar, error)
	Now      func() time.Time
	// RefusalWindow is how many working minutes the competent tenant has to
	// refuse a delivered dossier before it counts as received. Default 120.
	RefusalWindow int
}

// TermsQuery says for which dossier the terms of a revision are asked.
type TermsQuery struct {
	Revision  uuid.UUID
	Case      string
	Answers   map[string]string // conditional papers follow from them
	Competent uuid.UUID         // its class of area and its working day
}

// TermsFor are the terms of one dossier.
func (s *Service) TermsFor(ctx context.Context, d *Dossier) (Terms, error) {
	return s.Terms(ctx, TermsQuery{Revision: d.Revision, Case: d.Case, Answers: d.Answers, Competent: d.Competent})
}

// Terms is what a dossier takes from the revision it is pinned to.
type Terms struct {
	Procedure  uuid.UUID
	Code       string // national procedure code
	Name       string // plain name, for people
	ByChannel  map[string]deadlines.Policy
	Intake     int // working minutes to answer an online filing; 8 hours by default
	Supplement SupplementTerms
	Components []Component
	Steps      []Step
	Result     ResultKind
	Immediate  bool // may go through the immediate lane
}

// SupplementTerms says how a request for papers works under this revision.
type SupplementTerms struct {
	WindowDays int    // working days the resident has
	FreeRounds int    // rounds that need no leader's reason
	Basis      string // legal basis of pause or restart
}

// Component is one paper the procedure asks for.
type Component struct {
	Key      string
	Title    string
	Required bool
	Upload   bool // a file is expected; else it is shown at the counter or read from data
}

// Step is a stage of the workflow.
type Step struct {
	Key     string
	Title   string
	Role    string // receptionist, handler, unit_head, signatory, clerk
	Minutes int    // working minutes
}

// ResultKind is what the office issues.
type ResultKind struct {
	Code     string // KQ.G15.000038
	Title    string
	Register string // suffix of the number: "XNTTHN"
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

// Component finds one by key.
func (t Terms) Component(key string) (Component, bool) {
	for _, c := range t.Components {
		if c.Key == key {
			return c, true
		}
	}
	return Component{}, false
}

// StepByKey finds a step.
func (t Terms) StepByKey(key string) (Step, bool) {
	for _, s := range t.Steps {
		if s.Key == key {
			return s, true
		}
	}
	return Step{}, false
}

// StepFor is the first step of that role; empty when the workflow has none.
func (t Terms) StepFor(role string) (Step, bool) {
	for _, s := range t.Steps {
		if s.Role == role {
			return s, true
		}
	}
	return Step{}, false
}

// After is the step that follows key.
func (t Terms) After(key string) (Step, bool) {
	for i, s := range t.Steps {
		if s.Key == key && i+1 < len(t.Steps) {
			return t.Steps[i+1], true
		}
	}
	return Step{}, false
}
