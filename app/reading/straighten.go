package reading

import (
	"image"
	"math"
)

// Skew is looked for within ±maxSkew degrees; a page that lies further askew is
// turned by quarters first.
const maxSkew = 6.0

// darkness is the level below which a point is ink: Otsu's threshold, which
// parts the histogram into the two groups that differ most.
func darkness(m *image.Gray) uint8 {
	var hist [256]float64
	for _, v := range m.Pix {
		hist[v]++
	}
	var total, sum float64
	for v, n := range hist {
		total += n
		sum += float64(v) * n
	}
	var below, sumBelow, best float64
	level := uint8(0)
	for v, n := range hist {
		below += n
		sumBelow += float64(v) * n
		above := total - below
		if below == 0 || above == 0 {
			continue
		}
		d := sumBelow/below - (sum-sumBelow)/above
		if between := below * above * d * d; between > best {
			best, level = between, uint8(v)
		}
	}
	return level
}

// even takes the shadow of a hand or a folded sheet out of a photograph: each
// point is measured against the brightness of the paper around it.
func even(m *image.Gray) *image.Gray {
	b := m.Bounds()
	const cell = 32
	cw, ch := (b.Dx()+cell-1)/cell, (b.Dy()+cell-1)/cell
	paper := image.NewGray(image.Rect(0, 0, cw, ch))
	for cy := range ch {
		for cx := range cw {
			var hist [256]int
			n := 0
			for y := cy * cell; y < min((cy+1)*cell, b.Dy()); y++ {
				for _, v := range m.Pix[y*m.Stride+cx*cell : y*m.Stride+min((cx+1)*cell, b.Dx())] {
					hist[v]++
					n++
				}
			}
			// the brightest tenth is the paper; print leaves that much free even in a dense line
			left, v := n/10, 255
			for ; v > 0 && left-hist[v] >= 0; v-- {
				left -= hist[v]
			}
			paper.Pix[cy*paper.Stride+cx] = uint8(max(v, 40))
		}
	}
	smooth := stretch(paper, b.Dx(), b.Dy())
	for y := range b.Dy() {
		src, bg := m.Pix[y*m.Stride:][:b.Dx()], smooth.Pix[y*smooth.Stride:][:b.Dx()]
		for x, v := range src {
			bg[x] = uint8(min(int(v)*250/max(int(bg[x]), 1), 255))
		}
	}
	return smooth
}

// spot is a point of ink, in pixels.
type spot struct{ x, y float32 }

// ink samples the points of ink of a page, and tells their share of it.
func ink(m *image.Gray) ([]spot, float64) {
	b := m.Bounds()
	level := min(darkness(m), 160)
	step := max(b.Dx()/800, 1)
	var out []spot
	looked := 0
	for y := step; y < b.Dy()-step; y += step {
		row := m.Pix[y*m.Stride:]
		for x := step; x < b.Dx()-step; x += step {
			looked++
			// one dark point alone is dust
			if row[x] <= level && (row[x-1] <= level || row[x+1] <= level) && (m.Pix[(y-1)*m.Stride+x] <= level || m.Pix[(y+1)*m.Stride+x] <= level) {
				out = append(out, spot{float32(x), float32(y)})
			}
		}
	}
	if looked == 0 {
		return nil, 0
	}
	return out, float64(len(out)) / float64(looked)
}

// skew finds by how many degrees the lines of a page fall to the right: the
// angle at which the rows of the page differ most in ink.
func skew(spots []spot, width, height int) float64 {
	if len(spots) < 200 {
		return 0
	}
	if keep := len(spots) / 60_000; keep > 0 {
		few := spots[:0:0]
		for i := 0; i < len(spots); i += keep + 1 {
			few = append(few, spots[i])
		}
		spots = few
	}
	cell := float64(max(width/800, 1))
	reach := float64(width) * math.Tan(maxSkew*math.Pi/180)
	rows := make([]int32, int((float64(height)+2*reach)/cell)+3)
	sharp := func(deg float64) float64 {
		clear(rows)
		t := float32(math.Tan(deg * math.Pi / 180))
		for _, s := range spots {
			rows[int((float64(s.y-s.x*t)+reach)/cell)+1]++
		}
		var sum float64
		for i := 1; i < len(rows); i++ {
			d := float64(rows[i] - rows[i-1])
			sum += d * d
		}
		return sum
	}
	best, at := sharp(0)*1.01, 0.0 // straight unless it is clearly not
	for _, step := range []float64{0.5, 0.1, 0.02} {
		from, to := -maxSkew+step, maxSkew-step
		if step < 0.5 {
			from, to = max(at-5*step, from), min(at+5*step, to)
		}
		for d := from; d <= to+1e-9; d += step {
			if s := sharp(d); s > best {
				best, at = s, d
			}
		}
	}
	return at
}

// lean is a rotation about the middle of a page.
type lean struct{ sin, cos, cx, cy float64 }

func leaning(deg float64, width, height int) lean {
	s, c := math.Sincos(deg * math.Pi / 180)
	return lean{s, c, float64(width) / 2, float64(height) / 2}
}

// back gives where a point of the straightened page was before.
func (l lean) back(x, y float64) (float64, float64) {
	x, y = x-l.cx, y-l.cy
	return l.cx + x*l.cos - y*l.sin, l.cy + x*l.sin + y*l.cos
}

// straighten turns a page so that lines which fell by deg degrees lie level;
// corners come in from outside with the given brightness.
func straighten(m *image.Gray, deg float64, outside uint8) *image.Gray {
	if math.Abs(deg) < 0.03 {
		return m
	}
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	l := leaning(deg, w, h)
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		fx, fy := l.back(0, float64(y))
		dst := out.Pix[y*out.Stride:][:w]
		for x := range dst {
			ix, iy := int(math.Floor(fx)), int(math.Floor(fy))
			if ix < 0 || iy < 0 || ix >= w-1 || iy >= h-1 {
				dst[x] = outside
			} else {
				ax, ay := int(256*(fx-float64(ix))), int(256*(fy-float64(iy)))
				p := m.Pix[iy*m.Stride+ix:]
				q := m.Pix[(iy+1)*m.Stride+ix:]
				top := int(p[0])*(256-ax) + int(p[1])*ax
				bot := int(q[0])*(256-ax) + int(q[1])*ax
				dst[x] = uint8((top*(256-ay) + bot*ay + 1<<15) >> 16)
			}
			fx += l.cos
			fy += l.sin
		}
	}
	return out
}

// quarter turns a page clockwise by n quarters.
func quarter(m *image.Gray, n int) *image.Gray {
	n = ((n % 4) + 4) % 4
	if n == 0 {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	rw, rh := w, h
	if n%2 == 1 {
		rw, rh = h, w
	}
	out := image.NewGray(image.Rect(0, 0, rw, rh))
	for y := range rh {
		dst := out.Pix[y*out.Stride:][:rw]
		for x := range dst {
			fx, fy := unquarter(n, x, y, w, h)
			dst[x] = m.Pix[fy*m.Stride+fx]
		}
	}
	return out
}

// unquarter gives the point of a w × h page that came to lie at x, y after n
// quarters clockwise.
func unquarter(n, x, y, w, h int) (int, int) {
	switch n {
	case 1:
		return y, h - 1 - x
	case 2:
		return w - 1 - x, h - 1 - y
	case 3:
		return w - 1 - y, x
	}
	return x, y
}
