package documents

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua/app/fault"
	"motcua/storage/blob"
	"motcua/storage/pg"
	"motcua/tenants"
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

	Staff *uuid.UUID `db:"staff_id"` // the officer who sends it; nil: the resident or her helper
}

// Whole tells whether all of it is here.
func (u Upload) Whole() bool { return u.Received == u.Length }

const uploadColumns = `id, dossier_id, tenant_id, component, name, length, received, sha256, created_at, staff_id`

// officer is who sends files in a tenant's scope; nil in a resident's.
func officer(ctx context.Context) (*uuid.UUID, error) {
	sc, err := tenants.From(ctx)
	if err != nil || sc.Kind == tenants.KindResident {
		return nil, err
	}
	return &sc.Actor.ID, nil
}

// StartUpload announces a file. Scope: the resident whose dossier takes papers
// now, or her helper; or the receiving or holding tenant.
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
	if n.Staff, err = officer(ctx); err != nil {
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
		_, err := tx.Exec(ctx, `INSERT INTO app.upload (`+uploadColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			n.ID, n.Dossier, n.Tenant, n.Component, n.Name, n.Length, n.Received, n.SHA256, n.CreatedAt, n.Staff)
		var pe *pgconn.PgError
		if errors.As(err, &pe) && pe.Code == "42501" { // refused by a policy
			return notNow(err)
		}
		return err
	})
	return n, err
}

// Upload reads how far a file has come. Fault: NotFound, also when it took longer
// than UploadLife, or is a colleague's.
func (s *Service) Upload(ctx context.Context, id uuid.UUID) (Upload, error) {
	who, err := officer(ctx)
	if err != nil {
		return Upload{}, err
	}
	u, err := pg.One[Upload](ctx, s.db, `SELECT `+uploadColumns+` FROM app.upload WHERE id = $1 AND created_at > $2 AND staff_id IS NOT DISTINCT FROM $3`, id, s.now().Add(-UploadLife), who)
	return u, noUpload(err)
}

// Waiting is the file that its sender sent last for a part of a dossier and that
// waits, whole, for the form it belongs to; nil when there is none.
func (s *Service) Waiting(ctx context.Context, dossier uuid.UUID, component string) (*Upload, error) {
	who, err := officer(ctx)
	if err != nil {
		return nil, err
	}
	list, err := pg.Rows[Upload](ctx, s.db, `SELECT `+uploadColumns+` FROM app.upload WHERE dossier_id = $1 AND component = $2 AND received = length AND created_at > $3 AND staff_id IS NOT DISTINCT FROM $4
		ORDER BY created_at DESC, id DESC LIMIT 1`, dossier, component, s.now().Add(-UploadLife), who)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
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
