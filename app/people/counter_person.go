package people

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// CounterPerson is ResidentFor in a transaction of its own, for pages. Scope: tenant.
// Faults: Invalid beside a field.
func (s *Service) CounterPerson(ctx context.Context, p Seen) (id uuid.UUID, err error) {
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		id, err = ResidentFor(ctx, tx, p)
		return err
	})
	return id, err
}
