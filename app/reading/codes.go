package reading

import (
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/multi/qrcode"

	"motcua/app/reading/meaning"
)

// Code is one square code (QR) that was found on a picture.
type Code struct {
	Text string      // what it says; trailing bytes are the reader's to tolerate
	Box  meaning.Box // in fractions of the picture
}

// sides are the lengths, in pixels, that a picture's longer side is brought to
// until a code is found: large ones drown a code in the camera's noise, small
// ones lose its finest squares. The largest bounds memory and time.
var sides = []int{1600, 2600, 900}

// Codes finds the square codes of a picture. It never fails: what cannot be read
// is not there. Finding none takes three looks, at most half a second.
func Codes(m image.Image) []Code {
	b := m.Bounds()
	long := max(b.Dx(), b.Dy())
	if long == 0 {
		return nil
	}
	g := gray(m)
	for i, side := range sides {
		look := g
		switch {
		case long > side:
			look = stretch(g, max(b.Dx()*side/long, 1), max(b.Dy()*side/long, 1))
		case i > 0 && sides[0] >= long: // it was looked at as it is
			continue
		}
		if found := codesOf(look); len(found) > 0 {
			return found
		}
	}
	return nil
}

func codesOf(m *image.Gray) (out []Code) {
	defer func() { // a picture made to upset the decoder is one without a code
		if recover() != nil {
			out = nil
		}
	}()
	src := gozxing.NewLuminanceSourceFromImage(m)
	bits, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(src))
	if err != nil {
		return nil
	}
	found, err := qrcode.NewQRCodeMultiReader().DecodeMultiple(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true, gozxing.DecodeHintType_CHARACTER_SET: "UTF-8"})
	if err != nil {
		return nil
	}
	w, h := float64(m.Bounds().Dx()), float64(m.Bounds().Dy())
	for _, r := range found {
		x0, y0, x1, y1 := 1.0, 1.0, 0.0, 0.0
		for _, p := range r.GetResultPoints() {
			x, y := p.GetX()/w, p.GetY()/h
			x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
		}
		box := meaning.Box{}
		if x1 > x0 && y1 > y0 { // the points are middles of the finder patterns: the code reaches a bit further
			dx, dy := (x1-x0)*0.2, (y1-y0)*0.2
			x0, y0, x1, y1 = max(x0-dx, 0), max(y0-dy, 0), min(x1+dx, 1), min(y1+dy, 1)
			box = meaning.Box{x0, y0, x1 - x0, y1 - y0}
		}
		out = append(out, Code{Text: r.GetText(), Box: box})
	}
	return out
}

// CardIn are the fields of the first code of a picture that is an identity
// card's; page counts from 1.
func CardIn(m image.Image, page int) []meaning.Field {
	for _, c := range Codes(m) {
		if f := meaning.CardFields(c.Text, page, c.Box); len(f) > 0 {
			return f
		}
	}
	return nil
}
