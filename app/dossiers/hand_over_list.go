package dossiers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
	"motcua/tenants"
)

// HandOverList says that the papers left: the sender's part of the
// confirmation. A line that goes nowhere any more is taken off. Scope: the
// sender. Faults: NotFound; Conflict when it was handed over already.
func (s *Service) HandOverList(ctx context.Context, list uuid.UUID) error {
	l, _, err := s.HandoverList(ctx, list)
	if err != nil {
		return err
	}
	if sc, err := tenants.From(ctx); err != nil || l.From != sc.Tenant {
		return noList()
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error { return s.handOver(ctx, tx, l) })
}

func (s *Service) handOver(ctx context.Context, tx pgx.Tx, l HandoverList) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	type left struct {
		Line    uuid.UUID `db:"line_id"`
		Dossier uuid.UUID `db:"dossier_id"`
		Kind    string    `db:"kind"`
	}
	rows, err := tx.Query(ctx, `SELECT line_id, dossier_id, kind FROM app.hand_over_list($1, $2, $3, $4)`, l.ID, s.Now(), nilID(sc.Actor.ID), sc.Actor.Name)
	if err != nil {
		return listMoved(pg.Translate(err))
	}
	gone, err := pgx.CollectRows(rows, pgx.RowToStructByName[left])
	if err != nil {
		return listMoved(pg.Translate(err))
	}
	for _, x := range gone {
		kind := "dossier.papers_handed_over"
		if x.Kind == TravelResult {
			kind = "dossier.result_handed_back"
		}
		// the resident is told when the paper lies where she fetches it, not while it travels
		if err := s.travelled(ctx, tx, x.Dossier, event{kind: kind, silent: true, data: map[string]any{"list": l.Number(), "to": l.To}}); err != nil {
			return err
		}
	}
	return nil
}

// travelled writes into a dossier's history what happened to its papers, where
// the acting office reads it: papers that go back from an office that refused
// the dossier are known by the list alone.
func (s *Service) travelled(ctx context.Context, tx pgx.Tx, dossier uuid.UUID, e event) error {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM app.dossier WHERE id = $1`, dossier)
	if err != nil {
		return err
	}
	d, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Dossier])
	if err == pgx.ErrNoRows {
		return nil
	}
	if err != nil {
		return err
	}
	if m, ok := e.data.(map[string]any); ok {
		m["code"] = d.CodeText()
	}
	return s.record(ctx, tx, &d, e)
}
