package slips

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"github.com/boombuler/barcode/code128"
	"github.com/skip2/go-qrcode"
)

// qr draws the address as a QR picture of the given side, as rectangles: it
// stays sharp at every size. False when it cannot be written so.
func (p *page) qr(text string, x, y, side float64) bool {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return false
	}
	q.DisableBorder = true
	dots := q.Bitmap()
	one := side / float64(len(dots))
	p.SetFillColor(0, 0, 0)
	for r, row := range dots {
		for c := 0; c < len(row); c++ {
			from := c
			for c < len(row) && row[c] {
				c++
			}
			if c > from {
				p.Rect(x+float64(from)*one, y+float64(r)*one, float64(c-from)*one, one+0.01, "F")
			}
		}
	}
	return true
}

// bars draws a code as Code 128; nothing when it has letters that bars cannot say.
func (p *page) bars(code string, x, y, w, h float64) {
	on := barsOf(code)
	if on == nil {
		return
	}
	one := min(w/float64(len(on)), 0.38)
	p.SetFillColor(0, 0, 0)
	for i := 0; i < len(on); i++ {
		from := i
		for i < len(on) && on[i] {
			i++
		}
		if i > from {
			p.Rect(x+float64(from)*one, y, float64(i-from)*one, h, "F")
		}
	}
}

func barsOf(code string) []bool {
	b, err := code128.Encode(code)
	if err != nil {
		return nil
	}
	on := make([]bool, b.Bounds().Dx())
	for i := range on {
		r, _, _, _ := b.At(i, 0).RGBA()
		on[i] = r < 0x8000
	}
	return on
}

// Bars is the PNG of a code in Code 128 for pages, with its white margin; nil
// when bars cannot say it.
func Bars(code string) []byte {
	on := barsOf(code)
	if on == nil {
		return nil
	}
	const wide, quiet, high = 2, 20, 56
	m := image.NewPaletted(image.Rect(0, 0, len(on)*wide+2*quiet, high), color.Palette{color.White, color.Black})
	for i, black := range on {
		if !black {
			continue
		}
		for x := range wide {
			for y := range high {
				m.SetColorIndex(quiet+i*wide+x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if png.Encode(&b, m) != nil {
		return nil
	}
	return b.Bytes()
}
