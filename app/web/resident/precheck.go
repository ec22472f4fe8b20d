package resident

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"motcua/app/issuing"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/app/web/questions"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// notSure is what the address keeps for a question that was passed over.
const notSure = "?"

// answerPrefix begins the names under which answers of the pre-check travel to the draft.
const answerPrefix = "tl."

// screening are the revision's questions that are asked before anything else.
// Only those whose answers say nothing about a person: they stand in the address.
func screening(r *revision.Revision) []revision.Field {
	var out []revision.Field
	for _, name := range r.Screening {
		for _, s := range r.Form.Sections {
			for _, q := range s.Fields {
				if q.Name == name && slices.Contains([]revision.Type{revision.Choice, revision.MultiChoice, revision.YesNo, revision.Number}, q.Type) {
					out = append(out, q)
				}
			}
		}
	}
	return out
}

// Precheck asks one question after the other, without an account and without
// keeping anything but the address; then it says what this case needs.
func (p *Pages) Precheck(c *web.Ctx) error {
	x, err := p.procedureOf(c)
	if err != nil {
		return err
	}
	list := screening(x.Revision)
	if len(list) == 0 {
		return c.Go("/thu-tuc/" + x.Code)
	}
	in := revision.Collect(c.Request().URL.Query())
	kept, sure := url.Values{}, map[string]string{}
	back := "/thu-tuc/" + x.Code
	for _, q := range list {
		if !q.ShowIf.Holds(sure) {
			continue
		}
		here := "/thu-tuc/" + x.Code + "/hoi"
		if len(kept) > 0 {
			here += "?" + kept.Encode()
		}
		one := revision.Section{Fields: []revision.Field{q}}
		ask := q
		ask.Required, ask.ShowIf = true, nil
		answer, bad := revision.CheckSection(revision.Form{}, revision.Section{Fields: []revision.Field{ask}}, in, nil, p.today())
		switch passed := c.Query("khong_chac") == q.Name || in[q.Name] == notSure; {
		case passed:
			kept.Set(q.Name, notSure)
		case answer[q.Name] != "":
			kept.Set(q.Name, answer[q.Name])
			sure[q.Name] = answer[q.Name]
			if bad := x.Revision.Ineligible(sure); len(bad) > 0 {
				return p.ineligible(c, x, bad[0], here)
			}
		default:
			return p.precheckQuestion(c, x, one, kept, in, bad, back)
		}
		back = here
	}
	return p.precheckDone(c, x, sure, kept, back)
}

func (p *Pages) precheckQuestion(c *web.Ctx, x Procedure, s revision.Section, kept url.Values, in, bad map[string]string, back string) error {
	q := s.Fields[0]
	status := http.StatusUnprocessableEntity
	if c.Query("dang_hoi") != q.Name {
		bad, status = nil, http.StatusOK
	}
	s.Fields = []revision.Field{q}
	s.Fields[0].ShowIf = nil
	page := questions.Page{Form: revision.Form{Sections: []revision.Section{s}}, Section: s, Values: in, Bad: bad, Today: p.today()}
	list, order := page.Draw()
	list[0].Field.Heading, list[0].Field.Optional = true, false
	v := view.Precheck{
		Shell: p.frame(c, q.Label), Back: back, Procedure: x.PlainName, Action: "/thu-tuc/" + x.Code + "/hoi", Question: list[0], Name: q.Name,
		Step: plural(len(kept)+1, "/ "+plural(len(screening(x.Revision)), "câu")),
	}
	v.Step = "Câu " + strings.Replace(v.Step, " / ", " trên ", 1)
	v.Problems = ui.Problems(bad, order...)
	for _, name := range sortedKeys(kept) {
		v.Keep = append(v.Keep, view.Fact{Key: name, Value: kept.Get(name)})
	}
	return c.Page(status, view.PrecheckPage(v))
}

