package resident

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// sectionOf is the page of questions of the address, and its place among those that are asked.
func (p *DraftPages) sectionOf(c *web.Ctx, d *draft) (n int, s revision.Section, err error) {
	n, err = strconv.Atoi(c.Param("n"))
	if err != nil || n < 1 || n > len(d.proc.Revision.Form.Sections) {
		return 0, s, fault.New(fault.NotFound, "section.not_found", "Hồ sơ này không có phần đó.")
	}
	return n, d.proc.Revision.Form.Sections[n-1], nil
}

// Questions is one page of the form.
func (p *DraftPages) Questions(c *web.Ctx, d *draft) error {
	n, s, err := p.sectionOf(c, d)
	if err != nil {
		return err
	}
	typed := d.Answers
	if !d.seen(s.Key) {
		typed = d.known()
	}
	if len(s.Inputs(typed)) == 0 { // other answers made it needless
		return c.Go(d.base)
	}
	v := p.questions(c, d, n, s, typed, nil)
	if c.Query("them") != "" {
		v.Notice = "Theo câu trả lời vừa chọn, mời Ông/Bà trả lời thêm các câu dưới đây."
	} else if !d.seen(s.Key) && prefilled(s, d) {
		v.Notice = "Một số ô đã điền sẵn theo thông tin của Ông/Bà. Xem lại, sửa chỗ chưa đúng rồi bấm Tiếp tục."
	}
	return c.Page(http.StatusOK, view.QuestionsPage(v))
}

func prefilled(s revision.Section, d *draft) bool {
	known := d.known()
	return slices.ContainsFunc(s.Inputs(d.Answers), func(q revision.Input) bool { return d.Answers[q.Name] == "" && known[q.Name] != "" })
}

// Answer checks one page. What is wrong is kept as well, so that nothing typed is lost.
func (p *DraftPages) Answer(c *web.Ctx, d *draft) error {
	n, s, err := p.sectionOf(c, d)
	if err != nil {
		return err
	}
	in := revision.Collect(c.Posted())
	kept, bad := revision.CheckSection(d.proc.Revision.Form, s, in, d.Answers, p.today())
	save := typed(s, in)
	for _, q := range s.Inputs(nil) {
		if bad[q.Name] == "" {
			clean(save, q.Field, kept[q.Name])
		}
	}
	later := c.Form("sau") != ""
	fresh := newlyAsked(s, in, d.Answers, c.Posted()["_co"])
	if !later && len(fresh) == 0 && len(bad) == 0 {
		save[keySeen] = d.withSeen(s.Key)
	}
	if err := p.Dossiers.SaveAnswers(d.ctx, d.ID, save); err != nil {
		return err
	}
	here := d.base + "/phan/" + strconv.Itoa(n)
	if !later {
		for name := range bad { // what was never on the screen is asked, not blamed
			if slices.Contains(fresh, name) {
				delete(bad, name)
			}
		}
		if len(bad) > 0 {
			v := p.questions(c, d, n, s, merged(d.Answers, save), bad)
			return c.Page(http.StatusUnprocessableEntity, view.QuestionsPage(v))
		}
		if len(fresh) > 0 {
			q := "?them=1"
			if c.Form("ve") != "" {
				q += "&ve=" + urlQuery(c.Form("ve"))
			}
			return c.Go(here + q + "#" + ui.ID(fresh[0]))
		}
	}
	return p.next(c, here)
}

// Autosave keeps what is typed so far; nothing is checked.
func (p *DraftPages) Autosave(c *web.Ctx, d *draft) error {
	_, s, err := p.sectionOf(c, d)
	if err != nil {
		return err
	}
	if err := p.Dossiers.SaveAnswers(d.ctx, d.ID, typed(s, revision.Collect(c.Posted()))); err != nil {
		return err
	}
	c.Response().WriteHeader(http.StatusNoContent)
	return nil
}

// Ask answers with the questions that the answers on the page now call for.
func (p *DraftPages) Ask(c *web.Ctx, d *draft) error {
	n, s, err := p.sectionOf(c, d)
	if err != nil {
		return err
	}
	save := typed(s, revision.Collect(c.Posted()))
	if err := p.Dossiers.SaveAnswers(d.ctx, d.ID, save); err != nil {
		return err
	}
	return c.Page(http.StatusOK, view.QuestionList(p.questions(c, d, n, s, merged(d.known(), save), nil)))
}

// questions draws a section with what was typed and what is wrong about it.
func (p *DraftPages) questions(c *web.Ctx, d *draft, n int, s revision.Section, values, bad map[string]string) view.Questions {
	inputs := s.Inputs(values)
	var order []string
	leads := map[string]bool{}
	for _, f := range s.Fields {
		for _, name := range append(f.ShowIf.Uses(), f.Expr.Uses()...) {
			leads[name] = true
		}
	}
	here := d.base + "/phan/" + strconv.Itoa(n)
	v := view.Questions{
		Back: d.base, Title: s.Title, Hint: s.Hint, Action: here, Autosave: here + "/luu", Ask: here + "/hoi",
		Return: backTo(c), Step: step(d, s, values),
	}
	for _, q := range inputs {
		order = append(order, q.Name)
		v.List = append(v.List, question(q, s.Title, values, bad[q.Name], d.forSelf(), leads[q.Name]))
	}
	v.Shell = p.shell(c, d, s.Title, ui.Problems(bad, order...)...)
	return v
}

