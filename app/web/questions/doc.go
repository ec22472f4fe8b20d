// Package questions puts the questions of a procedure's form on a page and
// takes the answers off it again: the resident's pages and the counter's screen
// are drawn from the same definition. What an answer may be is package
// revision's to say.
package questions

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/app/procedures/revision"
	view "motcua/views/questions"
	"motcua/views/ui"
)

// Page is a section as it is asked now.
type Page struct {
	Form    revision.Form // with its directory of communes
	Section revision.Section
	Values  map[string]string // of the whole form: as typed on this page, as kept of others
	Bad     map[string]string // sentences by name
	Today   time.Time         // in Vietnam

	Self   bool                               // the applicant answers: the browser may fill in who she is
	Prefix string                             // before the name of each input, where a page has others
	Skip   func(revision.Input) bool          // questions that the page asks otherwise; nil none
	Paper  func(component string) *view.Paper // state of a paper; nil result leaves the question out
}

// Known are the values with what can be worked out of them: the clean form of
// what is right, calculated answers.
func (p Page) Known() map[string]string {
	kept, _ := revision.CheckSection(p.Form, p.Section, p.Values, p.Values, p.Today)
	out := Merged(p.Values, kept)
	for _, f := range p.Section.Fields {
		if f.Type == revision.Group {
			out[f.Name] = strconv.Itoa(f.Count(p.Values)) // a row just added is still empty
		}
	}
	return out
}

// Inputs are the questions that the values call for.
func (p Page) Inputs() []revision.Input { return p.Section.Inputs(p.Known()) }

// Draw gives the questions, rows inside their groups, and the names in the
// order of the page, for the summary of what is wrong.
func (p Page) Draw() (list []view.Question, order []string) {
	known := p.Known()
	leads, feeds := p.leads()
	var group *view.Question
	for _, in := range p.Section.Inputs(known) {
		if p.Skip != nil && p.Skip(in) {
			continue
		}
		x, ok := p.question(in, known)
		if !ok {
			continue
		}
		x.Leads, x.Feeds = leads[in.Name] || leads[in.Group], feeds[in.Name] || feeds[in.Group]
		order = append(order, x.Field.Name)
		if in.Group == "" {
			list = append(list, x)
			group = &list[len(list)-1]
			continue
		}
		if len(group.Rows) < in.Row {
			group.Rows = append(group.Rows, p.row(in, group))
		}
		x.Block = ""
		if n := in.BlockTitle; n != "" && len(group.Rows[in.Row-1].Questions) > 0 {
			x.Block = n // a person inside a row
		}
		r := &group.Rows[in.Row-1]
		r.Questions = append(r.Questions, x)
	}
	return list, order
}

func (p Page) row(in revision.Input, g *view.Question) view.Row {
	n := strconv.Itoa(in.Row)
	r := view.Row{Title: p.group(in.Group).ItemTitle(in.Row), ID: ui.ID(p.Prefix + in.Group + "_" + n)}
	if least := p.group(in.Group).MinItems; g.Count != strconv.Itoa(least) {
		r.Remove = p.Prefix + in.Group + ":" + n
	}
	return r
}

func (p Page) group(name string) revision.Field {
	i := slices.IndexFunc(p.Section.Fields, func(f revision.Field) bool { return f.Name == name })
	return p.Section.Fields[i]
}

// leads are the questions that conditions of this section ask about; feeds those that calculations use.
func (p Page) leads() (leads, feeds map[string]bool) {
	leads, feeds = map[string]bool{}, map[string]bool{}
	for _, f := range p.Section.Fields {
		for _, sub := range f.Fields {
			for _, name := range sub.ShowIf.Uses() {
				leads[name] = true
			}
		}
		for _, name := range f.ShowIf.Uses() {
			leads[name] = true
		}
		for _, name := range f.Expr.Uses() {
			feeds[name] = true
		}
	}
	return leads, feeds
}

