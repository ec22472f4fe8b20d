package dossiers

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// PortalFiling is a dossier that was filed on the national portal, checked and
// ready to land at the office that decides it.
type PortalFiling struct {
	ID                  uuid.UUID
	Code, Message       string // both taken once
	Digest              []byte // of what was sent
	Procedure, Revision uuid.UUID
	Case                string
	Resident            func(ctx context.Context, tx pgx.Tx) (uuid.UUID, error) // whose account it is
	Applicants          []Party
	Submitter           *Party
	Answers             map[string]string
	ReturnMethod        string
	FiledAt             time.Time // on the portal; the office's intake clock runs from now
	Problems            []FilingProblem
	Files               []PortalFile
	Answer              func(now time.Time) string // what is said to the portal, the same for ever
}

// FilingProblem is something that the revision asks for and the portal did not
// send, or sent wrong. It lands all the same, and the officer sees it.
type FilingProblem struct {
	Field string `json:"field"`
	Say   string `json:"say"`
}

// PortalFile is a file that lies on the portal.
type PortalFile struct {
	ID        uuid.UUID `json:"id" db:"id"`
	Position  int       `json:"position" db:"position"`
	Component string    `json:"component" db:"component"`
	Title     string    `json:"title" db:"title"`
	Required  bool      `json:"required" db:"required"`
	Name      string    `json:"name" db:"name"`
	Path      string    `json:"path" db:"path"`
	State     string    `json:"-" db:"state"` // waiting, stored, failed
	Attempts  int       `json:"-" db:"attempts"`
	FailedKey string    `json:"-" db:"failed_key"`
}

// LandFiling takes in a dossier from the national portal: it is submitted,
// keeps the code it came with, and its intake clock starts. All or nothing;
// its files follow by a job. Scope: the worker of the office that decides it.
// Faults: Invalid with the office that the answers make competent; Conflict
// (row.exists) when the code or the message was taken before.
func (s *Service) LandFiling(ctx context.Context, n PortalFiling) (answer string, err error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return "", err
	}
	t, err := s.Terms(ctx, TermsQuery{Revision: n.Revision, Channel: "online", Case: n.Case, Answers: n.Answers, Competent: sc.Tenant})
	if err != nil {
		return "", err
	}
	if err := t.misplaced(sc.Tenant); err != nil {
		return "", err
	}
	cal, err := s.calendar(ctx, sc.Tenant, t.Field)
	if err != nil {
		return "", err
	}
	now := s.Now()
	due, err := intakeDue(cal, now, t.Intake)
	if err != nil {
		return "", fmt.Errorf("intake clock: %w", err)
	}
	answer = n.Answer(now)
	problems, err := json.Marshal(n.Problems)
	if err != nil {
		return "", err
	}
	files, err := json.Marshal(n.Files)
	if err != nil {
		return "", err
	}
	return answer, s.DB.Tx(ctx, func(tx pgx.Tx) error {
		resident, err := n.Resident(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT app.land_portal_filing($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
			n.ID, n.Code, n.Message, n.Digest, answer, orEmpty(problems), n.Procedure, n.Revision, n.Case, resident, n.Applicants[0].FullName, merged(n.Answers, nil),
			n.ReturnMethod, n.FiledAt, now, due, len(t.RequiredUploads()), orEmpty(files)); err != nil {
			return pg.Translate(err)
		}
		me := sc.Tenant
		for i := range n.Applicants {
			n.Applicants[i].Resident = own(n.Applicants[i].Resident, n.Submitter == nil && i == 0, resident)
		}
		if n.Submitter != nil {
			n.Submitter.Resident = &resident
		}
		if err := writeParties(ctx, tx, n.ID, &me, n.Applicants, n.Submitter); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{
			Subject: "dossier", SubjectID: n.ID, Kind: "dossier.filed", Public: true, At: now,
			Data: map[string]any{"code": n.Code, "channel": "online", "filing": "portal", "answer_by": due.UTC(), "problems": len(n.Problems)},
		}); err != nil {
			return err
		}
		if len(n.Files) > 0 {
			if err := s.Jobs.Insert(ctx, tx, args.FetchFiles{Ref: args.For(ctx, me), DossierID: n.ID}); err != nil {
				return err
			}
		}
		return s.tell(ctx, tx, args.NotifyDossier{Ref: args.For(ctx, me), DossierID: n.ID, Event: "dossier.filed", Version: 1})
	})
}

// own ties a party to the account when it is the account's person.
func own(was *uuid.UUID, herself bool, resident uuid.UUID) *uuid.UUID {
	if herself {
		return &resident
	}
	return was
}

// orEmpty is a JSON list, empty for none.
func orEmpty(b []byte) string {
	if string(b) == "null" {
		return "[]"
	}
	return string(b)
}

// Filing is what the officer is shown of a landing.
type Filing struct {
	Message    string          `db:"message_id"`
	ReceivedAt time.Time       `db:"received_at"`
	Problems   []FilingProblem `db:"problems"`
	Files      []PortalFile    `db:"-"`
}

// FilingOf reads how a dossier came from the national portal; nil when it did
// not. Scope: a tenant that reads it.
func (s *Service) FilingOf(ctx context.Context, dossier uuid.UUID) (*Filing, error) {
	list, err := pg.Rows[Filing](ctx, s.DB, `SELECT message_id, received_at, problems FROM app.portal_filing WHERE dossier_id = $1`, dossier)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	f := &list[0]
	f.Files, err = s.PortalFiles(ctx, dossier)
	return f, err
}

// PortalFiles lists the files of a filing as they stand.
func (s *Service) PortalFiles(ctx context.Context, dossier uuid.UUID) ([]PortalFile, error) {
	return pg.Rows[PortalFile](ctx, s.DB, `SELECT id, position, component, title, required, name, path, state, attempts, failed_key FROM app.portal_file WHERE dossier_id = $1 ORDER BY position`, dossier)
}

// TakeFile adds a file that was fetched from the portal to the dossier's
// papers. attach writes the stored document's row. Twice is once. Scope: the
// worker of the tenant where it landed. Fault: Conflict when the dossier takes
// no files now.
func (s *Service) TakeFile(ctx context.Context, dossier uuid.UUID, f PortalFile, attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.portal_file SET state = 'stored', failed_key = '', ended_at = $2 WHERE id = $1 AND state = 'waiting'`, f.ID, s.Now())); err != nil {
			return err
		}
		doc, err := attach(ctx, tx, dossier)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO app.paper (id, dossier_id, tenant_id, component, title, required, form, document_id, note) VALUES ($1, $2, $3, $4, $5, $6, 'electronic', $7, $8)`,
			f.ID, dossier, sc.Tenant, f.Component, f.Title, f.Required, doc, "Từ Cổng Dịch vụ công quốc gia")
		return pg.Translate(err)
	})
}

// MissFile notes that a file could not be fetched; given up, the officer is
// told to ask for it. Scope: as TakeFile.
func (s *Service) MissFile(ctx context.Context, f PortalFile, key string, giveUp bool) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE app.portal_file SET attempts = attempts + 1, failed_key = $2, state = CASE WHEN $3 THEN 'failed' ELSE state END, ended_at = CASE WHEN $3 THEN $4::timestamptz END WHERE id = $1 AND state = 'waiting'`,
			f.ID, key, giveUp, s.Now())
		return err
	})
}
