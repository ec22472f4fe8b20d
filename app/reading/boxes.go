package reading

import (
	"cmp"
	"image"
	"slices"
)

// upright is a vertical rule that was taken out.
type upright struct{ x, y0, y1 int }

// packing is a row of boxes with a letter in each, whose letters were moved
// together: apart they are read badly, side by side like any other word.
type packing struct {
	x0, y0, y1   int // where the row begins, and its height
	pitch, tight int // of the boxes as they were, of the letters as they are now
	cells        int
}

// back gives where something on the packed row was across the page.
func (p packing) back(f found) found {
	if mid := f.y + f.h/2; mid < p.y0 || mid > p.y1 || f.x+f.w/2 < p.x0 || f.x+f.w/2 > p.x0+p.cells*p.tight {
		return f
	}
	end := f.x + f.w
	f.x = p.x0 + (f.x-p.x0)*p.pitch/p.tight
	f.w = p.x0 + (end-p.x0)*p.pitch/p.tight - f.x
	return f
}

// boxes finds the rows of equal boxes among the rules.
func boxes(rules []upright, letter int) []packing {
	// a rule is several pixels wide; one of them stands for it
	slices.SortFunc(rules, func(a, b upright) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y0, b.y0)) })
	var lines []upright
	for _, r := range rules {
		if r.y1-r.y0 > 5*letter {
			continue // of a table
		}
		if n := slices.IndexFunc(lines, func(l upright) bool { return r.x-l.x <= letter/3 && level(l, r, letter) }); n < 0 {
			lines = append(lines, r)
		}
	}
	used := make([]bool, len(lines))
	var out []packing
	for n := range lines {
		if used[n] {
			continue
		}
		row := []int{n}
		for k := n + 1; k < len(lines); k++ {
			last := lines[row[len(row)-1]]
			step := lines[k].x - last.x
			if used[k] || !level(last, lines[k], letter) || step < letter {
				continue
			}
			if step > 4*letter {
				break
			}
			if len(row) > 1 {
				pitch := last.x - lines[row[len(row)-2]].x
				if step > pitch+pitch/6+1 || step < pitch-pitch/6-1 {
					break
				}
			}
			row = append(row, k)
		}
		if len(row) < 5 {
			continue
		}
		for _, k := range row {
			used[k] = true
		}
		first, last := lines[row[0]], lines[row[len(row)-1]]
		out = append(out, packing{x0: first.x, y0: first.y0, y1: first.y1, cells: len(row) - 1, pitch: (last.x - first.x + (len(row)-1)/2) / (len(row) - 1)})
	}
	return out
}

// level tells that two rules stand side by side.
func level(a, b upright, letter int) bool {
	return abs(a.y0-b.y0) <= letter/2 && abs(a.y1-b.y1) <= letter/2
}

// pack moves the letters of a row of boxes together on m; ink and gone are those
// of the plate.
func (p *plate) pack(m *image.Gray, b *packing, letter int) {
	type cell struct{ x0, x1 int } // its ink; x1 < x0 for none
	cells := make([]cell, b.cells)
	inside := func(x, y int) bool {
		at := y*p.w + x
		return p.dark[at] && !p.gone[at]
	}
	edge := letter / 4
	b.tight = letter * 3 / 4
	for n := range cells {
		c := &cells[n]
		c.x0, c.x1 = 1, 0
		from, to := b.x0+n*b.pitch+edge, min(b.x0+(n+1)*b.pitch-edge/2, p.w-1)
		for x := from; x < to; x++ {
			for y := b.y0 + edge; y < b.y1-edge/2; y++ {
				if inside(x, y) {
					if c.x1 < c.x0 {
						c.x0 = x
					}
					c.x1 = x
					break
				}
			}
		}
		b.tight = max(b.tight, c.x1-c.x0+1+max(letter/8, 2))
	}
	if b.tight >= b.pitch {
		b.tight = b.pitch
		return
	}
	width := min(b.cells*b.pitch+1, p.w-b.x0)
	row := image.NewGray(image.Rect(0, 0, width, b.y1-b.y0+1))
	for n := range row.Pix {
		row.Pix[n] = 250
	}
	for n, c := range cells {
		if c.x1 < c.x0 {
			continue
		}
		to := n*b.tight + (b.tight-(c.x1-c.x0+1))/2
		for y := b.y0 + edge/2; y <= b.y1-edge/2; y++ {
			for x := max(c.x0-1, 0); x <= min(c.x1+1, p.w-1); x++ {
				if at := to + x - c.x0; at >= 0 && at < width {
					row.Pix[(y-b.y0)*row.Stride+at] = m.Pix[y*m.Stride+x]
				}
			}
		}
	}
	for y := b.y0; y <= min(b.y1, p.h-1); y++ {
		copy(m.Pix[y*m.Stride+b.x0:][:width], row.Pix[(y-b.y0)*row.Stride:][:width])
	}
}

func abs(n int) int { return max(n, -n) }
