package resident

import (
	"context"
	"slices"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/app/web/questions"
	asked "motcua/views/questions"
	"motcua/views/ui"
)

// correcting draws those questions of a dossier's form that a request marked,
// with what was declared or just typed; every other answer stays locked.
func (p *Pages) correcting(c *web.Ctx, f *dossiers.Full, marked []string, bad map[string]string) (list []asked.Question, order []string) {
	form, err := p.formOf(c.PublicContext(), f)
	if err != nil {
		return nil, nil
	}
	typed := revision.Collect(c.Posted())
	for _, s := range form.Sections {
		if !asks(s, marked) {
			continue
		}
		page := questions.Page{
			Form: form, Section: s, Values: questions.Merged(f.Answers, only(s, questions.Typed(s, typed), marked)), Bad: bad, Today: p.today(),
			Skip: func(q revision.Input) bool { return !slices.Contains(marked, q.Name) },
		}
		l, o := page.Draw()
		list, order = append(list, l...), append(order, o...)
	}
	return list, order
}

// corrected are the marked answers as they were typed now, and what is wrong with them.
func (p *Pages) corrected(c *web.Ctx, f *dossiers.Full, s *dossiers.Supplement) (answers, bad map[string]string) {
	answers, bad = map[string]string{}, map[string]string{}
	var marked []string
	for _, it := range s.Items {
		marked = append(marked, it.Fields...)
	}
	if len(marked) == 0 {
		return nil, nil
	}
	form, err := p.formOf(c.PublicContext(), f)
	if err != nil {
		return nil, map[string]string{"loi_nhan": "Chưa đọc được tờ khai. Thử lại sau ít phút"}
	}
	typed := revision.Collect(c.Posted())
	for _, sec := range form.Sections {
		if !asks(sec, marked) {
			continue
		}
		// the rest of the page is what was declared, so that only what is marked can be wrong
		kept, wrong := revision.CheckSection(form, sec, questions.Merged(f.Answers, only(sec, questions.Typed(sec, typed), marked)), f.Answers, p.today())
		for _, q := range sec.Inputs(nil) {
			if !slices.Contains(marked, q.Name) {
				continue
			}
			if wrong[q.Name] != "" {
				bad[q.Name] = wrong[q.Name]
			}
			for _, n := range q.Names() {
				if slices.Contains(marked, n) {
					answers[n] = kept[n]
				}
			}
		}
	}
	return answers, bad
}

// FieldsOf are answers as they stand, for whoever is to see which are marked.
func (p *Pages) FieldsOf(ctx context.Context, f *dossiers.Full, marked []string) []ui.Pair {
	if len(marked) == 0 {
		return nil
	}
	form, err := p.formOf(ctx, f)
	if err != nil {
		return nil
	}
	var out []ui.Pair
	for _, s := range form.Sections {
		for _, l := range questions.Lines(s, f.Answers) {
			if slices.Contains(marked, l.Question.Name) {
				v := l.Value
				if v == "" {
					v = "(để trống)"
				}
				out = append(out, ui.Pair{Key: l.Label, Value: v})
			}
		}
	}
	return out
}

// formOf is the form of the revision that a dossier is pinned to. ctx is a public scope.
func (p *Pages) formOf(ctx context.Context, f *dossiers.Full) (revision.Form, error) {
	r, err := p.Procedures.RevisionByID(ctx, f.Revision)
	if err != nil {
		return revision.Form{}, err
	}
	return r.FormIn(questions.PlacesIn(ctx, p.Units)), nil
}

func asks(s revision.Section, marked []string) bool {
	return slices.ContainsFunc(s.Inputs(nil), func(q revision.Input) bool { return slices.Contains(marked, q.Name) })
}

// only drops from what was typed all that belongs to unmarked questions.
func only(s revision.Section, typed map[string]string, marked []string) map[string]string {
	out := map[string]string{}
	for _, q := range s.Inputs(nil) {
		if !slices.Contains(marked, q.Name) {
			continue
		}
		for _, n := range q.TypedNames() {
			if v, ok := typed[n]; ok {
				out[n] = v
			}
		}
	}
	return out
}
