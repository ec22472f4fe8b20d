package procedures

import (
	"context"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// Touched counts the dossiers that are pinned to a revision and not at their
// end, in one commune, state and step. Residents' drafts have the state draft.
type Touched struct {
	Tenant uuid.UUID `db:"tenant_id"`
	State  string    `db:"state"`
	Step   string    `db:"step"`
	N      int       `db:"n"`
}

// Pinned tells which open dossiers of the scope's province are pinned to a
// revision: counts per commune, state and step, never a dossier. Scope: province.
func (s *Revisions) Pinned(ctx context.Context, revision uuid.UUID) ([]Touched, error) {
	return pg.Rows[Touched](ctx, s.DB, `SELECT tenant_id, state, step, n FROM app.pinned_dossiers($1) ORDER BY n DESC, tenant_id, state, step`, revision)
}
