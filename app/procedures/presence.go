package procedures

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// How long somebody counts as working on a draft after they were last there,
// and how long a lock outlives the last page its owner opened or saved.
const (
	PresentFor = 5 * time.Minute
	LockedFor  = 30 * time.Minute
)

// Colleague is somebody who has a draft open.
type Colleague struct {
	Staff  uuid.UUID  `db:"staff_id"`
	Name   string     `db:"name"`
	Since  time.Time  `db:"since"`
	SeenAt time.Time  `db:"seen_at"`
	Locked *time.Time `db:"locked_at"` // taken or prolonged; nil: no lock
}

// Until is when the colleague's lock ends by itself; the zero moment without one.
func (c Colleague) Until() time.Time {
	if c.Locked == nil {
		return time.Time{}
	}
	return c.Locked.Add(LockedFor)
}

// Holds tells whether the colleague's lock holds at a moment.
func (c Colleague) Holds(at time.Time) bool { return c.Locked != nil && c.Until().After(at) }

// Arrival says how somebody came to a draft.
type Arrival int

// Arrivals. Only what a person does prolongs their lock: a page left open in
// a browser goes on asking for ever.
const (
	Looks Arrival = iota // may only read: nobody is told
	Stays                // the page is still open
	Opens                // opened or saved a page
)

// Present gives who works on a draft, the visitor too, in the order they came,
// and whoever locked it. It notes that the visitor is there. Scope: province, platform.
func (s *Revisions) Present(ctx context.Context, id uuid.UUID, how Arrival) ([]Colleague, error) {
	sc, province, err := author(ctx)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	var out []Colleague
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if how != Looks {
			if err := arrive(ctx, tx, id, sc, province, how, now); err != nil {
				return err
			}
		}
		var err error
		out, err = colleagues(ctx, tx, id, now)
		return err
	})
	return out, err
}

// arrive notes that somebody is there.
func arrive(ctx context.Context, tx pgx.Tx, id uuid.UUID, sc tenants.Scope, province *string, how Arrival, now time.Time) error {
	if sc.Actor.ID == uuid.Nil {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO app.revision_presence AS p (revision_id, staff_id, province_code, name, since, seen_at) VALUES ($1, $2, $3, $4, $5, $5)
		ON CONFLICT (revision_id, staff_id) DO UPDATE SET name = EXCLUDED.name, seen_at = greatest(p.seen_at, $5), since = CASE WHEN p.seen_at < $6 THEN $5 ELSE p.since END,
			locked_at = CASE WHEN p.locked_at <= $7 THEN NULL WHEN $8 AND p.locked_at IS NOT NULL THEN greatest(p.locked_at, $5) ELSE p.locked_at END`,
		id, sc.Actor.ID, province, sc.Actor.Name, now, now.Add(-PresentFor), now.Add(-LockedFor), how == Opens)
	return err
}

func colleagues(ctx context.Context, tx pgx.Tx, id uuid.UUID, now time.Time) ([]Colleague, error) {
	rows, err := tx.Query(ctx, `SELECT staff_id, name, since, seen_at, locked_at FROM app.revision_presence WHERE revision_id = $1 AND (seen_at > $2 OR locked_at > $3) ORDER BY since, staff_id`,
		id, now.Add(-PresentFor), now.Add(-LockedFor))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Colleague])
}

// LockOf is whose lock holds among those who are present; nil when nobody's does.
func LockOf(present []Colleague, at time.Time) *Colleague {
	for i := range present {
		if present[i].Holds(at) {
			return &present[i]
		}
	}
	return nil
}

// unlocked refuses an act on a draft that a colleague keeps. The revision's
// row is locked already, so that nobody takes it in between.
func (s *Revisions) unlocked(ctx context.Context, tx pgx.Tx, id uuid.UUID) error {
	sc, _, err := author(ctx)
	if err != nil {
		return err
	}
	now := s.Now()
	present, err := colleagues(ctx, tx, id, now)
	if err != nil {
		return err
	}
	if h := LockOf(present, now); h != nil && h.Staff != sc.Actor.ID {
		return lockedBy(h)
	}
	return nil
}

func lockedBy(h *Colleague) error {
	return fault.New(fault.Conflict, "revision.locked", who(h.Name)+" đang giữ bản này nên chưa sửa được. Chưa có gì được lưu. Đợi người đó mở khóa, hoặc nhờ quản trị lấy khóa.")
}

// give ends every lock on a revision whose content stands still from now on.
func give(ctx context.Context, tx pgx.Tx, id uuid.UUID) error {
	_, err := tx.Exec(ctx, `UPDATE app.revision_presence SET locked_at = NULL WHERE revision_id = $1 AND locked_at IS NOT NULL`, id)
	return pg.Translate(err)
}
