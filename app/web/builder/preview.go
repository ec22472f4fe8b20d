package builder

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/app/deadlines"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/app/web/questions"
	view "motcua/views/builder"
	drawn "motcua/views/questions"
	"motcua/views/ui"
)

// PreviewPart shows a section of the draft as a resident meets it on a phone
// 360 px wide. What is typed into it is kept nowhere.
func (p *Pages) PreviewPart(c *web.Ctx) error {
	b, err := p.building(c)
	if err != nil {
		return err
	}
	r := &b.edited.Content
	n, err := strconv.Atoi(c.Query("phan"))
	if err != nil || n < 0 || n >= len(r.Form.Sections) {
		n = 0
	}
	v := view.Preview{Head: p.buildHead(c, b, "Xem trước", b.base, "Soạn thủ tục"), Action: b.base + "/xem-truoc"}
	if _, err := p.meet(c, b.edited, &v.Head, procedures.Opens); err != nil {
		return err
	}
	for i, s := range r.Form.Sections {
		v.Sections = append(v.Sections, ui.Tab{Text: s.Title, Href: v.Action + "?phan=" + strconv.Itoa(i), Current: i == n})
	}
	if len(r.Form.Sections) == 0 {
		return c.Page(http.StatusOK, view.PreviewPage(v))
	}
	s := r.Form.Sections[n]
	typed := map[string]string{}
	for k, vs := range c.Request().URL.Query() {
		typed[k] = strings.Join(vs, ",")
	}
	form := r.FormIn(questions.PlacesIn(c.PublicContext(), p.Offices))
	questions.ChangeRows(s, typed, c.Query(drawn.AddRow), c.Query(drawn.RemoveRow))
	page := questions.Page{Form: form, Section: s, Values: typed, Today: p.Now().In(deadlines.Zone), Self: true, Paper: func(key string) *drawn.Paper {
		x, ok := r.Component(key)
		if !ok {
			return nil
		}
		return &drawn.Paper{Key: key, Title: x.Title, Status: "Chưa có", Tone: ui.Draft}
	}}
	if c.Query("kiem") != "" {
		_, page.Bad = revision.CheckSection(form, s, typed, typed, page.Today)
	}
	v.Title, v.Hint, v.At = s.Title, s.Hint, strconv.Itoa(n)
	v.List, _ = page.Draw()
	for _, x := range r.Components {
		t := ui.Pair{Key: x.Title, Value: map[revision.Kind]string{revision.Submit: "phải nộp", revision.Present: "xuất trình", revision.ByForm: "trả lời câu hỏi thay tờ khai", revision.Note: "lưu ý"}[x.Kind]}
		if x.Condition != "" {
			t.Value += ", " + x.Condition
		}
		v.Papers = append(v.Papers, t)
	}
	return c.Page(http.StatusOK, view.PreviewPage(v))
}
