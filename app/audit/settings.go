package audit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// Line is one act on settings or accounts as its office reads it.
type Line struct {
	Subject   string          `db:"subject"`
	SubjectID uuid.UUID       `db:"subject_id"`
	Seq       int             `db:"seq"`
	Kind      string          `db:"kind"`
	ActorName string          `db:"actor_name"`
	At        time.Time       `db:"at"`
	Data      json.RawMessage `db:"data"`
}

// Settings lists what was done to settings and accounts of the context's
// tenant before a moment (zero: now), newest first. Scope: tenant.
func Settings(ctx context.Context, db *pg.DB, before time.Time, limit int) ([]Line, error) {
	if before.IsZero() {
		before = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return pg.Rows[Line](ctx, db, `SELECT subject, subject_id, seq, kind, actor_name, at, data FROM app.audit_entry
		WHERE subject <> 'dossier' AND tenant_id = app.tenant_id() AND at < $1 ORDER BY at DESC, subject_id, seq DESC LIMIT $2`, before, min(max(limit, 1), 200))
}
