package procedures

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"motcua/app/fold"
)

// filler are words that say nothing about which procedure is meant.
var filler = map[string]bool{
	"toi": true, "muon": true, "can": true, "xin": true, "cho": true, "lam": true, "thu": true, "tuc": true, "the": true, "nao": true,
	"o": true, "dau": true, "nhu": true, "di": true, "ve": true, "cua": true, "duoc": true, "khong": true, "bi": true, "va": true, "de": true, "em": true, "a": true,
	"hoi": true, "giup": true, "voi": true, "phai": true, "gi": true, "bao": true, "nhieu": true, "tien": true, "ho": true, "so": true, "thi": true, "roi": true,
	"ubnd": true, "xa": true, "phuong": true, "tinh": true, "huyen": true, "tai": true, "mot": true, "hai": true, "may": true, "nay": true,
}

// term is one typed word with the known words it may stand for.
type term struct {
	means []meaning
	idf   float64
}

type meaning struct {
	token   int32
	quality float64
}

const maxWords = 24 // more of a query than this says nothing new

func (x *index) terms(words []fold.Word) []term {
	out := make([]term, 0, len(words))
	for i, w := range words {
		keys := x.meanings(w, i == len(words)-1)
		t := term{}
		for k, quality := range keys {
			v := x.keys[k].idf
			if filler[x.keys[k].text] {
				v *= 0.3
			}
			t.idf = max(t.idf, v*quality)
			for _, tok := range x.keys[k].tokens {
				q := quality
				if x.tokens[tok].Key == w.Key {
					q *= alike(w, x.tokens[tok].Word)
				}
				t.means = append(t.means, meaning{tok, q})
			}
		}
		if len(keys) == 0 && len(w.Key) > 1 && !filler[w.Key] {
			t.idf = 2 // a word nobody knows speaks against everything alike
		}
		out = append(out, t)
	}
	return out
}

// alike says how far a typed word and a known one with the same key agree:
// marks that were left out cost nothing, a wrong tone little.
func alike(typed, known fold.Word) float64 {
	switch {
	case typed.Plain() || typed == known:
		return 1
	case typed.Shape == known.Shape, typed.Shape == typed.Key && typed.Tone == known.Tone:
		return 0.8
	}
	return 0.6
}

