package procedures

import (
	"context"
	"slices"

	"motcua/app/procedures/national"
	"motcua/tenants/registry"
)

// Hit is one procedure that a search found.
type Hit struct {
	*Procedure
	Offered bool    // by the office that was asked about; true when none was
	Score   float64 // only to compare hits of one search
}

// Find ranks procedures for what somebody typed: everyday words, any order,
// with or without marks, Telex left-overs, small slips, a code. Where the
// office at is, its province's own procedures and words count too. What the
// office does not offer comes last; a zero Unit asks about none, and finds the
// own procedures of every province (Procedure.Province says whose).
func (c *Catalogue) Find(ctx context.Context, q string, at registry.Unit) ([]Hit, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	x := b.index
	if at.Kind == "" {
		x = b.anywhere()
	}
	if local := b.local[at.Province]; local != nil {
		x = local()
	}
	hits := x.find(q)
	for i := range hits {
		hits[i].Offered = at.Kind == "" || b.offers(hits[i].Procedure, at)
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		switch {
		case a.Offered == b.Offered:
			return 0
		case a.Offered:
			return -1
		}
		return 1
	})
	return hits, nil
}

// National is the catalogue that ships in the binary, for search without a database.
type National struct{ index *index }

// NewNational indexes the entries of national.Build.
func NewNational(list []national.Entry) *National {
	var ps []*Procedure
	for _, e := range list {
		ps = append(ps, &Procedure{
			Code: e.Code, Name: e.Name, PlainName: e.PlainName, Synonyms: e.Synonyms, Field: e.Field, Level: e.Level, Rank: e.Rank,
			Revision: &Revision{No: 1, Revision: e.Revision},
		})
	}
	return &National{newIndex(ps, nil)}
}

// Find ranks the procedures for what somebody typed; see Catalogue.Find.
func (n *National) Find(q string) []Hit { return n.index.find(q) }
