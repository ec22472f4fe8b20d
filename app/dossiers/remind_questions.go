package dossiers

import (
	"context"

	"motcua/storage/pg"
)

// questions tells of what residents asked the counter and nobody answered: the
// oldest question of each dossier, first to whoever has it in hand, or the
// counter, then to the head above.
func (p *pass) questions(ctx context.Context) (int, error) {
	rows, err := pg.Rows[standing](ctx, p.DB, `SELECT x.dossier_id AS id, x.at, x.dossier_id, d.state, d.assignee, d.submitted_at, NULL::timestamptz AS apology, '' AS step, CASE WHEN d.is_open AND d.assignee IS NOT NULL THEN '' ELSE 'receptionist' END AS role
		FROM (SELECT m.dossier_id, min(m.created_at) AS at FROM app.dossier_message m WHERE m.tenant_id = $1 AND m.from_resident AND m.answered_at IS NULL AND m.created_at > $2 GROUP BY m.dossier_id) x
		JOIN app.tenant_dossier d ON d.tenant_id = $1 AND d.dossier_id = x.dossier_id
		WHERE (x.at, x.dossier_id) > ($3, $4) ORDER BY x.at, x.dossier_id LIMIT $5`, p.tenant, p.now.Add(-farthest), p.at, p.id, slice)
	return p.words(ctx, rows, err, func(r standing) Standing { return Standing{Asked: &r.At} })
}
