package reading

import (
	"bytes"
	"image"
	"image/jpeg"

	"motcua/app/reading/meaning"
)

// Picture is a page as people see it: upright, straight, cut to its edges, on
// white paper, without dust; in colour only where there is some.
type Picture struct {
	JPEG          []byte
	Width, Height int // pixels
	Colour        bool
}

const (
	pictureLong    = 2339 // pixels of the long side at most: A4 at 200 dpi, as documents are digitized (NĐ 30/2020)
	pictureQuality = 72
)

// Picture makes the picture of a page that Each just gave; of one that could not
// be drawn there is none, and no error.
func (p *Page) Picture() (Picture, error) {
	if p.came.y == nil {
		return Picture{}, nil
	}
	s := p.came.within(pictureLong).quarter(p.Quarters).straighten(p.Skew)
	whiten(s)
	dust(s.y)
	p.shown = s.y
	out := Picture{Width: s.y.Rect.Dx(), Height: s.y.Rect.Dy(), Colour: s.colourful()}
	var m image.Image = s.y
	if out.Colour {
		m = &image.YCbCr{Y: s.y.Pix, Cb: s.cb.Pix, Cr: s.cr.Pix, YStride: s.y.Stride, CStride: s.cb.Stride, SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: s.y.Rect}
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, m, &jpeg.Options{Quality: pictureQuality})
	out.JPEG = b.Bytes()
	return out, err
}

// Codes are the square codes on the page's Picture, which was made before; their
// boxes are in fractions of it.
func (p *Page) Codes() []Code {
	if p.shown == nil {
		return nil
	}
	return Codes(p.shown)
}

// Forget lets go of the pictures of a page that is kept after Each; what
// Understand needs stays.
func (p *Page) Forget() { p.came, p.shown = scan{}, nil }

// whiten lifts the brightness of the paper to white, evenly over the page: what
// is on it keeps its shades.
func whiten(s scan) {
	var hist [256]int
	for _, v := range s.y.Pix {
		hist[v]++
	}
	// the brightness that the brightest third reaches is that of the paper
	left, level := len(s.y.Pix)/3, 255
	for ; level > 0 && left-hist[level] > 0; level-- {
		left -= hist[level]
	}
	if level < 140 || level >= 253 { // a dark photograph is not lit up; white paper needs nothing
		return
	}
	var to [256]uint8
	for v := range to {
		to[v] = uint8(min(v*254/(level-2), 255))
	}
	for i, v := range s.y.Pix {
		s.y.Pix[i] = to[v]
	}
}

// dust takes single dark points out that stand alone on white.
func dust(m *image.Gray) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for y := 1; y < h-1; y++ {
		row := m.Pix[y*m.Stride:]
		for x := 1; x < w-1; x++ {
			if row[x] > 150 || row[x-1] < 200 || row[x+1] < 200 {
				continue
			}
			alone := true
			for _, o := range [2]int{-m.Stride, m.Stride} {
				around := m.Pix[y*m.Stride+o+x-1:][:3]
				alone = alone && around[0] >= 200 && around[1] >= 200 && around[2] >= 200
			}
			if alone {
				row[x] = 255
			}
		}
	}
}

// paper finds the sheet within a scan: what is dark along a whole edge is the lid
// of the scanner or the table. At most a fifth is cut from any side, in even
// steps, because colours are kept by twos.
func paper(m *image.Gray) image.Rectangle {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	const dark = 110
	line := func(at, step, n int) bool { // mostly dark
		count := 0
		for i := 0; i < n; i += 4 {
			if m.Pix[at+i*step] < dark {
				count++
			}
		}
		return count*4 > n*7/10
	}
	cut := m.Rect
	for cut.Min.Y < h/5 && line(cut.Min.Y*m.Stride, 1, w) {
		cut.Min.Y += 2
	}
	for cut.Max.Y > h*4/5 && line((cut.Max.Y-1)*m.Stride, 1, w) {
		cut.Max.Y -= 2
	}
	for cut.Min.X < w/5 && line(cut.Min.X, m.Stride, h) {
		cut.Min.X += 2
	}
	for cut.Max.X > w*4/5 && line(cut.Max.X-1, m.Stride, h) {
		cut.Max.X -= 2
	}
	// a picture that is dark all over has no edge
	if cut.Dx() <= w*13/20 || cut.Dy() <= h*13/20 {
		return m.Rect
	}
	return cut
}

// add notes where a word is on the straightened page: as it was recognised, for
// a second look, and with the letters of boxes back in their boxes, for people.
func (p *Page) add(seen, shown found) {
	rect := func(f found) image.Rectangle { return image.Rect(f.x, f.y, f.x+f.w, f.y+f.h) }
	p.at, p.on = append(p.at, rect(seen)), append(p.on, rect(shown))
}

// Boxes are the places of the words on the page's Picture, in fractions of it.
func (p *Page) Boxes() []meaning.Box {
	out := make([]meaning.Box, len(p.on))
	for i, r := range p.on {
		out[i] = p.onPicture(r)
	}
	return out
}

func (p *Page) onPicture(r image.Rectangle) meaning.Box {
	x := func(v int) float64 { return min(max(float64(v)/float64(p.w), 0), 1) }
	y := func(v int) float64 { return min(max(float64(v)/float64(p.h), 0), 1) }
	return meaning.Box{x(r.Min.X), y(r.Min.Y), x(r.Max.X) - x(r.Min.X), y(r.Max.Y) - y(r.Min.Y)}
}

// OnPictures moves the boxes of a paper's fields from the pages as they came to
// their Pictures; the pages are those that were understood.
func OnPictures(pages []Page, paper *meaning.Paper) {
	for i := range paper.Fields {
		f := &paper.Fields[i]
		for n := range pages {
			p := &pages[n]
			if p.Number != f.Page {
				continue
			}
			var around image.Rectangle
			for _, word := range f.Words() {
				for k := range p.Words {
					if p.Words[k] == *word {
						around = around.Union(p.on[k])
					}
				}
			}
			if !around.Empty() {
				f.Box = p.onPicture(around)
			}
		}
	}
}

// Kept is a page that was read before, out of its Picture and its words with
// their places on it: it can be understood again, without recognising it again.
func Kept(number int, words []meaning.Word, picture image.Image) Page {
	g := gray(picture)
	b := g.Bounds()
	p := Page{Page: meaning.Page{Number: number, Words: words, Empty: len(words) == 0}, shown: g, sheet: g, w: b.Dx(), h: b.Dy()}
	for _, w := range words {
		x, y := int(w.Box[0]*float64(b.Dx())), int(w.Box[1]*float64(b.Dy()))
		f := found{x: x, y: y, w: int(w.Box[2] * float64(b.Dx())), h: int(w.Box[3] * float64(b.Dy()))}
		p.add(f, f)
	}
	return p
}
