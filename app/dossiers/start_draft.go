package dossiers

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// NewDraft is what starting a draft needs.
type NewDraft struct {
	ID        uuid.UUID // made by the page, so a double click starts one draft
	Procedure uuid.UUID
	Revision  uuid.UUID
	Case      string
	Competent uuid.UUID
}

// StartDraft begins a resident's own draft. Scope: resident. Idempotent by ID.
func (s *Service) StartDraft(ctx context.Context, n NewDraft) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.dossier (id, procedure_id, revision_id, case_key, channel, filing, resident_id, competent_tenant, state)
			VALUES ($1, $2, $3, $4, 'online', 'self', $5, $6, 'draft') ON CONFLICT (id) DO NOTHING`,
			n.ID, n.Procedure, n.Revision, n.Case, sc.Resident, n.Competent)
		return err
	})
}

// NewHelpedDraft is a draft that an officer starts for a consenting resident.
type NewHelpedDraft struct {
	NewDraft
	Resident  uuid.UUID
	Method    string // signature, spoken_at_counter, phone_code
	Statement string // what she agreed to, as it was read to her
}

// StartHelpedDraft records the consent and starts a draft that the resident
// owns; the helping tenant will see its code and status, nothing else.
// Scope: tenant. Idempotent by ID.
func (s *Service) StartHelpedDraft(ctx context.Context, n NewHelpedDraft) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `SELECT app.start_helped_draft($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			n.ID, newID(), n.Resident, n.Procedure, n.Revision, n.Competent, sc.Actor.ID, sc.Actor.Name, n.Method, n.Statement, s.Now())
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "help", SubjectID: n.ID, Kind: "help.consented", Data: map[string]any{"method": n.Method, "statement": n.Statement}, At: s.Now()})
	})
}

// HelpedScope is the scope in which the officer may work on that one draft:
// the resident's, narrowed to it. Scope: tenant. Fault: NotFound once it is
// filed, when consent ended, or when it is somebody else's.
func (s *Service) HelpedScope(ctx context.Context, draft uuid.UUID) (tenants.Scope, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return sc, err
	}
	owner, err := pg.Value[*uuid.UUID](ctx, s.DB, `SELECT app.helped_draft_owner($1)`, draft)
	if err != nil {
		return sc, err
	}
	if owner == nil {
		return sc, NotFound()
	}
	actor := sc.Actor
	actor.Kind = "helper"
	return tenants.Scope{Kind: tenants.KindResident, Resident: *owner, OnlyDossier: draft, Actor: actor}, nil
}

// SaveAnswers merges answers into a draft. Nothing typed is refused here:
// checking is for the page that goes on, and for filing. An empty answer takes
// the earlier one away. Scope: resident.
// Faults: NotFound; Conflict when the draft was filed meanwhile.
func (s *Service) SaveAnswers(ctx context.Context, id uuid.UUID, answers map[string]string) error {
	return s.saveAnswers(ctx, id, func(map[string]string) map[string]string { return answers })
}

// SaveAnswered is SaveAnswers for a page that its button sent. The view is what
// that page called itself; what SaveTyped brings of it from now on is old.
func (s *Service) SaveAnswered(ctx context.Context, id uuid.UUID, view string, answers map[string]string) error {
	return s.saveAnswers(ctx, id, func(have map[string]string) map[string]string {
		if view == "" {
			return answers
		}
		views := append(strings.Fields(have[answeredViews]), view)
		with := maps.Clone(answers)
		with[answeredViews] = strings.Join(views[max(0, len(views)-8):], " ")
		return with
	})
}

// SaveTyped is SaveAnswers for what a page sends by itself while somebody types.
// On a slow line that can arrive after the button's own request, and would take
// away what was typed last: of a view that was answered nothing is kept.
func (s *Service) SaveTyped(ctx context.Context, id uuid.UUID, view string, answers map[string]string) error {
	return s.saveAnswers(ctx, id, func(have map[string]string) map[string]string {
		if view != "" && slices.Contains(strings.Fields(have[answeredViews]), view) {
			return nil
		}
		return answers
	})
}

// answeredViews is the key in a draft's answers of the pages answered last.
const answeredViews = "_views"

func (s *Service) saveAnswers(ctx context.Context, id uuid.UUID, with func(have map[string]string) map[string]string) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		d, err := lockDraft(ctx, tx, id)
		if err != nil {
			return err
		}
		answers := with(d.Answers)
		if answers == nil {
			return nil
		}
		return pg.MustAffect(tx.Exec(ctx, `UPDATE app.dossier SET answers = $2, version = version + 1 WHERE id = $1`, id, merged(d.Answers, answers)))
	})
}

// merged are the answers of a draft after some were typed; an empty one goes.
func merged(have, typed map[string]string) map[string]string {
	m := map[string]string{}
	maps.Copy(m, have)
	maps.Copy(m, typed)
	maps.DeleteFunc(m, func(_, v string) bool { return v == "" })
	return m
}

