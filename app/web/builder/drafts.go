package builder

import (
	"github.com/google/uuid"

	"motcua/app/procedures"
	"motcua/app/web"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// DraftRows are the visitor's open drafts, the last edited first, each with
// its state, its last editor and when that was.
func (p *Pages) DraftRows(c *web.Ctx) ([]ui.Row, error) {
	open, err := p.Revisions.Drafts(c.Context())
	if err != nil {
		return nil, err
	}
	own, err := p.Revisions.Own(c.Context())
	if err != nil {
		return nil, err
	}
	name := map[uuid.UUID]procedures.Subject{}
	for _, x := range own {
		name[x.ID] = x
	}
	var rows []ui.Row
	for _, d := range open {
		x, ok := name[d.Procedure]
		if !ok {
			n, err := p.Catalogue.ByID(c.PublicContext(), d.Procedure)
			if err != nil {
				return nil, err
			}
			x = procedures.Subject{Code: n.Code, PlainName: n.PlainName}
		}
		tone, state := versionState(d, p.Now())
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: x.PlainName, Href: p.versionPath(x.Code, d.ID), Head: true}, ui.S(tone, state), ui.T(d.UpdatedName), ui.T(i18n.DateTime(d.UpdatedAt))}})
	}
	return rows, nil
}
