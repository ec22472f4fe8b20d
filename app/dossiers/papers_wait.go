package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/tenants"
)

// What travels of a dossier on paper.
const (
	TravelPapers = "papers" // what the applicant handed in
	TravelResult = "result"
)

// papersDue is when papers that lie at an office from that moment on are
// handed over at the latest, by its calendar and its province's rules.
func (s *Service) papersDue(ctx context.Context, office uuid.UUID, at time.Time) (time.Time, error) {
	r, err := s.HandoverRules(ctx, office)
	if err != nil {
		return time.Time{}, err
	}
	cal, err := s.Calendar(ctx, office)
	if err != nil {
		return time.Time{}, err
	}
	return deadlines.HandOverBy(cal, at, r.PapersCutoff)
}

// papersDue is the same for this office, inside its act.
func (c *change) papersDue(ctx context.Context) (time.Time, error) {
	r, err := c.s.handoverRulesIn(ctx, c.tx, c.me)
	if err != nil {
		return time.Time{}, err
	}
	cal, err := c.s.Calendar(ctx, c.me)
	if err != nil {
		return time.Time{}, err
	}
	return deadlines.HandOverBy(cal, c.now, r.PapersCutoff)
}

// papersWait puts what lies here of the dossier and belongs elsewhere on this
// office's pile for the next list; where nothing does, nothing happens. due is
// of papersDue, asked for before the transaction.
func (s *Service) papersWait(ctx context.Context, tx pgx.Tx, dossier uuid.UUID, kind, procedure string, due time.Time) error {
	_, err := tx.Exec(ctx, `SELECT app.papers_wait($1, $2, $3, $4, $5, $6)`, newID(), dossier, kind, procedure, s.Now(), due)
	return err
}

// pile asks for the time of the acting office's pile.
func (s *Service) pile(ctx context.Context) (time.Time, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return s.papersDue(ctx, sc.Tenant, s.Now())
}
