package documents

import (
	"bytes"
	"fmt"
	"image"
	"io"

	"motcua/app/exif"
)

// Thumbnail makes a JPEG of at most width pixels across out of an opened
// picture, for lists: the picture itself weighs several times the page that
// lists it. The picture is read from its beginning and left open.
//
// Any error means that the picture cannot be made smaller, not that it cannot
// be shown.
func Thumbnail(o Opened, width int) ([]byte, error) {
	if _, err := o.Content.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("thumbnail: %w", err)
	}
	b, err := io.ReadAll(o.Content)
	if err != nil {
		return nil, fmt.Errorf("thumbnail: %w", err)
	}
	r := bytes.NewReader(b)
	cfg, _, err := image.DecodeConfig(r)
	if err != nil {
		return nil, fmt.Errorf("thumbnail: %w", err)
	}
	orient := 1
	if o.ContentType == JPEG {
		orient = exif.Orientation(r)
	}
	m, err := decode(r, cfg)
	if err != nil {
		return nil, fmt.Errorf("thumbnail: %w", err)
	}
	small, _, _, err := upright(m, orient, width)
	return small, err
}
