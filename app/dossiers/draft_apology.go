package dossiers

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/storage/pg"
)

// apologies drafts the letter of apology (M04) of each dossier that stands
// shortly before its breach, without reason and date: a person gives these and
// sends it. A term no longer than the lead has its letter from its middle on.
// What was found late, after nights without a sweep, is drafted late.
func (p *pass) apologies(ctx context.Context) (int, error) {
	lead, told := p.rules.At(SayApology, Holder)
	if !told {
		return 0, nil
	}
	horizon, err := deadlines.AddWorkingMinutes(p.cal, p.now, lead)
	if err != nil {
		return 0, err
	}
	rows, err := pg.Rows[standing](ctx, p.DB, `SELECT t.dossier_id AS id, t.sort_due AS at, t.dossier_id, t.state, t.assignee, t.submitted_at, NULL::timestamptz AS apology, '' AS step, '' AS role FROM app.tenant_dossier t
		WHERE t.tenant_id = $1 AND t.is_open AND t.holder AND t.role & 2 <> 0 AND t.state IN ('accepted', 'processing') AND t.step <> ALL ($7) AND t.sort_due > $2 AND t.sort_due <= $3 AND (t.sort_due, t.dossier_id) > ($4, $5)
		AND NOT EXISTS (SELECT 1 FROM app.apology a WHERE a.dossier_id = t.dossier_id AND a.state <> 'cancelled' OFFSET 0)
		AND NOT EXISTS (SELECT 1 FROM app.clock_entry c WHERE c.dossier_id = t.dossier_id AND c.kind = 'extend' OFFSET 0)
		ORDER BY t.sort_due, t.dossier_id LIMIT $6`, p.tenant, p.now.Add(-farthest), horizon, p.at, p.id, slice, []string{StepSignNow, StepFixNow, StepReturnNow})
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		p.at, p.id = r.At, r.ID
		from, err := DraftFrom(p.cal, r.SubmittedAt, r.At, lead)
		if err != nil {
			p.fail(err)
			continue
		}
		if p.now.Before(from) {
			continue
		}
		if err := p.DB.Tx(ctx, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO app.apology (id, dossier_id, tenant_id, old_due, drafted_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (dossier_id) WHERE state <> 'cancelled' DO NOTHING`,
				newID(), r.ID, p.tenant, r.At, p.now)
			return err
		}); err != nil {
			p.fail(err)
		}
	}
	return len(rows), nil
}

// DraftFrom is the moment from which an apology is drafted: so many working
// minutes before the due moment, but not before the middle of the term.
func DraftFrom(cal *deadlines.Calendar, submitted, due time.Time, lead int) (time.Time, error) {
	from, err := deadlines.BeforeDue(cal, due, lead)
	if err != nil {
		return from, err
	}
	middle, err := deadlines.AddWorkingMinutes(cal, submitted, deadlines.WorkingMinutesBetween(cal, submitted, due)/2)
	if middle.After(from) {
		from = middle
	}
	return from, err
}

// takeBack ends the letters that nobody needs any more: the dossier was
// finished or went elsewhere, or its date moved out of reach meanwhile.
func (p *pass) takeBack(ctx context.Context) (int, error) {
	lead, _ := p.rules.At(SayApology, Holder)
	horizon, err := deadlines.AddWorkingMinutes(p.cal, p.now, lead)
	if err != nil {
		return 0, err
	}
	return 0, p.DB.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE app.apology a SET state = 'cancelled', ended_at = $2 WHERE a.tenant_id = $1 AND a.state IN ('drafted', 'proposed') AND NOT EXISTS (
			SELECT 1 FROM app.tenant_dossier t WHERE t.tenant_id = $1 AND t.dossier_id = a.dossier_id AND t.holder AND t.state IN ('accepted', 'processing', 'withdrawal_requested')
			AND (t.sort_due = a.old_due OR t.sort_due <= $3) OFFSET 0)`, p.tenant, p.now, horizon); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE app.apology a SET old_due = t.sort_due FROM app.tenant_dossier t WHERE a.tenant_id = $1 AND a.state = 'drafted' AND t.tenant_id = $1 AND t.dossier_id = a.dossier_id AND t.sort_due <> a.old_due AND t.sort_due <= $2`, p.tenant, horizon)
		return err
	})
}
