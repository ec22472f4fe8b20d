package reports

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/storage/pg"
)

// FewestTimes is the number of decided dossiers below which no time is said,
// unless a deployment says otherwise (TIMES_LEAST).
const FewestTimes = 20

// timesMonths is how far back the times reach: this month and the eleven before it.
const timesMonths = 11

// TimeFigure says how long one procedure really took: in working minutes of
// the office, pauses with a legal basis left out (deadlines.WorkedMinutes),
// rounded up to a step of the histogram.
type TimeFigure struct {
	Tenant    uuid.UUID `db:"tenant_id"` // of Whole: the province's centre
	Whole     bool      `db:"whole"`     // over all offices of the province
	Procedure uuid.UUID `db:"procedure_id"`
	N         int64     `db:"n"`      // decided dossiers it rests on
	Median    int       `db:"median"` // half of them took no longer
	Ninety    int       `db:"ninety"` // nine in ten took no longer
	Since     time.Time `db:"since"`  // first day of the first month
	Counted   time.Time `db:"counted_at"`
}

// TimesQuery chooses figures of a province: of one procedure or all (uuid.Nil),
// of one office or all (uuid.Nil), and with Whole those over all offices.
type TimesQuery struct {
	Province          string
	Procedure, Office uuid.UUID
	Whole             bool // the whole province beside the office; without an office alone
}

// Least is below how many decided dossiers nothing is said.
func (s *Service) Least() int {
	if s.LeastTimes < 1 {
		return FewestTimes
	}
	return s.LeastTimes
}

// Times reads figures, those that rest on the most dossiers first. Where too
// few were decided there is no figure. They are published: any scope.
func (s *Service) Times(ctx context.Context, q TimesQuery) ([]TimeFigure, error) {
	return pg.Rows[TimeFigure](ctx, s.DB, `SELECT tenant_id, whole, procedure_id, n, median, ninety, since, counted_at FROM app.time_figure
		WHERE province_code = $1 AND (procedure_id = $2 OR $2 = $5::uuid) AND CASE WHEN whole THEN $4 ELSE tenant_id = $3 OR $3 = $5 AND NOT $4 END ORDER BY n DESC, procedure_id, tenant_id`,
		q.Province, q.Procedure, q.Office, q.Whole, uuid.Nil)
}

// CountTimes counts the figures of the province anew whose centre the scope is;
// for another office it does nothing. Scope: worker.
func (s *Service) CountTimes(ctx context.Context) error {
	now := s.Now()
	y, m, _ := now.In(deadlines.Zone).Date()
	_, err := pg.Value[int](ctx, s.DB, `SELECT app.count_times($1, $2, $3)`, deadlines.MakeDay(y, m-timesMonths, 1).String(), s.Least(), now)
	return err
}
