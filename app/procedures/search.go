package procedures

import (
	"context"
	"math"
	"slices"
	"strings"

	"motcua/app/fold"
	"motcua/app/procedures/national"
	"motcua/tenants/registry"
)

// Hit is one procedure that a search found.
type Hit struct {
	*Procedure
	Offered bool    // by the office that was asked about; true when none was
	Score   float64 // only to compare hits of one search
}

// Find ranks procedures for what somebody typed: everyday words, any order,
// with or without marks, Telex left-overs, small slips, a code. What the
// office at does not offer comes last; a zero Unit asks about none.
func (c *Catalogue) Find(ctx context.Context, q string, at registry.Unit) ([]Hit, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	hits := b.index.find(q)
	for i := range hits {
		hits[i].Offered = at.Kind == "" || b.offers(hits[i].Procedure, at)
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		switch {
		case a.Offered == b.Offered:
			return 0
		case a.Offered:
			return -1
		}
		return 1
	})
	return hits, nil
}

// National is the catalogue that ships in the binary, for search without a database.
type National struct{ index *index }

// NewNational indexes the entries of national.Build.
func NewNational(list []national.Entry) *National {
	var ps []*Procedure
	for _, e := range list {
		ps = append(ps, &Procedure{
			Code: e.Code, Name: e.Name, PlainName: e.PlainName, Synonyms: e.Synonyms, Field: e.Field, Level: e.Level, Rank: e.Rank,
			Revision: &Revision{No: 1, Revision: e.Revision},
		})
	}
	return &National{newIndex(ps)}
}

// Find ranks the procedures for what somebody typed; see Catalogue.Find.
func (n *National) Find(q string) []Hit { return n.index.find(q) }

// phrase is one way to say a procedure.
type phrase struct {
	words  []string
	text   string // " giay doc than "
	weight float64
	of     int // index into list
}

// index is small (a few thousand phrases), so each search looks at all of them.
type index struct {
	list    []*Procedure
	phrases []phrase
	count   map[string]int // in how many procedures a word stands
	words   []string
}

func newIndex(list []*Procedure) *index {
	x := &index{list: list, count: map[string]int{}}
	for i, p := range list {
		seen := map[string]bool{}
		add := func(s string, weight float64) {
			w := fold.Words(s)
			if len(w) == 0 {
				return
			}
			x.phrases = append(x.phrases, phrase{w, " " + strings.Join(w, " ") + " ", weight, i})
			for _, k := range w {
				if !seen[k] {
					seen[k] = true
					x.count[k]++
				}
			}
		}
		add(p.PlainName, 1)
		add(p.Name, 0.8)
		for _, s := range p.Synonyms {
			add(s, 1)
		}
		add(p.Field, 0.4)
		if p.Revision != nil {
			add(p.Revision.MainResult().Title, 0.7)
		}
	}
	for w := range x.count {
		x.words = append(x.words, w)
	}
	slices.Sort(x.words)
	return x
}

// filler are words that say nothing about which procedure is meant.
var filler = map[string]bool{
	"toi": true, "muon": true, "can": true, "xin": true, "cho": true, "lam": true, "thu": true, "tuc": true, "the": true, "nao": true,
	"o": true, "dau": true, "nhu": true, "di": true, "ve": true, "cua": true, "duoc": true, "khong": true, "bi": true, "va": true, "de": true, "em": true, "a": true,
	"hoi": true, "giup": true, "voi": true, "phai": true, "gi": true, "bao": true, "nhieu": true, "tien": true, "ho": true, "so": true,
}

// term is one typed word with the known words it may stand for.
type term struct {
	typed string
	means map[string]float64
	idf   float64
}

