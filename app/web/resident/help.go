package resident

import (
	"net/http"

	"motcua/app/web"
	view "motcua/views/resident"
)

// Help is how to reach a person, and how to tell a fraud.
func (p *Pages) Help(c *web.Ctx) error {
	v := view.Help{Shell: p.frame(c, "Trợ giúp")}
	if u, ok := p.chosen(c); ok {
		pl := p.place(c.PublicContext(), u)
		v.Place = &pl
	}
	return c.Page(http.StatusOK, view.HelpPage(v))
}

// Accessibility says for whom the pages are made and what is missing.
func (p *Pages) Accessibility(c *web.Ctx) error {
	return c.Page(http.StatusOK, view.AccessibilityPage(p.frame(c, "Dễ tiếp cận")))
}

// Privacy says what is kept, who sees it and for how long.
func (p *Pages) Privacy(c *web.Ctx) error {
	return c.Page(http.StatusOK, view.PrivacyPage(p.frame(c, "Quyền riêng tư")))
}
