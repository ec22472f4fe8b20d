package dossiers

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// Assign gives the dossier to a colleague. Scope: the holder. Whether that
// person may work on it is checked by the caller.
func (s *Service) Assign(ctx context.Context, r Ref, staff uuid.UUID, name string) error {
	return s.AssignStep(ctx, r, "", staff, name)
}

// AssignStep gives one of several open steps to a colleague; "" is the one that
// the dossier's line shows. See Assign.
func (s *Service) AssignStep(ctx context.Context, r Ref, step string, staff uuid.UUID, name string) error {
	return s.change(ctx, r, ActAssign, func(ctx context.Context, c *change) (event, error) {
		return c.assign(ctx, step, staff, name)
	})
}

// Take is a handler who takes a dossier that nobody works on. Scope: the
// holder. Faults: NotFound; Conflict when somebody has it by now.
func (s *Service) Take(ctx context.Context, r Ref, staff uuid.UUID, name string) error {
	return s.TakeStep(ctx, r, "", staff, name)
}

// TakeStep takes one of several open steps; "" is the one that the dossier's
// line shows. See Take.
func (s *Service) TakeStep(ctx context.Context, r Ref, step string, staff uuid.UUID, name string) error {
	return s.change(ctx, r, ActTake, func(ctx context.Context, c *change) (event, error) {
		st, task, err := c.standing(ctx, step)
		if err != nil {
			return event{}, err
		}
		if task.Assignee != nil || st.Role != "handler" {
			return event{}, movedOn()
		}
		return c.assign(ctx, step, staff, name)
	})
}

// assign gives a step to somebody; it keeps its time.
func (c *change) assign(ctx context.Context, step string, staff uuid.UUID, name string) (event, error) {
	if staff == uuid.Nil {
		return event{}, fault.Fields(map[string]string{"assignee": "Chọn người xử lý"})
	}
	st, task, err := c.standing(ctx, step)
	if err != nil {
		return event{}, err
	}
	if c.d.State == Accepted {
		c.d.State = Processing
	}
	if err := c.closeStep(ctx, st.Key, "assigned", ""); err != nil {
		return event{}, err
	}
	if err := c.task(ctx, st, &staff, name, task.DueAt); err != nil {
		return event{}, err
	}
	return event{kind: "dossier.assigned", silent: true, data: map[string]any{"to": name, "step": st.Title}}, c.settle(ctx)
}

// Verdict on one paper.
type Verdict struct {
	Paper  uuid.UUID
	OK     bool
	Reason string // key of SupplementReasons when not OK
	Note   string
}

// Verify records that an officer looked at papers. Scope: the holder.
// Faults: Invalid, NotFound, Conflict.
func (s *Service) Verify(ctx context.Context, r Ref, vs []Verdict) error {
	return s.change(ctx, r, ActVerify, func(ctx context.Context, c *change) (event, error) {
		seen := []map[string]any{}
		for _, v := range vs {
			state := "confirmed"
			if !v.OK {
				state = "faulty"
				if _, ok := SupplementReasons[v.Reason]; !ok {
					return event{}, fault.Fields(map[string]string{"reason_" + v.Paper.String(): "Chọn lý do giấy tờ chưa đạt"})
				}
			} else {
				v.Reason = ""
			}
			var title string
			err := c.tx.QueryRow(ctx, `UPDATE app.paper SET state = $3, reason = $4, note = $5, checked_by = $6, checked_name = $7, checked_at = $8
				WHERE id = $2 AND dossier_id = $1 AND state <> 'replaced' RETURNING title`, c.d.ID, v.Paper, state, v.Reason, v.Note, c.actor.ID, c.actor.Name, c.now).Scan(&title)
			if err == pgx.ErrNoRows {
				return event{}, fault.New(fault.NotFound, "paper.not_found", "Không tìm thấy giấy tờ này.")
			}
			if err != nil {
				return event{}, err
			}
			seen = append(seen, map[string]any{"paper": title, "ok": v.OK})
		}
		if err := c.recount(ctx); err != nil {
			return event{}, err
		}
		return event{kind: "dossier.papers_verified", quiet: true, data: seen}, nil
	})
}

// RemovePaper takes a file off a draft, or off an answer not yet sent. drop
// removes the stored document itself in the same transaction; outside a draft
// it stays with the dossier, except the copy of a paper of her own, whose use
// is taken back. Scope: resident. Fault: NotFound.
func (s *Service) RemovePaper(ctx context.Context, dossier, paper uuid.UUID, drop func(ctx context.Context, tx pgx.Tx, document uuid.UUID) error) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var doc *uuid.UUID
		var goes bool
		err := tx.QueryRow(ctx, `DELETE FROM app.paper p USING app.dossier d WHERE p.id = $1 AND p.dossier_id = $2 AND d.id = p.dossier_id
			RETURNING p.document_id, d.state = 'draft' OR EXISTS (SELECT 1 FROM app.vault_use u WHERE u.document_id = p.document_id)`, paper, dossier).Scan(&doc, &goes)
		if err != nil {
			return pg.Translate(err)
		}
		if doc == nil || !goes || drop == nil {
			return nil
		}
		return drop(ctx, tx, *doc)
	})
}

// note trims what people type.
func note(s string) string { return strings.TrimSpace(s) }
