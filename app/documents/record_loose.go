package documents

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/jobs/args"
	"motcua/storage/pg"
)

// RecordLoose writes the row of a stored scan that belongs to no dossier, and its
// digitization job. Scope: tenant.
func (s *Service) RecordLoose(ctx context.Context, tx pgx.Tx, d *Document) error {
	d.DossierID = nil
	if err := insert(ctx, tx, *d); err != nil {
		return pg.Translate(err)
	}
	return s.jobs.Insert(ctx, tx, args.Digitize{Ref: args.For(ctx, d.TenantID), DocumentID: d.ID})
}
