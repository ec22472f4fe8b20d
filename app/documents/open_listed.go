package documents

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
)

// OpenListed opens a paper of a person's own that was named to this office for
// one dossier after she agreed, only to be copied: the receipt of its use says
// so to her. Scope: the holder of the dossier. Faults: as Open; Conflict without
// consent.
func (s *Service) OpenListed(ctx context.Context, dossier, id uuid.UUID) (Opened, error) {
	var d Document
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT `+readColumns+` FROM app.file_at_counter($1, $2, $3)`, dossier, id, s.now())
		if err != nil {
			return pg.Translate(err)
		}
		d, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Document])
		return notFound(pg.Translate(err))
	})
	if err != nil {
		return Opened{}, err
	}
	return s.read(ctx, d)
}
