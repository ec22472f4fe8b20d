package notices

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// notice is one message to one recipient, before it is written to the ledger.
type notice struct {
	dossier  uuid.UUID
	resident *uuid.UUID
	staff    *uuid.UUID
	channel  string
	template string
	address  string
	subject  string
	body     string
	dedupe   string
}

// recipient is somebody with an address on a channel; id makes the dedupe key.
type recipient struct {
	id       uuid.UUID
	resident *uuid.UUID
	staff    *uuid.UUID
	address  string
}

// queue writes a notice and the job that sends it, in the caller's
// transaction; one that was written before is left alone.
func (s *Service) queue(ctx context.Context, tx pgx.Tx, n notice) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	id, now := newID(), s.Now()
	tag, err := tx.Exec(ctx, `INSERT INTO app.notice (id, tenant_id, dossier_id, resident_id, staff_id, channel, template, address, subject, body, dedupe, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (dedupe) DO NOTHING`,
		id, sc.Tenant, n.dossier, n.resident, n.staff, n.channel, n.template, n.address, n.subject, n.body, n.dedupe, now)
	if err != nil {
		return fmt.Errorf("write notice: %w", pg.Translate(err))
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	a := args.SendNotice{Ref: args.For(ctx, sc.Tenant), NoticeID: id}
	if at := s.earliest(n.channel, n.template, now); at.After(now) {
		return s.Jobs.InsertAt(ctx, tx, a, at)
	}
	return s.Jobs.Insert(ctx, tx, a)
}

// parties are the residents of a dossier with a phone or an e-mail address,
// each address once, the person who filed first. Scope: worker.
func (s *Service) parties(ctx context.Context, dossier uuid.UUID) (phones, emails []recipient, err error) {
	type row struct {
		ID       uuid.UUID  `db:"id"`
		Resident *uuid.UUID `db:"resident_id"`
		Phone    string     `db:"phone"`
		Email    string     `db:"email"`
	}
	rows, err := pg.Rows[row](ctx, s.DB, `SELECT id, resident_id, phone, email FROM app.party WHERE dossier_id = $1 ORDER BY role DESC, position, id`, dossier)
	if err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for _, r := range rows {
		if p, ok := Mobile(r.Phone); ok && !seen[p] {
			seen[p] = true
			phones = append(phones, recipient{id: r.ID, resident: r.Resident, address: p})
		}
		if r.Email != "" && !seen[r.Email] {
			seen[r.Email] = true
			emails = append(emails, recipient{id: r.ID, resident: r.Resident, address: r.Email})
		}
	}
	return phones, emails, nil
}

// officer is one colleague of the context's tenant who can be written to.
func (s *Service) officer(ctx context.Context, id uuid.UUID) ([]recipient, error) {
	return s.staff(ctx, `SELECT id, email FROM app.staff WHERE id = $1 AND disabled_at IS NULL AND email <> ''`, id)
}

// officers with a role in the context's tenant, five at most.
func (s *Service) officers(ctx context.Context, role string) ([]recipient, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return s.staff(ctx, `SELECT s.id, s.email FROM app.role_grant g JOIN app.staff s ON s.id = g.staff_id
		WHERE g.tenant_id = $1 AND g.role = $2 AND (g.expires_at IS NULL OR g.expires_at > $3) AND s.disabled_at IS NULL AND s.email <> '' ORDER BY g.granted_at, s.id LIMIT 5`,
		sc.Tenant, role, s.Now())
}

func (s *Service) staff(ctx context.Context, sql string, a ...any) ([]recipient, error) {
	type row struct {
		ID    uuid.UUID `db:"id"`
		Email string    `db:"email"`
	}
	rows, err := pg.Rows[row](ctx, s.DB, sql, a...)
	out := make([]recipient, 0, len(rows))
	for _, r := range rows {
		id := r.ID
		out = append(out, recipient{id: id, staff: &id, address: r.Email})
	}
	return out, err
}