// DraftChange is what a resident may still change about a draft.
type DraftChange struct {
	Competent    *uuid.UUID
	Revision     *uuid.UUID // what holds in another office's province
	Commune      *string    // kept under AnswerCommune; "" takes it away
	ReturnMethod *string
	Case         *string // follows from the answers
	Applicant    *Party
	Submitter    *Party // nil: the applicant files in own right
	// Papers are those that go along to another office, copied under its key.
	Papers []MovedPaper
}

// MovedPaper is a paper of a draft whose file was copied for another office.
type MovedPaper struct {
	ID     uuid.UUID
	Attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) // writes the copy's row
	Drop   func(ctx context.Context, tx pgx.Tx, document uuid.UUID) error             // deletes what was copied
}

func (m MovedPaper) move(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) error {
	doc, err := m.Attach(ctx, tx, dossier)
	if err != nil {
		return err
	}
	var was uuid.UUID
	if err := tx.QueryRow(ctx, `SELECT document_id FROM app.paper WHERE id = $1 AND dossier_id = $2 AND document_id IS NOT NULL`, m.ID, dossier).Scan(&was); err != nil {
		return pg.Translate(err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO app.paper (id, dossier_id, component, title, required, form, document_id, note)
		SELECT $1, dossier_id, component, title, required, form, $2, note FROM app.paper WHERE id = $3`, newID(), doc, m.ID); err != nil {
		return pg.Translate(err)
	}
	if err := pg.MustAffect(tx.Exec(ctx, `DELETE FROM app.paper WHERE id = $1`, m.ID)); err != nil {
		return err
	}
	return m.Drop(ctx, tx, was)
}

// ChangeDraft sets the office, the way of return and the parties. Scope: resident.
func (s *Service) ChangeDraft(ctx context.Context, id uuid.UUID, c DraftChange) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		d, err := lockDraft(ctx, tx, id)
		if err != nil {
			return err
		}
		c.on(&d)
		return c.write(ctx, tx, &d)
	})
}

// on applies the change to the draft in memory.
func (c DraftChange) on(d *Dossier) {
	if c.Competent != nil {
		d.Competent = *c.Competent
	}
	if c.Revision != nil {
		d.Revision = *c.Revision
	}
	if c.Commune != nil {
		d.Answers = merged(d.Answers, map[string]string{AnswerCommune: *c.Commune})
	}
	if c.ReturnMethod != nil {
		d.ReturnMethod = *c.ReturnMethod
	}
	if c.Case != nil {
		d.Case = *c.Case
	}
	if c.Applicant != nil {
		d.ApplicantName = c.Applicant.FullName
	}
}

// write keeps the changed draft and its parties. The row is locked by the caller.
func (c DraftChange) write(ctx context.Context, tx pgx.Tx, d *Dossier) error {
	if c.Applicant != nil {
		if err := writeParties(ctx, tx, d.ID, nil, []Party{*c.Applicant}, c.Submitter); err != nil {
			return err
		}
	}
	if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.dossier SET competent_tenant = $2, return_method = $3, applicant_name = $4, case_key = $5, answers = $6, revision_id = $7, version = version + 1 WHERE id = $1`,
		d.ID, d.Competent, d.ReturnMethod, d.ApplicantName, d.Case, merged(d.Answers, nil), d.Revision)); err != nil {
		return err
	}
	for _, m := range c.Papers {
		if err := m.move(ctx, tx, d.ID); err != nil {
			return err
		}
	}
	return nil
}

// DeleteDraft removes a draft with everything on it. Scope: resident.
// Faults: NotFound; Conflict (dossier.held) while somebody holds it.
func (s *Service) DeleteDraft(ctx context.Context, id uuid.UUID) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		return documents.Held(pg.MustAffect(tx.Exec(ctx, `DELETE FROM app.dossier WHERE id = $1 AND state = 'draft'`, id)))
	})
}

func lockDraft(ctx context.Context, tx pgx.Tx, id uuid.UUID) (Dossier, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM app.dossier WHERE id = $1`, id)
	if err != nil {
		return Dossier{}, err
	}
	d, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Dossier])
	if err == pgx.ErrNoRows {
		return d, NotFound()
	}
	if err != nil {
		return d, err
	}
	if d.State != Draft {
		return d, fault.New(fault.Conflict, "dossier.already_filed", "Hồ sơ này đã được nộp nên không sửa được nữa.")
	}
	// FOR UPDATE is possible on a draft only; the row may have been filed between the two statements
	var ok bool
	err = tx.QueryRow(ctx, `SELECT true FROM app.dossier WHERE id = $1 AND state = 'draft' FOR UPDATE`, id).Scan(&ok)
	if err == pgx.ErrNoRows {
		return d, movedOn()
	}
	return d, err
}