func (x *index) terms(q string) []term {
	words := fold.Words(q)
	if len(words) > 24 {
		words = words[:24]
	}
	var out []term
	for i, w := range words {
		t := term{typed: w, means: x.meanings(w, i == len(words)-1)}
		for k, quality := range t.means {
			v := math.Log(1 + float64(len(x.list))/float64(x.count[k]))
			if filler[k] {
				v *= 0.3
			}
			t.idf = max(t.idf, v*quality)
		}
		if len(t.means) == 0 && len(w) > 1 && !filler[w] {
			t.idf = 2 // a word nobody knows speaks against everything alike
		}
		out = append(out, t)
	}
	return out
}

func (x *index) meanings(w string, last bool) map[string]float64 {
	out := map[string]float64{}
	if x.count[w] > 0 {
		out[w] = 1
	}
	if last && len(w) >= 2 {
		for i, _ := slices.BinarySearch(x.words, w); i < len(x.words) && strings.HasPrefix(x.words[i], w); i++ {
			out[x.words[i]] = max(out[x.words[i]], 0.6)
		}
	}
	if len(out) > 0 {
		return out
	}
	if u := fold.Untyped(w); u != w && x.count[u] > 0 {
		return map[string]float64{u: 0.95}
	}
	if len(w) < 3 {
		return out
	}
	for _, k := range x.words {
		if len(k) >= 3 && fold.Near(w, k) {
			out[k] = 0.7
			if k[0] != w[0] {
				out[k] = 0.5
			}
		}
	}
	return out
}

func (x *index) find(q string) []Hit {
	if code := strings.TrimSpace(q); len(code) >= 5 && strings.Trim(code, "0123456789.") == "" {
		return x.byCode(code)
	}
	terms := x.terms(q)
	total := 0.0
	for _, t := range terms {
		total += t.idf
	}
	if total == 0 {
		return nil
	}
	best := make([]float64, len(x.list))
	union := make([]float64, len(x.list)*len(terms))
	for i := range x.phrases {
		ph := &x.phrases[i]
		s := ph.score(terms, total, union[ph.of*len(terms):][:len(terms)], x)
		best[ph.of] = max(best[ph.of], s*ph.weight)
	}
	var hits []Hit
	for i, p := range x.list {
		said := 0.0
		for j, t := range terms {
			said += union[i*len(terms)+j] * t.idf
		}
		if said /= total; said < 0.2 {
			continue
		}
		score := best[i] + said*said
		score *= 1 + 0.25/(1+float64(p.Rank)/10) // between equals the more common one
		hits = append(hits, Hit{Procedure: p, Offered: true, Score: score})
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return a.Rank - b.Rank
	})
	for i, h := range hits {
		if h.Score < hits[0].Score*0.4 || i == 30 {
			return hits[:i]
		}
	}
	return hits
}

// score says how well a phrase answers what was typed, 0 to about 3: how much
// of the typed it says, how much of it was typed, and whether neighbours are neighbours.
func (ph *phrase) score(terms []term, total float64, union []float64, x *index) float64 {
	said, pairs := 0.0, 0.0
	used := make([]bool, len(ph.words))
	at := -2
	for j, t := range terms {
		quality, where := 0.0, -1
		for k, w := range ph.words {
			if v := t.means[w]; v > quality || v == quality && v > 0 && k == at+1 {
				quality, where = v, k
			}
		}
		if where < 0 {
			at = -2
			continue
		}
		union[j] = max(union[j], quality)
		said += quality * t.idf
		used[where] = true
		if at >= 0 && where == at+1 {
			pairs += t.idf
		}
		at = where
	}
	if said == 0 {
		return 0
	}
	mine, all := 0.0, 0.0
	for k, w := range ph.words {
		v := math.Log(1 + float64(len(x.list))/float64(x.count[w]))
		all += v
		if used[k] {
			mine += v
		}
	}
	said /= total
	s := said * said * (0.6 + 0.4*mine/all)
	if len(terms) > 1 {
		s += 0.6 * pairs / total
	}
	if mine == all { // the whole phrase was typed
		s += 0.5 * said
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
