package questions

import (
	"context"

	"motcua/app/procedures/revision"
	"motcua/tenants/registry"
)

// PlacesIn is the directory of communes for the addresses of one request. ctx
// is a public scope. While the directory cannot be read addresses stay as written.
func PlacesIn(ctx context.Context, units *registry.Units) revision.Places {
	return &places{ctx: ctx, units: units, seen: map[string][]revision.Place{}}
}

type places struct {
	ctx   context.Context
	units *registry.Units
	seen  map[string][]revision.Place // a page asks for the same address several times
}

func (p *places) Find(text string) []revision.Place {
	if out, ok := p.seen[text]; ok {
		return out
	}
	hits, err := p.units.Meant(p.ctx, text)
	if err != nil {
		return nil
	}
	var out []revision.Place
	for _, h := range hits {
		x := revision.Place{Code: h.Unit.Code, Name: h.Unit.Name, Long: h.Unit.InText() + ", " + lowerFirst(h.Unit.ProvinceFull), Note: h.Note, Ask: h.Ask}
		if h.Old != nil {
			x.Name = h.Old.Name
		}
		out = append(out, x)
	}
	p.seen[text] = out
	return out
}
