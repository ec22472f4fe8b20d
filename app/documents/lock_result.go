package documents

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// Why a file is locked after the act that issued it: a lock cannot be taken off,
// so it waits until the transaction has decided. Store, decide, lock.

// lateLock is how long a lock may take before people are told.
const lateLock = time.Hour

// LockLate tells whether an issued file should have been locked by now.
func (d Document) LockLate(now time.Time) bool {
	return d.UnlockedSince != nil && now.Sub(*d.UnlockedSince) > lateLock
}

// LockResult puts the store's lock on an issued file and writes down that it is
// on. It is the work of the lock_result job, in the worker's scope of the tenant
// that keeps the file. Precondition: the row is there and waits for it; else it
// does nothing. Twice is harmless.
// Faults: Unavailable (storage.down), Internal when the file is gone: to be tried again.
func (s *Service) LockResult(ctx context.Context, id uuid.UUID) error {
	d, err := s.Get(ctx, id)
	if fault.Is(err, fault.NotFound) || err == nil && d.UnlockedSince == nil {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.blobs.Lock(ctx, d.object()); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE app.document SET unlocked_since = NULL WHERE id = $1`, id)
		return err
	})
}

// mostLocks of one sweep; the next one goes on.
const mostLocks = 500

// LockLeft locks what the jobs left: theirs was lost with a process, or ended
// its tries while the store was down. Scope: worker of the tenant.
// Faults: as LockResult, the first of them after all were tried.
func (s *Service) LockLeft(ctx context.Context) error {
	ids, err := pg.Values[uuid.UUID](ctx, s.db, `SELECT id FROM app.document WHERE tenant_id = app.tenant_id() AND unlocked_since < $1 ORDER BY unlocked_since LIMIT $2`, s.now().Add(-lateLock/4), mostLocks)
	if err != nil {
		return err
	}
	var first error
	for _, id := range ids {
		if err := s.LockResult(ctx, id); err != nil && first == nil {
			if first = err; fault.Is(err, fault.Unavailable) {
				break // so would the others
			}
		}
	}
	return first
}
