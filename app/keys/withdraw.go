package keys

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
	"motcua/tenants"
)

// Withdraw ends the use of one's own key, or of the office's: the sealed file
// is gone at once, the certificate stays to be recognised on old papers.
// Scope: the tenant. Fault: NotFound (None).
func (s *Service) Withdraw(ctx context.Context, office bool) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	staff := &sc.Actor.ID
	if office {
		staff = nil
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var name string
		err := tx.QueryRow(ctx, `SELECT subject FROM app.signing_key WHERE tenant_id = $1 AND staff_id IS NOT DISTINCT FROM $2 AND state = 'active'`, sc.Tenant, staff).Scan(&name)
		if err == pgx.ErrNoRows {
			return none()
		}
		if err != nil {
			return err
		}
		if err := s.end(ctx, tx, sc, staff); err != nil {
			return err
		}
		return s.note(ctx, tx, sc, staff, "key_withdrawn", map[string]any{"subject": name})
	})
}

// end withdraws the live key, if there is one.
func (s *Service) end(ctx context.Context, tx pgx.Tx, sc tenants.Scope, staff *uuid.UUID) error {
	_, err := tx.Exec(ctx, `UPDATE app.signing_key SET state = 'withdrawn', sealed = NULL, withdrawn_by = $3, withdrawn_name = $4, withdrawn_at = $5
		WHERE tenant_id = $1 AND staff_id IS NOT DISTINCT FROM $2 AND state = 'active'`, sc.Tenant, staff, sc.Actor.ID, sc.Actor.Name, s.Now())
	return pg.Translate(err)
}
