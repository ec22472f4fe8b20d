package reading

import (
	"cmp"
	"slices"
)

// order puts words into lines from top to bottom and left to right, whichever
// blocks Tesseract cut the page into: on a form, a label and its value often land
// in two of them. It counts the lines and measures the blanks.
func order(words []found) []found {
	type row struct {
		top, bottom float64
		words       []found
	}
	// Tesseract's own lines are sound; they are only joined with what stands beside them.
	byRow := map[[3]int]*row{}
	var rows []*row
	for _, w := range words {
		r := byRow[w.row]
		if r == nil {
			r = &row{}
			byRow[w.row] = r
			rows = append(rows, r)
		}
		r.words = append(r.words, w)
	}
	for _, r := range rows {
		var tops, bottoms []int
		for _, w := range r.words {
			tops, bottoms = append(tops, w.y), append(bottoms, w.y+w.h)
		}
		slices.Sort(tops)
		slices.Sort(bottoms)
		r.top, r.bottom = float64(tops[len(tops)/2]), float64(bottoms[len(bottoms)/2])
	}
	slices.SortStableFunc(rows, func(a, b *row) int { return cmp.Compare(a.top+a.bottom, b.top+b.bottom) })
	var lines []*row
	for _, r := range rows {
		if n := len(lines); n > 0 {
			last := lines[n-1]
			shared := min(last.bottom, r.bottom) - max(last.top, r.top)
			if shared > 0.55*min(last.bottom-last.top, r.bottom-r.top) && beside(last.words, r.words) {
				last.words = append(last.words, r.words...)
				continue
			}
		}
		lines = append(lines, r)
	}
	out := make([]found, 0, len(words))
	for n, l := range lines {
		slices.SortStableFunc(l.words, func(a, b found) int { return cmp.Compare(a.x, b.x) })
		h := max(l.bottom-l.top, 1)
		for i := range l.words {
			l.words[i].line = n
			if i > 0 {
				before := l.words[i-1]
				l.words[i].gap = max(float64(l.words[i].x-before.x-before.w)/h, 0)
			}
		}
		out = append(out, l.words...)
	}
	return out
}

// beside tells that two groups of words do not stand over one another.
func beside(a, b []found) bool {
	for _, p := range a {
		for _, q := range b {
			if shared := min(p.x+p.w, q.x+q.w) - max(p.x, q.x); shared > min(p.w, q.w)/2 {
				return false
			}
		}
	}
	return true
}
