package builder

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/app/procedures"
	"motcua/app/procedures/picture"
	"motcua/app/web"
	view "motcua/views/builder"
	"motcua/views/ui"
)

// BuildPart is one part of the draft: its values and the lists below it.
func (p *Pages) BuildPart(c *web.Ctx) error {
	b, err := p.building(c)
	if err != nil {
		return err
	}
	return p.partPage(c, http.StatusOK, b, nil, nil, nil)
}

// partPage draws a part; posted and say are what was typed and what is wrong with it.
func (p *Pages) partPage(c *web.Ctx, status int, b *building, posted url.Values, say map[string]string, clash *procedures.Clash) error {
	path := c.Param("muc")
	s, ok := shapes[patternOf(path)]
	if !ok {
		return noPart()
	}
	n, err := b.tree.node(path)
	if err != nil {
		return err
	}
	title := p.whereText(b.tree, path)
	back, backText := b.up(path)
	v := view.BuildPart{
		Head: p.buildHead(c, b, title, back, backText), Action: b.base + "/" + path, Version: strconv.Itoa(b.edited.Version.Version), Open: b.edited.State == procedures.Draft && c.May("procedure", "edit"),
		Variables: variables(&b.edited.Content),
	}
	locked, err := p.meet(c, b.edited, &v.Head, procedures.Opens)
	if err != nil {
		return err
	}
	v.Open = v.Open && !locked
	if posted != nil {
		v.Version = posted.Get("version")
	}
	var order []string
	typed := posted
	if len(s.parts) > 0 && !posted.Has(s.parts[0].name) {
		typed = nil // another form of the page: what is saved stays in the boxes
	}
	for _, x := range s.parts {
		if x.only != nil && !slices.Contains(x.only, text(n["type"])) {
			continue
		}
		order = append(order, x.name)
		if typed == nil && posted.Has(x.name) {
			n = maps.Clone(n)
			n[x.name] = posted.Get(x.name)
		}
		v.Fields = append(v.Fields, x.box(b, n, typed, say[x.name]))
	}
	for _, br := range s.branches {
		if br.when != nil && !br.when(n) {
			continue
		}
		v.Lists = append(v.Lists, p.listBox(b, path, n, br))
	}
	p.extras(b, path, n, &v)
	if err := p.samples(c, path, n, &v, posted, say); err != nil {
		return err
	}
	order = append(order, "ten_mau", "anh")
	v.Head.Frame.Problems = ui.Problems(say, order...)
	for _, x := range b.edited.Content.PublishProblems() {
		if pathOf(b.tree, x.Place) == path {
			v.Problems = append(v.Problems, view.BuildProblem{Text: x.Say})
		}
	}
	switch {
	case clash != nil:
		v.Clash = clashBox(clash)
	case c.Query("da") == "luu":
		v.Head.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu.", Alert: true}}
	case c.Query("da") == "gop":
		v.Head.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu, gộp cùng phần người khác vừa sửa ở chỗ khác.", Alert: true}}
	}
	return c.Page(status, view.BuildPartPage(v))
}

// up is the page above a path.
func (b *building) up(path string) (href, name string) {
	parts := strings.Split(path, ".")
	for len(parts) > 1 {
		parts = parts[:len(parts)-1]
		above := strings.Join(parts, ".")
		if s, ok := shapes[patternOf(above)]; ok {
			if n, err := b.tree.node(above); err == nil && s.named != "" {
				return b.base + "/" + above, text(n[s.named])
			}
			return b.base + "/" + above, s.title
		}
	}
	if page := pageOf(path); page != path && shapes[page].title != "" {
		return b.base + "/" + page, shapes[page].title
	}
	return b.base, "Soạn thủ tục"
}

// extras are links that are no lists: the ways, the fallback term, a step's request.
func (p *Pages) extras(b *building, path string, n map[string]any, v *view.BuildPart) {
	switch {
	case path == "quy-trinh" && len(b.edited.Content.Steps) > 0:
		r := &b.edited.Content
		v.SVG, v.Walk = picture.SVG(r, picture.Options{}), strings.TrimSuffix(b.base, "/soan")+"/chay-quy-trinh"
		for _, l := range picture.Lines(r) {
			v.Steps = append(v.Steps, view.WalkLine{Title: l.Title, Who: l.Who, Time: l.Time, Notes: l.Notes})
		}
	case path == "cach-nop":
		ways, _ := b.tree["ways"].(map[string]any)
		for _, w := range [][2]string{{"counter", "Nộp tại quầy"}, {"online", "Nộp trực tuyến"}, {"post", "Nộp qua bưu chính"}} {
			_, on := ways[w[0]]
			v.Parts = append(v.Parts, view.BuildExtra{Text: w[1], Href: b.base + "/ways." + w[0], On: on, Name: "ways." + w[0]})
		}
		v.Links = append(v.Links, ui.Tab{Text: "Cách tính thời hạn", Href: b.base + "/clock"})
	case path == "clock":
		v.Links = append(v.Links, ui.Tab{Text: "Thời hạn khi pháp luật chưa nêu", Href: b.base + "/clock.fallback"})
	case patternOf(path) == "steps.*" && n["kind"] == "request":
		_, on := n["request"]
		v.Parts = append(v.Parts, view.BuildExtra{Text: "Hỏi cơ quan khác", Href: b.base + "/" + path + ".request", On: on, Name: path + ".request"})
	}
}
