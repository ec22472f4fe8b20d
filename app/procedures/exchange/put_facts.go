package exchange

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"motcua/app/fold"
	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
)

// putTimes states the times of a row for every channel.
func putTimes(e, read *national.Entry) {
	r := &e.Revision
	stated := read.Revision.Ways[revision.Counter].Terms
	if len(stated) == 0 {
		if r.Promise() == r.Clock.Fallback {
			doubt(r, "time")
		}
		return
	}
	terms, cases := spreadTerm(r, stated[0])
	addCases(r, cases)
	before := r.Promise().OfficeHours()
	for ch, w := range r.Ways {
		w.Terms = slices.Clone(terms)
		if t, ok := onlineTerm(stated[0].Note); ok && ch == revision.Online {
			w.Terms = []revision.Term{t}
		}
		r.Ways[ch] = w
	}
	sure(r, "time")
	switch ordinary := terms[len(terms)-1]; {
	case len(r.Steps) == 0:
		r.Immediate = ordinary.Unit == revision.SameDay
	case ordinary.Unit != revision.SameDay:
		r.Immediate = false
	}
	if len(r.Steps) > 0 {
		national.Retime(r, before)
	}
}

var (
	lastTime = regexp.MustCompile(`(?i)^(.*?)\s*(?:tối đa\s+|thì\s+)*(\d+)\s+(ngày làm việc|ngày|giờ|tháng)$`)
	hardArea = regexp.MustCompile(`(?i)vùng khó khăn|vùng có điều kiện|khó khăn|hải đảo|miền núi|vùng sâu`)
	others   = regexp.MustCompile(`(?i)còn lại|trường hợp khác|thông thường`)
)

// spreadTerm reads the parts of a text such as "20 ngày; nhà ở riêng lẻ 15
// ngày; vùng khó khăn 27 ngày" behind the ordinary time: areas and cases.
func spreadTerm(r *revision.Revision, t revision.Term) ([]revision.Term, []revision.Case) {
	var terms []revision.Term
	var cases []revision.Case
	for i, part := range strings.Split(t.Note, ";") {
		m := lastTime.FindStringSubmatch(strings.TrimSpace(part))
		if i == 0 || m == nil || m[1] == "" || strings.EqualFold(m[1], "trực tuyến") {
			continue
		}
		x := revision.Term{Unit: unitOf(m[3])}
		if x.Amount, _ = strconv.Atoi(m[2]); checkAmount(x.Amount, string(x.Unit)) != "" {
			continue
		}
		if hardArea.MatchString(m[1]) {
			x.Area, x.Note = revision.AreaDifficult, sentenceCase(m[1])
		} else {
			c := caseNamed(r, cases, m[1])
			cases = append(cases, c)
			x.Case = c.Key
		}
		terms = append(terms, x)
	}
	return append(terms, t), cases
}

func onlineTerm(note string) (revision.Term, bool) {
	for _, part := range strings.Split(note, ";") {
		if m := lastTime.FindStringSubmatch(strings.TrimSpace(part)); m != nil && strings.EqualFold(m[1], "trực tuyến") {
			n, _ := strconv.Atoi(m[2])
			return revision.Term{Amount: n, Unit: unitOf(m[3])}, n > 0
		}
	}
	return revision.Term{}, false
}

// unitOf reads a unit in our words or the portal's; "" when it is none.
func unitOf(s string) revision.Unit {
	switch strings.ReplaceAll(fold.Key(s), "_", " ") {
	case "ngay lam viec", "working day", "working days":
		return revision.WorkingDays
	case "ngay", "calendar day", "day", "ngay lich":
		return revision.CalendarDays
	case "gio", "gio lam viec", "hour", "working hour", "hours":
		return revision.Hours
	case "thang", "month", "months":
		return revision.Months
	case "trong ngay", "same day":
		return revision.SameDay
	}
	return ""
}

// caseNamed finds the case with that title, in the revision or among those just
// made, or makes one that an officer chooses.
func caseNamed(r *revision.Revision, made []revision.Case, title string) revision.Case {
	title = sentenceCase(strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(title), "Trường hợp "), "trường hợp ")))
	title = cut(strings.Trim(title, " .:;,-–*+"), 150)
	key := national.Slug(title)
	for _, c := range append(slices.Clone(made), r.Cases...) {
		if c.Key == key || fold.Key(c.Title) == fold.Key(title) {
			return c
		}
	}
	return revision.Case{Key: key, Title: title}
}

func sentenceCase(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) == 0 {
		return ""
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// putFees states what each channel costs; nil is unknown, never zero.
func putFees(e, read *national.Entry) {
	r := &e.Revision
	known := true
	for ch, w := range r.Ways {
		from, ok := read.Revision.Ways[ch]
		if !ok {
			from = read.Revision.Ways[revision.Counter]
		}
		known = restate(r, w.Fee, from.Fee) && known
		w.Fee, w.FeeUnit, w.FeeNote = from.Fee, from.FeeUnit, from.FeeNote
		if w.FeeDue == "" {
			w.FeeDue = "acceptance"
		}
		known = known && w.Fee != nil
		r.Ways[ch] = w
	}
	sure(r, "fee")
	if !known {
		doubt(r, "fee")
	}
}

// restate carries a changed amount into the fees that are rules: a rule that is
// nothing but the old amount becomes the new one. false when a rule says more
// than that, so a person has to look.
func restate(r *revision.Revision, old, now *int64) bool {
	if len(r.Fees) == 0 || old == nil || now == nil || *old == *now {
		return len(r.Fees) == 0 || old == nil && now == nil || old != nil && now != nil
	}
	r.Fees = slices.Clone(r.Fees)
	for i, f := range r.Fees {
		if f.Amount != nil && f.Amount.CEL == amountText(old) {
			r.Fees[i].Amount = &revision.Rule{CEL: amountText(now)}
			return true
		}
	}
	return false
}

// putMainResult states the title of what is granted.
func putMainResult(r *revision.Revision, title string) {
	if title == "" {
		return
	}
	sure(r, "results")
	for i, x := range r.Results {
		if x.Outcome == revision.Granted {
			r.Results = slices.Clone(r.Results)
			r.Results[i].Title = title
			return
		}
	}
	r.Results = append([]revision.Result{{Title: title, Outcome: revision.Granted}}, r.Results...)
}

// putComponents states the list of papers. A paper that is there under the same
// title keeps what the source does not know: its key, when it is asked for,
// what replaces it.
func putComponents(r *revision.Revision, list []revision.Component) {
	if len(list) == 0 {
		if len(r.Components) == 0 {
			doubt(r, "components")
		}
		return
	}
	var out []revision.Component
	used := map[string]bool{}
	for _, c := range list {
		for _, have := range r.Components {
			if !used[have.Key] && sameTitle(have.Title, c.Title) && (have.Group == c.Group || c.Group == "") {
				have.Originals, have.Copies, have.Kind, have.Group = c.Originals, c.Copies, c.Kind, c.Group
				have.Required = c.Kind == revision.Submit && (have.Required || c.Required && have.When == nil && have.Condition == "")
				have.Digitize = c.Kind == revision.Submit && (have.Digitize || c.Digitize)
				c = have
				break
			}
		}
		if !used[c.Key] {
			out, used[c.Key] = append(out, c), true
			continue
		}
		c.Key = national.Unique(out, c.Key)
		out, used[c.Key] = append(out, c), true
	}
	r.Components = out
	sure(r, "components")
}

func sameTitle(a, b string) bool { return fold.Key(a) == fold.Key(b) }