// question fills in one input; ok is false when it is not drawn.
func (p Page) question(q revision.Input, known map[string]string) (x view.Question, ok bool) {
	name := p.Prefix + q.Name
	x = view.Question{
		Kind:  string(q.Type),
		Field: ui.Field{Name: name, Label: q.Label, Hint: q.Hint, Value: p.Values[q.Name], Error: p.Bad[q.Name], Optional: !q.Required, MaxLen: 20000},
	}
	if q.BlockTitle != p.Section.Title {
		x.Block = q.BlockTitle
	}
	own := q.Block == revision.Applicant && p.Self
	switch q.Type {
	case revision.Info:
		x.Note = q.Label
		if q.Hint != "" {
			x.Note += " " + q.Hint
		}
	case revision.Date, revision.PartialDate:
		x.Day, x.Month, x.Year = Boxes(p.Values, q.Name)
		x.Birth = own && q.Part == "birth_date"
		if q.Part == "birth_date" {
			x.Field.Hint = "" // the boxes say it themselves
		} else if x.Field.Hint == "" && q.Type == revision.Date {
			x.Field.Hint = "Ví dụ: 28 8 1990"
		}
	case revision.Choice, revision.MultiChoice:
		chosen := strings.Split(p.Values[q.Name], ",")
		for _, o := range q.Options {
			x.Options = append(x.Options, ui.Option{Value: o.Value, Text: o.Text, Chosen: slices.Contains(chosen, o.Value)})
		}
	case revision.YesNo:
		x.Options = []ui.Option{{Value: "yes", Text: "Có"}, {Value: "no", Text: "Không"}}
	case revision.Group:
		n := q.Count(known)
		x.Field.Optional = q.MinItems == 0
		x.Count = strconv.Itoa(n)
		if n < q.Most() {
			x.Add = "Thêm " + lowerFirst(itemOf(q.Field))
		}
	case revision.Calc:
		x.Field.Optional = false
		x.Value = Text(q.Field, known)
	case revision.File:
		if p.Paper == nil {
			return x, false
		}
		if x.Paper = p.Paper(q.Component); x.Paper == nil {
			return x, false
		}
		if x.Field.Label == "" {
			x.Field.Label = x.Paper.Title
		}
	case revision.Address:
		p.address(q, own, &x)
	}
	if own {
		x.Field.Complete = map[string]string{"full_name": "name", "phone": "tel", "email": "email"}[q.Part]
	}
	return x, true
}

func itemOf(f revision.Field) string {
	if f.Item == "" {
		return f.Label
	}
	return f.Item
}

// address draws the two boxes, and the communes to choose from where the text leaves a doubt.
func (p Page) address(q revision.Input, own bool, x *view.Question) {
	name := x.Field.Name
	line, place := p.Values[q.Name+revision.LineSuffix], p.Values[q.Name+revision.PlaceSuffix]
	if line+place == "" && p.Values[q.Name] != "" {
		if line, place = revision.SplitAddress(p.Values[q.Name], p.Form.Places()); place == "" {
			line, place = "", line
		}
	}
	x.Line = ui.Field{Name: name + revision.LineSuffix, Label: "Thôn, xóm, tổ dân phố, số nhà", Value: line, MaxLen: 300}
	x.Place = ui.Field{Name: name + revision.PlaceSuffix, Label: "Xã, phường và tỉnh", Hint: "Tên hiện nay hoặc tên cũ đều được. Ví dụ: xã Hy Cương, tỉnh Phú Thọ.", Value: place, MaxLen: 300}
	if own {
		x.Line.Complete = "address-line1"
	}
	if place == "" || p.Form.Places() == nil {
		return
	}
	found := p.Form.Places().Find(place)
	chosen := p.Values[q.Name+revision.CodeSuffix]
	if len(found) == 1 && !found[0].Ask {
		x.Now = "Nay là " + found[0].Long + "."
		if found[0].Note != "" {
			x.Now = "Nay là " + found[0].Long + ". " + found[0].Note + "."
		} else if strings.EqualFold(place, found[0].Long) {
			x.Now = ""
		}
		return
	}
	if len(found) == 0 {
		return
	}
	x.Found = ui.ChoiceField{Field: ui.Field{Name: name + revision.CodeSuffix, Label: "Địa chỉ này nay thuộc xã, phường nào?", Hint: "Không thấy ở đây thì viết thêm tên tỉnh, tên huyện cũ vào ô trên.", Value: chosen}}
	for _, f := range found {
		x.Found.Options = append(x.Found.Options, ui.Option{Value: f.Code, Text: upperFirst(f.Long), Hint: f.Note})
	}
	if !p.Form.Decides(q.Name) {
		x.Found.Options = append(x.Found.Options, ui.Option{Value: revision.AsWritten, Text: "Không có ở đây, giữ như đã ghi"})
	}
}

// Boxes are the three boxes of a date: as typed, or of the kept date.
func Boxes(values map[string]string, name string) (day, month, year string) {
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

// Merged puts maps over each other, the last one wins.
func Merged(maps ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range maps {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
