package demo

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/migrations"
	"motcua/tenants"
)

// statuses are what the national portal was told in the past of this world: all
// of it arrived at the simulated one long ago, but for a few letters that it
// would not take, so that there is something to send again.
func (w *World) statuses(ctx context.Context) error {
	places, err := w.offices()
	if err != nil {
		return err
	}
	ids := []uuid.UUID{migrations.TenantID("T25"), migrations.TenantID("T79")}
	for _, o := range places {
		ids = append(ids, o.id)
	}
	for _, id := range ids {
		if err := w.DB.Tx(tenants.With(ctx, tenants.Worker(id)), func(tx pgx.Tx) error {
			if id == migrations.TenantID("04978") {
				if _, err := tx.Exec(ctx, `UPDATE app.status_outbox SET state = 'dead', attempts = CASE code WHEN 10 THEN 1 ELSE 14 END, failed_key = CASE code WHEN 10 THEN 'refused.thieu_ngay_tra' ELSE 'down' END, ended_at = $1
					WHERE id IN (SELECT DISTINCT ON (code) id FROM app.status_outbox o WHERE tenant_id = app.tenant_id() AND code IN (5, 10) AND state = 'waiting'
						AND NOT EXISTS (SELECT 1 FROM app.status_outbox l WHERE l.dossier_id = o.dossier_id AND l.seq > o.seq) ORDER BY code, happened_at DESC)`, w.Now); err != nil {
					return err
				}
			}
			_, err := tx.Exec(ctx, `UPDATE app.status_outbox SET state = 'acked', receipt = 'MP-' || left(id::text, 8), ended_at = happened_at WHERE tenant_id = app.tenant_id() AND state = 'waiting'`)
			return err
		}); err != nil {
			return fmt.Errorf("statuses of %s: %w", id, err)
		}
	}
	return nil
}
