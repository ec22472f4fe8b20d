package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/notices"
	"motcua/storage/pg"
)

// standing is a row that somebody may have to be told about.
type standing struct {
	key
	Dossier     uuid.UUID  `db:"dossier_id"`
	State       State      `db:"state"`
	Assignee    *uuid.UUID `db:"assignee"`
	SubmittedAt time.Time  `db:"submitted_at"`
	Apology     *time.Time `db:"apology"`
	Step        string     `db:"step"`
	Role        string     `db:"role"`
}

// role is who is told when nobody has the dossier in hand.
func (r standing) role() string {
	switch {
	case r.State == Submitted || r.State == Decided:
		return "receptionist"
	case r.Role != "" && r.Role != "handler":
		return r.Role
	}
	return "unit_head" // who gives it to somebody
}

// due tells officers of dossiers that are nearly due, due today, or overdue,
// and of the letters of apology that wait for a signature.
func (p *pass) due(ctx context.Context) (int, error) {
	horizon, err := deadlines.AddWorkingMinutes(p.cal, p.now, max(p.rules.farthestOf(SayDueSoon), p.rules.farthestOf(SayApology)))
	if err != nil {
		return 0, err
	}
	if tonight := (deadlines.DayOf(p.now) + 1).Time(); tonight.After(horizon) {
		horizon = tonight
	}
	rows, err := pg.Rows[standing](ctx, p.DB, `SELECT t.dossier_id AS id, t.sort_due AS at, t.dossier_id, t.state, t.assignee, t.submitted_at, a.old_due AS apology, '' AS step, '' AS role FROM app.tenant_dossier t
		LEFT JOIN app.apology a ON a.dossier_id = t.dossier_id AND a.tenant_id = t.tenant_id AND a.state IN ('drafted', 'proposed')
		WHERE t.tenant_id = $1 AND t.is_open AND t.holder AND t.sort_due > $2 AND t.sort_due <= $3 AND (t.sort_due, t.dossier_id) > ($4, $5) ORDER BY t.sort_due, t.dossier_id LIMIT $6`,
		p.tenant, p.now.Add(-farthest), horizon, p.at, p.id, slice)
	return p.words(ctx, rows, err, func(r standing) Standing { return Standing{Submitted: r.SubmittedAt, Due: &r.At, Apology: r.Apology} })
}

// waiting tells of steps whose time is over while the dossier still stands there.
func (p *pass) waiting(ctx context.Context) (int, error) {
	rows, err := pg.Rows[standing](ctx, p.DB, `SELECT t.id, t.due_at AS at, t.dossier_id, d.state, t.assignee, d.submitted_at, NULL::timestamptz AS apology, t.title AS step, t.role FROM app.task t
		JOIN app.tenant_dossier d ON d.tenant_id = $1 AND d.dossier_id = t.dossier_id
		WHERE t.tenant_id = $1 AND t.done_at IS NULL AND t.due_at > $2 AND t.due_at <= $3 AND (t.due_at, t.id) > ($4, $5) AND d.holder AND d.state IN ('accepted', 'processing')
		ORDER BY t.due_at, t.id LIMIT $6`, p.tenant, p.now.Add(-farthest), p.now, p.at, p.id, slice)
	return p.words(ctx, rows, err, func(r standing) Standing { return Standing{StepDue: &r.At} })
}

// untouched tells of dossiers that wait for this office and to which nobody
// did anything for long. Looked at once an hour.
func (p *pass) untouched(ctx context.Context) (int, error) {
	if last := p.since.Add(slack); last.After(p.now.Add(-time.Hour)) && last.In(vietnam).Hour() == p.now.In(vietnam).Hour() {
		return 0, nil
	}
	type row struct {
		standing
		Touched *time.Time `db:"touched"`
	}
	rows, err := pg.Rows[row](ctx, p.DB, `SELECT d.dossier_id AS id, d.sort_due AS at, d.dossier_id, d.state, d.assignee, d.submitted_at, NULL::timestamptz AS apology, '' AS step, '' AS role,
		(SELECT e.at FROM app.audit_entry e WHERE e.subject = 'dossier' AND e.subject_id = d.dossier_id AND e.kind <> 'dossier.read_by_province' ORDER BY e.seq DESC LIMIT 1) AS touched
		FROM app.tenant_dossier d WHERE d.tenant_id = $1 AND d.is_open AND d.holder AND d.state IN ('submitted', 'accepted', 'processing') AND d.sort_due < '9999-01-01'
		AND (d.sort_due, d.dossier_id) > ($2, $3) ORDER BY d.sort_due, d.dossier_id LIMIT $4`, p.tenant, p.at, p.id, slice)
	list, touched := make([]standing, len(rows)), make(map[uuid.UUID]*time.Time, len(rows))
	for i, r := range rows {
		list[i], touched[r.ID] = r.standing, r.Touched
	}
	return p.words(ctx, list, err, func(r standing) Standing { return Standing{Touched: touched[r.ID]} })
}

