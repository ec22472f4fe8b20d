package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Consultation is a question to another tenant, or to a unit of one's own. It
// carries all that the one asked may know: beside it, that tenant reads the
// papers named here and nothing else of the dossier.
type Consultation struct {
	ID            uuid.UUID   `db:"id"`
	Dossier       uuid.UUID   `db:"dossier_id"`
	Asker         uuid.UUID   `db:"tenant_id"`
	To            uuid.UUID   `db:"to_tenant"`
	ToUnit        string      `db:"to_unit"`
	Step          string      `db:"step"`
	Title         string      `db:"title"`
	Question      string      `db:"question"`
	Documents     []uuid.UUID `db:"document_ids"`
	Titles        []string    `db:"document_titles"` // of Documents, in their order; empty for old questions
	Code          string      `db:"code"`
	ProcedureName string      `db:"procedure_name"`
	ApplicantName string      `db:"applicant_name"`
	State         string      `db:"state"`   // open, answered, lapsed (silence was consent), cancelled
	Silence       string      `db:"silence"` // consent, wait
	Pauses        bool        `db:"pauses"`
	LegalBasis    string      `db:"legal_basis"`
	AskedName     string      `db:"asked_name"`
	AskedAt       time.Time   `db:"asked_at"`
	DueAt         *time.Time  `db:"due_at"`  // on the calendar of the one asked
	Verdict       string      `db:"verdict"` // agree, disagree, information
	Answer        string      `db:"answer"`
	AnsweredName  string      `db:"answered_name"`
	AnsweredAt    *time.Time  `db:"answered_at"`
	TakenAt       *time.Time  `db:"taken_at"`
	ClosedReason  string      `db:"closed_reason"` // of a cancelled one: a Closed word
	ClosedAt      *time.Time  `db:"closed_at"`
	ToldAt        *time.Time  `db:"told_at"` // when the one asked took note that it is closed
	ToldName      string      `db:"told_name"`
}

// Why a question was closed without an answer. A dossier that ended says how:
// these and the words of Dossier.EndedBy.
const (
	ClosedRecalled = "recalled"  // the asker took it back
	ClosedSentBack = "sent_back" // the dossier went back to a step before it
	ClosedDecided  = "decided"
)

// Verdicts of an answer.
const (
	VerdictAgree       = "agree"
	VerdictDisagree    = "disagree"
	VerdictInformation = "information"
)

const consultationColumns = `id, dossier_id, tenant_id, to_tenant, to_unit, step, title, question, document_ids, document_titles, code, procedure_name, applicant_name, state, silence, pauses, legal_basis,
	asked_name, asked_at, due_at, verdict, answer, answered_name, answered_at, taken_at, closed_reason, closed_at, told_at, told_name`

