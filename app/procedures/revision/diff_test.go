package revision_test

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"

	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
	"motcua/migrations"
)

var built = sync.OnceValues(func() ([]national.Entry, error) { return national.Build(migrations.Data()) })

// sample is a real procedure, fresh each time so that a test may change it.
func sample(t *testing.T) *revision.Revision {
	t.Helper()
	list, err := built()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(e national.Entry) bool { return e.Code == "1.004873" })
	return copyOf(t, &list[i].Revision)
}

func copyOf(t *testing.T, r *revision.Revision) *revision.Revision {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	out := &revision.Revision{}
	if err := json.Unmarshal(b, out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDiffOfTheSameIsEmptyWhateverItWasStoredAs(t *testing.T) {
	t.Parallel()
	list, err := built()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		r := copyOf(t, &e.Revision)
		if d, err := revision.Diff(r, copyOf(t, r)); err != nil || len(d) > 0 {
			t.Fatalf("%s: %v %v", e.Code, d, err)
		}
		m, err := revision.Merge(r, r, r, nil)
		if err != nil {
			t.Fatal(err)
		}
		back := &revision.Revision{}
		if err := json.Unmarshal(m.JSON, back); err != nil {
			t.Fatalf("%s: %v", e.Code, err)
		}
		a, _ := json.Marshal(r)
		b, _ := json.Marshal(back)
		if string(a) != string(b) {
			t.Fatalf("%s did not survive a merge with itself:\n%s\n%s", e.Code, a, b)
		}
	}
}

func TestDiffMatchesByKeyAndNamesThePlace(t *testing.T) {
	t.Parallel()
	a, b := sample(t), sample(t)
	s := &b.Form.Sections[0]
	old := s.Fields[0].Label
	s.Fields[0].Label = "Họ tên người cần giấy"
	b.Components = append([]revision.Component{{Key: "moi", Title: "Giấy mới", Kind: revision.Submit}}, b.Components...)
	slices.Reverse(b.Steps)
	gone := a.Results[0].Title
	b.Results = b.Results[1:]
	d, err := revision.Diff(a, b)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[revision.ChangeKind]int{}
	for _, c := range d {
		kinds[c.Kind]++
		if c.Place == "" || c.Path == "" {
			t.Errorf("no place: %+v", c)
		}
	}
	if len(d) != 4 || kinds[revision.Added] != 1 || kinds[revision.Removed] != 1 || kinds[revision.Changed] != 1 || kinds[revision.Moved] != 1 {
		t.Fatalf("%+v", d)
	}
	var label, removed revision.Change
	for _, c := range d {
		switch c.Kind {
		case revision.Changed:
			label = c
		case revision.Removed:
			removed = c
		}
	}
	if want := "Câu hỏi › " + s.Title + " › Họ tên người cần giấy › Nhãn"; label.Place != want || label.Before != old || label.After != "Họ tên người cần giấy" {
		t.Errorf("%+v, should be at %q", label, want)
	}
	if removed.Place != "Kết quả › "+gone {
		t.Errorf("%+v", removed)
	}
}

func TestMergeKeepsBothAndTellsOfOneThingTwice(t *testing.T) {
	t.Parallel()
	base, theirs, mine := sample(t), sample(t), sample(t)
	theirs.Summary, mine.Who = "Giấy xác nhận", "Ai cũng được"
	theirs.Steps[0].Title, mine.Steps[0].Hours = "Nhận", mine.Steps[0].Hours+1
	mine.Components = append(mine.Components, revision.Component{Key: "cua_toi", Title: "Của tôi", Kind: revision.Note})
	theirs.Components = append(theirs.Components, revision.Component{Key: "cua_ho", Title: "Của họ", Kind: revision.Note})
	m, err := revision.Merge(base, theirs, mine, nil)
	if err != nil || len(m.Conflicts) > 0 {
		t.Fatal(m, err)
	}
	var out revision.Revision
	if err := json.Unmarshal(m.JSON, &out); err != nil {
		t.Fatal(err)
	}
	if out.Summary != "Giấy xác nhận" || out.Who != "Ai cũng được" || out.Steps[0].Title != "Nhận" || out.Steps[0].Hours != mine.Steps[0].Hours || len(m.Theirs) != 3 {
		t.Errorf("%+v %+v", out, m.Theirs)
	}
	for _, k := range []string{"cua_toi", "cua_ho"} {
		if _, ok := out.Component(k); !ok {
			t.Errorf("%s was lost", k)
		}
	}
	mine.Summary = "Cái khác"
	m, err = revision.Merge(base, theirs, mine, nil)
	if err != nil || len(m.Conflicts) != 1 {
		t.Fatal(m, err)
	}
	c := m.Conflicts[0]
	if c.Path != "summary" || c.Theirs != "Giấy xác nhận" || c.Mine != "Cái khác" || c.Base != base.Summary {
		t.Errorf("%+v", c)
	}
	m, err = revision.Merge(base, theirs, mine, map[string]string{"summary": revision.TakeTheirs})
	if err != nil || len(m.Conflicts) != 0 {
		t.Fatal(m, err)
	}
	_ = json.Unmarshal(m.JSON, &out)
	if out.Summary != "Giấy xác nhận" || out.Who != "Ai cũng được" {
		t.Errorf("%+v", out)
	}
	// an edit of what the other removed is a conflict, never lost
	theirs, mine = sample(t), sample(t)
	theirs.Steps = theirs.Steps[1:]
	mine.Steps[0].Hours++
	if m, err = revision.Merge(base, theirs, mine, nil); err != nil || len(m.Conflicts) != 1 || m.Conflicts[0].Theirs != "" {
		t.Errorf("%+v %v", m, err)
	}
	// both moved things differently
	theirs, mine = sample(t), sample(t)
	slices.Reverse(theirs.Steps)
	mine.Steps[0], mine.Steps[1] = mine.Steps[1], mine.Steps[0]
	if m, err = revision.Merge(base, theirs, mine, nil); err != nil || len(m.Conflicts) != 1 || m.Conflicts[0].Path != "steps#order" {
		t.Errorf("%+v %v", m, err)
	}
}

func TestApplyTakesOverWhatIsAccepted(t *testing.T) {
	t.Parallel()
	from, next, to := sample(t), sample(t), sample(t)
	next.Summary, next.Who = "Mới", "Mới"
	next.Components[0].Title = "Tên mới"
	next.LegalBasis = append(next.LegalBasis, "Nghị định mới")
	slices.Reverse(next.Steps)
	to.Who, to.Steps[0].Title = "Của tỉnh", "Của tỉnh"
	d, err := revision.Diff(from, next)
	if err != nil || len(d) != 5 {
		t.Fatal(d, err)
	}
	get := func(accept []string) (out revision.Revision) {
		b, err := revision.Apply(from, next, to, accept)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if out := get([]string{}); out.Summary != from.Summary || out.Who != "Của tỉnh" || len(out.LegalBasis) != len(from.LegalBasis) {
		t.Errorf("nothing accepted: %+v", out)
	}
	if out := get(nil); out.Summary != "Mới" || out.Who != "Mới" || out.Components[0].Title != "Tên mới" || out.Steps[len(out.Steps)-1].Title != "Của tỉnh" {
		t.Errorf("all accepted: %+v", out)
	}
	for _, c := range d {
		out := get([]string{c.Path})
		got, err := revision.Diff(to, &out)
		if err != nil || len(got) != 1 || got[0].Path != c.Path {
			t.Errorf("%s alone: %+v %v", c.Path, got, err)
		}
	}
}
