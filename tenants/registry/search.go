package registry

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sort"
	"strings"
	"unicode"

	"motcua/app/fold"
	"motcua/tenants"
)

// OldUnit is a commune as it was before 1 July 2025 and where it went.
type OldUnit struct {
	Code     string     `db:"old_code"`
	Name     string     `db:"old_name"`
	Kind     string     `db:"old_kind"` // xã, phường, thị trấn
	District string     `db:"old_district"`
	Province string     `db:"old_province"`
	Tenant   tenants.ID `db:"tenant_id"`
	Coverage string     `db:"coverage"` // full, part, area_only
}

// Long is its name as addresses had it: "Xã Vĩnh Đồng, Huyện Kim Bôi, Tỉnh Hòa Bình".
func (o OldUnit) Long() string {
	return upperFirst(o.Kind) + " " + o.Name + ", " + o.District + ", " + o.Province
}

// Hit is one office that a search found.
type Hit struct {
	Unit  Unit
	Old   *OldUnit // the old name that matched; nil when the name of today did
	Note  string   // for the screen: "Xã Vĩnh Đồng cũ nay thuộc xã Kim Bôi"
	Ask   bool     // the old unit was split: the address alone does not decide, ask the person
	score float64
}

// Search finds offices by the name of today or the one before July 2025, in
// any order of words, with or without marks, district and province; slips of
// one letter and Telex left-overs are forgiven. Best first, one hit per
// office, at most limit.
func (u *Units) Search(ctx context.Context, q string, limit int) ([]Hit, error) {
	d, err := u.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	found := d.names.search(q, limit)
	for i := range found {
		found[i].Unit = d.list[d.byID[found[i].Unit.ID]]
		if o := found[i].Old; o != nil {
			found[i].Ask = o.Coverage != "full"
			found[i].Note = note(*o, found[i].Unit)
		}
	}
	return found, nil
}

func note(o OldUnit, u Unit) string {
	if o.Coverage != "full" {
		return fmt.Sprintf("Một phần %s %s cũ nay thuộc %s", o.Kind, o.Name, u.InText())
	}
	return fmt.Sprintf("%s %s cũ nay thuộc %s", upperFirst(o.Kind), o.Name, u.InText())
}

// Where a word of an entry stands and what a match there is worth.
const (
	inName = iota
	inDistrict
	inProvince
	inKind
	places
)

var worth = [places]float64{10, 4, 3, 1.5}

// entry is one name that can be found, of today or before.
type entry struct {
	unit  int32 // index into units
	old   int32 // index into former, or -1
	name  []string
	plain string // " hoa binh ", to see a phrase whole
	exact string // with marks, lower case
}

// posting says that a word stands at a place of an entry.
type posting struct {
	entry int32
	place uint8
}

// index finds entries by their words. It is immutable.
type index struct {
	units   []tenants.ID
	former  []OldUnit
	entries []entry
	words   map[string][]posting
	sorted  []string // all words, for prefixes
}

func newIndex(units []Unit, former []OldUnit) *index {
	x := &index{former: former, words: map[string][]posting{}}
	at := make(map[tenants.ID]int32, len(units))
	for _, u := range units {
		at[u.ID] = int32(len(x.units))
		x.units = append(x.units, u.ID)
		if u.Kind == KindCommune {
			x.add(at[u.ID], -1, u.Name, u.UnitKind, "", u.ProvinceFull)
		}
	}
	for i, o := range former {
		if t, ok := at[o.Tenant]; ok {
			x.add(t, int32(i), o.Name, o.Kind, o.District, o.Province)
		}
	}
	for w := range x.words {
		x.sorted = append(x.sorted, w)
	}
	sort.Strings(x.sorted)
	return x
}

func (x *index) add(unit, old int32, name, kind, district, province string) {
	id := int32(len(x.entries))
	e := entry{unit: unit, old: old, name: fold.Words(name), exact: strings.ToLower(name)}
	e.plain = " " + strings.Join(e.name, " ") + " "
	x.entries = append(x.entries, e)
	seen := map[string]bool{}
	for place, text := range [places]string{inName: name, inDistrict: district, inProvince: province, inKind: kind} {
		for _, w := range fold.Words(text) {
			if !seen[w] { // the best place counts
				seen[w] = true
				x.words[w] = append(x.words[w], posting{id, uint8(place)})
			}
		}
	}
}

// short are abbreviations people write for kinds and places.
var short = map[string][]string{
	"tp": {"thanh", "pho"}, "tt": {"thi", "tran"}, "tx": {"thi", "xa"}, "q": {"quan"}, "p": {"phuong"}, "h": {"huyen"}, "x": {"xa"},
	"hcm": {"ho", "chi", "minh"}, "tphcm": {"thanh", "pho", "ho", "chi", "minh"}, "hn": {"ha", "noi"}, "sg": {"ho", "chi", "minh"}, "ubnd": nil,
}

