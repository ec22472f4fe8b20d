package revision

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Conflict is one part that two people changed in two ways.
type Conflict struct {
	Path   string // as Change.Path
	Place  string
	Base   string // what both began with
	Theirs string // what was saved meanwhile; "" removed
	Mine   string // what this person wrote; "" removed
}

// Sides of a conflict.
const (
	TakeTheirs = "theirs"
	TakeMine   = "mine"
)

// Merged is what comes of two people's edits.
type Merged struct {
	JSON      []byte     // the revision with both; in open conflicts with mine
	Theirs    []Change   // what the other changed since base, now part of it
	Conflicts []Conflict // not decided by take
}

// Merge brings together theirs and mine, both edited from base. Edits of
// different parts go together silently; two different edits of one part are a
// conflict, as is an edit of what the other removed. take decides conflicts
// by their path: TakeTheirs, TakeMine.
func Merge(base, theirs, mine *Revision, take map[string]string) (*Merged, error) {
	var n [3]*node
	for i, r := range []*Revision{base, theirs, mine} {
		var err error
		if n[i], err = nodeOf(reflect.ValueOf(r)); err != nil {
			return nil, err
		}
	}
	m := &merger{take: take}
	out := m.merge(spot{}, n[0], n[1], n[2])
	b, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("merge: %w", err)
	}
	d := &changes{}
	d.walk(spot{}, n[0], n[1])
	return &Merged{JSON: b, Theirs: d.out, Conflicts: m.conflicts}, nil
}

type merger struct {
	take      map[string]string
	all       string // decides what take does not
	conflicts []Conflict
}

func (m *merger) merge(at spot, base, theirs, mine *node) *node {
	switch {
	case same(theirs, mine), same(base, theirs):
		return mine
	case same(base, mine):
		return theirs
	}
	if theirs != nil && mine != nil && theirs.named && mine.named && theirs.list == mine.list && (base == nil || base.named && base.list == mine.list) {
		if base == nil {
			base = &node{named: true, list: mine.list}
		}
		out := &node{named: true, list: mine.list}
		for _, k := range m.order(at, base, theirs, mine) {
			one := mine.get(k)
			if one == nil {
				one = theirs.get(k)
			}
			below := at.field(k)
			if mine.list {
				below = at.item(k, one)
			}
			if x := m.merge(below, base.get(k), theirs.get(k), mine.get(k)); x != nil {
				out.put(k, x)
			}
		}
		return out
	}
	return m.clash(at, base, theirs, mine, say(at.name, base), say(at.name, theirs), say(at.name, mine))
}

// clash decides by take, else keeps mine and tells.
func (m *merger) clash(at spot, base, theirs, mine *node, b, t, i string) *node {
	side := m.take[at.path]
	if side == "" {
		side = m.all
	}
	switch side {
	case TakeTheirs:
		return theirs
	case TakeMine:
		return mine
	}
	m.conflicts = append(m.conflicts, Conflict{Path: at.path, Place: at.words(), Base: b, Theirs: t, Mine: i})
	return mine
}

// order is the order of the names of both: of whoever moved things, with what
// the other added put behind what it stood behind.
func (m *merger) order(at spot, base, theirs, mine *node) []string {
	if !mine.list {
		return weave(mine.names, theirs.names)
	}
	both := func(n *node) []string { // of those that all three have
		return slices.DeleteFunc(common(n, base), func(k string) bool { return theirs.at[k] == nil || mine.at[k] == nil })
	}
	b, t, i := both(base), both(theirs), both(mine)
	switch {
	case slices.Equal(i, b) && !slices.Equal(t, b):
		return weave(theirs.names, mine.names)
	case !slices.Equal(i, b) && !slices.Equal(t, b) && !slices.Equal(i, t):
		here := at
		here.path += "#order"
		if m.clash(here, base, theirs, mine, titles(base, b), titles(theirs, t), titles(mine, i)) == theirs {
			return weave(theirs.names, mine.names)
		}
	}
	return weave(mine.names, theirs.names)
}

// weave is a with what only b has, each behind what it stood behind in b.
func weave(a, b []string) []string {
	out := slices.Clone(a)
	for i, k := range b {
		if slices.Contains(out, k) {
			continue
		}
		at := 0
		if i > 0 {
			at = slices.Index(out, b[i-1]) + 1
		}
		out = slices.Insert(out, at, k)
	}
	return out
}

// Apply gives to with those changes from the way from→next whose paths accept
// holds (all of it when accept is nil), as JSON: how a province takes over what
// changed upstream. What is accepted wins over what to says; everything else
// stays as it is in to. A path is accepted with everything below it.
func Apply(from, next, to *Revision, accept []string) ([]byte, error) {
	var n [3]*node
	for i, r := range []*Revision{from, next, to} {
		var err error
		if n[i], err = nodeOf(reflect.ValueOf(r)); err != nil {
			return nil, err
		}
	}
	want := func(path string) bool {
		return slices.ContainsFunc(accept, func(a string) bool {
			return path == a || strings.HasPrefix(path, a+".") || strings.HasPrefix(path, a+"[")
		})
	}
	leads := func(path string) bool { // something below it is accepted
		return path == "" || slices.ContainsFunc(accept, func(a string) bool {
			return strings.HasPrefix(a, path+".") || strings.HasPrefix(a, path+"[") || strings.HasPrefix(a, path+"#")
		})
	}
	var walk func(at spot, a, b *node) *node
	walk = func(at spot, a, b *node) *node { // b where accepted, else a
		switch {
		case want(at.path):
			return b
		case !leads(at.path) || a == nil || b == nil || !a.named || !b.named:
			return a
		}
		out := &node{named: true, list: a.list}
		names := weave(a.names, b.names)
		if slices.Contains(accept, at.path+"#order") {
			names = weave(b.names, a.names)
		}
		for _, k := range names {
			below := at.field(k)
			if a.list {
				below = at.item(k, nil)
			}
			if x := walk(below, a.get(k), b.get(k)); x != nil {
				out.put(k, x)
			}
		}
		return out
	}
	target := n[1]
	if accept != nil {
		target = walk(spot{}, n[0], n[1])
	}
	m := &merger{all: TakeTheirs}
	out := m.merge(spot{}, n[0], target, n[2])
	b, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("apply: %w", err)
	}
	return b, nil
}
