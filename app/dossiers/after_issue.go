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

// After a result is issued it is never edited. It is revoked (thu hồi), which
// one person asks for and another with the power to sign decides; or a corrected
// one goes through drafting, signing and numbering again and, when it is
// issued, takes its place. The dossier itself stays as it ended: it was decided
// once, on time or late, and that figure does not change.

// EndedResult is what becomes of a result after it was issued.
type EndedResult struct {
	Replaces     *uuid.UUID `db:"replaces"`   // whose place this one takes
	Correction   string     `db:"correction"` // what it puts right
	ReplacedBy   *uuid.UUID `db:"replaced_by"`
	EndedAt      *time.Time `db:"ended_at"` // revoked or replaced
	RevokeReason string     `db:"revoke_reason"`
	RevokeBasis  string     `db:"revoke_basis"`
	RevokedName  string     `db:"revoked_name"`
}

const endedColumns = `replaces, correction, replaced_by, ended_at, revoke_reason, revoke_basis, revoked_name`

// Revocation is one request to revoke an issued result.
type Revocation struct {
	ID          uuid.UUID  `db:"id"`
	Result      uuid.UUID  `db:"result_id"`
	State       string     `db:"state"` // asked, agreed, refused
	Reason      string     `db:"reason"`
	Basis       string     `db:"basis"`
	AskedBy     uuid.UUID  `db:"asked_by"`
	AskedName   string     `db:"asked_name"`
	AskedAt     time.Time  `db:"asked_at"`
	DecidedName string     `db:"decided_name"`
	DecidedAt   *time.Time `db:"decided_at"`
	Answer      string     `db:"answer"`
}

const revocationColumns = `id, result_id, state, reason, basis, asked_by, asked_name, asked_at, decided_name, decided_at, answer`

// Issued is the result that holds now; nil when none does.
func (f *Full) Issued() *Result {
	for i := range f.Results {
		if f.Results[i].State == "issued" {
			return &f.Results[i]
		}
	}
	return nil
}

// InCorrection is the corrected result that is being made; nil when none is.
func (f *Full) InCorrection() *Result {
	for i := range f.Results {
		if r := &f.Results[i]; r.Replaces != nil && !r.ended() && r.State != "issued" {
			return r
		}
	}
	return nil
}

// AskedRevocation is the request that waits for its decision; nil when none does.
func (f *Full) AskedRevocation() *Revocation {
	for i := range f.Revocations {
		if f.Revocations[i].State == "asked" {
			return &f.Revocations[i]
		}
	}
	return nil
}

func (r *Result) ended() bool {
	return r.State == "sent_back" || r.State == "revoked" || r.State == "replaced"
}

// MayCorrect tells whether a result is replaced here by a corrected one: what a
// sector system decided is corrected there, and a certification of the counter
// is made anew as a dossier of its own.
func (f *Full) MayCorrect(r *Result) bool {
	return r != nil && r.State == "issued" && r.Sector == "" && f.Step != StepReturnNow && f.InCorrection() == nil
}

// after runs one act of the competent office on an ended dossier's result. The
// dossier's row is not touched, so nobody needs to hold it.
func (s *Service) after(ctx context.Context, dossier uuid.UUID, fn func(ctx context.Context, c *change) (event, error)) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	d, err := s.ByID(ctx, dossier)
	if err != nil {
		return err
	}
	if d.Competent != sc.Tenant || !d.ended() {
		return movedOn()
	}
	d.was = d.State
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		c := &change{tx: tx, d: &d, t: t, now: s.Now(), actor: sc.Actor, me: sc.Tenant, s: s}
		e, err := fn(ctx, c)
		if err != nil {
			return err
		}
		if !e.quiet && !e.silent { // the dossier's version stays; each end of a result is told once all the same
			var n int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM app.result WHERE dossier_id = $1 AND ended_at IS NOT NULL AND entry_id IS NULL`, d.ID).Scan(&n); err != nil {
				return err
			}
			d.Version += n
		}
		return s.record(ctx, tx, &d, e)
	})
}

// correcting locks the corrected result in one of these states.
func (c *change) correcting(ctx context.Context, states ...string) (Result, error) {
	list, err := c.results(ctx, states...)
	if err != nil {
		return Result{}, err
	}
	for _, r := range list {
		if r.Replaces != nil {
			return r, nil
		}
	}
	return Result{}, movedOn()
}

// Waiting is a result of this office on which something is to be done after it
// was issued: a request to revoke it, or a correction on its way.
type Waiting struct {
	Dossier   uuid.UUID `db:"dossier_id"`
	Code      string    `db:"code"`
	Procedure uuid.UUID `db:"procedure_id"`
	Applicant string    `db:"applicant_name"`
	Number    string    `db:"number"` // of the result that holds
	State     string    `db:"state"`  // asked, or the correction's
	Why       string    `db:"why"`
	By        string    `db:"by_name"`
	At        time.Time `db:"at"`
}

// MostAfterIssue is how many lines the list has.
const MostAfterIssue = 200

// AfterIssue lists them, oldest first. Scope: tenant.
func (s *Service) AfterIssue(ctx context.Context) ([]Waiting, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return pg.Rows[Waiting](ctx, s.DB, `SELECT d.id AS dossier_id, d.code, d.procedure_id, d.applicant_name, x.number, x.state, x.why, x.by_name, x.at FROM (
		SELECT v.dossier_id, r.number, v.state, v.reason AS why, v.asked_name AS by_name, v.asked_at AS at FROM app.result_revocation v JOIN app.result r ON r.id = v.result_id WHERE v.tenant_id = $1 AND v.state = 'asked'
		UNION ALL SELECT n.dossier_id, r.number, n.state, n.correction, n.drafted_name, n.drafted_at FROM app.result n JOIN app.result r ON r.id = n.replaces
			WHERE n.tenant_id = $1 AND n.replaces IS NOT NULL AND n.state IN ('drafted', 'initialled', 'approved', 'numbered')) x
		JOIN app.dossier d ON d.id = x.dossier_id ORDER BY x.at LIMIT $2`, sc.Tenant, MostAfterIssue)
}

// notHers is the refusal of a decision on one's own request.
func notHers() error {
	return fault.New(fault.Forbidden, "result.own_request", "Ông/Bà đã đề nghị thu hồi nên không được quyết định. Người khác có thẩm quyền cần quyết định.")
}
