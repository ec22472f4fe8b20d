package boot

import (
	"context"

	"motcua/app/demo"
)

// WorldSize says how much demo world to make.
type WorldSize struct {
	Dossiers int
	Extra    int             // communes of each province with dossiers, besides the four
	Only     map[string]bool // bring only these communes live; nil is all of both provinces
}

// BuildWorld makes the demo world; see package demo. Demo mode only.
func (a *App) BuildWorld(ctx context.Context, size WorldSize, say func(string, ...any)) error {
	w := &demo.World{
		DB: a.DB, Blobs: a.Blobs, People: a.People, Governing: a.Governing, Dossiers: a.Dossiers, Results: a.Results, Now: a.Now(), Say: say, Seed: 2026, Count: size.Dossiers, ExtraCommunes: size.Extra, Only: size.Only,
		Procedure: func(ctx context.Context, code, province string) (demo.Procedure, error) {
			p, err := a.Catalogue.ByCode(public(ctx), code)
			if err != nil {
				return demo.Procedure{}, err
			}
			r, err := a.Catalogue.Holding(public(ctx), p.ID, province)
			if err != nil {
				return demo.Procedure{}, err
			}
			return demo.Procedure{ID: p.ID, Revision: r.ID, Code: p.Code, Name: p.PlainName, Data: &r.Revision}, nil
		},
	}
	return w.Build(ctx)
}
