package procedures

import (
	"slices"
	"sync"

	"motcua/app/procedures/revision"
)

// stepKeys are the keys under which revisions have steps of a kind.
type stepKeys struct {
	mu sync.Mutex
	of map[revision.StepKind][]string
}

func (k *stepKeys) learn(r *revision.Revision) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil {
		k.of = map[revision.StepKind][]string{}
	}
	for _, s := range r.Flow().Steps {
		if !slices.Contains(k.of[s.Kind], s.Key) {
			k.of[s.Kind] = append(k.of[s.Kind], s.Key)
		}
	}
}

// StepKeys are the keys of all steps of a kind, in every revision that this
// process has read, and those that are named beside them. Lists of dossiers
// that wait for one act look by them.
func (c *Catalogue) StepKeys(kind revision.StepKind, more ...string) []string {
	c.keys.mu.Lock()
	out := append(slices.Clone(more), c.keys.of[kind]...)
	c.keys.mu.Unlock()
	slices.Sort(out)
	return slices.Compact(out)
}
