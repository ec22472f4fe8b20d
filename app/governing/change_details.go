package governing

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// ChangeDetails sets how residents reach the context's office. Scope: tenant.
// Faults: Invalid beside a field.
func (s *Service) ChangeDetails(ctx context.Context, phone, address, email string) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	c := Contact{Phone: phone, Address: address, Email: email}.tidy()
	if bad := c.Check(); len(bad) > 0 {
		return fault.Fields(bad)
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.tenant SET phone = $2, address = $3, email = $4 WHERE id = $1`, sc.Tenant, c.Phone, c.Address, c.Email)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "tenant", SubjectID: sc.Tenant, Kind: "tenant.details_changed", Data: map[string]any{"phone": c.Phone, "address": c.Address, "email": c.Email}, At: s.Now()})
	})
	if err == nil && s.Changed != nil {
		s.Changed()
	}
	return err
}
