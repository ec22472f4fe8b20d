package reading

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"math"
	"strconv"
)

// scan is a page as it came, upright as far as the file says how it was held:
// its brightness, which is read, and its colours, which only people see.
type scan struct {
	y      *image.Gray
	cb, cr *image.Gray // half as wide and high, 128 where there is no colour; nil on a grey page
}

const colourless = 128

func coloured(w, h int) scan {
	half := image.Rect(0, 0, (w+1)/2, (h+1)/2)
	return scan{image.NewGray(image.Rect(0, 0, w, h)), image.NewGray(half), image.NewGray(half)}
}

// scanOf takes a decoded picture apart, putting it on white.
func scanOf(m image.Image) scan {
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	switch p := m.(type) {
	case *image.Gray, *image.Gray16:
		return scan{y: gray(m)}
	case *image.YCbCr:
		s := coloured(w, h)
		s.y = gray(p)
		for cy := range s.cb.Rect.Dy() {
			for cx := range s.cb.Rect.Dx() {
				at := p.COffset(b.Min.X+2*cx, b.Min.Y+2*cy)
				s.cb.Pix[cy*s.cb.Stride+cx], s.cr.Pix[cy*s.cr.Stride+cx] = p.Cb[at], p.Cr[at]
			}
		}
		return s
	}
	// band by band: a second copy of a large picture would be too much
	const rows = 64
	s, band := coloured(w, h), image.NewRGBA(image.Rect(0, 0, w, min(h, rows)))
	for top := 0; top < h; top += rows {
		n := min(rows, h-top)
		draw.Draw(band, band.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(band, image.Rect(0, 0, w, n), m, image.Pt(b.Min.X, b.Min.Y+top), draw.Over)
		s.fill(band.Pix, band.Stride, 4, top, n)
	}
	return s
}

// fill takes n rows of red, green and blue, a point being step bytes, from row top on.
func (s scan) fill(pix []byte, stride, step, top, n int) {
	w := s.y.Rect.Dx()
	for dy := range n {
		row, out := pix[dy*stride:], s.y.Pix[(top+dy)*s.y.Stride:][:w]
		chroma := (top+dy)%2 == 0
		for x := range out {
			r, g, b := row[x*step], row[x*step+1], row[x*step+2]
			out[x] = uint8((19595*uint32(r) + 38470*uint32(g) + 7471*uint32(b) + 1<<15) >> 16)
			if chroma && x%2 == 0 {
				at := (top+dy)/2*s.cb.Stride + x/2
				_, s.cb.Pix[at], s.cr.Pix[at] = color.RGBToYCbCr(r, g, b)
			}
		}
	}
}

// each changes the planes; edge is what comes in from outside a plane.
func (s scan) each(change func(m *image.Gray, edge uint8) *image.Gray) scan {
	s.y = change(s.y, 255)
	if s.cb != nil {
		s.cb, s.cr = change(s.cb, colourless), change(s.cr, colourless)
	}
	return s
}

func (s scan) quarter(n int) scan {
	return s.each(func(m *image.Gray, _ uint8) *image.Gray { return quarter(m, n) })
}

func (s scan) straighten(deg float64) scan {
	return s.each(func(m *image.Gray, edge uint8) *image.Gray { return straighten(m, deg, edge) })
}

// sub is a part of a page; its corner lies on even points.
func (s scan) sub(r image.Rectangle) scan {
	if r == s.y.Rect {
		return s
	}
	part := func(m *image.Gray, r image.Rectangle) *image.Gray {
		out := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
		for y := range r.Dy() {
			copy(out.Pix[y*out.Stride:][:r.Dx()], m.Pix[(r.Min.Y+y)*m.Stride+r.Min.X:])
		}
		return out
	}
	out := scan{y: part(s.y, r)}
	if s.cb != nil {
		half := image.Rect(r.Min.X/2, r.Min.Y/2, (r.Max.X+1)/2, (r.Max.Y+1)/2)
		out.cb, out.cr = part(s.cb, half), part(s.cr, half)
	}
	return out
}

// within scales a page down whose long side is more than most points.
func (s scan) within(most int) scan {
	w, h := s.y.Rect.Dx(), s.y.Rect.Dy()
	long := max(w, h)
	if long <= most {
		return s
	}
	w, h = max(w*most/long, 1), max(h*most/long, 1)
	out := scan{y: stretch(s.y, w, h)}
	if s.cb != nil {
		out.cb, out.cr = stretch(s.cb, (w+1)/2, (h+1)/2), stretch(s.cr, (w+1)/2, (h+1)/2)
	}
	return out
}

// colourful tells whether enough of a page has a colour to keep: a seal does, the
// tint of a lamp or of old paper does not.
func (s scan) colourful() bool {
	if s.cb == nil {
		return false
	}
	n := 0
	for i, cb := range s.cb.Pix {
		if math.Abs(float64(cb)-colourless)+math.Abs(float64(s.cr.Pix[i])-colourless) > 45 {
			n++
		}
	}
	return n > len(s.cb.Pix)/4000
}

// readPNM reads the plainest pictures of Netpbm: grey (P5) and colour (P6), as
// pdftoppm writes them.
func readPNM(b []byte) (scan, error) {
	bad := errors.New("not a Netpbm picture")
	var n [3]int
	if len(b) < 2 || b[0] != 'P' || b[1] != '5' && b[1] != '6' {
		return scan{}, bad
	}
	step := 1 + 2*int(b[1]-'5')
	b = b[2:]
	for i := range n {
		b = bytes.TrimLeft(b, " \t\r\n")
		end := bytes.IndexAny(b, " \t\r\n")
		if end < 1 || end > 6 {
			return scan{}, bad
		}
		v, err := strconv.Atoi(string(b[:end]))
		if err != nil {
			return scan{}, bad
		}
		n[i], b = v, b[end:]
	}
	w, h := n[0], n[1]
	if w < 1 || h < 1 || n[2] != 255 || len(b)-1 < w*h*step {
		return scan{}, bad
	}
	if step == 1 {
		return scan{y: &image.Gray{Pix: b[1 : 1+w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}}, nil
	}
	s := coloured(w, h)
	s.fill(b[1:], w*step, step, 0, h)
	return s, nil
}
