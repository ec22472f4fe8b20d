package oldpapers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Scan takes one file of the feeder into a session. Scope: tenant.
// Faults: Conflict (storage.full), Invalid (see documents.Inspect), NotFound
// (old_session.not_found), Unavailable (storage.down).
func (s *Service) Scan(ctx context.Context, session uuid.UUID, in documents.Incoming) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if _, err := s.Session(ctx, session); err != nil {
		return err
	}
	if err := s.Room(ctx); err != nil {
		return err
	}
	in.Purpose, in.Policy, in.Hidden = documents.Batch, &documents.Feeder, true
	d, err := s.Documents.Store(ctx, sc.Tenant, in)
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := s.Documents.RecordLoose(ctx, tx, &d); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO app.old_scan (document_id, session_id, tenant_id, sent_by, sent_name, sent_at) VALUES ($1, $2, $3, $4, $5, $6)`, d.ID, session, sc.Tenant, sc.Actor.ID, sc.Actor.Name, s.Now())
		return pg.Translate(err)
	})
	if err != nil {
		s.Documents.Discard(ctx, d)
		if fault.HasKey(err, "row.exists") { // two clicks at the same moment
			return nil
		}
	}
	return err
}
