package resident

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/app/web/questions"
	asked "motcua/views/questions"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// sectionOf is the page of questions of the address, and its place among those that are asked.
func (p *DraftPages) sectionOf(c *web.Ctx, d *draft) (n int, s revision.Section, err error) {
	n, err = strconv.Atoi(c.Param("n"))
	if err != nil || n < 1 || n > len(d.form.Sections) {
		return 0, s, fault.New(fault.NotFound, "section.not_found", "Hồ sơ này không có phần đó.")
	}
	return n, d.form.Sections[n-1], nil
}

// section is one page of the form with these values.
func (p *DraftPages) section(d *draft, s revision.Section, values map[string]string) questions.Page {
	return questions.Page{Form: d.form, Section: s, Values: values, Today: p.today(), Self: d.forSelf(), Paper: d.paperState}
}

// Questions is one page of the form.
func (p *DraftPages) Questions(c *web.Ctx, d *draft) error {
	n, s, err := p.sectionOf(c, d)
	if err != nil {
		return err
	}
	typed, source := d.Answers, ""
	if !d.seen(s.Key) {
		if typed, source, err = p.withEarlier(d, s, d.known()); err != nil {
			return err
		}
		from, err := p.withPapers(c, d, s, typed)
		if err != nil {
			return err
		}
		if from != "" && source == "" {
			source = "Xem lại, sửa chỗ chưa đúng rồi bấm Vẫn đúng, dùng lại."
		}
		source = from + source
	}
	page := p.section(d, s, typed)
	if len(page.Inputs()) == 0 { // other answers made it needless
		return c.Go(d.base)
	}
	v := p.questions(c, d, n, page)
	if source != "" {
		v.Notice, v.Button = source, "Vẫn đúng, dùng lại"
	} else if c.Query("them") != "" {
		v.Notice = "Theo câu trả lời vừa chọn, mời Ông/Bà trả lời thêm các câu dưới đây."
	} else if !d.seen(s.Key) && prefilled(page, d) {
		v.Notice = "Một số ô đã điền sẵn theo thông tin của Ông/Bà. Xem lại, sửa chỗ chưa đúng rồi bấm Tiếp tục."
	}
	return c.Page(http.StatusOK, view.QuestionsPage(v))
}

func prefilled(page questions.Page, d *draft) bool {
	return slices.ContainsFunc(page.Inputs(), func(q revision.Input) bool { return d.Answers[q.Name] == "" && page.Values[q.Name] != "" })
}

