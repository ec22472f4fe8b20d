package keeping

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// Candidate is a dossier of the office that is past the term of its class.
type Candidate struct {
	ID        uuid.UUID `db:"id"`
	Code      string    `db:"code"`
	Procedure string    `db:"procedure"`
	State     string    `db:"state"`
	Ended     time.Time `db:"ended"`
	Class     string    `db:"class"`
	ClassName string    `db:"class_name"`
	KeptUntil time.Time `db:"kept_until"`
	Held      bool      `db:"held"`
	Question  bool      `db:"question"`  // the resident waits for an answer
	Locked    bool      `db:"locked"`    // a result that the store does not give up yet
	Confirmed bool      `db:"confirmed"` // somebody looked the term up; else nothing is destroyed by it
}

// Free tells that nothing but a decision is missing.
func (c Candidate) Free() bool { return !c.Held && !c.Question && !c.Locked && c.Confirmed }

// Candidates lists dossiers that the context's office decided, that are past
// their term and on no list yet, oldest first; of those ids alone when there
// are any. What may not go yet is among them and says why. Scope: tenant.
func (s *Service) Candidates(ctx context.Context, limit int, only ...uuid.UUID) ([]Candidate, error) {
	return pg.Rows[Candidate](ctx, s.DB, `WITH rule AS MATERIALIZED (
			SELECT r.id AS revision, p.plain_name AS procedure, c.code AS class, c.name AS class_name, c.years, c.counted_from, c.confirmed
			FROM app.revision r JOIN app.procedure p ON p.id = r.procedure_id JOIN app.tenant t ON t.id = app.tenant_id() CROSS JOIN LATERAL app.retention_of(r.data, p.field, t.province_code) c
			WHERE c.years IS NOT NULL AND r.state IN ('published', 'retired')
		), old AS (
			SELECT d.id, d.code, k.procedure, d.state, coalesce(d.returned_at, d.decided_at, d.updated_at) AS ended, k.class, k.class_name, k.confirmed,
				app.retention_until(k.years, k.counted_from, d.decided_at, coalesce(d.returned_at, d.decided_at, d.updated_at)) AS kept_until, a.submitted_at
			FROM app.tenant_dossier a JOIN app.dossier d ON d.id = a.dossier_id JOIN rule k ON k.revision = d.revision_id
			WHERE a.tenant_id = app.tenant_id() AND a.role & 2 <> 0 AND NOT a.is_open AND a.state IN ('returned', 'declined', 'stopped')
				AND a.submitted_at < $1::timestamptz - make_interval(years => (SELECT min(years) FROM rule)) AND (cardinality($4::uuid[]) = 0 OR a.dossier_id = ANY ($4))
		)
		SELECT o.id, o.code, o.procedure, o.state, o.ended, o.class, o.class_name, o.confirmed, o.kept_until,
			EXISTS (SELECT 1 FROM app.legal_hold h WHERE h.dossier_id = o.id AND h.lifted_at IS NULL) AS held,
			EXISTS (SELECT 1 FROM app.dossier_message m WHERE m.dossier_id = o.id AND m.from_resident AND m.answered_at IS NULL) AS question,
			EXISTS (SELECT 1 FROM app.document x WHERE x.dossier_id = o.id AND x.purpose = 'result' AND x.created_at + make_interval(days => $3) > $1) AS locked
		FROM old o WHERE o.kept_until <= $1 AND NOT EXISTS (SELECT 1 FROM app.destruction_item i WHERE i.dossier_id = o.id AND i.state <> 'kept')
		ORDER BY o.submitted_at, o.id LIMIT $2`, s.Now(), limit, s.Files.LockDays(), append([]uuid.UUID{}, only...))
}
