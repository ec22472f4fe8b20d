package revision

import (
	"reflect"
	"slices"
	"strings"
)

// ChangeKind says what became of a part.
type ChangeKind string

// The kinds of change.
const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
	Moved   ChangeKind = "moved" // the same items in another order
)

// Change is one difference between two revisions, as a person reads it.
type Change struct {
	Path   string     // of the machine, stable: form.sections[marriage].fields[status].label
	Place  string     // "Câu hỏi › Tình trạng hôn nhân › Nhãn"
	Kind   ChangeKind // added, removed, changed, moved
	Before string
	After  string
}

// Diff lists how b differs from a, in the order of the page. Sections,
// questions, papers, steps, fees and whatever else comes in lists are matched
// by their keys, never by their place; a new order is told once per list. Both
// are as read from JSON, or Prepared: a short rule and its long form differ.
func Diff(a, b *Revision) ([]Change, error) {
	x, err := nodeOf(reflect.ValueOf(a))
	if err != nil {
		return nil, err
	}
	y, err := nodeOf(reflect.ValueOf(b))
	if err != nil {
		return nil, err
	}
	d := &changes{}
	d.walk(spot{}, x, y)
	return d.out, nil
}

// spot is where the walk is.
type spot struct {
	path  string
	place []string
	list  string // name of the list that the item belongs to, for labels
	name  string
}

func (s spot) field(name string) spot {
	out := spot{path: name, list: s.list, name: name, place: s.place}
	if s.path != "" {
		out.path = s.path + "." + name
	}
	if l := labelOf(s.list, name); l != "" {
		out.place = append(slices.Clone(s.place), l)
	}
	return out
}

func (s spot) item(key string, x *node) spot {
	return spot{path: s.path + "[" + key + "]", list: s.name, name: s.name, place: append(slices.Clone(s.place), titleOf(key, x))}
}

// titleOf is what an item is called.
func titleOf(key string, x *node) string {
	for _, k := range []string{"label", "title", "text", "say", "name"} {
		if s := x.get(k).string(); s != "" {
			return s
		}
	}
	if x != nil && !x.named {
		return say("", x)
	}
	if s := labels[key]; s != "" {
		return s
	}
	return key
}

func (s spot) words() string { return strings.Join(s.place, " › ") }

type changes struct{ out []Change }

func (d *changes) add(at spot, kind ChangeKind, before, after string) {
	d.out = append(d.out, Change{Path: at.path, Place: at.words(), Kind: kind, Before: before, After: after})
}

func (d *changes) walk(at spot, a, b *node) {
	if same(a, b) {
		return
	}
	switch {
	case a == nil && b != nil && !(b.named && len(at.place) == 0):
		d.whole(at, Added, b)
	case b == nil:
		d.whole(at, Removed, a)
	case a == nil || !a.named || !b.named || a.list != b.list:
		d.add(at, Changed, say(at.name, a), say(at.name, b))
	case a.list:
		d.lists(at, a, b)
	default:
		for _, k := range union(a, b) {
			d.walk(at.field(k), a.get(k), b.get(k))
		}
	}
}

// whole tells of a part that came or went: of a list each item, else one line.
func (d *changes) whole(at spot, kind ChangeKind, x *node) {
	if x.named && x.list {
		for _, k := range x.names {
			d.whole(at.item(k, x.at[k]), kind, x.at[k])
		}
		return
	}
	s := say(at.name, x)
	if kind == Added {
		d.add(at, kind, "", s)
	} else {
		d.add(at, kind, s, "")
	}
}

func (d *changes) lists(at spot, a, b *node) {
	for _, k := range union(a, b) {
		x, y := a.get(k), b.get(k)
		one := y
		if one == nil {
			one = x
		}
		d.walk(at.item(k, one), x, y)
	}
	if before, after := common(a, b), common(b, a); !slices.Equal(before, after) {
		here := at
		here.path += "#order"
		d.add(here, Moved, titles(a, before), titles(b, after))
	}
}

// union are the names of both, those of b in their order and what is gone where it was.
func union(a, b *node) []string {
	out := slices.Clone(b.names)
	for i, k := range a.names {
		if slices.Contains(out, k) {
			continue
		}
		at := 0
		if i > 0 {
			at = slices.Index(out, a.names[i-1]) + 1
		}
		out = slices.Insert(out, at, k)
	}
	return out
}

// common are the names of a that b has too, in a's order.
func common(a, b *node) []string {
	var out []string
	for _, k := range a.names {
		if b.at[k] != nil {
			out = append(out, k)
		}
	}
	return out
}

func titles(n *node, keys []string) string {
	var out []string
	for _, k := range keys {
		out = append(out, titleOf(k, n.at[k]))
	}
	return strings.Join(out, ", ")
}
