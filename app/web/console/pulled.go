package console

import (
	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/app/web/resident"
	"motcua/views/ui"
)

// pulled are the papers of this dossier that an officer reads in a register
// instead, and has not yet.
func (p *Pages) pulled(c *web.Ctx, f *dossiers.Full) []ui.Tab {
	rev, err := p.Catalogue.RevisionByID(c.PublicContext(), f.Revision)
	if err != nil || !f.State.Can(dossiers.ActAddPaper) || !c.May("dossier", "verify") {
		return nil
	}
	var out []ui.Tab
	for _, x := range rev.ComponentsFor(f.Case, f.Answers) {
		name := resident.RegisterName(x.Pull)
		if name == "" || x.Kind == revision.Note || x.Kind == revision.ByForm || given(f.Papers, x.Key) {
			continue
		}
		out = append(out, ui.Tab{Text: x.Title, Href: name, Key: x.Key})
	}
	return out
}

func given(papers []dossiers.Paper, component string) bool {
	for _, x := range papers {
		if x.Component == component && x.State != "faulty" && x.State != "replaced" {
			return true
		}
	}
	return false
}

// confirmPulled notes that it was read.
func (p *Pages) confirmPulled(c *web.Ctx, id uuid.UUID, component string) error {
	d, err := p.Dossiers.ByID(c.Context(), id)
	if err != nil {
		return err
	}
	rev, err := p.Catalogue.RevisionByID(c.PublicContext(), d.Revision)
	if err != nil {
		return err
	}
	x, _ := rev.Component(component)
	if err := p.Dossiers.ConfirmPulled(c.Context(), id, component, resident.RegisterName(x.Pull)); err != nil {
		return err
	}
	return c.Go(path(id.String(), ""))
}
