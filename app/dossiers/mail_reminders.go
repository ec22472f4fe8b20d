package dossiers

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/notices"
	"motcua/storage/pg"
	"motcua/tenants"
)

// mail writes each officer one letter a day with all that was said to them and
// not mailed yet, outside quiet hours.
func (p *pass) mail(ctx context.Context) (int, error) {
	if p.rules.Quiet(p.cal, p.now) {
		return 0, nil
	}
	type row struct {
		Said
		Email string `db:"email"`
	}
	day := deadlines.DayOf(p.now)
	rows, err := pg.Rows[row](ctx, p.DB, `SELECT `+saidColumns+`, (SELECT s.email FROM app.staff s WHERE s.id = r.staff_id) AS email FROM `+saidHolds+` AND r.mailed_at IS NULL AND r.acked_at IS NULL
		AND r.staff_id IN (SELECT s.id FROM app.staff s WHERE s.email <> '' AND s.disabled_at IS NULL)
		AND NOT EXISTS (SELECT 1 FROM app.reminder m WHERE m.tenant_id = r.tenant_id AND m.staff_id = r.staff_id AND m.mailed_at >= $1)
		ORDER BY r.staff_id, r.about, t.code, r.said_at`, day.Time())
	if err != nil {
		return 0, err
	}
	for from := 0; from < len(rows); {
		to := from
		for to < len(rows) && rows[to].Staff == rows[from].Staff {
			to++
		}
		mine := rows[from:to]
		from = to
		l := notices.Digest{Staff: mine[0].Staff, Email: mine[0].Email, Day: p.now}
		ids := make([]uuid.UUID, 0, len(mine))
		for _, r := range mine {
			ids = append(ids, r.ID)
			line := notices.DigestLine{Kind: r.Kind, Code: r.Code, Step: r.Step, At: r.About}
			if i := slices.IndexFunc(l.Lines, func(x notices.DigestLine) bool { return x.Code == r.Code }); i < 0 {
				l.Lines = append(l.Lines, line)
			} else if weight(r.Kind) < weight(l.Lines[i].Kind) {
				l.Lines[i] = line // of two days' words about one dossier the weightier
			}
		}
		if err := p.DB.Tx(ctx, func(tx pgx.Tx) error {
			if ok, err := p.Notices.QueueDigest(ctx, tx, l); err != nil || !ok {
				return err // had one today: the rest waits for tomorrow's
			}
			_, err := tx.Exec(ctx, `UPDATE app.reminder SET mailed_at = $2 WHERE id = ANY ($1)`, ids, p.now)
			return err
		}); err != nil {
			p.fail(err)
		}
	}
	return 0, nil
}

func weight(kind string) int { return slices.Index(Kinds, kind) }

// tellProvince writes the province's administrators, once a day, how many
// dossiers are overdue for how long in which office, and what else went up by
// the rules since the last letter: counts, no dossier.
func (p *pass) tellProvince(ctx context.Context) (int, error) {
	if p.rules.Quiet(p.cal, p.now) {
		return 0, nil
	}
	self, err := pg.Values[string](ctx, p.DB, `SELECT coalesce(province_code, '') FROM app.tenant WHERE id = $1 AND kind = 'province'`, p.tenant)
	if err != nil || len(self) == 0 || self[0] == "" {
		return 0, err
	}
	as := tenants.With(ctx, tenants.Province(self[0], tenants.System))
	l := notices.Digest{Day: p.now}
	if minutes, told := p.rules.At(SayOverdue, Province); told {
		before, err := deadlines.BeforeDue(p.cal, p.now, minutes)
		if err != nil {
			return 0, err
		}
		// the counters know days: what was due on an earlier day than that moment's is overdue for longer
		l.Beyond = deadlines.FormatWork(minutes, p.cal.DayMinutes())
		if l.Offices, err = pg.Rows[notices.OfficeCount](as, p.DB, `SELECT t.full_name AS office, sum(r.n)::bigint AS n FROM app.rollup r JOIN app.tenant t ON t.id = r.tenant_id
			WHERE r.province_code = app.province_code() AND r.side = 2 AND r.due_day > '0001-01-01' AND r.due_day < $1::date GROUP BY t.id, t.full_name HAVING sum(r.n) > 0 ORDER BY 2 DESC, 1`, deadlines.DayOf(before).String()); err != nil {
			return 0, err
		}
	}
	last, err := pg.Value[time.Time](ctx, p.DB, `SELECT coalesce(max(created_at), $2) FROM app.notice WHERE tenant_id = $1 AND template = 'officer.province_digest'`, p.tenant, p.now.Add(-farthest))
	if err != nil {
		return 0, err
	}
	if l.Risen, err = pg.Rows[notices.KindCount](as, p.DB, `SELECT r.kind, t.full_name AS office, count(*) AS n FROM app.province_reminder r JOIN app.tenant t ON t.id = r.tenant_id
		WHERE r.province_code = app.province_code() AND r.said_at > $1 GROUP BY r.kind, t.id, t.full_name ORDER BY 1, 3 DESC, 2`, last); err != nil || len(l.Offices)+len(l.Risen) == 0 {
		return 0, err
	}
	slices.SortStableFunc(l.Risen, func(a, b notices.KindCount) int { return weight(a.Kind) - weight(b.Kind) })
	type admin struct {
		ID    uuid.UUID `db:"id"`
		Email string    `db:"email"`
	}
	to, err := pg.Rows[admin](ctx, p.DB, `SELECT DISTINCT s.id, s.email FROM app.role_grant g JOIN app.staff s ON s.id = g.staff_id
		WHERE g.tenant_id = $1 AND g.role = 'provincial_admin' AND (g.expires_at IS NULL OR g.expires_at > $2) AND s.disabled_at IS NULL AND s.email <> ''`, p.tenant, p.now)
	if err != nil {
		return 0, err
	}
	// all of them at once, or none: what went up since the last letter is asked of its moment
	return 0, p.DB.Tx(ctx, func(tx pgx.Tx) error {
		for _, a := range to {
			l.Staff, l.Email = a.ID, a.Email
			if _, err := p.Notices.QueueDigest(ctx, tx, l); err != nil {
				return err
			}
		}
		return nil
	})
}

// forget drops what was said long ago.
func (p *pass) forget(ctx context.Context) (int, error) {
	return 0, p.DB.Tx(ctx, func(tx pgx.Tx) error {
		ago := (deadlines.DayOf(p.now) - 90).String()
		if _, err := tx.Exec(ctx, `DELETE FROM app.province_reminder WHERE tenant_id = $1 AND said_at < $2::date`, p.tenant, ago); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM app.reminder WHERE tenant_id = $1 AND day < $2::date`, p.tenant, ago)
		return err
	})
}
