package documents

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// Copy keeps the bytes of an opened document once more under another tenant's
// key, without a row (see Record): so that neither office reads the other's
// files. in says how the copy is called.
// Faults: as Store; Internal when what was read is not what the row says.
func (s *Service) Copy(ctx context.Context, tenant uuid.UUID, from Opened, in Incoming) (Document, error) {
	b, err := io.ReadAll(io.LimitReader(from.Content, largestKept+1))
	if err != nil {
		return Document{}, err
	}
	in.File, in.Size = bytes.NewReader(b), int64(len(b))
	d, err := s.Store(ctx, tenant, in)
	if err == nil && !bytes.Equal(d.SHA256, from.SHA256) {
		s.Discard(ctx, d)
		err = fmt.Errorf("copy: the copy of document %s differs", from.ID)
	}
	return d, err
}
