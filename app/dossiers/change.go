package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

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
	cal, err := s.Calendar(ctx, seen.Competent)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
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
		return s.record(ctx, tx, &d, e)
	})
}

// event is the named reason of a change.
type event struct {
	kind   string // "dossier.accepted"
	data   any
	quiet  bool // the resident is not told and does not see it
	silent bool // the resident sees it, but gets no message
}

// record writes the audit entry and asks for the notices.
func (s *Service) record(ctx context.Context, tx pgx.Tx, d *Dossier, e event) error {
	if err := audit.Write(ctx, tx, audit.Entry{Subject: "dossier", SubjectID: d.ID, Kind: e.kind, Data: e.data, Public: !e.quiet, At: s.Now()}); err != nil {
		return err
	}
	if e.quiet || e.silent {
		return nil
	}
	tenant := d.Competent
	if sc, err := tenants.From(ctx); err == nil && sc.Kind != tenants.KindResident {
		tenant = sc.Tenant // row-level security on jobs: a tenant inserts in its own name only
	}
	return s.Jobs.Insert(ctx, tx, args.NotifyDossier{Ref: args.For(ctx, tenant), DossierID: d.ID, Event: e.kind, Version: d.Version})
}

func (c *change) clock(ctx context.Context) (*clock, error) {
	return c.s.clockOf(ctx, c.tx, c.d, c.t, c.cal)
}

// enter moves the dossier to a step and opens its task; the open one is closed first.
func (c *change) enter(ctx context.Context, st Step, assignee *uuid.UUID, name string) error {
	if err := c.closeTask(ctx, "done", ""); err != nil {
		return err
	}
	due, err := deadlines.AddWorkingMinutes(c.cal, c.now, max(st.Minutes, 1))
	if err != nil {
		return err
	}
	c.d.Step, c.d.Assignee = st.Key, assignee
	_, err = c.tx.Exec(ctx, `INSERT INTO app.task (id, dossier_id, tenant_id, seq, step, title, role, assignee, assignee_name, started_at, due_at)
		VALUES ($1, $2, $3, 1 + coalesce((SELECT max(seq) FROM app.task WHERE dossier_id = $2), 0), $4, $5, $6, $7, $8, $9, $10)`,
		newID(), c.d.ID, c.me, st.Key, st.Title, st.Role, assignee, name, c.now, due)
	return err
}

func (c *change) closeTask(ctx context.Context, outcome, note string) error {
	_, err := c.tx.Exec(ctx, `UPDATE app.task SET done_at = $2, outcome = $3, note = $4 WHERE dossier_id = $1 AND done_at IS NULL`, c.d.ID, c.now, outcome, note)
	return err
}

// required refuses an empty text with a sentence beside the field.
func required(field, value, sentence string) error {
	if value == "" {
		return fault.Fields(map[string]string{field: sentence})
	}
	return nil
}
