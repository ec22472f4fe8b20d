package builder

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"motcua/app/procedures/revision"
)

// Whatever a file of a procedure can say can be typed on a page: a new field of
// a revision that no page has is found here.
func TestEveryPartOfARevisionHasAPage(t *testing.T) {
	t.Parallel()
	pages := map[string]struct {
		of    any
		other []string // edited on a page of their own, or not by people
	}{
		"components.*": {revision.Component{}, nil},
		"fees.*":       {revision.Fee{}, nil},
		"clock":        {revision.Clock{}, []string{"fallback"}},
		"clock.fallback": {revision.Term{}, []string{
			"case", "area", "when", "note", // it is for every dossier
		}},
		"clock.variants.*":         {revision.ClockVariant{}, nil},
		"ways.counter":             {revision.Way{}, nil},
		"ways.counter.terms.*":     {revision.Term{}, nil},
		"cases.*":                  {revision.Case{}, nil},
		"eligibility.*":            {revision.Eligibility{}, nil},
		"routing.*":                {revision.Route{}, nil},
		"results.*":                {revision.Result{}, nil},
		"steps.*":                  {revision.Step{}, []string{"request"}},
		"steps.*.next.*":           {revision.Next{}, nil},
		"steps.*.request":          {revision.Request{}, nil},
		"form":                     {revision.Form{}, nil},
		"form.checks.*":            {revision.Check{}, nil},
		"form.sections.*":          {revision.Section{}, nil},
		"form.sections.*.fields.*": {revision.Field{}, nil},
	}
	for path, x := range pages {
		s, ok := shapes[path]
		if !ok {
			t.Errorf("%s has no page", path)
			continue
		}
		has := x.other
		for _, p := range s.parts {
			has = append(has, p.name)
		}
		for _, b := range s.branches {
			has = append(has, b.name)
		}
		for _, f := range jsonNames(reflect.TypeOf(x.of)) {
			if !slices.Contains(has, f) {
				t.Errorf("%s.%s can be said in a file and not on a page", path, f)
			}
		}
	}
	var root []string
	for _, path := range rootPages {
		root = append(root, path)
		for _, p := range shapes[path].parts {
			root = append(root, p.name)
		}
		for _, b := range shapes[path].branches {
			root = append(root, b.name)
		}
	}
	root = append(root, "ways", "confidence") // each way has its page; how sure the reference data is was said with the data
	for _, f := range jsonNames(reflect.TypeOf(revision.Revision{})) {
		if !slices.Contains(root, f) {
			t.Errorf("%s can be said in a file and not on a page", f)
		}
	}
}

func jsonNames(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name != "" && name != "-" {
			out = append(out, name)
		}
	}
	return out
}
