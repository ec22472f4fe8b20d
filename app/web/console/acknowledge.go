package console

import (
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/web"
	"motcua/views/i18n"
)

// Acknowledge is "known, in hand" to what an officer was reminded of.
func (p *Pages) Acknowledge(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	if err := p.Dossiers.Acknowledge(c.Context(), id); err != nil {
		return err
	}
	if c.Form("tu") == "hom-nay" {
		return c.Go("/cb")
	}
	return c.Go(path(id.String(), "") + inQueue(c))
}

// whoKnows says who acknowledged what they were told about a dossier, and when.
func whoKnows(list []dossiers.Acknowledged, dossier, me uuid.UUID) string {
	var out []string
	for _, a := range list {
		if a.Dossier != dossier {
			continue
		}
		name := a.Name
		if a.Staff == me {
			name = "Ông/Bà"
		}
		out = append(out, name+" đã biết, đang xử lý ("+i18n.DateTime(a.At)+")")
	}
	return strings.Join(out, "; ")
}

// reminded is the state of reminders on a dossier's page: who has it in hand,
// and whether this officer can say so.
func (p *Pages) reminded(c *web.Ctx, dossier uuid.UUID) (known string, ask bool, err error) {
	list, err := p.Dossiers.Acknowledged(c.Context(), []uuid.UUID{dossier})
	if err != nil {
		return "", false, err
	}
	ask, err = p.Dossiers.ToldOf(c.Context(), c.Visitor.Staff, dossier)
	return whoKnows(list, dossier, c.Visitor.Staff), ask, err
}
