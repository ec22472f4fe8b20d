package bench

import (
	"encoding/json"
	"testing"
	"time"

	"motcua/app/procedures/revision"
)

func TestTheLongFormIsSound(t *testing.T) {
	t.Parallel()
	r := longForm()
	for _, p := range r.Problems() {
		t.Error(p)
	}
	n := 0
	for _, s := range r.Form.Sections {
		for _, f := range s.Fields {
			n += max(1, len(f.Parts), len(f.Fields))
		}
	}
	if n != longQuestions {
		t.Errorf("%d questions", n)
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var again revision.Revision
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	today := time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC)
	answers := revision.Filler{Today: today, Skip: func(revision.Field) bool { return false }}.Fill(again.Form)
	if _, bad := revision.CheckAnswers(again.Form, answers, today); len(bad) > 0 {
		t.Error(bad)
	}
}
