package builder

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/builder"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// building is a draft on somebody's screen.
type building struct {
	subject procedures.Subject
	edited  *procedures.Edited
	tree    tree
	base    string // address of the builder
}

func (p *Pages) building(c *web.Ctx) (*building, error) {
	x, e, err := p.version(c)
	if err != nil {
		return nil, err
	}
	t, err := e.Content.Tree()
	return &building{x, e, t, p.versionPath(x.Code, e.ID) + "/soan"}, err
}

// Build is the first page of the builder: the parts with what is still wrong in each.
func (p *Pages) Build(c *web.Ctx) error {
	b, err := p.building(c)
	if err != nil {
		return err
	}
	return p.buildPage(c, http.StatusOK, b, "", nil)
}

// buildPage draws it; reason and failed are of an act on the draft's lock.
func (p *Pages) buildPage(c *web.Ctx, status int, b *building, reason string, failed error) error {
	v := view.Build{Head: p.buildHead(c, b, "Soạn thủ tục", p.versionPath(b.subject.Code, b.edited.ID), "Phiên bản này"), Open: b.edited.State == procedures.Draft, Saved: savedText(b.edited)}
	if _, err := p.meet(c, b.edited, &v.Head, procedures.Opens); err != nil {
		return err
	}
	if failed != nil {
		bad, probs := problems(failed, "reason")
		v.Head.Frame.Problems = probs
		if v.Head.Presence != nil {
			v.Head.Presence.Reason.Error, v.Head.Presence.Reason.Value = bad["reason"], reason
		}
	}
	r := &b.edited.Content
	wrong := map[string]int{}
	for _, x := range r.PublishProblems() {
		path := pathOf(b.tree, x.Place)
		wrong[pageOf(path)]++
		v.Problems = append(v.Problems, view.BuildProblem{Text: x.Say, Where: p.whereText(b.tree, path), Href: b.base + "/" + path})
	}
	for _, page := range rootPages {
		t := ui.Task{Title: shapes[page].title, Href: b.base + "/" + page, Hint: partsText(r, page)}
		if n := wrong[page]; n > 0 {
			t.Status, t.Tone = strconv.Itoa(n)+" chỗ cần sửa", "warn"
		}
		v.Parts = append(v.Parts, t)
	}
	for _, w := range revision.Lint(r) {
		v.Hints = append(v.Hints, view.BuildProblem{Text: w.Say, Href: b.base + "/" + pathOf(b.tree, w.Place), Where: p.whereText(b.tree, pathOf(b.tree, w.Place))})
	}
	v.Minutes, v.Preview = minutesText(r), b.base+"/xem-truoc"
	if c.Query("da") == "luu" {
		v.Head.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu.", Alert: true}}
	}
	return c.Page(status, view.BuildPage(v))
}

func (p *Pages) buildHead(c *web.Ctx, b *building, title, back, backText string) view.ProcedureHead {
	return view.ProcedureHead{Frame: p.Frame(c, title+" – "+b.subject.PlainName), Back: back, BackText: backText, Name: title, Hint: b.subject.PlainName + " (" + b.subject.Code + ")"}
}

func savedText(e *procedures.Edited) string {
	if e.UpdatedName == "" {
		return ""
	}
	return "Lưu lần cuối " + i18n.DateTime(e.UpdatedAt) + ", " + e.UpdatedName
}

// pageOf is the first page that a path lies below.
func pageOf(path string) string {
	head, _, _ := strings.Cut(path, ".")
	switch head {
	case "components":
		return "giay-to"
	case "fees", "ways":
		return "cach-nop"
	case "steps":
		return "quy-trinh"
	case "cases", "eligibility":
		return "truong-hop"
	case "routing":
		return "tham-quyen"
	case "results":
		return "ket-qua"
	}
	return head
}

// partsText says in a few words what a part holds.
func partsText(r *revision.Revision, page string) string {
	count := func(n int, what string) string { return strconv.Itoa(n) + " " + what }
	switch page {
	case "form":
		n := 0
		for _, s := range r.Form.Sections {
			n += len(s.Fields)
		}
		return count(len(r.Form.Sections), "phần") + ", " + count(n, "câu hỏi")
	case "giay-to":
		return count(len(r.Components), "giấy tờ")
	case "quy-trinh":
		return count(len(r.Steps), "bước")
	case "truong-hop":
		return count(len(r.Cases), "trường hợp") + ", " + count(len(r.Eligibility), "điều kiện")
	case "cach-nop":
		return count(len(r.Ways), "cách nộp") + ", " + count(len(r.Fees), "khoản thu")
	case "ket-qua":
		return count(len(r.Results), "kết quả")
	}
	return ""
}

// minutesText estimates how long a resident needs: a third of a minute a
// question, one minute a photo.
func minutesText(r *revision.Revision) string {
	n := 0
	for _, q := range r.Form.Inputs(map[string]string{}) {
		if q.Type != revision.Info {
			n++
		}
	}
	m := (n + 2) / 3
	for _, c := range r.Components {
		if c.Kind == revision.Submit && c.Required && c.When == nil {
			m++
		}
	}
	return "Người dân cần khoảng " + strconv.Itoa(max(m, 1)) + " phút"
}

// whereText names the page of a path.
func (p *Pages) whereText(t tree, path string) string {
	s, ok := shapes[patternOf(path)]
	if !ok {
		return ""
	}
	if n, err := t.node(path); err == nil && s.named != "" {
		return text(n[s.named])
	}
	return s.title
}
