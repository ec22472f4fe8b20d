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

// LaneForm is what the immediate lane asks of each paper: the questions of
// the procedure's form beside the person's own.
type LaneForm struct {
	Group                string // the repeated group that a line is a row of; "" when the form asks for one paper
	Fields               []revision.Field
	Title, Pages, Copies string // which of them name the paper and count it; "" where the form does not ask
}

// mostLaneQuestions fit beside each other on a counter's screen.
const mostLaneQuestions = 8

// LaneFormOf tells whether a procedure fits on the lane's one screen, and what
// is asked there. Those with more persons or longer declarations (birth
// registration) are received as usual, also when they are done the same day.
func LaneFormOf(r *revision.Revision) (LaneForm, bool) {
	var l LaneForm
	if !r.Immediate || !r.Takes(revision.Counter) {
		return l, false
	}
	flat, required := []revision.Field(nil), false
	for _, s := range r.Form.Sections {
		for _, f := range s.Fields {
			switch {
			case f.Type == revision.Person && f.Name == revision.Applicant, f.Type == revision.Info, f.Type == revision.Calc, f.Type == revision.File && !f.Required:
			case f.Type == revision.Group && l.Group == "":
				l.Group, l.Fields = f.Name, f.Fields
			case fitsALine(f):
				flat, required = append(flat, f), required || f.Required
			case f.Required || f.Type == revision.Person:
				return l, false
			}
		}
	}
	if l.Group == "" {
		l.Fields = flat
	} else if required {
		return l, false
	}
	l.Fields = slices.DeleteFunc(slices.Clone(l.Fields), func(f revision.Field) bool { return f.Type == revision.Calc || f.Type == revision.Info })
	if len(l.Fields) == 0 || len(l.Fields) > mostLaneQuestions || slices.ContainsFunc(l.Fields, func(f revision.Field) bool { return !fitsALine(f) }) {
		return l, false
	}
	for _, f := range l.Fields {
		switch {
		case f.Name == "pages":
			l.Pages = f.Name
		case f.Name == "copies":
			l.Copies = f.Name
		case f.Name == "deed", l.Title == "" && f.Required && (f.Type == revision.Text || f.Type == revision.LongText):
			l.Title = f.Name
		}
	}
	return l, true
}

func fitsALine(f revision.Field) bool {
	switch f.Type {
	case revision.Text, revision.LongText, revision.Number, revision.Money, revision.Date, revision.PartialDate, revision.Choice, revision.YesNo, revision.Name, revision.IDNumber, revision.Phone, revision.Address:
		return true
	}
	return false
}

// The names under which a line is typed where the form itself does not ask.
const (
	LanePages  = "_pages"
	LaneCopies = "_copies"
)

// Empty tells whether nothing was typed into a line.
func (l LaneForm) Empty(row map[string]string) bool {
	for _, f := range l.Fields {
		if f.Type != revision.Choice && f.Type != revision.YesNo && f.Name != l.Copies && strings.TrimSpace(row[f.Name]) != "" {
			return false
		}
	}
	return strings.TrimSpace(row[LanePages]) == ""
}

// Check reads the lines that somebody typed, by the rules of the form, and
// works out what each costs. at holds what rules know beside the answers;
// profile what the card says. answers are the dossier's; errs holds the
// sentences of each line by question.
func (l LaneForm) Check(r *revision.Revision, rows []map[string]string, profile map[string]string, at revision.Facts) (lines []ImmediateLine, answers map[string]string, errs []map[string]string, ok bool) {
	pre, ok := r.Form.Prefilled(profile), true
	answers, errs = maps.Clone(pre), make([]map[string]string, len(rows))
	for i, row := range rows {
		in := maps.Clone(pre)
		for _, f := range l.Fields {
			in[l.name(f.Name, 1)] = row[f.Name]
		}
		if l.Group != "" {
			in[l.Group] = "1"
		}
		kept, wrong := revision.CheckAnswers(r.Form, in, at.Today)
		x := ImmediateLine{Answers: map[string]string{}}
		errs[i] = map[string]string{}
		for _, f := range l.Fields {
			n := l.name(f.Name, 1)
			if s := wrong[n]; s != "" {
				errs[i][f.Name] = s
			}
			if v, have := kept[n]; have {
				x.Answers[f.Name] = v
			}
		}
		x.Title = x.Answers[l.Title]
		if x.Title == "" {
			x.Title = r.MainResult().Title
		}
		x.Pages = count(row, l.Pages, LanePages, 0, 2000, errs[i])
		x.Copies = count(row, l.Copies, LaneCopies, 1, 500, errs[i])
		ok = ok && len(errs[i]) == 0
		if len(errs[i]) == 0 {
			at.Channel, at.Pages, at.Copies = revision.Counter, x.Pages, x.Copies
			x.Fee = laneFee(r, at, kept)
		}
		lines = append(lines, x)
	}
	l.together(answers, lines)
	return lines, answers, errs, ok
}

// name is a question's name in the whole form, for row n.
func (l LaneForm) name(field string, n int) string {
	if l.Group == "" {
		return field
	}
	return l.Group + "_" + strconv.Itoa(n) + "_" + field
}

// count reads a number of pages or copies; the form's own question was checked with the form.
func count(row map[string]string, asked, own string, least, most int, errs map[string]string) int {
	name := own
	if asked != "" {
		name = asked
	}
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
				answers[l.name(k, i+1)] = v
			}
		}
		return
	}
	for _, f := range l.Fields {
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
