package dossiers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
)

// DecideCoordination is the province's word on whose a dossier is: it goes
// there at once, and an office of the same province may not refuse it again.
// Naming the office that received it leaves it there to be accepted. Scope: the
// centre it was raised to. Faults: Invalid without office or reason; NotFound;
// Conflict.
func (s *Service) DecideCoordination(ctx context.Context, id, to uuid.UUID, reason string) error {
	f := map[string]string{}
	if to == uuid.Nil {
		f["right"] = "Chọn cơ quan giải quyết hồ sơ"
	}
	if reason = note(reason); reason == "" {
		f["reason"] = "Ghi căn cứ, lý do quyết định"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	c, err := s.Coordination(ctx, id)
	if err != nil {
		return err
	}
	by := scope(ctx)
	if c.RaisedTo == nil || *c.RaisedTo != by.Tenant {
		return noCoordination()
	}
	due, _, err := s.coordinationDue(ctx, c.Receiving)
	if err != nil {
		return err
	}
	papersDue, err := s.papersDue(ctx, c.Receiving, s.Now())
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		h := newID()
		if _, err := tx.Exec(ctx, `SELECT app.decide_coordination($1, $2, $3, $4, $5, $6, $7, $8, $9)`, id, h, to, reason, s.Now(), nilID(by.Actor.ID), by.Actor.Name, due, papersDue); err != nil {
			return coordinationMoved(pg.Translate(err))
		}
		if to == c.Receiving {
			return nil
		}
		return s.Jobs.Insert(ctx, tx, args.DeliverHandover{Ref: args.For(ctx, by.Tenant), HandoverID: h, DossierID: c.Dossier})
	})
}