// queryWords spells out p3, q.go vap, tp hcm.
func queryWords(q string) []string {
	var out []string
	for _, w := range fold.Words(q) {
		if i := strings.IndexFunc(w, unicode.IsDigit); i == 1 && short[w[:1]] != nil {
			out = append(out, short[w[:1]]...)
			out = append(out, strings.TrimLeft(w[1:], "0"))
			continue
		}
		if s, ok := short[w]; ok {
			out = append(out, s...)
			continue
		}
		if t := strings.TrimLeft(w, "0"); t != "" {
			w = t
		}
		out = append(out, w)
	}
	if len(out) > 16 {
		out = out[:16]
	}
	return out
}

func (x *index) search(q string, limit int) []Hit {
	words := queryWords(q)
	if len(words) == 0 || limit <= 0 {
		return nil
	}
	score := make([]float64, len(x.entries))
	named := make([]uint16, len(x.entries)) // which query words stand in the name
	best := make([]float64, len(x.entries)) // of the present word
	said := make([]float64, len(x.entries)) // how much of what was typed an entry answers
	var touched []int32
	total := 0.0
	for i, w := range words {
		touched = touched[:0]
		rare := 0.0
		for _, m := range x.match(w, i == len(words)-1) {
			list := x.words[m.word]
			idf := math.Log(1 + float64(len(x.entries))/float64(len(list)))
			rare = max(rare, idf*m.quality)
			for _, p := range list {
				v := worth[p.place] * m.quality * idf
				if best[p.entry] == 0 {
					touched = append(touched, p.entry)
				}
				best[p.entry] = max(best[p.entry], v)
				if p.place == inName {
					named[p.entry] |= 1 << i
				}
			}
		}
		for _, e := range touched {
			score[e] += best[e]
			said[e] += rare
			best[e] = 0
		}
		total += rare // a word that nobody knows counts for nobody
	}
	first := 0.0
	for i := range score {
		if named[i] == 0 { // a district or province alone finds nothing
			score[i] = 0
			continue
		}
		score[i] *= said[i] / total * said[i] / total
		first = max(first, score[i])
	}
	joined, lower := " "+strings.Join(words, " ")+" ", strings.ToLower(q)
	var hits []Hit
	for i, s := range score {
		if s == 0 || s < first*0.1 {
			continue
		}
		e := &x.entries[i]
		if bits.OnesCount16(named[i]) >= len(e.name) { // the whole name was said
			s *= 1.6
		}
		if strings.Contains(joined, e.plain) {
			s *= 1.5
		}
		if strings.Contains(lower, e.exact) {
			s *= 1.05
		}
		h := Hit{Unit: Unit{ID: x.units[e.unit]}, score: s}
		if e.old >= 0 {
			h.Old = &x.former[e.old]
		} else {
			h.score *= 1.1
		}
		hits = append(hits, h)
	}
	return top(hits, limit)
}

// top sorts, keeps the best hit of each office and cuts off the clearly worse.
func top(hits []Hit, limit int) []Hit {
	slices.SortStableFunc(hits, func(a, b Hit) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	var out []Hit
	seen := map[tenants.ID]bool{}
	for _, h := range hits {
		if len(out) == limit || h.score < hits[0].score*0.3 {
			break
		}
		if !seen[h.Unit.ID] {
			seen[h.Unit.ID] = true
			out = append(out, h)
		}
	}
	return out
}

// matched is a known word that a typed one may mean.
type matched struct {
	word    string
	quality float64
}

// match gives the known words a typed one stands for: itself; what it begins,
// if it is the last one being typed; what it was before the keyboard; what is one slip away.
func (x *index) match(w string, last bool) []matched {
	var out []matched
	if _, ok := x.words[w]; ok {
		out = append(out, matched{w, 1})
	}
	if last && len(w) >= 2 && unicode.IsLetter(rune(w[0])) {
		i := sort.SearchStrings(x.sorted, w)
		for n := 0; i < len(x.sorted) && n < 40 && strings.HasPrefix(x.sorted[i], w); i, n = i+1, n+1 {
			if x.sorted[i] != w {
				out = append(out, matched{x.sorted[i], 0.5})
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	if u := fold.Untyped(w); u != w {
		if _, ok := x.words[u]; ok {
			return []matched{{u, 0.95}}
		}
	}
	if len(w) >= 4 {
		for _, k := range x.sorted {
			if len(k) >= 3 && fold.Near(w, k) {
				out = append(out, matched{k, 0.6})
			}
		}
	}
	return out
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}
