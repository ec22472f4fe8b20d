package procedures

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
)

// ReadAt gives a draft as somebody saw it at an earlier version: what an edit
// of that version is applied to before SaveDraft merges it with later ones.
// Faults: NotFound; Conflict when that version is no longer kept. Scope:
// province, platform.
func (s *Revisions) ReadAt(ctx context.Context, id uuid.UUID, seen int) (*revision.Revision, error) {
	var out *revision.Revision
	err := s.DB.Tx(ctx, func(tx pgx.Tx) error {
		list, err := snapshots(ctx, tx, id, seen)
		if err != nil {
			return err
		}
		if len(list) == 0 || list[0].Version != seen {
			return fault.New(fault.Conflict, "revision.version", "Bản đang sửa đã quá cũ. Mở lại trang để xem bản mới, phần vừa gõ vẫn còn trong các ô.")
		}
		out = list[0].content
		return nil
	})
	return out, err
}
