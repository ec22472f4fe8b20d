package procedures

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	_ "image/png" // decoders
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	xdraw "golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Sample is a picture of how a paper looks; revisions name it (Component.Sample).
type Sample struct {
	ID       uuid.UUID `db:"id"`
	Province *string   `db:"province_code"` // nil: the nation's
	Title    string    `db:"title"`
	Width    int       `db:"width"` // pixels
	Height   int       `db:"height"`
	At       time.Time `db:"created_at"`
	Bytes    []byte    `db:"bytes"` // JPEG; nil in lists
}

const (
	sampleSide   = 1200     // pixels of the longer side, at most
	sampleBytes  = 200_000  // of the picture as it is kept
	sampleUpload = 20 << 20 // of what is sent
	samplePixels = 52_000_000
)

// SaveSample keeps a picture of a paper: decoded and made anew as a JPEG of at
// most 1200 pixels and 200 KB, so that nothing of the file that was sent but
// the picture remains. Scope: province (its own) or platform (the nation's).
// Faults: Invalid beside "sample" (not a picture, too large) and "title"; Forbidden in other scopes.
func (c *Catalogue) SaveSample(ctx context.Context, title string, file []byte) (Sample, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return Sample{}, err
	}
	s := Sample{Title: strings.Join(strings.Fields(title), " "), At: c.now()}
	switch sc.Kind {
	case tenants.KindProvince:
		s.Province = &sc.Province
	case tenants.KindPlatform:
	default:
		return Sample{}, fault.New(fault.Forbidden, "sample.forbidden")
	}
	if s.Title == "" || len([]rune(s.Title)) > 200 {
		return Sample{}, fault.Fields(map[string]string{"title": "Ghi tên giấy tờ của ảnh mẫu, tối đa 200 ký tự"})
	}
	if s.Bytes, s.Width, s.Height, err = samplePicture(file); err != nil {
		return Sample{}, err
	}
	if s.ID, err = uuid.NewV7(); err != nil {
		return Sample{}, err
	}
	err = c.db.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.sample_picture (id, province_code, title, mime, bytes, width, height, created_by, created_name, created_at) VALUES ($1, $2, $3, 'image/jpeg', $4, $5, $6, $7, $8, $9)`,
			s.ID, s.Province, s.Title, s.Bytes, s.Width, s.Height, sc.Actor.ID, sc.Actor.Name, s.At)
		return pg.Translate(err)
	})
	return s, err
}

// samplePicture makes a picture anew.
func samplePicture(file []byte) (out []byte, width, height int, err error) {
	refuse := func(s string) error { return fault.Fields(map[string]string{"sample": s}) }
	if len(file) > sampleUpload {
		return nil, 0, 0, refuse("Ảnh mẫu quá lớn, tối đa 20 MB. Chọn ảnh nhỏ hơn")
	}
	cfg, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil || cfg.Width < 1 || cfg.Height < 1 {
		return nil, 0, 0, refuse("Chọn ảnh JPEG, PNG hoặc WebP của giấy tờ mẫu")
	}
	if cfg.Width > samplePixels/cfg.Height {
		return nil, 0, 0, refuse("Ảnh mẫu có quá nhiều điểm ảnh. Chọn ảnh nhỏ hơn")
	}
	src, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, 0, 0, refuse("Ảnh mẫu bị hỏng. Chọn ảnh khác")
	}
	for side, quality := sampleSide, 80; ; {
		w, h := src.Bounds().Dx(), src.Bounds().Dy()
		if m := max(w, h); m > side {
			w, h = max(w*side/m, 1), max(h*side/m, 1)
		}
		dst := image.NewRGBA(image.Rect(0, 0, w, h))
		draw.Draw(dst, dst.Bounds(), image.White, image.Point{}, draw.Src)
		xdraw.ApproxBiLinear.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Over, nil)
		var b bytes.Buffer
		if err := jpeg.Encode(&b, dst, &jpeg.Options{Quality: quality}); err != nil {
			return nil, 0, 0, fmt.Errorf("sample: %w", err)
		}
		if b.Len() <= sampleBytes {
			return b.Bytes(), w, h, nil
		}
		if quality > 50 {
			quality -= 15
		} else {
			side = side * 3 / 4
		}
	}
}

// SampleByID reads one picture. Fault: NotFound.
func (c *Catalogue) SampleByID(ctx context.Context, id uuid.UUID) (Sample, error) {
	return pg.One[Sample](ctx, c.db, `SELECT id, province_code, title, width, height, created_at, bytes FROM app.sample_picture WHERE id = $1`, id)
}

// Samples lists the pictures a province may use: its own and the nation's, newest first, without their bytes.
func (c *Catalogue) Samples(ctx context.Context, province string) ([]Sample, error) {
	return pg.Rows[Sample](ctx, c.db, `SELECT id, province_code, title, width, height, created_at, NULL::bytea AS bytes FROM app.sample_picture
		WHERE province_code IS NULL OR province_code = $1 ORDER BY created_at DESC, id DESC LIMIT 500`, province)
}
