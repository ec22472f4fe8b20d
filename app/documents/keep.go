package documents

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Draft is a result on its way: what was submitted for signature, and what a
// person signed. Officers' only; it is not digitized, because it was words
// before it was a file.
const Draft = "draft"

// largestKept bounds what the office's own documents may grow to, signatures and all.
const largestKept = 64 << 20

// Keep stores a PDF that the product made itself, without a row (see Record): a
// Draft, or a Result that is locked once its act has decided.
// Faults: Unavailable (storage.down).
func (s *Service) Keep(ctx context.Context, tenant uuid.UUID, purpose, name string, pdf []byte) (Document, error) {
	scope, err := tenants.From(ctx)
	if err != nil {
		return Document{}, err
	}
	d := Document{Scan: ScanOff, Purpose: purpose, Name: cleanName(name), State: Stored, VisibleToResident: purpose == Result, CreatedAt: s.now().UTC().Truncate(time.Microsecond)}
	if d.ID, err = newID(); err != nil {
		return Document{}, err
	}
	d.CreatedByKind, d.CreatedBy = actor(scope)
	put := s.blobs.Put
	if purpose == Result {
		put = s.blobs.PutResult
	}
	o, err := put(ctx, tenant, bytes.NewReader(pdf), largestKept, PDF)
	if err != nil {
		return Document{}, err
	}
	d.describe(o)
	return d, nil
}

// Read gives the bytes of a document to an act on it: signing what was
// submitted, comparing what was brought back. Nobody looks at it, so there is
// no line in the access log; whoever shows it to a person uses Open.
// Faults: NotFound, Unavailable (storage.down), Internal when the bytes are not
// those whose digest the row keeps.
func (s *Service) Read(ctx context.Context, id uuid.UUID) ([]byte, Document, error) {
	d, err := pg.One[Document](ctx, s.db, `SELECT `+readColumns+` FROM app.document WHERE id = $1`, id)
	if err != nil {
		return nil, d, notFound(err)
	}
	r, err := s.blobs.Reader(ctx, d.object())
	if err != nil {
		return nil, d, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, largestKept+1))
	if err != nil {
		return nil, d, err
	}
	if sum := sha256.Sum256(b); !bytes.Equal(sum[:], d.SHA256) {
		return nil, d, fault.New(fault.Internal, "storage.damaged")
	}
	return b, d, nil
}
