package documents

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"os"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// FinishUpload joins a whole file and gives it to take, as if it had come at
// once; what take keeps or refuses for good, the pieces go. When take fails for
// the moment (storage.down) they stay, and the same call can be made again.
// Faults: Invalid (upload.digest) when it is not the file that was announced;
// Unavailable; those of take.
func (s *Service) FinishUpload(ctx context.Context, u Upload, take func(f io.ReaderAt) error) error {
	list, err := pg.Rows[piece](ctx, s.db, `SELECT at, size, object_key, wrapped_key, sha256 FROM app.upload_piece WHERE upload_id = $1 ORDER BY at`, u.ID)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp("", "motcua-upload-*")
	if err != nil {
		return err
	}
	defer f.Close()
	_ = os.Remove(f.Name()) // nobody else opens it; it is gone with the process
	sum := sha256.New()
	if err := s.join(ctx, u, list, io.MultiWriter(f, sum)); err != nil {
		return err
	}
	if u.SHA256 != nil && !bytes.Equal(sum.Sum(nil), u.SHA256) {
		err = fault.New(fault.Invalid, "upload.digest", "Tệp nhận được không khớp với tệp đã gửi. Chọn lại tệp để gửi từ đầu.")
	} else if err = take(f); err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	if dropped := s.DropUpload(ctx, u.ID); dropped != nil && err == nil {
		return dropped
	}
	return err
}