// meanings are the known keys a typed word may stand for, with how likely.
func (x *index) meanings(w fold.Word, last bool) map[int32]float64 {
	out := map[int32]float64{}
	k, known := x.byKey[w.Key]
	if known {
		out[k] = 1
	}
	if last && len(w.Key) >= 2 {
		i, _ := slices.BinarySearchFunc(x.keys, w.Key, func(k key, s string) int { return strings.Compare(k.text, s) })
		for ; i < len(x.keys) && strings.HasPrefix(x.keys[i].text, w.Key); i++ {
			out[int32(i)] = max(out[int32(i)], 0.6)
		}
	}
	// Written with marks it may sound like another (chú for trú), the more so when no known word is written like it.
	if known && !w.Plain() {
		v := 0.7
		if slices.ContainsFunc(x.keys[k].tokens, func(t int32) bool { return x.tokens[t].Word == w }) {
			v = 0.4
		}
		for _, o := range x.bySound[fold.Sound(w.Key)] {
			if slices.ContainsFunc(x.keys[o].tokens, func(t int32) bool { return x.tokens[t].Tone == w.Tone }) {
				out[o] = max(out[o], v)
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	if u := fold.Spelt(fold.Untyped(w.Key)); len(u) == 1 && u[0].Key != w.Key {
		if k, ok := x.byKey[u[0].Key]; ok {
			return map[int32]float64{k: 0.95}
		}
	}
	if len(w.Key) < 3 {
		return out
	}
	for _, o := range x.bySound[fold.Sound(w.Key)] {
		out[o] = 0.75
	}
	for i := range x.keys {
		t := x.keys[i].text
		if len(t) >= 3 && fold.Near(w.Key, t) {
			v := 0.7
			if t[0] != w.Key[0] {
				v = 0.5
			}
			out[int32(i)] = max(out[int32(i)], v)
		}
	}
	return out
}

//go:embed words.txt
var wordList string

// saying is another way to say words of the catalogue.
type saying struct{ said, means []fold.Word }

var sayings = readSayings(wordList)

func readSayings(text string) map[string][]saying {
	out := map[string][]saying{}
	for line := range strings.Lines(text) {
		said, means, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for s := range strings.SplitSeq(said, ",") {
			if w := fold.Spelt(s); len(w) > 0 {
				out[w[0].Key] = append(out[w[0].Key], saying{w, fold.Spelt(means)})
			}
		}
	}
	for _, list := range out { // the longest first
		slices.SortStableFunc(list, func(a, b saying) int { return len(b.said) - len(a.said) })
	}
	return out
}

// variant is one reading of what was typed.
type variant struct {
	words []fold.Word
	worth float64
}

// variants are the ways to read a query: as it stands, in the catalogue's own
// words, with initials spelt out, with words that were run together parted.
func (x *index) variants(words []fold.Word) []variant {
	out := []variant{{words, 1}}
	if w, ok := inOwnWords(words); ok {
		out = append(out, variant{w, 0.95})
	}
	for i, w := range words {
		if _, known := x.byKey[w.Key]; known || len(out) > 4 || len(w.Key) < shortest {
			continue
		}
		put := func(in []fold.Word, worth float64) {
			out = append(out, variant{slices.Concat(words[:i], in, words[i+1:]), worth})
		}
		for n, r := range x.initials[w.Key] {
			full := make([]fold.Word, 0, longest)
			for _, t := range x.words(r) {
				full = append(full, x.tokens[t].Word)
			}
			put(full, 0.95-0.01*float64(n))
		}
		if parts := x.parted(w.Key); parts != nil {
			put(parts, 0.9)
		}
	}
	return out
}

func inOwnWords(words []fold.Word) ([]fold.Word, bool) {
	var out []fold.Word
	changed := false
next:
	for i := 0; i < len(words); {
		for _, s := range sayings[words[i].Key] {
			if said(words[i:], s.said) {
				out = append(out, s.means...)
				i += len(s.said)
				changed = true
				continue next
			}
		}
		if i+1 < len(words) && words[i+1].Key == "tuoi" && old(words[i].Key) {
			out = append(out, elderly...)
			i += 2
			changed = true
			continue
		}
		out = append(out, words[i])
		i++
	}
	return out, changed
}

var elderly = fold.Spelt("người cao tuổi")

// old tells an age from which one is a "người cao tuổi" in what people ask for.
func old(age string) bool {
	n, err := strconv.Atoi(age)
	return err == nil && n >= 70 && n < 120
}

func said(words, want []fold.Word) bool {
	if len(words) < len(want) {
		return false
	}
	for i, w := range want {
		if words[i].Key != w.Key || !words[i].Plain() && words[i] != w {
			return false
		}
	}
	return true
}

// parted splits what was typed without spaces (docthan) into the fewest known
// words; nil when that cannot be done.
func (x *index) parted(s string) []fold.Word {
	if len(s) < 5 || len(s) > 40 {
		return nil
	}
	cost := make([]int, len(s)+1) // words up to here, 0: cannot be reached
	from := make([]int, len(s)+1)
	for to := 2; to <= len(s); to++ {
		for at := max(0, to-7); at <= to-2; at++ {
			if _, ok := x.byKey[s[at:to]]; ok && (at == 0 || cost[at] > 0) && (cost[to] == 0 || cost[at]+1 < cost[to]) {
				cost[to], from[to] = cost[at]+1, at
			}
		}
	}
	if cost[len(s)] == 0 {
		return nil
	}
	var out []fold.Word
	for to := len(s); to > 0; to = from[to] {
		k := s[from[to]:to]
		out = append(out, fold.Word{Key: k, Shape: k})
	}
	slices.Reverse(out)
	return out
}
