package blob

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/minio/minio-go/v7"

	"motcua/app/fault"
)

// Delete removes an object; one that is gone already is no error. The caller has
// deleted the row, and with it the wrapped key, first.
// Faults: Conflict (document.is_locked) for an issued result, Unavailable (storage.down).
func (s *Store) Delete(ctx context.Context, o Object) error {
	if err := ownKey(o); err != nil {
		return err
	}
	if o.Locked() {
		return fault.New(fault.Conflict, KeyLocked, "Kết quả đã ban hành được lưu giữ, không xóa được.")
	}
	err := s.core.RemoveObject(ctx, s.cfg.Bucket, o.Key, minio.RemoveObjectOptions{})
	if minio.ToErrorResponse(err).Code == "NoSuchKey" {
		return nil
	}
	return translate(ctx, err)
}

// Keys calls fn for every object of the tenant that was stored before the given
// time, results left out, until fn gives an error. The sweep uses it to find
// objects whose row never came.
// Faults: Unavailable (storage.down), and whatever fn gives.
func (s *Store) Keys(ctx context.Context, tenant uuid.UUID, before time.Time, fn func(Object) error) error {
	ctx, stop := context.WithCancel(ctx) // ends the listing when fn does
	defer stop()
	prefix := tenant.String() + "/"
	for info := range s.core.ListObjectsIter(ctx, s.cfg.Bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if info.Err != nil {
			return translate(ctx, info.Err)
		}
		if !info.LastModified.Before(before) || strings.HasSuffix(info.Key, "/") {
			continue
		}
		if err := fn(Object{Tenant: tenant, Key: info.Key}); err != nil {
			return err
		}
	}
	return ctx.Err()
}
