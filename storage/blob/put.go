package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"

	"github.com/google/uuid"
	"github.com/minio/minio-go/v7"
	"github.com/minio/sio"
)

// partSize bounds what one upload holds in memory: one part read ahead here and,
// only for files larger than it, one more inside the client. 5 MiB is the least
// that S3 takes for a part.
const partSize = 5 << 20

var parts = sync.Pool{New: func() any { b := make([]byte, partSize); return &b }}

// Put encrypts r and stores it under a new random key of the tenant. At most
// maxBytes of plaintext are taken. Nothing refers to the object until the caller
// has committed its row; an object without a row is removed by the sweep.
//
// Faults: Invalid (document.too_big), Unavailable (storage.down). An error of r
// comes back wrapped as it is.
func (s *Store) Put(ctx context.Context, tenant uuid.UUID, r io.Reader, maxBytes int64, contentType string) (Object, error) {
	return s.put(ctx, tenant, "/", r, maxBytes, contentType)
}

// PutResult is Put into the bucket of results, where Lock can make sure that
// nothing touches what was written. Until then Delete throws it away.
// Faults: as Put.
func (s *Store) PutResult(ctx context.Context, tenant uuid.UUID, r io.Reader, maxBytes int64, contentType string) (Object, error) {
	return s.put(ctx, tenant, "/result/", r, maxBytes, contentType)
}

func (s *Store) put(ctx context.Context, tenant uuid.UUID, folder string, r io.Reader, maxBytes int64, contentType string) (Object, error) {
	if tenant == uuid.Nil {
		return Object{}, errors.New("blob: no tenant")
	}
	if err := s.ensure(ctx); err != nil {
		return Object{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Object{}, fmt.Errorf("blob: %w", err)
	}
	o := Object{Tenant: tenant, Key: tenant.String() + folder + id.String(), ContentType: contentType}
	key, wrapped, err := s.keys.newObjectKey(ctx, tenant, o.Key)
	if err != nil {
		return Object{}, err
	}
	o.WrappedKey = wrapped

	src := &source{r: r, max: maxBytes, sum: sha256.New()}
	enc, err := sio.EncryptReader(src, dare(key, 0))
	if err != nil {
		return Object{}, fmt.Errorf("blob: %w", err)
	}
	err = s.upload(ctx, o, enc)
	if src.err != nil { // what the client makes of it does not matter
		return Object{}, src.err
	}
	if err != nil {
		return Object{}, err
	}
	o.Size, o.SHA256 = src.n, src.sum.Sum(nil)
	return o, nil
}

// upload sends small objects in one request and larger ones in parts.
func (s *Store) upload(ctx context.Context, o Object, ciphertext io.Reader) error {
	// Neither name nor type of what is inside is shown to the store.
	opts := minio.PutObjectOptions{ContentType: "application/octet-stream", PartSize: partSize}
	if o.Issued() {
		opts.SendContentMd5 = true // S3 demands it where objects are locked
	}
	buf := parts.Get().(*[]byte)
	defer parts.Put(buf)
	n, err := io.ReadFull(ciphertext, *buf)
	head, size := io.Reader(bytes.NewReader((*buf)[:n])), int64(n)
	switch {
	case err == nil:
		head, size = io.MultiReader(head, ciphertext), -1
	case err == io.EOF || err == io.ErrUnexpectedEOF:
	default:
		return err
	}
	_, err = s.core.Client.PutObject(ctx, s.bucket(o), o.Key, head, size, opts)
	return translate(ctx, err)
}

// dare is the encryption in pieces: version 2.0 only (1.0 does not notice a
// missing tail), starting at the given package.
func dare(key []byte, pkg uint32) sio.Config {
	return sio.Config{MinVersion: sio.Version20, MaxVersion: sio.Version20, Key: key, SequenceNumber: pkg}
}

// source counts, limits and hashes what is read, and remembers why it ended.
//
// Its errors are its own type of wrapping: sio takes io.ErrUnexpectedEOF for a
// proper end, and that is just what an interrupted upload gives. Passed on as it
// is, half a file would be stored as if it were whole.
type source struct {
	r   io.Reader
	max int64
	n   int64
	sum hash.Hash
	err error
}

func (s *source) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	// One byte more than allowed is asked for, to tell "just fits" from "too big".
	if left := s.max - s.n + 1; int64(len(p)) > left {
		p = p[:left]
	}
	n, err := s.r.Read(p)
	s.n += int64(n)
	if s.n > s.max {
		s.err = tooBig(s.max)
		return 0, s.err
	}
	s.sum.Write(p[:n])
	if err != nil && err != io.EOF {
		s.err = fmt.Errorf("blob: reading the file: %w", err)
		return n, s.err
	}
	return n, err
}
