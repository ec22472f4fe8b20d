package revision_test

import (
	"reflect"
	"strings"
	"testing"

	"motcua/app/procedures/revision"
)

func TestEffectOnAPastDossier(t *testing.T) {
	t.Parallel()
	const base = `{"ways": {"counter": {"filed": "here", "fee": 8000, "terms": [{"amount": 3, "unit": "working_day"}]}},
	 "components": [{"key": "old", "title": "Cũ", "kind": "submit", "required": true}],
	 "form": {"sections": [{"key": "s", "title": "S", "fields": [{"name": "purpose", "label": "Mục đích", "type": "choice", "required": true, "options": [{"value": "a", "text": "A"}, {"value": "b", "text": "B"}]}, {"name": "note", "label": "Ghi chú", "type": "text"}]}]}}`
	next := strings.NewReplacer(`"fee": 8000`, `"fee": 5000`, `"amount": 3`, `"amount": 2`, `"key": "old", "title": "Cũ"`, `"key": "new", "title": "Mới"`,
		`{"name": "note", "label": "Ghi chú", "type": "text"}`, `{"name": "why", "label": "Vì sao", "type": "text", "required": true, "show_if": "purpose == \"a\""}`).Replace(base)
	p := revision.Past{Facts: revision.Facts{Channel: revision.Counter, Today: today}, Answers: map[string]string{"purpose": "a", "note": "x"}, Papers: []string{"old"}}
	e := revision.EffectOf(revised(t, base), revised(t, next), p)
	want := revision.Effect{Ask: []string{"why"}, Drop: []string{"note"}, Papers: []string{"new"}, Spared: []string{"old"}, Old: revision.Term{Amount: 3, Unit: revision.WorkingDays}, New: revision.Term{Amount: 2, Unit: revision.WorkingDays}, Fee: -3000, Costed: true}
	if !reflect.DeepEqual(e, want) {
		t.Errorf("%+v\nwant %+v", e, want)
	}
	p.Answers["purpose"] = "b"
	if e := revision.EffectOf(revised(t, base), revised(t, next), p); len(e.Ask) != 0 {
		t.Error("asked under a condition that does not hold", e)
	}
	p.Papers = nil // taken in without its paper: that is nothing new
	if e := revision.EffectOf(revised(t, base), revised(t, base), p); len(e.Ask)+len(e.Drop)+len(e.Papers)+len(e.Spared) != 0 || e.Fee != 0 || e.Old != e.New {
		t.Error("the same revision has an effect", e)
	}
}
