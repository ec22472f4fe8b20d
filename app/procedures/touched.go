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

// TouchedProvince counts the dossiers of one province that are pinned to a
// revision and not at their end, residents' drafts apart.
type TouchedProvince struct {
	Province string `db:"province_code"`
	Open     int    `db:"open"`
	Drafts   int    `db:"drafts"`
}

// PinnedByProvince tells how many open dossiers of which provinces are pinned
// to a revision. Scope: platform.
func (s *Revisions) PinnedByProvince(ctx context.Context, revision uuid.UUID) ([]TouchedProvince, error) {
	return pg.Rows[TouchedProvince](ctx, s.DB, `SELECT province_code, open, drafts FROM app.pinned_provinces($1) ORDER BY open DESC, province_code`, revision)
}
