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
	// instead is the SMS in place of a Zalo message that does not arrive.
	instead string
	version int  // of the province's own text; 0 the nation's
	muted   bool // the resident does not want it and the law lets her: kept, not sent
	party   uuid.UUID
	wish    *Preference // of that party; nil: never chose
}

// recipient is somebody with an address on a channel; id makes the dedupe key.
type recipient struct {
	id       uuid.UUID
	resident *uuid.UUID
	staff    *uuid.UUID
	address  string
	wish     *Preference // how they want to be told; nil: never chose
}

// queue writes a notice and the job that sends it, in the caller's
// transaction; one that was written before is left alone. ahead is how many of
// this tenant's notices wait already.
func (s *Service) queue(ctx context.Context, tx pgx.Tx, n notice, ahead int) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	id, now, state := newID(), s.Now(), "queued"
	at := s.earliest(n.channel, n.template, now.Add(s.Hold))
	if n.muted {
		state = "unwanted"
	}
	tag, err := tx.Exec(ctx, `INSERT INTO app.notice (id, tenant_id, dossier_id, resident_id, staff_id, channel, template, address, subject, body, dedupe, created_at, send_at, state, alternative, text_version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (dedupe) DO NOTHING`,
		id, sc.Tenant, n.dossier, n.resident, n.staff, n.channel, n.template, n.address, n.subject, n.body, n.dedupe, now, at, state, n.instead, n.version)
	if err != nil {
		return fmt.Errorf("write notice: %w", pg.Translate(err))
	}
	if tag.RowsAffected() == 0 || n.muted {
		return nil
	}
	a := args.SendNotice{Ref: args.For(ctx, sc.Tenant), NoticeID: id, Ahead: ahead}
	if at.After(now) {
		return s.Jobs.InsertAt(ctx, tx, a, at)
	}
	return s.Jobs.Insert(ctx, tx, a)
}

// waiting counts, up to the number from which it makes no difference, this
// tenant's notices that are to go out about now.
func (s *Service) waiting(ctx context.Context, tx pgx.Tx) (n int, err error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 FROM app.notice WHERE tenant_id = $1 AND state = 'queued' AND send_at <= $2 LIMIT $3) x`, sc.Tenant, s.Now().Add(s.Hold), args.StormOf).Scan(&n)
	return n, err
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
	rows, err := pg.Rows[row](ctx, s.DB, `SELECT p.id, coalesce(p.resident_id, CASE WHEN p.role = 'submitter' OR p.position = 0 AND NOT EXISTS (SELECT 1 FROM app.party q WHERE q.dossier_id = p.dossier_id AND q.role = 'submitter') THEN d.resident_id END) AS resident_id, p.phone, p.email
		FROM app.party p JOIN app.dossier d ON d.id = p.dossier_id WHERE p.dossier_id = $1 ORDER BY p.role DESC, p.position, p.id`, dossier)
	if err != nil {
		return nil, nil, err
	}
	all := make([]recipient, len(rows))
	for i, r := range rows {
		all[i] = recipient{id: r.ID, resident: r.Resident}
	}
	wishes, err := s.wishes(ctx, dossier, all)
	if err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for _, r := range rows {
		if p, ok := Mobile(r.Phone); ok && !seen[p] {
			seen[p] = true
			phones = append(phones, recipient{id: r.ID, resident: r.Resident, address: p, wish: wishes[r.ID]})
		}
		if r.Email != "" && !seen[r.Email] {
			seen[r.Email] = true
			emails = append(emails, recipient{id: r.ID, resident: r.Resident, address: r.Email, wish: wishes[r.ID]})
		}
	}
	return phones, emails, nil
}

// officer is one colleague of the context's tenant who can be written to.
func (s *Service) officer(ctx context.Context, id uuid.UUID) ([]recipient, error) {
	return s.staff(ctx, `SELECT id, email FROM app.staff WHERE id = $1 AND disabled_at IS NULL AND email <> ''`, id)
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
