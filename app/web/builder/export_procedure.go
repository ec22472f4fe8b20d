package builder

import (
	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/procedures/exchange"
	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
	"motcua/app/web"
)

// ExportYAML gives one procedure as a readable file that can be imported again.
func (p *Pages) ExportYAML(c *web.Ctx) error {
	return p.exportProcedure(c, "yaml", "application/yaml; charset=utf-8", exchange.YAML)
}

// ExportJSON gives the same as JSON.
func (p *Pages) ExportJSON(c *web.Ctx) error {
	return p.exportProcedure(c, "json", "application/json; charset=utf-8", exchange.JSON)
}

// exportProcedure writes what holds in this province, or with ?ban=id one
// revision of the procedure, a draft too.
func (p *Pages) exportProcedure(c *web.Ctx, ext, kind string, write func(national.Entry) ([]byte, error)) error {
	x, err := p.Revisions.Subject(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	e := national.Entry{Code: x.Code, Name: x.Name, PlainName: x.PlainName, Synonyms: x.SynonymList(), Field: x.Field, Level: x.Level, Rank: 100}
	if q := c.Query("ban"); q != "" {
		id, err := uuid.Parse(q)
		if err != nil {
			return fault.New(fault.NotFound, "page.not_found")
		}
		r, err := p.Revisions.Read(c.Context(), id)
		if err != nil {
			return err
		}
		if r.Procedure != x.ID {
			return fault.New(fault.NotFound, "page.not_found")
		}
		e.Revision = r.Content
	} else {
		r, err := p.standing(c, x.ID)
		if err != nil {
			return err
		}
		e.Revision = *r
	}
	if listed, err := p.Catalogue.ByID(c.PublicContext(), x.ID); err == nil {
		e.Rank = listed.Rank
	}
	b, err := write(e)
	if err != nil {
		return err
	}
	w := c.Response()
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="thu-tuc-`+x.Code+"."+ext+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(b)
	return err
}

// standing is what a procedure says in this province: what holds, else the
// draft or the last revision there was.
func (p *Pages) standing(c *web.Ctx, procedure uuid.UUID) (*revision.Revision, error) {
	r, err := p.Catalogue.Holding(c.PublicContext(), procedure, p.province(c))
	if err == nil {
		return &r.Revision, nil
	}
	list, lerr := p.Revisions.List(c.Context(), procedure)
	if lerr != nil || len(list) == 0 {
		return nil, err
	}
	last, err := p.Revisions.Read(c.Context(), list[0].ID)
	if err != nil {
		return nil, err
	}
	return &last.Content, nil
}