// Consultation reads one, for who asked and for who was asked. Fault: NotFound.
func (s *Service) Consultation(ctx context.Context, id uuid.UUID) (Consultation, error) {
	c, err := pg.One[Consultation](ctx, s.DB, `SELECT `+consultationColumns+` FROM app.consultation WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return c, fault.New(fault.NotFound, "consultation.not_found", "Không tìm thấy yêu cầu này.")
	}
	return c, err
}

// Consultations of a dossier that the context's scope asked or may read, the oldest first.
func (s *Service) Consultations(ctx context.Context, dossier uuid.UUID) ([]Consultation, error) {
	return pg.Rows[Consultation](ctx, s.DB, `SELECT `+consultationColumns+` FROM app.consultation WHERE dossier_id = $1 ORDER BY asked_at, id`, dossier)
}

// Asked is what a tenant was asked.
type Asked struct {
	Open   []Consultation // waits for its answer, the nearest due first
	Closed []Consultation // needs no answer any more, and nobody here took note of that yet
	Done   []Consultation // the rest, the newest first, 20 at most
}

// Asked lists what this tenant was asked. Scope: tenant.
func (s *Service) Asked(ctx context.Context) (a Asked, err error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return a, err
	}
	if a.Open, err = pg.Rows[Consultation](ctx, s.DB, `SELECT `+consultationColumns+` FROM app.consultation WHERE to_tenant = $1 AND state = 'open' ORDER BY due_at, id LIMIT 200`, sc.Tenant); err != nil {
		return a, err
	}
	if a.Closed, err = pg.Rows[Consultation](ctx, s.DB, `SELECT `+consultationColumns+` FROM app.consultation WHERE to_tenant = $1 AND state = 'cancelled' AND told_at IS NULL ORDER BY closed_at, id LIMIT 200`, sc.Tenant); err != nil {
		return a, err
	}
	a.Done, err = pg.Rows[Consultation](ctx, s.DB, `SELECT `+consultationColumns+` FROM app.consultation WHERE to_tenant = $1 AND state <> 'open' AND (state <> 'cancelled' OR told_at IS NOT NULL) ORDER BY asked_at DESC, id LIMIT 20`, sc.Tenant)
	return a, err
}

// AskedCount is how many questions want something of this tenant: an answer,
// or that somebody takes note that none is needed any more. Scope: tenant.
func (s *Service) AskedCount(ctx context.Context) (int64, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return 0, err
	}
	return pg.Value[int64](ctx, s.DB, `SELECT (SELECT count(*) FROM app.consultation WHERE to_tenant = $1 AND state = 'open') + (SELECT count(*) FROM app.consultation WHERE to_tenant = $1 AND state = 'cancelled' AND told_at IS NULL)`, sc.Tenant)
}

// NoteClosed says that somebody of the office that was asked knows that no
// answer is needed any more. Scope: the tenant that was asked. Fault: NotFound
// also when a colleague took note already.
func (s *Service) NoteClosed(ctx context.Context, id uuid.UUID) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `SELECT app.note_closed_question($1, $2, $3)`, id, sc.Actor.Name, s.Now())
		return pg.Translate(err)
	})
}

// notPaused refuses an act that pauses the clock while it stands still already.
func (c *change) notPaused(ctx context.Context) error {
	n, err := c.waitingFor(ctx, uuid.Nil)
	if err == nil && n > 0 {
		return fault.New(fault.Invalid, "consultation.pending", "Đang chờ cơ quan phối hợp hoặc người dân trả lời và thời hạn đang dừng. Chờ trả lời hoặc thu hồi yêu cầu trước.")
	}
	return err
}

// waitingFor counts the open questions but one for which the clock stands
// still, a draft that the resident was shown among them.
func (c *change) waitingFor(ctx context.Context, but uuid.UUID) (n int, err error) {
	err = c.tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM app.consultation WHERE dossier_id = $1 AND tenant_id = $2 AND pauses AND state IN ('open', 'answered') AND taken_at IS NULL AND id <> $3)
		+ (SELECT count(*) FROM app.draft_confirmation WHERE dossier_id = $1 AND tenant_id = $2 AND pauses AND taken_at IS NULL)`, c.d.ID, c.me, but).Scan(&n)
	return n, err
}

// cancelConsultation takes the open questions of a step back; "" all of the
// dossier. What was answered and not taken yet is done with them, and what
// the resident was shown at that step. why is one of the Closed words.
func (c *change) cancelConsultation(ctx context.Context, step, why string) error {
	if err := c.takeDraftBack(ctx, step); err != nil {
		return err
	}
	rows, err := c.tx.Query(ctx, `UPDATE app.consultation SET state = CASE state WHEN 'open' THEN 'cancelled' ELSE state END, taken_at = $4,
		closed_reason = CASE state WHEN 'open' THEN $5 ELSE '' END, closed_at = CASE state WHEN 'open' THEN $4::timestamptz END
		WHERE dossier_id = $1 AND tenant_id = $2 AND ($3 = '' OR step = $3) AND state IN ('open', 'answered') AND taken_at IS NULL RETURNING pauses`,
		c.d.ID, c.me, step, c.now, why)
	if err != nil {
		return err
	}
	paused, err := pgx.CollectRows(rows, pgx.RowTo[bool])
	if err != nil {
		return err
	}
	for _, p := range paused {
		if p && step != "" { // a dossier that ends has its clock stopped instead
			return c.resume(ctx, uuid.Nil, c.now)
		}
	}
	return nil
}
