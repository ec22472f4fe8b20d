package dossiers

import (
	"context"

	"github.com/google/uuid"

	"motcua/app/procedures/revision"
)

// SendBack returns a draft to its drafter with the reason. Scope: the holder.
func (s *Service) SendBack(ctx context.Context, r Ref, reason string) error {
	return s.SendBackTo(ctx, r, "", "", reason)
}

// SendBackTo returns step ("" the one that the dossier's line shows) to a step
// before it that the workflow names ("" the first of them). What came after
// that step is done anew: a draft comes back to its drafter, what was
// initialled loses its initials, other branches stay where they are unless
// they follow from it. A correction goes back to its drafter. Scope: the holder;
// of a correction the competent tenant. Faults: Invalid without a reason or
// for a step it may not be sent to; Conflict.
func (s *Service) SendBackTo(ctx context.Context, r Ref, step, to, reason string) error {
	if err := required("reason", note(reason), "Ghi lý do trả lại để người làm trước sửa"); err != nil {
		return err
	}
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if d.ended() { // only a correction is in work
		return s.after(ctx, r.ID, func(ctx context.Context, c *change) (event, error) {
			res, err := c.correcting(ctx, inWork[:2]...)
			if err != nil {
				return event{}, err
			}
			_, err = c.tx.Exec(ctx, `UPDATE app.result SET state = 'sent_back', sent_back_reason = $2 WHERE id = $1`, res.ID, note(reason))
			return res.event("sent_back", map[string]any{"reason": note(reason), "to": res.DraftedName}), err
		})
	}
	return s.change(ctx, r, ActSendBack, func(ctx context.Context, c *change) (event, error) {
		st, _, err := c.standing(ctx, step)
		if err != nil {
			return event{}, err
		}
		backs := c.t.SendBacks(st.Key)
		if len(backs) == 0 {
			return event{}, movedOn()
		}
		target := backs[0]
		for _, b := range backs {
			if b.Key == to {
				target = b
			}
		}
		if to != "" && target.Key != to {
			return event{}, required("to", "", "Chọn bước trả lại trong danh sách")
		}
		return c.sendBack(ctx, st.Key, target, reason)
	})
}

// sendBack undoes what was done after target and lets it be done anew.
func (c *change) sendBack(ctx context.Context, step string, target Step, reason string) (event, error) {
	who, name, err := c.undoResult(ctx, target, reason)
	if err != nil {
		return event{}, err
	}
	if who == nil {
		if who, name, err = c.lastAt(ctx, target); err != nil {
			return event{}, err
		}
	}
	open, err := c.tasks(ctx)
	if err != nil {
		return event{}, err
	}
	for _, o := range open {
		if o.Step == step || c.t.flow().Leads(target.Key, o.Step) {
			if err := c.closeStep(ctx, o.Step, "sent_back", reason); err != nil {
				return event{}, err
			}
			if err := c.cancelConsultation(ctx, o.Step, ClosedSentBack); err != nil {
				return event{}, err
			}
		}
	}
	if err := c.task(ctx, target, who, name, nil); err != nil {
		return event{}, err
	}
	data := map[string]any{"reason": reason, "to": name, "step": target.Title}
	if target.Kind == revision.Draft {
		return event{kind: "dossier.result_sent_back", quiet: true, data: data}, c.settle(ctx)
	}
	return event{kind: "dossier.step_sent_back", quiet: true, data: data}, c.settle(ctx)
}

// undoResult takes back what the result went through after target. It gives
// the drafter when the draft itself has to be made again.
func (c *change) undoResult(ctx context.Context, target Step, reason string) (who *uuid.UUID, name string, err error) {
	rows, err := c.results(ctx, "drafted", "initialled")
	if err != nil || len(rows) == 0 {
		return nil, "", err
	}
	res := rows[0]
	if !c.afterDraft(target.Key) {
		if _, err := c.tx.Exec(ctx, `UPDATE app.result SET state = 'sent_back', sent_back_reason = $2 WHERE id = $1`, res.ID, reason); err != nil {
			return nil, "", err
		}
		if target.Kind == revision.Draft {
			return &res.DraftedBy, res.DraftedName, nil
		}
		return nil, "", nil
	}
	_, err = c.tx.Exec(ctx, `UPDATE app.result SET state = 'drafted', initialled_by = NULL, initialled_name = '', initialled_at = NULL WHERE id = $1`, res.ID)
	return nil, "", err
}

// afterDraft tells whether a step comes after the draft: then the draft stands.
func (c *change) afterDraft(key string) bool {
	f := c.t.flow()
	for _, s := range f.Steps {
		if s.Kind == revision.Draft && s.Key != key && f.Leads(s.Key, key) {
			return true
		}
	}
	return false
}

// lastAt is who worked on a step last, where it is given to a person.
func (c *change) lastAt(ctx context.Context, st Step) (*uuid.UUID, string, error) {
	if st.Role != string(revision.Handler) {
		return nil, "", nil
	}
	var who *uuid.UUID
	var name string
	rows, err := c.tx.Query(ctx, `SELECT assignee, assignee_name FROM app.task WHERE dossier_id = $1 AND step = $2 AND assignee IS NOT NULL ORDER BY seq DESC LIMIT 1`, c.d.ID, st.Key)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(&who, &name)
	}
	return who, name, err
}
