package walk_test

import (
	"errors"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/app/demo"
	"motcua/app/walk"
)

// The main job, through the pages of the whole product, with jobs worked as in production.
func TestTheMainJob(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Work()
	seen := map[string]int{}
	err := walk.Run(t.Context(), walk.Options{URL: w.URL, Password: demo.Password, Say: func(s walk.Step) {
		seen[s.Way]++
		t.Logf("%d %s, %s: %s → %s %s %s %s", s.N, s.Way, s.Who, s.Did, s.Code, s.State, s.Promise, strings.Join(s.Saw, "; "))
	}})
	var f *walk.Failure
	if errors.As(err, &f) {
		t.Fatalf("%v", f)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range walk.Ways {
		if seen[way] == 0 {
			t.Errorf("nothing was walked of %q", way)
		}
	}
}
