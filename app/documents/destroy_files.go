package documents

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/storage/blob"
	"motcua/storage/pg"
)

// LockDays is for how many days an issued result cannot be deleted from the store.
func (s *Service) LockDays() int { return s.blobs.LockDays() }

// DestroyFiles deletes at most limit of the files that belonged to dossiers of a
// list that were destroyed, and the lines that name them; n is how many there
// were. The rows went before, and with them the keys: nobody can read these files
// any more. In the worker's scope of the office; twice is harmless.
// Faults: Unavailable (storage.down), Conflict (document.is_locked) for a result
// whose lock is not over: to be tried again.
func (s *Service) DestroyFiles(ctx context.Context, list uuid.UUID, limit int) (n int, err error) {
	keys, err := pg.Values[string](ctx, s.db, `SELECT object_key FROM app.destruction_object WHERE list_id = $1 ORDER BY object_key LIMIT $2`, list, limit)
	if err != nil || len(keys) == 0 {
		return 0, err
	}
	var gone []string
	for _, k := range keys {
		if err = s.blobs.Delete(ctx, blob.Object{Tenant: tenantOf(k), Key: k}); err != nil {
			break
		}
		gone = append(gone, k)
	}
	// what is gone is written down even when the next one could not be deleted
	if e := s.db.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM app.destruction_object WHERE object_key = ANY ($1::text[])`, gone)
		return err
	}); e != nil {
		return 0, e
	}
	return len(keys), err
}
