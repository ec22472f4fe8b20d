package workers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/jobs/args"
)

// pushStatus sends one dossier's statuses; without a dossier it asks for those
// of the whole tenant, a slice at a time.
func (d Deps) pushStatus(ctx context.Context, a args.PushStatus) error {
	if a.DossierID != uuid.Nil {
		return d.Exchange.Push(ctx, a.DossierID)
	}
	more, err := d.Exchange.CatchUp(ctx, 0)
	if err != nil || !more {
		return err
	}
	return d.DB.Tx(ctx, func(tx pgx.Tx) error { return d.Jobs.InsertAt(ctx, tx, a, d.Now().Add(5*time.Second)) })
}
