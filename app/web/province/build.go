package province

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/procedures/picture"
	"motcua/app/procedures/revision"
	"motcua/app/procedures/rules"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
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
	return &building{x, e, t, versionPath(x.Code, e.ID) + "/soan"}, err
}

// Build is the first page of the builder: the parts with what is still wrong in each.
func (p *Pages) Build(c *web.Ctx) error {
	b, err := p.building(c)
	if err != nil {
		return err
	}
	v := view.Build{Head: p.buildHead(c, b, "Soạn thủ tục", versionPath(b.subject.Code, b.edited.ID), "Phiên bản này"), Open: b.edited.State == procedures.Draft, Saved: savedText(b.edited)}
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
	return c.Page(http.StatusOK, view.BuildPage(v))
}

func (p *Pages) buildHead(c *web.Ctx, b *building, title, back, backText string) view.ProcedureHead {
	return view.ProcedureHead{Frame: p.frame(c, title+" – "+b.subject.PlainName), Back: back, BackText: backText, Name: title, Hint: b.subject.PlainName + " (" + b.subject.Code + ")"}
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

// box draws one value.
func (x part) box(b *building, n map[string]any, posted url.Values, say string) view.BuildField {
	f := view.BuildField{Field: ui.Field{Name: x.name, Label: x.label, Hint: x.hint, Value: x.write(n[x.name]), Error: say, Width: x.width, MaxLen: 4000}}
	if posted != nil {
		f.Field.Value = strings.Join(posted[x.name], "\n")
	}
	switch x.kind {
	case asLong, asLines, asOptions:
		f.Kind = "area"
		f.Rows = min(max(strings.Count(f.Field.Value, "\n")+2, 3), 14)
	case asBool:
		f.Kind, f.Checked = "bool", f.Field.Value != ""
		f.Field.Value = ""
	case asChoice:
		f.Kind = "choice"
		f.Options = x.options
	case asChecks:
		f.Kind = "checks"
		have := strings.Split(f.Field.Value, "\n")
		for _, o := range x.options {
			o.Chosen = slices.Contains(have, o.Value)
			f.Options = append(f.Options, o)
		}
	case asNumber:
		f.Kind = "number"
	case asRule:
		f.Kind = "rule"
		f.Field.Value, f.Cases = ruleBoxes(n[x.name])
		if posted != nil {
			f.Field.Value, f.Cases, f.Chosen, f.Values = posted.Get(x.name), posted.Get(x.name+"_thu"), posted.Get(x.name+"_hoi"), posted.Get(x.name+"_la")
			if v, err := readRule(x, posted); err == nil {
				_, at := ruleFault(&b.edited.Content, v, x.want)
				f.Caret = caret(f.Field.Value, at)
			}
		}
		f.Rows = min(max(strings.Count(f.Field.Value, "\n")+1, 2), 8)
		f.YesNo = x.want == rules.YesNo
		if f.YesNo {
			for _, q := range b.edited.Content.Form.Inputs(nil) {
				if q.Row == 0 && slices.Contains([]revision.Type{revision.Choice, revision.MultiChoice, revision.YesNo}, q.Type) {
					f.Options = append(f.Options, ui.Option{Value: q.Name, Text: q.Label + " (" + q.Name + ")"})
				}
			}
		}
	}
	return f
}

// listBox draws a list below a part.
func (p *Pages) listBox(b *building, path string, n map[string]any, br branch) view.BuildList {
	below := path
	if top(path) {
		below = ""
	} else {
		below += "."
	}
	l := view.BuildList{Title: br.title, Item: br.item, Name: br.name, Action: b.base + "/" + path + "/sap"}
	for i, x := range listOf(n, br.name) {
		m, _ := x.(map[string]any)
		at := below + br.name + "." + strconv.Itoa(i)
		l.Rows = append(l.Rows, view.BuildRow{Text: itemText(patternOf(at), m), Hint: itemHint(m), Href: b.base + "/" + at, At: strconv.Itoa(i), First: i == 0, Last: i == len(listOf(n, br.name))-1})
	}
	return l
}

func itemText(pattern string, m map[string]any) string {
	if s := shapes[pattern]; s.named != "" && text(m[s.named]) != "" {
		return text(m[s.named])
	}
	for _, k := range []string{"title", "label", "say", "to"} {
		if text(m[k]) != "" {
			return text(m[k])
		}
	}
	if u := text(m["unit"]); u != "" {
		for _, o := range units {
			if o.Value == u {
				return strings.TrimSpace(text(m["amount"]) + " " + o.Text)
			}
		}
	}
	cel, _ := ruleBoxes(m["when"])
	return orElse(cel, "(chưa đặt tên)")
}

// itemHint is the second line of a list's item: key, type, hours, condition.
func itemHint(m map[string]any) string {
	var out []string
	for _, k := range []string{"name", "key", "at", "case", "area"} {
		if v := text(m[k]); v != "" {
			out = append(out, v)
		}
	}
	for _, o := range questionTypes {
		if o.Value == text(m["type"]) && o.Value != "" {
			out = append(out, strings.ToLower(o.Text))
		}
	}
	for _, o := range roles {
		if o.Value == text(m["role"]) && o.Value != "" {
			out = append(out, o.Text)
		}
	}
	if h := text(m["hours"]); h != "" {
		out = append(out, h+" giờ")
	}
	for _, k := range []string{"show_if", "when", "rule"} {
		if cel, _ := ruleBoxes(m[k]); cel != "" && cel != itemText("", map[string]any{"when": m[k]}) {
			out = append(out, "khi "+cel)
		}
	}
	return cut(strings.Join(out, " · "), 140)
}

func orElse(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// variables lists what rules may use, for whoever writes one.
func variables(r *revision.Revision) []ui.Pair {
	words := map[rules.Type]string{rules.Text: "chữ", rules.Number: "số nguyên", rules.Decimal: "số thập phân", rules.YesNo: "có/không", rules.Date: "ngày", rules.List: "danh sách", rules.Rows: "các dòng"}
	var out []ui.Pair
	for _, q := range r.Form.Inputs(map[string]string{}) {
		if t, ok := r.Form.Variables()[q.Name]; ok && q.Row == 0 {
			out = append(out, ui.Pair{Key: q.Name, Value: words[t] + ": " + q.Label})
		}
	}
	for _, x := range [][2]string{
		{"dossier.channel", "chữ: counter, online, post"},
		{"dossier.case", "chữ: mã trường hợp"},
		{"dossier.pages", "số trang"},
		{"dossier.copies", "số bản"},
		{"office.area", "chữ: difficult là địa bàn khó khăn"},
		{"office.province", "chữ: mã tỉnh"},
		{"office.commune", "chữ: mã xã"},
		{"today", "ngày hôm nay"},
		{"age(ngày, today)", "số tuổi tròn"},
		{"math.least(a, b)", "số nhỏ hơn"},
	} {
		out = append(out, ui.Pair{Key: x[0], Value: x[1]})
	}
	return out
}

// SavePart saves what was typed into one part.
func (p *Pages) SavePart(c *web.Ctx) error {
	posted := c.Posted()
	return p.change(c, posted, func(b *building, n map[string]any, r *revision.Revision) map[string]string {
		say := map[string]string{}
		for _, x := range shapes[patternOf(c.Param("muc"))].parts {
			if x.only != nil && !slices.Contains(x.only, orElse(posted.Get("type"), text(n["type"]))) {
				if _, sent := posted[x.name]; !sent {
					delete(n, x.name) // another type has other values
				}
				continue
			}
			if x.kind != asRule {
				if s := x.read(n, posted[x.name]); s != "" {
					say[x.name] = s
				}
				continue
			}
			v, err := readRule(x, posted)
			if err != nil {
				say[x.name] = err.Error()
				continue
			}
			want := x.want
			if x.name == "expr" {
				want = map[string]rules.Type{"text": rules.Text, "yesno": rules.YesNo, "date": rules.Date}[posted.Get("of")]
				if want == "" {
					want = rules.Number
				}
			}
			if s, _ := ruleFault(r, v, want); s != "" {
				say[x.name] = s
				continue
			}
			if v == nil {
				delete(n, x.name)
			} else {
				n[x.name] = v
			}
		}
		return say
	})
}

// ArrangePart adds, moves, copies or removes an item of a list below a part.
func (p *Pages) ArrangePart(c *web.Ctx) error {
	posted := c.Posted()
	return p.change(c, posted, func(b *building, n map[string]any, _ *revision.Revision) map[string]string {
		op, at, _ := strings.Cut(posted.Get("viec"), ":")
		i, _ := strconv.Atoi(at)
		to, _ := strconv.Atoi(posted.Get("den"))
		if name, ok := strings.CutPrefix(op, "bat "); ok { // an object that is there or not: a way, a request
			return toggle(b.tree, name, true)
		}
		if name, ok := strings.CutPrefix(op, "tat "); ok {
			return toggle(b.tree, name, false)
		}
		for _, br := range shapes[patternOf(c.Param("muc"))].branches {
			if br.name == posted.Get("danh_sach") {
				if err := rearrange(n, br, op, i, to); err != nil {
					return map[string]string{"": fault.As(err).Text}
				}
				return nil
			}
		}
		return map[string]string{"": "Chọn việc cần làm với danh sách."}
	})
}

func toggle(t tree, path string, on bool) map[string]string {
	i := strings.LastIndex(path, ".")
	pattern := patternOf(path)
	if i < 0 || shapes[pattern].title == "" || !strings.HasPrefix(pattern, "ways.") && pattern != "steps.*.request" {
		return map[string]string{"": "Không bật, tắt được phần này."}
	}
	if t["ways"] == nil {
		t["ways"] = map[string]any{}
	}
	n, err := t.node(path[:i])
	if err != nil {
		return map[string]string{"": fault.As(err).Text}
	}
	key := path[i+1:]
	switch {
	case !on:
		delete(n, key)
	case key == "request":
		n[key] = map[string]any{"to": "commune", "title": "", "amount": number(3), "time_unit": "working_day", "silence": "wait"}
	default:
		n[key] = map[string]any{"filed": "here"}
	}
	return nil
}

// change applies an edit to the version that was on the screen and saves it;
// what others saved meanwhile is merged, or asked about.
func (p *Pages) change(c *web.Ctx, posted url.Values, edit func(*building, map[string]any, *revision.Revision) map[string]string) error {
	b, err := p.building(c)
	if err != nil {
		return err
	}
	path := c.Param("muc")
	if _, ok := shapes[patternOf(path)]; !ok {
		return noPart()
	}
	seen, err := strconv.Atoi(posted.Get("version"))
	if err != nil {
		return fault.New(fault.Invalid, "revision.version", "Mở lại trang rồi sửa lại.")
	}
	if b.edited.State != procedures.Draft {
		return fault.New(fault.Conflict, "revision.state", "Bản này không còn là bản nháp nên không sửa được.")
	}
	base := &b.edited.Content
	if seen != b.edited.Version.Version {
		if base, err = p.Revisions.ReadAt(c.Context(), b.edited.ID, seen); err != nil {
			return p.refused(c, b, posted, err)
		}
	}
	mine, err := base.Tree()
	if err != nil {
		return err
	}
	work := &building{b.subject, b.edited, mine, b.base}
	n, err := work.tree.node(path)
	if err != nil {
		return p.refused(c, b, posted, err)
	}
	if say := edit(work, n, base); len(say) > 0 {
		return p.partPage(c, http.StatusUnprocessableEntity, b, posted, say, nil)
	}
	_, content, err := work.tree.revision()
	if err != nil {
		return p.refused(c, b, posted, err)
	}
	take := map[string]string{}
	for k, v := range posted {
		if at, ok := strings.CutPrefix(k, "keep_"); ok && len(v) > 0 {
			take[at] = v[0]
		}
	}
	saved, err := p.Revisions.SaveDraft(c.Context(), procedures.SaveDraft{ID: b.edited.ID, Seen: seen, Content: content, Take: take})
	var clash *procedures.Clash
	if errors.As(err, &clash) {
		return p.partPage(c, http.StatusConflict, b, posted, nil, clash)
	}
	if err != nil {
		return p.refused(c, b, posted, err)
	}
	done := "luu"
	if len(saved.Merged) > 0 {
		done = "gop"
	}
	return c.Go(b.base + "/" + path + "?da=" + done)
}

// refused shows a fault on the part's page, with everything typed.
func (p *Pages) refused(c *web.Ctx, b *building, posted url.Values, err error) error {
	if f := fault.As(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict || f.Kind == fault.NotFound) {
		if _, gone := b.tree.node(c.Param("muc")); gone == nil {
			return p.partPage(c, web.Status(err), b, posted, map[string]string{"": f.Text}, nil)
		}
	}
	return err
}

func clashBox(x *procedures.Clash) *ui.ConflictProps {
	out := &ui.ConflictProps{}
	for _, part := range x.Parts {
		out.Who, out.When = part.By, i18n.DateTime(part.At)
		out.Fields = append(out.Fields, ui.ConflictField{Name: part.Path, Label: part.Place, Mine: part.Mine, Theirs: part.Theirs})
	}
	return out
}

// buildRoutes are the builder's lines of the route table.
func (p *Pages) buildRoutes() []web.Route {
	const trial = "/tinh/thu-tuc/:code/phien-ban/:ban/anh-huong"
	line := func(method, path, action string, do web.Handler) web.Route {
		return web.Route{Method: method, Path: "/tinh/thu-tuc/:code/phien-ban/:ban/soan" + path, Door: web.Province, Object: "procedure", Action: action, Do: do}
	}
	sample := line(http.MethodPost, "/:muc/anh-mau", "edit", p.SaveSample)
	sample.Body = sampleBody
	return []web.Route{
		{Method: http.MethodGet, Path: trial, Door: web.Province, Object: "procedure", Action: "list", Do: p.Trial},
		{Method: http.MethodPost, Path: trial, Door: web.Province, Object: "procedure", Action: "edit", Do: p.StartTrial},
		{Method: http.MethodPost, Path: trial + "/doi-chieu", Door: web.Province, Object: "procedure", Action: "publish", Do: p.CheckTrial},
		line(http.MethodGet, "", "list", p.Build),
		line(http.MethodGet, "/xem-truoc", "list", p.PreviewPart),
		line(http.MethodGet, "/:muc", "list", p.BuildPart),
		line(http.MethodPost, "/:muc", "edit", p.SavePart),
		line(http.MethodPost, "/:muc/sap", "edit", p.ArrangePart),
		sample,
	}
}
