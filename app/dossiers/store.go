package dossiers

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/fold"
	"motcua/storage/pg"
)

// vietnam is the civil day of the law.
var vietnam = deadlines.Zone

const columns = `id, code, procedure_id, revision_id, case_key, channel, filing, resident_id, receiving_tenant, competent_tenant, supporting_tenant, former_tenant, holder_tenant,
	state, outcome, ended_by, version, applicant_name, answers, return_method, step, assignee, due_at, promised_first, lawful_due, supplement_closes_at, supplement_rounds,
	papers_required, papers_digitized, result_place, created_at, updated_at, submitted_at, accepted_at, decided_at, returned_at`

// ByID reads one dossier of the context's scope. Fault: NotFound.
func (s *Service) ByID(ctx context.Context, id uuid.UUID) (Dossier, error) {
	d, err := pg.One[Dossier](ctx, s.DB, `SELECT `+columns+` FROM app.dossier WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return d, NotFound()
	}
	return d, err
}

// ByCode reads one filed dossier of the context's scope. Fault: NotFound.
func (s *Service) ByCode(ctx context.Context, code string) (Dossier, error) {
	d, err := pg.One[Dossier](ctx, s.DB, `SELECT `+columns+` FROM app.dossier WHERE code = $1`, strings.ToUpper(strings.TrimSpace(code)))
	if fault.Is(err, fault.NotFound) {
		return d, NotFound()
	}
	return d, err
}

// lock reads the row for update. Only the holder's scope can: for everybody
// else the row is not there to be locked.
func lock(ctx context.Context, tx pgx.Tx, id uuid.UUID) (Dossier, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM app.dossier WHERE id = $1 FOR UPDATE`, id)
	if err != nil {
		return Dossier{}, err
	}
	d, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Dossier])
	if err == pgx.ErrNoRows {
		return d, movedOn() // visible a moment ago (ByID), held by somebody else now
	}
	d.was = d.State
	return d, err
}

// save writes what an officer's act may change and moves the version on.
// Fault: Conflict when somebody was faster.
func save(ctx context.Context, tx pgx.Tx, d *Dossier) error {
	tag, err := tx.Exec(ctx, `UPDATE app.dossier SET state = $3, outcome = $4, ended_by = $5, step = $6, assignee = $7, due_at = $8, promised_first = $9, lawful_due = $10,
		supplement_closes_at = $11, supplement_rounds = $12, papers_required = $13, papers_digitized = $14, accepted_at = $15, decided_at = $16, worked_minutes = coalesce($17, worked_minutes), version = version + 1
		WHERE id = $1 AND version = $2`,
		d.ID, d.Version, d.State, d.Outcome, d.EndedBy, d.Step, d.Assignee, d.DueAt, d.PromisedFirst, d.LawfulDue,
		d.SupplementClosesAt, d.SupplementRounds, d.PapersRequired, d.PapersDigitized, d.AcceptedAt, d.DecidedAt, d.worked)
	if err = pg.MustAffect(tag, err); fault.Is(err, fault.NotFound) {
		return changedSince()
	} else if err != nil {
		return err
	}
	d.Version++
	return nil
}

// SearchText is the folded key by which officers find a dossier.
func SearchText(name, code string) string { return fold.Key(name + " " + code) }

func newID() uuid.UUID {
	id, err := uuid.NewV7()
	if err != nil {
		panic(err) // the system's random source is gone
	}
	return id
}

// nilTime is NULL for the zero time.
func nilTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
