package dossiers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
)

// ConfirmPulled notes that an officer read in a register what a paper would
// have shown (Decree 118/2025 article 4): it counts as presented and confirmed.
// register is its name as people know it. Scope: a tenant that may add papers.
// Twice is once. Faults: NotFound; Conflict when nothing may be added now.
func (s *Service) ConfirmPulled(ctx context.Context, dossier uuid.UUID, component, register string) error {
	d, err := s.ByID(ctx, dossier)
	if err != nil {
		return err
	}
	sc := scope(ctx)
	if sc.Tenant == uuid.Nil || !d.State.Can(ActAddPaper) {
		return movedOn()
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	c, ok := t.Component(component)
	if !ok || register == "" {
		return fault.New(fault.NotFound, "component.not_found", "Thủ tục này không có giấy tờ tra cứu đó.")
	}
	now := s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO app.paper (id, dossier_id, tenant_id, component, title, required, form, state, checked_by, checked_name, checked_at, note)
			SELECT $1, $2, $3, $4, $5, false, 'electronic', 'confirmed', $6, $7, $8, $9
			WHERE NOT EXISTS (SELECT 1 FROM app.paper WHERE dossier_id = $2 AND component = $4 AND state = 'confirmed')`,
			newID(), dossier, sc.Tenant, c.Key, c.Title, sc.Actor.ID, sc.Actor.Name, now, "Đã tra cứu trong "+register)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return s.record(ctx, tx, &d, event{kind: "dossier.paper_added", quiet: true, data: map[string]any{"paper": c.Title, "form": "electronic", "register": register}})
	})
}
