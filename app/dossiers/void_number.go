package dossiers

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"motcua/app/audit"
	"motcua/app/procedures/revision"
)

// VoidNext takes the next number of a register and makes it void, with the
// reason: it was used on paper, or written wrong. It keeps its place. Scope: the
// tenant. Faults: Invalid without a reason; Conflict when the books are closed.
func (s *Service) VoidNext(ctx context.Context, register, reason string) (number string, err error) {
	if err := required2("reason", note(reason), "Ghi lý do hủy số", "register", strings.TrimSpace(register), "Chọn sổ"); err != nil {
		return "", err
	}
	err = s.registerTx(ctx, func(c *change) error {
		n, err := c.takeNumber(ctx, register)
		if err != nil {
			return err
		}
		number = n.Text
		return c.void(ctx, n, nil, reason)
	})
	return number, err
}

// VoidNumber takes the number off a result that was not issued yet: the number
// stays in the register, void, and the result waits for another; a correction
// whose result was revoked meanwhile waits for nothing more. Scope: the holder;
// of a correction the competent tenant. Faults: Invalid without a reason; Conflict.
func (s *Service) VoidNumber(ctx context.Context, r Ref, reason string) error {
	if err := required("reason", note(reason), "Ghi lý do hủy số"); err != nil {
		return err
	}
	return s.onResult(ctx, r, ActNumber, revision.NumberIt, []string{"numbered"}, func(ctx context.Context, c *change, res Result) (event, error) {
		n := Number{Text: res.Number}
		if err := c.tx.QueryRow(ctx, `UPDATE app.result r SET state = 'approved', register = '', number = '', year = NULL, ordinal = NULL, book = NULL, numbered_by = NULL, numbered_name = '', numbered_at = NULL
			FROM (SELECT id, register, year, coalesce(ordinal, split_part(number, '/', 1)::int) AS ordinal, book FROM app.result WHERE id = $1) o WHERE r.id = o.id RETURNING o.register, o.year, o.ordinal, o.book`,
			res.ID).Scan(&n.Register, &n.Year, &n.Ordinal, &n.Book); err != nil {
			return event{}, err
		}
		if err := c.void(ctx, n, &c.d.ID, reason); err != nil {
			return event{}, err
		}
		if res.Replaces != nil {
			if err := c.dropCorrection(ctx, *res.Replaces); err != nil {
				return event{}, err
			}
		}
		return event{kind: "dossier.number_voided", quiet: true, data: map[string]any{"number": n.Text, "reason": note(reason)}}, nil
	})
}

// void keeps a number in its register as one that is not used.
func (c *change) void(ctx context.Context, n Number, dossier *uuid.UUID, reason string) error {
	if _, err := c.tx.Exec(ctx, `INSERT INTO app.register_void (id, tenant_id, register, year, ordinal, number, book, dossier_id, reason, voided_by, voided_name, voided_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, newID(), c.me, n.Register, n.Year, n.Ordinal, n.Text, n.Book, dossier, note(reason), c.actor.ID, c.actor.Name, c.now); err != nil {
		return err
	}
	if dossier != nil {
		return nil // its own history says it
	}
	return audit.Write(ctx, c.tx, audit.Entry{Subject: "tenant", SubjectID: c.me, Kind: "register.number_voided", At: c.now, Data: map[string]any{"register": n.Register, "number": n.Text, "reason": note(reason)}})
}
