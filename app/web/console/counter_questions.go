package console

import (
	"slices"
	"strings"

	"motcua/app/issuing"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/procedures/rules"
	"motcua/app/web"
	"motcua/app/web/questions"
	"motcua/app/web/resident"
	view "motcua/views/console"
	"motcua/views/i18n"
	asked "motcua/views/questions"
	"motcua/views/ui"
)

// declared begins the names of the declaration's questions on the counter's
// screen, which has fields of its own.
const declared = "tk_"

// cardParts are what the card and the fields of the person say already.
var cardParts = []string{"full_name", "birth_date", "gender", "id_number", "phone", "address"}

func fromCard(q revision.Input) bool {
	part, ok := strings.CutPrefix(q.Prefill, "profile.")
	return ok && slices.Contains(cardParts, part)
}

// readAnswers takes the declaration's questions off the screen and does what
// the buttons of a group ask.
func (p *Pages) readAnswers(c *web.Ctx, f *counterForm, r *request) {
	if r.revision == nil {
		return
	}
	in := map[string]string{}
	for k, v := range revision.Collect(c.Posted()) {
		if name, ok := strings.CutPrefix(k, declared); ok {
			in[name] = v
		}
	}
	r.form = r.revision.FormIn(questions.PlacesIn(c.PublicContext(), p.Offices))
	f.typed = map[string]string{}
	for _, s := range r.form.Sections {
		typed := questions.Typed(s, in)
		questions.ChangeRows(s, typed, strings.TrimPrefix(c.Form(asked.AddRow), declared), strings.TrimPrefix(c.Form(asked.RemoveRow), declared))
		f.typed = questions.Merged(f.typed, typed)
	}
	all := questions.Merged(f.typed, r.form.Prefilled(f.profile()))
	r.answers, r.wrong = revision.CheckAnswers(r.form, all, p.Now().In(i18n.Zone))
	// the declaration lies here on paper: what was not typed is not missing
	for _, q := range r.form.Inputs(nil) {
		if !slices.ContainsFunc(q.TypedNames(), func(n string) bool { return strings.TrimSpace(f.typed[n]) != "" }) && q.Type != revision.Group {
			delete(r.wrong, q.Name)
		}
	}
	if chosen := c.Form("truong_hop"); chosen == c.Form("truong_hop_truoc") || chosen == "" { // nobody chose another
		f.Case = r.revision.CaseOf(r.answers)
		r.caseOf = f.Case
	}
}

// deciding are the questions on which papers, time, fee or office depend.
func deciding(r *revision.Revision) map[string]bool {
	out := map[string]bool{}
	for _, name := range r.Screening {
		out[name] = true
	}
	for _, x := range r.Routing {
		out[x.Field] = true
	}
	r.Rules(func(place string, x *revision.Rule, _ rules.Type) {
		if !strings.HasPrefix(place, "form.") && !strings.HasPrefix(place, "checks.") && !strings.HasPrefix(place, "steps.") {
			for _, name := range x.Uses() {
				out[strings.TrimSuffix(name, revision.CodeSuffix)] = true
			}
		}
	})
	out["copies"], out["pages"] = true, true
	return out
}

// questionsView draws the declaration: first what decides, then the rest, folded.
func (p *Pages) questionsView(c *web.Ctx, f *counterForm, r request, v *view.Intake) (order []string) {
	bad := map[string]string{}
	for name := range r.wrong {
		bad[name] = f.errs[declared+name] // said only once the dossier shall be received
	}
	values := questions.Merged(r.form.Prefilled(f.profile()), f.typed)
	first := deciding(&r.revision.Revision)
	for _, s := range r.form.Sections {
		for _, decides := range []bool{true, false} {
			page := questions.Page{
				Form: r.form, Section: s, Values: values, Bad: bad, Today: p.Now().In(i18n.Zone), Prefix: declared,
				Skip: func(q revision.Input) bool {
					name := q.Name
					if q.Group != "" {
						name = q.Group
					}
					return fromCard(q) || first[name] != decides || q.Type == revision.Info
				},
			}
			list, names := page.Draw()
			if len(list) == 0 {
				continue
			}
			order = append(order, names...)
			g := view.CounterQuestions{Title: s.Title, List: list}
			if decides {
				v.Deciding = append(v.Deciding, list...)
				continue
			}
			v.Rest = append(v.Rest, g)
			v.RestCount += len(list)
			for _, name := range names {
				q := strings.TrimPrefix(name, declared)
				v.RestOpen = v.RestOpen || bad[q] != "" || f.typed[q] != "" && f.typed[q] != "0"
			}
		}
	}
	again := lookAgain("/cb/tiep-nhan")
	rows := map[string]any{}
	for k, x := range again {
		rows[k] = x
	}
	delete(rows, "hx-trigger")
	v.Ask = asked.Asker{Again: again, Rows: rows}
	var calc []string
	for _, s := range r.form.Sections {
		for _, q := range s.Fields {
			if q.Type == revision.Calc {
				calc = append(calc, "#"+ui.ID(declared+q.Name))
			}
		}
	}
	if len(calc) > 0 { // what is typed meanwhile stays: only the results are swapped
		v.Ask.Calc = map[string]any{"hx-post": "/cb/tiep-nhan", "hx-trigger": "change", "hx-include": "closest form", "hx-swap": "none", "hx-select-oob": strings.Join(calc, ","), "hx-sync": "closest form:replace"}
	}
	return order
}

// charges are what the dossier costs, as the counter and its slips say it.
func (p *Pages) charges(r request, f *counterForm) []ui.Pair {
	facts := issuing.FactsOf(&r.revision.Revision, r.place(), r.answers, p.Now().In(i18n.Zone))
	facts.Channel, facts.Case = revision.Counter, f.Case
	var out []ui.Pair
	for _, x := range resident.ChargeRows(&r.revision.Revision, facts, r.answers) {
		out = append(out, ui.Pair{Key: x.Key, Value: x.Value})
	}
	return out
}

// routed is the office that the declaration's answers make competent, where
// the dossier is for the commune r.office.
func (p *Pages) routed(c *web.Ctx, f *counterForm, r request) (procedures.Competent, error) {
	facts := issuing.FactsOf(&r.revision.Revision, r.office, r.answers, p.Now().In(i18n.Zone))
	facts.Channel, facts.Case = revision.Counter, f.Case
	return procedures.CompetentFor(c.PublicContext(), p.Offices, &r.revision.Revision, facts, r.answers, r.office)
}
