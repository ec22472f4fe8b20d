package dossiers

import (
	"context"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// OpenLike lists the open dossiers of the same person under the same procedure
// that the context's tenant may read: before a second one is received. Scope: tenant.
func (s *Service) OpenLike(ctx context.Context, resident, procedure uuid.UUID) ([]Dossier, error) {
	return pg.Rows[Dossier](ctx, s.DB, `SELECT `+columns+` FROM app.dossier WHERE resident_id = $1 AND procedure_id = $2 AND is_open ORDER BY created_at DESC, id LIMIT 5`, resident, procedure)
}
