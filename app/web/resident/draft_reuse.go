package resident

import (
	"net/http"

	"motcua/app/procedures/revision"
	"motcua/app/web"
)

// reuse is how one of her own papers does for a paper of the draft.
func (d *draft) reuse(x revision.Component) reuse {
	return reuse{ctx: d.ctx, dossier: &d.Dossier, component: x, papers: d.papers, procedure: d.proc.PlainName, office: d.unit.Office(), tick: "dong_y_"}
}

// ownPapers are the person's papers for one paper of the draft; none when
// somebody helps her.
func (p *DraftPages) ownPapers(d *draft, x revision.Component) (ownPapers, error) {
	if p.Helped {
		return ownPapers{}, nil
	}
	return p.own(d.reuse(x))
}

// Reuse hands in one of the person's own papers.
func (p *DraftPages) Reuse(c *web.Ctx, d *draft) error {
	_, x, err := p.paperOf(c, d)
	if err != nil {
		return err
	}
	empty, err := p.use(c, d.reuse(x), c.Form("giay_cu"))
	if err != nil {
		return err
	}
	if empty != "" {
		return p.papersPage(c, d, http.StatusUnprocessableEntity, "", empty)
	}
	return c.Go(d.base + "/giay/" + x.Key + back(c, "?"))
}
