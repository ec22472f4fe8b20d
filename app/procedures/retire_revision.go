package procedures

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/fault"
)

// Retirement says from when something holds no more, and why.
type Retirement struct {
	ID   uuid.UUID // the revision, or the procedure
	From time.Time // the zero moment: at once
	Note string    // the decision that says so
}

// Retire ends a published revision of the scope's own from a moment on. Where
// a province retires its adjustment the national revision holds again; one
// that was to come never comes, and the one before it goes on. Dossiers under
// way and drafts that residents began stay on it.
// Faults: Invalid for a moment that is past or no reason; Conflict when it is
// not published or has ended; NotFound. Scope: province, platform.
func (s *Revisions) Retire(ctx context.Context, in Retirement) error {
	sc, province, err := author(ctx)
	if err != nil {
		return err
	}
	now := s.Now()
	if in.Note, err = reasonText("note", in.Note); err != nil {
		return err
	}
	if in.From, err = notPast(in.From, now); err != nil {
		return err
	}
	return s.done(s.DB.Tx(ctx, func(tx pgx.Tx) error {
		e, err := lock(ctx, tx, in.ID, 0)
		if fault.Is(err, fault.NotFound) {
			return retiredAlready(ctx, tx, in.ID, err)
		}
		if err != nil {
			return err
		}
		switch {
		case e.State != Published:
			return fault.New(fault.Conflict, "revision.state", "Bản này chưa công bố. Muốn bỏ, hãy xóa bản nháp.")
		case e.RetiredFrom != nil && !e.RetiredFrom.After(now):
			return fault.New(fault.Conflict, "revision.retired", "Bản này đã hết hiệu lực từ "+e.RetiredFrom.In(deadlines.Zone).Format("02/01/2006")+".")
		}
		p, err := subjectOf(ctx, tx, e.Procedure)
		if err != nil {
			return err
		}
		state := Published
		if e.From.After(now) && !in.From.After(*e.From) { // it never comes into force
			state, in.From = Retired, *e.From
			if _, err := tx.Exec(ctx, `UPDATE app.revision SET retired_from = $4 WHERE procedure_id = $1 AND province_code IS NOT DISTINCT FROM $2 AND state = 'published' AND retired_from = $3 AND id <> $5`,
				e.Procedure, province, *e.From, e.RetiredFrom, in.ID); err != nil {
				return err
			}
		} else if !in.From.After(now) {
			state = Retired
		}
		if _, err := tx.Exec(ctx, `UPDATE app.revision SET state = $2, retired_from = $3, retired_by = $4, retired_name = $5, retired_note = $6 WHERE id = $1`,
			in.ID, string(state), in.From, actorID(sc), sc.Actor.Name, in.Note); err != nil {
			return err
		}
		return record(ctx, tx, in.ID, "revision.retired", p, now, map[string]any{"no": e.No, "from": in.From.UTC(), "reason": in.Note})
	}))
}

// retiredAlready tells one's own retired revision, which nobody can change any
// more, from a missing one.
func retiredAlready(ctx context.Context, tx pgx.Tx, id uuid.UUID, missing error) error {
	var ended bool
	_, province, err := author(ctx)
	if err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM app.revision WHERE id = $1 AND state = 'retired' AND province_code IS NOT DISTINCT FROM $2)`, id, province).Scan(&ended); err != nil {
		return err
	}
	if ended {
		return fault.New(fault.Conflict, "revision.retired", "Bản này đã hết hiệu lực rồi.")
	}
	return missing
}

func notPast(from, now time.Time) (time.Time, error) {
	if from.IsZero() {
		return now, nil
	}
	if from.Before(now) {
		return from, fault.Fields(map[string]string{"from": "Không bãi bỏ lùi ngày: " + from.In(deadlines.Zone).Format("02/01/2006") + " đã qua. Chọn hôm nay hoặc ngày sau."})
	}
	return from, nil
}
