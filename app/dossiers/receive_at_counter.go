package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// CounterIntake is one person at the counter with their papers.
type CounterIntake struct {
	ID           uuid.UUID // made by the page: F9 pressed twice receives once
	Procedure    uuid.UUID
	Revision     uuid.UUID
	Case         string
	Competent    uuid.UUID
	Resident     uuid.UUID // from the look-up, which never tells whether she was known
	Applicants   []Party
	Submitter    *Party
	Answers      map[string]string
	ReturnMethod string
	Papers       []CounterPaper
}

// CounterPaper is one paper laid on the desk, scanned or only seen.
type CounterPaper struct {
	Component string
	Title     string
	Required  bool
	Form      string // original, certified, copy, electronic
	// Attach writes the stored file's row and returns its id; nil when the paper was only seen.
	Attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)
}

// Received is what the slip says.
type Received struct {
	ID       uuid.UUID
	Code     string
	State    State
	Promise  *time.Time // nil while on the way to the competent tenant
	Expected *time.Time // then this, printed as "dự kiến"
}

// ReceiveAtCounter takes a dossier in. If this tenant decides it, it is
// accepted and its clock starts; else it is sent to the competent tenant and
// the clock starts there (NĐ 309/2026 Đ.17.3). Whether this tenant may receive
// the procedure for that tenant is the caller's to decide (procedures.Decide).
// Scope: tenant. Idempotent by ID. Faults: Invalid, Conflict.
func (s *Service) ReceiveAtCounter(ctx context.Context, n CounterIntake) (Received, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return Received{}, err
	}
	t, err := s.Terms(ctx, TermsQuery{Revision: n.Revision, Channel: "counter", Case: n.Case, Answers: n.Answers, Competent: n.Competent})
	if err != nil {
		return Received{}, err
	}
	if err := t.misplaced(n.Competent); err != nil {
		return Received{}, err
	}
	cal, err := s.calendar(ctx, n.Competent, t.Field)
	if err != nil {
		return Received{}, err
	}
	papersDue, err := s.pile(ctx)
	if err != nil {
		return Received{}, err
	}
	now := s.Now()
	out := Received{ID: n.ID}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var code string
		if err := tx.QueryRow(ctx, `SELECT app.next_code($1, $2)`, sc.Tenant, now).Scan(&code); err != nil {
			return err
		}
		name := ""
		if len(n.Applicants) > 0 {
			name = n.Applicants[0].FullName
		}
		if n.ReturnMethod == "" {
			n.ReturnMethod = "counter"
		}
		if n.Answers == nil {
			n.Answers = map[string]string{}
		}
		tag, err := tx.Exec(ctx, `INSERT INTO app.dossier (id, code, procedure_id, revision_id, case_key, channel, filing, resident_id, receiving_tenant, competent_tenant, holder_tenant,
			state, applicant_name, search_text, answers, return_method, submitted_at, papers_required)
			VALUES ($1, $2, $3, $4, $5, 'counter', 'counter', $6, $7, $8, $7, 'submitted', $9, $10, $11, $12, $13, $14) ON CONFLICT (id) DO NOTHING`,
			n.ID, code, n.Procedure, n.Revision, n.Case, n.Resident, sc.Tenant, n.Competent, name, SearchText(name, code), n.Answers, n.ReturnMethod, now, len(t.RequiredUploads()))
		if err != nil {
			return pg.Translate(err)
		}
		if tag.RowsAffected() == 0 {
			return errReceivedBefore // rolls back, so no number of the day is lost
		}
		me := sc.Tenant
		if err := writeParties(ctx, tx, n.ID, &me, n.Applicants, n.Submitter); err != nil {
			return err
		}
		digitized := map[string]bool{}
		for _, p := range n.Papers {
			state, by, byName, at := "pending", (*uuid.UUID)(nil), "", (*time.Time)(nil)
			var doc *uuid.UUID
			if p.Attach != nil {
				id, err := p.Attach(ctx, tx, n.ID)
				if err != nil {
					return err
				}
				// the receptionist has the paper in hand: scanning it confirms it
				doc, state, by, byName, at = &id, "confirmed", &sc.Actor.ID, sc.Actor.Name, &now
				if p.Required {
					digitized[p.Component] = true
				}
			}
			if _, err := tx.Exec(ctx, `INSERT INTO app.paper (id, dossier_id, tenant_id, component, title, required, form, document_id, state, checked_by, checked_name, checked_at)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, newID(), n.ID, me, p.Component, p.Title, p.Required, p.Form, doc, state, by, byName, at); err != nil {
				return err
			}
		}
		d, err := lock(ctx, tx, n.ID)
		if err != nil {
			return err
		}
		d.PapersDigitized = len(digitized)
		c := &change{tx: tx, d: &d, t: t, cal: cal, now: now, actor: sc.Actor, me: me, s: s}
		out.Code = code
		if n.Competent == sc.Tenant {
			if err := c.accept(ctx); err != nil {
				return err
			}
			if err := save(ctx, tx, &d); err != nil {
				return err
			}
			out.State, out.Promise = d.State, d.DueAt
			return s.record(ctx, tx, &d, event{kind: "dossier.received_at_counter", data: map[string]any{"code": code, "promise": d.DueAt}})
		}
		if err := save(ctx, tx, &d); err != nil {
			return err
		}
		p, err := deadlines.Compute(cal, t.Policy("counter"), deadlines.Ledger{{Kind: deadlines.Start, At: now}}, now)
		if err != nil {
			return err
		}
		out.State, out.Expected = InTransit, &p.Due
		return s.sendHandover(ctx, tx, &d, t, p.Due, papersDue)
	})
	if err == errReceivedBefore {
		return s.receivedBefore(ctx, n.ID)
	}
	return out, err
}

type receivedBeforeError struct{}

func (receivedBeforeError) Error() string { return "received before" }

var errReceivedBefore = receivedBeforeError{}

// receivedBefore answers the second click with what the first one made.
func (s *Service) receivedBefore(ctx context.Context, id uuid.UUID) (Received, error) {
	d, err := s.ByID(ctx, id)
	if err != nil {
		return Received{}, movedOn() // that id is taken and not ours: never say by whom
	}
	out := Received{ID: id, Code: d.CodeText(), State: d.State, Promise: d.DueAt}
	if d.State == InTransit {
		t, err := s.TermsFor(ctx, &d)
		if err != nil {
			return out, err
		}
		e, err := s.Expected(ctx, t, d.Channel, d.Competent, *d.SubmittedAt)
		if err != nil {
			return out, err
		}
		out.Expected = &e
	}
	return out, nil
}

// sendHandover passes a received dossier on; a job delivers it, and its papers
// wait for the next list.
func (s *Service) sendHandover(ctx context.Context, tx pgx.Tx, d *Dossier, t Terms, expected, papersDue time.Time) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	h := newID()
	if _, err := tx.Exec(ctx, `SELECT app.send_handover($1, $2, $3, $4, $5, $6)`, h, d.ID, d.Version, s.Now(), sc.Actor.ID, sc.Actor.Name); err != nil {
		return coordinationMoved(pg.Translate(err))
	}
	return s.sent(ctx, tx, d, t, h, "", expected, papersDue)
}

// sent is what follows once a dossier is on its way.
func (s *Service) sent(ctx context.Context, tx pgx.Tx, d *Dossier, t Terms, h uuid.UUID, reason string, expected, papersDue time.Time) error {
	d.Version++
	if err := s.Jobs.Insert(ctx, tx, args.DeliverHandover{Ref: args.For(ctx, scope(ctx).Tenant), HandoverID: h, DossierID: d.ID}); err != nil {
		return err
	}
	if err := s.papersWait(ctx, tx, d.ID, TravelPapers, t.Name, papersDue); err != nil {
		return err
	}
	data := map[string]any{"code": d.CodeText(), "to": d.Competent, "expected": expected.UTC()}
	if reason != "" {
		data["reason"] = reason
	}
	return s.record(ctx, tx, d, event{kind: "dossier.handover_sent", data: data})
}