// step is "Phần 2 trên 5" among the sections that are asked.
func step(d *draft, s revision.Section, values map[string]string) string {
	shown := d.proc.Revision.Form.Shown(merged(d.Answers, values))
	i := slices.IndexFunc(shown, func(x revision.Section) bool { return x.Key == s.Key })
	if i < 0 {
		return d.proc.PlainName
	}
	return fmt.Sprintf("Phần %d trên %d", i+1, len(shown))
}

func question(q revision.Input, title string, values map[string]string, bad string, self, leads bool) view.Question {
	x := view.Question{Kind: string(q.Type), Leads: leads, Field: ui.Field{Name: q.Name, Label: q.Label, Hint: q.Hint, Value: values[q.Name], Error: bad, Optional: !q.Required, MaxLen: 20000}}
	if q.BlockTitle != title {
		x.Block = q.BlockTitle
	}
	own := q.Block == revision.Applicant && self
	switch q.Type {
	case revision.Info:
		x.Note = q.Label
		if q.Hint != "" {
			x.Note += " " + q.Hint
		}
	case revision.Date, revision.PartialDate:
		x.Day, x.Month, x.Year = boxes(values, q.Name)
		x.Birth = own && q.Part == "birth_date"
		if q.Part == "birth_date" {
			x.Field.Hint = "" // the boxes say it themselves
		} else if x.Field.Hint == "" && q.Type == revision.Date {
			x.Field.Hint = "Ví dụ: 28 8 1990"
		}
	case revision.Choice, revision.MultiChoice:
		chosen := strings.Split(values[q.Name], ",")
		for _, o := range q.Options {
			x.Options = append(x.Options, ui.Option{Value: o.Value, Text: o.Text, Chosen: slices.Contains(chosen, o.Value)})
		}
	case revision.YesNo:
		x.Options = []ui.Option{{Value: "yes", Text: "Có"}, {Value: "no", Text: "Không"}}
	}
	if own {
		x.Field.Complete = map[string]string{"full_name": "name", "phone": "tel", "email": "email", "address": "street-address"}[q.Part]
	}
	return x
}

// boxes are the three boxes of a date: as typed, or of the kept date.
func boxes(values map[string]string, name string) (day, month, year string) {
	if d, m, y := values[name+"_day"], values[name+"_month"], values[name+"_year"]; d+m+y != "" {
		return d, m, y
	}
	parts := strings.Split(values[name], "-")
	for i := range parts {
		if i > 0 {
			parts[i] = strings.TrimLeft(parts[i], "0")
		}
	}
	switch len(parts) {
	case 3:
		return parts[2], parts[1], parts[0]
	case 2:
		return "", parts[1], parts[0]
	}
	return "", "", parts[0]
}

// typed are this page's answers as they were typed: other names are dropped, what is absurdly long is cut.
func typed(s revision.Section, in map[string]string) map[string]string {
	out := map[string]string{}
	keep := func(name string) {
		if v, ok := in[name]; ok {
			v = norm.NFC.String(strings.ToValidUTF8(strings.ReplaceAll(v, "\x00", ""), ""))
			if r := []rune(v); len(r) > mostTyped {
				v = string(r[:mostTyped])
			}
			out[name] = v
		}
	}
	for _, q := range s.Inputs(nil) {
		switch q.Type {
		case revision.Info:
		case revision.Date, revision.PartialDate:
			_, one := in[q.Name]
			_, boxed := in[q.Name+"_year"]
			if boxed && !one {
				out[q.Name] = "" // the boxes hold it until it is right
			}
			keep(q.Name)
			for _, part := range []string{"_day", "_month", "_year"} {
				keep(q.Name + part)
			}
		case revision.MultiChoice:
			out[q.Name] = "" // no box ticked sends nothing
			keep(q.Name)
		default:
			keep(q.Name)
		}
	}
	return out
}

// clean puts the checked form of an answer in the place of what was typed.
func clean(save map[string]string, f revision.Field, v string) {
	if f.Type == revision.Date || f.Type == revision.PartialDate {
		for _, part := range []string{"_day", "_month", "_year"} {
			if _, ok := save[f.Name+part]; ok {
				save[f.Name+part] = ""
			}
		}
	}
	if _, ok := save[f.Name]; ok {
		save[f.Name] = v
	}
}

// newlyAsked are the questions that the posted answers call for and that were not on the page.
func newlyAsked(s revision.Section, in, before map[string]string, shown []string) []string {
	var out []string
	for _, q := range s.Inputs(merged(before, in)) {
		if q.Type != revision.Info && !slices.Contains(shown, q.Name) {
			out = append(out, q.Name)
		}
	}
	return out
}

func merged(maps ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range maps {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

// typedAny tells whether anything stands in a question's boxes.
func typedAny(values map[string]string, f revision.Field) bool {
	return values[f.Name] != "" || values[f.Name+"_year"] != "" || values[f.Name+"_day"] != ""
}

// backTo is "kiem-tra" while answers are changed from the check page.
func backTo(c *web.Ctx) string {
	if c.Query("ve") == "kiem-tra" || c.Form("ve") == "kiem-tra" {
		return "kiem-tra"
	}
	return ""
}
