package dossiers

import (
	"context"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
)

// ownImmediate is the refusal of a signature under one's own draft.
func ownImmediate() error {
	return fault.New(fault.Forbidden, "result.own_draft", "Ông/Bà đã lập hồ sơ này nên không được ký. Người khác có thẩm quyền cần ký.")
}

// SignImmediate signs one dossier of the lane: every line takes the next
// number of its register in the same transaction, the clock stops, the dossier
// is decided. title is printed with the name. Never the person who prepared
// it. Returns the numbers in words. Scope: the tenant.
// Faults: NotFound, Forbidden, Conflict.
func (s *Service) SignImmediate(ctx context.Context, r Ref, title string) (numbers string, err error) {
	err = s.immediate(ctx, r, StepSignNow, func(ctx context.Context, c *change) error {
		res, err := c.result(ctx, "drafted")
		if err != nil {
			return err
		}
		if res.DraftedBy == c.actor.ID {
			return ownImmediate()
		}
		register, year := c.registerOf(res), c.now.In(deadlines.Zone).Year()
		if numbers, err = c.numberLines(ctx, register, title); err != nil {
			return err
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.result SET state = 'issued', approved_by = $2, approved_name = $3, approved_title = $4, approved_at = $5,
			register = $6, number = $7, year = $8, numbered_by = $2, numbered_name = $3, numbered_at = $5, issued_at = $5, check_code = $9 WHERE id = $1`,
			res.ID, c.actor.ID, c.actor.Name, title, c.now, register, numbers, year, CheckCode()); err != nil {
			return err
		}
		k, err := c.clock(ctx)
		if err != nil {
			return err
		}
		if err := k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Stop, At: c.now}); err != nil {
			return err
		}
		if err := c.closeTask(ctx, "done", ""); err != nil {
			return err
		}
		granted := Granted
		c.d.State, c.d.Outcome, c.d.DecidedAt, c.d.DueAt, c.d.Step, c.d.Assignee = Decided, &granted, &c.now, nil, StepReturnNow, nil
		if err := save(ctx, c.tx, c.d); err != nil {
			return err
		}
		if err := s.record(ctx, c.tx, c.d, event{kind: "dossier.result_approved", silent: true}); err != nil {
			return err
		}
		return s.record(ctx, c.tx, c.d, event{kind: "dossier.decided", silent: true, data: map[string]any{
			"code": c.d.CodeText(), "outcome": granted, "number": numbers, "on_time": c.d.LawfulDue == nil || !c.now.After(*c.d.LawfulDue),
		}})
	})
	return numbers, err
}

// numberLines gives each line the next number. The register's counter stays
// locked until the transaction ends: no gaps, no doubles, and the numbers of
// one dossier follow each other.
func (c *change) numberLines(ctx context.Context, register, title string) (string, error) {
	rows, err := c.tx.Query(ctx, `SELECT id FROM app.register_entry WHERE dossier_id = $1 AND tenant_id = $2 ORDER BY seq`, c.d.ID, c.me)
	if err != nil {
		return "", err
	}
	var ids []uuid.UUID
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			return "", err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	first, last := "", ""
	for _, id := range ids {
		n, err := c.takeNumber(ctx, register)
		if err != nil {
			return "", err
		}
		last = n.Text
		if first == "" {
			first = last
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.register_entry SET register = $2, year = $3, ordinal = $4, number = $5, book = $6, signed_by = $7, signed_name = $8, signed_title = $9, signed_at = $10 WHERE id = $1`,
			id, register, n.Year, n.Ordinal, last, n.Book, c.actor.ID, c.actor.Name, title, c.now); err != nil {
			return "", err
		}
	}
	switch {
	case first == "":
		return "", movedOn()
	case first == last:
		return first, nil
	}
	return first + " đến " + last, nil
}

// SendBackImmediate returns a dossier of the lane to the counter with the
// reason. Scope: the tenant. Faults: Invalid, Conflict.
func (s *Service) SendBackImmediate(ctx context.Context, r Ref, reason string) error {
	if err := required("reason", note(reason), "Ghi lý do trả lại để quầy sửa"); err != nil {
		return err
	}
	return s.immediate(ctx, r, StepSignNow, func(ctx context.Context, c *change) error {
		res, err := c.result(ctx, "drafted")
		if err != nil {
			return err
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.result SET state = 'sent_back', sent_back_reason = $2 WHERE id = $1`, res.ID, note(reason)); err != nil {
			return err
		}
		if err := c.enter(ctx, Step{Key: StepFixNow, Title: "Quầy sửa, trình lại", Role: "receptionist", Minutes: 30}, nil, ""); err != nil {
			return err
		}
		if err := save(ctx, c.tx, c.d); err != nil {
			return err
		}
		return s.record(ctx, c.tx, c.d, event{kind: "dossier.result_sent_back", quiet: true, data: map[string]any{"reason": note(reason), "to": res.DraftedName}})
	})
}
