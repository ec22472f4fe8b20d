package national_test

import (
	"strings"
	"testing"
	"time"

	"motcua/app/procedures/revision"
)

var today = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

// full are the procedures that ask to the last question.
var full = []string{
	"1.001193", "1.000656", "1.000894", "1.004873", "2.000635", "2.000815", "2.000884", "1.001612",
	"1.013225", "1.013978", "1.014027", "1.011606", "1.011607", "2.001428", "2.000986", "2.002913",
}

// Publishing demands that nothing is wrong and that every rule is proven by its cases.
func TestEveryProcedureCouldBePublished(t *testing.T) {
	t.Parallel()
	for code, e := range build(t) {
		for _, p := range e.Revision.PublishProblems() {
			t.Errorf("%s %s: %s", code, p.Place, p.Say)
		}
	}
}

// What residents read has no abbreviations of the office and no long sentences, in all procedures;
// the complete ones earn no hint at all.
func TestWordsForResidents(t *testing.T) {
	t.Parallel()
	all := build(t)
	for code, e := range all {
		for _, p := range revision.Lint(&e.Revision) {
			if strings.HasPrefix(p.Say, "Thay ") || strings.HasPrefix(p.Say, "Câu ") {
				t.Errorf("%s %s: %s", code, p.Place, p.Say)
			}
		}
	}
	for _, code := range full {
		r := all[code].Revision
		for _, p := range revision.Lint(&r) {
			t.Errorf("%s %s: %s", code, p.Place, p.Say)
		}
	}
}
