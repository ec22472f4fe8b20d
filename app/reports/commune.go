package reports

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/storage/pg"
)

// StateCount is how many dossiers a commune has in one state, as the competent tenant.
type StateCount struct {
	State   string `db:"state"`
	N       int64  `db:"n"`
	Overdue int64  `db:"overdue"` // due before today, in that state
}

// States counts one commune's dossiers by state, as of now. Scope: province or
// that tenant; another province's commune has no rows.
func (s *Service) States(ctx context.Context, tenant uuid.UUID) ([]StateCount, error) {
	return pg.Rows[StateCount](ctx, s.DB, `SELECT state, sum(n)::bigint AS n, coalesce(sum(n) FILTER (WHERE due_day > '0001-01-01' AND due_day < $2), 0)::bigint AS overdue
		FROM app.rollup WHERE tenant_id = $1 AND side = 2 GROUP BY state HAVING sum(n) > 0 ORDER BY state`, tenant, s.Now().In(deadlines.Zone).Format("2006-01-02"))
}

// MonthFigures are one commune's figures of one month. Open and Overdue are
// not kept by month and stay 0.
type MonthFigures struct {
	Month         time.Time `db:"month"` // its first day
	Received      int64     `db:"received"`
	Online        int64     `db:"online"`
	Helped        int64     `db:"helped"`
	DecidedOnTime int64     `db:"decided_on_time"`
	DecidedLate   int64     `db:"decided_late"`
	Refused       int64     `db:"refused"`
	Required      int64     `db:"papers_required"`
	Digitized     int64     `db:"papers_digitized"`
}

// Months lists one commune's months from the newest, as far as anything
// happened in them. Scope: province or that tenant.
func (s *Service) Months(ctx context.Context, tenant uuid.UUID, from, to time.Time) ([]MonthFigures, error) {
	return pg.Rows[MonthFigures](ctx, s.DB, `SELECT month, received, online, helped, decided_on_time, decided_late, refused, papers_required, papers_digitized
		FROM app.rollup_month WHERE tenant_id = $1 AND month >= $2 AND month <= $3 ORDER BY month DESC`, tenant, month(from), month(to))
}
