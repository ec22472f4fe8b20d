package dossiers

import (
	"context"
	"strings"
	"time"

	"motcua/app/deadlines"
	"motcua/app/fault"
)

// ExtendTerm is what a leader decided: how much longer, and why.
type ExtendTerm struct {
	Amount int // in the unit of the term, one of ExtensionsOf
	Reason string
}

// extensionBasis is named to officers beside the extension.
const extensionBasis = "Mẫu M04 (Thông tư 03/2025), hẹn lại không quá một lần"

// ExtendTerm gives a dossier a new date, once, and sends the resident the
// apology (M04) with the reason. The ledger gets an extension; what the office
// is measured by stays where the law put it. Scope: the competent holder.
// Faults: Invalid beside a field, NotFound, Conflict (dossier.extended when it
// was done before).
func (s *Service) ExtendTerm(ctx context.Context, r Ref, e ExtendTerm) error {
	return s.putOff(ctx, r, e, true)
}

// ProposeExtension writes reason and date into the draft of the apology, for a
// leader to sign. Nobody outside is told. Scope and faults as ExtendTerm.
func (s *Service) ProposeExtension(ctx context.Context, r Ref, e ExtendTerm) error {
	return s.putOff(ctx, r, e, false)
}

func (s *Service) putOff(ctx context.Context, r Ref, e ExtendTerm, sign bool) error {
	if e.Reason = strings.TrimSpace(e.Reason); e.Reason == "" {
		return required("reason", "", "Ghi lý do trễ; người dân đọc đúng lời này")
	}
	rules, err := s.ReminderRules(ctx)
	if err != nil {
		return err
	}
	return s.change(ctx, r, ActExtend, func(ctx context.Context, c *change) (event, error) {
		k, err := c.clock(ctx)
		if err != nil {
			return event{}, err
		}
		for _, x := range k.ledger {
			if x.Kind == deadlines.Extend {
				return event{}, fault.New(fault.Conflict, "dossier.extended", "Hồ sơ này đã hẹn lại một lần. Quy định không cho hẹn lại lần nữa.")
			}
		}
		list, err := Extensions(k.cal, k.policy, k.ledger, c.now, ExtensionLimit(k.policy, c.t.Extend, rules.ExtensionPercent))
		if err != nil {
			return event{}, err
		}
		if len(list) == 0 || c.d.DueAt == nil {
			return event{}, fault.New(fault.Conflict, "dossier.cannot_extend", "Hồ sơ này không hẹn lại được: thời hạn đang không chạy, hoặc quy định của thủ tục không cho hẹn lại.")
		}
		var to time.Time
		for _, x := range list {
			if x.Amount == e.Amount {
				to = x.Due
			}
		}
		if to.IsZero() {
			return event{}, fault.Fields(map[string]string{"amount": "Chọn một ngày hẹn mới trong danh sách"})
		}
		old := *c.d.DueAt
		if err := c.writeApology(ctx, k.policy.Unit, old, to, e, sign); err != nil {
			return event{}, err
		}
		data := map[string]any{"code": c.d.CodeText(), "reason": e.Reason, "old": old.UTC(), "promise": to.UTC(), "extended": e.Amount, "unit": string(k.policy.Unit)}
		if !sign {
			return event{kind: "dossier.extension_proposed", data: data, quiet: true}, nil
		}
		err = k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Extend, At: c.now, Amount: e.Amount, LegalBasis: extensionBasis, Reason: e.Reason})
		return event{kind: "dossier.term_extended", data: data}, err
	})
}

// writeApology puts what was decided into the letter that waits, or a new one.
func (c *change) writeApology(ctx context.Context, unit deadlines.Unit, old, to time.Time, e ExtendTerm, sign bool) error {
	if _, err := c.tx.Exec(ctx, `INSERT INTO app.apology (id, dossier_id, tenant_id, old_due, drafted_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (dossier_id) WHERE state <> 'cancelled' DO NOTHING`,
		newID(), c.d.ID, c.me, old, c.now); err != nil {
		return err
	}
	var err error
	var n int64
	if sign {
		tag, e2 := c.tx.Exec(ctx, `UPDATE app.apology SET state = 'sent', old_due = $2, amount = $3, unit = $4, new_due = $5, reason = $6, signed_by = $7, signed_name = $8, signed_at = $9, ended_at = $9
			WHERE dossier_id = $1 AND state IN ('drafted', 'proposed')`, c.d.ID, old, e.Amount, string(unit), to, e.Reason, c.actor.ID, c.actor.Name, c.now)
		n, err = tag.RowsAffected(), e2
	} else {
		tag, e2 := c.tx.Exec(ctx, `UPDATE app.apology SET state = 'proposed', old_due = $2, amount = $3, unit = $4, new_due = $5, reason = $6, proposed_by = $7, proposed_name = $8, proposed_at = $9
			WHERE dossier_id = $1 AND state IN ('drafted', 'proposed')`, c.d.ID, old, e.Amount, string(unit), to, e.Reason, c.actor.ID, c.actor.Name, c.now)
		n, err = tag.RowsAffected(), e2
	}
	if err == nil && n == 0 { // only the competent holder writes a letter, and one that was sent stands
		return movedOn()
	}
	return err
}
