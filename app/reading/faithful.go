package reading

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
)

// faithfulQuality keeps what a certified copy must show: stamps, thin lines.
const faithfulQuality = 88

// Faithful gives every page of a file as a JPEG that shows what came and
// nothing else: turned as the camera was held, in its colours, never whitened,
// cut or straightened; at most A4 at 200 dpi. In sRGB or grey, whatever the file
// was in.
// Faults: Invalid with one of the keys above; those of each.
func (r *Reader) Faithful(ctx context.Context, f *File, each func(n int, jpeg []byte) error) error {
	return r.sheets(ctx, f, 1, f.Pages, func(n int, s scan) error {
		s = s.within(pictureLong)
		var m image.Image = s.y
		if s.cb != nil {
			m = &image.YCbCr{Y: s.y.Pix, Cb: s.cb.Pix, Cr: s.cr.Pix, YStride: s.y.Stride, CStride: s.cb.Stride, SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: s.y.Rect}
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: faithfulQuality}); err != nil {
			return err
		}
		return each(n, b.Bytes())
	})
}
