package console

import (
	"slices"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/app/web/questions"
	view "motcua/views/console"
)

// correctable are the answers that a resident can put right by herself: single
// ones of the declaration. Who she is was checked and is changed at the counter;
// rows of a group are answered in words.
func (p *Pages) correctable(c *web.Ctx, f *dossiers.Full) []questions.Line {
	r, err := p.Catalogue.RevisionByID(c.PublicContext(), f.Revision)
	if err != nil {
		return nil
	}
	var out []questions.Line
	for _, sec := range r.Form.Sections {
		for _, l := range questions.Lines(sec, f.Answers) {
			if q := l.Question; q.Group == "" && q.Type != revision.Group && q.Type != revision.Calc && q.Block != revision.Applicant && len(l.Parts) == 0 {
				out = append(out, l)
			}
		}
	}
	return out
}

// askFields are the boxes by which an officer ticks answers.
func (p *Pages) askFields(c *web.Ctx, f *dossiers.Full, typed supplementForm) []view.AskField {
	var ticked []string
	for _, it := range typed.Items {
		if it.Component == dossiers.AnswersItem {
			ticked = it.Fields
		}
	}
	var out []view.AskField
	for _, l := range p.correctable(c, f) {
		out = append(out, view.AskField{Key: l.Question.Name, Label: l.Label, Value: orElse(l.Value, "(để trống)"), Chosen: slices.Contains(ticked, l.Question.Name)})
	}
	return out
}

// answerNames are all names under which the ticked answers are kept; ok is
// false when one of them cannot be put right by its resident.
func (p *Pages) answerNames(c *web.Ctx, f *dossiers.Full, ticked []string) (names []string, ok bool) {
	if len(ticked) == 0 {
		return nil, true
	}
	lines := p.correctable(c, f)
	for _, k := range ticked {
		i := slices.IndexFunc(lines, func(l questions.Line) bool { return slices.Contains(l.Question.Names(), k) })
		if i < 0 {
			return nil, false
		}
		for _, n := range lines[i].Question.Names() {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return names, true
}