// closing tells residents that a request for papers is about to close, unless
// they were asked within the last day, and the officer who asked.
func (p *pass) closing(ctx context.Context) (int, error) {
	until, err := deadlines.AddWorkingMinutes(p.cal, p.now, p.rules.farthestOf(SayClosing))
	if err != nil {
		return 0, err
	}
	resident := p.now.AddDate(0, 0, or(p.Closing, 2))
	if resident.After(until) {
		until = resident
	}
	rows, err := pg.Rows[standing](ctx, p.DB, `SELECT d.id, d.supplement_closes_at AS at, d.id AS dossier_id, d.state, d.assignee, d.submitted_at, NULL::timestamptz AS apology, '' AS step, '' AS role FROM app.dossier d
		WHERE d.holder_tenant = $1 AND d.state = 'awaiting_supplement' AND d.supplement_closes_at > $2 AND d.supplement_closes_at <= $3 AND (d.supplement_closes_at, d.id) > ($4, $5)
		AND EXISTS (SELECT 1 FROM app.supplement s WHERE s.dossier_id = d.id AND s.state = 'open' AND s.asked_at <= $6 OFFSET 0)
		ORDER BY d.supplement_closes_at, d.id LIMIT $7`, p.tenant, p.now, until, p.at, p.id, p.now.AddDate(0, 0, -1), slice)
	var rs []notices.Reminder
	for _, r := range rows {
		if !r.At.After(resident) {
			rs = append(rs, notices.Reminder{Template: "resident.supplement_closing", Dossier: r.ID, At: r.At})
		}
	}
	n, err := p.words(ctx, rows, err, func(r standing) Standing { return Standing{Closes: &r.At} })
	if err != nil {
		return n, err
	}
	return n, p.remindResidents(ctx, rs)
}

// unclaimed tells of results that lie at this counter: the resident first, and
// the people of the counter.
func (p *pass) unclaimed(ctx context.Context) (int, error) {
	resident := p.now.AddDate(0, 0, -or(p.Unclaimed, 7))
	rows, err := pg.Rows[standing](ctx, p.DB, `SELECT id, decided_at AS at, id AS dossier_id, state, NULL::uuid AS assignee, submitted_at, NULL::timestamptz AS apology, '' AS step, '' AS role FROM app.dossier
		WHERE receiving_tenant = $1 AND state = 'decided' AND return_method = 'counter' AND (competent_tenant = receiving_tenant OR result_place = 'receiving')
		AND decided_at > $2 AND decided_at <= $3 AND (decided_at, id) > ($4, $5) ORDER BY decided_at, id LIMIT $6`, p.tenant, p.now.Add(-2*farthest), p.now, p.at, p.id, slice)
	var rs []notices.Reminder
	for _, r := range rows {
		if !r.At.After(resident) {
			rs = append(rs, notices.Reminder{Template: "resident.unclaimed", Dossier: r.ID, At: r.At})
		}
	}
	if err == nil {
		err = p.remindResidents(ctx, rs)
	}
	return p.words(ctx, rows, err, func(r standing) Standing { return Standing{Decided: &r.At} })
}

// words says what the rules say about a page of rows, and moves on behind it.
func (p *pass) words(ctx context.Context, rows []standing, err error, of func(standing) Standing) (int, error) {
	if err != nil {
		return 0, err
	}
	var out []saying
	for _, r := range rows {
		p.at, p.id = r.At, r.ID
		ws, err := p.rules.Words(p.cal, p.now, of(r))
		if err != nil {
			p.fail(err)
			continue
		}
		for _, w := range ws {
			out = append(out, saying{w, r})
		}
	}
	return len(rows), p.say(ctx, out)
}

// remindResidents says what was not said yet.
func (p *pass) remindResidents(ctx context.Context, rs []notices.Reminder) error {
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
			if err := p.Notices.RemindResidents(ctx, r); err != nil {
				p.fail(err)
			}
		}
	}
	return nil
}
