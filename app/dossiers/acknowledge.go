package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
	"motcua/tenants"
)

// Acknowledge says that the context's officer knows what they were told about a
// dossier and has it in hand: they are told no more about the same moment, and
// everybody of the office sees who said so. The dossier itself is not touched.
// Twice is harmless. Scope: tenant. Fault: NotFound when this officer was told nothing.
func (s *Service) Acknowledge(ctx context.Context, dossier uuid.UUID) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		return pg.MustAffect(tx.Exec(ctx, `UPDATE app.reminder SET acked_at = coalesce(acked_at, $3) WHERE tenant_id = app.tenant_id() AND dossier_id = $1 AND staff_id = $2`, dossier, sc.Actor.ID, s.Now()))
	})
}

// Acknowledged is somebody of the office who knows.
type Acknowledged struct {
	Dossier uuid.UUID `db:"dossier_id"`
	Staff   uuid.UUID `db:"staff_id"`
	Name    string    `db:"full_name"`
	At      time.Time `db:"at"`
}

// Acknowledged lists who of this office knows what they were told about these
// dossiers, the newest first. Scope: tenant.
func (s *Service) Acknowledged(ctx context.Context, dossiers []uuid.UUID) ([]Acknowledged, error) {
	if len(dossiers) == 0 {
		return nil, nil
	}
	return pg.Rows[Acknowledged](ctx, s.DB, `SELECT r.dossier_id, r.staff_id, s.full_name, max(r.acked_at) AS at FROM app.reminder r JOIN app.staff s ON s.id = r.staff_id
		WHERE r.tenant_id = app.tenant_id() AND r.dossier_id = ANY ($1) AND r.acked_at IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 4 DESC`, dossiers)
}

// ToldOf tells whether an officer was told something about a dossier that they
// did not acknowledge yet and that still holds. Scope: tenant.
func (s *Service) ToldOf(ctx context.Context, staff, dossier uuid.UUID) (bool, error) {
	return pg.Value[bool](ctx, s.DB, `SELECT EXISTS (SELECT 1 FROM `+saidHolds+` AND r.staff_id = $1 AND r.dossier_id = $2 AND r.acked_at IS NULL)`, staff, dossier)
}

// known are words that their readers acknowledged.
type known map[knownKey][]string // the kinds

type knownKey struct {
	staff, dossier uuid.UUID
	about          int64
}

// covers tells whether somebody who acknowledged an earlier word about the same
// moment needs this one no more. That the moment went by, or that a letter
// waits for them, is news in any case.
func (k known) covers(staff uuid.UUID, s saying) bool {
	for _, was := range k[knownKey{staff, s.Dossier, s.About.UnixMicro()}] {
		if was == s.Kind || s.Kind != SayOverdue && s.Kind != SayApology {
			return true
		}
	}
	return false
}

func (p *pass) acknowledged(ctx context.Context, list []saying) (known, error) {
	ids := make([]uuid.UUID, len(list))
	for i, s := range list {
		ids[i] = s.Dossier
	}
	type row struct {
		Staff   uuid.UUID `db:"staff_id"`
		Dossier uuid.UUID `db:"dossier_id"`
		Kind    string    `db:"kind"`
		About   time.Time `db:"about"`
	}
	rows, err := pg.Rows[row](ctx, p.DB, `SELECT staff_id, dossier_id, kind, about FROM app.reminder WHERE tenant_id = $1 AND dossier_id = ANY ($2) AND acked_at IS NOT NULL`, p.tenant, ids)
	k := known{}
	for _, r := range rows {
		key := knownKey{r.Staff, r.Dossier, r.About.UnixMicro()}
		k[key] = append(k[key], r.Kind)
	}
	return k, err
}
