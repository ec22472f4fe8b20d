package governing

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

type handoverSetting struct {
	Refusal      int `db:"refusal_minutes"`
	Cutoff       int `db:"papers_cutoff"`
	Coordination int `db:"coordination_minutes"`
	Decision     int `db:"decision_minutes"`
}

// HandoverRules are the times of passing on in the context's province; the
// defaults where it set none. Scope: province.
func (s *Service) HandoverRules(ctx context.Context) (dossiers.HandoverRules, error) {
	r := dossiers.DefaultHandoverRules()
	x, err := pg.One[handoverSetting](ctx, s.DB, `SELECT refusal_minutes, papers_cutoff, coordination_minutes, decision_minutes FROM app.handover_setting`)
	if fault.Is(err, fault.NotFound) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	return dossiers.MakeHandoverRules(x.Refusal, x.Cutoff, x.Coordination, x.Decision), nil
}

// SetHandoverRules sets them for all offices of the province, for what is
// delivered, handed in or refused from now on. Scope: province. Fault: Invalid.
func (s *Service) SetHandoverRules(ctx context.Context, r dossiers.HandoverRules) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	within := func(n, most int) bool { return n >= 15 && n <= most }
	if !within(r.Refusal, 4800) || !within(r.Coordination, 4800) || !within(r.Decision, 9600) || r.PapersCutoff < 0 || r.PapersCutoff > 24*60 {
		return fault.New(fault.Invalid, "handover_rules.range", "Thời gian phải từ 15 phút đến 80 giờ làm việc, giờ chốt từ 00:00 đến 24:00.")
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO app.handover_setting (province_code, refusal_minutes, papers_cutoff, coordination_minutes, decision_minutes, changed_at, changed_name) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (province_code) DO UPDATE SET refusal_minutes = EXCLUDED.refusal_minutes, papers_cutoff = EXCLUDED.papers_cutoff, coordination_minutes = EXCLUDED.coordination_minutes, decision_minutes = EXCLUDED.decision_minutes,
			changed_at = EXCLUDED.changed_at, changed_name = EXCLUDED.changed_name`, sc.Province, r.Refusal, int(r.PapersCutoff), r.Coordination, r.Decision, s.Now(), sc.Actor.Name); err != nil {
			return err
		}
		var centre uuid.UUID
		if err := tx.QueryRow(ctx, `SELECT id FROM app.tenant WHERE province_code = $1 AND kind = 'province'`, sc.Province).Scan(&centre); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "province", SubjectID: centre, Kind: "province.handover_rules_set", At: s.Now(), Data: map[string]any{
			"refusal": r.Refusal, "papers_cutoff": r.PapersCutoff.String(), "coordination": r.Coordination, "decision": r.Decision,
		}})
	})
}
