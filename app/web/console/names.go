package console

import (
	"context"

	"github.com/google/uuid"

	"motcua/tenants"
	"motcua/tenants/registry"
)

// unit is an office by its id; the zero Unit when there is none of that id.
// Names come from memory: no list joins them.
func (p *Pages) unit(ctx context.Context, id *uuid.UUID) registry.Unit {
	if id == nil {
		return registry.Unit{}
	}
	u, err := p.Offices.ByID(tenants.With(ctx, tenants.Public()), *id)
	if err != nil {
		return registry.Unit{}
	}
	return u
}

// office is how screens call an office: "UBND xã Kim Bôi".
func (p *Pages) office(ctx context.Context, id *uuid.UUID) string {
	u := p.unit(ctx, id)
	if u.ID == uuid.Nil {
		return "Cơ quan khác"
	}
	return u.Office()
}

// procedure is the plain name of a procedure.
func (p *Pages) procedure(ctx context.Context, id *uuid.UUID) string {
	if id == nil {
		return ""
	}
	x, err := p.Catalogue.ByID(tenants.With(ctx, tenants.Public()), *id)
	if err != nil {
		return "" // nothing published under that id any more; the code still says which dossier
	}
	return x.PlainName
}
