package reading

import (
	"image"
	"image/draw"
	"strconv"
)

// gray makes a picture grey on white: colour tells a reader of print nothing.
func gray(m image.Image) *image.Gray {
	b := m.Bounds()
	out := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	switch p := m.(type) {
	case *image.Gray:
		for y := range b.Dy() {
			copy(out.Pix[y*out.Stride:][:b.Dx()], p.Pix[p.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.YCbCr: // of a JPEG: brightness is a plane of its own
		for y := range b.Dy() {
			copy(out.Pix[y*out.Stride:][:b.Dx()], p.Y[p.YOffset(b.Min.X, b.Min.Y+y):])
		}
	default:
		draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
		draw.Draw(out, out.Bounds(), m, b.Min, draw.Over)
	}
	return out
}

// shrink averages squares of n × n points.
func shrink(m *image.Gray, n int) *image.Gray {
	w, h := m.Bounds().Dx()/n, m.Bounds().Dy()/n
	if n < 2 || w == 0 || h == 0 {
		return m
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	sums := make([]int, w)
	for y := range h {
		clear(sums)
		for dy := range n {
			row := m.Pix[(y*n+dy)*m.Stride:]
			for x := range w {
				for _, v := range row[x*n : (x+1)*n] {
					sums[x] += int(v)
				}
			}
		}
		for x, s := range sums {
			out.Pix[y*out.Stride+x] = uint8(s / (n * n))
		}
	}
	return out
}

// stretch scales to w × h by weighing the four neighbours of each point; going
// down by more than a half, points are averaged first.
func stretch(m *image.Gray, w, h int) *image.Gray {
	if n := m.Bounds().Dx() / max(w, 1); n >= 2 {
		m = shrink(m, n)
	}
	sw, sh := m.Bounds().Dx(), m.Bounds().Dy()
	if sw == w && sh == h {
		return m
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	type pick struct{ at, next, part int }
	along := func(from, to int) []pick {
		p := make([]pick, to)
		for i := range p {
			f := max((2*i+1)*from*128/to-128, 0) // in 256ths, middles on middles
			at := min(f>>8, from-1)
			p[i] = pick{at, min(at+1, from-1), f & 255}
		}
		return p
	}
	across, down := along(sw, w), along(sh, h)
	for y, d := range down {
		top, bot := m.Pix[d.at*m.Stride:], m.Pix[d.next*m.Stride:]
		dst := out.Pix[y*out.Stride:][:w]
		for x, a := range across {
			t := int(top[a.at])*(256-a.part) + int(top[a.next])*a.part
			b := int(bot[a.at])*(256-a.part) + int(bot[a.next])*a.part
			dst[x] = uint8((t*(256-d.part) + b*d.part + 1<<15) >> 16)
		}
	}
	return out
}

// pgm writes a picture in the plainest form that tools read (Netpbm P5).
func pgm(m *image.Gray) []byte {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	out := make([]byte, 0, w*h+32)
	out = append(out, "P5\n"+strconv.Itoa(w)+" "+strconv.Itoa(h)+"\n255\n"...)
	for y := range h {
		out = append(out, m.Pix[y*m.Stride:][:w]...)
	}
	return out
}
