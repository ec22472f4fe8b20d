package dossiers

import (
	"context"

	"motcua/jobs/args"
)

// HandToSector asks the link to hand the dossier to the sector system that
// decides it; a job does so and brings number, status and result back. Again,
// it only wakes that job. Scope: the holder; whether this system is linked is
// checked by the caller. Faults: as SendToSector.
func (s *Service) HandToSector(ctx context.Context, r Ref) error {
	return s.change(ctx, r, ActSector, func(ctx context.Context, c *change) (event, error) {
		x, err := c.maySend(ctx)
		if err != nil {
			return event{}, err
		}
		if x != nil && x.Door == DoorAutomatic && x.State == "handing" {
			return event{}, errNothing
		}
		if x != nil && x.Door == DoorTyped {
			return event{}, movedOn() // it has a number that an officer gave
		}
		if x == nil {
			if _, err := c.tx.Exec(ctx, `INSERT INTO app.sector_case (dossier_id, tenant_id, system, door, state, entered_name, entered_at) VALUES ($1, $2, $3, 'automatic', 'handing', $4, $5)`,
				c.d.ID, c.me, c.t.Sector, c.actor.Name, c.now); err != nil {
				return event{}, err
			}
		}
		if err := c.s.Jobs.Insert(ctx, c.tx, args.AskSector{Ref: args.For(ctx, c.me), DossierID: c.d.ID}); err != nil {
			return event{}, err
		}
		return event{kind: "dossier.sector_handed", quiet: true, data: map[string]any{"system": c.t.Sector}}, nil
	})
}
