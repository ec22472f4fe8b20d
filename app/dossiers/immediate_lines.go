package dossiers

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/app/procedures/revision"
)

// ImmediateLine is one paper laid on the desk: it gets a number of its own in
// the register.
type ImmediateLine struct {
	Title   string
	Pages   int // 0: not counted
	Copies  int
	Fee     *int64 // đồng for all copies; nil while nobody here knows it
	Answers map[string]string
}

// LaneForm is what the immediate lane asks: of each paper, and once for all
// of them. It is read off the procedure's form; the person is on the card, and
// what the form leaves to the reader's choice is left out.
type LaneForm struct {
	Group                string           // the repeated group that a line is a row of; "" when the form asks for one paper
	Lines                []revision.Field // asked of each paper
	Common               []revision.Field // asked once; those under a condition only where it holds
	Title, Pages, Copies string           // which of Lines name the paper and count it, or the lane's own
}

// The lane's own questions, where the form asks none.
const (
	LaneTitle  = "_title"
	LanePages  = "_pages"
	LaneCopies = "_copies"
)

// mostLaneQuestions of a paper fit beside each other on a counter's screen.
const mostLaneQuestions = 6

// LaneFormOf tells whether a procedure fits on the lane's one screen, and what
// is asked there. Those with more persons or longer declarations (birth
// registration) are received as usual, also when they are done the same day.
func LaneFormOf(r *revision.Revision) (LaneForm, bool) {
	l := LaneForm{Title: LaneTitle, Pages: LanePages, Copies: LaneCopies}
	if !r.Immediate || !r.Takes(revision.Counter) {
		return l, false
	}
	for _, s := range r.Form.Sections {
		for _, f := range s.Fields {
			if f.ShowIf == nil {
				f.ShowIf = s.ShowIf
			}
			if !l.place(f) {
				return l, false
			}
		}
	}
	for _, f := range l.Lines {
		switch {
		case f.Name == "pages":
			l.Pages = f.Name
		case f.Name == "copies":
			l.Copies = f.Name
		case f.Name == "deed", l.Title == LaneTitle && (f.Type == revision.Text || f.Type == revision.LongText):
			l.Title = f.Name
		}
	}
	own := func(name, label string) revision.Field {
		return revision.Field{Name: name, Label: label, Type: revision.Number}
	}
	if l.Title == LaneTitle {
		l.Lines = append([]revision.Field{{Name: LaneTitle, Label: "Tên giấy tờ", Type: revision.Text, Max: 200}}, l.Lines...)
	}
	if l.Pages == LanePages {
		l.Lines = append(l.Lines, own(LanePages, "Số trang"))
	}
	if l.Copies == LaneCopies {
		l.Lines = append(l.Lines, own(LaneCopies, "Số bản"))
	}
	slices.SortStableFunc(l.Lines, func(a, b revision.Field) int { return l.rank(a.Name) - l.rank(b.Name) })
	return l, len(l.Lines) <= mostLaneQuestions
}

// place puts one question of the form where the lane asks it; false when the lane cannot.
func (l *LaneForm) place(f revision.Field) bool {
	switch f.Type {
	case revision.Info, revision.Calc:
		return true
	case revision.File:
		return !f.Required || f.ShowIf != nil
	case revision.Person:
		return f.Name == revision.Applicant
	case revision.Group:
		if f.ShowIf != nil || f.MinItems == 0 && !isPapers(f) {
			return true // asked for by an answer that the lane refuses
		}
		if l.Group != "" || !isPapers(f) {
			return false
		}
		l.Group = f.Name
		for _, sub := range f.Fields {
			if sub.ShowIf == nil && sub.Required {
				if !fitsALine(sub) {
					return false
				}
				l.Lines = append(l.Lines, sub)
			}
		}
		return true
	}
	switch {
	case f.ShowIf == nil && !f.Required && f.Name != "pages" && f.Name != "copies":
		return true
	case !fitsALine(f):
		return f.ShowIf != nil
	case f.ShowIf != nil || f.Type == revision.YesNo || f.Type == revision.Choice && len(f.Options) <= 3:
		l.Common = append(l.Common, f)
	default:
		l.Lines = append(l.Lines, f)
	}
	return true
}

