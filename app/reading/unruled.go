package reading

import (
	"cmp"
	"image"
	"slices"
)

// unruled takes out of a straight page what forms are drawn with and what spoils
// the recognition of the letters beside it: the sides of boxes, the lines of
// tables and rows of dots. Letters that stood in a row of boxes are moved
// together. Everything is measured against the letters of the page.
func unruled(m *image.Gray) (*image.Gray, []packing) {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	level := min(darkness(m), 190)
	dark := make([]bool, w*h)
	for y := range h {
		for x, v := range m.Pix[y*m.Stride:][:w] {
			dark[y*w+x] = v <= level
		}
	}
	blots := blotsOf(dark, w, h)
	letter := letterHeight(blots)
	if letter == 0 {
		return m, nil
	}
	p := &plate{dark: dark, w: w, h: h, gone: make([]bool, w*h)}
	p.rules(letter)
	p.leaders(blots, letter)
	if !p.any {
		return m, nil
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		copy(out.Pix[y*out.Stride:][:w], m.Pix[y*m.Stride:])
	}
	const paper = 250
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			if !p.gone[y*w+x] {
				continue
			}
			out.Pix[y*out.Stride+x] = paper
			for _, n := range [4]int{-1, 1, -w, w} { // the soft edge, unless it is of a letter
				if at := y*w + x + n; !dark[at] {
					out.Pix[at/w*out.Stride+at%w] = paper
				}
			}
		}
	}
	rows := boxes(p.uprights, letter)
	for n := range rows {
		p.pack(out, &rows[n], letter)
	}
	return out, rows
}

// blot is a piece of ink that hangs together.
type blot struct{ x0, y0, x1, y1, ink int } // x1, y1 included

func (b blot) w() int { return b.x1 - b.x0 + 1 }
func (b blot) h() int { return b.y1 - b.y0 + 1 }

// blotsOf finds the blots by joining the runs of each row with those above.
func blotsOf(dark []bool, w, h int) []blot {
	type span struct{ x0, x1, id int }
	var parent []int
	var out []blot
	root := func(n int) int {
		for parent[n] != n {
			parent[n] = parent[parent[n]]
			n = parent[n]
		}
		return n
	}
	var above, row []span
	for y := range h {
		row = row[:0]
		for x := 0; x < w; x++ {
			if !dark[y*w+x] {
				continue
			}
			x0 := x
			for x < w && dark[y*w+x] {
				x++
			}
			s := span{x0, x - 1, -1}
			for _, a := range above {
				if a.x1 < s.x0-1 || a.x0 > s.x1+1 {
					continue
				}
				r := root(a.id)
				switch {
				case s.id < 0:
					s.id = r
				case s.id != r:
					parent[r] = s.id
					o, b := out[r], &out[s.id]
					b.x0, b.y0, b.x1, b.y1, b.ink = min(b.x0, o.x0), min(b.y0, o.y0), max(b.x1, o.x1), max(b.y1, o.y1), b.ink+o.ink
				}
			}
			if s.id < 0 {
				s.id = len(parent)
				parent = append(parent, s.id)
				out = append(out, blot{s.x0, y, s.x1, y, 0})
			}
			b := &out[s.id]
			b.x0, b.x1, b.y1, b.ink = min(b.x0, s.x0), max(b.x1, s.x1), y, b.ink+s.x1-s.x0+1
			row = append(row, s)
		}
		above, row = row, above
	}
	var whole []blot
	for n := range out {
		if parent[n] == n {
			whole = append(whole, out[n])
		}
	}
	return whole
}

// letterHeight is the median height of what may be letters; 0 when there are
// too few to tell.
func letterHeight(blots []blot) int {
	var hs []int
	for _, b := range blots {
		if b.h() >= 8 && b.h() <= 150 && b.w() <= 3*b.h() && b.w() >= 3 {
			hs = append(hs, b.h())
		}
	}
	if len(hs) < 20 {
		return 0
	}
	slices.Sort(hs)
	return hs[len(hs)/2]
}

// plate marks the ink that is to go.
type plate struct {
	dark, gone []bool
	w, h       int
	any        bool
	uprights   []upright
}

