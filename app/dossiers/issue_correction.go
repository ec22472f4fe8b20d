package dossiers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// NumberCorrection gives a corrected result the next number of its register:
// the wrong one keeps its own. Scope: the competent tenant. Fault: Conflict.
func (s *Service) NumberCorrection(ctx context.Context, r Ref) error {
	return s.after(ctx, r.ID, func(ctx context.Context, c *change) (event, error) {
		res, err := c.correcting(ctx, "approved")
		if err != nil {
			return event{}, err
		}
		n, err := c.takeNumber(ctx, c.registerOf(res))
		if err != nil {
			return event{}, err
		}
		if err := c.numbered(ctx, res.ID, n); err != nil {
			return event{}, err
		}
		return event{kind: "dossier.correction_numbered", quiet: true, data: map[string]any{"number": n.Text}}, nil
	})
}

// IssueCorrection stores the signed document, marks the wrong result as
// replaced by it, and tells the resident. attach writes the stored file's row.
// Scope: the competent tenant. Fault: Conflict, also when the wrong one was
// revoked meanwhile.
func (s *Service) IssueCorrection(ctx context.Context, r Ref, attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)) error {
	return s.after(ctx, r.ID, func(ctx context.Context, c *change) (event, error) {
		res, err := c.correcting(ctx, "numbered")
		if err != nil {
			return event{}, err
		}
		old, err := c.result(ctx, "issued")
		if err != nil {
			return event{}, err
		}
		if old.ID != *res.Replaces {
			return event{}, movedOn()
		}
		doc, err := attach(ctx, c.tx, c.d.ID)
		if err != nil {
			return event{}, err
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.result SET state = 'replaced', ended_at = $2, replaced_by = $3 WHERE id = $1`, old.ID, c.now, res.ID); err != nil {
			return event{}, err
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.result SET state = 'issued', document_id = $2, issued_at = $3, check_code = $4 WHERE id = $1`, res.ID, doc, c.now, CheckCode()); err != nil {
			return event{}, err
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.result_revocation SET state = 'refused', decided_by = $2, decided_name = $3, decided_at = $4, answer = 'Đã thay bằng kết quả đính chính' WHERE result_id = $1 AND state = 'asked' AND asked_by <> $2`,
			old.ID, c.actor.ID, c.actor.Name, c.now); err != nil {
			return event{}, err
		}
		return event{kind: "dossier.result_replaced", data: map[string]any{"code": c.d.CodeText(), "number": res.Number, "old_number": old.Number, "reason": res.Correction}}, nil
	})
}
