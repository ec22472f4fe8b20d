package dossiers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/jobs/args"
	"motcua/storage/pg"
)

// AskConsultation is what an officer asks of another office.
type AskConsultation struct {
	Step      string      // of the dossier; "" the one that its line shows
	To        uuid.UUID   // the office that is asked; one's own for a unit of it
	More      []uuid.UUID // others that are asked the same: the step is over when all have answered
	Question  string
	Documents []uuid.UUID // papers of the dossier that it needs to see
}

// AskConsultation sends a step's question with the papers it needs. The term
// runs on the calendar of the one asked; the dossier's own clock stands still
// only where the revision names the legal basis. Scope: the holder.
// Faults: Invalid, Conflict, NotFound.
func (s *Service) AskConsultation(ctx context.Context, r Ref, a AskConsultation) error {
	f := map[string]string{}
	if a.To == uuid.Nil {
		f["to"] = "Chọn cơ quan được hỏi"
	}
	if note(a.Question) == "" {
		f["question"] = "Ghi rõ cần xác minh hoặc cho ý kiến việc gì"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	whom := []uuid.UUID{a.To}
	for _, id := range a.More {
		if id != uuid.Nil && !slices.Contains(whom, id) {
			whom = append(whom, id)
		}
	}
	if len(whom) > mostAsked {
		return fault.Fields(map[string]string{"to": fmt.Sprintf("Chọn tối đa %d cơ quan", mostAsked)})
	}
	return s.change(ctx, r, ActConsult, func(ctx context.Context, c *change) (event, error) {
		st, _, err := c.standing(ctx, a.Step)
		if err != nil {
			return event{}, err
		}
		q := st.Request
		if st.Kind != revision.AskOthers || q == nil || q.To == revision.AskApplicant {
			return event{}, movedOn()
		}
		if q.To != revision.AskUnit && slices.Contains(whom, c.me) || q.To == revision.AskUnit && a.To != c.me || q.To != revision.AskCommune && len(whom) > 1 {
			return event{}, fault.Fields(map[string]string{"to": "Chọn cơ quan được hỏi"})
		}
		var asked int
		if err := c.tx.QueryRow(ctx, `SELECT count(*) FROM app.consultation WHERE dossier_id = $1 AND step = $2 AND state IN ('open', 'answered') AND taken_at IS NULL`, c.d.ID, st.Key).Scan(&asked); err != nil {
			return event{}, err
		}
		if asked > 0 {
			return event{}, movedOn()
		}
		if q.Pauses {
			n, err := c.waitingFor(ctx, uuid.Nil)
			if err != nil {
				return event{}, err
			}
			if n == 0 {
				if err := c.pauseForOthers(ctx, q.Basis); err != nil {
					return event{}, err
				}
			}
		}
		if c.d.State == Accepted {
			c.d.State = Processing
		}
		if a.Documents == nil {
			a.Documents = []uuid.UUID{}
		}
		var e event
		for _, to := range whom {
			if to != whom[0] { // each its own line in the history
				if err := s.record(ctx, c.tx, c.d, e); err != nil {
					return event{}, err
				}
			}
			if e, err = c.ask(ctx, st, to, a); err != nil {
				return event{}, err
			}
		}
		return e, nil
	})
}

// mostAsked is how many offices one step asks at once.
const mostAsked = 12

// ask writes one question to one office, on that office's calendar.
func (c *change) ask(ctx context.Context, st Step, to uuid.UUID, a AskConsultation) (event, error) {
	q := st.Request
	cal, err := c.s.Calendar(ctx, to)
	if err != nil {
		return event{}, err
	}
	p, err := deadlines.Compute(cal, deadlines.Policy{Unit: deadlines.Unit(q.Time), Amount: q.Amount}, deadlines.Ledger{{Kind: deadlines.Start, At: c.now}}, c.now)
	if err != nil {
		return event{}, err
	}
	id := newID()
	if _, err := c.tx.Exec(ctx, `INSERT INTO app.consultation (id, dossier_id, tenant_id, to_tenant, to_unit, step, title, question, document_ids, code, procedure_name, applicant_name, silence, pauses, legal_basis, asked_by, asked_name, asked_at, due_at, document_titles)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
			(SELECT coalesce(array_agg(coalesce(p.title, '') ORDER BY d.i), '{}') FROM unnest($9::uuid[]) WITH ORDINALITY d(id, i) LEFT JOIN LATERAL (SELECT x.title FROM app.paper x WHERE x.dossier_id = $2 AND x.document_id = d.id ORDER BY x.id DESC LIMIT 1) p ON true))`,
		id, c.d.ID, c.me, to, q.Unit, st.Key, q.Title, note(a.Question), a.Documents, c.d.CodeText(), c.t.Name, c.d.ApplicantName, q.Silence, q.Pauses, q.Basis, c.actor.ID, c.actor.Name, c.now, p.Due); err != nil {
		return event{}, pg.Translate(err)
	}
	if q.Silence == revision.SilenceConsent {
		if err := c.s.Jobs.InsertAt(ctx, c.tx, args.TakeAnswer{Ref: args.For(ctx, c.me), ConsultationID: id}, p.Due.Add(time.Minute)); err != nil {
			return event{}, err
		}
	}
	return event{kind: "dossier.consultation_asked", silent: true, data: map[string]any{"to": to, "unit": q.Unit, "title": q.Title, "due": p.Due.UTC(), "pauses": q.Pauses, "basis": q.Basis}}, nil
}

// pauseForOthers stops the dossier's clock until the answer is here.
func (c *change) pauseForOthers(ctx context.Context, basis string) error {
	k, err := c.clock(ctx)
	if err != nil {
		return err
	}
	return k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Pause, At: c.now, PauseKind: deadlines.WaitAgency, LegalBasis: basis})
}

// resume lets the clock run on from at, unless another question still holds it.
func (c *change) resume(ctx context.Context, but uuid.UUID, at time.Time) error {
	n, err := c.waitingFor(ctx, but)
	if err != nil || n > 0 {
		return err
	}
	k, err := c.clock(ctx)
	if err != nil {
		return err
	}
	open := false
	for _, e := range k.ledger {
		open = e.Kind == deadlines.Pause && e.PauseKind == deadlines.WaitAgency
		if open && at.Before(e.At) {
			at = e.At
		}
	}
	if !open {
		return nil
	}
	return k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Resume, At: at})
}

// RecallConsultation takes a question back that was not answered: the step can
// be asked again, of somebody else. Scope: the holder.
func (s *Service) RecallConsultation(ctx context.Context, r Ref, step string) error {
	return s.change(ctx, r, ActConsult, func(ctx context.Context, c *change) (event, error) {
		st, _, err := c.standing(ctx, step)
		if err != nil {
			return event{}, err
		}
		var open int
		if err := c.tx.QueryRow(ctx, `SELECT count(*) FROM app.consultation WHERE dossier_id = $1 AND step = $2 AND state = 'open'`, c.d.ID, st.Key).Scan(&open); err != nil {
			return event{}, err
		}
		if open == 0 {
			return event{}, movedOn()
		}
		return event{kind: "dossier.consultation_recalled", quiet: true, data: map[string]any{"step": st.Title}}, c.cancelConsultation(ctx, st.Key, ClosedRecalled)
	})
}
