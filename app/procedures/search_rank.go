package procedures

import (
	"regexp"
	"slices"
	"strings"

	"motcua/app/fold"
)

var codeIn = regexp.MustCompile(`\d[\d.]{4,}`)

func (x *index) find(q string) []Hit {
	if len(q) > 2000 {
		q = q[:2000]
	}
	if code := strings.ToUpper(strings.TrimSpace(q)); procedureCode.MatchString(code) && strings.ContainsAny(code, "0123456789") {
		if hits := x.byCode(code); len(hits) > 0 { // a province's own: T25.001
			return hits
		}
	}
	if code := strings.Trim(codeIn.FindString(q), "."); code != "" {
		if hits := x.byCode(code); len(hits) > 0 || strings.Trim(strings.TrimSpace(q), "0123456789.") == "" {
			return hits
		}
	}
	words := fold.Spelt(q)
	words = words[:min(len(words), maxWords)]
	best := map[int32]float64{}
	for _, v := range x.variants(words) {
		x.rank(x.terms(v.words[:min(len(v.words), maxWords)]), v.worth, best)
	}
	hits := make([]Hit, 0, len(best))
	for of, score := range best {
		hits = append(hits, Hit{Procedure: x.list[of], Offered: true, Score: score})
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		case a.Rank != b.Rank:
			return a.Rank - b.Rank
		}
		return strings.Compare(a.Code, b.Code)
	})
	for i, h := range hits {
		if h.Score < hits[0].Score*0.4 || i == 30 {
			return hits[:i]
		}
	}
	return hits
}

// rank scores every procedure that says one of the terms and raises best where
// this reading, times what it is worth, does better.
func (x *index) rank(terms []term, worth float64, best map[int32]float64) {
	total := 0.0
	for _, t := range terms {
		total += t.idf
	}
	if total == 0 {
		return
	}
	n := len(terms)
	m := matches{quality: make([]float32, n*len(x.tokens)), terms: make([]uint32, len(x.tokens)), n: n}
	seen := make([]bool, len(x.phrases))
	var candidates []int32
	for j, t := range terms {
		for _, w := range t.means {
			m.quality[int(w.token)*n+j] = float32(w.quality)
			m.terms[w.token] |= 1 << j
			for _, ph := range x.postings[w.token] {
				if !seen[ph] {
					seen[ph] = true
					candidates = append(candidates, ph)
				}
			}
		}
	}
	said := map[int32][]float64{} // of a procedure, how well each term is said by any phrase
	score := map[int32]float64{}
	for _, id := range candidates {
		ph := &x.phrases[id]
		u := said[ph.of]
		if u == nil {
			u = make([]float64, n)
			said[ph.of] = u
		}
		score[ph.of] = max(score[ph.of], ph.weight*x.score(ph, terms, total, &m, u))
	}
	for of, u := range said {
		s := 0.0
		for j, t := range terms {
			s += u[j] * t.idf
		}
		if s /= total; s < 0.2 {
			continue
		}
		v := (score[of] + s*s) * (1 + 0.25/(1+float64(x.list[of].Rank)/10)) * worth // between equals the more common one
		if r := x.list[of].Revision; r == nil || len(r.Ways) == 0 {
			v *= byName
		}
		best[of] = max(best[of], v)
	}
}

// matches says which terms a token may stand for, and how well.
type matches struct {
	quality []float32 // token × term
	terms   []uint32  // token → bits; maxWords fit
	n       int       // terms
}

// byName is what a procedure is worth of which nothing but the name is known:
// one can be sent on with it, not helped.
const byName = 0.65

// inOnePiece is what a whole phrase within a long sentence adds.
const inOnePiece = 0.15

// score says how well a phrase answers what was typed, 0 to about 3: how much
// of the typed it says, how much of it was typed, and whether neighbours are neighbours.
func (x *index) score(ph *phrase, terms []term, total float64, m *matches, union []float64) float64 {
	said, pairs, mine, joined := 0.0, 0.0, 0.0, 0
	var used [64]bool
	var hit [64]int // places in the phrase that say something
	hits, any := 0, uint32(0)
	for k, w := range ph.tokens[:min(len(ph.tokens), len(hit))] {
		if on := m.terms[w]; on != 0 {
			any |= on
			hit[hits] = k
			hits++
		}
	}
	at := -2
	for j, t := range terms {
		best, where := 0.0, -1
		if any&(1<<j) != 0 {
			for _, k := range hit[:hits] {
				if v := float64(m.quality[int(ph.tokens[k])*m.n+j]); v > best || v == best && v > 0 && k == at+1 {
					best, where = v, k
				}
			}
		}
		if where < 0 {
			at = -2
			continue
		}
		union[j] = max(union[j], best)
		said += best * t.idf
		used[where] = true
		if at >= 0 && where == at+1 {
			pairs += t.idf
			joined++
		}
		at = where
	}
	if said == 0 {
		return 0
	}
	all := true
	for k, w := range ph.tokens {
		if k < len(used) && used[k] {
			mine += x.keys[x.tokens[w].key].idf
		} else {
			all = false
		}
	}
	said /= total
	s := said * said * (0.6 + 0.4*mine/ph.idf)
	if len(terms) > 1 {
		s += 0.6 * pairs / total
	}
	if all { // the whole phrase was typed
		s += 0.5 * said
		if joined > 0 && joined == len(ph.tokens)-1 { // in one piece, however much stands around it
			s += inOnePiece * min(1, ph.idf/8) * min(1, said*total/ph.idf)
		}
	}
	return s
}

func (x *index) byCode(code string) []Hit {
	var hits []Hit
	for _, p := range x.list {
		if strings.HasPrefix(p.Code, code) || strings.ReplaceAll(p.Code, ".", "") == code {
			hits = append(hits, Hit{Procedure: p, Offered: true, Score: 1})
		}
	}
	return hits
}
