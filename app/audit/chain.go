package audit

import (
	"context"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// Of lists what was done to one subject, newest first, as far as the context's
// scope reads it.
func Of(ctx context.Context, db *pg.DB, subject string, id uuid.UUID, limit int) ([]Line, error) {
	return pg.Rows[Line](ctx, db, `SELECT subject, subject_id, seq, kind, actor_name, at, data FROM app.audit_entry
		WHERE subject = $1 AND subject_id = $2 ORDER BY seq DESC LIMIT $3`, subject, id, min(max(limit, 1), 200))
}
