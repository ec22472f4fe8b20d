package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// A certified electronic copy (chứng thực bản sao điện tử từ bản chính): the
// counter saw the original, compared and scanned it; whoever has the power
// signs the dossier of the lane, which gives the number; then the copy, with the
// officer's statement, is signed with their key and the office's and joined to
// the result. One original a dossier, so that number, code and copy are one's.

// CertifiedCopy is what such a copy is made of.
type CertifiedCopy struct {
	Result        uuid.UUID  `db:"id"`
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

// CertifiedCopy reads what is there of a dossier's electronic copy; nil when
// the dossier is not one original of the lane. Scope: tenant.
func (s *Service) CertifiedCopy(ctx context.Context, dossier uuid.UUID) (*CertifiedCopy, error) {
	list, err := pg.Rows[CertifiedCopy](ctx, s.DB, `SELECT r.id, e.title, e.register, e.book, e.number, e.signed_by, e.signed_name, e.signed_title, e.signed_at, e.prepared_name, e.scan_document, r.check_code, r.document_id, d.code, d.applicant_name
		FROM app.register_entry e JOIN app.dossier d ON d.id = e.dossier_id JOIN app.result r ON r.dossier_id = e.dossier_id AND r.tenant_id = e.tenant_id AND r.state IN ('drafted', 'issued') WHERE e.dossier_id = $1 AND e.tenant_id = $2`, dossier, scope(ctx).Tenant)
	if err != nil || len(list) != 1 {
		return nil, err
	}
	return &list[0], nil
}

// ScanOriginal keeps the scan of the one original that was compared; before it
// is signed another takes its place. attach writes the file's row. Scope: the
// tenant. Faults: Conflict when it was signed, or holds several papers.
func (s *Service) ScanOriginal(ctx context.Context, r Ref, attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)) error {
	return s.immediate(ctx, r, StepSignNow, func(ctx context.Context, c *change) error {
		var n int
		if err := c.tx.QueryRow(ctx, `SELECT count(*) FROM app.register_entry WHERE dossier_id = $1 AND tenant_id = $2`, c.d.ID, c.me).Scan(&n); err != nil {
			return err
		}
		if n != 1 {
			return fault.New(fault.Conflict, "copy.one_original", "Bản sao điện tử làm từ một bản chính mỗi hồ sơ. Lập hồ sơ riêng cho từng bản chính.")
		}
		doc, err := attach(ctx, c.tx, c.d.ID)
		if err != nil {
			return err
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.register_entry SET scan_document = $3 WHERE dossier_id = $1 AND tenant_id = $2`, c.d.ID, c.me, doc); err != nil {
			return err
		}
		if err := save(ctx, c.tx, c.d); err != nil {
			return err
		}
		return c.s.record(ctx, c.tx, c.d, event{kind: "dossier.original_scanned", quiet: true})
	})
}

// JoinCopy joins the signed electronic copy to the result that its number was
// given to: once. attach writes the file's row. Scope: the tenant, by who signed.
// Fault: Conflict when it has one, or was revoked.
func (s *Service) JoinCopy(ctx context.Context, dossier uuid.UUID, attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)) error {
	return s.after(ctx, dossier, func(ctx context.Context, c *change) (event, error) {
		res, err := c.result(ctx, "issued")
		if err != nil {
			return event{}, err
		}
		if res.Document != nil {
			return event{}, movedOn()
		}
		doc, err := attach(ctx, c.tx, c.d.ID)
		if err != nil {
			return event{}, err
		}
		_, err = c.tx.Exec(ctx, `UPDATE app.result SET document_id = $2 WHERE id = $1`, res.ID, doc)
		return event{kind: "dossier.copy_signed", silent: true, data: map[string]any{"number": res.Number}}, err
	})
}
