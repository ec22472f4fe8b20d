package dossiers

import (
	"context"

	"github.com/google/uuid"

	"motcua/app/procedures/revision"
	"motcua/storage/pg"
)

// inWork are the states of a result that is not issued yet.
var inWork = []string{"drafted", "initialled", "approved", "numbered"}

// Work is a dossier with the result that is on its way: its first one, or a
// correction of what was issued.
type Work struct {
	Dossier Dossier
	Result  Result
}

// Held tells whether the dossier is where its result in work is acted on: the
// first one while it is processed, a correction after it ended.
func (w Work) Held() bool {
	return w.Dossier.State == Processing || w.Result.Replaces != nil && w.Dossier.ended()
}

// ResultsInWork are those of the dossiers that have one, in the context's scope.
func (s *Service) ResultsInWork(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]Work, error) {
	list, err := pg.Rows[Dossier](ctx, s.DB, `SELECT `+columns+` FROM app.dossier WHERE id = ANY ($1)`, ids)
	if err != nil {
		return nil, err
	}
	type row struct {
		Of uuid.UUID `db:"dossier_id"`
		Result
	}
	results, err := pg.Rows[row](ctx, s.DB, `SELECT dossier_id, `+resultColumns+` FROM app.result WHERE dossier_id = ANY ($1) AND state = ANY ($2)`, ids, inWork)
	out := make(map[uuid.UUID]Work, len(list))
	for _, d := range list {
		for _, r := range results {
			if r.Of == d.ID {
				out[d.ID] = Work{d, r.Result}
			}
		}
	}
	return out, err
}

// ResultInWork is one of them. Faults: NotFound; Conflict when there is none.
func (s *Service) ResultInWork(ctx context.Context, id uuid.UUID) (Work, error) {
	list, err := s.ResultsInWork(ctx, []uuid.UUID{id})
	if err != nil {
		return Work{}, err
	}
	w, there := list[id]
	if there {
		return w, nil
	}
	if _, err := s.ByID(ctx, id); err != nil {
		return w, err
	}
	return w, movedOn()
}

// InWork is the result that is on its way; nil when none is.
func (f *Full) InWork() *Result {
	if x := f.InCorrection(); x != nil {
		return x
	}
	if r := f.LiveResult(); r != nil && r.State != "issued" {
		return r
	}
	return nil
}

// onResult runs one act on the result that is on its way, in one of these
// states: on the first one as the holder, at a step of this kind; on a correction
// as the competent office of the ended dossier, whose row stays as it is.
// Faults: as change and after; Conflict when no result is in such a state.
func (s *Service) onResult(ctx context.Context, r Ref, act Act, kind revision.StepKind, states []string, fn func(ctx context.Context, c *change, res Result) (event, error)) error {
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if d.ended() {
		return s.after(ctx, r.ID, func(ctx context.Context, c *change) (event, error) {
			res, err := c.correcting(ctx, states...)
			if err != nil {
				return event{}, err
			}
			return fn(ctx, c, res)
		})
	}
	return s.change(ctx, r, act, func(ctx context.Context, c *change) (event, error) {
		if err := c.at(kind); err != nil {
			return event{}, err
		}
		res, err := c.result(ctx, states...)
		if err != nil {
			return event{}, err
		}
		return fn(ctx, c, res)
	})
}

// ended tells whether the dossier's first result was issued.
func (d *Dossier) ended() bool { return d.State == Decided || d.State == Returned }

// event is what an act on r is called in the history. Of a correction the
// resident reads when it is issued, not before.
func (r *Result) event(did string, data map[string]any) event {
	if r.Replaces != nil {
		return event{kind: "dossier.correction_" + did, quiet: true, data: data}
	}
	return event{kind: "dossier.result_" + did, silent: true, data: data}
}

// passOn opens the next step of a dossier's first result; a correction has none.
func (c *change) passOn(ctx context.Context, r Result) error {
	if r.Replaces != nil {
		return nil
	}
	return c.pass(ctx, c.d.Step, "")
}
