package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// BookLine is one dossier in the book of follow-up (M07).
type BookLine struct {
	ID         uuid.UUID  `db:"id"`
	Code       string     `db:"code"`
	Title      string     `db:"title"` // the procedure's official name
	Applicant  string     `db:"applicant_name"`
	Address    string     `db:"address"`
	Phone      string     `db:"phone"`
	Channel    string     `db:"channel"`
	Filing     string     `db:"filing"`
	Return     string     `db:"return_method"`
	Competent  uuid.UUID  `db:"competent_tenant"`
	State      State      `db:"state"`
	Submitted  time.Time  `db:"submitted_at"`
	Accepted   *time.Time `db:"accepted_at"`
	Due        *time.Time `db:"due_at"`
	First      *time.Time `db:"promised_first"`
	Returned   *time.Time `db:"returned_at"`
	ReceivedBy string     `db:"received_by"`
}

// FollowBook asks for the book: from a moment to another (not included); empty
// fields do not narrow.
type FollowBook struct {
	From, To time.Time
	State    State
	Place    string // "here": decided here; "elsewhere": handed over
}

// bookSQL walks one tenant's dossiers in the order they came, by an index of the
// projection, and joins the rest for those that are shown.
const bookSQL = `WITH mine AS MATERIALIZED (SELECT dossier_id, submitted_at FROM app.tenant_dossier
		WHERE tenant_id = $1 AND submitted_at >= $2 AND submitted_at < $3 AND role & 1 <> 0 AND ($4 = '' OR state = $4) ORDER BY submitted_at, dossier_id LIMIT $7)
	SELECT d.id, d.code, coalesce(p.name, '') AS title, d.applicant_name, coalesce(a.address, '') AS address, coalesce(nullif(a.phone, ''), b.phone, '') AS phone, d.channel, d.filing, d.return_method,
		d.competent_tenant, d.state, d.submitted_at, d.accepted_at, d.due_at, d.promised_first, d.returned_at, coalesce(e.actor_name, '') AS received_by
	FROM mine m JOIN app.dossier d ON d.id = m.dossier_id LEFT JOIN app.procedure p ON p.id = d.procedure_id
	LEFT JOIN LATERAL (SELECT address, phone FROM app.party x WHERE x.dossier_id = d.id AND x.role = 'applicant' ORDER BY position LIMIT 1) a ON true
	LEFT JOIN LATERAL (SELECT phone FROM app.party x WHERE x.dossier_id = d.id AND x.role = 'submitter' LIMIT 1) b ON true
	LEFT JOIN LATERAL (SELECT actor_name FROM app.audit_entry x WHERE x.subject = 'dossier' AND x.subject_id = d.id AND x.actor_kind = 'staff'
		AND x.kind IN ('dossier.received_at_counter', 'dossier.handover_sent', 'dossier.accepted') ORDER BY seq LIMIT 1) e ON true
	WHERE $5 = '' OR ($5 = 'here') = (d.competent_tenant = $6) ORDER BY m.submitted_at, m.dossier_id`

// Follow reads the book of what this tenant received, oldest first, at most
// MostRegisterLines. Scope: tenant. Fault: Invalid when the range is too long.
func (s *Service) Follow(ctx context.Context, q FollowBook) ([]BookLine, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	if !q.To.After(q.From) || q.To.Sub(q.From) > (MostRegisterDays+1)*24*time.Hour {
		return nil, fault.Fields(map[string]string{"den": "Chọn khoảng ngày dài tối đa 92 ngày"})
	}
	return pg.Rows[BookLine](ctx, s.DB, bookSQL, sc.Tenant, q.From, q.To, string(q.State), q.Place, sc.Tenant, MostRegisterLines)
}