// isPapers tells whether the rows of a group are papers.
func isPapers(f revision.Field) bool {
	return slices.ContainsFunc(f.Fields, func(s revision.Field) bool { return s.Name == "pages" || s.Name == "copies" || s.Name == "deed" })
}

func (l LaneForm) rank(name string) int {
	switch name {
	case l.Title:
		return 0
	case l.Pages:
		return 2
	case l.Copies:
		return 3
	}
	return 1
}

func fitsALine(f revision.Field) bool {
	switch f.Type {
	case revision.Text, revision.LongText, revision.Number, revision.Money, revision.Date, revision.PartialDate, revision.Choice, revision.YesNo, revision.Name, revision.IDNumber, revision.Phone, revision.Address:
		return true
	}
	return false
}

// Usual is the answer that nearly everybody gives to a question with choices:
// the first one (no before yes) that shuts nobody out. "" for other questions.
func (l LaneForm) Usual(r *revision.Revision, f revision.Field) string {
	var options []string
	switch {
	case f.Type == revision.YesNo:
		options = []string{"no", "yes"}
	case f.Type == revision.Choice:
		for _, o := range f.Options {
			options = append(options, o.Value)
		}
	}
	for _, v := range options {
		if len(r.Ineligible(map[string]string{f.Name: v})) == 0 {
			return v
		}
	}
	return ""
}

// Empty tells whether nothing was typed into a line.
func (l LaneForm) Empty(row map[string]string) bool {
	return strings.TrimSpace(row[l.Title]) == "" && strings.TrimSpace(row[l.Pages]) == ""
}

// LaneAnswers is what was typed on the lane's screen.
type LaneAnswers struct {
	Profile map[string]string // what the card says
	Common  map[string]string
	Rows    []map[string]string
	Facts   revision.Facts // what fees may depend on besides
}

// LaneChecked is what came of it: lines in order; the dossier's answers; the
// sentences beside the common questions ("" of the whole) and, per row, beside
// the line's.
type LaneChecked struct {
	Lines   []ImmediateLine
	Answers map[string]string
	Common  map[string]string
	Rows    []map[string]string
}

// OK tells whether nothing is wrong.
func (c LaneChecked) OK() bool {
	return len(c.Common) == 0 && !slices.ContainsFunc(c.Rows, func(m map[string]string) bool { return len(m) > 0 })
}

