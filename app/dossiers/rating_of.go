package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// Rating is what the resident thought of the service.
type Rating struct {
	Stars   int       `db:"stars"` // 1 to 5
	Comment string    `db:"comment"`
	At      time.Time `db:"at"`
}

// RatingOf is a dossier's rating; nil when there is none. Scope: resident, or
// the competent tenant.
func (s *Service) RatingOf(ctx context.Context, dossier uuid.UUID) (*Rating, error) {
	r, err := pg.One[Rating](ctx, s.DB, `SELECT stars::int AS stars, comment, at FROM app.rating WHERE dossier_id = $1`, dossier)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &r, err
}
