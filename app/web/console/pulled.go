package console

import (
	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/app/web/resident"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// pulled are the papers of this dossier that an officer reads in a register
// instead, and has not yet.
func (p *Pages) pulled(c *web.Ctx, f *dossiers.Full) []ui.Tab {
	rev, err := p.Catalogue.RevisionByID(c.PublicContext(), f.Revision)
	if err != nil || !f.State.Can(dossiers.ActAddPaper) || !c.May("dossier", "verify") {
		return nil
	}
	list, err := p.Dossiers.Lookups(c.Context(), f.ID)
	if err != nil {
		return nil
	}
	said := map[string]string{} // by register: the newest answer
	for _, l := range list {
		if said[l.Register] == "" && l.Verdict != "" {
			said[l.Register] = "tra " + i18n.DateTime(l.AskedAt) + ": " + lowerFirst(i18n.LookupVerdict(string(l.Verdict)))
		}
	}
	var out []ui.Tab
	for _, x := range rev.ComponentsFor(f.Case, f.Answers) {
		name := resident.RegisterName(x.Pull)
		if name == "" || x.Kind == revision.Note || x.Kind == revision.ByForm || given(f.Papers, x.Key) {
			continue
		}
		t := ui.Tab{Text: x.Title, Href: name, Key: x.Key}
		if v := said[x.Pull]; v != "" {
			t.Text += " (" + v + ")"
		}
		out = append(out, t)
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
