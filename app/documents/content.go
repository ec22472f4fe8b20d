package documents

import (
	"context"
	"io"

	"github.com/google/uuid"
)

// Content gives the bytes of a document to a job; nobody looks at it, so the log
// of accesses has no line of it. Faults: NotFound, Unavailable (storage.down),
// Internal when they are not what was stored.
func (s *Service) Content(ctx context.Context, id uuid.UUID) ([]byte, error) {
	d, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := s.blobs.Reader(ctx, d.object())
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}
