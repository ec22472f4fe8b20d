package documents

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/blob"
)

// PieceBytes is the most that is held in memory and written at once; a longer
// body is kept piece by piece, so that what came before a break is not lost.
const PieceBytes = 1 << 20

// AppendUpload adds what r gives at an offset, up to the announced length. With a
// digest r is one piece of at most PieceBytes that is kept whole or not at all.
// What came before r broke off is kept.
// Faults: NotFound; Conflict (upload.offset) when the offset is not where the
// file stands: somebody else's piece came first; Invalid (upload.digest,
// upload.too_long); Unavailable (storage.down).
func (s *Service) AppendUpload(ctx context.Context, id uuid.UUID, at int64, r io.Reader, digest []byte) (Upload, error) {
	u, err := s.Upload(ctx, id)
	if err != nil {
		return u, err
	}
	if at != u.Received {
		return u, elsewhere()
	}
	buf := make([]byte, min(PieceBytes, u.Length-u.Received+1)) // one more than wanted tells that there is too much
	for !u.Whole() || digest != nil {
		n, end := io.ReadFull(r, buf)
		whole := end == io.EOF || end == io.ErrUnexpectedEOF
		if int64(n) > u.Length-u.Received {
			return u, fault.New(fault.Invalid, "upload.too_long", "Tệp gửi lên dài hơn đã báo. Chọn lại tệp.")
		}
		if digest != nil {
			if sum := sha256.Sum256(buf[:n]); !whole && end != nil || !bytes.Equal(sum[:], digest) {
				return u, fault.New(fault.Invalid, "upload.digest", "Một phần của tệp bị sai khi truyền.")
			}
		}
		if n > 0 {
			if u, err = s.keepPiece(ctx, u, buf[:n]); err != nil {
				return u, err
			}
		}
		if whole || digest != nil {
			return u, nil
		}
		if end != nil {
			return u, nil // broken off; the sender asks how far it came
		}
	}
	return u, nil
}

// keepPiece stores a piece and moves the file on, when it still stands where the piece begins.
func (s *Service) keepPiece(ctx context.Context, u Upload, b []byte) (Upload, error) {
	// a sender that went away is not a reason to lose what it sent
	ctx = context.WithoutCancel(ctx)
	o, err := s.blobs.Put(ctx, u.Tenant, bytes.NewReader(b), PieceBytes, "application/octet-stream")
	if err != nil {
		return u, err
	}
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE app.upload SET received = received + $3 WHERE id = $1 AND received = $2`, u.ID, u.Received, len(b))
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return elsewhere()
		}
		_, err = tx.Exec(ctx, `INSERT INTO app.upload_piece (upload_id, at, size, object_key, wrapped_key, sha256) VALUES ($1, $2, $3, $4, $5, $6)`, u.ID, u.Received, o.Size, o.Key, o.WrappedKey, o.SHA256)
		return err
	})
	if err != nil {
		s.Discard(ctx, Document{TenantID: o.Tenant, ObjectKey: o.Key})
		return u, err
	}
	u.Received += int64(len(b))
	return u, nil
}

func elsewhere() error {
	return fault.New(fault.Conflict, "upload.offset", "Tệp đã được gửi tới chỗ khác.")
}

// pieces of an upload in order.
type piece struct {
	At         int64  `db:"at"`
	Size       int64  `db:"size"`
	ObjectKey  string `db:"object_key"`
	WrappedKey []byte `db:"wrapped_key"`
	SHA256     []byte `db:"sha256"`
}

// join writes the pieces one after the other.
func (s *Service) join(ctx context.Context, u Upload, list []piece, to io.Writer) error {
	var at int64
	for _, x := range list {
		if x.At != at {
			return fmt.Errorf("documents: upload has a gap at %d", at)
		}
		r, err := s.blobs.Reader(ctx, blob.Object{Tenant: u.Tenant, Key: x.ObjectKey, WrappedKey: x.WrappedKey, SHA256: x.SHA256, Size: x.Size})
		if err != nil {
			return err
		}
		n, err := io.Copy(to, r)
		if err := errors.Join(err, r.Close()); err != nil {
			return err
		}
		at += n
	}
	if at != u.Length {
		return fmt.Errorf("documents: upload joins to %d of %d bytes", at, u.Length)
	}
	return nil
}