// Answer checks one page. What is wrong is kept as well, so that nothing typed
// is lost. The buttons of a group change its rows, that of a paper leads to
// its page; both check nothing yet.
func (p *DraftPages) Answer(c *web.Ctx, d *draft) error {
	n, s, err := p.sectionOf(c, d)
	if err != nil {
		return err
	}
	in := revision.Collect(c.Posted())
	save := questions.Typed(s, in)
	here := d.base + "/phan/" + strconv.Itoa(n)
	if at := questions.ChangeRows(s, save, c.Form(asked.AddRow), c.Form(asked.RemoveRow)); at != "" {
		if err := p.Dossiers.SaveAnswered(d.ctx, d.ID, c.Form(viewField), save); err != nil {
			return err
		}
		return c.Go(here + back(c, "?") + "#" + ui.ID(at))
	}
	if key := c.Form(paperButton); key != "" {
		if err := p.Dossiers.SaveAnswered(d.ctx, d.ID, c.Form(viewField), save); err != nil {
			return err
		}
		return c.Go(d.base + "/giay/" + urlQuery(key) + "?ve=phan-" + strconv.Itoa(n))
	}
	page := p.section(d, s, questions.Merged(d.Answers, save))
	kept, bad := revision.CheckSection(d.form, s, save, d.Answers, p.today())
	questions.Keep(save, s, kept, bad)
	later := c.Form("sau") != ""
	was, _ := p.routed(d)
	fresh := page.Fresh(c.Posted()["_co"])
	if !later && len(fresh) == 0 && len(bad) == 0 {
		save[keySeen] = d.withSeen(s.Key)
	}
	if err := p.Dossiers.SaveAnswered(d.ctx, d.ID, c.Form(viewField), save); err != nil {
		return err
	}
	if !later {
		for name := range bad { // what was never on the screen is asked, not blamed
			if slices.Contains(fresh, name) {
				delete(bad, name)
			}
		}
		if len(bad) > 0 {
			page.Values, page.Bad = questions.Merged(d.Answers, save), bad
			return c.Page(http.StatusUnprocessableEntity, view.QuestionsPage(p.questions(c, d, n, page)))
		}
		if len(fresh) > 0 {
			return c.Go(here + "?them=1" + back(c, "&") + "#" + ui.ID(fresh[0]))
		}
	}
	if now, err := p.open(c); err == nil && !later {
		if to, ok := p.routed(now); ok && to.ID != was.ID { // said at once, not at the end
			return c.Go(d.base + "/noi-nop")
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
	if err := p.Dossiers.SaveTyped(d.ctx, d.ID, c.Form(viewField), questions.Typed(s, revision.Collect(c.Posted()))); err != nil {
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
	save := questions.Typed(s, revision.Collect(c.Posted()))
	questions.ChangeRows(s, save, c.Form(asked.AddRow), c.Form(asked.RemoveRow))
	if err := p.Dossiers.SaveTyped(d.ctx, d.ID, c.Form(viewField), save); err != nil {
		return err
	}
	v := p.questions(c, d, n, p.section(d, s, questions.Merged(d.known(), save)))
	return c.Page(http.StatusOK, view.QuestionList(v))
}

// questions draws a section with what was typed and what is wrong about it.
func (p *DraftPages) questions(c *web.Ctx, d *draft, n int, page questions.Page) view.Questions {
	s := page.Section
	here := d.base + "/phan/" + strconv.Itoa(n)
	v := view.Questions{
		Back: d.base, Title: s.Title, Hint: s.Hint, Action: here, Autosave: here + "/luu", Return: backTo(c), Step: step(d, s, page.Values),
		Ask: asker(here+"/hoi", s), View: rand.Text(),
	}
	var order []string
	v.List, order = page.Draw()
	v.Shell = p.shell(c, d, s.Title, ui.Problems(page.Bad, order...)...)
	return v
}

// viewField is what one showing of a page calls itself (Dossiers.SaveTyped).
const viewField = "_lan"

// paperButton leads from a question to the page of its paper.
const paperButton = "giay"

// asker swaps the whole list where other questions appear, and only what is
// calculated where people go on typing meanwhile.
func asker(path string, s revision.Section) asked.Asker {
	all := map[string]any{"hx-post": path, "hx-trigger": "change", "hx-target": "#cau-hoi", "hx-include": "#cau-hoi-don", "hx-swap": "innerHTML", "hx-sync": "#cau-hoi-don:replace"}
	rows := map[string]any{"hx-post": path, "hx-target": "#cau-hoi", "hx-include": "#cau-hoi-don", "hx-swap": "innerHTML", "hx-sync": "#cau-hoi-don:replace"}
	calc := map[string]any{"hx-post": path, "hx-trigger": "change", "hx-include": "#cau-hoi-don", "hx-swap": "none", "hx-sync": "#cau-hoi-don:replace"}
	var results []string
	for _, q := range s.Fields {
		if q.Type == revision.Calc {
			results = append(results, "#"+ui.ID(q.Name))
		}
	}
	calc["hx-select-oob"] = strings.Join(results, ",")
	return asked.Asker{Again: all, Calc: calc, Rows: rows, Paper: paperButton}
}

// paperState is how far a paper asked for inside the form is; nil when these
// answers do not call for it.
func (d *draft) paperState(component string) *asked.Paper {
	for _, x := range d.toHandIn() {
		if x.Key != component {
			continue
		}
		out := &asked.Paper{Key: x.Key, Title: x.Title, Status: "Chưa có", Tone: ui.Draft, Note: paperNote(x)}
		if n := len(of(d.papers, x.Key)); n > 0 {
			out.Status, out.Tone, out.Given = "Đã có "+plural(n, "tệp"), ui.OK, true
		} else if !x.Required {
			out.Status = "Nếu có"
		}
		return out
	}
	return nil
}

// step is "Phần 2 trên 5" among the sections that are asked.
func step(d *draft, s revision.Section, values map[string]string) string {
	shown := d.form.Shown(questions.Merged(d.Answers, values))
	i := slices.IndexFunc(shown, func(x revision.Section) bool { return x.Key == s.Key })
	if i < 0 {
		return d.proc.PlainName
	}
	return fmt.Sprintf("Phần %d trên %d", i+1, len(shown))
}

// typedAny tells whether anything stands in a question's boxes.
func typedAny(values map[string]string, f revision.Field) bool {
	return slices.ContainsFunc(f.TypedNames(), func(name string) bool { return values[name] != "" })
}

var sectionBack = regexp.MustCompile(`^phan-[0-9]{1,3}$`)

// backTo is where a page was opened from: "kiem-tra" while answers are changed
// from the check page, "phan-2" while a paper is sent from inside the form.
func backTo(c *web.Ctx) string {
	v := c.Form("ve")
	if v == "kiem-tra" || sectionBack.MatchString(v) {
		return v
	}
	return ""
}

// back carries it along in an address.
func back(c *web.Ctx, glue string) string {
	if v := backTo(c); v != "" {
		return glue + "ve=" + v
	}
	return ""
}

// backPath is the page that backTo names.
func backPath(base, v string) string {
	return base + "/" + strings.Replace(v, "phan-", "phan/", 1)
}
