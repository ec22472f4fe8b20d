package dossiers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
)

// RaiseCoordination asks the centre of this office's province to decide whose
// a refused dossier is. Scope: the receiving tenant. Faults: Invalid without a
// note; NotFound; Conflict, also where the province has no centre at work.
func (s *Service) RaiseCoordination(ctx context.Context, id uuid.UUID, why string) error {
	if why = note(why); why == "" {
		return required("reason", why, "Ghi ý kiến của đơn vị để cấp tỉnh quyết định")
	}
	c, err := s.Coordination(ctx, id)
	if err != nil {
		return err
	}
	by := scope(ctx)
	if c.Receiving != by.Tenant {
		return noCoordination()
	}
	_, due, err := s.coordinationDue(ctx, c.Receiving)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT app.raise_coordination($1, $2, $3, $4, $5)`, id, why, s.Now(), by.Actor.Name, due); err != nil {
			return coordinationMoved(pg.Translate(err))
		}
		return s.travelled(ctx, tx, c.Dossier, event{kind: "dossier.coordination_raised", silent: true, data: map[string]any{"note": why}})
	})
}

// openCoordination is the open one of a dossier; nil when there is none.
func (s *Service) openCoordination(ctx context.Context, dossier uuid.UUID) (*Coordination, error) {
	list, err := s.CoordinationsOf(ctx, dossier)
	if err != nil || len(list) == 0 || list[len(list)-1].State != "open" {
		return nil, err
	}
	return &list[len(list)-1], nil
}
