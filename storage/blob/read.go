package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/sio"
)

const (
	payload = 64 << 10     // plaintext bytes of a full DARE package
	sealed  = payload + 32 // the same package as stored
)

// Reader opens an object for reading. Reading on costs one request however long
// the file is; seeking costs nothing until the next Read. Every byte it gives is
// authenticated, and a file that is read from start to end is checked against
// its digest.
//
// Faults, of Reader and of Read: Unavailable (storage.down), Internal
// (storage.damaged: missing, truncated, altered, or a key that is not its own),
// NotFound (document.shredded).
func (s *Store) Reader(ctx context.Context, o Object) (io.ReadSeekCloser, error) {
	if err := ownKey(o); err != nil {
		return nil, err
	}
	key, err := s.keys.openObjectKey(ctx, o)
	if err != nil {
		return nil, err
	}
	stored, err := sio.EncryptedSize(uint64(max(o.Size, 0)))
	if err != nil || o.Size < 0 {
		return nil, damaged(errors.New("blob: impossible size"))
	}
	r := &reader{ctx: ctx, s: s, o: o, key: key, stored: int64(stored), sum: sha256.New()}
	if err := r.open(); err != nil {
		return nil, err
	}
	return r, nil
}

// ownKey refuses a row whose key does not lie under its tenant.
func ownKey(o Object) error {
	if !strings.HasPrefix(o.Key, o.Tenant.String()+"/") {
		return damaged(errors.New("blob: key of another tenant"))
	}
	return nil
}

type reader struct {
	ctx    context.Context // of the request that reads
	s      *Store
	o      Object
	key    []byte
	stored int64 // size of the ciphertext

	version string // of a result

	pos    int64         // where the next Read begins
	body   io.ReadCloser // nil when nothing is open
	plain  io.Reader
	at     int64 // where plain stands
	sum    hash.Hash
	summed int64 // how far sum has come, without a gap from 0
	closed bool
}

// open starts a stream at r.pos.
func (r *reader) open() error {
	r.drop()
	pkg := r.pos / payload
	opts, from := minio.GetObjectOptions{}, pkg*sealed
	if from > 0 {
		if err := opts.SetRange(from, 0); err != nil {
			return fmt.Errorf("blob: %w", err)
		}
	}
	if r.o.Issued() && r.version == "" {
		v, err := r.s.firstVersion(r.ctx, r.o)
		if err != nil {
			return err
		}
		r.version = v
	}
	opts.VersionID = r.version
	body, info, _, err := r.s.core.GetObject(r.ctx, r.s.bucket(r.o), r.o.Key, opts)
	if err != nil {
		return translate(r.ctx, err)
	}
	// DARE notices a missing tail only when it gets there; the row knows at once.
	if info.Size != r.stored-from {
		body.Close()
		return damaged(fmt.Errorf("blob: %d bytes stored where %d belong", info.Size+from, r.stored))
	}
	r.body = body
	if r.stored == 0 {
		r.plain, r.at = bytes.NewReader(nil), 0
		return nil
	}
	if r.plain, err = sio.DecryptReader(link{body}, dare(r.key, uint32(pkg))); err != nil {
		r.drop()
		return fmt.Errorf("blob: %w", err)
	}
	r.at = pkg * payload
	if _, err := io.CopyN(io.Discard, r.plain, r.pos-r.at); err != nil {
		r.drop()
		return translate(r.ctx, err)
	}
	r.at = r.pos
	return nil
}

// firstVersion finds the version that was written by PutResult. A later one, or a
// delete marker, can come only from somebody with the server's keys and cannot
// touch the first: object lock keeps it.
func (s *Store) firstVersion(ctx context.Context, o Object) (string, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	id := ""
	for v := range s.core.ListObjectsIter(ctx, s.cfg.ResultBucket, minio.ListObjectsOptions{Prefix: o.Key, WithVersions: true, Recursive: true}) {
		if v.Err != nil {
			return "", translate(ctx, v.Err)
		}
		if v.Key == o.Key && !v.IsDeleteMarker {
			id = v.VersionID // the newest comes first
		}
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if id == "" {
		return "", damaged(errors.New("blob: no version is left"))
	}
	return id, nil
}

func (r *reader) Read(p []byte) (int, error) {
	if r.closed {
		return 0, errors.New("blob: read after close")
	}
	if r.pos >= r.o.Size {
		if r.o.Size == 0 && !bytes.Equal(r.sum.Sum(nil), r.o.SHA256) {
			return 0, damaged(errors.New("blob: digest differs"))
		}
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	if r.body == nil || r.at != r.pos {
		if err := r.open(); err != nil {
			return 0, err
		}
	}
	n, err := r.plain.Read(p)
	if r.summed == r.pos {
		r.sum.Write(p[:n])
		r.summed += int64(n)
	}
	r.pos += int64(n)
	r.at = r.pos
	if err != nil && err != io.EOF {
		r.drop()
		return n, translate(r.ctx, err)
	}
	if r.summed == r.o.Size && !bytes.Equal(r.sum.Sum(nil), r.o.SHA256) {
		r.drop()
		return n, damaged(errors.New("blob: digest differs"))
	}
	if n == 0 && err == io.EOF {
		r.drop()
		return 0, damaged(io.ErrUnexpectedEOF)
	}
	return n, nil
}

// Seek implements io.Seeker.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += r.pos
	case io.SeekEnd:
		offset += r.o.Size
	default:
		return 0, errors.New("blob: bad whence")
	}
	if offset < 0 {
		return 0, errors.New("blob: seek before the start")
	}
	r.pos = offset
	return offset, nil
}

// Close ends the stream.
func (r *reader) Close() error {
	r.closed = true
	r.drop()
	clear(r.key)
	return nil
}

func (r *reader) drop() {
	if r.body != nil {
		r.body.Close()
	}
	r.body, r.plain = nil, nil
}

// link marks errors of the connection, so that one that broke in the middle of a
// package is told from a package that was tampered with.
type link struct{ r io.Reader }

type linkError struct{ error }

func (e linkError) Unwrap() error { return e.error }

func (l link) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if err != nil && err != io.EOF {
		err = linkError{err}
	}
	return n, err
}
