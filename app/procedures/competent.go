package procedures

import (
	"context"
	"strings"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/tenants/registry"
)

// Offices finds offices by code; *registry.Units does.
type Offices interface {
	ByCode(ctx context.Context, code string) (registry.Unit, error)
	Centre(ctx context.Context, province string) (registry.Unit, error)
}

// Competent is the office that decides a dossier with these answers.
type Competent struct {
	registry.Unit
	Route revision.Route // zero when no route holds
	Moved bool           // another office than the chosen one
}

// Why says to the person why this office decides, with the route's own note.
func (c Competent) Why() string {
	why := "Theo địa chỉ đã khai thì nơi đó giải quyết."
	switch {
	case c.Kind == registry.KindProvince:
		why = "Theo câu trả lời của Ông/Bà thì cấp tỉnh giải quyết, không phải xã, phường."
	case c.Route.Field == "":
		why = "Theo câu trả lời của Ông/Bà thì xã, phường giải quyết, không phải cấp tỉnh."
	}
	if c.Route.Note != "" {
		why += " " + strings.TrimSuffix(c.Route.Note, ".") + "."
	}
	return why
}

// CompetentFor follows a revision's routing: to the commune that an address
// names, to any commune of its province, up to the provincial centre. chosen
// is the commune that the person chose (a centre only when she chose none);
// facts are of that commune, so that what is asked about it does not change
// once the centre decides. Where the answers do not tell yet, chosen stays.
func CompetentFor(ctx context.Context, at Offices, r *revision.Revision, facts revision.Facts, answers map[string]string, chosen registry.Unit) (Competent, error) {
	out := Competent{Unit: chosen}
	x, ok := r.RouteFor(facts, answers)
	if !ok {
		return out, nil
	}
	out.Route = x
	if x.To == revision.ToUnit || x.To == revision.ToCommune && x.Field == "" {
		return out, nil
	}
	named := chosen
	if x.Field != "" {
		code := answers[x.Field+revision.CodeSuffix]
		if len(code) != 5 {
			return out, nil // not answered, or not one of today's communes
		}
		u, err := at.ByCode(ctx, code)
		if fault.Is(err, fault.NotFound) || err == nil && u.Kind != registry.KindCommune {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		named = u
	}
	switch {
	case x.To == revision.ToProvince:
		centre, err := at.Centre(ctx, named.Province)
		if err != nil {
			return out, err
		}
		out.Unit = centre
	case x.Within == revision.WithinProvince && chosen.Kind == registry.KindCommune && chosen.Province == named.Province:
	default:
		out.Unit = named
	}
	out.Moved = out.ID != chosen.ID
	return out, nil
}
