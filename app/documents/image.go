package documents

import (
	"bufio"
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/sync/semaphore"
)

// pixels bounds the images that are unpacked at the same moment in this process:
// one of 50 megapixels, or several of a usual phone's 12.
var pixels = semaphore.NewWeighted(pixelsAtOnce)

const pixelsAtOnce = 64_000_000

// decode unpacks a whole image, waiting while too many others are unpacked.
func decode(r io.ReadSeeker, cfg image.Config) (image.Image, error) {
	n := min(int64(cfg.Width)*int64(cfg.Height), pixelsAtOnce)
	if err := pixels.Acquire(context.Background(), n); err != nil {
		return nil, err
	}
	defer pixels.Release(n)
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	m, _, err := image.Decode(bufio.NewReaderSize(r, 64<<10))
	return m, err
}

// upright scales an image down to at most width pixels across, turns it as its
// EXIF orientation says, puts it on white and encodes it anew: what a camera
// wrote beside the picture (place, time, device) is not in the result.
func upright(m image.Image, orient, width int) ([]byte, int, int, error) {
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	across := w
	if orient >= 5 {
		across = h
	}
	if across > width {
		w, h = max(w*width/across, 1), max(h*width/across, 1)
	}
	flat := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.BiLinear.Scale(flat, flat.Bounds(), m, b, draw.Over, nil)
	flat = turn(flat, orient)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, flat, &jpeg.Options{Quality: 80}); err != nil {
		return nil, 0, 0, err
	}
	return out.Bytes(), flat.Bounds().Dx(), flat.Bounds().Dy(), nil
}

// turn applies an EXIF orientation, 1 to 8.
func turn(m *image.RGBA, orient int) *image.RGBA {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	var from func(x, y int) (int, int) // pixel of m for a pixel of the result
	switch orient {
	case 2:
		from = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		from = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		from = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		from = func(x, y int) (int, int) { return y, x }
	case 6:
		from = func(x, y int) (int, int) { return y, h - 1 - x }
	case 7:
		from = func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }
	case 8:
		from = func(x, y int) (int, int) { return w - 1 - y, x }
	default:
		return m
	}
	rw, rh := w, h
	if orient >= 5 {
		rw, rh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, rw, rh))
	for y := range rh {
		for x := range rw {
			fx, fy := from(x, y)
			copy(out.Pix[out.PixOffset(x, y):][:4], m.Pix[m.PixOffset(fx, fy):][:4])
		}
	}
	return out
}
