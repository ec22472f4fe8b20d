package revision

import (
	"fmt"
	"time"
)

// Rebased is one open dossier that may move to a newer revision.
type Rebased struct {
	Facts   Facts // Case is the case it has under the old revision; Today the date in Vietnam
	Answers map[string]string
	Steps   []string        // where it is now: several on parallel branches, none before acceptance
	Papers  map[string]bool // keys of components that are on it
}

// RebaseFaults says why a dossier cannot move from old to next, one sentence
// each; none means that nothing it was promised gets worse and nothing has to
// be asked again. caseKey is its case under next.
//
// A move is safe when the step it is in exists with the same hands, what was
// answered is valid and complete under the new form, no paper is missing, the
// time is not longer, the fee not higher, and the same office decides.
func RebaseFaults(old, next *Revision, d Rebased) (caseKey string, faults []string) {
	bad := func(format string, a ...any) { faults = append(faults, fmt.Sprintf(format, a...)) }
	caseKey = next.CaseOf(d.Answers)
	if d.Facts.Case != "" && caseKey != d.Facts.Case {
		if old.CaseOf(d.Answers) != d.Facts.Case { // an officer chose it
			caseKey = d.Facts.Case
		}
		if !hasCase(next, caseKey) {
			bad("Trường hợp của hồ sơ không còn trong bản mới")
		}
	}
	before, after := d.Facts, d.Facts
	after.Case = caseKey
	for _, key := range d.Steps {
		s, ok := old.Step(key)
		if !ok {
			continue // one that every workflow has
		}
		n, there := next.Step(key)
		switch {
		case !there:
			bad("Bước “%s” không còn trong quy trình mới", s.Title)
		case n.Role != s.Role || n.Unit != s.Unit || n.At != s.At:
			bad("Bước “%s” do vai trò khác làm trong quy trình mới", n.Title)
		}
	}
	kept, wrong := CheckAnswers(next.Form, d.Answers, d.Facts.Today)
	for _, q := range next.Form.Inputs(kept) {
		if say := wrong[q.Name]; say != "" {
			bad("Câu “%s”: %s", q.Label, say)
			delete(wrong, q.Name)
		}
	}
	for _, say := range wrong {
		bad("%s", say)
	}
	asked := map[string]bool{} // what the old one asked for already does not get worse
	for _, c := range old.ToHandIn(old.CaseOf(d.Answers), d.Answers) {
		asked[c.Key] = c.Required
	}
	for _, c := range next.ToHandIn(caseKey, d.Answers) {
		if c.Required && !asked[c.Key] && !d.Papers[c.Key] {
			bad("Bản mới cần thêm giấy tờ “%s”", c.Title)
		}
	}
	was, _ := old.TermFor(d.Facts.Channel, before.Case, d.Facts.Area, before.With(d.Answers))
	now, _ := next.TermFor(d.Facts.Channel, caseKey, d.Facts.Area, after.With(d.Answers))
	if now.OfficeHours() > was.OfficeHours() {
		bad("Thời hạn mới (%s) dài hơn thời hạn đã hẹn (%s)", now.Words(), was.Words())
	}
	paid := map[string]Charge{}
	for _, x := range old.ChargesFor(before, d.Answers) {
		paid[x.Key] = x
	}
	for _, x := range next.ChargesFor(after, d.Answers) {
		was, there := paid[x.Key]
		switch {
		case !there && (!x.Known || x.Amount > 0):
			bad("Bản mới thu thêm phí, lệ phí “%s”", x.Title)
		case there && x.Known && was.Known && x.Amount > was.Amount:
			bad("Phí, lệ phí “%s” mới (%s) cao hơn mức cũ (%s)", x.Title, dong(x.Amount), dong(was.Amount))
		case there && x.Known != was.Known:
			bad("Không so sánh được mức thu “%s” của hai bản", x.Title)
		}
	}
	a, viaA := old.RouteFor(before, d.Answers)
	b, viaB := next.RouteFor(after, d.Answers)
	if old.Competence != next.Competence || viaA != viaB || a.To != b.To || a.Field != b.Field || a.Within != b.Within {
		bad("Cơ quan giải quyết theo bản mới là nơi khác")
	}
	return caseKey, faults
}

func hasCase(r *Revision, key string) bool {
	if key == "" {
		return true
	}
	for _, c := range r.Cases {
		if c.Key == key {
			return true
		}
	}
	return false
}

// TodayOf is the date that rules and checks are asked for.
func TodayOf(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}