// rules marks straight thin runs that are longer than any stroke of a letter:
// upright ones of twice a letter and more, level ones of five.
func (p *plate) rules(letter int) {
	thin := max(letter/4, 3)
	for x := range p.w {
		p.along(x, p.w, p.h, 1, p.w, letter*2+letter/5, thin)
	}
	for y := range p.h {
		p.along(y*p.w, 1, p.w, p.w, p.h, letter*5, thin)
	}
}

// along looks at one column or row: points from, from+step, …, n of them; across
// is the step to the side, of which there are wide.
func (p *plate) along(from, step, n, across, wide, least, thin int) {
	for k := 0; k < n; k++ {
		if !p.dark[from+k*step] {
			continue
		}
		start := k
		for k < n && p.dark[from+k*step] {
			k++
		}
		if k-start < least || !p.isThin(from+start*step, step, k-start, across, wide, thin) {
			continue
		}
		p.any = true
		if step == p.w {
			p.uprights = append(p.uprights, upright{from, start, k - 1})
		}
		for j := start; j < k; j++ {
			p.gone[from+j*step] = true
		}
	}
}

// isThin tells that most of a run has little ink to its sides.
func (p *plate) isThin(from, step, n, across, wide, thin int) bool {
	few, looked := 0, 0
	for k := 0; k < n; k += max(n/37, 1) { // not in step with the sides of boxes
		at := from + k*step
		side := at % p.w // where the point lies across the run
		if across != 1 {
			side = at / p.w
		}
		ink := 1
		for d := 1; d <= thin && side-d >= 0 && p.dark[at-d*across]; d++ {
			ink++
		}
		for d := 1; d <= thin && side+d < wide && p.dark[at+d*across]; d++ {
			ink++
		}
		looked++
		if ink <= thin+1 {
			few++
		}
	}
	return few*3 >= looked*2
}

// leaders marks rows of four dots and more.
func (p *plate) leaders(blots []blot, letter int) {
	most := max(letter/2-1, 4)
	var dots []blot
	for _, b := range blots {
		if b.w() <= most && b.h() <= most && b.ink >= 2 {
			dots = append(dots, b)
		}
	}
	if len(dots) > 20_000 { // dust, or a raster
		return
	}
	// the upper dot of a colon keeps the lower one from a row
	slices.SortFunc(dots, func(a, b blot) int { return cmp.Compare(a.x0, b.x0) })
	under := func(n int) bool {
		for k := n - 1; k >= 0 && dots[k].x0 >= dots[n].x0-2; k-- {
			if colon(dots[k], dots[n], letter) {
				return true
			}
		}
		for k := n + 1; k < len(dots) && dots[k].x0 <= dots[n].x0+2; k++ {
			if colon(dots[k], dots[n], letter) {
				return true
			}
		}
		return false
	}
	// dots of one row have their feet on one line; rows grow to the right
	rows := map[int][][]int{} // by where their last dot ends, in pixels down the page
	var done [][]int
	for n, d := range dots {
		if under(n) {
			continue
		}
		joined := false
		for y := d.y1 - 2; y <= d.y1+2 && !joined; y++ {
			for at, row := range rows[y] {
				last := dots[row[len(row)-1]]
				if d.x0 > last.x1 && d.x0-last.x1 <= letter {
					rows[y] = slices.Delete(rows[y], at, at+1)
					rows[d.y1] = append(rows[d.y1], append(row, n))
					joined = true
					break
				}
			}
		}
		if !joined {
			// rows that ended before are no longer looked at
			open := rows[d.y1][:0]
			for _, row := range rows[d.y1] {
				if d.x0-dots[row[len(row)-1]].x1 > letter {
					done = append(done, row)
				} else {
					open = append(open, row)
				}
			}
			rows[d.y1] = append(open, []int{n})
		}
	}
	for _, left := range rows {
		done = append(done, left...)
	}
	for _, row := range done {
		if len(row) < 4 {
			continue
		}
		p.any = true
		for _, n := range row {
			d := dots[n]
			for y := d.y0; y <= d.y1; y++ {
				for x := d.x0; x <= d.x1; x++ {
					p.gone[y*p.w+x] = p.dark[y*p.w+x]
				}
			}
		}
	}
}

// colon tells that two dots stand over one another, the second below.
func colon(upper, lower blot, letter int) bool {
	return max(upper.x0-lower.x0, lower.x0-upper.x0) <= 2 && lower.y0 > upper.y1 && lower.y0-upper.y1 < letter
}
