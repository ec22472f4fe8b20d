package dossiers

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// Tracked is what anybody learns who holds a code and four digits: where the
// dossier is, nothing about the person.
type Tracked struct {
	State              State      `db:"state"`
	EndedBy            string     `db:"ended_by"`
	Outcome            *Outcome   `db:"outcome"`
	Procedure          uuid.UUID  `db:"procedure_id"`
	Competent          uuid.UUID  `db:"competent_tenant"`
	Receiving          *uuid.UUID `db:"receiving_tenant"`
	SubmittedAt        *time.Time `db:"submitted_at"`
	AcceptedAt         *time.Time `db:"accepted_at"`
	DueAt              *time.Time `db:"due_at"`
	SupplementClosesAt *time.Time `db:"supplement_closes_at"`
	DecidedAt          *time.Time `db:"decided_at"`
	ReturnedAt         *time.Time `db:"returned_at"`
}

// Track finds a dossier by its code and the last four digits of a party's phone
// or identity number. A wrong code and wrong digits are the same NotFound.
// Scope: public. The caller limits how often it may be tried.
func (s *Service) Track(ctx context.Context, code, last4 string) (Tracked, error) {
	t, err := pg.One[Tracked](ctx, s.DB, `SELECT state, ended_by, outcome, procedure_id, competent_tenant, receiving_tenant, submitted_at, accepted_at, due_at, supplement_closes_at, decided_at, returned_at
		FROM app.track($1, $2)`, CleanCode(code), strings.TrimSpace(last4))
	if fault.Is(err, fault.NotFound) {
		return t, fault.New(fault.NotFound, "track.not_found", "Không có hồ sơ nào khớp cả mã và 4 số này.")
	}
	return t, err
}

// TrackedSector is in which sector system a dossier under work is, for whoever tracks it.
type TrackedSector struct {
	System    string     `db:"system"`
	EnteredAt time.Time  `db:"entered_at"`
	StatusAt  *time.Time `db:"status_at"`
}

// TrackSector says in which sector system a tracked dossier is being decided;
// nil when it is in none. Scope and limits: as Track.
func (s *Service) TrackSector(ctx context.Context, code, last4 string) (*TrackedSector, error) {
	t, err := pg.One[TrackedSector](ctx, s.DB, `SELECT system, entered_at, status_at FROM app.track_sector($1, $2)`, CleanCode(code), strings.TrimSpace(last4))
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &t, err
}

// CleanCode is a dossier code as stored, however it was typed: lower case,
// spaces, or other dashes.
func CleanCode(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "\u00a0", "", "\t", "", "–", "-", "—", "-", "‑", "-").Replace(strings.TrimSpace(s)))
}
