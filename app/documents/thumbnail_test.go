package documents

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"testing"
)

type noClose struct{ io.ReadSeeker }

func (noClose) Close() error { return nil }

func TestThumbnail(t *testing.T) {
	t.Parallel()
	m := image.NewGray(image.Rect(0, 0, 900, 1200))
	for i := range m.Pix {
		m.Pix[i] = uint8(i * i >> 3)
	}
	m.SetGray(0, 0, color.Gray{Y: 9})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	small, err := Thumbnail(Opened{Document{ContentType: JPEG}, noClose{bytes.NewReader(b.Bytes())}}, 160)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(small))
	if err != nil || cfg.Width != 160 || cfg.Height != 213 || len(small) > 40_000 {
		t.Fatalf("%+v, %d of %d bytes, %v", cfg, len(small), b.Len(), err)
	}
	if _, err := Thumbnail(Opened{Document{ContentType: PDF}, noClose{bytes.NewReader([]byte("%PDF-1.7"))}}, 160); err == nil {
		t.Fatal("a PDF is no picture")
	}
}
