package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
)

// A certified electronic copy (chứng thực bản sao điện tử từ bản chính): the
// counter saw the original, compared and scanned it; whoever has the power
// signs the dossier of the lane, which gives the number; then the copy, with the
// officer's statement, is signed with their key and the office's and joined to
// the result. Several originals of one dossier have a number, a code and a copy
// each; that of one alone is the dossier's result itself.

// CertifiedCopy is what such a copy is made of.
type CertifiedCopy struct {
	Entry         uuid.UUID  `db:"entry"` // the register's line
	Alone         bool       `db:"alone"` // of the dossier's one original
	Title         string     `db:"title"` // of the original
	Register      string     `db:"register"`
	Book          *int       `db:"book"`
	Number        string     `db:"number"`
	SignedBy      *uuid.UUID `db:"signed_by"`
	SignedName    string     `db:"signed_name"`
	SignedTitle   string     `db:"signed_title"`
	SignedAt      *time.Time `db:"signed_at"`
	Prepared      string     `db:"prepared_name"` // who compared it with the original
	Scan          *uuid.UUID `db:"scan_document"`
	Code          *string    `db:"check_code"`
	Document      *uuid.UUID `db:"document_id"` // the copy, once it is there
	DossierCode   string     `db:"code"`
	ApplicantName string     `db:"applicant_name"`
}

// CertifiedCopies reads what is there of the electronic copies of a dossier of
// the lane, by its originals; none of another dossier. Scope: tenant.
func (s *Service) CertifiedCopies(ctx context.Context, dossier uuid.UUID) ([]CertifiedCopy, error) {
	return pg.Rows[CertifiedCopy](ctx, s.DB, `SELECT e.id AS entry, n.lines = 1 AS alone, e.title, e.register, e.book, e.number, e.signed_by, e.signed_name, e.signed_title, e.signed_at, e.prepared_name, e.scan_document,
		CASE WHEN n.lines = 1 THEN r.check_code ELSE k.check_code END AS check_code, CASE WHEN n.lines = 1 THEN r.document_id ELSE k.document_id END AS document_id, d.code, d.applicant_name
		FROM app.register_entry e JOIN app.dossier d ON d.id = e.dossier_id JOIN app.result r ON r.dossier_id = e.dossier_id AND r.tenant_id = e.tenant_id AND r.state IN ('drafted', 'issued') AND r.entry_id IS NULL
		LEFT JOIN app.result k ON k.entry_id = e.id CROSS JOIN LATERAL (SELECT count(*) AS lines FROM app.register_entry x WHERE x.dossier_id = e.dossier_id AND x.tenant_id = e.tenant_id) n
		WHERE e.dossier_id = $1 AND e.tenant_id = $2 ORDER BY e.seq`, dossier, scope(ctx).Tenant)
}

// ScanOriginal keeps the scan of an original that was compared, by its line of
// the register; before it is signed another takes its place. attach writes the
// file's row. Scope: the tenant. Faults: NotFound; Conflict when it was signed.
func (s *Service) ScanOriginal(ctx context.Context, r Ref, entry uuid.UUID, attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)) error {
	return s.immediate(ctx, r, StepSignNow, func(ctx context.Context, c *change) error {
		doc, err := attach(ctx, c.tx, c.d.ID)
		if err != nil {
			return err
		}
		if err := pg.MustAffect(c.tx.Exec(ctx, `UPDATE app.register_entry SET scan_document = $4 WHERE id = $1 AND dossier_id = $2 AND tenant_id = $3`, entry, c.d.ID, c.me, doc)); err != nil {
			return err
		}
		if err := save(ctx, c.tx, c.d); err != nil {
			return err
		}
		return c.s.record(ctx, c.tx, c.d, event{kind: "dossier.original_scanned", quiet: true})
	})
}

// JoinCopy joins a signed electronic copy to the dossier: once. Of one original
// alone it is the file of the result that its number was given to; of several
// each is a result beside it, with the code that stands on it. attach writes the
// file's row. Scope: the tenant, by who signed. Fault: Conflict when it has one,
// or was revoked.
func (s *Service) JoinCopy(ctx context.Context, dossier uuid.UUID, x CertifiedCopy, attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)) error {
	return s.after(ctx, dossier, func(ctx context.Context, c *change) (event, error) {
		res, err := c.result(ctx, "issued")
		if err != nil {
			return event{}, err
		}
		if x.Alone && res.Document != nil {
			return event{}, movedOn()
		}
		doc, err := attach(ctx, c.tx, c.d.ID)
		if err != nil {
			return event{}, err
		}
		e := event{kind: "dossier.copy_signed", silent: true, data: map[string]any{"number": x.Number}}
		if x.Alone {
			_, err = c.tx.Exec(ctx, `UPDATE app.result SET document_id = $2 WHERE id = $1`, res.ID, doc)
			return e, err
		}
		_, err = c.tx.Exec(ctx, `INSERT INTO app.result (id, dossier_id, tenant_id, entry_id, kind_code, title, outcome, state, document_id, check_code, drafted_by, drafted_name, drafted_at,
				approved_by, approved_name, approved_title, approved_at, register, number, year, ordinal, book, numbered_by, numbered_name, numbered_at, issued_at)
			SELECT $1, e.dossier_id, e.tenant_id, e.id, $2, e.title, 'granted', 'issued', $3, $4, e.prepared_by, e.prepared_name, e.received_at,
				e.signed_by, e.signed_name, e.signed_title, e.signed_at, e.register, e.number, e.year, e.ordinal, e.book, e.signed_by, e.signed_name, e.signed_at, $5
			FROM app.register_entry e WHERE e.id = $6`, newID(), res.KindCode, doc, x.Code, c.now, x.Entry)
		return e, pg.Translate(err)
	})
}
