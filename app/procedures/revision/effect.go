package revision

import (
	"slices"
	"sort"
)

// Past is one dossier of the past as a dry run needs it.
type Past struct {
	Facts   Facts
	Answers map[string]string
	Papers  []string // keys of the components that were handed in or shown
}

// Effect is what another revision would have meant for it.
type Effect struct {
	Ask    []string // questions it would have had to answer besides, or otherwise
	Drop   []string // questions it answered for nothing
	Papers []string // papers it would have had to hand in besides
	Spared []string // papers it handed in for nothing
	Case   bool     // another case
	Old    Term
	New    Term
	Fee    int64 // đồng more; below zero less
	Costed bool  // both fees are known
}

// EffectOf runs a past dossier over another revision.
func EffectOf(before, after *Revision, p Past) Effect {
	var e Effect
	today := p.Facts.Today
	kept, bad := CheckAnswers(after.Form, p.Answers, today)
	had, already := CheckAnswers(before.Form, p.Answers, today)
	for name := range bad {
		if already[name] == "" {
			e.Ask = append(e.Ask, name)
		}
	}
	for name := range had {
		if kept[name] == "" && bad[name] == "" {
			e.Drop = append(e.Drop, name)
		}
	}
	was, is := before.CaseOf(p.Answers), after.CaseOf(kept)
	if p.Facts.Case != "" && was == "" { // an officer chose it
		was = p.Facts.Case
		if slices.ContainsFunc(after.Cases, func(c Case) bool { return c.Key == was }) && is == "" {
			is = was
		}
	}
	e.Case = was != is
	old, now := p.Facts, p.Facts
	old.Case, now.Case = was, is
	a, b := old.With(p.Answers), now.With(kept)
	wanted, lacked := map[string]bool{}, map[string]bool{}
	for _, c := range before.ToHandIn(was, a) {
		lacked[c.Key] = c.Required && !slices.Contains(p.Papers, c.Key) // taken in without it, so it is nothing new
	}
	for _, c := range after.ToHandIn(is, b) {
		wanted[c.Key] = true
		if c.Required && !slices.Contains(p.Papers, c.Key) && !lacked[c.Key] {
			e.Papers = append(e.Papers, c.Key)
		}
	}
	for _, c := range before.ToHandIn(was, a) {
		if slices.Contains(p.Papers, c.Key) && !wanted[c.Key] {
			e.Spared = append(e.Spared, c.Key)
		}
	}
	e.Old, _ = before.TermFor(p.Facts.Channel, was, p.Facts.Area, a)
	e.New, _ = after.TermFor(p.Facts.Channel, is, p.Facts.Area, b)
	x, okX := sum(before.ChargesFor(old, p.Answers))
	y, okY := sum(after.ChargesFor(now, kept))
	e.Fee, e.Costed = y-x, okX && okY
	for _, l := range [][]string{e.Ask, e.Drop, e.Papers, e.Spared} {
		sort.Strings(l)
	}
	return e
}

func sum(list []Charge) (total int64, known bool) {
	known = true
	for _, c := range list {
		total, known = total+c.Amount, known && c.Known
	}
	return total, known
}
