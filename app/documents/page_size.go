package documents

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"

	"github.com/google/uuid"

	"motcua/app/exif"
	"motcua/app/fault"
)

// PageSize is how wide and high the picture of a page is, from 1; of a photo
// without previews the photo itself, upright. It counts as a view, as showing
// the picture does. Faults: as OpenPreview; Invalid (document.broken).
func (s *Service) PageSize(ctx context.Context, document uuid.UUID, page int) (width, height int, err error) {
	o, err := s.OpenPreview(ctx, document, page)
	if fault.Is(err, fault.NotFound) && page == 1 {
		o, err = s.Open(ctx, document, View)
	}
	if err != nil {
		return 0, 0, err
	}
	defer o.Content.Close()
	b, err := io.ReadAll(o.Content)
	if err != nil {
		return 0, 0, fmt.Errorf("page size: %w", err)
	}
	r := bytes.NewReader(b)
	cfg, _, err := image.DecodeConfig(r)
	if err != nil || cfg.Width < 1 || cfg.Height < 1 {
		return 0, 0, refuse(KeyBroken, "Ảnh này không đọc được.")
	}
	if o.ContentType == JPEG && exif.Orientation(r) >= 5 {
		return cfg.Height, cfg.Width, nil
	}
	return cfg.Width, cfg.Height, nil
}
