package blob

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// PGKeys keeps tenants' keysets in app.tenant_key, reached by two functions that
// every scope may execute: nobody reads the table. It needs a scope in ctx.
type PGKeys struct{ DB *pg.DB }

// Get implements KeyStore.
func (k PGKeys) Get(ctx context.Context, tenant uuid.UUID) ([]byte, error) {
	return pg.Value[[]byte](ctx, k.DB, `SELECT app.tenant_key_get($1)`, tenant)
}

// Create implements KeyStore.
func (k PGKeys) Create(ctx context.Context, tenant uuid.UUID, wrapped []byte) ([]byte, error) {
	stored, err := pg.Value[[]byte](ctx, k.DB, `SELECT app.tenant_key_put($1, $2)`, tenant, wrapped)
	if err == nil && len(stored) == 0 {
		err = errors.New("blob: the tenant key was not stored")
	}
	return stored, err
}
