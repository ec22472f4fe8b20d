package resident

import (
	"context"

	"github.com/google/uuid"

	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/tenants/registry"
)

// Procedure is a procedure with the revision that a page is about.
type Procedure struct {
	ID         uuid.UUID
	Code       string // national code, also in addresses
	Name       string // legal name
	PlainName  string
	Field      string
	Province   string // "" national; else that province's own
	RevisionID uuid.UUID
	Revision   *revision.Revision
}

func procedureWith(x *procedures.Procedure, r *procedures.Revision) Procedure {
	return Procedure{ID: x.ID, Code: x.Code, Name: x.Name, PlainName: x.PlainName, Field: x.Field, Province: x.Province, RevisionID: r.ID, Revision: &r.Revision}
}

// byCode is a procedure as it holds in a province ("" the nation). Fault: NotFound.
func (p *Pages) byCode(ctx context.Context, code, province string) (Procedure, error) {
	x, err := p.Procedures.ByCode(ctx, code)
	if err != nil {
		return Procedure{}, err
	}
	r, err := p.Procedures.Holding(ctx, x.ID, province)
	if err != nil {
		return Procedure{}, err
	}
	return procedureWith(x, r), nil
}

// byRevision is the procedure of a pinned revision. Fault: NotFound.
func (p *Pages) byRevision(ctx context.Context, id uuid.UUID) (Procedure, error) {
	r, err := p.Procedures.RevisionByID(ctx, id)
	if err != nil {
		return Procedure{}, err
	}
	x, err := p.Procedures.ByID(ctx, r.Procedure)
	if err != nil {
		return Procedure{}, err
	}
	return procedureWith(x, r), nil
}

// heldAt is a procedure as it holds where an office is; a zero Unit: as the
// nation has it, or the province whose own it is.
func (p *Pages) heldAt(ctx context.Context, x *procedures.Procedure, at registry.Unit) (Procedure, error) {
	province := at.Province
	if x.Province != "" {
		province = x.Province
	}
	r, err := p.Procedures.Holding(ctx, x.ID, province)
	if err != nil {
		return Procedure{}, err
	}
	return procedureWith(x, r), nil
}

// offered lists what an office offers as it holds there, the commonest first; a
// zero Unit: everything of the nation.
func (p *Pages) offered(ctx context.Context, at registry.Unit) ([]Procedure, error) {
	list, err := p.Procedures.All(ctx)
	if at.Kind != "" {
		list, err = p.Procedures.Offered(ctx, at)
	}
	if err != nil {
		return nil, err
	}
	out := make([]Procedure, len(list))
	for i, x := range list {
		if out[i], err = p.heldAt(ctx, x, at); err != nil {
			return nil, err
		}
	}
	return out, nil
}
