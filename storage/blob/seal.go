package blob

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"motcua/app/fault"
)

// Seal encrypts a small secret (a signing key file) under the tenant's keyset.
// about ties it to the row that keeps it: it opens nowhere else.
func (s *Store) Seal(ctx context.Context, tenant uuid.UUID, about string, secret []byte) ([]byte, error) {
	a, err := s.keys.tenant(ctx, tenant, true)
	if err != nil {
		return nil, err
	}
	sealed, err := a.Encrypt(secret, binding(tenant, "seal:"+about))
	if err != nil {
		return nil, fmt.Errorf("blob: sealing: %w", err)
	}
	return sealed, nil
}

// Unseal opens what Seal made for the same tenant and the same row.
// Faults: NotFound when the tenant's keyset was shredded, Internal when the
// bytes are not what was sealed.
func (s *Store) Unseal(ctx context.Context, tenant uuid.UUID, about string, sealed []byte) ([]byte, error) {
	a, err := s.keys.tenant(ctx, tenant, false)
	if err != nil {
		return nil, err
	}
	secret, err := a.Decrypt(sealed, binding(tenant, "seal:"+about))
	if err != nil {
		return nil, fault.New(fault.Internal, "storage.unsealed").Wrap(err)
	}
	return secret, nil
}
