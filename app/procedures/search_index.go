package procedures

import (
	"math"
	"slices"

	"github.com/google/uuid"

	"motcua/app/fold"
)

// index finds words in the names of procedures: which phrases say a word, and
// how rare it is. Words that differ only in their marks share a key.
type index struct {
	list     []*Procedure
	tokens   []token // distinct words as they are written
	keys     []key   // distinct keys, sorted
	byKey    map[string]int32
	bySound  map[string][]int32 // keys that sound alike
	phrases  []phrase
	postings [][]int32 // token → phrases
	initials map[string][]run
}

type token struct {
	fold.Word
	key int32
}

type key struct {
	text   string
	tokens []int32
	idf    float64
}

// phrase is one way to say a procedure.
type phrase struct {
	tokens []int32
	weight float64
	idf    float64 // of all its words
	of     int32   // index into list
	short  bool    // its initials may stand for it
}

// run is a part of a phrase, from a word to before another.
type run struct {
	phrase   int32
	from, to int16
}

// newIndex indexes procedures with their own words and those of more.
func newIndex(list []*Procedure, more map[uuid.UUID][]string) *index {
	x := &index{list: list, byKey: map[string]int32{}, bySound: map[string][]int32{}, initials: map[string][]run{}}
	b := building{index: x, ids: map[fold.Word]int32{}, keyOf: map[string]int{}}
	for i, p := range list {
		b.add(i, p.PlainName, 1, true)
		b.add(i, p.Name, 0.8, true)
		for _, s := range p.Synonyms {
			b.add(i, s, 1, true)
		}
		for _, s := range more[p.ID] {
			b.add(i, s, 1, true)
		}
		b.add(i, p.Field, 0.4, false)
		if p.Revision != nil {
			b.add(i, p.Revision.MainResult().Title, 0.7, false)
		}
	}
	b.sortKeys()
	for i := range x.phrases {
		ph := &x.phrases[i]
		for _, t := range ph.tokens {
			ph.idf += x.keys[x.tokens[t].key].idf
		}
		if ph.short {
			x.shorten(int32(i))
		}
	}
	return x
}

// building is what only newIndex needs.
type building struct {
	*index
	ids    map[fold.Word]int32
	keyOf  map[string]int // key → procedures that have it
	counts []int
	last   []int
}

func (b *building) add(of int, text string, weight float64, short bool) {
	words := fold.Spelt(text)
	if len(words) == 0 {
		return
	}
	ph := phrase{weight: weight, of: int32(of), short: short}
	id := int32(len(b.phrases))
	for _, w := range words {
		t, ok := b.ids[w]
		if !ok {
			t = int32(len(b.tokens))
			b.ids[w] = t
			b.tokens = append(b.tokens, token{Word: w})
			b.postings = append(b.postings, nil)
		}
		k, ok := b.keyOf[w.Key]
		if !ok {
			k = len(b.counts)
			b.keyOf[w.Key] = k
			b.counts, b.last = append(b.counts, 0), append(b.last, -1)
		}
		if b.last[k] != of {
			b.last[k] = of
			b.counts[k]++
		}
		if l := b.postings[t]; len(l) == 0 || l[len(l)-1] != id {
			b.postings[t] = append(l, id)
		}
		ph.tokens = append(ph.tokens, t)
	}
	b.phrases = append(b.phrases, ph)
}

func (b *building) sortKeys() {
	for text, k := range b.keyOf {
		b.keys = append(b.keys, key{text: text, idf: math.Log(1 + float64(len(b.list))/float64(b.counts[k]))})
	}
	slices.SortFunc(b.keys, func(a, c key) int {
		if a.text < c.text {
			return -1
		}
		return 1
	})
	for i, k := range b.keys {
		b.byKey[k.text] = int32(i)
		b.bySound[fold.Sound(k.text)] = append(b.bySound[fold.Sound(k.text)], int32(i))
	}
	for t := range b.tokens {
		k := b.byKey[b.tokens[t].Key]
		b.tokens[t].key = k
		b.keys[k].tokens = append(b.keys[k].tokens, int32(t))
	}
}

// Longest and shortest run of words that people shorten to their initials:
// gks, gpxd, gcnqsdđ.
const (
	shortest = 3
	longest  = 8
)

// shorten notes the initials of the phrase's runs: whole phrases first, then
// those of procedures that are asked for more often; at most three for each.
func (x *index) shorten(id int32) {
	ph := &x.phrases[id]
	n := min(len(ph.tokens), 12)
	for from := 0; from+shortest <= n; from++ {
		letters := make([]byte, 0, longest)
		for to := from; to < min(n, from+longest); to++ {
			letters = append(letters, x.tokens[ph.tokens[to]].Key[0])
			if len(letters) < shortest {
				continue
			}
			r := run{id, int16(from), int16(to + 1)}
			list := x.initials[string(letters)]
			if slices.ContainsFunc(list, func(o run) bool { return slices.Equal(x.words(o), x.words(r)) }) {
				continue
			}
			list = append(list, r)
			slices.SortStableFunc(list, func(a, b run) int {
				if d := x.whole(b) - x.whole(a); d != 0 {
					return d
				}
				return x.list[x.phrases[a.phrase].of].Rank - x.list[x.phrases[b.phrase].of].Rank
			})
			x.initials[string(letters)] = list[:min(len(list), 3)]
		}
	}
}

func (x *index) words(r run) []int32 { return x.phrases[r.phrase].tokens[r.from:r.to] }

func (x *index) whole(r run) int {
	if int(r.to-r.from) == len(x.phrases[r.phrase].tokens) {
		return 1
	}
	return 0
}