func sortedKeys(v url.Values) []string {
	var out []string
	for k := range v {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// ineligible says why, and which procedure fits instead; that is no error.
func (p *Pages) ineligible(c *web.Ctx, x Procedure, e revision.Eligibility, back string) error {
	v := view.Ineligible{Shell: p.frame(c, "Trường hợp này làm thủ tục khác"), Back: back, Procedure: x.PlainName, Say: e.Say}
	if e.Instead != "" {
		if other, err := p.byCode(c.PublicContext(), e.Instead, ""); err == nil {
			v.Instead, v.InsteadHref = other.PlainName, "/thu-tuc/"+other.Code
		}
	}
	return c.Page(http.StatusOK, view.IneligiblePage(v))
}

// precheckDone is what this case needs: papers, time, fee.
func (p *Pages) precheckDone(c *web.Ctx, x Procedure, sure map[string]string, kept url.Values, back string) error {
	r := x.Revision
	u, _ := p.chosen(c)
	facts := issuing.FactsOf(r, u, sure, p.today())
	v := view.PrecheckDone{Shell: p.frame(c, "Giấy tờ của trường hợp này"), Back: back, Procedure: x.PlainName, Again: "/thu-tuc/" + x.Code + "/hoi", Unsure: len(sure) < len(kept)}
	for _, k := range r.Cases {
		if k.Key == facts.Case {
			v.Case = k.Title
		}
	}
	all := facts.With(sure)
	for _, paper := range r.Components {
		n := view.PaperNeed{Title: paper.Title, When: paper.Condition, Note: paper.Note, Optional: !paper.Required, Count: countText(paper), Instead: insteadText(paper), Sample: sampleOf(paper.Sample)}
		switch {
		case paper.Kind == revision.Note || paper.Kind == revision.ByForm || paper.Group != "" && paper.Group != facts.Case:
		case paper.Pull != "" && paper.When.Holds(all):
			v.Pulled = append(v.Pulled, n)
		case paper.Kind == revision.Present && paper.When.Holds(all):
			v.Show = append(v.Show, n)
		case paper.When.Holds(all) && (paper.Required || paper.Condition == ""):
			v.Papers = append(v.Papers, n)
		case paper.When.Holds(all) || !paper.When.Fails(all):
			v.Maybe = append(v.Maybe, n)
		}
	}
	for _, n := range v.Papers {
		if !n.Optional {
			v.Count++
		}
	}
	v.Rows = append([]ui.SummaryRow{{Key: "Thời hạn giải quyết", Value: issuing.TermOf(r, facts, sure)}}, ChargeRows(r, facts, sure)...)
	if why, where := notHere(r); why != "" {
		v.Off, v.Where = why, where
	} else {
		q := url.Values{}
		for k, a := range sure {
			q.Set(answerPrefix+k, a)
		}
		v.Start = "/thu-tuc/" + x.Code + "/noi-nop"
		if len(q) > 0 {
			v.Start += "?" + q.Encode()
		}
	}
	return c.Page(http.StatusOK, view.PrecheckDonePage(v))
}

// carried are answers of the pre-check that came along, checked again.
func carried(r *revision.Revision, in url.Values) map[string]string {
	out := map[string]string{}
	for _, q := range screening(r) {
		q.ShowIf, q.Required = nil, false
		v := in.Get(answerPrefix + q.Name)
		kept, _ := revision.CheckSection(revision.Form{}, revision.Section{Fields: []revision.Field{q}}, map[string]string{q.Name: v}, nil, time.Time{})
		if kept[q.Name] != "" {
			out[q.Name] = kept[q.Name]
		}
	}
	return out
}

// keepCarried are they again as hidden fields.
func keepCarried(r *revision.Revision, in url.Values) []view.Fact {
	answers := carried(r, in)
	var out []view.Fact
	for _, q := range screening(r) {
		if v := answers[q.Name]; v != "" {
			out = append(out, view.Fact{Key: answerPrefix + q.Name, Value: v})
		}
	}
	return out
}
