package blob

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/minio/minio-go/v7"

	"motcua/app/fault"
)

// LockDays is for how many days an issued result cannot be deleted.
func (s *Store) LockDays() int { return s.cfg.RetentionDays }

// Delete removes an object for good, of a result every version and every mark of
// its deletion; one that is gone already is no error. The caller has deleted the
// row, and with it the wrapped key, first, or never wrote it.
// Faults: Conflict (document.is_locked) for an issued result while its lock
// holds, Unavailable (storage.down).
func (s *Store) Delete(ctx context.Context, o Object) error {
	if err := ownKey(o); err != nil {
		return err
	}
	if !o.Issued() {
		err := s.core.RemoveObject(ctx, s.cfg.Bucket, o.Key, minio.RemoveObjectOptions{})
		if minio.ToErrorResponse(err).Code == "NoSuchKey" {
			return nil
		}
		return translate(ctx, err)
	}
	ctx, stop := context.WithCancel(ctx) // ends the listing with the first version that stays
	defer stop()
	for v := range s.core.ListObjectsIter(ctx, s.cfg.ResultBucket, minio.ListObjectsOptions{Prefix: o.Key, WithVersions: true, Recursive: true}) {
		if v.Err != nil {
			return translate(ctx, v.Err)
		}
		if v.Key != o.Key {
			continue
		}
		err := s.core.RemoveObject(ctx, s.cfg.ResultBucket, o.Key, minio.RemoveObjectOptions{VersionID: v.VersionID})
		switch minio.ToErrorResponse(err).Code {
		case "":
		case "NoSuchKey", "NoSuchVersion":
			continue
		case "AccessDenied", "InvalidRequest", "ObjectLocked":
			return fault.New(fault.Conflict, KeyLocked, "Kết quả đã ban hành còn trong thời hạn khóa lưu trữ, chưa xóa được.").Wrap(err)
		}
		if err != nil {
			return translate(ctx, err)
		}
	}
	return ctx.Err()
}

// Listed is one object as the store lists it.
type Listed struct {
	Object
	At time.Time // when it was stored
}

// List calls fn for every object of the tenant in order of its key, first what
// was handed in, then issued results, until fn gives an error.
// Faults: Unavailable (storage.down), and whatever fn gives.
func (s *Store) List(ctx context.Context, tenant uuid.UUID, fn func(Listed) error) error {
	ctx, stop := context.WithCancel(ctx) // ends the listing when fn does
	defer stop()
	for _, place := range []struct{ bucket, prefix string }{{s.cfg.Bucket, tenant.String() + "/"}, {s.cfg.ResultBucket, tenant.String() + "/result/"}} {
		for info := range s.core.ListObjectsIter(ctx, place.bucket, minio.ListObjectsOptions{Prefix: place.prefix, Recursive: true}) {
			if info.Err != nil {
				return translate(ctx, info.Err)
			}
			if strings.HasSuffix(info.Key, "/") {
				continue
			}
			if err := fn(Listed{Object{Tenant: tenant, Key: info.Key}, info.LastModified}); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// Exists tells whether the store has the object.
// Fault: Unavailable (storage.down).
func (s *Store) Exists(ctx context.Context, o Object) (bool, error) {
	if err := ownKey(o); err != nil {
		return false, err
	}
	_, err := s.core.StatObject(ctx, s.bucket(o), o.Key, minio.StatObjectOptions{})
	switch minio.ToErrorResponse(err).Code {
	case "NoSuchKey", "NoSuchVersion", "MethodNotAllowed":
		return false, nil
	}
	return err == nil, translate(ctx, err)
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
