package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/notices"
	"motcua/storage/pg"
)

func or(n, std int) int {
	if n > 0 {
		return n
	}
	return std
}

func sameDay(a, b time.Time) bool { return deadlines.DayOf(a) == deadlines.DayOf(b) }

// due tells officers of dossiers that are nearly due, due today, or overdue:
// each once, in the stage in which it is found.
func (p *pass) due(ctx context.Context) (int, error) {
	horizon, err := deadlines.AddWorkingMinutes(p.cal, p.now, or(p.Lead, 480))
	if err != nil {
		return 0, err
	}
	if tonight := (deadlines.DayOf(p.now) + 1).Time(); tonight.After(horizon) {
		horizon = tonight
	}
	type row struct {
		key
		State       State      `db:"state"`
		Assignee    *uuid.UUID `db:"assignee"`
		SubmittedAt time.Time  `db:"submitted_at"`
	}
	rows, err := pg.Rows[row](ctx, p.DB, `SELECT dossier_id AS id, sort_due AS at, state, assignee, submitted_at FROM app.tenant_dossier WHERE tenant_id = $1 AND is_open AND holder
		AND sort_due > $2 AND sort_due <= $3 AND (sort_due, dossier_id) > ($4, $5) ORDER BY sort_due, dossier_id LIMIT $6`, p.tenant, p.since, horizon, p.at, p.id, slice)
	if err != nil {
		return 0, err
	}
	var rs []notices.Reminder
	for _, r := range rows {
		p.at, p.id = r.At, r.ID
		rem := notices.Reminder{Dossier: r.ID, At: r.At, Assignee: r.Assignee, Role: "unit_head"}
		if r.State == Submitted {
			rem.Role = "receptionist"
		}
		switch {
		case r.At.Before(p.now):
			rem.Template, rem.Also = "officer.overdue", "unit_head"
		case sameDay(r.At, p.now):
			if sameDay(r.SubmittedAt, p.now) {
				continue // came in today: on everybody's desk as it is
			}
			rem.Template = "officer.due_today"
		default:
			if short, err := deadlines.AddWorkingMinutes(p.cal, r.SubmittedAt, or(p.Lead, 480)); err != nil || !short.Before(r.At) {
				continue // the whole term is no longer than the warning
			}
			rem.Template = "officer.due_soon"
		}
		rs = append(rs, rem)
	}
	return len(rows), p.remind(ctx, rs, p.Notices.RemindOfficers)
}

// waiting tells of steps whose time is over while the dossier still stands there.
func (p *pass) waiting(ctx context.Context) (int, error) {
	type row struct {
		key
		Dossier  uuid.UUID  `db:"dossier_id"`
		Title    string     `db:"title"`
		Role     string     `db:"role"`
		Assignee *uuid.UUID `db:"assignee"`
	}
	rows, err := pg.Rows[row](ctx, p.DB, `SELECT t.id, t.due_at AS at, t.dossier_id, t.title, t.role, t.assignee FROM app.task t
		WHERE t.tenant_id = $1 AND t.done_at IS NULL AND t.due_at > $2 AND t.due_at <= $3 AND (t.due_at, t.id) > ($4, $5)
		AND EXISTS (SELECT 1 FROM app.tenant_dossier d WHERE d.tenant_id = $1 AND d.dossier_id = t.dossier_id AND d.holder AND d.state IN ('accepted', 'processing') OFFSET 0)
		ORDER BY t.due_at, t.id LIMIT $6`, p.tenant, p.since, p.now, p.at, p.id, slice)
	if err != nil {
		return 0, err
	}
	var rs []notices.Reminder
	for _, r := range rows {
		p.at, p.id = r.At, r.ID
		role := r.Role
		if role == "handler" {
			role = "unit_head" // who gives it to somebody
		}
		rs = append(rs, notices.Reminder{Template: "officer.task_waiting", Dossier: r.Dossier, At: r.At, Step: r.Title, Assignee: r.Assignee, Role: role})
	}
	return len(rows), p.remind(ctx, rs, p.Notices.RemindOfficers)
}

// closing tells residents that a request for papers is about to close, unless
// they were asked within the last day.
func (p *pass) closing(ctx context.Context) (int, error) {
	rows, err := pg.Rows[key](ctx, p.DB, `SELECT d.id, d.supplement_closes_at AS at FROM app.dossier d WHERE d.holder_tenant = $1 AND d.state = 'awaiting_supplement'
		AND d.supplement_closes_at > $2 AND d.supplement_closes_at <= $3 AND (d.supplement_closes_at, d.id) > ($4, $5)
		AND EXISTS (SELECT 1 FROM app.supplement s WHERE s.dossier_id = d.id AND s.state = 'open' AND s.asked_at <= $6 OFFSET 0)
		ORDER BY d.supplement_closes_at, d.id LIMIT $7`, p.tenant, p.now, p.now.AddDate(0, 0, or(p.Closing, 2)), p.at, p.id, p.now.AddDate(0, 0, -1), slice)
	if err != nil {
		return 0, err
	}
	var rs []notices.Reminder
	for _, r := range rows {
		p.at, p.id = r.At, r.ID
		rs = append(rs, notices.Reminder{Template: "resident.supplement_closing", Dossier: r.ID, At: r.At})
	}
	return len(rows), p.remind(ctx, rs, p.Notices.RemindResidents)
}

// unclaimed tells of results that lie at this counter: the resident first, and
// the people of the counter.
func (p *pass) unclaimed(ctx context.Context) (int, error) {
	until := p.now.AddDate(0, 0, -or(p.Unclaimed, 7))
	type row struct {
		key
		Here bool `db:"here"`
	}
	rows, err := pg.Rows[row](ctx, p.DB, `SELECT id, decided_at AS at, return_method = 'counter' AND (competent_tenant = receiving_tenant OR result_place = 'receiving') AS here FROM app.dossier
		WHERE receiving_tenant = $1 AND state = 'decided' AND decided_at > $2 AND decided_at <= $3 AND (decided_at, id) > ($4, $5) ORDER BY decided_at, id LIMIT $6`,
		p.tenant, until.Add(-farthest), until, p.at, p.id, slice)
	if err != nil {
		return 0, err
	}
	var residents, officers []notices.Reminder
	for _, r := range rows {
		p.at, p.id = r.At, r.ID
		if r.Here {
			residents = append(residents, notices.Reminder{Template: "resident.unclaimed", Dossier: r.ID, At: r.At})
			officers = append(officers, notices.Reminder{Template: "officer.unclaimed", Dossier: r.ID, At: r.At, Role: "receptionist"})
		}
	}
	if err := p.remind(ctx, residents, p.Notices.RemindResidents); err != nil {
		return len(rows), err
	}
	return len(rows), p.remind(ctx, officers, p.Notices.RemindOfficers)
}

// remind says what was not said yet.
func (p *pass) remind(ctx context.Context, rs []notices.Reminder, say func(context.Context, notices.Reminder) error) error {
	if len(rs) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(rs))
	for i, r := range rs {
		ids[i] = r.Dossier
	}
	said, err := p.Notices.Reminded(ctx, ids)
	if err != nil {
		return err
	}
	for _, r := range rs {
		if !said[r.Key()] {
			if err := say(ctx, r); err != nil {
				p.fail(err)
			}
		}
	}
	return nil
}
