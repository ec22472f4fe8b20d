package reports

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// Credit is what one office did, by act, for dossiers of its own and for those
// that another office decides: who did it has the credit, whoever is competent.
type Credit struct {
	Act       string `db:"act"` // received, digitized, fee, returned
	Own       int64  `db:"own"`
	Elsewhere int64  `db:"elsewhere"`
	Amount    int64  `db:"amount"` // of fees taken for other offices, đồng
}

// Credits sums months up; from and to are any moments of the first and the
// last. Scope: province or that tenant.
func (s *Service) Credits(ctx context.Context, tenant uuid.UUID, from, to time.Time) ([]Credit, error) {
	return pg.Rows[Credit](ctx, s.DB, `SELECT act, coalesce(sum(n) FILTER (WHERE NOT elsewhere), 0)::bigint AS own, coalesce(sum(n) FILTER (WHERE elsewhere), 0)::bigint AS elsewhere, coalesce(sum(amount) FILTER (WHERE elsewhere), 0)::bigint AS amount
		FROM app.rollup_credit WHERE tenant_id = $1 AND month >= $2 AND month <= $3 GROUP BY act ORDER BY act`, tenant, month(from), month(to))
}
