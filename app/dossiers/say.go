package dossiers

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/storage/pg"
)

// saying is a word about one row, before it is known who the audience is.
type saying struct {
	Reminder
	standing
}

// several is how many people of a role are told when nobody has it in hand.
const several = 5

// say writes down what each officer is told. The keys of app.reminder make it
// happen once: the same word never again, and one word a day about a dossier.
func (p *pass) say(ctx context.Context, list []saying) error {
	if len(list) == 0 {
		return nil
	}
	if err := p.know(ctx, list); err != nil {
		return err
	}
	acked, err := p.acknowledged(ctx, list)
	if err != nil {
		return err
	}
	if err := p.sayUp(ctx, list); err != nil {
		return err
	}
	var dossier, staff []uuid.UUID
	var kind, audience, step []string
	var about []time.Time
	for _, s := range list {
		for _, to := range p.audience(s) {
			if acked.covers(to, s) {
				continue
			}
			dossier, staff = append(dossier, s.Dossier), append(staff, to)
			kind, audience, step, about = append(kind, s.Kind), append(audience, s.Audience), append(step, s.Step), append(about, s.About)
		}
	}
	if len(staff) == 0 {
		return nil // nobody holds the role: the province's page of readiness says so
	}
	return p.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.reminder (id, tenant_id, staff_id, dossier_id, kind, audience, about, step, day, said_at)
			SELECT gen_random_uuid(), $1, x.staff, x.dossier, x.kind, x.audience, x.about, x.step, $2::date, $3 FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[], $9::text[])
			WITH ORDINALITY x(staff, dossier, kind, audience, about, step, n) ORDER BY x.n ON CONFLICT DO NOTHING`,
			p.tenant, deadlines.DayOf(p.now).String(), p.now, staff, dossier, kind, audience, about, step)
		return err
	})
}

// sayUp counts for the province what by its rules goes up to it, each thing once.
func (p *pass) sayUp(ctx context.Context, list []saying) error {
	var dossier []uuid.UUID
	var kind []string
	var about []time.Time
	for _, s := range list {
		if s.Audience == Province {
			dossier, kind, about = append(dossier, s.Dossier), append(kind, s.Kind), append(about, s.About)
		}
	}
	if len(dossier) == 0 {
		return nil
	}
	return p.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.province_reminder (tenant_id, province_code, dossier_id, kind, about, said_at)
			SELECT t.id, t.province_code, x.dossier, x.kind, x.about, $2 FROM unnest($3::uuid[], $4::text[], $5::timestamptz[]) x(dossier, kind, about)
			JOIN app.tenant t ON t.id = $1 AND t.province_code IS NOT NULL ON CONFLICT DO NOTHING`, p.tenant, p.now, dossier, kind, about)
		return err
	})
}

// know looks up who of the people named is still there, and who holds which role.
func (p *pass) know(ctx context.Context, list []saying) error {
	if p.roles == nil {
		type grant struct {
			Role  string    `db:"role"`
			Staff uuid.UUID `db:"staff_id"`
		}
		gs, err := pg.Rows[grant](ctx, p.DB, `SELECT g.role, g.staff_id FROM app.role_grant g JOIN app.staff s ON s.id = g.staff_id
			WHERE g.tenant_id = $1 AND (g.expires_at IS NULL OR g.expires_at > $2) AND s.disabled_at IS NULL ORDER BY g.granted_at, s.id`, p.tenant, p.now)
		if err != nil {
			return err
		}
		p.roles, p.there = map[string][]uuid.UUID{}, map[uuid.UUID]bool{}
		for _, g := range gs {
			p.there[g.Staff] = true
			if len(p.roles[g.Role]) < several && !slices.Contains(p.roles[g.Role], g.Staff) {
				p.roles[g.Role] = append(p.roles[g.Role], g.Staff)
			}
		}
	}
	return nil
}

// audience are the people a word is for.
func (p *pass) audience(s saying) []uuid.UUID {
	if s.Audience == Province {
		return nil // see sayUp
	}
	if s.Audience == Head {
		if r := s.role(); r == "receptionist" && len(p.roles["centre_director"]) > 0 {
			return p.roles["centre_director"]
		}
		return p.roles["unit_head"]
	}
	if s.Assignee != nil && p.there[*s.Assignee] {
		return []uuid.UUID{*s.Assignee}
	}
	return p.roles[s.role()]
}

// Said is one thing an officer was told and that still holds.
type Said struct {
	ID       uuid.UUID  `db:"id"`
	Staff    uuid.UUID  `db:"staff_id"`
	Dossier  uuid.UUID  `db:"dossier_id"`
	Code     string     `db:"code"`
	Kind     string     `db:"kind"`
	Audience string     `db:"audience"`
	About    time.Time  `db:"about"`
	Step     string     `db:"step"`
	Acked    *time.Time `db:"acked_at"`
}

// saidColumns and saidHolds: what was said counts as long as it is true.
const saidColumns = `r.id, r.staff_id, r.dossier_id, t.code, r.kind, r.audience, r.about, r.step, r.acked_at`

const saidHolds = `app.reminder r JOIN app.tenant_dossier t ON t.tenant_id = r.tenant_id AND t.dossier_id = r.dossier_id WHERE r.tenant_id = app.tenant_id() AND CASE r.kind
	WHEN 'unclaimed' THEN t.state = 'decided'
	WHEN 'question' THEN EXISTS (SELECT 1 FROM app.dossier_message m WHERE m.dossier_id = r.dossier_id AND m.tenant_id = r.tenant_id AND m.from_resident AND m.answered_at IS NULL AND m.created_at = r.about OFFSET 0)
	WHEN 'closing' THEN t.state = 'awaiting_supplement'
	WHEN 'apology' THEN t.holder AND EXISTS (SELECT 1 FROM app.apology a WHERE a.dossier_id = r.dossier_id AND a.state IN ('drafted', 'proposed') OFFSET 0)
	WHEN 'step' THEN t.holder AND EXISTS (SELECT 1 FROM app.task k WHERE k.dossier_id = r.dossier_id AND k.done_at IS NULL AND k.due_at = r.about OFFSET 0)
	WHEN 'untouched' THEN t.holder AND t.is_open AND NOT EXISTS (SELECT 1 FROM app.audit_entry e WHERE e.subject = 'dossier' AND e.subject_id = r.dossier_id AND e.at > r.about OFFSET 0)
	ELSE t.holder AND t.is_open AND t.sort_due = r.about END`

// SaidTo lists what an officer was told and still holds: the newest word about
// each dossier, the nearest moment first, what they acknowledged last. Scope: tenant.
func (s *Service) SaidTo(ctx context.Context, staff uuid.UUID, limit int) ([]Said, error) {
	return pg.Rows[Said](ctx, s.DB, `SELECT * FROM (SELECT DISTINCT ON (r.dossier_id) `+saidColumns+` FROM `+saidHolds+` AND r.staff_id = $1 AND r.day >= $2::date
		ORDER BY r.dossier_id, r.said_at DESC) x ORDER BY x.acked_at IS NOT NULL, x.about, x.code LIMIT $3`, staff, (deadlines.DayOf(s.Now()) - 30).String(), limit)
}
