package documents

import (
	"context"
	"time"

	"motcua/storage/blob"
	"motcua/tenants"
)

// orphanAge is how old an object without a row must be before the sweep takes it:
// far longer than any upload or job is under way.
const orphanAge = 48 * time.Hour

// Sweep deletes the tenant's stored files that no row has: uploads whose
// transaction failed, drafts that were thrown away. It is the work of the
// sweep_blobs job, in the worker's scope of the tenant; twice is harmless.
// It returns how many it deleted.
// Fault: Unavailable (storage.down): to be tried again.
func (s *Service) Sweep(ctx context.Context) (deleted int, err error) {
	scope, err := tenants.From(ctx)
	if err != nil {
		return 0, err
	}
	var batch []blob.Object
	flush := func() error {
		n, err := s.deleteUnowned(ctx, batch)
		deleted, batch = deleted+n, batch[:0]
		return err
	}
	err = s.blobs.Keys(ctx, scope.Tenant, s.now().Add(-orphanAge), func(o blob.Object) error {
		if batch = append(batch, o); len(batch) < 500 {
			return nil
		}
		return flush()
	})
	if err == nil && len(batch) > 0 {
		err = flush()
	}
	return deleted, err
}
