package dossiers

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// ProposeSupplement hands a request that needs a leader to the leaders of the
// office: a further round, or one after its term. Nobody outside is told, and
// the clock goes on. why is what the officer says for it. Scope: the holder.
// Faults: Invalid; NotFound; Conflict.
func (s *Service) ProposeSupplement(ctx context.Context, r Ref, a AskSupplement, why string) error {
	if err := a.check(); err != nil {
		return err
	}
	if err := required("leader_reason", strings.TrimSpace(why), "Ghi vì sao cần yêu cầu thêm, lãnh đạo đọc lời này"); err != nil {
		return err
	}
	if err := s.SaveSupplementDraft(ctx, r.ID, SupplementDraft{Items: a.Items, Message: a.Message, Why: why}); err != nil {
		return err
	}
	return s.change(ctx, r, ActAskSupplement, func(ctx context.Context, c *change) (event, error) {
		need, err := c.needsLeader(ctx)
		if err != nil {
			return event{}, err
		}
		if need == "" {
			return event{}, fault.New(fault.Invalid, "supplement.no_leader_needed", "Yêu cầu này không cần lãnh đạo duyệt. Gửi thẳng cho người dân.")
		}
		tag, err := c.tx.Exec(ctx, `UPDATE app.supplement_draft SET state = 'proposed', proposed_at = $2 WHERE dossier_id = $1 AND state = 'draft'`, c.d.ID, c.now)
		if err != nil {
			return event{}, err
		}
		if tag.RowsAffected() == 0 {
			return event{}, movedOn()
		}
		return event{kind: "dossier.supplement_proposed", quiet: true, data: map[string]any{"round": c.d.SupplementRounds + 1, "items": a.Items, "reason": strings.TrimSpace(why)}}, nil
	})
}

// AgreeSupplement sends a proposed request with a leader's reason, under the
// name of who found the faults and of who agreed. Scope: the holder. Faults:
// Invalid beside "leader_reason"; NotFound; Conflict when nothing waits any more.
func (s *Service) AgreeSupplement(ctx context.Context, r Ref, reason string) error {
	if err := required("leader_reason", strings.TrimSpace(reason), "Ghi lý do đồng ý, người dân và thanh tra đọc được"); err != nil {
		return err
	}
	return s.change(ctx, r, ActAskSupplement, func(ctx context.Context, c *change) (event, error) {
		d, err := c.proposed(ctx)
		if err != nil {
			return event{}, err
		}
		a := AskSupplement{Items: d.Items, Message: d.Message, LeaderReason: reason, Leads: true}
		if err := a.check(); err != nil {
			return event{}, err
		}
		return c.askSupplement(ctx, a, d.SavedBy, d.SavedName)
	})
}

// RefuseSupplement gives a proposed request back to who wrote it, with the
// reason. Scope and faults as AgreeSupplement.
func (s *Service) RefuseSupplement(ctx context.Context, r Ref, reason string) error {
	if err := required("leader_reason", strings.TrimSpace(reason), "Ghi lý do không đồng ý, người soạn đọc lời này"); err != nil {
		return err
	}
	return s.change(ctx, r, ActAskSupplement, func(ctx context.Context, c *change) (event, error) {
		d, err := c.proposed(ctx)
		if err != nil {
			return event{}, err
		}
		reason := strings.TrimSpace(reason)
		if _, err := c.tx.Exec(ctx, `UPDATE app.supplement_draft SET state = 'refused', decided_name = $2, decided_at = $3, decision = $4 WHERE id = $1`, d.ID, c.actor.Name, c.now, reason); err != nil {
			return event{}, err
		}
		return event{kind: "dossier.supplement_refused", quiet: true, data: map[string]any{"round": c.d.SupplementRounds + 1, "reason": reason}}, nil
	})
}

func (c *change) proposed(ctx context.Context) (SupplementDraft, error) {
	d, err := lockSupplementDraft(ctx, c.tx, c.d.ID)
	if err == nil && d.State != "proposed" {
		return d, movedOn()
	}
	return d, err
}

// WaitingSupplement is a request that waits for a leader.
type WaitingSupplement struct {
	Dossier    uuid.UUID  `db:"dossier_id"`
	Code       string     `db:"code"`
	Applicant  string     `db:"applicant_name"`
	Procedure  *uuid.UUID `db:"procedure_id"`
	Why        string     `db:"why"`
	By         string     `db:"saved_name"`
	ProposedAt time.Time  `db:"proposed_at"`
	Due        time.Time  `db:"sort_due"`
}

// WaitingSupplements are those of the context's tenant, the longest waiting
// first. Scope: tenant.
func (s *Service) WaitingSupplements(ctx context.Context) ([]WaitingSupplement, error) {
	return pg.Rows[WaitingSupplement](ctx, s.DB, `SELECT x.dossier_id, t.code, t.applicant_name, t.procedure_id, x.why, x.saved_name, x.proposed_at, t.sort_due
		FROM app.supplement_draft x JOIN app.tenant_dossier t ON t.tenant_id = x.tenant_id AND t.dossier_id = x.dossier_id
		WHERE x.tenant_id = app.tenant_id() AND x.state = 'proposed' AND t.holder AND t.state IN ('submitted', 'accepted', 'processing') ORDER BY x.proposed_at, x.id LIMIT 200`)
}
