package documents

import (
	"context"

	"motcua/storage/pg"
)

// AccessesMine lists who opened the documents of the context's resident, in any
// of her dossiers, newest first. Her own looks are left out. Scope: resident.
func (s *Service) AccessesMine(ctx context.Context, limit int) ([]Access, error) {
	return pg.Rows[Access](ctx, s.db, `SELECT a.document_id, coalesce(d.name, '') AS name, a.tenant_id, a.actor_kind, a.actor_name, a.purpose, a.at
		FROM app.dossier o JOIN app.document_access a ON a.dossier_id = o.id LEFT JOIN app.document d ON d.id = a.document_id
		WHERE o.resident_id = app.resident_id() AND a.actor_kind <> 'resident' ORDER BY a.at DESC, a.id DESC LIMIT $1`, limit)
}
