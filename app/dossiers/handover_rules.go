package dossiers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/storage/pg"
)

// HandoverRules are the times of passing dossiers and papers on. A province
// sets them for its offices; the law's and the deployment's are the defaults.
type HandoverRules struct {
	Refusal      int                 // working minutes to refuse a delivered dossier
	PapersCutoff deadlines.TimeOfDay // papers that came before it are handed over the same day, the others next morning
	Coordination int                 // working minutes of the office that received a refused dossier
	Decision     int                 // working minutes of the province where two offices disagree
	Own          bool                // the province changed the defaults
}

// DefaultHandoverRules: 2 working hours to refuse (DESIGN.md section 5), 15:00
// (Decree 118/2025 article 18.2), 2 working hours to send on, one working day
// of the province.
func DefaultHandoverRules() HandoverRules {
	return HandoverRules{Refusal: 120, PapersCutoff: deadlines.AfterThree, Coordination: 120, Decision: 480}
}

type handoverSetting struct {
	Refusal      *int `db:"refusal_minutes"`
	Cutoff       *int `db:"papers_cutoff"`
	Coordination *int `db:"coordination_minutes"`
	Decision     *int `db:"decision_minutes"`
}

const handoverRulesSQL = `SELECT s.refusal_minutes, s.papers_cutoff, s.coordination_minutes, s.decision_minutes
	FROM app.tenant t LEFT JOIN app.handover_setting s ON s.province_code = t.province_code WHERE t.id = $1`

// HandoverRules are the rules of an office's province. Scope: tenant or worker.
func (s *Service) HandoverRules(ctx context.Context, office uuid.UUID) (HandoverRules, error) {
	x, err := pg.One[handoverSetting](ctx, s.DB, handoverRulesSQL, office)
	return s.rulesOf(x), err
}

// handoverRulesIn is HandoverRules inside a transaction.
func (s *Service) handoverRulesIn(ctx context.Context, tx pgx.Tx, office uuid.UUID) (HandoverRules, error) {
	rows, err := tx.Query(ctx, handoverRulesSQL, office)
	if err != nil {
		return HandoverRules{}, err
	}
	x, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[handoverSetting])
	return s.rulesOf(x), err
}

func (s *Service) rulesOf(x handoverSetting) HandoverRules {
	r := DefaultHandoverRules()
	if s.RefusalWindow > 0 {
		r.Refusal = s.RefusalWindow
	}
	if x.Refusal == nil {
		return r
	}
	return MakeHandoverRules(*x.Refusal, *x.Cutoff, *x.Coordination, *x.Decision)
}

// MakeHandoverRules are rules of a province's own: working minutes, and the
// minute of the day.
func MakeHandoverRules(refusal, cutoff, coordination, decision int) HandoverRules {
	return HandoverRules{Refusal: refusal, PapersCutoff: deadlines.TimeOfDay(cutoff), Coordination: coordination, Decision: decision, Own: true}
}
