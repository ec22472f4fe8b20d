package bench

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"motcua/app/fold"
	"motcua/app/procedures"
	"motcua/app/procedures/national"
	"motcua/migrations"
)

// What the third issue asks of the catalogue's search.
const (
	searchAmong = 2300 // procedures
	MaxSearch   = 20.0 // milliseconds, p95
)

// Search is how long finding a procedure takes, in memory and without HTTP.
type Search struct {
	Name       string  `json:"case"`
	Procedures int     `json:"procedures"`
	Queries    int     `json:"queries"`
	P50        float64 `json:"p50_ms"`
	P95        float64 `json:"p95_ms"`
	Bar        float64 `json:"bar_p95_ms"`
}

// searchOwn is how many procedures of their own the 34 provinces have together,
// where somebody searches who names no place.
const searchOwn = 680

// searches measures a search in what one province has, and in what all have.
func searches() ([]Search, error) {
	list, err := national.Crowd(migrations.Data(), searchAmong)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(list)
	for i := range searchOwn {
		e := list[i%len(list)]
		e.Code, e.Rank = fmt.Sprintf("T%02d.%03d", i%34+1, i), 500
		all = append(all, e)
	}
	return []Search{measured("catalogue search", list, list), measured("catalogue search, every province's own too", all, list)}, nil
}

// measured asks for every way the shipped catalogue says a procedure: as it is,
// without marks, with a slip, within a sentence.
func measured(name string, among, list []national.Entry) Search {
	out := Search{Name: name, Procedures: len(among), Bar: MaxSearch}
	index := procedures.NewNational(among)
	var queries []string
	for _, e := range list {
		for _, s := range e.Synonyms { // those that are not by name only
			plain := fold.Key(s)
			queries = append(queries, s, plain, "x"+plain, "tôi muốn "+s+" cho người nhà thì cần giấy tờ gì, nộp ở đâu")
		}
	}
	times := make([]float64, 0, len(queries))
	for i, q := range queries {
		begun := time.Now()
		index.Find(q)
		if i >= 50 { // warm
			times = append(times, float64(time.Since(begun).Microseconds())/1000)
		}
	}
	sort.Float64s(times)
	out.Queries, out.P50, out.P95 = len(times), times[len(times)/2], times[len(times)*95/100]
	return out
}
