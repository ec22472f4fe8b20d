package resident

import (
	"net/http"

	"motcua/app/dossiers"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
)

// Home is the first page: what people come for most, and what they left unfinished.
func (p *Pages) Home(c *web.Ctx) error {
	h := view.Home{Shell: p.frame(c, "Trang đầu"), Here: "/"}
	u, ok := p.chosen(c)
	all, err := p.offered(c.PublicContext(), u)
	if err != nil {
		return err
	}
	h.Common = jobsOf(all[:min(6, len(all))])
	if ok {
		pl := p.place(c.PublicContext(), u)
		h.Place, h.HelpHours = &pl, pl.Hours
	}
	if h.Drafts, err = p.drafts(c, 5); err != nil {
		return err
	}
	return c.Page(http.StatusOK, view.HomePage(h))
}

// drafts are what the visitor left unfinished, newest first.
func (p *Pages) drafts(c *web.Ctx, most int) ([]view.Draft, error) {
	ctx, ok := p.mine(c)
	if !ok {
		return nil, nil
	}
	mine, err := p.Dossiers.Mine(ctx)
	if err != nil {
		return nil, err
	}
	var out []view.Draft
	for _, d := range mine {
		if d.State != dossiers.Draft || len(out) == most {
			continue
		}
		x, err := p.byRevision(c.PublicContext(), d.Revision)
		if err != nil {
			return nil, err
		}
		out = append(out, view.Draft{Title: x.PlainName, For: d.Answers["applicant_full_name"], Saved: i18n.DateTime(d.UpdatedAt), Href: "/hs/" + d.ID.String()})
	}
	return out, nil
}
