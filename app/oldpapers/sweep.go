package oldpapers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
)

// sweepBatch is how many whole scans one sweep lets go.
const sweepBatch = 100

// Sweep lets whole scans go whose papers were all placed or left out thirty days
// ago: their pages are in the placed papers. The line of a scan stays, with the
// digest of the file and how many papers came out of it. The wall says which
// may go: none while a paper of it waits, or while a dossier that came out of it
// is held. In the worker's scope of the office; twice is harmless.
func (s *Service) Sweep(ctx context.Context) (gone int, err error) {
	ids, err := pg.Values[uuid.UUID](ctx, s.DB, `SELECT x.document_id FROM app.old_scan x WHERE x.tenant_id = app.tenant_id() AND x.gone_at IS NULL AND app.scan_over(x.document_id) ORDER BY x.parted_at LIMIT $1`, sweepBatch)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		err := s.DB.Tx(ctx, func(tx pgx.Tx) error {
			if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.old_scan x SET gone_at = $2, sha256 = d.sha256, size = d.size, pages = d.pages,
					placed = (SELECT count(*) FROM app.old_paper p WHERE p.scan_id = x.document_id AND p.state = 'placed'), dropped = (SELECT count(*) FROM app.old_paper p WHERE p.scan_id = x.document_id AND p.state = 'dropped')
				FROM app.document d WHERE x.document_id = $1 AND d.id = $1 AND x.gone_at IS NULL AND app.scan_over($1)`, id, s.Now())); err != nil {
				return err
			}
			return s.Documents.Remove(ctx, tx, id)
		})
		if err != nil {
			return gone, err
		}
		gone++
	}
	return gone, nil
}
