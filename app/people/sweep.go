package people

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/tenants"
)

// sweepBatch bounds one sweep of one table; the next one goes on.
const sweepBatch = 5000

// swept are the tables of this package with what their comment promises to keep.
var swept = []struct {
	sql  string
	keep time.Duration
}{
	{`DELETE FROM app.login_state WHERE state_hash IN (SELECT state_hash FROM app.login_state WHERE expires_at < $1 LIMIT $2)`, 24 * time.Hour},
	{`DELETE FROM app.phone_code WHERE id IN (SELECT id FROM app.phone_code WHERE expires_at < $1 LIMIT $2)`, 24 * time.Hour},
	{`DELETE FROM app.staff_invite WHERE token_hash IN (SELECT token_hash FROM app.staff_invite WHERE expires_at < $1 LIMIT $2)`, 30 * 24 * time.Hour},
	{`DELETE FROM app.session WHERE id IN (SELECT id FROM app.session WHERE least(ended_at, expires_at) < $1 LIMIT $2)`, 90 * 24 * time.Hour},
}

// Sweep deletes what is past its retention and returns how many rows went.
// Run it daily; safe to run at any time and on several replicas.
func (s *Service) Sweep(ctx context.Context) (n int64, err error) {
	for _, t := range swept {
		err = s.db.Tx(identity(ctx, tenants.System), func(tx pgx.Tx) error {
			tag, err := tx.Exec(ctx, t.sql, s.now().Add(-t.keep), sweepBatch)
			n += tag.RowsAffected()
			return err
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
