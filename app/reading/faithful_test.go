package reading

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/tiff"
)

// A page is shown as it came: turned as the camera was held, clear on white,
// each page of a TIFF, never whitened.
func TestFaithfulPages(t *testing.T) {
	t.Parallel()
	grey := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range grey.Pix {
		grey.Pix[i] = 170
	}
	var photo, clear, first bytes.Buffer
	for _, err := range []error{jpeg.Encode(&photo, grey, nil), png.Encode(&clear, image.NewNRGBA(image.Rect(0, 0, 20, 10))), tiff.Encode(&first, grey, nil)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	seg := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	turned := append([]byte("\xff\xd8\xff\xe1\x00"+string(rune(len(seg)+2))+seg), photo.Bytes()[2:]...)
	type page struct{ w, h, shade int }
	for name, x := range map[string]struct {
		file []byte
		want []page
	}{
		"photo.jpg": {photo.Bytes(), []page{{40, 30, 170}}}, "turned.jpg": {turned, []page{{30, 40, 170}}}, "clear.png": {clear.Bytes(), []page{{20, 10, 255}}},
		"two.tif": {chain(t, first.Bytes(), image.NewGray(image.Rect(0, 0, 50, 20))), []page{{40, 30, 170}, {50, 20, 0}}},
	} {
		r := New()
		f, err := r.Open(t.Context(), write(t, name, x.file))
		if err != nil {
			t.Fatal(name, err)
		}
		var got []page
		err = r.Faithful(t.Context(), f, func(_ int, b []byte) error {
			m, err := jpeg.Decode(bytes.NewReader(b))
			if err == nil {
				got = append(got, page{m.Bounds().Dx(), m.Bounds().Dy(), int(color.GrayModel.Convert(m.At(5, 5)).(color.Gray).Y)})
			}
			return err
		})
		if err != nil || len(got) != len(x.want) {
			t.Fatalf("%s: %v %v", name, err, got)
		}
		for i, w := range x.want {
			if d := got[i].shade - w.shade; got[i].w != w.w || got[i].h != w.h || d < -3 || d > 3 {
				t.Errorf("%s, page %d: %v, want %v", name, i+1, got[i], w)
			}
		}
	}
}
