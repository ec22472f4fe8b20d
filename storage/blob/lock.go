package blob

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/minio/minio-go/v7"
)

// Lock makes an issued result unchangeable: until Config.RetentionDays have
// passed neither Delete nor an overwrite can touch what PutResult wrote. A lock
// that is on stays as it is, so twice is harmless; it cannot be taken off, so
// whoever stores a result locks it only after its row is there for good.
// Faults: Internal (storage.damaged) when nothing is left to lock, Unavailable
// (storage.down).
func (s *Store) Lock(ctx context.Context, o Object) error {
	if err := ownKey(o); err != nil {
		return err
	}
	if !o.Issued() {
		return errors.New("blob: only results are locked")
	}
	version, err := s.firstVersion(ctx, o)
	if err != nil {
		return err
	}
	now := s.now().UTC()
	_, until, err := s.core.GetObjectRetention(ctx, s.cfg.ResultBucket, o.Key, version)
	switch code := minio.ToErrorResponse(err).Code; {
	case err == nil && until != nil && until.After(now):
		return nil
	case err != nil && code != "NoSuchObjectLockConfiguration" && code != "ObjectLockConfigurationNotFoundError":
		return translate(ctx, err)
	}
	mode, end := minio.RetentionMode(s.cfg.RetentionMode), now.Add(time.Duration(s.cfg.RetentionDays)*24*time.Hour).Truncate(time.Second)
	if err := s.core.PutObjectRetention(ctx, s.cfg.ResultBucket, o.Key, minio.PutObjectRetentionOptions{Mode: &mode, RetainUntilDate: &end, VersionID: version}); err != nil {
		return fmt.Errorf("blob: lock: %w", translate(ctx, err))
	}
	return nil
}
