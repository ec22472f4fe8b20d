package documents

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/blob"
	"motcua/storage/pg"
)

// UploadLife is how long a file may take to arrive. It is shorter than the age
// at which the sweep of files takes an object without a document, so that a
// piece is never taken from under an upload that still counts.
const UploadLife = 24 * time.Hour

// mostUploads of one dossier may be on their way, so that a stuck script does not fill the store.
const mostUploads = 40

// Upload is a file on its way to a dossier, piece by piece.
type Upload struct {
	ID        uuid.UUID `db:"id"`
	Dossier   uuid.UUID `db:"dossier_id"`
	Tenant    uuid.UUID `db:"tenant_id"` // under whose key the pieces lie
	Component string    `db:"component"`
	Name      string    `db:"name"`     // as the person called it
	Length    int64     `db:"length"`   // bytes of the whole
	Received  int64     `db:"received"` // bytes that are here
	SHA256    []byte    `db:"sha256"`   // of the whole as its sender says; nil when he does not
	CreatedAt time.Time `db:"created_at"`
}

// Whole tells whether all of it is here.
func (u Upload) Whole() bool { return u.Received == u.Length }

const uploadColumns = `id, dossier_id, tenant_id, component, name, length, received, sha256, created_at`

// StartUpload announces a file. Scope: the resident whose dossier takes papers now, or her helper.
// Faults: Invalid (empty, larger than the policy allows, too many at once),
// NotFound, Conflict (document.not_now).
func (s *Service) StartUpload(ctx context.Context, dossier uuid.UUID, n Upload, policy Policy) (Upload, error) {
	switch {
	case n.Length <= 0:
		return n, refuse(KeyEmpty, "Tệp trống, chưa có nội dung. Chụp lại hoặc chọn tệp khác.")
	case n.Length > policy.MaxBytes:
		return n, refuse(KeyTooBig, blob.TooBigText(policy.MaxBytes))
	}
	tenant, err := s.keeper(ctx, dossier)
	if err != nil {
		return n, err
	}
	if n.ID, err = newID(); err != nil {
		return n, err
	}
	n.Dossier, n.Tenant, n.Received, n.Name, n.CreatedAt = dossier, tenant, 0, cleanName(n.Name), s.now().UTC().Truncate(time.Microsecond)
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		var open int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM app.upload WHERE dossier_id = $1 AND created_at > $2`, dossier, s.now().Add(-UploadLife)).Scan(&open); err != nil {
			return err
		}
		if open >= mostUploads {
			return fault.New(fault.Invalid, "upload.too_many", fmt.Sprintf("Đang có %d tệp gửi dở. Gửi xong các tệp đó rồi gửi tiếp.", open))
		}
		_, err := tx.Exec(ctx, `INSERT INTO app.upload (`+uploadColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			n.ID, n.Dossier, n.Tenant, n.Component, n.Name, n.Length, n.Received, n.SHA256, n.CreatedAt)
		return err
	})
	return n, err
}

// Upload reads how far a file has come. Fault: NotFound, also when it took longer than UploadLife.
func (s *Service) Upload(ctx context.Context, id uuid.UUID) (Upload, error) {
	u, err := pg.One[Upload](ctx, s.db, `SELECT `+uploadColumns+` FROM app.upload WHERE id = $1 AND created_at > $2`, id, s.now().Add(-UploadLife))
	return u, noUpload(err)
}

// DropUpload forgets a file on its way; twice is harmless.
func (s *Service) DropUpload(ctx context.Context, id uuid.UUID) error {
	return s.db.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM app.upload WHERE id = $1`, id)
		return err
	})
}

func noUpload(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "upload.not_found", "Lần gửi này đã hết hạn. Chọn lại tệp để gửi từ đầu.").Wrap(err)
	}
	return err
}
