package dossiers

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/audit"
	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/tenants"
)

// Ref names the dossier a person acts on and the version they saw.
type Ref struct {
	ID      uuid.UUID
	Version int // 0: whatever it is now (jobs, and acts that cannot collide)
}

// change is one act of the holder on a dossier, inside its transaction.
type change struct {
	tx    pgx.Tx
	d     *Dossier
	t     Terms
	cal   *deadlines.Calendar
	now   time.Time
	actor tenants.Actor
	me    uuid.UUID // the acting tenant
	s     *Service
	then  []func(ctx context.Context) error // after the dossier is saved and its audit entry written
}

// change runs one act of the holding tenant: the rule, fn's writes, the new
// row, the audit entry and the jobs, in one transaction.
// Faults: NotFound when the dossier is not this scope's to see; Conflict when
// it moved on or somebody was faster; those of fn.
func (s *Service) change(ctx context.Context, r Ref, act Act, fn func(ctx context.Context, c *change) (event, error)) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	seen, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if !seen.State.Can(act) {
		return movedOn()
	}
	t, err := s.TermsFor(ctx, &seen)
	if err != nil {
		return err
	}
	cal, err := s.calendar(ctx, seen.Competent, t.Field)
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		d, err := lock(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if !d.State.Can(act) {
			return movedOn()
		}
		if r.Version != 0 && d.Version != r.Version {
			return changedSince()
		}
		c := &change{tx: tx, d: &d, t: t, cal: cal, now: s.Now(), actor: sc.Actor, me: sc.Tenant, s: s}
		e, err := fn(ctx, c)
		if err != nil {
			return err
		}
		if err := save(ctx, tx, &d); err != nil {
			return err
		}
		if err := s.record(ctx, tx, &d, e); err != nil {
			return err
		}
		return c.finish(ctx)
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}

// errNothing says that what an act would do stands there already: nothing is
// written, and whoever asked twice is told the same.
var errNothing = errors.New("nothing to change")

// finish does what waited for the saved row: passing the dossier to another tenant.
func (c *change) finish(ctx context.Context) error {
	for _, f := range c.then {
		if err := f(ctx); err != nil {
			return err
		}
	}
	return nil
}

// event is the named reason of a change.
type event struct {
	kind   string // "dossier.accepted"
	data   any
	quiet  bool // the resident is not told and does not see it
	silent bool // the resident sees it, but gets no message
}

// record writes the audit entry, issues the slip of the event and asks for the
// notices, and for what the national portal is to be told.
func (s *Service) record(ctx context.Context, tx pgx.Tx, d *Dossier, e event) error {
	at := s.Now()
	if err := audit.Write(ctx, tx, audit.Entry{Subject: "dossier", SubjectID: d.ID, Kind: e.kind, Data: e.data, Public: !e.quiet, At: at}); err != nil {
		return err
	}
	if !e.quiet && !e.silent {
		if err := s.issueSlip(ctx, tx, d, e.kind, at); err != nil {
			return err
		}
	}
	tenant := d.Competent
	if sc, err := tenants.From(ctx); err == nil && sc.Kind != tenants.KindResident {
		tenant = sc.Tenant // row-level security on jobs: a tenant inserts in its own name only
	}
	if e.quiet || e.silent {
		if d.was == d.State || !s.Statuses {
			return nil
		}
		return s.Jobs.Insert(ctx, tx, args.PushStatus{Ref: args.For(ctx, tenant), DossierID: d.ID})
	}
	return s.tell(ctx, tx, args.NotifyDossier{Ref: args.For(ctx, tenant), DossierID: d.ID, Event: e.kind, Version: d.Version})
}

// tell asks for the notices of an event, and that the status which the database
// noted beside it, if it did, goes to the national portal.
func (s *Service) tell(ctx context.Context, tx pgx.Tx, n args.NotifyDossier) error {
	if !s.Statuses {
		return s.Jobs.Insert(ctx, tx, n)
	}
	return s.Jobs.InsertMany(ctx, tx, []river.JobArgs{n, args.PushStatus{Ref: n.Ref, DossierID: n.DossierID}})
}

func (c *change) clock(ctx context.Context) (*clock, error) {
	return c.s.clockOf(ctx, c.tx, c.d, c.t, c.cal)
}

// required refuses an empty text with a sentence beside the field.
func required(field, value, sentence string) error {
	if value == "" {
		return fault.Fields(map[string]string{field: sentence})
	}
	return nil
}

// required2 is required for two fields of one form, each with its sentence.
func required2(field, value, sentence, field2, value2, sentence2 string) error {
	f := map[string]string{}
	if value == "" {
		f[field] = sentence
	}
	if value2 == "" {
		f[field2] = sentence2
	}
	if len(f) == 0 {
		return nil
	}
	return fault.Fields(f)
}
