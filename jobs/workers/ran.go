package workers

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/tenants"
)

// ran remembers when a periodic kind last succeeded or failed for a tenant, so
// that silence can be told from peace. It gives the job's own error back.
func (d Deps) ran(ctx context.Context, kind string, tenant uuid.UUID, err error) error {
	column, key := "last_success_at", ""
	if err != nil {
		column, key = "last_failure_at", fault.As(err).Key
	}
	keep, cancel := context.WithTimeout(tenants.With(context.WithoutCancel(ctx), tenants.Worker(tenant)), 10*time.Second)
	defer cancel()
	e := d.DB.Tx(keep, func(tx pgx.Tx) error {
		_, e := tx.Exec(keep, `INSERT INTO app.job_run AS r (kind, tenant_id, `+column+`, failed_key) VALUES ($1, $2, $3, $4)
			ON CONFLICT (kind, tenant_id) DO UPDATE SET `+column+` = EXCLUDED.`+column+`, failed_key = EXCLUDED.failed_key`, kind, tenant, d.Now(), key)
		return e
	})
	return errors.Join(err, e)
}
