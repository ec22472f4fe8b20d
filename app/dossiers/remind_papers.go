package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/notices"
	"motcua/app/reading/meaning"
	"motcua/storage/pg"
)

// A confirmed paper or a result whose term ends within thirty days is told to
// the resident once: by the office that confirmed or issued it, once a day. The
// copies that she used elsewhere are the same paper, and are not told again.

// toldToday tells whether a sweep of this day succeeded already.
func (p *pass) toldToday() bool {
	return p.since.Add(slack).In(vietnam).Format(time.DateOnly) == p.now.In(vietnam).Format(time.DateOnly)
}

// papersEnd tells of confirmed papers.
func (p *pass) papersEnd(ctx context.Context) (int, error) {
	if p.toldToday() {
		return 0, nil
	}
	return p.ends(ctx, `SELECT k.document_id AS id, (k.expires_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh') AS at, (k.expires_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh') AS ends, k.dossier_id FROM app.document_kind k
		WHERE k.tenant_id = $1 AND k.state = 'confirmed' AND k.expires_on >= $2::date AND k.expires_on <= $3::date AND (k.expires_on, k.document_id) > (($4::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, $5)
		AND NOT EXISTS (SELECT 1 FROM app.vault_use u WHERE u.document_id = k.document_id) AND NOT EXISTS (SELECT 1 FROM app.vault_removed v WHERE v.document_id = k.document_id)
		AND EXISTS (SELECT 1 FROM app.paper y WHERE y.document_id = k.document_id AND y.state NOT IN ('faulty', 'replaced'))
		ORDER BY k.expires_on, k.document_id LIMIT $6`, p.day(0), p.day(endsSoon))
}

// resultsEnd tells of results that the law gives a term (Decree 123/2015/NĐ-CP
// article 23: the marital status, six months).
func (p *pass) resultsEnd(ctx context.Context) (int, error) {
	if p.toldToday() {
		return 0, nil
	}
	n := meaning.ValidMonths(meaning.MaritalStatus)
	return p.ends(ctx, `SELECT r.id, r.issued_at AS at, (((r.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + make_interval(months => $7))::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh') AS ends, r.dossier_id FROM app.result r
		WHERE r.tenant_id = $1 AND r.state = 'issued' AND r.outcome = 'granted' AND r.issued_at >= $2 AND r.issued_at < $3 AND (r.issued_at, r.id) > ($4, $5)
		AND '`+meaning.MaritalStatus+`' = ANY (app.kinds_in(r.title)) ORDER BY r.issued_at, r.id LIMIT $6`, p.day(0).AddDate(0, -n, 0), p.day(endsSoon+1).AddDate(0, -n, 0), n)
}

// day is the beginning of a day from today.
func (p *pass) day(n int) time.Time {
	y, m, d := p.now.In(vietnam).Date()
	return time.Date(y, m, d+n, 0, 0, 0, 0, vietnam)
}

func (p *pass) ends(ctx context.Context, sql string, from, to time.Time, more ...any) (int, error) {
	rows, err := pg.Rows[struct {
		key
		Dossier uuid.UUID `db:"dossier_id"`
		Ends    time.Time `db:"ends"`
	}](ctx, p.DB, sql, append([]any{p.tenant, from, to, p.at, p.id, slice}, more...)...)
	if err != nil {
		return 0, err
	}
	var rs []notices.Reminder
	for _, r := range rows {
		p.at, p.id = r.At, r.ID
		rs = append(rs, notices.Reminder{Template: "resident.paper_ends", Dossier: r.Dossier, At: r.Ends, Own: true})
	}
	return len(rows), p.remindResidents(ctx, rs)
}
