package resident

import (
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
)

const jsonLD = "application/ld+json; charset=utf-8"

// procedureData is one procedure for programs, as it holds in the nation.
func (p *Pages) procedureData(c *web.Ctx, code string) error {
	x, err := p.Procedures.ByCode(c.PublicContext(), code)
	if err != nil {
		return err
	}
	return p.openData(c, x)
}

// CatalogueData is the whole catalogue for programs.
func (p *Pages) CatalogueData(c *web.Ctx) error {
	all, err := p.Procedures.All(c.PublicContext())
	if err != nil {
		return err
	}
	return p.openData(c, all...)
}

func (p *Pages) openData(c *web.Ctx, list ...*procedures.Procedure) error {
	h := c.Response().Header()
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("Access-Control-Allow-Origin", "*") // public facts for everybody's programs
	return c.JSON(jsonLD, procedures.OpenData(p.base(c), list...))
}

// described is a procedure as the page shows it: with the revision that holds there.
func (p *Pages) described(c *web.Ctx, code string, r *revision.Revision) (*procedures.Procedure, error) {
	x, err := p.Procedures.ByCode(c.PublicContext(), code)
	if err != nil {
		return nil, err
	}
	here, national := *x, *x.Revision
	national.Revision = *r
	here.Revision = &national
	return &here, nil
}
