package oldpapers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/storage/pg"
)

// Part parts a scan once it was read; of any other document it does nothing,
// so that the digitize job may ask for each. Scope: worker of the office.
// Precondition: a scan of a session, read or given up, not parted yet; twice is harmless.
func (s *Service) Part(ctx context.Context, document uuid.UUID) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var session uuid.UUID
		var tenant uuid.UUID
		var by string
		var pages int
		err := pg.Translate(tx.QueryRow(ctx, `SELECT x.session_id, x.tenant_id, s.parted, d.pages FROM app.old_scan x JOIN app.old_session s ON s.id = x.session_id JOIN app.document d ON d.id = x.document_id
			WHERE x.document_id = $1 AND x.parted_at IS NULL AND d.state <> 'stored' FOR UPDATE OF x`, document).Scan(&session, &tenant, &by, &pages))
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT page, blank, separator <> '' AS sheet, kind, fault FROM app.document_page WHERE document_id = $1 ORDER BY page`, document)
		if err != nil {
			return err
		}
		read, err := pgx.CollectRows(rows, pgx.RowToStructByName[documents.BatchPage])
		if err != nil {
			return err
		}
		if len(read) == 0 { // nothing could be read: an officer looks at the file itself
			for n := range max(pages, 1) {
				read = append(read, documents.BatchPage{Number: n + 1})
			}
			by = documents.ByFile
		}
		var b pgx.Batch
		for i, p := range documents.Cut(read, by) {
			id, err := uuid.NewV7()
			if err != nil {
				return err
			}
			b.Queue(`INSERT INTO app.old_paper (id, session_id, tenant_id, scan_id, pages, position) VALUES ($1, $2, $3, $4, $5, $6)`, id, session, tenant, document, p, i+1)
		}
		b.Queue(`UPDATE app.old_scan SET parted_at = $2 WHERE document_id = $1`, document, s.Now())
		return pg.Translate(tx.SendBatch(ctx, &b).Close())
	})
}
