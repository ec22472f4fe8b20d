package governing

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Act is one line of the history of settings, accounts and roles. Acts on
// dossiers stand in the dossier's own history.
type Act struct {
	Subject   string          `db:"subject"` // account, tenant, procedure, province, revision
	SubjectID uuid.UUID       `db:"subject_id"`
	Seq       int             `db:"seq"`
	Kind      string          `db:"kind"`
	Tenant    *uuid.UUID      `db:"tenant_id"`  // the commune that did it itself
	ActorName string          `db:"actor_name"` // empty for the operator
	Person    string          `db:"person"`     // whom an account's act is about; empty outside the wall
	At        time.Time       `db:"at"`
	Data      json.RawMessage `db:"data"`
}

// Before is where the next page of a history begins: after the act shown last.
// The zero Before is the newest act.
type Before struct {
	At      time.Time
	Subject uuid.UUID
	Seq     int
}

// Next is the Before of the page that follows a.
func (a Act) Next() Before { return Before{At: a.At, Subject: a.SubjectID, Seq: a.Seq} }

const provinceHistorySQL = `SELECT e.subject, e.subject_id, e.seq, e.kind, e.tenant_id, e.actor_name, coalesce(s.full_name, '') AS person, e.at, e.data
	FROM app.audit_entry e LEFT JOIN app.staff s ON e.subject = 'account' AND s.id = e.subject_id
	WHERE e.subject <> 'dossier' AND e.province_code = $1 AND e.subject IN ('account', 'tenant', 'procedure', 'province', 'revision')
	AND (e.at, e.subject_id, e.seq) < ($2, $3, $4) AND ($5::uuid IS NULL OR e.subject_id = $5 OR e.tenant_id = $5 OR e.data ->> 'tenant' = $5::text)
	ORDER BY e.at DESC, e.subject_id DESC, e.seq DESC LIMIT $6`

// The operator reads what operators did. What a province did to its own roles
// is the province's, with the names of its people.
const platformHistorySQL = `SELECT e.subject, e.subject_id, e.seq, e.kind, e.tenant_id, '' AS actor_name, '' AS person, e.at, e.data
	FROM app.audit_entry e WHERE (e.subject = 'province' AND e.kind IN ('province.onboarded', 'account.invited', 'role.granted', 'province.quota_set')
		OR e.subject = 'province' AND e.kind = 'tenant.quota_set' -- of one office, by the operator
		OR e.subject = 'province' AND e.kind = 'exchange.resent' AND e.province_code IS NULL -- the operator's own
		OR e.subject IN ('revision', 'procedure') AND e.province_code IS NULL)
	AND (e.at, e.subject_id, e.seq) < ($1, $2, $3) AND ($4::uuid IS NULL OR e.subject_id = $4)
	ORDER BY e.at DESC, e.subject_id DESC, e.seq DESC LIMIT $5`

// History lists acts newest first, at most limit (1 to 200), from before on.
// With tenant uuid.Nil it is everything the scope covers, else what was done
// to or by that office. Scope: province, platform.
func (s *Service) History(ctx context.Context, tenant uuid.UUID, before Before, limit int) ([]Act, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	if before.At.IsZero() {
		before = Before{At: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), Subject: uuid.Max}
	}
	var one *uuid.UUID
	if tenant != uuid.Nil {
		one = &tenant
	}
	limit = min(max(limit, 1), 200)
	switch sc.Kind {
	case tenants.KindProvince:
		return pg.Rows[Act](ctx, s.DB, provinceHistorySQL, sc.Province, before.At, before.Subject, before.Seq, one, limit)
	case tenants.KindPlatform:
		return pg.Rows[Act](ctx, s.DB, platformHistorySQL, before.At, before.Subject, before.Seq, one, limit)
	}
	return nil, fault.New(fault.Forbidden, "history.scope")
}
