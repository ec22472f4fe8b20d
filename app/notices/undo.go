package notices

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// margin is how long before a message goes out nobody takes it back any more:
// a message that was handed to a partner is never said to be withdrawn.
const margin = 3 * time.Second

// Undoable is the message of an officer's own act that still waits.
type Undoable struct {
	Event string    `db:"kind"`
	At    time.Time `db:"at"` // of the act
	Until time.Time `db:"-"`  // it can be taken back so long
}

// Undoable is the newest message about a dossier that the context's officer may
// take back; nil: none. The message itself may not be written yet: it is named
// by the act in the history. Scope: tenant.
func (s *Service) Undoable(ctx context.Context, dossier uuid.UUID) (*Undoable, error) {
	sc, err := tenants.From(ctx)
	if err != nil || s.Hold <= margin {
		return nil, err
	}
	events := make([]string, 0, len(templates))
	for k := range templates {
		if toResident(k) {
			events = append(events, k)
		}
	}
	now := s.Now()
	rows, err := pg.Rows[Undoable](ctx, s.DB, `SELECT e.kind, e.at FROM app.audit_entry e WHERE e.subject = 'dossier' AND e.subject_id = $1 AND e.actor_id = $2 AND e.at > $3 AND e.kind = ANY ($4)
		AND NOT EXISTS (SELECT 1 FROM app.notice_undone u WHERE u.dossier_id = e.subject_id AND u.event = e.kind AND u.act_at = e.at) ORDER BY e.seq DESC LIMIT 1`,
		dossier, sc.Actor.ID, now.Add(margin-s.Hold), events)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	rows[0].Until = rows[0].At.Add(s.Hold - margin)
	return &rows[0], nil
}

// Undo takes back the message of an officer's own act before it went to any
// partner. The act itself stands. Scope: tenant. Fault: Conflict
// (notice.gone) when it is too late, or was taken back already.
func (s *Service) Undo(ctx context.Context, dossier uuid.UUID, event string, at time.Time) error {
	u, err := s.Undoable(ctx, dossier)
	if err != nil {
		return err
	}
	if u == nil || u.Event != event || !u.At.Equal(at) {
		return fault.New(fault.Conflict, "notice.gone", "Tin này đã gửi đi hoặc đã được hoàn tác.")
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO app.notice_undone (dossier_id, event, act_at, tenant_id, undone_by, undone_name, undone_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
			dossier, event, u.At, sc.Tenant, sc.Actor.ID, sc.Actor.Name, now)
		if err != nil || tag.RowsAffected() == 0 { // the other click did it
			return pg.Translate(err)
		}
		if _, err := tx.Exec(ctx, `UPDATE app.notice SET state = 'dropped', failed_key = 'notice.undone' WHERE dossier_id = $1 AND tenant_id = $2 AND template = $3 AND state = 'queued' AND created_at >= $4`, dossier, sc.Tenant, event, u.At); err != nil {
			return pg.Translate(err)
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "dossier", SubjectID: dossier, Kind: "dossier.notice_undone", At: now, Data: map[string]any{"event": event}})
	})
}

// undone tells whether the act behind a message was followed by taking the
// message back; of two acts of one kind the message belongs to the nearer.
func (s *Service) undone(ctx context.Context, id uuid.UUID) (bool, error) {
	return pg.Value[bool](ctx, s.DB, `SELECT EXISTS (SELECT 1 FROM app.notice n JOIN app.notice_undone u ON u.dossier_id = n.dossier_id AND u.event = n.template
		WHERE n.id = $1 AND u.act_at = (SELECT max(e.at) FROM app.audit_entry e WHERE e.subject = 'dossier' AND e.subject_id = n.dossier_id AND e.kind = n.template AND e.at <= n.created_at))`, id)
}