// Check reads what somebody typed, by the rules of the form, and works out
// what each line costs.
func (l LaneForm) Check(r *revision.Revision, a LaneAnswers) LaneChecked {
	out := LaneChecked{Answers: r.Form.Prefilled(a.Profile), Common: map[string]string{}, Rows: make([]map[string]string, len(a.Rows))}
	pre := maps.Clone(out.Answers)
	for _, f := range l.Common {
		pre[f.Name] = a.Common[f.Name]
	}
	for i, row := range a.Rows {
		in, of := maps.Clone(pre), map[string]string{}
		for _, f := range l.Lines {
			n := l.name(f.Name, 1)
			in[n], of[n] = row[f.Name], f.Name
		}
		if l.Group != "" {
			in[l.Group] = "1"
		}
		kept, wrong := revision.CheckAnswers(r.Form, in, a.Facts.Today)
		out.Rows[i] = map[string]string{}
		for n, say := range wrong {
			switch {
			case of[n] != "":
				out.Rows[i][of[n]] = say
			case slices.ContainsFunc(l.Common, func(f revision.Field) bool { return f.Name == n }):
				out.Common[n] = say
			case !strings.HasPrefix(n, revision.Applicant+"_"):
				out.Common[""] = "Trường hợp này cần tờ khai đầy đủ. Tiếp nhận ở màn hình Tiếp nhận tại quầy."
			}
		}
		x := ImmediateLine{Answers: map[string]string{}}
		for n, name := range of {
			if v := kept[n]; v != "" {
				x.Answers[name] = v
			}
		}
		for _, f := range l.Common {
			if v := kept[f.Name]; v != "" {
				out.Answers[f.Name] = v
			}
		}
		x.Title = orElse(x.Answers[l.Title], strings.TrimSpace(row[LaneTitle]))
		if x.Title == "" && l.Title == LaneTitle {
			out.Rows[i][LaneTitle] = "Ghi tên giấy tờ"
		}
		x.Pages = count(row, l.Pages, 0, 2000, out.Rows[i])
		x.Copies = count(row, l.Copies, 1, 500, out.Rows[i])
		if no := r.Ineligible(kept); len(no) > 0 && len(out.Rows[i]) == 0 {
			out.Common[""] = no[0].Say
		}
		if len(out.Rows[i]) == 0 {
			at := a.Facts
			at.Channel, at.Case, at.Pages, at.Copies = revision.Counter, r.CaseOf(kept), x.Pages, x.Copies
			x.Fee = laneFee(r, at, kept)
		}
		out.Lines = append(out.Lines, x)
	}
	l.together(out.Answers, out.Lines)
	return out
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// name is a question's name in the whole form, for row n.
func (l LaneForm) name(field string, n int) string {
	if l.Group == "" || strings.HasPrefix(field, "_") {
		return field
	}
	return l.Group + "_" + strconv.Itoa(n) + "_" + field
}

// count reads a number of pages or copies.
func count(row map[string]string, name string, least, most int, errs map[string]string) int {
	v := strings.NewReplacer(" ", "", ".", "").Replace(strings.TrimSpace(row[name]))
	if v == "" {
		return least
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		if errs[name] == "" {
			errs[name] = "Nhập số từ " + strconv.Itoa(max(least, 1)) + " đến " + strconv.Itoa(most)
		}
		return least
	}
	return n
}

// laneFee is what one line costs; nil when a part of it is not known here.
func laneFee(r *revision.Revision, at revision.Facts, answers map[string]string) *int64 {
	sum := int64(0)
	for _, c := range r.ChargesFor(at, answers) {
		if !c.Known {
			return nil
		}
		sum += c.Amount
	}
	return &sum
}

// together makes the dossier's own answers of its lines: the rows of the
// group; or, of a form that asks for one paper, titles joined, numbers summed
// and what all lines agree about. Each line keeps its own beside them.
func (l LaneForm) together(answers map[string]string, lines []ImmediateLine) {
	if l.Group != "" {
		answers[l.Group] = strconv.Itoa(len(lines))
		for i, x := range lines {
			for k, v := range x.Answers {
				if !strings.HasPrefix(k, "_") {
					answers[l.name(k, i+1)] = v
				}
			}
		}
		return
	}
	for _, f := range l.Lines {
		if strings.HasPrefix(f.Name, "_") {
			continue
		}
		var texts []string
		sum, numbers := int64(0), f.Type == revision.Number && !f.Decimal
		for _, x := range lines {
			v := x.Answers[f.Name]
			if n, err := strconv.ParseInt(v, 10, 64); err == nil {
				sum += n
			}
			if v != "" && !slices.Contains(texts, v) {
				texts = append(texts, v)
			}
		}
		switch {
		case len(texts) == 0:
		case numbers:
			answers[f.Name] = strconv.FormatInt(sum, 10)
		case len(texts) == 1:
			answers[f.Name] = texts[0]
		case f.Type == revision.Text || f.Type == revision.LongText:
			answers[f.Name] = strings.Join(texts, "; ")
		}
	}
}

// LaneTotal is what the lines cost together; known is false while one of them is not.
func LaneTotal(lines []ImmediateLine) (sum int64, known bool) {
	known = true
	for _, x := range lines {
		if x.Fee == nil {
			known = false
			continue
		}
		sum += *x.Fee
	}
	return sum, known
}

// LaneFacts are what the fees of the lane may depend on beside the answers.
func LaneFacts(province, commune, area string, now time.Time) revision.Facts {
	y, m, d := now.In(vietnam).Date()
	return revision.Facts{Channel: revision.Counter, Province: province, Commune: commune, Area: area, Today: time.Date(y, m, d, 0, 0, 0, 0, vietnam)}
}
