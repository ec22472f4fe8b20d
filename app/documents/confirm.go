package documents

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Decision is what a person says of one field with the page beside it.
type Decision struct {
	Name     string
	State    string // Confirmed, Corrected, Dropped
	Value    string // clean; "" when dropped
	Declared string // what the declaration says instead; "" it agrees or is silent
	Resolved string // then: paper, declared
}

// Confirmation is what one person confirms of a document at once. Fields that it
// does not name stay as they are.
type Confirmation struct {
	Document uuid.UUID
	Version  int    // of the Understood that was shown
	Kind     string // "": the kind is left open, and nothing of it may be reused
	Fields   []Decision
}

// Confirm writes what a person saw, inside the caller's transaction; the caller
// has checked that this person may. Scope: the tenant that holds the dossier.
// Faults: Conflict (document.confirmed_since) when somebody was faster;
// Forbidden by the wall when the tenant does not hold the dossier.
func (s *Service) Confirm(ctx context.Context, tx pgx.Tx, dossier uuid.UUID, c Confirmation) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	now := s.now()
	var tag int64
	if c.Version == 0 {
		t, err := tx.Exec(ctx, `INSERT INTO app.document_kind (document_id, dossier_id, tenant_id, read_at, version) VALUES ($1, $2, $3, $4, 1) ON CONFLICT DO NOTHING`, c.Document, dossier, sc.Tenant, now)
		if err != nil {
			return pg.Translate(err)
		}
		tag = t.RowsAffected()
	} else {
		t, err := tx.Exec(ctx, `UPDATE app.document_kind SET version = version + 1 WHERE document_id = $1 AND dossier_id = $2 AND version = $3`, c.Document, dossier, c.Version)
		if err != nil {
			return pg.Translate(err)
		}
		tag = t.RowsAffected()
	}
	if tag == 0 {
		return fault.New(fault.Conflict, "document.confirmed_since", "Người khác vừa xác nhận giấy này. Xem lại giá trị đã lưu cạnh giá trị Ông/Bà vừa nhập rồi bấm lưu lần nữa.")
	}
	for i, f := range c.Fields {
		if _, err := tx.Exec(ctx, `INSERT INTO app.document_field (document_id, name, dossier_id, tenant_id, position, source, state, confirmed, declared, resolved, decided_by, decided_name, decided_at)
			VALUES ($1, $2, $3, $4, $5, 'officer', $6, $7, $8, $9, $10, $11, $12)
			ON CONFLICT (document_id, name) DO UPDATE SET state = EXCLUDED.state, confirmed = EXCLUDED.confirmed, declared = EXCLUDED.declared, resolved = EXCLUDED.resolved,
				decided_by = EXCLUDED.decided_by, decided_name = EXCLUDED.decided_name, decided_at = EXCLUDED.decided_at`,
			c.Document, f.Name, dossier, sc.Tenant, 200+i, f.State, f.Value, f.Declared, f.Resolved, sc.Actor.ID, sc.Actor.Name, now); err != nil {
			return pg.Translate(err)
		}
	}
	if c.Kind == "" {
		return nil
	}
	return s.confirmKind(ctx, tx, c, sc, now)
}

// confirmKind settles what the paper is, and whose and until when it holds, out
// of its confirmed fields.
func (s *Service) confirmKind(ctx context.Context, tx pgx.Tx, c Confirmation, sc tenants.Scope, now time.Time) error {
	rows, err := tx.Query(ctx, `SELECT name, confirmed FROM app.document_field WHERE document_id = $1 AND name IN ('number', 'issuer', 'date', 'expires', 'id', 'id_issued') AND state IN ('confirmed', 'corrected')`, c.Document)
	if err != nil {
		return pg.Translate(err)
	}
	said := map[string]string{}
	var name, value string
	if _, err := pgx.ForEachRow(rows, []any{&name, &value}, func() error { said[name] = value; return nil }); err != nil {
		return pg.Translate(err)
	}
	p := PaperFacts(c.Kind, said)
	_, err = tx.Exec(ctx, `UPDATE app.document_kind SET kind = $2, state = 'confirmed', number = $3, issuer = $4, issued_on = $5, expires_on = $6,
		confirmed_by = $7, confirmed_name = $8, confirmed_tenant = $9, confirmed_at = $10 WHERE document_id = $1`,
		c.Document, c.Kind, p.Number, p.Issuer, p.IssuedOn, p.ExpiresOn, sc.Actor.ID, sc.Actor.Name, sc.Tenant, now)
	return pg.Translate(err)
}
