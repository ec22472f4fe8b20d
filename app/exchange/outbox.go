package exchange

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// Office is how the exchange of one office stands: counts and moments, nothing
// about a dossier.
type Office struct {
	Tenant   uuid.UUID  `db:"tenant_id"`
	Province string     `db:"province_code"`
	Waiting  int        `db:"waiting"`
	Oldest   *time.Time `db:"oldest"` // since when the one that waits longest has been waiting
	Dead     int        `db:"dead"`
}

// ByOffice lists the offices in which something waits or is dead, the one with
// the most dead letters first. Scope: province, its own; platform, all.
func (l *Link) ByOffice(ctx context.Context) ([]Office, error) {
	return pg.Rows[Office](ctx, l.DB, `SELECT tenant_id, province_code, (count(*) FILTER (WHERE state = 'waiting'))::int AS waiting, min(created_at) FILTER (WHERE state = 'waiting') AS oldest,
		(count(*) FILTER (WHERE state = 'dead'))::int AS dead FROM app.status_outbox WHERE state IN ('waiting', 'dead') GROUP BY tenant_id, province_code ORDER BY dead DESC, oldest LIMIT 500`)
}

// Lag sums offices up.
type Lag struct {
	Waiting, Dead int
	Oldest        *time.Time
}

// Sum is the lag of a list of offices.
func Sum(list []Office) (x Lag) {
	for _, o := range list {
		x.Waiting, x.Dead = x.Waiting+o.Waiting, x.Dead+o.Dead
		if o.Oldest != nil && (x.Oldest == nil || o.Oldest.Before(*x.Oldest)) {
			x.Oldest = o.Oldest
		}
	}
	return x
}

// Letter is a dead letter as those see it who may not know the dossier.
type Letter struct {
	ID        uuid.UUID `db:"id"`
	Tenant    uuid.UUID `db:"tenant_id"`
	Province  string    `db:"province_code"`
	Code      int       `db:"code"`
	Attempts  int       `db:"attempts"`
	FailedKey string    `db:"failed_key"`
	CreatedAt time.Time `db:"created_at"`
	EndedAt   time.Time `db:"ended_at"`
}

// Dead lists dead letters, the newest first. Scope: province, platform.
func (l *Link) Dead(ctx context.Context, most int) ([]Letter, error) {
	return pg.Rows[Letter](ctx, l.DB, `SELECT id, tenant_id, province_code, code, attempts, failed_key, created_at, ended_at FROM app.status_outbox WHERE state = 'dead' ORDER BY ended_at DESC, id LIMIT $1`, most)
}

// Sent is one status of a dossier as its own office sees it.
type Sent struct {
	ID         uuid.UUID  `db:"id"`
	Dossier    uuid.UUID  `db:"dossier_id"`
	DossierNo  string     `db:"dossier_code"`
	Code       int        `db:"code"`
	State      string     `db:"state"` // waiting, acked, dead, skipped
	Attempts   int        `db:"attempts"`
	FailedKey  string     `db:"failed_key"`
	NextAt     time.Time  `db:"next_at"`
	HappenedAt time.Time  `db:"happened_at"`
	EndedAt    *time.Time `db:"ended_at"`
	Receipt    string     `db:"receipt"`
	Behind     int        `db:"behind"` // how many wait behind this one
}

const sent = `SELECT o.id, o.dossier_id, d.code AS dossier_code, o.code, o.state, o.attempts, o.failed_key, o.next_at, o.happened_at, o.ended_at, o.receipt,
	(SELECT count(*) FROM app.status_outbox b WHERE b.dossier_id = o.dossier_id AND b.seq > o.seq AND b.state = 'waiting')::int AS behind FROM app.status_outbox o
	JOIN app.tenant_dossier d ON d.tenant_id = app.tenant_id() AND d.dossier_id = o.dossier_id `

// DeadHere lists the dead letters of the context's tenant. Scope: tenant.
func (l *Link) DeadHere(ctx context.Context) ([]Sent, error) {
	return pg.Rows[Sent](ctx, l.DB, sent+`WHERE o.tenant_id = app.tenant_id() AND o.state = 'dead' ORDER BY o.ended_at DESC, o.id LIMIT 200`)
}

// WaitingHere counts what waits in the context's tenant, and since when. Scope: tenant.
func (l *Link) WaitingHere(ctx context.Context) (x Lag, err error) {
	type row struct {
		N      int        `db:"n"`
		Oldest *time.Time `db:"oldest"`
	}
	r, err := pg.One[row](ctx, l.DB, `SELECT count(*)::int AS n, min(created_at) AS oldest FROM app.status_outbox WHERE tenant_id = app.tenant_id() AND state = 'waiting'`)
	return Lag{Waiting: r.N, Oldest: r.Oldest}, err
}

// OfDossier lists what the portal was told of one dossier, in order. Scope: a
// tenant that reads it.
func (l *Link) OfDossier(ctx context.Context, dossier uuid.UUID) ([]Sent, error) {
	return pg.Rows[Sent](ctx, l.DB, sent+`WHERE o.dossier_id = $1 ORDER BY o.seq`, dossier)
}
